/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drop-in for a systemd unit. It uses systemd's groups if all their members
 * on these archs are allowed: largest first, as long as one saves a word. It
 * resets the unit's earlier settings, as lists accumulate. Behind an allow list,
 * ~CALL:ERRNO is an answer to one call.
 */
#include <stdio.h>
#include <string.h>

#include "emit/out/out.h"
#include "emit/out/lowered.h"

struct calls {                                /* a set of system calls */
	bool has[CALL_COUNT];
};

static const struct set {
	const char *name, *members;
} sets[] = {
#define SET(name, members) { name, members },
#include "emit/systemd_sets.def"
#undef SET
};

static const char *const arch_names[ARCH_COUNT] = {
	[ARCH_X86_64] = "x86-64", [ARCH_I386] = "x86", [ARCH_X32] = "x32", [ARCH_ARM64] = "arm64", [ARCH_ARM] = "arm",
	[ARCH_RISCV64] = "riscv64", [ARCH_PPC64LE] = "ppc64-le", [ARCH_S390X] = "s390x", [ARCH_MIPSEL] = "mips-le",
	[ARCH_MIPSEL64] = "mips64-le", [ARCH_LOONGARCH64] = "loongarch64",
};

static const struct set *find_set(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(sets); i++)
		if (!strcmp(sets[i].name, name))
			return &sets[i];
	return NULL;
}

/* A name unknown to all kernels is not a call. */
static void expand(const struct set *set, struct calls *calls)
{
	char word[64];

	for (const char *at = set->members; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		snprintf(word, sizeof(word), "%.*s", (int)length, at);
		const struct set *inner = *word == '@' ? find_set(word) : NULL;
		int id = inner ? CALL_UNKNOWN : syscall_by_name(word);
		if (inner)
			expand(inner, calls);
		else if (id != CALL_UNKNOWN)
			calls->has[id] = true;
		at += length;
	}
}

static struct calls members_of(const struct set *set, const struct policy *policy)
{
	struct calls calls = { 0 };

	expand(set, &calls);
	for (int id = 0; id < CALL_COUNT; id++)
		calls.has[id] = calls.has[id] && policy_archs_of(policy, (enum syscall_id)id);
	return calls;
}

/* The number of the set's calls still to be listed; 0 if one of them is not
 * allowed. */
static size_t gain(const struct calls *set, const struct calls *allowed, const struct calls *open)
{
	size_t count = 0;

	for (int id = 0; id < CALL_COUNT; id++) {
		if (set->has[id] && !allowed->has[id])
			return 0;
		count += set->has[id] && open->has[id];
	}
	return count;
}

static void close_all(struct calls *open, const struct calls *set)
{
	for (int id = 0; id < CALL_COUNT; id++)
		open->has[id] = open->has[id] && !set->has[id];
}

/* The set with most calls still to be listed, or NULL. */
static const struct set *best_set(const struct policy *policy, const struct calls *allowed, const struct calls *open)
{
	const struct set *best = NULL;
	size_t most = 1;

	for (size_t i = 1; i < COUNT_OF(sets); i++) {
		struct calls members = members_of(&sets[i], policy);
		size_t found = gain(&members, allowed, open);
		if (found <= most)
			continue;
		most = found;
		best = &sets[i];
	}
	return best;
}

/* One name a line, so that a change of the policy changes one line. */
static void put_word(struct text *out, const char *word)
{
	text_format(out, "SystemCallFilter=%s\n", word);
}

/* Calls that systemd itself allows. */
static void report_default(const struct calls *always, const struct calls *answered, struct text *notes)
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
	struct calls always = members_of(&sets[0], &lowered->policy), allowed = { 0 }, answered = { 0 };
	const struct set *set;
	size_t before = out->length;

	for (size_t i = 0; i < lowered->count; i++) {
		answered.has[lowered->call[i].id] = true;
		allowed.has[lowered->call[i].id] |= lowered->call[i].verdict.action == ACTION_ALLOW;
	}
	report_default(&always, &answered, notes);
	struct calls open = allowed;
	close_all(&open, &always);
	while ((set = best_set(&lowered->policy, &allowed, &open))) {
		struct calls members = members_of(set, &lowered->policy);
		put_word(out, set->name);
		close_all(&open, &members);
	}
	for (int id = 0; id < CALL_COUNT; id++)
		if (open.has[id])
			put_word(out, syscall_name((enum syscall_id)id));
	if (out->length == before)
		put_word(out, sets[0].name);
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

int out_systemd(const struct policy *policy, struct text *out, struct text *notes, struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { 0 };

	if (lower_policy(&lowered, policy, DIALECT_systemd, notes, err))
		return -1;
	text_add(out, "# Made by `seccord emit -f systemd`; install as UNIT.service.d/seccomp.conf\n"
	              "[Service]\nSystemCallArchitectures=\nSystemCallArchitectures=");
	arch_each(arch, lowered.policy.archs)
		text_format(out, "%s%s", lowered.arch == arch ? "" : " ", arch_names[arch]);
	text_add(out, "\nSystemCallFilter=\n");
	put_allowed(&lowered, out, notes);
	put_refused(&lowered, out);
	put_errno(lowered.otherwise, out);
	return 0;
}
