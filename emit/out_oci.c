/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seccomp part of an OCI runtime configuration, which is Docker's and
 * Podman's profile as well. An entry is a list of names that share an action
 * and one AND of conditions; the OR of a rule's rows is several entries. So
 * each rule is taken apart into (name, entry), and equal entries are put
 * together again.
 *
 * The format knows calls by name alone and treats all archs alike. What a
 * policy says beyond that is told.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "emit/oci_args.h"
#include "emit/out.h"

struct piece {
	const char *name;
	struct verdict verdict;
	const char *args;
	const char *leader;                   /* first name of its entry */
};

struct pieces {
	struct arena arena;
	struct piece *at;
	size_t count, room;
};

static const char *const actions[] = {
	[ACTION_ALLOW] = "SCMP_ACT_ALLOW",
	[ACTION_LOG] = "SCMP_ACT_LOG",
	[ACTION_TRACE] = "SCMP_ACT_TRACE",
	[ACTION_ERRNO] = "SCMP_ACT_ERRNO",
	[ACTION_TRAP] = "SCMP_ACT_TRAP",
	[ACTION_KILL_THREAD] = "SCMP_ACT_KILL_THREAD",
	[ACTION_KILL] = "SCMP_ACT_KILL_PROCESS",
};

static void list_archs(arch_set archs, struct text *out)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (archs & ARCH_BIT(arch))
			text_format(out, " %s", arch_info((enum arch)arch)->name);
}

/* The archs of the policy where the call exists and no rule speaks of it. */
static arch_set silent_archs(const struct policy *policy, enum syscall_id id)
{
	arch_set silent = 0;

	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (policy->archs & ARCH_BIT(arch) && syscall_exists(id, (enum arch)arch) &&
		    !policy_find(policy, (enum arch)arch, (uint32_t)syscall_nr(id, (enum arch)arch)))
			silent |= ARCH_BIT(arch);
	return silent;
}

/* Of several rules for one call, the most lenient action is the one that can be said. */
static bool is_outdone(const struct policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].id == rule->id && policy->rules[i].verdict.action < rule->verdict.action)
			return true;
	return false;
}

static bool has_another(const struct policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].id == rule->id && &policy->rules[i] != rule)
			return true;
	return false;
}

static void tell_archs(const struct policy *policy, const struct rule *rule, struct text *told)
{
	arch_set silent = silent_archs(policy, rule->id);

	if (silent || has_another(policy, rule)) {
		text_format(told, "%s: the rule is for", syscall_name(rule->id));
		list_archs(rule->archs, told);
		text_add(told, " alone, and OCI gives it to every arch\n");
	}
}

static void tell_number(const struct rule *rule, struct text *told)
{
	text_format(told, "call %u on", rule->nr);
	list_archs(rule->archs, told);
	text_add(told, " is left out: OCI knows calls by name alone\n");
}

static void take_apart(struct pieces *pieces, const struct policy *policy, const struct rule *rule, struct text *told)
{
	AUTO_OCI_ARGS struct oci_args args = { 0 };

	if (rule->id == CALL_UNKNOWN) {
		tell_number(rule, told);
		return;
	}
	tell_archs(policy, rule, told);
	if (verdict_equal(rule->verdict, policy->otherwise) || is_outdone(policy, rule))
		return;
	oci_args_add(&args, rule, &pieces->arena, told);
	for (size_t i = 0; i < args.count; i++) {
		pieces->at = mem_grow(pieces->at, pieces->count, &pieces->room, sizeof(*pieces->at));
		pieces->at[pieces->count++] = (struct piece){ syscall_name(rule->id), rule->verdict, args.json[i], NULL };
	}
}

static int compare_entries(const struct piece *a, const struct piece *b)
{
	if (a->verdict.action != b->verdict.action)
		return (int)a->verdict.action - (int)b->verdict.action;
	if (a->verdict.data != b->verdict.data)
		return a->verdict.data - b->verdict.data;
	return strcmp(a->args, b->args);
}

