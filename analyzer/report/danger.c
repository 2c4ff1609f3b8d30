/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows and combinations only ask one question: is a use of a call possible, on an
 * arch? A trace and a decider answer it differently, and everything else is the same.
 *
 * A value that means something else on an arch than on x86 says nothing there, so
 * such a use is possible as far as its call is.
 */
#include "analyzer/report/danger.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"
#include "core/kernel/structs.h"

enum chance { NO, POSSIBLY, YES };

/* Who answers: a trace or a decider. */
struct asked {
	enum chance (*use)(const struct asked *asked, const struct danger_use *use, enum arch arch);
	bool (*conditions)(const struct asked *asked, enum arch arch);      /* whether a call is allowed with some arguments only */
	const struct trace *trace;
	const struct check_by *by;
};

/* --- traces --- */

static bool means_the_same(const struct condition *condition, enum arch arch)
{
	uint64_t own = role_numbers_own(condition->role, arch), bits = values_bits(&condition->values);

	return !own || (own != UINT64_MAX && !(own & bits));
}

/* Whether some of the values seen could meet a condition. */
static enum chance values_meet(const struct values *seen, const struct condition *condition, uint64_t mask)
{
	if (seen->kind != VALUES_SET)
		return seen->kind == VALUES_BITS && condition->values.kind == VALUES_HAS_ALL &&
		       (condition->values.v[0] & ~seen->v[0]) ? NO : POSSIBLY;
	for (unsigned i = 0; i < seen->count; i++)
		if (values_admit(&condition->values, mask, seen->v[i] & mask))
			return YES;
	return NO;
}

static enum chance argument_meets(const struct trace_call *call, const struct condition *condition)
{
	int id = syscall_by_nr(call->arch, call->nr), arg = syscall_arg((enum syscall_id)id, call->arch, condition->role);
	uint64_t mask = syscall_mask((enum syscall_id)id, call->arch, condition->role);

	if (!means_the_same(condition, call->arch))
		return POSSIBLY;
	if (arg < 0)
		return values_meet(trace_deep(call, condition->role), condition, UINT64_MAX);
	return values_meet(call->arg[arg].kind == VALUES_NONE ? &call->selector[arg] : &call->arg[arg], condition, mask);
}

static size_t conditions_of(const struct danger_use *use)
{
	size_t count = 0;

	while (count < DANGER_CONDITIONS && use->when[count].role != ROLE__)
		count++;
	return count;
}

static bool tuple_meets(const struct trace_call *call, const uint64_t *tuple, const struct danger_use *use)
{
	for (size_t i = 0; i < conditions_of(use); i++) {
		enum role role = use->when[i].role;
		uint64_t mask = syscall_mask(use->call, call->arch, role);
		if (!values_admit(&use->when[i].values, mask, tuple[syscall_arg(use->call, call->arch, role)] & mask))
			return false;
	}
	return true;
}

/* Several values of one argument and several of another need not have come together. */
static enum chance together(const struct trace_call *call, const struct danger_use *use, enum chance chance)
{
	if (chance != YES || conditions_of(use) < 2 || call->tuples.kind == TUPLES_NONE)
		return chance;
	if (call->tuples.kind != TUPLES_SET)
		return POSSIBLY;
	for (unsigned i = 0; i < call->tuples.count; i++)
		if (tuple_meets(call, call->tuples.v[i], use))
			return YES;
	return NO;
}

static enum chance call_meets(const struct trace_call *call, const struct danger_use *use)
{
	enum chance chance = YES;

	for (size_t i = 0; i < conditions_of(use); i++) {
		enum chance one = argument_meets(call, &use->when[i]);
		chance = one < chance ? one : chance;
	}
	return together(call, use, chance);
}

static enum chance trace_use(const struct asked *asked, const struct danger_use *use, enum arch arch)
{
	enum chance chance = NO;

	for (size_t i = 0; i < asked->trace->call_count; i++) {
		const struct trace_call *call = &asked->trace->calls[i];
		if (call->arch != arch || syscall_by_nr(arch, call->nr) != (int)use->call)
			continue;
		enum chance one = call_meets(call, use);
		chance = one > chance ? one : chance;
	}
	return chance;
}

static bool trace_conditions(const struct asked *asked, enum arch arch)
{
	(void)asked, (void)arch;
	return false;
}

const struct danger *danger_of_call(const struct trace_call *call)
{
	const struct danger *listed = NULL;

	for (size_t i = 0; i < danger_count(); i++) {
		const struct danger *row = danger_at(i);
		if ((int)row->use.call != syscall_by_nr(call->arch, call->nr) || call_meets(call, &row->use) == NO)
			continue;
		if (row->grave)
			return row;
		listed = listed ? listed : row;
	}
	return listed;
}

