/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vdso_images: the vDSOs that were seen, each read and parsed once.
 *
 * The kernel maps the same few images into all processes, one for each kind of
 * program. The first page of an image has its symbols and its build-id, so it
 * identifies the image of any process; at an exec the kind does.
 */
#ifndef TRACER_VDSO_IMAGES_H
#define TRACER_VDSO_IMAGES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/kernel/arch.h"
#include "tracer/image/vdso_image.h"

enum { VDSO_KINDS = 4 };                      /* further ones are looked at each time */

struct vdso_seen {
	struct vdso_image image;
	unsigned char *bytes;                 /* image.size of them */
};

/* What the kernel chooses the image by, at an exec: arch_setup_additional_pages() and its kin. */
struct vdso_kind {
	enum arch arch;
	uint64_t phent;                       /* bytes of a program header, which x32 and x86_64 differ in; 0: unknown */
};

struct vdso_images {
	struct { struct vdso_kind kind; const struct vdso_seen *seen; } kinds[VDSO_KINDS];
	size_t kind_count;
	struct vdso_seen **at;
	size_t count, room;
};

/* The image at an address of a process; NULL: not readable, or not an image. */
const struct vdso_seen *vdso_images_find(struct vdso_images *images, pid_t tid, uint64_t address);

/* The same of a program that was just executed: one look at the first of each kind. */
const struct vdso_seen *vdso_images_of_kind(struct vdso_images *images, const struct vdso_kind *kind, pid_t tid, uint64_t address);

void vdso_images_free(struct vdso_images *images);  /* no address space may refer to them any more */

#endif