static int by_entry(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int order = compare_entries(x, y);
	return order ? order : strcmp(x->name, y->name);
}

/* In the file: entries without conditions first, then in the order of names. */
static int by_place(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int order = (*x->args != '\0') - (*y->args != '\0');
	order = order ? order : strcmp(x->leader, y->leader);
	return order ? order : by_entry(a, b);
}

/* Drops what stands twice and names the leader of each entry. */
static void put_together(struct pieces *pieces)
{
	size_t kept = 0;

	if (!pieces->count)
		return;
	qsort(pieces->at, pieces->count, sizeof(*pieces->at), by_entry);
	for (size_t i = 0; i < pieces->count; i++) {
		struct piece *one = &pieces->at[i], *last = kept ? &pieces->at[kept - 1] : NULL;
		bool joins = last && !compare_entries(last, one);
		if (joins && !strcmp(last->name, one->name))
			continue;
		one->leader = joins ? last->leader : one->name;
		pieces->at[kept++] = *one;
	}
	pieces->count = kept;
	qsort(pieces->at, pieces->count, sizeof(*pieces->at), by_place);
}

static void put_action(struct text *out, const char *action, const char *errno_key, struct verdict verdict)
{
	json_add_key(out, action);
	json_add_string(out, actions[verdict.action]);
	if (verdict.action != ACTION_ERRNO)
		return;
	json_add_key(out, errno_key);
	text_format(out, "%u", verdict.data);
}

static void put_entry(struct text *out, const struct piece *piece, size_t names)
{
	text_add(out, "\t\t{\"names\": [");
	for (size_t i = 0; i < names; i++) {
		json_add_item(out);
		json_add_string(out, piece[i].name);
	}
	text_add(out, "]");
	put_action(out, "action", "errnoRet", piece->verdict);
	if (*piece->args)
		text_format(out, ", \"args\": [%s]", piece->args);
	text_add(out, "}");
}

static void put_entries(struct text *out, const struct pieces *pieces)
{
	size_t names;

	for (size_t i = 0; i < pieces->count; i += names) {
		for (names = 1; i + names < pieces->count; names++)
			if (compare_entries(&pieces->at[i], &pieces->at[i + names]))
				break;
		text_add(out, i ? ",\n" : "\n");
		put_entry(out, &pieces->at[i], names);
	}
}

static void put_head(struct text *out, const struct policy *policy)
{
	text_add(out, "{");
	put_action(out, "defaultAction", "defaultErrnoRet", policy->otherwise);
	text_add(out, ",\n\t\"architectures\": [");
	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		if (!(policy->archs & ARCH_BIT(arch)))
			continue;
		json_add_item(out);
		json_add_string(out, arch_info((enum arch)arch)->scmp);
	}
	text_add(out, "],\n\t\"syscalls\": [");
}

static void tell_answers(const struct policy *policy, struct text *told)
{
	if (!verdict_equal(policy->newer, policy->otherwise)) {
		text_add(told, "calls newer than " SYSCALLS_KNOWN_TO " get the default and not ");
		out_verdict(policy->newer, told);
		text_add(told, ": OCI cannot tell them from others\n");
	}
	if (policy->foreign.action < ACTION_KILL_THREAD) {
		text_add(told, "an arch that the policy does not name is killed and does not get ");
		out_verdict(policy->foreign, told);
		text_add(told, ": OCI cannot say it\n");
	}
}

int out_oci(const struct policy *policy, struct text *out, struct text *told, struct err *err)
{
	struct pieces pieces = { 0 };

	(void)err;
	tell_answers(policy, told);
	for (size_t i = 0; i < policy->rule_count; i++)
		take_apart(&pieces, policy, &policy->rules[i], told);
	put_together(&pieces);
	put_head(out, policy);
	put_entries(out, &pieces);
	text_add(out, "\n\t]\n}\n");
	free(pieces.at);
	arena_free(&pieces.arena);
	return 0;
}
