/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The filter becomes a diagram; the diagram is asked what it answers for each
 * arch and each number that we know, and a rule is written where that is not
 * what numbers without a name get. In the end the policy is compared with the
 * filter, so that nothing is lost in silence.
 */
#include "emit/lift.h"

#include <string.h>

#include "emit/meaning.h"
#include "emit/prove.h"
#include "emit/shape.h"
#include "emit/symbolic.h"
#include "emit/word.h"

struct lift {
	struct space *space;
	struct policy *policy;
	diagram answers;                      /* to everything */
	enum arch arch;                       /* the one that is looked at, and the call */
	enum syscall_id id;
	struct text *told;
};

/* A row in the making: what each argument must be. */
struct draft_row {
	struct condition condition[SYSCALL_ARGS];
	size_t count;
};

static bool is_verdict(const struct space *space, diagram answer, struct verdict verdict)
{
	return diagram_is_constant(space, answer) &&
	       diagram_constant(space, answer) == filter_effect(verdict_ret(verdict));
}

static diagram answers_of(const struct lift *l, enum arch arch, uint32_t nr)
{
	return diagram_given(l->space, diagram_given(l->space, l->answers, DATA_ARCH, arch_info(arch)->audit), DATA_NR, nr);
}

/* As the kernel orders them: negative numbers are the strictest. */
static bool is_stricter(uint32_t a, uint32_t b)
{
	return (int32_t)(a & SECCOMP_RET_ACTION_FULL) < (int32_t)(b & SECCOMP_RET_ACTION_FULL);
}

/* Of all answers to a call. */
static struct verdict strictest(struct space *space, diagram answers)
{
	diagram word[SHAPES_MOST];
	int count = diagram_exits(space, answers, DIAGRAM_BITS, word, SHAPES_MOST);
	uint32_t least = count < 0 ? SECCOMP_RET_KILL_PROCESS : diagram_constant(space, word[0]);

	for (int i = 1; i < count; i++)
		if (is_stricter(diagram_constant(space, word[i]), least))
			least = diagram_constant(space, word[i]);
	return verdict_of_ret(least);
}

/* Bits that the kernel, or no rule, looks at are free; a pointer never is. */
static diagram without_unseen(struct lift *l, diagram condition)
{
	uint32_t any[DATA_WORDS] = { 0 }, all[DATA_WORDS] = { [DATA_IP_HIGH] = UINT32_MAX, [DATA_IP_LOW] = UINT32_MAX };

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = syscall_role(l->id, l->arch, i);
		uint64_t unseen = role_is_filterable(role) ? ~role_mask(role, l->arch) : UINT64_MAX;
		uint32_t *to = role_is_filterable(role) ? any : all;
		to[DATA_ARG_HIGH + 2 * i] = (uint32_t)(unseen >> 32);
		to[DATA_ARG_LOW + 2 * i] = (uint32_t)unseen;
	}
	condition = diagram_quantify(l->space, condition, all, FOR_ALL);
	return diagram_quantify(l->space, condition, any, FOR_ANY);
}

struct row *lift_add_row(struct arena *arena, struct rule *rule)
{
	size_t count = rule->row_count;

	if (count == POLICY_ROWS_MOST)
		return NULL;
	if (!(count & (count - 1))) {         /* the room of a power of two is full */
		struct row *larger = arena_alloc(arena, (count ? 2 * count : 1) * sizeof(*larger));
		if (count)
			memcpy(larger, rule->rows, count * sizeof(*larger));
		rule->rows = larger;
	}
	return &rule->rows[rule->row_count++];
}

static bool add_row(struct lift *l, struct rule *rule, const struct draft_row *draft)
{
	struct row *row = lift_add_row(&l->policy->arena, rule);

	if (!row)
		return false;
	row->condition = arena_alloc(&l->policy->arena, draft->count * sizeof(*row->condition));
	for (size_t i = 0; i < draft->count; i++) {
		size_t at = row->count++;
		for (; at && row->condition[at - 1].role > draft->condition[i].role; at--)
			row->condition[at] = row->condition[at - 1];
		row->condition[at] = draft->condition[i];
	}
	return true;
}

static bool rows(struct lift *l, struct rule *rule, diagram condition, struct draft_row draft);

static bool rows_by_argument(struct lift *l, struct rule *rule, diagram way, unsigned arg, diagram rest,
                             struct draft_row draft)
{
	enum role role = syscall_role(l->id, l->arch, arg);
	AUTO_FREE struct values *values = mem_alloc(SHAPES_MOST * sizeof(*values));
	int count = shape_of(l->space, way, arg, role_mask(role, l->arch), values);
	struct condition *condition = &draft.condition[draft.count++];

