/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A profile for lxc.seccomp.profile, version 2: a line for each way in which a
 * call is admitted. Where a host has other ABIs beside its own, lxc gives each
 * rule to all of them; the section's name only keeps it from other hosts.
 */
#include <inttypes.h>

#include "emit/out.h"
#include "emit/spoken.h"

static const struct section {
	const char *name;
	const char *beside;                   /* what lxc gives the same rules to */
} sections[ARCH_COUNT] = {
	[ARCH_X86_64]   = { "x86_64",   "i386 and x32" },
	[ARCH_I386]     = { "x86",      "x86_64 and x32, where the host is x86_64" },
	[ARCH_ARM64]    = { "arm64",    "arm" },
	[ARCH_ARM]      = { "arm",      "arm64, where the host is that" },
	[ARCH_PPC64LE]  = { "ppc64le",  NULL },
	[ARCH_S390X]    = { "s390x",    NULL },
	[ARCH_MIPSEL]   = { "mipsel",   "mipsel64 and n32, where the host is mipsel64" },
	[ARCH_MIPSEL64] = { "mipsel64", "mipsel and n32" },
};

static void put_answer(struct verdict verdict, struct text *out)
{
	text_add(out, action_name(verdict.action));
	if (verdict.action == ACTION_ERRNO)
		text_format(out, " %u", verdict.data);
}

static void put_comparison(const struct comparison *c, struct text *out)
{
	if (c->mask == UINT64_MAX)
		text_format(out, "[%d,0x%" PRIx64 ",SCMP_CMP_EQ]", c->arg, c->value);
	else
		text_format(out, "[%d,0x%" PRIx64 ",SCMP_CMP_MASKED_EQ,0x%" PRIx64 "]", c->arg, c->value, c->mask);
}

static void put_line(const struct spoken_call *call, const struct comparisons *all, struct text *out)
{
	text_format(out, "%s ", call->name);
	put_answer(call->verdict, out);
	text_add(out, all->count ? " " : "");
	for (size_t i = 0; i < all->count; i++)
		put_comparison(&all->at[i], out);
	text_add(out, "\n");
}

/* A line without conditions admits what the others do. */
static void put_call(const struct spoken_call *call, struct text *out)
{
	static const struct comparisons whatever;

	if (spoken_is_free(call)) {
		put_line(call, &whatever, out);
		return;
	}
	for (size_t i = 0; i < call->any.count; i++)
		put_line(call, &call->any.at[i], out);
}

static void tell(const struct spoken *spoken, struct text *told)
{
	const char *beside = sections[spoken->arch].beside;

	if (beside)
		text_format(told, "lxc gives the same rules, by name, to %s, and does not kill what is of another ABI\n", beside);
	if (spoken->otherwise.action == ACTION_KILL)
		text_add(told, "lxc kills the thread and not the process\n");
}

int out_lxc(const struct policy *policy, struct text *out, struct text *told, struct err *err)
{
	AUTO_SPOKEN struct spoken spoken = { 0 };

	if (spoken_of(&spoken, policy, DIALECT_lxc, told, err))
		return -1;
	tell(&spoken, told);
	text_add(out, "2\nallowlist ");
	put_answer(spoken.otherwise, out);
	text_format(out, "\n# Made by `seccord emit -f lxc`; for lxc.seccomp.profile\n[%s]\n", sections[spoken.arch].name);
	for (size_t i = 0; i < spoken.count; i++)
		put_call(&spoken.call[i], out);
	return 0;
}
