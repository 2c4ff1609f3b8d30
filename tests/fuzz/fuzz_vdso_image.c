/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a vDSO image, as a tracee could map it. They end at a page
 * boundary, as libelf is not instrumented: an overread faults instead of
 * returning another byte. Results must be within bounds.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tracer/image/vdso_image.h"

enum { PAGE = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Room for the largest image, between two inaccessible pages. */
static unsigned char *guarded_end(void)
{
	unsigned char *all = mmap(NULL, VDSO_IMAGE_MOST + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (all == MAP_FAILED || mprotect(all + PAGE, VDSO_IMAGE_MOST, PROT_READ | PROT_WRITE))
		abort();
	return all + PAGE + VDSO_IMAGE_MOST;
}

static void look_up(const struct vdso_image *image)
{
	for (size_t i = 0; i < image->count; i++) {
		const struct vdso_symbol *symbol = &image->symbol[i];
		assert(strlen(symbol->name) < VDSO_NAME && symbol->offset < image->size);
		assert(!symbol->size || vdso_image_at(image, symbol->offset));
		vdso_image_at(image, symbol->offset + symbol->size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static unsigned char *end;
	struct vdso_image image;
	struct err err;

	if (size > VDSO_IMAGE_MOST)
		return 0;
	end = end ? end : guarded_end();
	memcpy(end - size, bytes, size);
	if (!vdso_image_parse(&image, end - size, size, &err)) {
		assert(image.count <= VDSO_SYMBOLS && strlen(image.build_id) < sizeof(image.build_id));
		look_up(&image);
	}
	return 0;
}
