/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups by name, number and role in the system call tables.
 *
 * All of it is constant data laid out by the compiler: a column of numbers for
 * each call, and for each arch a table from number to call. Numbers are dense
 * except for three ranges, which SLOT folds into one: 0…, mips at 4000 and 5000,
 * and arm's private calls at 0xf0000. A call found by its slot is then checked
 * against its number.
 */
#include "core/kernel/syscall.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

struct number_row {
	const char *name;
	int32_t nr[ARCH_COUNT];               /* in the order of core/kernel/arch.def; -1: none */
	const char *since;
};

static const struct number_row numbers[CALL_COUNT] = {
#define SYSCALL(name, x86_64, i386, x32, arm64, arm, riscv64, riscv32, ppc64le, s390x, mipsel, mipsel64, loongarch64, since) \
	[CALL_##name] = { #name, { x86_64, i386, x32, arm64, arm, riscv64, riscv32, ppc64le, s390x, \
	                           mipsel, mipsel64, loongarch64 }, since },
#include "core/kernel/syscalls.def"
#undef SYSCALL
};

enum { PRIVATE_BASE = 0xf0000, PRIVATE_SLOT = 1001, SLOTS = PRIVATE_SLOT + 16 };

/* Slot 0 collects the -1 of every call that an arch lacks. */
#define SLOT(nr) ((nr) < 0 ? 0 : (nr) < PRIVATE_BASE ? (nr) % 1000 + 1 : (nr) - PRIVATE_BASE + PRIVATE_SLOT)
#define AT(name, arch, nr) [ARCH_##arch][SLOT(nr)] = CALL_##name + 1

/* Slots are written more than once on purpose: slot 0, and arm's 341, where the
 * last row, sync_file_range2, is the kernel's name. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const uint16_t by_slot[ARCH_COUNT][SLOTS] = {
#define SYSCALL(name, x86_64, i386, x32, arm64, arm, riscv64, riscv32, ppc64le, s390x, mipsel, mipsel64, loongarch64, since) \
	AT(name, X86_64, x86_64), AT(name, I386, i386), AT(name, X32, x32), AT(name, ARM64, arm64), \
	AT(name, ARM, arm), AT(name, RISCV64, riscv64), AT(name, RISCV32, riscv32), AT(name, PPC64LE, ppc64le), \
	AT(name, S390X, s390x), AT(name, MIPSEL, mipsel), AT(name, MIPSEL64, mipsel64), \
	AT(name, LOONGARCH64, loongarch64),
#include "core/kernel/syscalls.def"
#undef SYSCALL
};
#pragma GCC diagnostic pop

struct signature {
	enum category category;
	enum role role[SYSCALL_ARGS];
};

static const struct signature signatures[CALL_COUNT] = {
#define SIGNATURE(name, category, a, b, c, d, e, f) \
	[CALL_##name] = { CATEGORY_##category, { ROLE_##a, ROLE_##b, ROLE_##c, ROLE_##d, ROLE_##e, ROLE_##f } },
#include "core/kernel/signatures.def"
#undef SIGNATURE
};

struct quirk {
	enum arch arch;
	enum syscall_id id;
	enum role role[SYSCALL_ARGS];
};

static const struct quirk quirks[] = {
#define QUIRK(arch, name, a, b, c, d, e, f) \
	{ ARCH_##arch, CALL_##name, { ROLE_##a, ROLE_##b, ROLE_##c, ROLE_##d, ROLE_##e, ROLE_##f } },
#include "core/kernel/quirks.def"
#undef QUIRK
};

const char *syscall_name_at(unsigned i)
{
	return i < CALL_COUNT ? numbers[i].name : NULL;
}

const char *syscall_name(enum syscall_id id)
{
	return numbers[id].name;
}

void syscall_report(const char *words, const bool has[CALL_COUNT], struct text *out)
{
	bool any = false;

	for (int id = 0; id < CALL_COUNT; id++) {
		if (!has[id])
			continue;
		text_format(out, "%s %s", any ? "" : words, syscall_name((enum syscall_id)id));
		any = true;
	}
	text_add(out, any ? "\n" : "");
}

const char *syscall_since(enum syscall_id id)
{
	return numbers[id].since;
}

enum category syscall_category(enum syscall_id id)
{
	return id == CALL_UNKNOWN ? CATEGORY_NONE : signatures[id].category;
}

static int compare_name(const void *name, const void *row)
{
	return strcmp(name, ((const struct number_row *)row)->name);
}

int syscall_by_name(const char *name)
{
	const struct number_row *row = bsearch(name, numbers, CALL_COUNT, sizeof(numbers[0]), compare_name);

	return row ? (int)(row - numbers) : CALL_UNKNOWN;
}

int64_t syscall_nr(enum syscall_id id, enum arch arch)
{
	int32_t nr = id == CALL_UNKNOWN ? -1 : numbers[id].nr[arch];

	return nr < 0 ? -1 : (int64_t)nr + arch_info(arch)->base;
}

int syscall_by_nr(enum arch arch, uint32_t nr)
{
	int64_t own = (int64_t)nr - arch_info(arch)->base;
	int64_t slot = SLOT(own);

	if (slot >= SLOTS || !by_slot[arch][slot])
		return CALL_UNKNOWN;
	int id = by_slot[arch][slot] - 1;
	return numbers[id].nr[arch] == own ? id : CALL_UNKNOWN;
}

bool syscall_exists(enum syscall_id id, enum arch arch)
{
	return syscall_nr(id, arch) >= 0;
}

bool syscall_is_newer(enum arch arch, uint32_t nr)
{
	return nr > arch_info(arch)->newest && syscall_by_nr(arch, nr) == CALL_UNKNOWN;
}

/* Most archs have none. */
static const unsigned quirky_archs = 0
#define QUIRK(arch, name, a, b, c, d, e, f) | 1u << ARCH_##arch
#include "core/kernel/quirks.def"
#undef QUIRK
;

