/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of one call, as libseccomp compiles them (emit/scmp/model.h), and whether that is what they say.
 */
#include <stdlib.h>

#include "core/base/order.h"
#include "emit/in/scmp.h"

static const enum scmp_op ops[] = {
	[IN_EQ] = SCMP_OP_EQ, [IN_NE] = SCMP_OP_NE, [IN_LT] = SCMP_OP_LT, [IN_LE] = SCMP_OP_LE, [IN_GT] = SCMP_OP_GT, [IN_GE] = SCMP_OP_GE,
	[IN_MASKED] = SCMP_OP_MASKED,
};

struct listed {                               /* the rules that apply, in the order of the file */
	struct arena arena;
	struct scmp_rule *rules;
	size_t count;
};

static int by_place(const void *a, const void *b)
{
	const struct in_rule *const *x = a, *const *y = b;

	return number_order((*x)->place, (*y)->place);
}

static struct scmp_rule as_scmp(struct listed *listed, const struct in_rule *rule)
{
	struct scmp_test *tests = arena_alloc(&listed->arena, (rule->count + 1) * sizeof(*tests));

	for (size_t i = 0; i < rule->count; i++) {
		const struct in_test *test = &rule->tests[i];
		tests[i] = (struct scmp_test){ test->arg, ops[test->op], test->mask, test->value };
	}
	return (struct scmp_rule){ verdict_ret(rule->verdict), tests, rule->count };
}

static void list_rules(struct listed *listed, const struct in_answers *of, const struct in_rule *rules, size_t count)
{
	AUTO_FREE const struct in_rule **in_order = mem_alloc((count + 1) * sizeof(const struct in_rule *));
	size_t standing = 0;

	for (size_t i = 0; i < count; i++)
		if (in_stands(of, &rules[i]))
			in_order[standing++] = &rules[i];
	if (standing)
		qsort(in_order, standing, sizeof(const struct in_rule *), by_place);
	listed->rules = arena_alloc(&listed->arena, (standing + 1) * sizeof(*listed->rules));
	for (size_t i = 0; i < standing; i++)
		listed->rules[listed->count++] = as_scmp(listed, in_order[i]);
}

/* *simple: the answers are not made, as the rules themselves say them. */
static struct scmp_answers model(struct in_answers *of, const struct in_rule *rules, size_t count, struct scmp_blocks *blocks, unsigned id,
                                 bool *simple)
{
	struct scmp_answers answers = { 0 };
	struct listed listed = { 0 };

	list_rules(&listed, of, rules, count);
	const struct scmp_call call = {
		listed.rules, listed.count, verdict_ret(of->source->otherwise), in_answers_width(of) == UINT32_MAX,
	};
	*simple = scmp_is_simple(&call);
	if (blocks || !*simple)
		answers = scmp_answers_of(&call, *simple ? NULL : of->manager, blocks, id);
	arena_free(&listed.arena);
	return answers;
}

bool in_scmp_answers(struct in_answers *of, const struct in_rule *rules, size_t count, bdd *answers)
{
	bool simple;
	struct scmp_answers found = model(of, rules, count, NULL, 0, &simple);

	*answers = found.answers;
	return !simple && !found.refused && !found.tangled && !found.large;
}

/* The condition that one of the rules with this answer matches; with NULL, any. */
static bdd matches(struct in_answers *of, const struct in_rule *rules, size_t count, const struct verdict *verdict)
{
	bdd some = BDD_NO;

	for (size_t i = 0; i < count; i++)
		if (in_stands(of, &rules[i]) && (!verdict || verdict_equal(rules[i].verdict, *verdict)))
			some = bdd_or(of->manager, some, in_rule_tests(of, &rules[i]));
	return some;
}

/* Whether a call gets the answer of a rule that matches, and the default if none does. */
static bool is_as_written(struct in_answers *of, const struct in_rule *rules, size_t count, bdd answers)
{
	bdd fits = bdd_and(of->manager, bdd_is(of->manager, answers, verdict_ret(of->source->otherwise)),
	                   bdd_not(of->manager, matches(of, rules, count, NULL)));

	for (size_t i = 0; i < count; i++) {
		bool first = true;
		for (size_t k = 0; k < i && first; k++)
			first = !verdict_equal(rules[k].verdict, rules[i].verdict);
		if (first)
			fits = bdd_or(of->manager, fits, bdd_and(of->manager, bdd_is(of->manager, answers, verdict_ret(rules[i].verdict)),
			                                         matches(of, rules, count, &rules[i].verdict)));
	}
	return fits == BDD_YES;
}

const char *in_scmp_doubt(struct in_answers *of, const struct in_rule *rules, size_t count, struct scmp_blocks *blocks, unsigned id)
{
	bool simple;
	struct scmp_answers found = model(of, rules, count, blocks, id, &simple);

	if (found.large)
		return "more entries of one call than are compiled here as libseccomp does; read as the strictest";
	if (found.tangled)
		return "several entries go on after one comparison, which libseccomp never finishes to compile, or wrongly";
	if (found.refused)
		return "entries with different actions overlap, which libseccomp refuses, and so runtimes; read as the strictest";
	if (found.varies)
		return "libseccomp 2.6.1 compiles its entries otherwise than earlier releases; read as by these";
	if (!simple && !is_as_written(of, rules, count, found.answers))
		return "libseccomp compiles its entries otherwise than they are written; read as 2.5 and 2.6 do";
	return NULL;
}

const char in_scmp_clash[] = "it shares conditions with another call, and libseccomp may compare the wrong word for one of them";
