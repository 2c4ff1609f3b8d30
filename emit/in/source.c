/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source's answers to a call become a diagram of its arguments
 * (emit/in/answers.c), and a rule is read off it as off the diagram of a filter,
 * so the form of the source does not matter.
 */
#include "emit/in/source.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"
#include "emit/in/answers.h"
#include "emit/in/scmp.h"
#include "emit/in/unsaid.h"
#include "emit/lift/lift.h"
#include "emit/lift/lift_rows.h"
#include "emit/proof/policy_bdd.h"

struct conversion {
	struct in_answers of;
	struct policy *policy;
	size_t work;                          /* steps left for rows */
	struct scmp_blocks blocks;            /* of a source that libseccomp compiles */
};

void in_source_free(struct in_source *source)
{
	arena_free(&source->arena);
	free(source->rules);
	free(source->inexact);
}

static int add(struct in_source *source, struct in_rule rule, struct err *err)
{
	if (source->rule_count == POLICY_RULES_MOST)
		return err_set(err, "more than %d rules", POLICY_RULES_MOST);
	source->rules = mem_grow(source->rules, source->rule_count, &source->rule_room, sizeof(rule));
	rule.place = source->rule_count;
	rule.layer = source->layer_count ? source->layer_count - 1 : 0;
	rule.when = source->when;
	source->rules[source->rule_count++] = rule;
	return 0;
}

/* Other characters cannot be part of a name, and may be unprintable. */
static bool is_name(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return length && length < 64 && !name[length];
}

void in_source_inexact(struct in_source *source, unsigned line, const char *call, const char *reason)
{
	struct inexact entry = { line, arena_string(&source->arena, call), arena_string(&source->arena, reason) };

	if (source->inexact_count == INEXACT_MOST)
		return;
	source->inexact = mem_grow(source->inexact, source->inexact_count, &source->inexact_room, sizeof(entry));
	source->inexact[source->inexact_count++] = entry;
}

/* A few calls have two names for one number; the rule uses seccord's name. */
static int add_by_number(struct in_source *source, struct in_rule rule, enum syscall_id id, arch_set archs, struct err *err)
{
	arch_each(arch, archs) {
		int known = CALL_UNKNOWN;
		if (syscall_exists(id, arch))
			known = syscall_by_nr(arch, (uint32_t)syscall_nr(id, arch));
		if (known == id)
			rule.archs |= ARCH_BIT(arch);
		else if (known != CALL_UNKNOWN && add_by_number(source, rule, (enum syscall_id)known, ARCH_BIT(arch), err))
			return -1;
	}
	rule.id = id;
	return rule.archs ? add(source, rule, err) : 0;
}

static const struct in_test *keep(struct in_source *source, const struct in_test *tests, size_t count)
{
	struct in_test *kept = count ? arena_alloc(&source->arena, count * sizeof(*kept)) : NULL;

	if (count)
		memcpy(kept, tests, count * sizeof(*kept));
	return kept;
}

int in_source_add(struct in_source *source, const char *name, arch_set archs, struct verdict verdict,
                  const struct in_test *tests, size_t count, struct err *err)
{
	int id = syscall_by_name(name);
	struct in_rule rule = { .verdict = verdict, .count = count };

	if (!is_name(name))
		return err_set(err, "expected a system call name: letters, digits and _");
	if (id == CALL_UNKNOWN) {
		in_source_inexact(source, source->line, name, "not a system call that seccord knows; the rule is skipped");
		return 0;
	}
	rule.tests = keep(source, tests, count);
	return add_by_number(source, rule, (enum syscall_id)id, archs, err);
}

/* A number that has a name by now is that call. */
int in_source_add_number(struct in_source *source, uint32_t nr, arch_set archs, struct verdict verdict,
                         const struct in_test *tests, size_t count, struct err *err)
{
	arch_each(arch, archs) {
		struct in_rule rule = { .nr = nr, .archs = ARCH_BIT(arch), .verdict = verdict, .count = count };
		rule.tests = keep(source, tests, count);
		rule.id = (enum syscall_id)syscall_by_nr(arch, nr);
		if (add(source, rule, err))
			return -1;
	}
	return 0;
}

void in_source_layer(struct in_source *source, arch_set archs, struct verdict otherwise)
{
	assert(source->layer_count < IN_LAYERS);
	source->layers[source->layer_count++] = (struct in_layer){ archs, otherwise };
}

void in_source_range(struct in_source *source, struct in_range range)
{
	assert(source->range_count < IN_RANGES);
	source->ranges[source->range_count++] = range;
}

/* Groups the rules of a call, in the order in which they are tested. */
static int compare_calls(const struct in_rule *a, const struct in_rule *b)
{
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->id == CALL_UNKNOWN ? number_order(a->nr, b->nr) : 0;
}

static int by_place(const void *a, const void *b)
{
	const struct in_rule *x = a, *y = b;
	int order = compare_calls(x, y);

	return order ? order : number_order(x->place, y->place);
}

static int by_strictness(const void *a, const void *b)
{
	const struct in_rule *x = a, *y = b;
	int order = compare_calls(x, y);

	order = order ? order : (x->count != 0) - (y->count != 0);
	order = order || !x->count ? order : (int)y->verdict.action - (int)x->verdict.action;
	return order ? order : by_place(a, b);
}

struct calls {                                /* the rules of one call */
	struct conversion *making;
	const struct in_rule *rules;
	size_t count;
};

static void add_plain(struct conversion *m, const struct in_rule *from)
{
	if (!verdict_equal(from->verdict, m->of.source->otherwise) || from->id == CALL_UNKNOWN)
		*policy_add(m->policy) = (struct rule){ .id = from->id, .nr = from->nr, .archs = ARCH_BIT(m->of.arch),
		                                        .verdict = from->verdict, .why = WHY_USER };
}

