/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adapts four functions of emit/ to untyped pointers, since analyzer/ and emit/ only share core/.
 */
#include "cli/common/judge.h"

static struct difference number(void *compare, enum arch arch, uint32_t nr, struct verdict before, struct verdict after)
{
	return compare_number(compare, arch, nr, before, after);
}

static struct difference whole_arch(void *compare, enum arch arch)
{
	return compare_arch(compare, arch);
}

static struct difference elsewhere(void *compare, arch_set but, struct verdict before, struct verdict after)
{
	return compare_elsewhere(compare, but, before, after);
}

static bool covers(void *compare, const struct rule *rule, enum arch arch, const struct row *row)
{
	return compare_covers(compare, rule, arch, row);
}

struct judge judge_of(struct compare *compare)
{
	return (struct judge){compare, compare_is_same(compare), number, whole_arch, elsewhere, covers};
}
