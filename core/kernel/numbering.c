/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/kernel/numbering.def. Archs of one family number alike, so that
 * two rows with the same bits of ARM and ARM64, or of MIPS's, do not differ.
 */
#include "core/kernel/numbering.h"

#include "core/base/mem.h"

static const struct {
	enum arch arch;
	enum role role;
	uint64_t bits;
} rows[] = {
#define ALL UINT64_MAX
#define NUMBERING(arch, role, bits) { ARCH_##arch, ROLE_##role, bits },
#include "core/kernel/numbering.def"
#undef NUMBERING
#undef ALL
};

uint64_t numbering_own(enum role role, enum arch arch)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].arch == arch && rows[i].role == role)
			return rows[i].bits;
	return 0;
}

static bool is_mips(enum arch arch)
{
	return arch == ARCH_MIPSEL || arch == ARCH_MIPSEL64;
}

static bool is_arm(enum arch arch)
{
	return arch == ARCH_ARM || arch == ARCH_ARM64;
}

uint64_t numbering_differs(enum role role, enum arch a, enum arch b)
{
	bool alike = a == b || (is_mips(a) && is_mips(b)) || (is_arm(a) && is_arm(b));

	return alike ? 0 : numbering_own(role, a) | numbering_own(role, b);
}
