/* SPDX-License-Identifier: Apache-2.0 */
/*
 * As load_script() and load_elf_binary() of fs/binfmt_*.c. A file that is neither
 * is run by the shell (launch_exec).
 */
#include "tracer/follow/interpreter.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/descriptor.h"

enum { HEAD = 256, DEPTH = 5, MOST_HEADERS = 64 };     /* BINPRM_BUF_SIZE; interpreters of interpreters */

size_t interpreter_of_script(const char *head, size_t size, char *out, size_t room)
{
	if (size < 2 || memcmp(head, "#!", 2))
		return 0;
	const char *end = memchr(head, '\n', size), *at = head + 2;

	end = end ? end : head + size;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	size_t length = 0;
	while (at + length < end && at[length] && at[length] != ' ' && at[length] != '\t')
		length++;
	if (length >= room)
		return 0;
	memcpy(out, at, length);
	out[length] = '\0';
	return length;
}

/* The path at this place of the file, with its NUL. */
static size_t path_at(int fd, uint64_t offset, uint64_t size, char *out, size_t room)
{
	if (size < 2 || size > room || offset > INT64_MAX || pread(fd, out, size, (off_t)offset) != (ssize_t)size || out[size - 1])
		return 0;
	return strlen(out);
}

/* Offsets in the header of an ELF file and in its program headers. */
static const struct elf_layout {
	unsigned char class;
	size_t word, parts, part_count;       /* size of a word; e_phoff, e_phnum */
	size_t part_size, offset, size;       /* sizeof(ElfN_Phdr); p_offset, p_filesz */
} layouts[] = {
	{ ELFCLASS32, 4, offsetof(Elf32_Ehdr, e_phoff), offsetof(Elf32_Ehdr, e_phnum), sizeof(Elf32_Phdr), offsetof(Elf32_Phdr, p_offset),
	  offsetof(Elf32_Phdr, p_filesz) },
	{ ELFCLASS64, 8, offsetof(Elf64_Ehdr, e_phoff), offsetof(Elf64_Ehdr, e_phnum), sizeof(Elf64_Phdr), offsetof(Elf64_Phdr, p_offset),
	  offsetof(Elf64_Phdr, p_filesz) },
};

/* 0 behind the end. seccord runs on little-endian processors. */
static uint64_t number_at(int fd, uint64_t offset, size_t size)
{
	uint64_t number = 0;

	return offset <= INT32_MAX && pread(fd, &number, size, (off_t)offset) == (ssize_t)size ? number : 0;
}

static size_t interpreter_of_elf(int fd, const struct elf_layout *layout, char *out, size_t room)
{
	uint64_t part = number_at(fd, layout->parts, layout->word);
	uint64_t count = number_at(fd, layout->part_count, sizeof(uint16_t));

	for (uint64_t i = 0; i < count && i < MOST_HEADERS; i++, part += layout->part_size)
		if (number_at(fd, part, sizeof(uint32_t)) == PT_INTERP)
			return path_at(fd, number_at(fd, part + layout->offset, layout->word), number_at(fd, part + layout->size, layout->word), out, room);
	return 0;
}

static size_t of_elf(int fd, unsigned char class, char *out, size_t room)
{
	for (size_t i = 0; i < COUNT_OF(layouts); i++)
		if (layouts[i].class == class)
			return interpreter_of_elf(fd, &layouts[i], out, room);
	return 0;
}

static size_t interpreter_of(int fd, char *out, size_t room)
{
	static const char shell[] = "/bin/sh";
	char head[HEAD];
	ssize_t got = pread(fd, head, sizeof(head), 0);

	if (got >= 2 && !memcmp(head, "#!", 2))
		return interpreter_of_script(head, (size_t)got, out, room);
	if (got > EI_CLASS && !memcmp(head, ELFMAG, SELFMAG))
		return of_elf(fd, (unsigned char)head[EI_CLASS], out, room);
	memcpy(out, shell, sizeof(shell));
	return got >= 0 ? sizeof(shell) - 1 : 0;
}

/* 0: it can be executed, as far as its own name and mode say. */
static int error_of(const char *path)
{
	struct stat status;

	if (access(path, X_OK) || stat(path, &status))
		return errno;
	return S_ISREG(status.st_mode) ? 0 : EACCES;
}

bool interpreter_fails(const char *path, int error, struct text *out)
{
	char name[PATH_MAX], next[PATH_MAX];

	if (strlen(path) >= sizeof(name))
		return false;
	memcpy(name, path, strlen(path) + 1);
	for (int i = 0; i < DEPTH; i++) {
		AUTO_FD int fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0 || !interpreter_of(fd, next, sizeof(next)))
			return false;
		if (error_of(next)) {
			text_add(out, next);
			return error_of(next) == error;
		}
		memcpy(name, next, sizeof(name));
	}
	return false;
}
