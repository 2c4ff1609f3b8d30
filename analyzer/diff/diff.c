/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archs with the same changes share a section, so that common changes are
 * printed once.
 *
 * An "inexact" entry puts in doubt the call that it names, or everything. A
 * difference outside of that is certain; without one nothing is claimed. A
 * filter's bytes are compared directly, so inexact decompilation does not matter.
 */
#include "analyzer/diff/diff.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/diff/witness.h"
#include "analyzer/text/format.h"
#include "core/base/mark.h"

enum { BEFORE, AFTER };

static const struct kind_row {
	const char *sign, *name;
	enum mark mark;
} kinds[] = {
	[CHANGE_GAINED] = {"+", "gained", MARK_GAINED},
	[CHANGE_LOST]   = {"-", "lost", MARK_LOST},
	[CHANGE_OTHER]  = {"~", "changed", MARK_CHANGED},
};

const char *diff_kind_name(enum change_kind kind)
{
	return kinds[kind].name;
}

static const struct diff_general generals[DIFF_GENERALS] = {
	{"default", offsetof(struct policy, otherwise)},
	{"newer",   offsetof(struct policy, newer)},
	{"foreign", offsetof(struct policy, foreign)},
};

const struct diff_general *diff_general_at(size_t i)
{
	return &generals[i];
}

struct verdict diff_general_of(const struct diff *diff, size_t i, int side)
{
	return *(const struct verdict *)((const char *)diff->side[side].policy + generals[i].offset);
}

bool diff_general_changed(const struct diff *diff, size_t i)
{
	return !verdict_equal(diff_general_of(diff, i, BEFORE), diff_general_of(diff, i, AFTER));
}

/* Whether an entry that names a call, or none, may be about this call, which has no name where it begins with a
 * digit: a name that is not known here may be that of any such number. */
static bool may_concern(const char *named, const char *call)
{
	if (!named || !call)
		return !named;
	return !strcmp(named, call) || (isdigit((unsigned char)*call) && !isdigit((unsigned char)*named) &&
	                                syscall_by_name(named) == CALL_UNKNOWN);
}

const struct inexact *diff_doubt(const struct diff *diff, const char *call)
{
	for (int side = 0; side < 2; side++) {
		const struct policy *policy = diff->side[side].policy;
		for (size_t i = 0; i < policy->inexact_count && !diff->side[side].is_filter; i++) {
			if (may_concern(policy->inexact[i].call, call))
				return &policy->inexact[i];
		}
	}
	return NULL;
}

static void name_of(const struct change *change, char name[32])
{
	if (change->id != CALL_UNKNOWN)
		snprintf(name, 32, "%s", syscall_name((enum syscall_id)change->id));
	else if (change->last > change->nr)
		snprintf(name, 32, "%" PRIu32 " to %" PRIu32, change->nr, change->last);
	else
		snprintf(name, 32, "%" PRIu32, change->nr);
}

bool diff_is_doubtful(const struct diff *diff, const struct change *change)
{
	char name[32];

	name_of(change, name);
	return diff_doubt(diff, name);
}

/* Adds the arch to the section with the same changes, else to a new one. */
static void place(struct diff *diff, struct changes *changes, enum arch arch)
{
	for (size_t i = 0; i < diff->section_count; i++)
		if (changes_equal(&diff->section[i].changes, changes)) {
			diff->section[i].archs |= ARCH_BIT(arch);
			changes_free(changes);
			return;
		}
	diff->section[diff->section_count++] = (struct diff_section){ARCH_BIT(arch), *changes};
	for (size_t i = 0; i < changes->count; i++)
		diff->count[changes->at[i].kind] += !diff_is_doubtful(diff, &changes->at[i]);
}

static void compare_archs(struct diff *diff, const struct judge *judge)
{
	arch_each(arch, diff->both) {
		struct changes changes = {0};
		changes_of(&changes, diff->side, arch, judge);
		if (changes.count)
			place(diff, &changes, arch);
	}
}

