/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The databases describe files of our root directory by path. So only an image whose
 * path there still is the very file that was mapped gets an answer: not one of a
 * container, and not one that was replaced meanwhile.
 */
#include "tracer/space/packages.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/image/package_db.h"

static bool is_here(const struct located_image *image)
{
	struct stat is;

	return image->path[0] == '/' && image->is.st_ino && !stat(image->path, &is) && mapped_same(&is, &image->is);
}

static bool is_wanted(const struct locator *locator, const struct located_image *image)
{
	return image->image != TRACE_NOWHERE && !locator->trace->images[image->image].package &&
	       !strcmp(locator->trace->images[image->image].path, image->path) && is_here(image);
}

static const struct packaged_file *answer_for(const struct packaged_file *files, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++)
		if (files[i].package && !strcmp(files[i].path, path))
			return &files[i];
	return NULL;
}

static int write_again(struct locator *locator, int image, const struct packaged_file *file, struct err *err)
{
	struct trace_image named = locator->trace->images[image];

	if (named.package)
		return 0;
	named.package = file->package;
	named.version = file->version;
	trace_image(locator->trace, &named, NULL);
	return locator->writer ? trace_write_image(locator->writer, locator->trace, image, err) : 0;
}

int packages_add(struct locator *locator, struct err *err)
{
	AUTO_FREE struct packaged_file *files = mem_alloc(locator->image_count * sizeof(*files));
	struct arena arena = {0};
	size_t count = 0;
	int failed = 0;

	for (size_t i = 0; i < locator->image_count; i++)
		if (is_wanted(locator, &locator->images[i]))
			files[count++].path = locator->images[i].path;
	package_db_find(&arena, "", files, count);
	for (size_t i = 0; i < locator->image_count && !failed; i++) {
		const struct located_image *image = &locator->images[i];
		const struct packaged_file *file = is_wanted(locator, image) ? answer_for(files, count, image->path) : NULL;
		failed = file && write_again(locator, image->image, file, err);
	}
	arena_free(&arena);
	return failed ? -1 : 0;
}
