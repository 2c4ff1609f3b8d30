/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drop-in for a systemd unit. It uses systemd's groups if all their members
 * on these archs are allowed: largest first, as long as one saves a word. It
 * resets the unit's earlier settings, as lists accumulate. Behind an allow list,
 * ~CALL:ERRNO is an answer to one call. What names of calls cannot say, other
 * settings may (emit/out/systemd_settings.h).
 */
#include <stdlib.h>

#include "emit/out/lowered.h"
#include "emit/out/out.h"
#include "emit/out/systemd_sets.h"
#include "emit/out/systemd_settings.h"
#include "emit/terms/unroll.h"

static const char *const arch_names[ARCH_COUNT] = {
	[ARCH_X86_64] = "x86-64", [ARCH_I386] = "x86", [ARCH_X32] = "x32", [ARCH_ARM64] = "arm64", [ARCH_ARM] = "arm",
	[ARCH_RISCV64] = "riscv64", [ARCH_PPC64LE] = "ppc64-le", [ARCH_S390X] = "s390x", [ARCH_MIPSEL] = "mips-le",
	[ARCH_MIPSEL64] = "mips64-le", [ARCH_LOONGARCH64] = "loongarch64",
};

/* The number of the set's calls still to be listed; 0 if one of them is not
 * allowed. */
static size_t gain(const struct systemd_calls *set, const struct systemd_calls *allowed, const struct systemd_calls *open)
{
	size_t count = 0;

	for (int id = 0; id < CALL_COUNT; id++) {
		if (set->has[id] && !allowed->has[id])
			return 0;
		count += set->has[id] && open->has[id];
	}
	return count;
}

static void close_all(struct systemd_calls *open, const struct systemd_calls *set)
{
	for (int id = 0; id < CALL_COUNT; id++)
		open->has[id] = open->has[id] && !set->has[id];
}

/* The set with most calls still to be listed, or NULL. */
static const char *best_set(const struct policy *policy, const struct systemd_calls *allowed, const struct systemd_calls *open)
{
	const char *best = NULL;
	size_t most = 1;

	for (size_t i = 1; systemd_set_at(i); i++) {
		struct systemd_calls members = systemd_set_members(systemd_set_at(i), policy);
		size_t found = gain(&members, allowed, open);
		if (found <= most)
			continue;
		most = found;
		best = systemd_set_at(i);
	}
	return best;
}

/* One name a line, so that a change of the policy changes one line. */
static void put_word(struct text *out, const char *word)
{
	text_format(out, "SystemCallFilter=%s\n", word);
}

/* Calls that systemd itself allows. */
static void report_default(const struct systemd_calls *always, const struct systemd_calls *answered, struct text *notes)
{
	bool any = false;

	for (int id = 0; id < CALL_COUNT; id++) {
		if (!always->has[id] || answered->has[id])
			continue;
		text_format(notes, "%s %s", any ? "" : "systemd also allows its @default group "
		            "(SystemCallFilter=~NAME removes a call):", syscall_name((enum syscall_id)id));
		any = true;
	}
	text_add(notes, any ? "\n" : "");
}

static void put_allowed(const struct lowered *lowered, struct text *out, struct text *notes)
{
	struct systemd_calls always = systemd_set_members(systemd_set_at(0), &lowered->policy), allowed = { 0 }, answered = { 0 };
	const char *set;
	size_t before = out->length;

	for (size_t i = 0; i < lowered->count; i++) {
		answered.has[lowered->call[i].id] = true;
		allowed.has[lowered->call[i].id] |= lowered->call[i].verdict.action == ACTION_ALLOW;
	}
	report_default(&always, &answered, notes);
	struct systemd_calls open = allowed;
	close_all(&open, &always);
	while ((set = best_set(&lowered->policy, &allowed, &open))) {
		struct systemd_calls members = systemd_set_members(set, &lowered->policy);
		put_word(out, set);
		close_all(&open, &members);
	}
	for (int id = 0; id < CALL_COUNT; id++)
		if (open.has[id])
			put_word(out, syscall_name((enum syscall_id)id));
	if (out->length == before)
		put_word(out, systemd_set_at(0));
}

static void put_refused(const struct lowered *lowered, struct text *out)
{
	for (size_t i = 0; i < lowered->count; i++) {
		const struct lowered_call *call = &lowered->call[i];
		const char *name = errno_name(call->verdict.data);
		if (call->verdict.action == ACTION_ERRNO && name)
			text_format(out, "SystemCallFilter=~%s:%s\n", call->name, name);
		else if (call->verdict.action == ACTION_ERRNO)
			text_format(out, "SystemCallFilter=~%s:%u\n", call->name, call->verdict.data);
	}
}

static void put_errno(struct verdict otherwise, struct text *out)
{
	const char *name = errno_name(otherwise.data);

	if (otherwise.action == ACTION_KILL)
		text_add(out, "SystemCallErrorNumber=kill\n");
	else if (name)
		text_format(out, "SystemCallErrorNumber=%s\n", name);
	else
		text_format(out, "SystemCallErrorNumber=%u\n", otherwise.data);
}

/* x86-64 is what runs such a policy; `native` is how units say that, and it cannot leave the machine's own arch out. */
static void put_archs(arch_set archs, struct text *out)
{
	const char *before = "SystemCallArchitectures=\nSystemCallArchitectures=";

	arch_each(arch, archs) {
		text_format(out, "%s%s", before, arch == ARCH_X86_64 ? "native" : arch_names[arch]);
		before = " ";
	}
	text_add(out, "\n");
}

static bool is_said(const void *context, enum syscall_id id)
{
	return settings_say(context, id);
}

static int put_unit(const struct policy *policy, const struct settings *settings, struct text *out, struct text *notes, struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { .said = is_said, .context = settings };

	if (lower_policy(&lowered, policy, DIALECT_systemd, notes, err))
		return -1;
	text_add(out, "# Made by `seccord emit -f systemd`; install as UNIT.service.d/seccomp.conf\n[Service]\n");
	put_archs(lowered.policy.archs, out);
	text_add(out, "SystemCallFilter=\n");
	put_allowed(&lowered, out, notes);
	put_refused(&lowered, out);
	put_errno(lowered.otherwise, out);
	settings_put(settings, out, notes);
	return 0;
}

int out_systemd(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                struct err *err)
{
	struct policy named = unroll_copy(policy);
	struct settings settings;

	settings_of(&settings, &named, choice->protect);
	int result = put_unit(policy, &settings, out, notes, err);
	free(named.rules);
	return result;
}
