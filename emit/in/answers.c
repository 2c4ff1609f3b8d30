/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests compare registers as the tool that reads the file compiles them: all 64
 * bits, even of an int. Rules are overlaid from the last to the first; with
 * several filters, the strictest answer wins.
 */
#include "emit/in/answers.h"

#include <stdlib.h>
#include <string.h>

#include "emit/in/scmp.h"
#include "emit/proof/policy_bdd.h"
#include "emit/proof/bitvector.h"

/* Where libseccomp assumes 32-bit registers, it compares no more and truncates values. */
uint64_t in_answers_width(const struct in_answers *of)
{
	bool narrow = !of->source->whole_registers && (arch_info(of->arch)->bits == 32 || of->arch == ARCH_X32);

	return narrow ? UINT32_MAX : UINT64_MAX;
}

static bdd test_bdd(struct in_answers *of, const struct in_test *test)
{
	uint64_t width = in_answers_width(of), mask = test->mask & width, value = test->value & width;
	bdd is = argument_is(of->manager, test->arg, mask, value);
	bdd least = argument_at_least(of->manager, test->arg, mask, value);

	switch (test->op) {
	case IN_EQ: case IN_MASKED: return is;
	case IN_NE: return bdd_not(of->manager, is);
	case IN_LT: return bdd_not(of->manager, least);
	case IN_GE: return least;
	case IN_LE: return bdd_or(of->manager, bdd_not(of->manager, least), is);
	case IN_GT: return bdd_and(of->manager, least, bdd_not(of->manager, is));
	}
	return BDD_NO;
}

bdd in_rule_tests(struct in_answers *of, const struct in_rule *rule)
{
	bdd all = BDD_YES;

	for (size_t i = 0; i < rule->count && all != BDD_NO; i++)
		all = bdd_and(of->manager, all, test_bdd(of, &rule->tests[i]));
	return all;
}

/* An OR of the tests of neighbouring rules, built by halves so that diagrams of similar
 * size are joined. */
static bdd any_tests(struct in_answers *of, const struct in_rule *rules, size_t count)
{
	if (count == 1)
		return in_rule_tests(of, rules);
	return bdd_or(of->manager, any_tests(of, rules, count / 2), any_tests(of, rules + count / 2, count - count / 2));
}

bool in_stands(const struct in_answers *of, const struct in_rule *rule)
{
	return rule->archs & ARCH_BIT(of->arch) && !(rule->when.all & ~of->holds) && !(rule->when.none & of->holds);
}

static bool is_of(const struct in_answers *of, const struct in_rule *rule, unsigned layer)
{
	return rule->layer == layer && in_stands(of, rule);
}

/* The number of consecutive rules before `end` with the same answer. */
static size_t run_before(const struct in_answers *of, const struct in_rule *rules, size_t end)
{
	const struct in_rule *last = &rules[end - 1];
	size_t count = 1;

	while (count < end && is_of(of, &rules[end - count - 1], last->layer) &&
	       verdict_equal(rules[end - count - 1].verdict, last->verdict))
		count++;
	return count;
}

/* The answers of one filter. Built from the last rule, so that earlier ones
 * overlay it. */
static bdd answers_of_layer(struct in_answers *of, const struct in_rule *rules, size_t count, unsigned layer, struct verdict otherwise)
{
	bdd answers = bdd_word(of->manager, verdict_ret(otherwise));
	size_t run;

	for (size_t end = count; end; end -= run) {
		run = is_of(of, &rules[end - 1], layer) ? run_before(of, rules, end) : 1;
		if (is_of(of, &rules[end - 1], layer))
			answers = bdd_choose(of->manager, any_tests(of, &rules[end - run], run),
			                     bdd_word(of->manager, verdict_ret(rules[end - 1].verdict)), answers);
	}
	return answers;
}

/* The answers that a call may get; there are few. */
struct words {
	struct verdict *at;
	size_t count, room;
};

static void add_verdict(struct words *words, struct verdict verdict)
{
	for (size_t i = 0; i < words->count; i++)
		if (verdict_equal(words->at[i], verdict))
			return;
	words->at = mem_grow(words->at, words->count, &words->room, sizeof(verdict));
	words->at[words->count++] = verdict;
}

static struct words words_of(const struct in_answers *of, const struct in_rule *rules, size_t count)
{
	struct words words = { NULL, 0, 0 };

	add_verdict(&words, (struct verdict){ ACTION_ALLOW, 0 });
	for (unsigned i = 0; i < of->source->layer_count; i++)
		add_verdict(&words, of->source->layers[i].otherwise);
	for (size_t i = 0; i < count; i++)
		add_verdict(&words, rules[i].verdict);
	return words;
}

/* The condition that an answer is no stricter than this one. */
static bdd no_stricter(struct in_answers *of, const struct words *words, bdd answers, enum action action)
{
	bdd condition = BDD_NO;

	for (size_t i = 0; i < words->count; i++)
		if (words->at[i].action <= action)
			condition = bdd_or(of->manager, condition, bdd_is(of->manager, answers, verdict_ret(words->at[i])));
	return condition;
}

static bdd strictest(struct in_answers *of, const struct words *words, bdd before, bdd last)
{
	bdd answers = before;

	for (size_t i = 0; i < words->count; i++) {
		uint32_t word = verdict_ret(words->at[i]);
		bdd here = bdd_and(of->manager, bdd_is(of->manager, last, word), no_stricter(of, words, before, words->at[i].action));
		answers = bdd_choose(of->manager, here, bdd_word(of->manager, word), answers);
	}
	return answers;
}

bdd in_answers(struct in_answers *of, const struct in_rule *rules, size_t count)
{
	const struct in_source *source = of->source;
	struct words words;
	bdd answers;

	if (source->as_scmp && in_scmp_answers(of, rules, count, &answers))
		return answers;
	if (!source->layer_count)
		return answers_of_layer(of, rules, count, 0, source->otherwise);
	words = words_of(of, rules, count);
	answers = bdd_word(of->manager, verdict_ret((struct verdict){ ACTION_ALLOW, 0 }));
	for (unsigned i = 0; i < source->layer_count; i++)
		if (source->layers[i].archs & ARCH_BIT(of->arch))
			answers = strictest(of, &words, answers, answers_of_layer(of, rules, count, i, source->layers[i].otherwise));
	free(words.at);
	return answers;
}
