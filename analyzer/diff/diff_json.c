/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A diff as JSON: one object, with the members in the order of the text.
 */
#include "analyzer/diff/diff.h"

#include "analyzer/diff/witness.h"
#include "analyzer/text/format.h"

static json_t *json_generals(const struct diff *diff)
{
	json_t *object = json_object();

	for (size_t i = 0; i < DIFF_GENERALS; i++) {
		if (!diff_general_changed(diff, i))
			continue;
		json_t *pair = json_object();
		json_object_set_new(pair, "before", verdict_json(diff_general_of(diff, i, 0)));
		json_object_set_new(pair, "after", verdict_json(diff_general_of(diff, i, 1)));
		json_object_set_new(object, diff_general_at(i)->name, pair);
	}
	return object;
}

/* In the form of "call" in a policy. */
static json_t *json_name(const struct change *change)
{
	if (change->id != CALL_UNKNOWN)
		return json_string(syscall_name((enum syscall_id)change->id));
	if (change->last == change->nr)
		return json_integer(change->nr);
	json_t *range = json_object();
	json_object_set_new(range, "from", json_integer(change->nr));
	json_object_set_new(range, "to", json_integer(change->last));
	return range;
}

static json_t *json_change(const struct diff *diff, const struct changes *changes, size_t which)
{
	const struct change *change = &changes->at[which];
	json_t *object = json_object(), *with = json_array();

	for (size_t i = 0; i < changes->count; i++)
		if (i != which && changes->at[i].leader == (int)which)
			json_array_append_new(with, json_name(&changes->at[i]));
	json_object_set_new(object, "change", json_string(diff_is_doubtful(diff, change) ? "unknown" : diff_kind_name(change->kind)));
	json_object_set_new(object, "call", json_name(change));
	json_object_set_new(object, "with", with);
	json_object_set_new(object, "category", change->category == CATEGORY_NONE ? json_null()
	                                                                          : json_string(category_name(change->category)));
	json_object_set_new(object, "what", json_string(change->words));
	return object;
}

static json_t *json_section(const struct diff *diff, const struct diff_section *section, const struct diff_notes *notes)
{
	json_t *object = json_object(), *list = json_array();

	for (size_t i = 0; i < section->changes.count; i++) {
		if (section->changes.at[i].leader != (int)i)
			continue;
		json_t *change = json_change(diff, &section->changes, i);
		if (notes)
			notes->add_json(notes->context, &section->changes.at[i], section->archs, change);
		json_array_append_new(list, change);
	}
	json_object_set_new(object, "archs", arch_json(section->archs));
	json_object_set_new(object, "changes", list);
	return object;
}

static json_t *json_elsewhere(const struct difference *elsewhere)
{
	AUTO_TEXT struct text words = {0};

	witness_call(elsewhere, &words);
	text_add(&words, ": ");
	witness_words(elsewhere, &words);
	return json_string(words.at);
}

json_t *diff_json(const struct diff *diff, const struct diff_notes *notes)
{
	json_t *object = json_object(), *sections = json_array();

	for (size_t i = 0; i < diff->section_count; i++)
		json_array_append_new(sections, json_section(diff, &diff->section[i], notes));
	json_object_set_new(object, "same", diff->outcome == DIFF_UNKNOWN ? json_null() : json_boolean(!diff->different));
	json_object_set_new(object, "archs_gained", arch_json(diff->different ? diff->gained : 0));
	json_object_set_new(object, "archs_lost", arch_json(diff->different ? diff->lost : 0));
	json_object_set_new(object, "archs_widened", arch_json(diff->widened));
	json_object_set_new(object, "answers", json_generals(diff));
	if (diff->elsewhere.differs)
		json_object_set_new(object, "elsewhere", json_elsewhere(&diff->elsewhere));
	json_object_set_new(object, "sections", sections);
	return object;
}