/* A call of an arch that is not listed gets the answer for foreign ones, which may be laxer than its rule. */
static void compare_listed(struct diff *diff, const struct judge *judge)
{
	arch_each(arch, diff->gained | diff->lost) {
		const struct difference *one = &diff->arch[arch];
		diff->arch[arch] = judge->arch(judge->context, arch);
		diff->opened |= one->opens ? ARCH_BIT(arch) : 0;
		diff->closed |= one->closes ? ARCH_BIT(arch) : 0;
		diff->widened |= one->widens ? ARCH_BIT(arch) : 0;
		diff->narrowed |= one->narrows ? ARCH_BIT(arch) : 0;
	}
}

/* Whether there is a difference without doubt. */
static bool is_certain(const struct diff *diff)
{
	bool general = diff->gained || diff->lost || diff->elsewhere.differs;

	for (size_t i = 0; i < DIFF_GENERALS; i++)
		general |= diff_general_changed(diff, i);
	if (diff_doubt(diff, NULL))
		return false;
	return general || diff->count[CHANGE_GAINED] || diff->count[CHANGE_LOST] || diff->count[CHANGE_OTHER];
}

static bool has_doubt(const struct diff *diff)
{
	for (int side = 0; side < 2; side++)
		if (diff->side[side].policy->inexact_count && !diff->side[side].is_filter)
			return true;
	return false;
}

void diff_of(struct diff *diff, const struct change_side sides[2], const struct judge *judge)
{
	arch_set before = sides[BEFORE].policy->archs, after = sides[AFTER].policy->archs;

	*diff = (struct diff){
		.side = {sides[BEFORE], sides[AFTER]}, .both = before & after,
		.gained = after & (arch_set)~before, .lost = before & (arch_set)~after,
	};
	diff->elsewhere = judge->elsewhere(judge->context, before | after, sides[BEFORE].policy->foreign,
	                                   sides[AFTER].policy->foreign);
	compare_archs(diff, judge);
	compare_listed(diff, judge);
	diff->different = !judge->same || diff->section_count;
	diff->outcome = diff->different && is_certain(diff) ? DIFF_DIFFERENT :
	                has_doubt(diff)                     ? DIFF_UNKNOWN :
	                diff->different                     ? DIFF_DIFFERENT : DIFF_SAME;
}

void diff_free(struct diff *diff)
{
	for (size_t i = 0; i < diff->section_count; i++)
		changes_free(&diff->section[i].changes);
	*diff = (struct diff){0};
}

static size_t calls_on(const struct policy *policy, enum arch arch)
{
	size_t count = 0;

	for (size_t i = 0; i < policy->rule_count; i++)
		count += policy->rules[i].archs & ARCH_BIT(arch) && rule_passes(&policy->rules[i]);
	return count;
}

bool diff_arch_words(const struct diff *diff, enum arch arch, struct text *out)
{
	const struct difference *one = &diff->arch[arch];
	bool lost = diff->lost & ARCH_BIT(arch);

	if (!(lost ? one->widens : one->narrows))
		return false;
	text_add(out, one->widens ? "more passes now, such as " : "less passes now, such as ");
	witness_call(one, out);
	text_add(out, ": ");
	witness_words(one, out);
	return true;
}

static void text_archs(const struct diff *diff, arch_set archs, const char *sign, const struct policy *policy, struct text *out)
{
	arch_each(arch, archs) {
		mark_begin(out, *sign == '+' ? MARK_GAINED : MARK_LOST);
		text_format(out, "%s arch %s, with ", sign, arch_info(arch)->name);
		format_plural(out, calls_on(policy, arch), "call");
		mark_end(out);
		AUTO_TEXT struct text words = {0};
		if (diff_arch_words(diff, arch, &words))
			text_format(out, "; %s", words.at);
		text_add(out, "\n");
	}
}