static void add_read_off(struct conversion *m, const struct in_rule *rules, size_t count)
{
	bdd answers = in_answers(&m->of, rules, count);
	uint32_t nr = rules->id == CALL_UNKNOWN ? rules->nr : (uint32_t)syscall_nr(rules->id, m->of.arch);

	if (!manager_is_full(m->of.manager))
		lift_rule(m->policy, m->of.manager, m->of.arch, nr, answers, &m->work);
}

/* Whether the first rule that applies decides, for any arguments. */
static bool is_plain(const struct conversion *m, const struct in_rule *rules, size_t count, size_t first)
{
	bool plain = !rules[first].count && !m->of.source->layer_count;

	for (size_t i = first + 1; m->of.source->as_scmp && i < count; i++)
		plain &= !rules[i].count || !in_stands(&m->of, &rules[i]);
	return plain;
}

/* The rules of one call. */
static void add_call(struct conversion *m, const struct in_rule *rules, size_t count)
{
	arch_each(arch, ARCH_ALL) {
		size_t first = 0;
		m->of.arch = arch;
		while (first < count && !in_stands(&m->of, &rules[first]))
			first++;
		if (first == count)
			continue;
		if (is_plain(m, rules, count, first))
			add_plain(m, &rules[first]);
		else
			add_read_off(m, rules, count);
	}
}

static bdd answers_where(void *making, uint64_t holds)
{
	const struct calls *calls = making;
	struct conversion there = *calls->making;

	there.of.holds = holds;
	return in_answers(&there.of, calls->rules, calls->count);
}

/* The unsaid conditions that the answers of a call depend on, on any arch. */
static void check_unsaid(struct conversion *m, const struct in_rule *rules, size_t count)
{
	struct calls calls = { m, rules, count };
	uint64_t matters = 0;

	arch_each(arch, ARCH_ALL) {
		uint64_t used = 0;
		m->of.arch = arch;
		for (size_t i = 0; i < count; i++)
			used |= rules[i].archs & ARCH_BIT(arch) ? rules[i].when.all | rules[i].when.none : 0;
		matters |= in_unsaid_matters(used, m->of.holds, answers_where, &calls);
	}
	in_unsaid_report(m->of.source, matters, rules, m->policy);
}

static void check_scmp(struct conversion *m, const struct in_rule *rules, size_t count)
{
	unsigned id = (unsigned)(rules - m->of.source->rules);

	arch_each(arch, m->of.source->as_scmp ? ARCH_ALL : 0) {
		m->of.arch = arch;
		const char *doubt = in_scmp_doubt(&m->of, rules, count, &m->blocks, id);
		if (doubt)
			policy_add_inexact(m->policy, (struct inexact){ 0, syscall_name(rules->id), doubt });
	}
}

/* Equal instructions of two calls are one, which may be right for one of them only. */
static void doubt_clash(void *making, unsigned id)
{
	struct conversion *m = making;

	policy_add_inexact(m->policy, (struct inexact){ 0, syscall_name(m->of.source->rules[id].id), in_scmp_clash });
}

static void add_range(struct conversion *m, struct in_range range)
{
	*policy_add(m->policy) = (struct rule){ .id = CALL_UNKNOWN, .nr = range.from, .last = range.to, .archs = range.archs,
	                                        .verdict = range.verdict, .why = WHY_USER };
}

/* An arch on which numbers without a rule do not get the default. */
static void add_ranges(struct conversion *m)
{
	const struct in_source *source = m->of.source;

	for (unsigned i = 0; i < source->range_count; i++)
		add_range(m, source->ranges[i]);
	arch_each(arch, source->layer_count ? source->archs : 0) {
		m->of.arch = arch;
		struct verdict verdict = verdict_of_ret(bdd_constant(m->of.manager, in_answers(&m->of, NULL, 0)));
		if (!verdict_equal(verdict, source->otherwise) || !verdict_equal(verdict, source->newer))
			add_range(m, (struct in_range){ 0, UINT32_MAX, ARCH_BIT(arch), verdict });
	}
}

static int make(struct conversion *m, struct err *err)
{
	const struct in_source *source = m->of.source;
	size_t same;

	add_ranges(m);
	for (size_t i = 0; i < source->rule_count; i += same) {
		for (same = 1; i + same < source->rule_count && !compare_calls(&source->rules[i], &source->rules[i + same]);)
			same++;
		add_call(m, &source->rules[i], same);
		check_unsaid(m, &source->rules[i], same);
		check_scmp(m, &source->rules[i], same);
		if (manager_is_full(m->of.manager))
			return err_set(err, "%s: the conditions of its %zu rules are too intricate to read as a policy",
			               syscall_name(source->rules[i].id), same);
	}
	scmp_blocks_clash(&m->blocks, doubt_clash, m);
	lift_join_archs(m->policy);
	return 0;
}

int in_source_policy(struct in_source *source, struct policy *policy, struct err *err)
{
	AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
	struct conversion m = { { .source = source, .manager = manager, .holds = in_unsaid_held(source) }, policy, LIFT_STEPS, { 0 } };

	policy->archs = source->archs;
	policy->otherwise = source->otherwise;
	policy->newer = source->newer;
	policy->foreign = source->foreign;
	if (source->rule_count)
		qsort(source->rules, source->rule_count, sizeof(*source->rules), source->as_scmp ? by_strictness : by_place);
	for (size_t i = 0; i < source->inexact_count; i++)
		policy_add_inexact(policy, source->inexact[i]);
	int failed = make(&m, err);
	free(m.blocks.at);
	if (!failed)
		return 0;
	policy_free(policy);
	return -1;
}