/* --- policies and filters --- */

struct answers {
	bool pass, stop;
};

static void take_answer(void *to, struct verdict verdict, const struct seccomp_data *example)
{
	struct answers *answers = to;
	bool passes = verdict_passes(verdict);

	(void)example;
	answers->pass |= passes;
	answers->stop |= !passes;
}

/* Restricts the box to a use; false if a value means something else on the arch. */
static bool box_use(struct box *box, const struct danger_use *use, enum arch arch)
{
	bool exact = true;

	for (size_t i = 0; i < conditions_of(use); i++) {
		const struct condition *when = &use->when[i];
		int arg = syscall_arg(use->call, arch, when->role);
		if (means_the_same(when, arch) && arg >= 0)
			box_values(box, (unsigned)arg, syscall_mask(use->call, arch, when->role), &when->values);
		exact &= means_the_same(when, arch);
	}
	return exact;
}

static enum chance decider_use(const struct asked *asked, const struct danger_use *use, enum arch arch)
{
	struct answers answers = {0};
	struct box box;

	if (!syscall_exists(use->call, arch))
		return NO;
	box_begin(&box, arch, (uint32_t)syscall_nr(use->call, arch));
	bool exact = box_use(&box, use, arch);
	asked->by->answers(asked->by->context, &box, take_answer, &answers);
	return !answers.pass ? NO : exact ? YES : POSSIBLY;
}

static bool decider_conditions(const struct asked *asked, enum arch arch)
{
	for (int id = 0; id < CALL_COUNT; id++) {
		struct answers answers = {0};
		struct box box;
		if (!syscall_exists((enum syscall_id)id, arch))
			continue;
		box_begin(&box, arch, (uint32_t)syscall_nr((enum syscall_id)id, arch));
		asked->by->answers(asked->by->context, &box, take_answer, &answers);
		if (answers.pass && answers.stop)
			return true;
	}
	return false;
}

/* --- both --- */

static void find(struct danger_report *report, const struct danger_found *found)
{
	report->found = mem_grow(report->found, report->count, &report->room, sizeof(*report->found));
	report->found[report->count++] = *found;
}

enum danger_class danger_found_class(const struct danger_found *found)
{
	return found->row ? found->row->class : found->pair->class;
}

bool danger_found_is_grave(const struct danger_found *found)
{
	return found->row ? found->row->grave : found->pair->grave;
}

const char *danger_found_what(const struct danger_found *found)
{
	return found->row ? found->row->what : found->pair->what;
}

static void add_chance(struct danger_found *found, enum arch arch, enum chance chance)
{
	if (chance == NO)
		return;
	found->archs |= ARCH_BIT(arch);
	found->possibly |= chance == POSSIBLY;
}

/* A wider row of a call in the same class adds nothing on archs where a narrower one applies. */
static arch_set covered(const struct danger_report *report, const struct danger *row)
{
	arch_set archs = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct danger_found *other = &report->found[i];
		if (other->row && other->first == row->use.call && other->row->class == row->class && !other->possibly &&
		    other->row->grave && !row->grave)
			archs |= other->archs;
	}
	return archs;
}

static bool is_twice(const struct danger_report *report, const struct danger_found *found)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->found[i].row && report->found[i].first == found->first && report->found[i].archs == found->archs &&
		    !strcmp(report->found[i].row->what, found->row->what))
			return true;
	return false;
}

static void find_row(struct danger_report *report, const struct asked *asked, const struct danger *row)
{
	struct danger_found found = { .row = row, .first = row->use.call, .second = CALL_UNKNOWN };
	arch_set archs = report->archs & (arch_set)~covered(report, row);

	arch_each(arch, archs)
		add_chance(&found, arch, asked->use(asked, &row->use, arch));
	if (found.archs && !is_twice(report, &found))
		find(report, &found);
}

/* The likeliest use of a list. */
static enum chance best(const struct asked *asked, const struct danger_use *uses, enum arch arch, enum syscall_id *call)
{
	enum chance chance = NO;

	for (size_t i = 0; i < DANGER_USES && uses[i].call != CALL_UNKNOWN; i++) {
		enum chance one = asked->use(asked, &uses[i], arch);
		if (one > chance)
			*call = uses[i].call;
		chance = one > chance ? one : chance;
	}
	return chance;
}

