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

#define ARMS (ARCH_BIT(ARCH_ARM) | ARCH_BIT(ARCH_ARM64))

/* Constants with other values than in words.def: in the headers of Arm and Power (asm/fcntl.h, asm/ioctls.h), in libc's headers for
 * archs of 64 bits, which minijail is built with, and -1, of which the kernel reads 32 bits and minijail compares 64. */
static const struct {
	const char *name;
	arch_set archs;                       /* 0: all */
	unsigned bits;                        /* of the arch; 0: any */
	uint64_t value;
} others[] = {
	{ "O_DIRECTORY",     ARMS,                 0,  040000 },
	{ "O_NOFOLLOW",      ARMS,                 0,  0100000 },
	{ "O_DIRECT",        ARMS,                 0,  0200000 },
	{ "O_TMPFILE",       ARMS,                 0,  020040000 },
	{ "FIOQSIZE",        ARCH_BIT(ARCH_ARM),   0,  0x545e },
	{ "F_GETLK64",       0,                    64, 5 },
	{ "F_SETLK64",       0,                    64, 6 },
	{ "F_SETLKW64",      0,                    64, 7 },
	{ "FDGETFDCSTAT",    0,                    64, 0x80280215 },
	{ "RUSAGE_CHILDREN", 0,                    0,  UINT64_MAX },
};

/* Archs where many names have values other than words.def's, which are x86's. */
static bool has_own_numbers(enum arch arch)
{
	return arch == ARCH_MIPSEL || arch == ARCH_MIPSEL64 || arch == ARCH_PPC64LE;
}

static bool other_value(const char *word, enum arch arch, uint64_t *value)
{
	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (!strcmp(word, others[i].name) && (!others[i].archs || others[i].archs & ARCH_BIT(arch)) &&
		    (!others[i].bits || others[i].bits == arch_info(arch)->bits)) {
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

	if (other_value(word, arch, value))
		return true;
	if (call->id != CALL_UNKNOWN && !role_parse(syscall_role(call->id, arch, arg), word, value, &ignored))
		return true;
	return more_value(word, value) || role_value(word, value, why);
}

/* On archs of 32 bits glibc's headers have the numbers of the 64-bit forms if _FILE_OFFSET_BITS is 64, as in minijail's Makefile but not
 * in Android's build. */
static bool depends_on_build(const char *word, enum arch arch)
{
	return arch_info(arch)->bits == 32 && (!strcmp(word, "F_GETLK") || !strcmp(word, "F_SETLK") || !strcmp(word, "F_SETLKW"));
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
	if (depends_on_build(word, arch)) {
		*why = "its value on archs of 32 bits depends on how minijail was built";
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

static const char *const tabled[] = {
#define CONSTANT(name) #name,
#include "emit/minijail/constants.def"
#undef CONSTANT
};

bool minijail_tables_have(const char *word)
{
	for (size_t i = 0; i < COUNT_OF(tabled); i++)
		if (!strcmp(tabled[i], word))
			return true;
	return errno_by_name(word) >= 0;
}
