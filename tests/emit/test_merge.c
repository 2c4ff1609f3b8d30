/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging random policies: the result answers as a model made of policy_eval
 * says, is proved against its parts, and is the same bytes in any order and
 * any grouping. MERGE_ROUNDS=, MERGE_SEED= for more, and for others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "emit/merge/merge.h"
#include "emit/merge/answers.h"
#include "emit/proof/prove.h"
#include "tests/emit/random_parts.h"

enum { ROUNDS = 40, CALLS = 150 };

static uint64_t now;                          /* the seed of the round, for messages */

static uint64_t setting(const char *name, uint64_t otherwise)
{
	const char *value = getenv(name);

	return value ? strtoull(value, NULL, 0) : otherwise;
}

/* --- the model --- */

static const struct verdict nothing_said = {ACTION_ERRNO, UINT16_MAX};

/* What a policy says of a call, and whether that is silence. */
static struct merge_answer said(const struct policy *policy, const struct seccomp_data *data)
{
	int arch = arch_of_call(data->arch, (uint32_t)data->nr);
	const struct rule *rule = arch >= 0 && policy->archs & ARCH_BIT(arch) ? policy_find(policy, (enum arch)arch, (uint32_t)data->nr) : NULL;
	uint64_t args[SYSCALL_ARGS];

	memcpy(args, data->args, sizeof(args));
	struct verdict verdict = rule ? rule_eval(rule, (enum arch)arch, args, nothing_said) : nothing_said;
	if (verdict_equal(verdict, nothing_said))
		return (struct merge_answer){policy_eval(policy, data), true};
	return (struct merge_answer){verdict, false};
}

/* How the parts are merged. */
static bool speaks(const struct merge_options *how, struct merge_answer answer)
{
	return !answer.silent || (how->prefer != PREFER_REFUSE && verdict_may_pass(answer.verdict));
}

/* A part's default that lets calls through is within the one that was ordered, which takes its place. */
static struct verdict ordered(const struct merge_options *how, const struct policy *part, const struct seccomp_data *data, struct merge_answer answer)
{
	int arch = arch_of_call(data->arch, (uint32_t)data->nr);
	bool own = arch >= 0 && part->archs & ARCH_BIT(arch);
	bool newer = own && !policy_find(part, (enum arch)arch, (uint32_t)data->nr) && syscall_is_newer((enum arch)arch, (uint32_t)data->nr);

	return how->otherwise && answer.silent && own && !newer ? *how->otherwise : answer.verdict;
}

static struct verdict preferred(const struct merge_options *how, struct verdict best, struct verdict other)
{
	return verdict_equal(best, nothing_said) || merge_verdict_order(merge_way(how), other, best) < 0 ? other : best;
}

/* What the sum answers where no part speaks: what the parts that are for the arch answer to what no rule names, or all. */
static struct verdict model_silence(const struct random_parts *parts, const struct seccomp_data *data, const struct merge_options *how)
{
	int arch = arch_of_call(data->arch, (uint32_t)data->nr);
	bool ruled = false;
	struct verdict otherwise = nothing_said, newer = nothing_said, foreign = nothing_said, own = nothing_said;

	for (int i = 0; i < PARTS; i++) {
		const struct policy *part = &parts->policy[i];
		foreign = preferred(how, foreign, part->foreign);
		if (arch < 0 || !(part->archs & ARCH_BIT(arch)))
			continue;
		ruled |= policy_find(part, (enum arch)arch, (uint32_t)data->nr) != NULL;
		otherwise = preferred(how, otherwise, how->otherwise ? *how->otherwise : part->otherwise);
		newer = preferred(how, newer, part->newer);
		own = preferred(how, own, policy_eval(part, data));
	}
	if (verdict_equal(otherwise, nothing_said))
		return foreign;
	struct verdict is = !ruled && syscall_is_newer((enum arch)arch, (uint32_t)data->nr) ? newer : otherwise;
	return how->otherwise || how->prefer == PREFER_REFUSE || !verdict_may_pass(is) ? is : own;
}

static struct verdict model_union(const struct random_parts *parts, const struct seccomp_data *data, const struct merge_options *how)
{
	struct verdict best = nothing_said;

