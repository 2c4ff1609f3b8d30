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

#include "emit/minijail/minijail.h"

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

/* A command of ioctl with another number on Arm of 32 bits (asm/ioctls.h). */
enum { ARM_FIOQSIZE = 0x545e };

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
	*value = ARM_FIOQSIZE;
	return arch == ARCH_ARM && !strcmp(word, "FIOQSIZE");
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

/* Whether a command's number encodes the size of a long or a pointer alone, which is the same on all archs of 32 bits. */
static bool has_size_of_a_long(uint64_t narrow)
{
	return (narrow >> 16 & 0x3fff) == 4;
}

/* On an arch of 32 bits, a command of ioctl whose number is another one there: its second row in core/kernel/ioctl.def,
 * which is i386's. */
static bool narrow_value(const char *word, enum arch arch, uint64_t *value)
{
	char second[64];
	struct err ignored;

	if (arch_info(arch)->bits != 32 || strlen(word) + sizeof("_32") > sizeof(second))
		return false;
	snprintf(second, sizeof(second), "%s_32", word);
	return !role_parse(ROLE_ioctl_cmd, second, value, &ignored);
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

/* Constants whose value depends on the headers that minijail is built with; on archs of so many bits, 0: of any. */
static const struct { const char *name; unsigned bits; const char *why; } disputed[] = {
	{ "O_LARGEFILE", 0,  "0 in glibc's headers, another number in the kernel's" },
	{ "F_GETLK64",   64, "5 in glibc's headers, and missing in the kernel's" },
	{ "F_SETLK64",   64, "6 in glibc's headers, and missing in the kernel's" },
	{ "F_SETLKW64",  64, "7 in glibc's headers, and missing in the kernel's" },
};

/* Why the value of a word cannot be known, or NULL. */
static const char *doubt(const char *word, enum arch arch)
{
	for (size_t i = 0; i < COUNT_OF(disputed); i++)
		if (!strcmp(word, disputed[i].name) && (!disputed[i].bits || disputed[i].bits == arch_info(arch)->bits))
			return disputed[i].why;
	return has_own_numbers(arch) ? "its value differs on this arch" : NULL;
}

/* PF_UNIX and the like have the values of AF_UNIX. */
bool minijail_constant(const char *word, const struct minijail_call *call, enum arch arch, unsigned arg,
                       uint64_t *value, const char **why)
{
	char family[64];

	const char *doubted = doubt(word, arch);
	if (doubted) {
		*why = doubted;
		return false;
	}
	if (!strncmp(word, "PF_", 3) && strlen(word) < sizeof(family)) {
		snprintf(family, sizeof(family), "A%s", word + 1);
		word = family;
	}
	if (!narrow_value(word, arch, value))
		return is_known(word, call, arch, arg, value, why);
	*why = "its value contains the size of a struct, which differs between archs of 32 bits";
	return arch == ARCH_I386 || has_size_of_a_long(*value);
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
