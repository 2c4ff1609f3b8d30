/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vdso_image: what the kernel's vDSO exports.
 */
#ifndef TRACER_VDSO_IMAGE_H
#define TRACER_VDSO_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

enum { VDSO_IMAGE_MOST = 64 * 1024, VDSO_SYMBOLS = 32, VDSO_NAME = 48, VDSO_ALIASES = 4 };

struct vdso_symbol {
	char name[VDSO_NAME];
	uint64_t offset, size;                /* bytes from the start of the image */
	uint64_t value_at[VDSO_ALIASES];      /* where the image stores its offset, for each of its names */
	unsigned values;
};

struct vdso_image {
	uint64_t size;                        /* bytes; 0: no vDSO */
	char build_id[41];                    /* hex, "" if it has none */
	struct vdso_symbol symbol[VDSO_SYMBOLS];
	size_t count;
	unsigned word;                        /* size of a symbol's offset: 4 or 8 bytes */
	uint64_t symbols, symbols_size;       /* the part of the image that contains all value_at */
	uint64_t room, room_end;              /* zero bytes after the image in its last page; 0: none known */
};

/* Parses an image from memory. Leaves out a weak alias if a __vdso_ name refers
 * to the same code. */
int vdso_image_parse(struct vdso_image *image, const void *bytes, size_t size, struct err *err);

/* The function of this name, or at this offset; NULL: none. */
const struct vdso_symbol *vdso_image_find(const struct vdso_image *image, const char *name);
const struct vdso_symbol *vdso_image_at(const struct vdso_image *image, uint64_t offset);

#endif
