/* SPDX-License-Identifier: Apache-2.0 */
/* Each side becomes a policy and a decision; the review is about both. */
#include "cli/common/comparison.h"

#include "cli/common/judge.h"

static void side_free(struct diff_side *given)
{
	danger_report_free(&given->danger);
	check_free(&given->check);
	decision_free(&given->decision);
	input_free(&given->input);
	policy_free(&given->policy);
}

void comparison_free(struct comparing *comparison)
{
	review_free(&comparison->review);
	danger_report_free(&comparison->opened);
	decision_free(&comparison->widened);
	diff_free(&comparison->diff);
	compare_drop(&comparison->compare);
	for (int i = 0; i < 2; i++)
		side_free(&comparison->side[i]);
}

static bool is_filter(const struct diff_side *given)
{
	return given->input.kind == INPUT_FILTER;
}

static int prepare(struct diff_side *given, const char *name, struct text *notes, struct err *err)
{
	given->name = name;
	if (input_to_policy(&given->policy, &given->input, name, notes, err) < 0)
		return -1;
	given->decision.policy = is_filter(given) ? NULL : &given->policy;
	given->decision.filter = &given->input.filter;
	if (decision_begin(&given->decision, name, err) < 0)
		return -1;
	return 0;
}

int comparison_read(struct comparing *comparison, int side, const char *name, const struct input_choice *choice,
                    struct text *notes, struct err *err)
{
	struct diff_side *given = &comparison->side[side];

	if (input_read(&given->input, name, choice, err) < 0)
		return -1;
	return prepare(given, name, notes, err);
}

int comparison_take(struct comparing *comparison, int side, const char *name, struct trace *trace, struct text *notes,
                    struct err *err)
{
	struct diff_side *given = &comparison->side[side];

	given->input = (struct input){.kind = INPUT_TRACE, .trace = *trace};
	*trace = (struct trace){0};
	return prepare(given, name, notes, err);
}

static struct side side_of(const struct diff_side *given)
{
	return (struct side){.filter = is_filter(given) ? &given->input.filter : NULL,
	                     .policy = is_filter(given) ? NULL : &given->policy};
}

static struct change_side change_side_of(const struct diff_side *given)
{
	return (struct change_side){&given->policy, is_filter(given)};
}

/* The calls of a trace that the other side stops. */
static struct review_side review_side_of(struct diff_side *given, const struct diff_side *other)
{
	bool trace = given->input.kind == INPUT_TRACE;

	if (trace)
		check_trace(&given->check, &given->input.trace, &other->decision.by);
	return (struct review_side){given->name, trace ? &given->input.trace : NULL, trace ? &given->check : NULL};
}

/* Reports the first side that was read inexactly, with its first reason. */
static int cannot_compare(const struct diff_side given[2], struct err *err)
{
	int which = is_filter(&given[0]) || !given[0].policy.inexact_count;

	return err_set(err, "cannot compare: %s was read inexactly: %s", given[which].name,
	               given[which].policy.inexact[0].reason);
}

/* Calls of archs that no side lists may be answered in another way too. */
static arch_set archs_of(const struct diff *diff)
{
	bool foreign = diff->elsewhere.differs || diff_general_changed(diff, DIFF_FOREIGN);

	return foreign ? ARCH_ALL : diff->both | diff->gained | diff->lost;
}

/* What the widened calls open; a combination also if one of its calls was open before. */
static int find_opened(struct comparing *comparison, struct err *err)
{
	struct diff_side *given = comparison->side;
	arch_set archs = archs_of(&comparison->diff);
	const struct manager *manager;
	bdd widened = compare_widened(comparison->compare, &manager);

	if (compare_check(comparison->compare, err) < 0)
		return -1;
	decision_borrow(&comparison->widened, manager, widened);
	danger_of_decider(&comparison->opened, archs, &comparison->widened.by);
	for (int i = 0; i < 2; i++)
		danger_of_decider(&given[i].danger, archs, &given[i].decision.by);
	danger_take_pairs(&comparison->opened, &given[1].danger, &given[0].danger);
	return 0;
}

int comparison_make(struct comparing *comparison, struct err *err)
{
	struct diff_side *given = comparison->side;

	comparison->compare = compare_begin(side_of(&given[0]), side_of(&given[1]), err);
	if (!comparison->compare)
		return -1;
	comparison->judge = judge_of(comparison->compare);
	diff_of(&comparison->diff, (struct change_side[]){change_side_of(&given[0]), change_side_of(&given[1])}, &comparison->judge);
	if (find_opened(comparison, err) < 0)
		return -1;
	review_of(&comparison->review, &comparison->diff,
	          (struct review_side[]){review_side_of(&given[0], &given[1]), review_side_of(&given[1], &given[0])}, &comparison->opened);
	return comparison->diff.outcome == DIFF_UNKNOWN ? cannot_compare(given, err) : 0;
}
