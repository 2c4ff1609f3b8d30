/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A header of 512 bytes stands before each file, whose bytes are padded to blocks of that
 * size. Its numbers are octal text; the checksum is the sum of its bytes, with
 * blanks for the checksum itself.
 */
#include "core/base/tar.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512, REGULAR = '0', REGULAR_BEFORE_POSIX = '\0', DIRECTORY = '5' };

struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
	char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], padding[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header is a block");

static unsigned checksum_of(const struct header *header)
{
	const unsigned char *at = (const unsigned char *)header;
	const size_t from = offsetof(struct header, checksum), to = from + sizeof(header->checksum);
	unsigned sum = 0;

	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= from && i < to ? ' ' : at[i];
	return sum;
}

static void pad(struct text *tar, size_t size)
{
	static const char zeros[BLOCK];

	text_add_bytes(tar, zeros, (BLOCK - size % BLOCK) % BLOCK);
}

void tar_add(struct text *tar, const char *name, const void *bytes, size_t size)
{
	struct header header = { .magic = "ustar", .version = { '0', '0' } };
	bool directory = name[strlen(name) - 1] == '/';

	assert(strlen(name) <= TAR_NAME_MOST);
	memcpy(header.name, name, strlen(name));
	snprintf(header.mode, sizeof(header.mode), "%07o", directory ? 0755 : 0644);
	snprintf(header.uid, sizeof(header.uid), "%07o", 0);
	snprintf(header.gid, sizeof(header.gid), "%07o", 0);
	snprintf(header.size, sizeof(header.size), "%011zo", size);
	snprintf(header.mtime, sizeof(header.mtime), "%011o", 0);
	header.type = directory ? DIRECTORY : REGULAR;
	snprintf(header.checksum, sizeof(header.checksum), "%06o", checksum_of(&header));
	header.checksum[7] = ' ';
	text_add_bytes(tar, &header, sizeof(header));
	text_add_bytes(tar, bytes, size);
	pad(tar, size);
}

void tar_end(struct text *tar)
{
	static const char zeros[2 * BLOCK];

	text_add_bytes(tar, zeros, sizeof(zeros));
}

/* Octal digits with blanks or NULs around them. False: something else, or too large for a file here. */
static bool number_of(const char *field, size_t size, size_t *number)
{
	size_t i = 0;

	*number = 0;
	while (i < size && field[i] == ' ')
		i++;
	for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
		*number = *number << 3 | (size_t)(field[i] - '0');
	while (i < size && (field[i] == ' ' || !field[i]))
		i++;
	return i == size && *number < (size_t)1 << 40;
}

static bool is_header(const struct header *header)
{
	size_t sum;

	return !memcmp(header->magic, "ustar", 5) && number_of(header->checksum, sizeof(header->checksum), &sum) &&
	       sum == checksum_of(header);
}

bool tar_is_tar(const char *bytes, size_t size)
{
	struct header header;

	if (size < BLOCK)
		return false;
	memcpy(&header, bytes, BLOCK);
	return is_header(&header);
}

/* False: not a file or directory, or a name that is too long for the archives that are read here. */
static bool name_of(const struct header *header, char *name, size_t room)
{
	bool directory = header->type == DIRECTORY;
	size_t length = strnlen(header->name, sizeof(header->name));
	const char *from = header->name;

	if ((!directory && header->type != REGULAR && header->type != REGULAR_BEFORE_POSIX) || header->prefix[0])
		return false;
	while (length >= 2 && from[0] == '.' && from[1] == '/') {
		from += 2;
		length -= 2;
	}
	while (directory && length && from[length - 1] == '/')
		length--;
	if (length + directory >= room)
		return false;
	memcpy(name, from, length);
	memcpy(name + length, directory ? "/" : "", directory + 1u);
	return true;
}

bool tar_next(const char *bytes, size_t size, size_t *at, struct tar_member *member)
{
	struct header header;

	while (*at + BLOCK <= size) {
		memcpy(&header, bytes + *at, BLOCK);
		if (!is_header(&header) || !number_of(header.size, sizeof(header.size), &member->size) ||
		    member->size > size - *at - BLOCK)
			return false;
		member->bytes = bytes + *at + BLOCK;
		*at += BLOCK + (member->size + BLOCK - 1) / BLOCK * BLOCK;
		if (name_of(&header, member->name, sizeof(member->name)))
			return true;
	}
	return false;
}

bool tar_find(const char *bytes, size_t size, const char *name, struct tar_member *member)
{
	size_t at = 0;

	while (tar_next(bytes, size, &at, member))
		if (!strcmp(member->name, name))
			return true;
	return false;
}
