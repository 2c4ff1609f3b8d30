/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archs with the same changes share a section, so that what changed on all of
 * them is told once.
 */
#include "analyzer/diff.h"

#include "analyzer/change.h"
#include "analyzer/words.h"
#include "core/json.h"

static const struct kind_row {
	const char *sign, *name;
} kinds[] = {
	[CHANGE_GAINED] = {"+", "gained"},
	[CHANGE_LOST]   = {"-", "lost"},
	[CHANGE_OTHER]  = {"~", "changed"},
};

struct section {
	arch_set archs;
	struct changes changes;
};

struct diff {
	const struct policy *before, *after;
	arch_set both, gained, lost;          /* archs */
	struct section section[ARCH_COUNT];
	size_t section_count;
	size_t count[COUNT_OF(kinds)];        /* calls, once for each section */
};

/* The section with the same changes takes in the arch; else it has one of its own. */
static void place(struct diff *diff, struct changes *changes, enum arch arch)
{
	for (size_t i = 0; i < diff->section_count; i++)
		if (changes_equal(&diff->section[i].changes, changes)) {
			diff->section[i].archs |= ARCH_BIT(arch);
			changes_free(changes);
			return;
		}
	diff->section[diff->section_count++] = (struct section){ARCH_BIT(arch), *changes};
	for (size_t i = 0; i < changes->count; i++)
		diff->count[changes->at[i].kind]++;
}

static struct diff diff_of(const struct policy *before, const struct policy *after)
{
	struct diff diff = {
		.before = before, .after = after, .both = before->archs & after->archs,
		.gained = after->archs & (arch_set)~before->archs, .lost = before->archs & (arch_set)~after->archs,
	};

	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		struct changes changes = {0};
		if (!(diff.both & ARCH_BIT(arch)))
			continue;
		changes_of(&changes, before, after, (enum arch)arch);
		if (changes.count)
			place(&diff, &changes, (enum arch)arch);
	}
	return diff;
}

static void diff_release(struct diff *diff)
{
	for (size_t i = 0; i < diff->section_count; i++)
		changes_free(&diff->section[i].changes);
}

/* The answers that a policy has for what it does not name. */
static const struct general {
	const char *name;
	size_t offset;
} generals[] = {
	{"default", offsetof(struct policy, otherwise)},
	{"newer",   offsetof(struct policy, newer)},
	{"foreign", offsetof(struct policy, foreign)},
};

static struct verdict general_of(const struct policy *policy, const struct general *general)
{
	return *(const struct verdict *)((const char *)policy + general->offset);
}

static bool general_changed(const struct diff *diff, const struct general *general)
{
	return !verdict_equal(general_of(diff->before, general), general_of(diff->after, general));
}

static bool is_different(const struct diff *diff)
{
	for (size_t i = 0; i < COUNT_OF(generals); i++)
		if (general_changed(diff, &generals[i]))
			return true;
	return diff->gained || diff->lost || diff->section_count;
}

static size_t calls_on(const struct policy *policy, enum arch arch)
{
	size_t count = 0;

	for (size_t i = 0; i < policy->rule_count; i++)
		count += policy->rules[i].archs & ARCH_BIT(arch) && verdict_passes(policy->rules[i].verdict);
	return count;
}

static void text_archs(arch_set archs, const char *sign, const struct policy *policy, struct text *out)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (archs & ARCH_BIT(arch))
			text_format(out, "%s arch %s, with %zu calls\n", sign, arch_info((enum arch)arch)->name,
			            calls_on(policy, (enum arch)arch));
}

static void text_generals(const struct diff *diff, struct text *out)
{
	for (size_t i = 0; i < COUNT_OF(generals); i++) {
		if (!general_changed(diff, &generals[i]))
			continue;
		text_format(out, "~ %s: now ", generals[i].name);
		verdict_text_brief(general_of(diff->after, &generals[i]), out);
		text_add(out, ", before ");
		verdict_text_brief(general_of(diff->before, &generals[i]), out);
		text_add(out, "\n");
	}
}

static void add_name(const struct change *change, struct text *out)
{
	if (change->id == CALL_UNKNOWN)
		text_format(out, "%u", change->nr);
	else
		text_add(out, syscall_name((enum syscall_id)change->id));
}

static void text_followers(const struct changes *changes, size_t leader, struct text *out)
{
	const char *before = " (with ";

	for (size_t i = 0; i < changes->count; i++) {
		if (i == leader || changes->at[i].leader != (int)leader)
			continue;
		text_add(out, before);
		add_name(&changes->at[i], out);
		before = ", ";
	}
	text_add(out, before[0] == ',' ? ")" : "");
}

static void text_change(const struct changes *changes, size_t which, struct text *out)
{
	const struct change *change = &changes->at[which];

	text_format(out, "    %s ", kinds[change->kind].sign);
	add_name(change, out);
	text_followers(changes, which, out);
	text_format(out, "%s%s\n", change->words[0] ? ": " : "", change->words);
}