	for (int i = 0; i < PARTS; i++) {
		struct merge_answer answer = said(&parts->policy[i], data);
		if (!speaks(how, answer))
			continue;
		best = preferred(how, best, ordered(how, &parts->policy[i], data, answer));
	}
	return verdict_equal(best, nothing_said) ? model_silence(parts, data, how) : best;
}

static struct verdict model_intersection(const struct random_parts *parts, const struct seccomp_data *data)
{
	struct verdict worst = policy_eval(&parts->policy[0], data);

	for (int i = 1; i < PARTS; i++) {
		struct verdict verdict = policy_eval(&parts->policy[i], data);
		if (merge_verdict_order(MERGE_STRICT, verdict, worst) < 0)
			worst = verdict;
	}
	return worst;
}

/* Its own answer where that is within the baseline, and else a refusal. */
static bool is_model_within(struct verdict is, struct verdict own, struct verdict base)
{
	return verdict_is_within(own, base) && verdict_may_pass(own) ? verdict_equal(is, own) : !verdict_may_pass(is);
}

static void show(const struct random_parts *parts, const struct policy *sum, const struct seccomp_data *data)
{
	AUTO_TEXT struct text out = {0};

	for (int i = 0; i < PARTS; i++)
		policy_write(&parts->policy[i], &out);
	policy_write(sum, &out);
	fprintf(stderr, "%sargs 0x%llx 0x%llx 0x%llx 0x%llx 0x%llx 0x%llx\n", out.at, data->args[0], data->args[1], data->args[2],
	        data->args[3], data->args[4], data->args[5]);
}

static void hold_call(const struct random_parts *parts, const struct policy *sum, const struct merge_options *how, const struct seccomp_data *data)
{
	struct verdict is = policy_eval(sum, data);
	struct verdict model = how->intersect ? model_intersection(parts, data) : model_union(parts, data, how);

	if (verdict_equal(is, model))
		return;
	show(parts, sum, data);
	fail_msg("MERGE_SEED=%llu: nr %u arch 0x%x: %s %u, not %s %u", (unsigned long long)now, (unsigned)data->nr, data->arch,
	         action_name(is.action), is.data, action_name(model.action), model.data);
}

/* The first and last numbers of an arch, whichever policies name that arch. */
static uint32_t edge_number(enum arch arch, unsigned which)
{
	const struct arch_info *info = arch_info(arch);
	const uint32_t edges[] = {
		0, info->base, info->base + 1, info->newest, info->newest + 1, X32_BIT - 1, X32_BIT, 2 * X32_BIT - 1, 2 * X32_BIT,
		3 * X32_BIT - 1, 3 * X32_BIT, UINT32_MAX - 1, UINT32_MAX, info->base + 512, info->base + 547, info->base + 548,
	};

	return edges[which % COUNT_OF(edges)];
}

enum { EDGES = 16, ARCHS_AND_NONE = ARCH_COUNT + 1 };

static struct seccomp_data edge_call(struct rng *rng, unsigned which)
{
	enum arch arch = (enum arch)(which / EDGES % ARCH_COUNT);
	struct seccomp_data data = {.arch = arch_info(arch)->audit, .nr = (int)edge_number(arch, which)};

	if (which / EDGES == ARCH_COUNT)
		data.arch ^= 0x800;           /* the audit arch of none */
	random_args(rng, NULL, arch, &data);
	return data;
}

typedef void hold(const struct random_parts *parts, const struct policy *sum, const struct merge_options *how, const struct seccomp_data *data);

/* Calls at all edges of all archs, and on and beside all rules of all parts. */
static void hold_to_model(struct rng *rng, const struct random_parts *parts, const struct policy *sum, const struct merge_options *how, hold *hold_one)
{
	struct seccomp_data data;

	for (unsigned i = 0; i < EDGES * ARCHS_AND_NONE; i++) {
		data = edge_call(rng, i);
		hold_one(parts, sum, how, &data);
	}
	for (int i = 0; i < CALLS; i++) {
		data = random_input(rng, &parts->policy[rng_below(rng, PARTS)]);
		hold_one(parts, sum, how, &data);
		data.arch = arch_info(random_arch_of(rng, sum->archs))->audit;
		hold_one(parts, sum, how, &data);
	}
}

