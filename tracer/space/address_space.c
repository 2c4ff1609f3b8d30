/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/TID/maps is read only for an address outside all known mappings, a few
 * times per program: mappings change only by system calls, which the recorder
 * sees first and reports with address_space_forget().
 */
#include "tracer/space/address_space.h"

#include <elf.h>
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
#include "tracer/process/served.h"
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

/* --- the auxiliary vector --- */

static uint64_t word_at(const unsigned char *bytes, unsigned word)
{
	uint64_t value = 0;

	memcpy(&value, bytes, word);          /* little endian: the low bytes come first */
	return value;
}

/* What a program is: of an x32 one the registers alone do not show it. */
static void take_auxv(struct address_space *space, uint64_t type, uint64_t value)
{
	if (type == AT_PHENT)
		space->phent = value;
	if (type == AT_SYSINFO_EHDR)
		space->vdso = value;
	if (type == AT_ENTRY)
		space->entry = value;
	if (type == AT_EXECFN)
		space->name = value;
}

/* False if it does not end in these bytes. */
static bool take_vector(struct address_space *space, const unsigned char *at, const unsigned char *end)
{
	unsigned word = arch_info(space->arch)->bits / 8;

	space->vdso = space->entry = space->name = space->phent = 0;
	for (; end - at >= 2 * word; at += 2 * word) {
		if (word_at(at, word) == AT_NULL)
			return true;
		take_auxv(space, word_at(at, word), word_at(at + word, word));
	}
	return false;
}

/* The words of the vector are the program's. */
static void read_auxv(struct address_space *space, pid_t tid)
{
	AUTO_FILE FILE *file = proc_open(tid, "auxv");
	unsigned char bytes[1024];
	size_t got = file ? fread(bytes, 1, sizeof(bytes), file) : 0;

	take_vector(space, bytes, bytes + got);
}

/* argc, argv…, NULL, envp…, NULL: the vector starts after the second NULL. */
static const unsigned char *behind_environment(const unsigned char *at, const unsigned char *end, unsigned word)
{
	int nulls = 0;

	for (at += word; nulls < 2 && end - at >= word; at += word)
		nulls += !word_at(at, word);
	return at;
}

/* `bytes`: the stack from `sp` on. */
static void take_name(struct address_space *space, uint64_t sp, const unsigned char *bytes, const unsigned char *end)
{
	if (space->name < sp || space->name - sp >= (uint64_t)(end - bytes))
		return;
	const unsigned char *name = bytes + (space->name - sp);
	size_t length = strnlen((const char *)name, (size_t)(end - name));
	if (name + length < end && length < EXECUTED_NAME)
		memcpy(space->executed.name, name, length + 1);
}

/* The kernel has just put it on the stack, with the name at the end of it, mostly within the first pages. */
static bool read_auxv_on_stack(struct address_space *space, pid_t tid, uint64_t sp)
{
	enum { MOST = 8192 };
	unsigned char bytes[MOST];
	const unsigned char *end = bytes + memory_read(tid, sp, bytes, sizeof(bytes));

	if (!take_vector(space, behind_environment(bytes, end, arch_info(space->arch)->bits / 8), end))
		return false;
	take_name(space, sp, bytes, end);
	return true;
}

/* --- the vDSO --- */

static unsigned return_offset(const struct address_space *space)
{
	const char *name = abi_of(space->arch)->call_function;
	const struct vdso_image *image = &space->seen->image;
	const struct vdso_symbol *symbol = name ? vdso_image_find(image, name) : NULL;

	return symbol ? abi_return_offset(space->seen->bytes + symbol->offset, image->size - symbol->offset) : 0;
}

static void take_vdso(struct address_space *space, const struct vdso_seen *seen)
{
	space->looked = true;
	space->seen = seen;
	if (!space->seen)
		space->vdso = 0;
	space->return_offset = space->seen ? return_offset(space) : 0;
}

