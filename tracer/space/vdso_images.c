/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing a page costs one short read; reading and parsing an image takes as
 * long as ten stops.
 */
#include "tracer/space/vdso_images.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "tracer/process/memory.h"

enum { PAGE = 4096 };

static const struct vdso_seen *find_by_page(const struct vdso_images *images, const unsigned char page[static PAGE])
{
	for (size_t i = 0; i < images->count; i++)
		if (!memcmp(images->at[i]->bytes, page, PAGE))
			return images->at[i];
	return NULL;
}

static const struct vdso_seen *add(struct vdso_images *images, const unsigned char *bytes, size_t size)
{
	struct vdso_image image;
	struct err ignored;

	if (size < PAGE || vdso_image_parse(&image, bytes, size, &ignored))
		return NULL;
	struct vdso_seen *seen = mem_alloc(sizeof(*seen));
	*seen = (struct vdso_seen){ image, memcpy(mem_alloc(size), bytes, size) };
	images->at = mem_grow(images->at, images->count, &images->room, sizeof(struct vdso_seen *));
	images->at[images->count++] = seen;
	return seen;
}

const struct vdso_seen *vdso_images_find(struct vdso_images *images, pid_t tid, uint64_t address)
{
	unsigned char bytes[VDSO_IMAGE_MOST];
	const struct vdso_seen *seen = NULL;

	if (memory_read(tid, address, bytes, PAGE) == PAGE)
		seen = find_by_page(images, bytes);
	return seen ? seen : add(images, bytes, memory_read(tid, address, bytes, sizeof(bytes)));
}

static const struct vdso_seen *find_kind(const struct vdso_images *images, const struct vdso_kind *kind)
{
	for (size_t i = 0; i < images->kind_count; i++)
		if (images->kinds[i].kind.arch == kind->arch && images->kinds[i].kind.phent == kind->phent)
			return images->kinds[i].seen;
	return NULL;
}

const struct vdso_seen *vdso_images_of_kind(struct vdso_images *images, const struct vdso_kind *kind, pid_t tid, uint64_t address)
{
	const struct vdso_seen *seen = find_kind(images, kind);

	if (seen)
		return seen;
	seen = vdso_images_find(images, tid, address);
	if (seen && kind->phent && images->kind_count < VDSO_KINDS) {
		images->kinds[images->kind_count].kind = *kind;
		images->kinds[images->kind_count++].seen = seen;
	}
	return seen;
}

void vdso_images_free(struct vdso_images *images)
{
	for (size_t i = 0; i < images->count; i++) {
		free(images->at[i]->bytes);
		free(images->at[i]);
	}
	free(images->at);
	*images = (struct vdso_images){ 0 };
}
