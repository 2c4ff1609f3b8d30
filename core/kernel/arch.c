/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/kernel/arch.def.
 */
#include "core/kernel/arch.h"

#include <jansson.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/nearest.h"

static const struct arch_info archs[] = {
#define ARCH(id, name, scmp, alias, audit, bits, big_endian, base, newest) \
	{ name, scmp, alias, audit, bits, big_endian, base, newest },
#include "core/kernel/arch.def"
#undef ARCH
};

const struct arch_info *arch_info(enum arch arch)
{
	return &archs[arch];
}

const char *arch_name_at(unsigned i)
{
	return i < ARCH_COUNT ? archs[i].name : NULL;
}

const char *arch_nearest(const char *word)
{
	struct closest near;

	nearest_begin(&near, word);
	for (int i = 0; i < ARCH_COUNT; i++) {
		nearest_offer(&near, archs[i].name);
		if (archs[i].alias)
			nearest_offer(&near, archs[i].alias);
	}
	return nearest_found(&near);
}

int arch_refuse(struct err *err, const char *word)
{
	AUTO_TEXT struct text known = {0};

	for (int i = 0; i < ARCH_COUNT; i++) {
		text_format(&known, "%s%s", i ? ", " : "", archs[i].name);
		if (archs[i].alias)
			text_format(&known, " (%s)", archs[i].alias);
	}
	err_set(err, "--arch=%s: not one of %s", word, known.at);
	return nearest_hint(err, arch_nearest(word));
}

int arch_by_name(const char *name)
{
	for (int i = 0; i < ARCH_COUNT; i++) {
		const struct arch_info *info = &archs[i];
		if (!strcmp(name, info->name) || !strcmp(name, info->scmp) ||
		    (info->alias && !strcmp(name, info->alias)))
			return i;
	}
	return -1;
}

void arch_list(arch_set set, const char *between, struct text *out)
{
	const char *before = "";

	arch_each(arch, set) {
		text_format(out, "%s%s", before, archs[arch].name);
		before = between;
	}
}

json_t *arch_json(arch_set set)
{
	json_t *list = json_array();

	arch_each(arch, set)
		json_array_append_new(list, json_string(archs[arch].name));
	return list;
}

enum arch arch_host(enum arch arch)
{
	switch (arch) {
	case ARCH_I386:
	case ARCH_X32:
		return ARCH_X86_64;
	case ARCH_ARM:
		return ARCH_ARM64;
	case ARCH_RISCV32:
		return ARCH_RISCV64;
	case ARCH_MIPSEL:
		return ARCH_MIPSEL64;
	default:
		return arch;
	}
}

arch_set arch_hosts_missing(arch_set of)
{
	arch_set hosts = 0;

	arch_each(arch, of)
		hosts |= ARCH_BIT(arch_host(arch));
	return hosts & (arch_set)~of;
}

bool arch_is_big_endian(arch_set set)
{
	arch_each(arch, set)
		return archs[arch].big_endian;
	return false;
}

/* An audit arch consists of these (linux/audit.h). But x32 is x86_64's machine in
 * the 32-bit class, and so are mips' o32 and n32 both mips' machine. */
int arch_of_elf(unsigned machine, bool wide, bool big_endian)
{
	enum { MACHINE = 0xffff, MIPS = 8 };
	const uint32_t wide_bit = 0x80000000u, little_endian_bit = 0x40000000u;

	if (machine > MACHINE || (machine == MIPS && !wide))
		return -1;
	if (machine == (archs[ARCH_X86_64].audit & MACHINE) && !wide)
		return big_endian ? -1 : ARCH_X32;
	return arch_of_call(machine | (wide ? wide_bit : 0) | (big_endian ? 0 : little_endian_bit), 0);
}

int arch_of_call(uint32_t audit, uint32_t nr)
{
	if (audit == archs[ARCH_X86_64].audit)
		return (nr & X32_BIT) && nr != UINT32_MAX ? ARCH_X32 : ARCH_X86_64;
	for (int i = 0; i < ARCH_COUNT; i++)
		if (archs[i].audit == audit)
			return i;
	return -1;
}
