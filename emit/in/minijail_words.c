/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Constants in minijail files. minijail accepts any constant of the machine's
 * headers for any argument, so a name is looked up in all known words, first in
 * those of the argument's role.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/in/minijail.h"

/* Constants missing from words.def, as they belong to no role. */
static const struct { const char *name; uint64_t value; } more[] = {
	{ "AT_FDCWD", (uint64_t)-100 }, { "S_IFMT", 0170000 }, { "O_ACCMODE", 3 }, { "PROT_NONE", 0 }, { "STDIN_FILENO", 0 },
	{ "STDOUT_FILENO", 1 }, { "STDERR_FILENO", 2 }, { "UINT32_MAX", UINT32_MAX }, { "RLIM_INFINITY", UINT64_MAX },
	{ "SO_PASSCRED", 16 }, { "SO_ATTACH_FILTER", 26 },
};

/* open flags with other values on Arm and Power (asm/fcntl.h). */
static const struct { const char *name; uint64_t value; } others[] = {
	{ "O_DIRECTORY", 040000 }, { "O_NOFOLLOW", 0100000 }, { "O_DIRECT", 0200000 }, { "O_TMPFILE", 020040000 },
};

static bool is_arm(enum arch arch)
{
	return arch == ARCH_ARM || arch == ARCH_ARM64;
}

/* Archs where many names have values other than words.def's, which are x86's.
 * */
static bool has_own_numbers(enum arch arch)
{
	return arch == ARCH_MIPSEL || arch == ARCH_MIPSEL64 || arch == ARCH_PPC64LE;
}

static bool other_value(const char *word, enum arch arch, uint64_t *value)
{
	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (is_arm(arch) && !strcmp(word, others[i].name)) {
			*value = others[i].value;
			return true;
		}
	return false;
}

static bool more_value(const char *word, uint64_t *value)
{
	int number = errno_by_name(word);

	for (size_t i = 0; i < COUNT_OF(more); i++)
		if (!strcmp(word, more[i].name)) {
			*value = more[i].value;
			return true;
		}
	*value = (uint64_t)number;
	return number >= 0;
}

/* The value that all roles agree on. */
static bool role_value(const char *word, uint64_t *value, const char **why)
{
	struct err ignored;
	bool found = false;

	for (int role = 0; role < ROLE_COUNT; role++) {
		uint64_t one;
		if (role_parse((enum role)role, word, &one, &ignored))
			continue;
		if (found && one != *value) {
			*why = "a name with several values";
			return false;
		}
		found = true;
		*value = one;
	}
	return found;
}

/* Commands of ioctl that contain the size of a struct, on archs of 64 bits. */
static const struct { const char *name; uint64_t value; } commands[] = {
	{ "FDGETFDCSTAT", 0x80280215 },
};

static bool command_value(const char *word, enum arch arch, uint64_t *value)
{
	for (size_t i = 0; i < COUNT_OF(commands) && arch_info(arch)->bits == 64; i++)
		if (!strcmp(word, commands[i].name)) {
			*value = commands[i].value;
			return true;
		}
	return false;
}

static bool is_known(const char *word, const struct minijail_call *call, enum arch arch, unsigned arg, uint64_t *value, const char **why)
{
	struct err ignored;

	if (other_value(word, arch, value) || command_value(word, arch, value))
		return true;
	if (call->id != CALL_UNKNOWN && !role_parse(syscall_role(call->id, arch, arg), word, value, &ignored))
		return true;
	return more_value(word, value) || role_value(word, value, why);
}

/* PF_UNIX and the like have the values of AF_UNIX. */
bool minijail_constant(const char *word, const struct minijail_call *call, enum arch arch, unsigned arg,
                       uint64_t *value, const char **why)
{
	char family[64];

	if (!strcmp(word, "O_LARGEFILE")) {
		*why = "0 in glibc's headers, another number in the kernel's";
		return false;
	}
	if (has_own_numbers(arch)) {
		*why = "its value differs on this arch";
		return false;
	}
	if (!strncmp(word, "PF_", 3) && strlen(word) < sizeof(family)) {
		snprintf(family, sizeof(family), "A%s", word + 1);
		word = family;
	}
	return is_known(word, call, arch, arg, value, why);
}

int minijail_number(const char *word, enum arch arch, uint64_t *value, struct err *err)
{
	bool narrow = arch_info(arch)->bits == 32, negative = *word == '-';
	uint64_t most = negative ? narrow ? (uint64_t)1 << 31 : (uint64_t)1 << 63 : narrow ? UINT32_MAX : UINT64_MAX;
	char *end;

	errno = 0;
	*value = strtoull(word + negative, &end, 0);
	if (*end || end == word + negative || word[negative] < '0' || word[negative] > '9')
		return err_set(err, "'%s' is not a number", word);
	if (errno || *value > most)
		return err_set(err, "'%s' does not fit into a register of %u bits", word, arch_info(arch)->bits);
	*value = negative ? -*value : *value;
	return 0;
}