	for (int i = 0; i < count; i++) {
		*condition = (struct condition){ role, values[i] };
		if (!rows(l, rule, rest, draft))
			return false;
	}
	return count >= 0;
}

/* The rows for which a condition on arguments holds; false where there are too many. */
static bool rows(struct lift *l, struct rule *rule, diagram condition, struct draft_row draft)
{
	diagram exit[SHAPES_MOST];

	if (condition == DIAGRAM_YES)
		return add_row(l, rule, &draft);
	unsigned arg = (diagram_top(l->space, condition) / 32 - DATA_ARG_HIGH) / 2;
	unsigned end = 32 * (DATA_ARG_HIGH + 2 * arg + 2);
	int count = diagram_exits(l->space, condition, end, exit, SHAPES_MOST);
	for (int i = 0; i < count; i++)
		if (exit[i] != DIAGRAM_NO && !rows_by_argument(l, rule, diagram_leads_to(l->space, condition, end, exit[i]), arg, exit[i], draft))
			return false;
	return count >= 0;
}

/* Which answer gets rows: the others are then the policy's default, which must not be laxer. */
static uint32_t answer_with_rows(const struct lift *l, const diagram *answers, int count)
{
	uint32_t otherwise = verdict_ret(l->policy->otherwise), best = otherwise;

	for (int i = 0; i < count; i++) {
		uint32_t one = diagram_constant(l->space, answers[i]);
		if (one != otherwise && (best == otherwise || is_stricter(best, one)))
			best = one;
	}
	return best;
}

/* Whether an answer that gets no rows is stricter than the default that it becomes. */
static bool default_is_laxer(const struct lift *l, const diagram *answers, int count, uint32_t chosen)
{
	for (int i = 0; i < count; i++) {
		uint32_t one = diagram_constant(l->space, answers[i]);
		if (one != chosen && is_stricter(one, verdict_ret(l->policy->otherwise)))
			return true;
	}
	return false;
}

static bool add_rows(struct lift *l, struct rule *rule, diagram answers)
{
	diagram word[SHAPES_MOST];
	int count = diagram_exits(l->space, answers, DIAGRAM_BITS, word, SHAPES_MOST);
	uint32_t chosen = answer_with_rows(l, word, count);

	if (count < 0 || default_is_laxer(l, word, count, chosen))
		return false;
	rule->verdict = verdict_of_ret(chosen);
	diagram condition = without_unseen(l, diagram_is(l->space, answers, chosen));
	if (condition == DIAGRAM_NO || condition == DIAGRAM_YES)
		return condition == DIAGRAM_YES;
	return rows(l, rule, condition, (struct draft_row){ .count = 0 });
}

static void tell_call(struct lift *l, uint32_t nr, const char *what)
{
	char label[16];

	text_format(l->told, "%s %s: %s\n", arch_info(l->arch)->name, syscall_label(l->arch, nr, label), what);
}

static void lift_call(struct lift *l, uint32_t nr, diagram answers)
{
	const struct seccomp_data data = { .nr = (int)nr, .arch = arch_info(l->arch)->audit };
	struct rule rule = { .id = l->id, .nr = nr, .archs = ARCH_BIT(l->arch), .why = WHY_USER };

	if (is_verdict(l->space, answers, policy_eval(l->policy, &data)))
		return;
	rule.verdict = strictest(l->space, answers);
	if (!diagram_is_constant(l->space, answers) && !add_rows(l, &rule, answers)) {
		tell_call(l, nr, "its conditions are none of a policy; the strictest answer stands for all");
		rule.rows = NULL;
		rule.row_count = 0;
		rule.verdict = strictest(l->space, answers);
	}
	*policy_add(l->policy) = rule;
}

void lift_rule(struct policy *policy, struct space *space, enum arch arch, uint32_t nr, diagram answers, struct text *told)
{
	struct lift l = { .space = space, .policy = policy, .arch = arch, .told = told };

	l.id = (enum syscall_id)syscall_by_nr(arch, nr);
	lift_call(&l, nr, answers);
}

enum { NUMBERS_BEYOND = 64 };                 /* the newest, that a rule of their own is looked for */

