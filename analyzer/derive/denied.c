/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a denied call does may stay possible through others. A set relates two calls
 * directly, and says in which direction: equal calls are worth denying too, while
 * one that can do more is usually needed for something else. What several sets
 * relate step by step is often far apart (openat, newfstatat, fstat), so no step is
 * followed by another.
 */
#include "analyzer/derive/denied.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "analyzer/derive/relations.h"
#include "analyzer/text/format.h"
#include "analyzer/text/list.h"
#include "core/libc/implied.h"

/* --- other calls --- */

enum kinship { KIN_EQUAL, KIN_MORE, KIN_PART, KIN_COUNT };

static const struct {
	bool gives, is_given;                 /* whether the other call allows the denied one, and the other way round */
	const char *words;
} kinships[KIN_COUNT] = {
	[KIN_EQUAL] = { true, true, "equivalent calls stay allowed" },
	[KIN_MORE] = { true, false, "calls that can do the same and more stay allowed" },
	[KIN_PART] = { false, true, "calls that can do a part of it stay allowed" },
};

/* The set by which the calls are related so, or NULL. */
static const char *kin_set(const struct relations *relations, int denied, int other, enum kinship kinship)
{
	const char *gives = relations_set(relations, other, denied), *is_given = relations_set(relations, denied, other);

	if (!gives == kinships[kinship].gives || !is_given == kinships[kinship].is_given)
		return NULL;
	return gives ? gives : is_given;
}

/* `what`: "is denied"; `advice`: behind equivalents. A multiplexer is the sum of others, and equal to none. */
static void report_kin(const struct relations *relations, int denied, const bool allowed[CALL_COUNT], const char *what,
                       const char *advice, struct text *notes)
{
	for (int kinship = 0; kinship < KIN_COUNT && !multiplexed_by((enum syscall_id)denied); kinship++) {
		struct list list = {0};
		AUTO_TEXT struct text before = {0};
		for (int other = 0; other < CALL_COUNT; other++) {
			const char *set = allowed[other] ? kin_set(relations, denied, other, (enum kinship)kinship) : NULL;
			AUTO_TEXT struct text words = {0};
			if (!set)
				continue;
			text_format(&words, "%s (%s)", syscall_name((enum syscall_id)other), set);
			list_add(&list, words.at);
		}
		text_format(&before, "%s %s, but %s%s: ", syscall_name((enum syscall_id)denied), what, kinships[kinship].words,
		            kinship == KIN_EQUAL ? advice : "");
		list_report(&list, notes, before.at, "");
	}
}

static void usual_relations(struct relations *relations)
{
	const struct derive_options usual = { .level = LEVEL_DEFAULT };

	relations_of(relations, &usual);
}

/* --- calls denied by option --- */

static bool is_wider_site(const struct draft *draft, size_t call, size_t than)
{
	const struct trace_call *a = &draft->trace->calls[call], *b = &draft->trace->calls[than];
	AUTO_TEXT struct text a_words = {0}, b_words = {0};

	if (a->count != b->count)
		return a->count > b->count;
	format_site(draft->trace, a->site, &a_words);
	format_site(draft->trace, b->site, &b_words);
	return strcmp(a_words.at, b_words.at) < 0;
}

static void outcome_words(struct verdict verdict, struct text *out)
{
	text_add(out, verdict.action == ACTION_ERRNO ? "fails with " : "ends in ");
	verdict_text_brief(verdict, out);
}

static void report_denied_use(struct draft *draft, int id, struct text *notes)
{
	const struct trace *trace = draft->trace;
	size_t most = trace->call_count;
	uint64_t count = 0;

	for (size_t i = 0; i < trace->call_count; i++) {
		if (draft->id[i] != id)
			continue;
		count += trace->calls[i].count;
		if (most == trace->call_count || is_wider_site(draft, i, most))
			most = i;
	}
	if (most == trace->call_count)
		return;
	text_format(notes, "%s is denied although the trace used it %" PRIu64 " time%s (", syscall_name((enum syscall_id)id),
	            count, count == 1 ? "" : "s");
	format_site(trace, trace->calls[most].site, notes);
	text_add(notes, "): it now ");
	outcome_words(draft_answers_enosys(draft, id) ? (struct verdict){ACTION_ERRNO, ENOSYS} : draft->policy->otherwise, notes);
	text_add(notes, "\n");
}

static void report_denied_need(struct draft *draft, int id, struct text *notes)
{
	for (size_t i = 0; i < implied_count(); i++) {
		const struct implied *row = implied_at(i);
		if ((int)row->call != id || row->level != LEVEL_EXACT || (row->when != CALL_UNKNOWN && !draft_allows_somewhere(draft, row->when)))
			continue;
		text_format(notes, "%s is denied although every program needs it: %s\n", syscall_name((enum syscall_id)id), row->by);
		return;
	}
}

static bool is_by_own_option(const struct draft *draft, int id)
{
	return draft->options->no_exec && (id == CALL_execve || id == CALL_execveat);
}

void denied_report(struct draft *draft, struct text *notes)
{
	AUTO_RELATIONS struct relations relations = {0};
	bool allowed[CALL_COUNT];

	usual_relations(&relations);
	for (int id = 0; id < CALL_COUNT; id++)
		allowed[id] = draft_allows_somewhere(draft, id);
	for (int id = 0; id < CALL_COUNT; id++) {
		if (!draft->denied[id] || is_by_own_option(draft, id))
			continue;
		report_denied_use(draft, id, notes);
		report_denied_need(draft, id, notes);
		report_kin(&relations, id, allowed, "is denied", " (deny them too)", notes);
	}
}

/* --- calls refused by rules --- */

static bool rule_allows(const struct policy *policy, enum syscall_id id, arch_set archs)
{
	arch_each(arch, archs) {
		int64_t nr = syscall_nr(id, arch);
		const struct rule *rule = nr < 0 ? NULL : policy_find(policy, arch, (uint32_t)nr);
		if (rule && rule_passes(rule))
			return true;
	}
	return false;
}

static void report_rule(const struct relations *relations, const struct policy *policy, const struct rule *refused,
                        struct text *notes)
{
	bool allowed[CALL_COUNT];

	for (int id = 0; id < CALL_COUNT; id++)
		allowed[id] = rule_allows(policy, (enum syscall_id)id, refused->archs);
	report_kin(relations, (int)refused->id, allowed, "is refused by the author's rule", " (refuse them too)", notes);
}

void denied_report_rules(const struct policy *policy, const struct policy *author, struct text *notes)
{
	AUTO_RELATIONS struct relations relations = {0};

	usual_relations(&relations);
	for (size_t i = 0; i < author->rule_count; i++)
		if (author->rules[i].id != CALL_UNKNOWN && !rule_passes(&author->rules[i]))
			report_rule(&relations, policy, &author->rules[i], notes);
}