static void find_pair(struct danger_report *report, const struct asked *asked, const struct danger_combination *pair)
{
	struct danger_found found = { .pair = pair, .first = CALL_UNKNOWN, .second = CALL_UNKNOWN };

	arch_each(arch, report->archs) {
		enum chance first = best(asked, pair->first, arch, &found.first), second;
		if (first == NO)
			continue;
		if (pair->second[0].call == CALL_UNKNOWN)
			second = asked->conditions(asked, arch) ? YES : NO;
		else
			second = best(asked, pair->second, arch, &found.second);
		add_chance(&found, arch, first < second ? first : second);
	}
	if (found.archs)
		find(report, &found);
}

/* Of equals the order of the table stays: rows of one array, then combinations. */
static int found_order(const void *left, const void *right)
{
	const struct danger_found *a = left, *b = right;

	if (danger_found_is_grave(a) != danger_found_is_grave(b))
		return danger_found_is_grave(a) ? -1 : 1;
	if (danger_found_class(a) != danger_found_class(b))
		return number_order((uint64_t)danger_found_class(a), (uint64_t)danger_found_class(b));
	if (!a->row != !b->row)
		return a->row ? -1 : 1;
	return a->row ? number_order((uint64_t)(a->row - danger_at(0)), (uint64_t)(b->row - danger_at(0)))
	              : number_order((uint64_t)(a->pair - danger_combination_at(0)), (uint64_t)(b->pair - danger_combination_at(0)));
}

static void count_call(struct danger_report *report, const struct asked *asked, enum syscall_id id)
{
	const struct danger_use any = { .call = id };
	bool some = false;

	arch_each(arch, report->archs)
		some |= asked->use(asked, &any, arch) != NO;
	report->calls += some;
	for (int profile = 0; profile < PROFILE_COUNT; profile++) {
		if (!some || profile_allows((enum profile_id)profile, id))
			continue;
		if (report->beyond[profile] < DANGER_BEYOND)
			report->beyond_call[profile][report->beyond[profile]] = id;
		report->beyond[profile]++;
	}
}

static void find_all(struct danger_report *report, const struct asked *asked)
{
	for (size_t i = 0; i < danger_count(); i++)
		find_row(report, asked, danger_at(i));
	for (size_t i = 0; i < danger_combination_count(); i++)
		find_pair(report, asked, danger_combination_at(i));
	for (int id = 0; id < CALL_COUNT; id++)
		count_call(report, asked, (enum syscall_id)id);
	if (report->count)
		qsort(report->found, report->count, sizeof(*report->found), found_order);
}

void danger_of_trace(struct danger_report *report, const struct trace *trace)
{
	const struct asked asked = { .use = trace_use, .conditions = trace_conditions, .trace = trace };

	report->used = true;
	for (size_t i = 0; i < trace->call_count; i++)
		report->archs |= ARCH_BIT(trace->calls[i].arch);
	find_all(report, &asked);
}

static bool allows_something(const struct asked *asked, enum arch arch)
{
	bool some = false;

	for (int id = 0; id < CALL_COUNT && !some; id++)
		some = decider_use(asked, &(struct danger_use){ .call = (enum syscall_id)id }, arch) != NO;
	return some;
}

static arch_set archs_allowed(const struct asked *asked)
{
	arch_set archs = 0;

	arch_each(arch, ARCH_ALL)
		if (allows_something(asked, arch))
			archs |= ARCH_BIT(arch);
	return archs;
}

void danger_of_decider(struct danger_report *report, arch_set archs, const struct check_by *by)
{
	const struct asked asked = { .use = decider_use, .conditions = decider_conditions, .by = by };

	report->archs = archs ? archs : archs_allowed(&asked);
	find_all(report, &asked);
}

static arch_set pair_archs(const struct danger_report *report, const struct danger_combination *pair)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->found[i].pair == pair)
			return report->found[i].archs;
	return 0;
}

static void drop_pairs(struct danger_report *report)
{
	size_t kept = 0;

	for (size_t i = 0; i < report->count; i++)
		if (report->found[i].row)
			report->found[kept++] = report->found[i];
	report->count = kept;
}

void danger_take_pairs(struct danger_report *report, const struct danger_report *all, const struct danger_report *fewer)
{
	drop_pairs(report);
	for (size_t i = 0; i < all->count; i++) {
		struct danger_found found = all->found[i];
		if (!found.pair)
			continue;
		found.archs &= (arch_set)~pair_archs(fewer, found.pair);
		if (found.archs)
			find(report, &found);
	}
	if (report->count)
		qsort(report->found, report->count, sizeof(*report->found), found_order);
}

void danger_report_free(struct danger_report *report)
{
	free(report->found);
	*report = (struct danger_report){0};
}