static void lift_arch(struct lift *l, enum arch arch)
{
	const struct arch_info *info = arch_info(arch);

	l->arch = arch;
	for (uint32_t nr = info->base; nr <= info->newest + NUMBERS_BEYOND; nr++) {
		l->id = (enum syscall_id)syscall_by_nr(arch, nr);
		lift_call(l, nr, answers_of(l, arch, nr));
	}
	for (int id = 0; id < CALL_COUNT; id++) {
		int64_t nr = syscall_nr((enum syscall_id)id, arch);
		l->id = (enum syscall_id)id;
		if (nr > info->newest)
			lift_call(l, (uint32_t)nr, answers_of(l, arch, (uint32_t)nr));
	}
}

/* Whether the filter has an answer of its own to calls of this arch. */
static bool knows_arch(const struct lift *l, enum arch arch)
{
	diagram foreign = diagram_word(l->space, filter_effect(verdict_ret(l->policy->foreign)));

	return diagram_and(l->space, arch_diagram(l->space, arch), diagram_differ(l->space, l->answers, foreign)) != DIAGRAM_NO;
}

static int find_archs(struct lift *l, bool big_endian, struct err *err)
{
	l->policy->foreign = strictest(l->space, diagram_given(l->space, l->answers, DATA_ARCH, 0));
	if (diagram_top(l->space, l->answers) / 32 != DATA_ARCH) {
		text_add(l->told, "the filter does not look at the arch: taken for one of x86_64\n");
		l->policy->archs = ARCH_BIT(ARCH_X86_64);
		return 0;
	}
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (arch_info((enum arch)arch)->big_endian == big_endian && knows_arch(l, (enum arch)arch))
			l->policy->archs |= ARCH_BIT(arch);
	return l->policy->archs ? 0 : err_set(err, "the filter treats no arch that seccord knows apart from others");
}

/* What numbers that have no name get: below the newest the filter's own
 * default shows, above it what it says to later kernels. */
static void find_defaults(struct lift *l)
{
	for (int arch = ARCH_COUNT; arch-- > 0;) {
		const struct arch_info *info = arch_info((enum arch)arch);
		uint32_t nr = info->base;
		if (!(l->policy->archs & ARCH_BIT(arch)))
			continue;
		while (nr < info->newest && syscall_by_nr((enum arch)arch, nr) != CALL_UNKNOWN)
			nr++;
		l->policy->otherwise = strictest(l->space, answers_of(l, (enum arch)arch, nr));
		l->policy->newer = strictest(l->space, answers_of(l, (enum arch)arch, info->newest + NUMBERS_BEYOND));
	}
}

static bool say_the_same(const struct rule *a, const struct rule *b)
{
	return a->id != CALL_UNKNOWN && a->id == b->id && verdict_equal(a->verdict, b->verdict) &&
	       rows_equal(a->rows, a->row_count, b->rows, b->row_count);
}

void lift_join_archs(struct policy *policy)
{
	size_t kept = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		struct rule rule = policy->rules[i];
		size_t same = 0;
		while (same < kept && !say_the_same(&policy->rules[same], &rule))
			same++;
		if (same < kept)
			policy->rules[same].archs |= rule.archs;
		else
			policy->rules[kept++] = rule;
	}
	policy->rule_count = kept;
	policy_sort(policy);
}

static int tell_difference(const struct lift *l, const struct filter *filter, struct err *err)
{
	const struct side sides[2] = { { .filter = filter }, { .policy = l->policy } };
	struct proof proof;

	if (prove(&proof, sides[0], sides[1], CLAIM_EQUAL, err) < 0)
		return -1;
	if (proof.holds)
		return 0;
	text_add(l->told, "a policy cannot say all that the filter does: on ");
	prove_call_text(&proof, l->told);
	text_add(l->told, " the filter answers ");
	prove_answer_text(proof.left, l->told);
	text_add(l->told, ", the policy ");
	prove_answer_text(proof.right, l->told);
	text_add(l->told, "\n");
	return 0;
}

static int lift(struct lift *l, const struct filter *filter, struct err *err)
{
	bool big_endian = filter_is_big_endian(filter);

	l->answers = filter_diagram(l->space, filter, big_endian);
	if (space_is_full(l->space))
		return err_set(err, "the filter is too intricate to be read as a policy");
	if (find_archs(l, big_endian, err) < 0)
		return -1;
	find_defaults(l);
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (l->policy->archs & ARCH_BIT(arch))
			lift_arch(l, (enum arch)arch);
	lift_join_archs(l->policy);
	return tell_difference(l, filter, err);
}

int lift_policy(struct policy *policy, const struct filter *filter, struct text *told, struct err *err)
{
	AUTO_SPACE struct space *space = space_begin(SPACE_NODES);
	struct lift l = { .space = space, .policy = policy, .told = told };

	if (lift(&l, filter, err) == 0)
		return 0;
	policy_free(policy);
	return -1;
}
