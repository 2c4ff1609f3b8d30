/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searches the same folders as gdb: /usr/lib/debug/.build-id by build-id, then
 * by the name in .gnu_debuglink next to the file, in .debug there, and under
 * /usr/lib/debug. libdw's own search would also query a server if
 * DEBUGINFOD_URLS is set; recording must not use the network.
 *
 * A file is accepted only if it is of the same build: by build-id, or by the
 * link's checksum if there is none.
 */
#include "tracer/image/debug_file.h"

#include <elfutils/libdwelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/image/elf_file.h"

enum {
	ID_MOST = 64,                         /* bytes of a build-id; usually 20, but linkers accept others */
	CRC_MOST = 1 << 30,                   /* bytes: a sparse file may claim any size */
};

struct wanted {
	const unsigned char *id;
	int id_length;                        /* 0: the file has none */
	GElf_Word crc;
};

static bool has_build_id(int fd, const struct wanted *wanted)
{
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	const void *id = NULL;
	ssize_t length = elf ? dwelf_elf_gnu_build_id(elf, &id) : -1;
	bool same = length == wanted->id_length && !memcmp(id, wanted->id, (size_t)length);

	elf_end(elf);
	return same;
}

/* The CRC-32 of zlib and .gnu_debuglink. */
static uint32_t crc_step(uint32_t crc, unsigned char byte)
{
	crc ^= byte;
	for (int bit = 0; bit < 8; bit++)
		crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	return crc;
}

static bool has_crc(int fd, GElf_Word crc)
{
	unsigned char bytes[1 << 16];
	uint32_t sum = UINT32_MAX;
	off_t at = 0;
	ssize_t got;

	for (; (got = pread(fd, bytes, sizeof(bytes), at)) > 0 && at < CRC_MOST; at += got)
		for (ssize_t i = 0; i < got; i++)
			sum = crc_step(sum, bytes[i]);
	return got == 0 && ~sum == crc;
}

static bool is_wanted(int fd, const struct wanted *wanted)
{
	return wanted->id_length ? has_build_id(fd, wanted) : has_crc(fd, wanted->crc);
}

/* Takes ownership of `name`; -1 if it does not match. */
static int open_wanted(const struct debug_place *place, char *name, const struct wanted *wanted, char **found)
{
	int fd = elf_file_check(place->open(place->context, name));

	if (fd >= 0 && is_wanted(fd, wanted)) {
		*found = name;
		return fd;
	}
	if (fd >= 0)
		close(fd);
	free(name);
	return -1;
}

static int find_by_id(const struct debug_place *place, const struct wanted *wanted, char **found)
{
	char digits[2 * ID_MOST + 1] = "", *name = NULL;

	for (int i = 0; i < wanted->id_length && i < ID_MOST; i++)
		sprintf(digits + 2 * i, "%02x", wanted->id[i]);
	if (wanted->id_length < 2 || asprintf(&name, "%s/usr/lib/debug/.build-id/%.2s/%s.debug", place->root, digits, digits + 2) < 0)
		return -1;
	return open_wanted(place, name, wanted, found);
}

static int find_by_link(const struct debug_place *place, const char *link, const struct wanted *wanted, char **found)
{
	static const char *const folders[][2] = { { "", "/" }, { "", "/.debug/" }, { "/usr/lib/debug", "/" } };
	int length = (int)(strrchr(place->path, '/') - place->path), fd = -1;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders) && fd < 0; i++) {
		char *name = NULL;
		if (asprintf(&name, "%s%s%.*s%s%s", place->root, folders[i][0], length, place->path, folders[i][1], link) < 0)
			return -1;
		fd = open_wanted(place, name, wanted, found);
	}
	return fd;
}

int debug_file_find(Dwfl_Module *module, void **userdata, const char *module_name, Dwarf_Addr base, const char *file_name,
                    const char *link, GElf_Word crc, char **found)
{
	const struct debug_place *place = *userdata;
	struct wanted wanted = { .crc = crc };
	GElf_Addr address;
	int length = dwfl_module_build_id(module, &wanted.id, &address);

	(void)module_name; (void)base; (void)file_name;
	if (link && strchr(link, '/'))        /* the part that dwz moved out: debug_file_alternate */
		return -1;
	wanted.id_length = length > 0 ? length : 0;
	int fd = find_by_id(place, &wanted, found);
	if (fd < 0 && link && *link)
		fd = find_by_link(place, link, &wanted, found);
	return fd;
}

/* A relative name is resolved from the folder of debug files by build-id. */
int debug_file_alternate(const struct debug_place *place, const char *name, const void *id, size_t id_length)
{
	struct wanted wanted = { .id = id, .id_length = (int)id_length };
	char *found = NULL, *path = NULL;

	if (!id_length || id_length > ID_MOST)
		return -1;
	int fd = find_by_id(place, &wanted, &found);
	if (fd < 0 && asprintf(&path, "%s%s%s", place->root, *name == '/' ? "" : "/usr/lib/debug/.build-id/00/", name) >= 0)
		fd = open_wanted(place, path, &wanted, &found);
	free(found);
	return fd;
}

int debug_file_none(Dwfl_Module *module, void **userdata, const char *module_name, Dwarf_Addr base, const char *file_name,
                    const char *link, GElf_Word crc, char **found)
{
	(void)module; (void)userdata; (void)module_name; (void)base; (void)file_name; (void)link; (void)crc; (void)found;
	return -1;
}