bool diff_general_words(const struct diff *diff, size_t line, struct text *out)
{
	if (line < DIFF_GENERALS && diff_general_changed(diff, line)) {
		text_format(out, "%s: now ", generals[line].name);
		verdict_text_brief(diff_general_of(diff, line, AFTER), out);
		text_add(out, ", before ");
		verdict_text_brief(diff_general_of(diff, line, BEFORE), out);
		return true;
	}
	if (line < DIFF_GENERALS || !diff->elsewhere.differs)
		return false;
	witness_call(&diff->elsewhere, out);
	text_add(out, ": ");
	witness_words(&diff->elsewhere, out);
	return true;
}

bool diff_general_passes(const struct diff *diff, size_t line, int side)
{
	if (line == DIFF_GENERALS)
		return side == AFTER ? diff->elsewhere.opens : diff->elsewhere.closes;
	return verdict_passes(diff_general_of(diff, line, side)) && !verdict_passes(diff_general_of(diff, line, !side));
}

bool diff_general_widens(const struct diff *diff, size_t line)
{
	if (line == DIFF_GENERALS)
		return diff->elsewhere.widens && !diff->elsewhere.opens;
	return !diff_general_passes(diff, line, AFTER) &&
	       !verdict_is_within(diff_general_of(diff, line, AFTER), diff_general_of(diff, line, BEFORE));
}

static void text_generals(const struct diff *diff, struct text *out)
{
	for (size_t i = 0; i < DIFF_GENERAL_LINES; i++) {
		AUTO_TEXT struct text words = {0};
		if (!diff_general_words(diff, i, &words))
			continue;
		mark_begin(out, MARK_CHANGED);
		text_format(out, "~ %s", words.at);
		mark_end(out);
		text_add(out, "\n");
	}
}

static void add_name(const struct change *change, struct text *out)
{
	char name[32];

	name_of(change, name);
	text_add(out, name);
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

static void text_doubt(const struct diff *diff, const struct change *change, struct text *out)
{
	char name[32];

	name_of(change, name);
	text_format(out, "    ? %s: not compared, read inexactly: ", name);
	format_plain(diff_doubt(diff, name)->reason, out);
	text_add(out, "\n");
}

static void text_change(const struct diff *diff, const struct changes *changes, size_t which, struct text *out)
{
	const struct change *change = &changes->at[which];

	if (diff_is_doubtful(diff, change)) {
		text_doubt(diff, change, out);
		return;
	}
	mark_begin(out, kinds[change->kind].mark);
	text_format(out, "    %s ", kinds[change->kind].sign);
	add_name(change, out);
	text_followers(changes, which, out);
	text_format(out, "%s%s", change->words[0] ? ": " : "", change->words);
	mark_end(out);
	text_add(out, "\n");
}

/* "all archs" if there are several, and it is clear which ones. */
static void text_heading(const struct diff *diff, arch_set archs, struct text *out)
{
	bool all = archs == diff->both && archs & (archs - 1) && !diff->gained && !diff->lost;

	mark_begin(out, MARK_HEAD);
	if (all)
		text_add(out, "all archs");
	else
		arch_list(archs, ", ", out);
	mark_end(out);
	text_add(out, "\n");
}

static void text_section(const struct diff *diff, const struct diff_section *section, const struct diff_notes *notes, struct text *out)
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
		text_change(diff, changes, i, out);
		if (notes)
			notes->add(notes->context, change, section->archs, out);
	}
}

void diff_text(const struct diff *diff, const struct diff_notes *notes, struct text *out)
{
	if (!diff->different)
		return;
	text_archs(diff, diff->gained, "+", diff->side[AFTER].policy, out);
	text_archs(diff, diff->lost, "-", diff->side[BEFORE].policy, out);
	text_generals(diff, out);
	for (size_t i = 0; i < diff->section_count; i++)
		text_section(diff, &diff->section[i], notes, out);
	text_format(out, "calls: %zu gained, %zu lost, %zu changed\n", diff->count[CHANGE_GAINED],
	            diff->count[CHANGE_LOST], diff->count[CHANGE_OTHER]);
}
