/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files belong to the program and may be malicious. libdw would block on a
 * FIFO, unpack a whole gzip file to look for an ELF file in it, and allocate
 * whatever size a compressed section claims: a file of 1.4 MB took 1.4 GB. So
 * files are checked first.
 */
#include "tracer/image/elf_file.h"

#include <endian.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The older kind, identified by section name: "ZLIB", the size, the data. */
static uint64_t size_of_zdebug(Elf_Scn *section)
{
	const Elf_Data *data = elf_rawdata(section, NULL);
	uint64_t size = 0;

	if (data && data->d_buf && data->d_size >= 12)
		memcpy(&size, (const char *)data->d_buf + 4, sizeof(size));
	return be64toh(size);
}

/* 0: not compressed. */
static uint64_t unpacked_size(Elf *elf, size_t names, Elf_Scn *section)
{
	GElf_Shdr header;
	GElf_Chdr packed;

	if (!gelf_getshdr(section, &header))
		return 0;
	if (header.sh_flags & SHF_COMPRESSED)
		return gelf_getchdr(section, &packed) ? packed.ch_size : 0;
	const char *name = elf_strptr(elf, names, header.sh_name);
	return name && !strncmp(name, ".zdebug", strlen(".zdebug")) ? size_of_zdebug(section) : 0;
}

static bool unpacks_within(Elf *elf, uint64_t room)
{
	Elf_Scn *section = NULL;
	size_t names = 0;

	elf_getshdrstrndx(elf, &names);
	while ((section = elf_nextscn(elf, section))) {
		uint64_t size = unpacked_size(elf, names, section);
		if (size > room)
			return false;
		room -= size;
	}
	return true;
}

static bool is_sound(int fd)
{
	struct stat status;

	if (fstat(fd, &status))
		return false;
	elf_version(EV_CURRENT);
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	bool sound = elf_kind(elf) == ELF_K_ELF && unpacks_within(elf, (uint64_t)status.st_size * ELF_FILE_EXPANSION);
	elf_end(elf);
	return sound;
}

/* Checks before opening: some devices react to being opened. */
int elf_file_open_any(const char *path)
{
	int at = open(path, O_PATH | O_CLOEXEC), fd = -1;
	struct stat status;
	char again[32];

	if (at < 0)
		return -1;
	snprintf(again, sizeof(again), "/proc/self/fd/%d", at);
	if (!fstat(at, &status) && S_ISREG(status.st_mode))
		fd = open(again, O_RDONLY | O_CLOEXEC);
	close(at);
	return fd;
}

bool elf_file_lacks_proc(void)
{
	return access("/proc/self/fd", X_OK);
}

int elf_file_check(int fd)
{
	if (fd >= 0 && !is_sound(fd)) {
		close(fd);
		return -1;
	}
	return fd;
}

int elf_file_open(const char *path)
{
	return elf_file_check(elf_file_open_any(path));
}
