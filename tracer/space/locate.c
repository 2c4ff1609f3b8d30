/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An address space caches its call sites, so that a call costs one look-up. A
 * new site costs looking up its mapping and a stat of its file; a file that is
 * new, or was written since, is opened once, through the root directory of the
 * process, and libdw finds its symbols.
 */
#include "tracer/space/locate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/trace/caller.h"
#include "tracer/space/let_go.h"

void locator_free(struct locator *locator)
{
	reader_free(&locator->reader);        /* first: then no file needs an answer of its own */
	let_go_end(locator);
	for (size_t i = 0; i < locator->image_count; i++) {
		free(locator->images[i].path);
		reader_close(locator->images[i].file);
	}
	free(locator->images);
}

/* --- images --- */

static bool is_file(const struct mapping *mapping)
{
	return mapping->path[0] == '/' && mapping->inode;
}

static bool is_vdso(const struct mapping *mapping)
{
	return !strcmp(mapping->path, "[vdso]");
}

/* Stands for all further files once the trace is full. */
static const struct trace_image others = { .path = "[others]" };

static bool is_others(const struct trace *trace, int image)
{
	return image == trace_find_image(trace, &others);
}

static int note_image(struct locator *locator, const struct trace_image *entry, int *image, struct err *err)
{
	struct trace *trace = locator->trace;
	bool added;

	if (trace->image_count >= TRACE_IMAGES_MOST - 1 && trace_find_image(trace, entry) < 0) {
		entry = &others;
		locator->note = "too many executable files for one trace: calls from the others are recorded without a call site";
	}
	*image = trace_image(trace, entry, &added);
	if (added && locator->writer)
		return trace_write_image(locator->writer, trace, *image, err);
	return 0;
}

/* Files mapped before a chroot are outside the new root. */
static struct reader_file *open_file(struct locator *locator, pid_t tid, const struct mapping *mapping, const struct mapped_file *found)
{
	char root[64];

	snprintf(root, sizeof(root), "/proc/%d/root", (int)tid);
	return reader_open(&locator->reader, found->at, found->outside ? "" : root, mapping->path);
}

static bool is_image(const struct located_image *known, const struct mapping *mapping, const struct mapped_file *found)
{
	return known->inode == mapping->inode && !strcmp(known->device, mapping->device) && !strcmp(known->path, mapping->path) &&
	       mapped_same(&known->is, &found->is);
}

static int *bucket_of(struct locator *locator, const struct mapping *mapping)
{
	return &locator->bucket[mapping->inode % LOCATE_BUCKETS];
}

static struct located_image *find_file(struct locator *locator, const struct mapping *mapping, const struct mapped_file *found)
{
	for (int at = *bucket_of(locator, mapping); at; at = locator->images[at - 1].next)
		if (is_image(&locator->images[at - 1], mapping, found))
			return &locator->images[at - 1];
	return NULL;
}

/* Each open file costs a descriptor and mappings, both limited. */
static void make_room(struct locator *locator, int image)
{
	int *slot = &locator->open[locator->opened++ % LOCATE_OPEN];

	if (*slot) {
		reader_close(locator->images[*slot - 1].file);
		locator->images[*slot - 1].file = NULL;
	}
	*slot = image + 1;
}

/* Written or replaced while it was being opened: its content is unknown. */
static void open_image(struct locator *locator, struct located_image *image, const struct mapping *mapping, pid_t tid,
                       const struct mapped_file *found)
{
	struct mapped_file still;

	image->file = open_file(locator, tid, mapping, found);
	image->readable = image->file && mapped_find(tid, mapping, &still) && mapped_same(&still.is, &image->is);
	if (!image->readable) {
		reader_close(image->file);
		image->file = NULL;
		return;
	}
	image->prefork = reader_prefork(image->file);
	make_room(locator, (int)(image - locator->images));
	let_go_watch(locator, (int)(image - locator->images), found->at);
}

static struct located_image *add_file(struct locator *locator, const struct mapping *mapping, const struct mapped_file *found)
{
	int *bucket = bucket_of(locator, mapping);