/* --- the bytes --- */

static int merge(struct policy *out, const struct policy *const *of, size_t count, const struct merge_options *how, struct err *err)
{
	struct merge_input inputs[PARTS];

	for (size_t i = 0; i < count; i++)
		inputs[i] = (struct merge_input){of[i], "one"};
	return policy_merge(out, inputs, count, how, err);
}

static void assert_same_bytes(const struct policy *a, const struct policy *b)
{
	AUTO_TEXT struct text one = {0}, other = {0};

	policy_write(a, &one);
	policy_write(b, &other);
	if (!strcmp(one.at, other.at))
		return;
	fprintf(stderr, "%s%s", one.at, other.at);
	fail_msg("not the same bytes: MERGE_SEED=%llu", (unsigned long long)now);
}

static void assert_same_meaning(const struct policy *a, const struct policy *b)
{
	struct proof proof;
	struct err err;

	assert_int_equal(prove(&proof, (struct side){.policy = a}, (struct side){.policy = b}, CLAIM_EQUAL, &err), 0);
	if (proof.holds)
		return;
	AUTO_TEXT struct text out = {0};
	policy_write(a, &out);
	policy_write(b, &out);
	prove_call_text(&proof, &out);
	fprintf(stderr, "%s\n", out.at);
	fail_msg("not the same: MERGE_SEED=%llu", (unsigned long long)now);
}

/* What is written can be read, and is the same again. */
static void assert_readable(const struct policy *policy)
{
	AUTO_TEXT struct text one = {0};
	AUTO_POLICY struct policy again = {0};
	struct err err;

	policy_write(policy, &one);
	if (policy_read_bytes(&again, one.at, one.length, "merged", &err))
		fail_msg("%s\n%s", err.text, one.at);
	assert_same_bytes(policy, &again);
}

static void any_order(const struct random_parts *parts, const struct policy *sum, const struct merge_options *how)
{
	static const int orders[][PARTS] = {{1, 0, 2}, {2, 1, 0}, {1, 2, 0}};

	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		const struct policy *of[PARTS];
		AUTO_POLICY struct policy again = {0};
		struct err err;
		for (int k = 0; k < PARTS; k++)
			of[k] = &parts->policy[orders[i][k]];
		if (merge(&again, of, PARTS, how, &err))
			fail_msg("%s", err.text);
		assert_same_bytes(sum, &again);
	}
}

static void any_grouping(const struct random_parts *parts, const struct policy *sum, const struct merge_options *how, bool bytes)
{
	for (int last = 0; last < PARTS; last++) {
		const struct policy *two[] = {&parts->policy[(last + 1) % PARTS], &parts->policy[(last + 2) % PARTS]};
		AUTO_POLICY struct policy half = {0}, again = {0}, twice = {0};
		struct err err;
		if (merge(&half, two, 2, how, &err)) {
			assert_non_null(strstr(err.text, "no arch in common"));
			continue;
		}
		assert_int_equal(merge(&again, (const struct policy *[]){&half, &parts->policy[last]}, 2, how, &err), 0);
		(bytes ? assert_same_bytes : assert_same_meaning)(sum, &again);
		assert_int_equal(merge(&twice, (const struct policy *[]){sum, sum}, 2, how, &err), 0);
		assert_same_bytes(sum, &twice);
		policy_free(&twice);
		assert_int_equal(merge(&twice, (const struct policy *[]){sum, &parts->policy[last]}, 2, how, &err), 0);
		(bytes ? assert_same_bytes : assert_same_meaning)(sum, &twice);
	}
}

/* Whether a sum of some can say of each arch what it answers where nobody speaks, and need not speak itself. */
static bool groups_alike(const struct random_parts *parts, const struct merge_options *how)
{
	for (int i = 1; i < PARTS; i++) {
		const struct policy *a = &parts->policy[0], *b = &parts->policy[i];
		bool alike = verdict_equal(a->otherwise, b->otherwise) && verdict_equal(a->newer, b->newer);
		if (!how->intersect && a->archs != b->archs && !alike)
			return false;
	}
	return true;
}

