/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vdso_images: the vDSOs that were seen, each read and parsed once.
 *
 * The kernel maps the same few images into all processes, one for each kind of
 * program. The first page of an image has its symbols and its build-id, so it
 * identifies the image.
 */
#ifndef TRACER_VDSO_IMAGES_H
#define TRACER_VDSO_IMAGES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/image/vdso_image.h"

struct vdso_seen {
	struct vdso_image image;
	unsigned char *bytes;                 /* image.size of them */
};

struct vdso_images {
	struct vdso_seen **at;
	size_t count, room;
};

/* The image at an address of a process; NULL: not readable, or not an image. */
const struct vdso_seen *vdso_images_find(struct vdso_images *images, pid_t tid, uint64_t address);

void vdso_images_free(struct vdso_images *images);  /* no address space may refer to them any more */

#endif