	locator->images = mem_grow(locator->images, locator->image_count, &locator->image_room, sizeof(*locator->images));
	struct located_image *image = &locator->images[locator->image_count++];
	*image = (struct located_image){ .inode = mapping->inode, .image = TRACE_NOWHERE, .is = found->is, .next = *bucket };
	*bucket = (int)locator->image_count;
	snprintf(image->device, sizeof(image->device), "%s", mapping->device);
	image->path = strdup(mapping->path);
	image->readable = *found->at;
	return image;
}

static void take_note(struct locator *locator)
{
	if (locator->reader.note)
		locator->note = locator->reader.note;
	locator->reader.note = NULL;
}

bool locate_may_unwind(struct address_space *space, pid_t tid)
{
	if (!space->served)
		return true;
	address_space_look_again(space, tid);
	for (size_t i = 0; i < space->mapping_count; i++)
		if (space->mapping[i].served)
			return false;
	return true;
}

static const char served_text[] =
	"a program that was recorded may provide files (FUSE) or permit to open them (fanotify): the code in such files has neither "
	"functions nor build IDs";

static struct located_image *file_of(struct locator *locator, const struct mapping *mapping, pid_t tid)
{
	struct mapped_file found;

	if (mapping->served)
		locator->note = served_text;
	if (mapping->served || !mapped_find(tid, mapping, &found))
		found = (struct mapped_file){ 0 };
	struct located_image *image = find_file(locator, mapping, &found);
	if (!image)
		image = add_file(locator, mapping, &found);
	if (image->readable && !image->file)
		open_image(locator, image, mapping, tid, &found);
	take_note(locator);
	return image;
}

static const char *unless_empty(const char *string)
{
	return *string ? string : NULL;
}

/* The file is the root of a mount of its own, as crun makes of itself (open_tree(2)). */
static bool is_nameless(const struct located_image *file)
{
	return !strcmp(file->path, "/");
}

/* Where the same file was seen under a name, that one. */
static const char *name_of(const struct locator *locator, const struct located_image *file)
{
	if (!is_nameless(file) || !file->is.st_ino)
		return file->path;
	for (int at = locator->bucket[file->inode % LOCATE_BUCKETS]; at; at = locator->images[at - 1].next)
		if (!is_nameless(&locator->images[at - 1]) && mapped_same(&locator->images[at - 1].is, &file->is))
			return locator->images[at - 1].path;
	return file->path;
}

static int image_of_file(struct locator *locator, struct located_image *file, int *image, struct err *err)
{
	struct trace_image entry = { .path = name_of(locator, file) };

	if (file->image == TRACE_NOWHERE) {
		entry.build_id = file->file ? unless_empty(reader_build_id(file->file)) : NULL;
		entry.arch = file->file ? reader_arch(file->file) : NULL;
		entry.package = file->file ? reader_package(file->file, &entry.version) : NULL;
		if (note_image(locator, &entry, &file->image, err))
			return -1;
	}
	*image = file->image;
	return 0;
}

int locate_program(struct locator *locator, struct address_space *space, pid_t tid, uint64_t address, struct located_program *program,
                   struct err *err)
{
	const struct mapping *mapping = address_space_find(space, tid, address);

	*program = (struct located_program){ .image = TRACE_NOWHERE };
	if (!mapping || !is_file(mapping))
		return 0;
	struct located_image *file = file_of(locator, mapping, tid);
	program->prefork = file->prefork;
	return image_of_file(locator, file, &program->image, err);
}

/* --- sites --- */

/* The address follows the instruction, which may be the function's last. Lines of
 * libc help nobody, and unpacking its debug information takes longer than
 * recording a short program. */
static void name_site(const struct located_image *image, struct trace_site *entry)
{
	struct reader_site found;

	reader_find(image->file, entry->offset - 1, !caller_is_runtime(image->path), &found);
	entry->function = found.function;
	entry->into = found.function ? found.into + 1 : 0;
	entry->file = found.source;
	entry->line = found.line;
}

static int place_elsewhere(struct locator *locator, struct trace_site *entry, struct err *err)
{
	*entry = (struct trace_site){ 0 };
	locator->note = "too many call sites for one trace: the others share one entry";
	return note_image(locator, &others, &entry->image, err);
}