void address_space_look_at_exec(struct address_space *space, pid_t tid, struct vdso_images *images)
{
	struct vdso_kind kind;
	uint64_t sp = registers_stack_and_arch(tid, &space->arch);

	if (!read_auxv_on_stack(space, tid, sp))
		read_auxv(space, tid);
	kind = (struct vdso_kind){ space->arch, space->phent };
	take_vdso(space, space->vdso ? vdso_images_of_kind(images, &kind, tid, space->vdso) : NULL);
}

void address_space_look(struct address_space *space, pid_t tid, struct vdso_images *images)
{
	space->arch = registers_arch(tid);
	read_auxv(space, tid);
	take_vdso(space, space->vdso ? vdso_images_find(images, tid, space->vdso) : NULL);
}

/* --- mappings --- */

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

static bool take_number(const char **at, int base, char end, uint64_t *number)
{
	char *behind;

	*number = strtoull(*at, &behind, base);
	if (behind == *at || *behind != end)
		return false;
	*at = behind + 1;
	return true;
}

static bool take_device(const char **at, char device[static 16])
{
	size_t length = strcspn(*at, " ");

	if (!length || length >= 16 || (*at)[length] != ' ')
		return false;
	memcpy(device, *at, length);
	device[length] = '\0';
	*at += length + 1;
	return true;
}

/* Of an executable one: "start-end r-xp offset device inode path". */
static bool parse_mapping(const char *at, struct mapping *mapping, const char **path)
{
	enum { X = 2, RIGHTS = 5 };

	*mapping = (struct mapping){ 0 };
	if (!take_number(&at, 16, '-', &mapping->start) || !take_number(&at, 16, ' ', &mapping->end) || strlen(at) < RIGHTS ||
	    at[X] != 'x')
		return false;
	at += RIGHTS;
	if (!take_number(&at, 16, ' ', &mapping->file_offset) || !take_device(&at, mapping->device))
		return false;
	char *behind;
	mapping->inode = strtoull(at, &behind, 10);
	*path = behind + strspn(behind, " ");
	return true;
}

/* The mappings of a process are mostly of one device. */
static bool is_served(const struct address_space *space, pid_t tid, const struct mapping *mapping)
{
	const struct mapping *before = space->mapping_count ? &space->mapping[space->mapping_count - 1] : NULL;

	if (space->served != SERVED_SOME || !mapping->inode)
		return space->served == SERVED_ANY && mapping->inode;
	return before && !strcmp(before->device, mapping->device) ? before->served : served_is_device(tid, mapping->device);
}

static void add_mapping(struct address_space *space, pid_t tid, const char *line, const char *root)
{
	struct mapping mapping;
	const char *path;

	if (!parse_mapping(line, &mapping, &path))
		return;
	const char *name = as_the_task_has_it(path, root);
	mapping.path = mem_alloc(strlen(name) + 1);
	memcpy(mapping.path, name, strcspn(name, "\n"));
	mapping.served = is_served(space, tid, &mapping);
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

void address_space_look_again(struct address_space *space, pid_t tid)
{
	AUTO_FILE FILE *file = proc_open(tid, "maps");
	AUTO_FREE char *line = NULL;
	char root[PATH_MAX], buffer[16 * 1024];       /* the kernel suggests 1024 bytes, a system call for each */
	size_t room = 0;

	if (file)
		setvbuf(file, buffer, _IOFBF, sizeof(buffer));
	drop_mappings(space);
	read_root(tid, root);
	while (file && getline(&line, &room, file) > 0)
		add_mapping(space, tid, line, root);
}

bool address_space_may_differ(const struct address_space *space)
{
	return space->unsettled || space->changes_unseen;
}

struct mapping *address_space_find(struct address_space *space, pid_t tid, uint64_t address)
{
	struct mapping *mapping = address_space_may_differ(space) ? NULL : find_known(space, address);

	if (mapping)
		return mapping;
	address_space_look_again(space, tid);
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
