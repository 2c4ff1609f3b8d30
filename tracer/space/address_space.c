/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/TID/maps is read only for an address outside all known mappings, a few
 * times per program: mappings change only by system calls, which the recorder
 * sees first and reports with address_space_forget().
 */
#include "tracer/space/address_space.h"

#include <elf.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "tracer/process/abi.h"
#include "tracer/process/memory.h"
#include "tracer/process/proc.h"
#include "tracer/process/registers.h"
#include "tracer/space/stack.h"
#include "tracer/space/urings.h"

struct address_space *address_space_new(void)
{
	struct address_space *space = mem_alloc(sizeof(*space));

	space->references = 1;
	return space;
}

static char *copy_string(const char *string)
{
	size_t size = strlen(string) + 1;

	return memcpy(mem_alloc(size), string, size);
}

struct address_space *address_space_copy(const struct address_space *space)
{
	struct address_space *copy = mem_alloc(sizeof(*copy));

	*copy = *space;
	copy->references = 1;
	copy->unwinder = NULL;
	copy->clone_rooms = 0;
	copy->unsettled = 0;
	copy->urings = urings_copy(space->urings);
	copy->mapping = mem_alloc(space->mapping_count * sizeof(*copy->mapping));
	copy->mapping_room = space->mapping_count;
	for (size_t i = 0; i < space->mapping_count; i++) {
		copy->mapping[i] = space->mapping[i];
		copy->mapping[i].path = copy_string(space->mapping[i].path);
	}
	return copy;
}

struct address_space *address_space_share(struct address_space *space)
{
	space->references++;
	return space;
}

static void drop_mappings(struct address_space *space)
{
	for (size_t i = 0; i < space->mapping_count; i++)
		free(space->mapping[i].path);
	space->mapping_count = 0;
}

void address_space_release(struct address_space *space)
{
	if (!space || --space->references)
		return;
	drop_mappings(space);
	free(space->mapping);
	stack_forget(space);
	urings_free(space->urings);
	free(space);
}

static void take_auxv(struct address_space *space, const uint64_t pair[2])
{
	if (pair[0] == AT_SYSINFO_EHDR)
		space->vdso = pair[1];
	if (pair[0] == AT_ENTRY)
		space->entry = pair[1];
	if (pair[0] == AT_EXECFN)
		space->name = pair[1];
}

/* The words of the auxiliary vector are the program's. */
static void read_auxv(struct address_space *space, pid_t tid)
{
	AUTO_FILE FILE *file = proc_open(tid, "auxv");
	unsigned word = arch_info(space->arch)->bits / 8;
	char bytes[1024];
	size_t got = file ? fread(bytes, 1, sizeof(bytes), file) : 0;

	space->vdso = space->entry = space->name = 0;
	for (size_t at = 0; at + 2 * word <= got; at += 2 * word) {
		uint64_t pair[2] = { 0, 0 };
		memcpy(&pair[0], bytes + at, word);
		memcpy(&pair[1], bytes + at + word, word);
		take_auxv(space, pair);
	}
}

static unsigned return_offset(const struct address_space *space, const char *bytes)
{
	const char *name = abi_of(space->arch)->call_function;
	const struct vdso_symbol *symbol = name ? vdso_image_find(&space->image, name) : NULL;

	return symbol ? abi_return_offset((const unsigned char *)bytes + symbol->offset, space->image.size - symbol->offset) : 0;
}

void address_space_look(struct address_space *space, pid_t tid)
{
	char bytes[VDSO_IMAGE_MOST];
	struct err ignored;

	space->looked = true;
	space->arch = registers_arch(tid);
	read_auxv(space, tid);
	size_t size = space->vdso ? memory_read(tid, space->vdso, bytes, sizeof(bytes)) : 0;
	if (size == 0 || vdso_image_parse(&space->image, bytes, size, &ignored))
		space->vdso = 0;
	space->return_offset = return_offset(space, bytes);
}

static bool holds(const struct mapping *mapping, uint64_t address)
{
	return address >= mapping->start && address < mapping->end;
}

static struct mapping *find_known(struct address_space *space, uint64_t address)
{
	for (size_t i = 0; i < space->mapping_count; i++)
		if (holds(&space->mapping[i], address))
			return &space->mapping[i];
	return NULL;
}

/* The kernel prints paths as seen by the reader of the maps; removes the root of
 * a task in a chroot. */
static const char *as_the_task_has_it(const char *path, const char *root)
{
	size_t length = strlen(root);

	return length > 1 && !strncmp(path, root, length) && path[length] == '/' ? path + length : path;
}

/* Most mappings are not, and scanning a line takes longer. */
static bool is_executable(const char *line)
{
	enum { X = 3 };
	const char *rights = strchr(line, ' ');

	return rights && strlen(rights) > X && rights[X] == 'x';
}

static void add_mapping(struct address_space *space, const char *line, const char *root)
{
	struct mapping mapping = { 0 };
	char rights[5];
	int path = 0;

	if (!is_executable(line) || sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %15s %" SCNu64 " %n", &mapping.start, &mapping.end,
	           rights, &mapping.file_offset, mapping.device, &mapping.inode, &path) < 6 || rights[2] != 'x')
		return;
	const char *name = as_the_task_has_it(line + path, root);
	mapping.path = mem_alloc(strlen(name) + 1);
	memcpy(mapping.path, name, strcspn(name, "\n"));
	space->mapping = mem_grow(space->mapping, space->mapping_count, &space->mapping_room, sizeof(mapping));
	space->mapping[space->mapping_count++] = mapping;
}

static void read_root(pid_t tid, char root[static PATH_MAX])
{
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/root", (int)tid);
	ssize_t length = readlink(name, root, PATH_MAX - 1);
	root[length < 0 ? 0 : length] = '\0';
}

static void read_maps(struct address_space *space, pid_t tid)
{
	AUTO_FILE FILE *file = proc_open(tid, "maps");
	AUTO_FREE char *line = NULL;
	char root[PATH_MAX];
	size_t room = 0;

	drop_mappings(space);
	read_root(tid, root);
	while (file && getline(&line, &room, file) > 0)
		add_mapping(space, line, root);
}

struct mapping *address_space_find(struct address_space *space, pid_t tid, uint64_t address)
{
	struct mapping *mapping = space->unsettled ? NULL : find_known(space, address);

	if (mapping)
		return mapping;
	read_maps(space, tid);
	return find_known(space, address);
}

static bool overlaps(const struct mapping *mapping, uint64_t start, uint64_t size)
{
	return start < mapping->end && (size > mapping->start || start > mapping->start - size);
}

bool address_space_forget(struct address_space *space, uint64_t start, uint64_t size)
{
	bool any = false;

	for (size_t i = 0; i < space->mapping_count && !any; i++)
		any = overlaps(&space->mapping[i], start, size);
	if (!any)
		return false;
	drop_mappings(space);
	stack_forget(space);
	memset(space->site, 0, sizeof(space->site));
	return true;
}