static int note_site(struct locator *locator, struct trace_site *entry, int *site, struct err *err)
{
	const struct trace *trace = locator->trace;
	bool added;

	if (is_others(trace, entry->image))
		*entry = (struct trace_site){ .image = entry->image };
	else if (trace->site_count >= TRACE_SITES_MOST - 1 && trace_find_site(trace, entry) < 0 &&
	         place_elsewhere(locator, entry, err))
		return -1;
	*site = trace_site(locator->trace, entry, &added);
	if (added && locator->writer)
		return trace_write_site(locator->writer, locator->trace, *site, err);
	return 0;
}

/* Skips the look-up if both the mapping and the site are known. */
static int known_site(const struct locator *locator, const struct mapping *mapping, const struct trace_site *entry)
{
	struct trace_site known = *entry;

	if (!mapping->image)
		return TRACE_NOWHERE;
	known.image = mapping->image - 1;
	return trace_find_site(locator->trace, &known);
}

static int site_in_file(struct locator *locator, struct mapping *mapping, pid_t tid, uint64_t address, int *site,
                        struct err *err)
{
	struct trace_site entry = { .offset = address - mapping->start + mapping->file_offset };

	*site = known_site(locator, mapping, &entry);
	if (*site >= 0)
		return 0;
	struct located_image *file = file_of(locator, mapping, tid);
	if (image_of_file(locator, file, &entry.image, err))
		return -1;
	mapping->image = entry.image + 1;
	*site = trace_find_site(locator->trace, &entry);
	if (*site >= 0)
		return 0;
	if (file->file)
		name_site(file, &entry);
	take_note(locator);
	return note_site(locator, &entry, site, err);
}

static int site_in_vdso(struct locator *locator, const struct address_space *space, uint64_t address, int *site, struct err *err)
{
	struct trace_site entry = { .offset = address - space->vdso };
	const struct vdso_symbol *symbol = vdso_image_at(&space->seen->image, entry.offset - 1);
	struct trace_image image = { .path = "[vdso]", .build_id = unless_empty(space->seen->image.build_id),
	                             .arch = arch_info(space->arch)->name };

	if (note_image(locator, &image, &entry.image, err))
		return -1;
	entry.function = symbol ? symbol->name : NULL;
	entry.into = symbol ? entry.offset - symbol->offset : 0;
	return note_site(locator, &entry, site, err);
}

/* Code outside any file has no stable location: a limited number of such sites is
 * kept apart. */
static int site_elsewhere(struct locator *locator, const struct mapping *mapping, uint64_t address, int *site, struct err *err)
{
	bool noted_apart = mapping && locator->anonymous < LOCATE_ANONYMOUS;
	struct trace_site entry = { .offset = noted_apart ? address - mapping->start : 0 };
	struct trace_image image = { .path = mapping && mapping->path[0] ? mapping->path : "[anon]" };

	locator->anonymous += noted_apart;
	if (note_image(locator, &image, &entry.image, err))
		return -1;
	return note_site(locator, &entry, site, err);
}

static int find_site(struct locator *locator, struct address_space *space, pid_t tid, uint64_t address, int *site, struct err *err)
{
	struct mapping *mapping = address_space_find(space, tid, address - 1);

	if (mapping && is_file(mapping))
		return site_in_file(locator, mapping, tid, address, site, err);
	if (mapping && is_vdso(mapping) && space->vdso)
		return site_in_vdso(locator, space, address, site, err);
	return site_elsewhere(locator, mapping, address, site, err);
}

int locate(struct locator *locator, struct address_space *space, pid_t tid, uint64_t address, int *site, struct err *err)
{
	size_t slot = (address ^ address >> 9) % ADDRESS_SPACE_SITES;

	if (space->site[slot].address == address && !address_space_may_differ(space)) {
		*site = space->site[slot].site;
		return 0;
	}
	if (find_site(locator, space, tid, address, site, err))
		return -1;
	if (address_space_may_differ(space))
		return 0;
	space->site[slot].address = address;
	space->site[slot].site = *site;
	return 0;
}