/* Whether all are for the same archs: where not, a range says what another part's default says, and has other words. */
static bool share_archs(const struct random_parts *parts)
{
	for (int i = 1; i < PARTS; i++)
		if (parts->policy[i].archs != parts->policy[0].archs)
			return false;
	return true;
}

static bool asks(struct verdict verdict)
{
	return verdict.action == ACTION_TRACE || verdict.action == ACTION_NOTIFY;
}

static bool policy_asks(const struct policy *policy)
{
	return asks(policy->otherwise) || asks(policy->newer) || asks(policy->foreign);
}

static bool has_ask(const struct random_parts *parts)
{
	for (int i = 0; i < PARTS; i++)
		if (policy_asks(&parts->policy[i]))
			return true;
	for (int i = 0; i < PARTS; i++)
		for (size_t k = 0; k < parts->policy[i].rule_count; k++) {
			const struct rule *rule = &parts->policy[i].rules[k];
			for (size_t r = 0; r <= rule->row_count; r++) {
				struct verdict verdict = r < rule->row_count ? row_verdict(rule, &rule->rows[r]) : rule->verdict;
				if (asks(verdict))
					return true;
			}
		}
	return false;
}

/* Who asks somebody has no place in an order of answers: such parts may fail, with a reason. */
static bool merge_parts(struct random_parts *parts, struct policy *sum, const struct merge_options *how)
{
	struct err err = {""};

	if (policy_merge(sum, parts->input, PARTS, how, &err) == 0)
		return true;
	if (!has_ask(parts) && !strstr(err.text, "no arch in common") && !strstr(err.text, "\"default\"") &&
	    !strstr(err.text, "\"newer\"") && !strstr(err.text, "\"foreign\""))
		fail_msg("%s", err.text);
	return false;
}

static void round_of(struct rng *rng, const struct merge_options *how, size_t *done)
{
	struct random_parts parts = {0};
	AUTO_POLICY struct policy sum = {0};
	struct err err = {""};

	random_parts(rng, &parts, !rng_chance(rng, 20));
	if (merge_parts(&parts, &sum, how)) {
		assert_readable(&sum);
		hold_to_model(rng, &parts, &sum, how, hold_call);
		if (policy_merge_prove(&sum, parts.input, PARTS, how, &err))
			fail_msg("%s: MERGE_SEED=%llu", err.text, (unsigned long long)now);
		any_order(&parts, &sum, how);
		if (!has_ask(&parts) && groups_alike(&parts, how))
			any_grouping(&parts, &sum, how, !how->intersect && share_archs(&parts));
		++*done;
	}
	parts_free(&parts);
}

static void rounds(const struct merge_options *how)
{
	uint64_t seed = setting("MERGE_SEED", 17), count = setting("MERGE_ROUNDS", ROUNDS);
	size_t done = 0;

	for (uint64_t i = 0; i < count; i++) {
		struct rng rng = {seed + i, i % 3 != 0};
		now = seed + i;
		round_of(&rng, how, &done);
	}
	assert_true(done * 4 > count);
}

static void test_prefer_allow(void **state)
{
	(void)state;
	rounds(&(struct merge_options){.prefer = PREFER_ALLOW});
}

static void test_prefer_refuse(void **state)
{
	(void)state;
	rounds(&(struct merge_options){.prefer = PREFER_REFUSE});
}

static void test_intersect(void **state)
{
	(void)state;
	rounds(&(struct merge_options){.intersect = true});
}