/* "all archs" where there is more than one, and where it cannot be doubted which these are. */
static void text_heading(const struct diff *diff, arch_set archs, struct text *out)
{
	const char *before = "";
	bool all = archs == diff->both && archs & (archs - 1) && !diff->gained && !diff->lost;

	for (int arch = 0; arch < ARCH_COUNT && !all; arch++) {
		if (!(archs & ARCH_BIT(arch)))
			continue;
		text_format(out, "%s%s", before, arch_info((enum arch)arch)->name);
		before = ", ";
	}
	text_add(out, all ? "all archs\n" : "\n");
}

static void text_section(const struct diff *diff, const struct section *section, struct text *out)
{
	const struct changes *changes = &section->changes;
	int category = -1;

	text_heading(diff, section->archs, out);
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->at[i];
		if (change->leader != (int)i)
			continue;
		if ((int)change->category != category)
			text_format(out, "  %s\n", change->category == CATEGORY_NONE ? "without a name" : category_name(change->category));
		category = (int)change->category;
		text_change(changes, i, out);
	}
}

bool diff_text(const struct policy *before, const struct policy *after, struct text *out)
{
	struct diff diff = diff_of(before, after);
	bool different = is_different(&diff);

	text_archs(diff.gained, "+", after, out);
	text_archs(diff.lost, "-", before, out);
	text_generals(&diff, out);
	for (size_t i = 0; i < diff.section_count; i++)
		text_section(&diff, &diff.section[i], out);
	if (different)
		text_format(out, "calls: %zu gained, %zu lost, %zu changed\n", diff.count[CHANGE_GAINED],
		            diff.count[CHANGE_LOST], diff.count[CHANGE_OTHER]);
	diff_release(&diff);
	return different;
}

static json_t *json_archs(arch_set archs)
{
	json_t *list = json_array();

	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (archs & ARCH_BIT(arch))
			json_array_append_new(list, json_string(arch_info((enum arch)arch)->name));
	return list;
}

static json_t *json_verdict(struct verdict verdict)
{
	AUTO_TEXT struct text words = {0};

	verdict_text_brief(verdict, &words);
	return json_string(words.at);
}

static json_t *json_generals(const struct diff *diff)
{
	json_t *object = json_object();

	for (size_t i = 0; i < COUNT_OF(generals); i++) {
		if (!general_changed(diff, &generals[i]))
			continue;
		json_t *pair = json_object();
		json_object_set_new(pair, "before", json_verdict(general_of(diff->before, &generals[i])));
		json_object_set_new(pair, "after", json_verdict(general_of(diff->after, &generals[i])));
		json_object_set_new(object, generals[i].name, pair);
	}
	return object;
}

static json_t *json_name(const struct change *change)
{
	return change->id == CALL_UNKNOWN ? json_integer(change->nr) : json_string(syscall_name((enum syscall_id)change->id));
}

static json_t *json_change(const struct changes *changes, size_t which)
{
	const struct change *change = &changes->at[which];
	json_t *object = json_object(), *with = json_array();

	for (size_t i = 0; i < changes->count; i++)
		if (i != which && changes->at[i].leader == (int)which)
			json_array_append_new(with, json_name(&changes->at[i]));
	json_object_set_new(object, "change", json_string(kinds[change->kind].name));
	json_object_set_new(object, "call", json_name(change));
	json_object_set_new(object, "with", with);
	json_object_set_new(object, "category", change->category == CATEGORY_NONE ? json_null()
	                                                                          : json_string(category_name(change->category)));
	json_object_set_new(object, "what", json_string(change->words));
	return object;
}

static json_t *json_section(const struct section *section)
{
	json_t *object = json_object(), *list = json_array();

	for (size_t i = 0; i < section->changes.count; i++)
		if (section->changes.at[i].leader == (int)i)
			json_array_append_new(list, json_change(&section->changes, i));
	json_object_set_new(object, "archs", json_archs(section->archs));
	json_object_set_new(object, "changes", list);
	return object;
}

bool diff_json(const struct policy *before, const struct policy *after, struct text *out)
{
	struct diff diff = diff_of(before, after);
	AUTO_JSON json_t *object = json_object();
	json_t *sections = json_array();
	bool different = is_different(&diff);

	for (size_t i = 0; i < diff.section_count; i++)
		json_array_append_new(sections, json_section(&diff.section[i]));
	json_object_set_new(object, "same", json_boolean(!different));
	json_object_set_new(object, "archs_gained", json_archs(diff.gained));
	json_object_set_new(object, "archs_lost", json_archs(diff.lost));
	json_object_set_new(object, "answers", json_generals(&diff));
	json_object_set_new(object, "sections", sections);
	json_line(object, out);
	text_add(out, "\n");
	diff_release(&diff);
	return different;
}
