/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule is about one call, and the general answers of a file about all that have
 * none: an author may expect more of both than they do.
 */
#include "analyzer/derive/overlay_advice.h"

#include <string.h>

#include "analyzer/derive/relations.h"
#include "analyzer/text/format.h"
#include "analyzer/text/list.h"

/* --- general answers --- */

/* What --default can say; nothing if it cannot. */
static void option_words(struct verdict verdict, struct text *out)
{
	bool plain = !verdict.data && (verdict.action == ACTION_KILL || verdict.action == ACTION_LOG || verdict.action == ACTION_TRAP);

	if (!plain && verdict.action != ACTION_ERRNO)
		return;
	text_add(out, "--default=");
	size_t at = out->length;
	verdict_text(verdict, out);
	char *space = strchr(out->at + at, ' ');
	if (space)
		*space = ':';
}

static void unused_answer(const char *member, struct verdict theirs, struct verdict ours, const char *name, const char *option,
                          struct text *notes)
{
	if (verdict_equal(theirs, ours))
		return;
	format_plain(name, notes);
	text_format(notes, ": only its rules are used, not its \"%s\" (", member);
	verdict_text_brief(theirs, notes);
	text_add(notes, "); the policy has ");
	verdict_text_brief(ours, notes);
	text_format(notes, ": %s\n", option ? option : "to change it, edit the policy that is written");
}

void overlay_advice_default(const struct policy *policy, const struct policy *over, const char *name, struct text *notes)
{
	AUTO_TEXT struct text option = {0}, words = {0};

	option_words(over->otherwise, &option);
	if (option.length)
		text_format(&words, "to change it, add %s", option.at);
	unused_answer("default", over->otherwise, policy->otherwise, name, words.at, notes);
}

void overlay_advice_others(const struct policy *policy, const struct policy *over, const char *name, struct text *notes)
{
	unused_answer("newer", over->newer, policy->newer, name, NULL, notes);
	unused_answer("foreign", over->foreign, policy->foreign, name, NULL, notes);
}

/* --- equivalents --- */

/* The rule that allows this call, on the first arch of these. */
static const struct rule *rule_allowing(const struct policy *policy, enum syscall_id id, arch_set archs)
{
	arch_each(arch, archs) {
		int64_t nr = syscall_nr(id, arch);
		const struct rule *rule = nr < 0 ? NULL : policy_find(policy, arch, (uint32_t)nr);
		if (rule && rule_passes(rule))
			return rule;
	}
	return NULL;
}

static void report_kin(const struct policy *policy, const struct rule *refused, const int component[CALL_COUNT], struct text *notes)
{
	AUTO_TEXT struct text before = {0};
	struct list list = {0};

	for (int id = 0; id < CALL_COUNT; id++) {
		bool kin = id != (int)refused->id && component[id] == component[refused->id];
		const struct rule *rule = kin ? rule_allowing(policy, (enum syscall_id)id, refused->archs) : NULL;
		AUTO_TEXT struct text words = {0};
		if (!rule)
			continue;
		text_add(&words, syscall_name((enum syscall_id)id));
		if (rule->set)
			text_format(&words, " (%s)", rule->set);
		list_add(&list, words.at);
	}
	text_format(&before, "%s is refused by the author's rule, but equivalent calls stay allowed (refuse them too): ",
	            syscall_name(refused->id));
	list_report(&list, notes, before.at, "");
}

void overlay_advice_kin(const struct policy *policy, const struct policy *author, struct text *notes)
{
	const struct derive_options usual = { .level = LEVEL_DEFAULT };
	AUTO_RELATIONS struct relations relations = {0};
	int component[CALL_COUNT];

	relations_of(&relations, &usual);
	relations_components(&relations, component);
	for (size_t i = 0; i < author->rule_count; i++)
		if (author->rules[i].id != CALL_UNKNOWN && !rule_passes(&author->rules[i]))
			report_kin(policy, &author->rules[i], component, notes);
}