static const enum role *roles_of(enum syscall_id id, enum arch arch)
{
	if (!(quirky_archs >> arch & 1))
		return signatures[id].role;
	for (size_t i = 0; i < COUNT_OF(quirks); i++)
		if (quirks[i].id == id && quirks[i].arch == arch)
			return quirks[i].role;
	return signatures[id].role;
}

enum role syscall_role(enum syscall_id id, enum arch arch, unsigned arg)
{
	return id == CALL_UNKNOWN || arg >= SYSCALL_ARGS ? ROLE__ : roles_of(id, arch)[arg];
}

int syscall_arg(enum syscall_id id, enum arch arch, enum role role)
{
	int found = -1;

	if (role_is_register(role))
		return (int)role - (int)ROLE_arg0;
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		if (role == ROLE__ || syscall_role(id, arch, arg) != role)
			continue;
		if (found >= 0)
			return -1;
		found = (int)arg;
	}
	return found;
}

/* Compares the few names of the call first. */
int syscall_arg_named(enum syscall_id id, enum arch arch, const char *name, enum role *role)
{
	int known = -1;

	for (unsigned arg = 0; arg < SYSCALL_ARGS && known < 0; arg++) {
		*role = syscall_role(id, arch, arg);
		if (*role != ROLE__ && !strcmp(role_info(*role)->name, name))
			known = (int)*role;
	}
	if (known < 0)
		known = role_by_name(name);
	*role = known < 0 ? ROLE__ : (enum role)known;
	return known < 0 ? -1 : syscall_arg(id, arch, *role);
}

enum { X32_COMPAT_FIRST = 512 };              /* syscall_64.tbl: x32-specific entries begin here */

uint64_t syscall_mask(enum syscall_id id, enum arch arch, enum role role)
{
	bool compat = arch == ARCH_X32 && id != CALL_UNKNOWN && numbers[id].nr[arch] >= X32_COMPAT_FIRST;

	if (compat && !role_is_register(role))
		return role_mask(role, arch) & UINT32_MAX;
	return role_mask(role, arch);
}

const char *syscall_label(enum arch arch, uint32_t nr, char buffer[16])
{
	int id = syscall_by_nr(arch, nr);

	if (id != CALL_UNKNOWN)
		return syscall_name((enum syscall_id)id);
	snprintf(buffer, 16, "%" PRIu32, nr);
	return buffer;
}