/* Without a preference: either it is the union that a preference gives as well, or there is a call that shows why not. */
static void test_neither(void **state)
{
	static const struct merge_options neither = {0}, allow = {.prefer = PREFER_ALLOW}, refuse = {.prefer = PREFER_REFUSE};
	uint64_t seed = setting("MERGE_SEED", 17), count = setting("MERGE_ROUNDS", ROUNDS);
	size_t merged = 0, refused = 0;

	(void)state;
	for (uint64_t i = 0; i < count; i++) {
		struct rng rng = {seed + i, i % 3 != 0};
		struct random_parts parts = {0};
		AUTO_POLICY struct policy sum = {0}, lax = {0}, strict = {0};
		struct err err = {""};
		now = seed + i;
		random_parts(&rng, &parts, true);
		if (policy_merge(&sum, parts.input, PARTS, &neither, &err)) {
			assert_true(strstr(err.text, " answers ") || strstr(err.text, " allows all calls of this arch"));
			refused++;
		} else {
			assert_int_equal(policy_merge(&lax, parts.input, PARTS, &allow, &err), 0);
			assert_int_equal(policy_merge(&strict, parts.input, PARTS, &refuse, &err), 0);
			assert_same_bytes(&sum, &lax);
			assert_int_equal(policy_merge_prove(&sum, parts.input, PARTS, &neither, &err), 0);
			hold_to_model(&rng, &parts, &sum, &neither, hold_call);
			merged++;
		}
		parts_free(&parts);
	}
	assert_true(refused > 0 && merged > 0);
}

/* A default that was ordered, whatever those of the parts are. */
static void test_default(void **state)
{
	static const struct verdict defaults[] = {{ACTION_ALLOW, 0}, {ACTION_LOG, 0}, {ACTION_KILL_THREAD, 0}};
	uint64_t seed = setting("MERGE_SEED", 17), count = setting("MERGE_ROUNDS", ROUNDS);
	size_t done = 0;

	(void)state;
	for (uint64_t i = 0; i < count; i++) {
		struct rng rng = {seed + i, i % 3 != 0};
		struct merge_options how = {.prefer = i % 2 ? PREFER_ALLOW : PREFER_REFUSE, .otherwise = &defaults[rng_below(&rng, COUNT_OF(defaults))]};
		struct random_parts parts = {0};
		AUTO_POLICY struct policy sum = {0};
		struct err err = {""};
		now = seed + i;
		random_parts(&rng, &parts, false);
		if (policy_merge(&sum, parts.input, PARTS, &how, &err) == 0) {
			assert_readable(&sum);
			hold_to_model(&rng, &parts, &sum, &how, hold_call);
			assert_int_equal(policy_merge_prove(&sum, parts.input, PARTS, &how, &err), 0);
			done++;
		}
		parts_free(&parts);
	}
	assert_true(done * 4 > count);
}

static void hold_within(const struct random_parts *parts, const struct policy *sum, const struct merge_options *how, const struct seccomp_data *data)
{
	struct verdict is = policy_eval(sum, data), own = policy_eval(&parts->policy[0], data), base = policy_eval(&parts->policy[1], data);

	(void)how;
	if (is_model_within(is, own, base))
		return;
	show(parts, sum, data);
	fail_msg("MERGE_SEED=%llu: nr %u arch 0x%x: %s", (unsigned long long)now, (unsigned)data->nr, data->arch, action_name(is.action));
}

static void test_within(void **state)
{
	uint64_t seed = setting("MERGE_SEED", 17), count = setting("MERGE_ROUNDS", ROUNDS);
	static const struct merge_options claims = {.intersect = true};
	size_t done = 0;

	(void)state;
	for (uint64_t i = 0; i < count; i++) {
		struct rng rng = {seed + i, i % 3 != 0};
		struct random_parts parts = {0};
		AUTO_POLICY struct policy result = {0};
		struct err err = {""};
		now = seed + i;
		random_parts(&rng, &parts, !rng_chance(&rng, 20));
		if (policy_merge_within(&result, &parts.input[0], &parts.input[1], &err) == 0) {
			assert_readable(&result);
			if (policy_merge_prove(&result, parts.input + 1, 1, &claims, &err))
				fail_msg("%s", err.text);
			hold_to_model(&rng, &parts, &result, &claims, hold_within);
			done++;
		} else {
			if (!strstr(err.text, "arch") && !strstr(err.text, "asks a tracer"))
				fail_msg("%s", err.text);
		}
		parts_free(&parts);
	}
	assert_true(done * 2 > count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefer_allow),
		cmocka_unit_test(test_prefer_refuse),
		cmocka_unit_test(test_neither),
		cmocka_unit_test(test_intersect),
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_within),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
