/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A profile for lxc.seccomp.profile, version 2: a line for each alternative
 * under which a call is allowed. On hosts with several ABIs lxc applies each
 * rule to all of them; the section name only excludes other hosts.
 */
#include <inttypes.h>

#include "core/libc/equivalence.h"
#include "emit/oci/size.h"
#include "emit/out/entries.h"
#include "emit/out/out.h"

static const struct arch_section {
	const char *name;
	const char *beside;                   /* archs that lxc applies the same rules to */
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
	text_add(out, verdict.action == ACTION_KILL_THREAD ? "kill" : action_name(verdict.action));
	if (verdict.action == ACTION_ERRNO)
		text_format(out, " %u", verdict.data);
}

static void put_comparison(const struct comparison *c, struct text *out)
{
	text_format(out, "[%d,0x%" PRIx64 ",%s", c->arg, c->value, entries_operator(c));
	if (entries_is_masked(c))
		text_format(out, ",0x%" PRIx64, c->mask);
	text_add(out, "]");
}

static void put_line(const struct entry_name *piece, struct text *out)
{
	text_format(out, "%s ", piece->name);
	put_answer(piece->verdict, out);
	text_add(out, piece->all.count ? " " : "");
	for (size_t i = 0; i < piece->all.count; i++)
		put_comparison(&piece->all.at[i], out);
	text_add(out, "\n");
}

/* libseccomp 2.5 has no ordinary number for a call that an arch can make through socketcall or ipc, and lxc passes over
 * its line there. */
static bool is_passed_over(const struct lowered *lowered, enum syscall_id id)
{
	for (size_t i = 0; i < multiplexed_count(); i++)
		if (multiplexed_at(i)->direct == id && id != CALL_semtimedop_time64 &&
		    syscall_exists(multiplexed_at(i)->multiplexer, lowered->arch))
			return true;
	return false;
}

/* What the default would allow cannot be dropped. */
static int check_passed_over(const struct lowered *lowered, struct err *err)
{
	for (size_t i = 0; i < lowered->count; i++) {
		const struct lowered_call *call = &lowered->call[i];
		if (is_passed_over(lowered, call->id) && verdict_may_pass(lowered->otherwise) && call->verdict.action > lowered->otherwise.action)
			return err_set(err, "%s: lxc passes over its line on %s, and the default action would allow the call; use another --default",
			               call->name, arch_info(lowered->arch)->name);
	}
	return 0;
}

static void drop_passed_over(struct lowered *lowered, struct text *notes)
{
	AUTO_TEXT struct text dropped = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < lowered->count; i++) {
		struct lowered_call *call = &lowered->call[i];
		if (!is_passed_over(lowered, call->id)) {
			lowered->call[kept++] = *call;
			continue;
		}
		text_format(&dropped, " %s", call->name);
		dnf_free(&call->any);
	}
	lowered->count = kept;
	if (dropped.length)
		text_format(notes, "lxc passes over calls that %s can make through socketcall and ipc; these get the default action:%s\n",
		            arch_info(lowered->arch)->name, dropped.at);
}

static void report(const struct lowered *lowered, struct text *notes)
{
	const char *beside = sections[lowered->arch].beside;

	if (beside)
		text_format(notes, "lxc applies the same rules, by name, to %s, and does not kill calls of other ABIs\n", beside);
}

int out_lxc(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
            struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { 0 };
	AUTO_ENTRIES struct entries entries = { 0 };

	(void)choice;
	if (lower_policy(&lowered, policy, DIALECT_lxc, notes, err) || check_passed_over(&lowered, err))
		return -1;
	drop_passed_over(&lowered, notes);
	report(&lowered, notes);
	size_report(&lowered, notes);
	text_add(out, "2\nallowlist ");
	put_answer(lowered.otherwise, out);
	text_format(out, "\n# Made by `seccord emit -f lxc`; for lxc.seccomp.profile\n[%s]\n", sections[lowered.arch].name);
	entries_by_name(&entries, &lowered);
	for (size_t i = 0; i < entries.count; i++)
		put_line(&entries.at[i], out);
	return 0;
}
