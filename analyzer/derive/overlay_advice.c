/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file may have general answers besides its rules. The author may expect that they are used too.
 */
#include "analyzer/derive/overlay_advice.h"

#include <string.h>

#include "analyzer/text/format.h"

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
