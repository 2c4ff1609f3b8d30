/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The filter becomes a diagram, which gives the answers for each arch and each
 * known number, and for each range of other numbers; a rule is written if they
 * differ from those of numbers without a name. At the end the policy is
 * compared with the filter, so nothing is lost silently.
 */
#include "emit/lift/lift.h"

#include <stdlib.h>

#include "emit/lift/lift_rows.h"
#include "emit/proof/policy_bdd.h"
#include "emit/proof/prove.h"
#include "emit/proof/filter_bdd.h"
#include "emit/proof/bitvector.h"

/* Results for one call: many calls may share one function. */
struct lifted {
	bdd answers;
	struct read_as call;
	unsigned asked;                       /* arguments tested, a bit each */
	struct rule rule;                     /* verdict and rows */
	bool exact, dear;
};

/* A function that was this expensive this often is not tried under other names again: its rows use
 * registers, which work for any call, or it failed. */
enum { DEAR_STEPS = 50000, DEAR_TIMES = 2 };

struct lift {
	struct manager *manager;
	struct policy *policy;
	bdd answers;                          /* to all calls */
	enum arch arch;                       /* the current arch, and the call */
	enum syscall_id id;
	struct lifted *lifted;
	size_t lifted_count, lifted_room;
	struct verdict strictest;             /* of all answers */
	size_t *work;                         /* steps remaining for rows */
	struct text *notes;
};

static bool is_verdict(const struct manager *manager, bdd answer, struct verdict verdict)
{
	return bdd_is_constant(manager, answer) &&
	       bdd_constant(manager, answer) == filter_effect(verdict_ret(verdict));
}

static bdd answers_of(const struct lift *l, enum arch arch, uint32_t nr)
{
	return bdd_given(l->manager, bdd_given(l->manager, l->answers, DATA_ARCH, arch_info(arch)->audit), DATA_NR, nr);
}

/* An entry names one call, or concerns any: of a range, its reason names the numbers. */
static void add_inexact(struct lift *l, uint32_t nr, uint32_t last, const char *reason)
{
	AUTO_TEXT struct text range = { 0 };
	char label[16];

	if (last == nr) {
		policy_add_inexact(l->policy, (struct inexact){ .call = syscall_label(l->arch, nr, label), .reason = reason });
		return;
	}
	text_format(&range, "numbers %u to %u: %s", nr, last, reason);
	policy_add_inexact(l->policy, (struct inexact){ .reason = range.at });
}

/* Whether no rule is needed: existing rules, or the defaults, give these answers. A named number gets its own rule
 * if a range does not cover it. */
static bool is_said(const struct lift *l, uint32_t nr, uint32_t last, bdd answers)
{
	const struct policy *policy = l->policy;
	const struct seccomp_data data = { .nr = (int)nr, .arch = arch_info(l->arch)->audit };
	const struct rule *range = policy_find(policy, l->arch, nr);

	if (last > nr)
		return is_verdict(l->manager, answers, nr > arch_info(l->arch)->newest ? policy->newer : policy->otherwise);
	return !(range && range->row_count) && is_verdict(l->manager, answers, policy_eval(policy, &data));
}

static const struct lifted *find_lifted(const struct lift *l, struct read_as call, bdd answers)
{
	for (size_t i = 0; i < l->lifted_count; i++)
		if (l->lifted[i].answers == answers && lift_reads_alike(l->lifted[i].call, call, l->lifted[i].asked))
			return &l->lifted[i];
	return NULL;
}

static bool is_dear(const struct lift *l, bdd answers)
{
	int times = 0;

	for (size_t i = 0; i < l->lifted_count && times < DEAR_TIMES; i++)
		times += l->lifted[i].answers == answers && l->lifted[i].dear;
	return times == DEAR_TIMES;
}

/* All arguments, if not fully determined. */
static unsigned arguments_asked(struct manager *manager, bdd answers)
{
	uint32_t asked[BDD_BITS / 32] = { 0 };
	unsigned args = 0;

	bdd_support(manager, answers, asked);
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		args |= (unsigned)!!(asked[DATA_ARG_HIGH + 2 * arg] | asked[DATA_ARG_LOW + 2 * arg]) << arg;
	return manager_is_full(manager) ? (1 << SYSCALL_ARGS) - 1 : args;
}

/* The strictest of all answers is used where arguments cannot be expressed. */
static const struct lifted *add_lifted(struct lift *l, struct rule rule, struct read_as call, bdd answers)
{
	struct lifted new = { answers, call, 0, rule, false, false };
	size_t before = *l->work;

	new.rule.id = call.id;
	new.rule.verdict = l->strictest;
	if (before || bdd_is_constant(l->manager, answers)) {
		new.exact = lift_rows(l->manager, &l->policy->arena, &new.rule, l->policy->otherwise, answers, l->work);
		new.asked = arguments_asked(l->manager, answers);
	}
	new.dear = before - *l->work >= DEAR_STEPS;
	l->lifted = mem_grow(l->lifted, l->lifted_count, &l->lifted_room, sizeof(new));
	l->lifted[l->lifted_count] = new;
	return &l->lifted[l->lifted_count++];
}

static const struct lifted *lifted_of(struct lift *l, struct rule rule, bdd answers)
{
	struct read_as call = { is_dear(l, answers) ? CALL_UNKNOWN : l->id, l->arch };
	const struct lifted *found = find_lifted(l, call, answers);

	return found ? found : add_lifted(l, rule, call, answers);
}

enum { STEPS_A_CONDITION = 32 };              /* to write one, so that a policy does not exceed POLICY_FILE_MOST either */

/* Whether the budget allows the rows of a rule, which may be shared, once more.
 * */
static bool pays_rows(struct lift *l, const struct rule *rule)
{
	size_t steps = 0;

	for (size_t i = 0; i < rule->row_count; i++)
		steps += STEPS_A_CONDITION * (1 + rule->rows[i].count);
	if (steps > *l->work)
		return false;
	*l->work -= steps;
	return true;
}

static void lift_call(struct lift *l, uint32_t nr, uint32_t last, bdd answers)
{
	struct rule rule = { .id = l->id, .nr = nr, .last = last > nr ? last : 0, .archs = ARCH_BIT(l->arch), .why = WHY_USER };

	if (is_said(l, nr, last, answers))
		return;
	const struct lifted *found = lifted_of(l, rule, answers);
	rule.verdict = found->rule.verdict;
	if (found->exact && pays_rows(l, &found->rule)) {
		rule.rows = found->rule.rows;
		rule.row_count = found->rule.row_count;
	} else {
		rule.verdict = found->exact ? l->strictest : rule.verdict;
		add_inexact(l, nr, last, "conditions too intricate for a rule; the strictest answer is used for all");
	}
	*policy_add(l->policy) = rule;
}

void lift_rule(struct policy *policy, struct manager *manager, enum arch arch, uint32_t nr, bdd answers, size_t *work)
{
	struct lift l = { .manager = manager, .policy = policy, .arch = arch, .work = work };

	l.id = (enum syscall_id)syscall_by_nr(arch, nr);
	l.strictest = lift_strictest(manager, answers);
	lift_call(&l, nr, nr, answers);
	free(l.lifted);
}

enum { NUMBERS_BEYOND = 64 };                 /* the newest number that may get its own rule */

static uint32_t last_single(enum arch arch)
{
	return arch_info(arch)->newest + NUMBERS_BEYOND;
}

/* A range of numbers with one function for its answers. */
struct piece {
	uint32_t from, to;
	bdd answers;
};

enum { PIECES_MOST = 2 * BPF_MAXINSNS };         /* more than comparisons alone can produce */

struct number_pieces {
	struct piece *at;
	size_t count, room;
	bool many;                            /* more than PIECES_MOST: given up */
};

static void add_piece(struct number_pieces *pieces, uint32_t from, uint32_t to, bdd answers)
{
	struct piece *last = pieces->count ? &pieces->at[pieces->count - 1] : NULL;

	if (last && last->answers == answers && last->to + 1 == from) {
		last->to = to;
		return;
	}
	pieces->many |= pieces->count == PIECES_MOST;
	if (pieces->many)
		return;
	pieces->at = mem_grow(pieces->at, pieces->count, &pieces->room, sizeof(*pieces->at));
	pieces->at[pieces->count++] = (struct piece){ from, to, answers };
}

/* All numbers with the bits of `value` above the lowest `left`, in ascending order. */
static void find_pieces(const struct lift *l, struct number_pieces *pieces, bdd f, uint32_t value, unsigned left)
{
	uint32_t rest = left < 32 ? (UINT32_C(1) << left) - 1 : UINT32_MAX;

	if (pieces->many)
		return;
	if (bdd_top(l->manager, f) >= 32 * (DATA_NR + 1)) {
		add_piece(pieces, value, value | rest, f);
		return;
	}
	bool asked = bdd_top(l->manager, f) == 32 * DATA_NR + 32 - left;
	for (uint32_t set = 0; set < 2; set++)
		find_pieces(l, pieces, asked ? bdd_follow(l->manager, f, set) : f, value | set << (left - 1), left - 1);
}

/* Numbers from first to last that belong to the arch: bit 30 separates x86_64 and x32, which share an
 * audit arch. */
static void lift_piece(struct lift *l, struct piece piece, uint32_t first, uint32_t last)
{
	uint32_t from = piece.from > first ? piece.from : first, to = piece.to < last ? piece.to : last;

	l->id = CALL_UNKNOWN;
	if (from == to && syscall_by_nr(l->arch, from) != (int)CALL_UNKNOWN)
		return;                       /* lift_arch handles names individually: a range of one number is a rule for it */
	if (piece.from <= last && piece.to >= first && arch_of_call(arch_info(l->arch)->audit, from) == (int)l->arch)
		lift_call(l, from, to, piece.answers);
}

/* Numbers from first to last that are not in the table. */
static void lift_segment(struct lift *l, const struct number_pieces *pieces, uint32_t first, uint32_t last)
{
	const struct arch_info *info = arch_info(l->arch);

	for (size_t i = 0; i < pieces->count; i++) {
		if (first < info->base)
			lift_piece(l, pieces->at[i], first, last < info->base ? last : info->base - 1);
		if (last > last_single(l->arch))
			lift_piece(l, pieces->at[i], first > last_single(l->arch) ? first : last_single(l->arch) + 1, last);
	}
}

/* Everything outside the table. The numbers of an audit arch shared by x86_64 and x32 are split where one begins.
 * */
static void lift_beside(struct lift *l)
{
	uint32_t audit = arch_info(l->arch)->audit;
	struct number_pieces pieces = { .at = NULL };

	find_pieces(l, &pieces, bdd_given(l->manager, l->answers, DATA_ARCH, audit), 0, 32);
	if (pieces.many)
		policy_add_inexact(l->policy, (struct inexact){ .reason = "numbers outside the table get too many different answers" });
	if (audit != arch_info(ARCH_X32)->audit)
		lift_segment(l, &pieces, 0, UINT32_MAX);
	for (uint32_t k = 0; k < 4 && audit == arch_info(ARCH_X32)->audit; k++)
		lift_segment(l, &pieces, k * X32_BIT, k == 3 ? UINT32_MAX - 1 : (k + 1) * X32_BIT - 1);
	if (audit == arch_info(ARCH_X32)->audit)
		lift_segment(l, &pieces, UINT32_MAX, UINT32_MAX);
	free(pieces.at);
}

/* Ranges first: a rule for a single number is written if it differs from them. */
static void lift_arch(struct lift *l, enum arch arch)
{
	const struct arch_info *info = arch_info(arch);

	l->arch = arch;
	lift_beside(l);
	for (uint32_t nr = info->base; nr <= last_single(arch); nr++) {
		l->id = (enum syscall_id)syscall_by_nr(arch, nr);
		lift_call(l, nr, nr, answers_of(l, arch, nr));
	}
	for (int id = 0; id < CALL_COUNT; id++) {
		int64_t nr = syscall_nr((enum syscall_id)id, arch);
		l->id = (enum syscall_id)id;
		if (nr > last_single(arch))
			lift_call(l, (uint32_t)nr, (uint32_t)nr, answers_of(l, arch, (uint32_t)nr));
	}
}

/* Whether the filter has separate answers for calls of this arch. */
static bool knows_arch(const struct lift *l, enum arch arch)
{
	bdd foreign = bdd_word(l->manager, filter_effect(verdict_ret(l->policy->foreign)));

	return bdd_and(l->manager, arch_bdd(l->manager, arch), bdd_differ(l->manager, l->answers, foreign)) != BDD_NO;
}

/* A policy has one answer for all archs that it does not name. */
static void check_foreign(struct lift *l)
{
	bdd foreign = bdd_word(l->manager, filter_effect(verdict_ret(l->policy->foreign)));
	bdd differs = bdd_differ(l->manager, l->answers, foreign);

	arch_each(arch, l->policy->archs)
		differs = bdd_and(l->manager, differs, bdd_not(l->manager, arch_bdd(l->manager, arch)));
	if (differs != BDD_NO || manager_is_full(l->manager))
		policy_add_inexact(l->policy, (struct inexact){ .reason = "architectures that the policy does not name get several answers" });
}

static int find_archs(struct lift *l, bool big_endian, struct err *err)
{
	l->policy->foreign = lift_strictest(l->manager, bdd_given(l->manager, l->answers, DATA_ARCH, 0));
	if (bdd_top(l->manager, l->answers) / 32 != DATA_ARCH) {
		text_add(l->notes, "the filter does not check the arch; x86_64 is assumed\n");
		l->policy->archs = ARCH_BIT(ARCH_X86_64);
		return 0;
	}
	arch_each(arch, ARCH_ALL)
		if (arch_info(arch)->big_endian == big_endian && knows_arch(l, arch))
			l->policy->archs |= ARCH_BIT(arch);
	return l->policy->archs ? 0 : err_set(err, "the filter has rules for no arch that seccord knows");
}

/* The answer for numbers without a name: the filter's default up to the newest
 * number, its answer for later kernels above. */
static void find_defaults(struct lift *l)
{
	arch_each_backwards(arch, l->policy->archs) {
		const struct arch_info *info = arch_info(arch);
		uint32_t nr = info->base;
		while (nr < info->newest && syscall_by_nr(arch, nr) != CALL_UNKNOWN)
			nr++;
		l->policy->otherwise = lift_strictest(l->manager, answers_of(l, arch, nr));
		l->policy->newer = lift_strictest(l->manager, answers_of(l, arch, info->newest + NUMBERS_BEYOND));
	}
}

static bool say_the_same(const struct rule *a, const struct rule *b)
{
	return a->id != CALL_UNKNOWN && a->id == b->id && rule_answers_equal(a, b);
}

void lift_join_archs(struct policy *policy)
{
	size_t kept = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		struct rule rule = policy->rules[i];
		size_t same = 0;
		while (rule.id != CALL_UNKNOWN && same < kept && !say_the_same(&policy->rules[same], &rule))
			same++;
		if (rule.id != CALL_UNKNOWN && same < kept)
			policy->rules[same].archs |= rule.archs;
		else
			policy->rules[kept++] = rule;
	}
	policy->rule_count = kept;
	policy_sort(policy);
}

/* The proof decides: any difference is reported by a call that shows it. */
static int compare(struct lift *l, const struct filter *filter, struct err *err)
{
	const struct side sides[2] = { { .filter = filter }, { .policy = l->policy } };
	AUTO_TEXT struct text reason = { 0 };
	struct proof proof;

	if (l->policy->inexact_count) {
		check_foreign(l);
		return 0;
	}
	if (prove(&proof, sides[0], sides[1], CLAIM_EQUAL, err) < 0)
		return -1;
	if (proof.holds)
		return 0;
	text_add(&reason, "on ");
	prove_call_text(&proof, &reason);
	text_add(&reason, " the filter answers ");
	prove_answer_text(proof.left, &reason);
	text_add(&reason, ", the policy ");
	prove_answer_text(proof.right, &reason);
	policy_add_inexact(l->policy, (struct inexact){ .reason = reason.at });
	return 0;
}

static int lift(struct lift *l, const struct filter *filter, struct err *err)
{
	bool big_endian = filter_is_big_endian(filter);

	l->answers = filter_bdd(l->manager, filter, big_endian);
	if (manager_is_full(l->manager))
		return err_set(err, "the filter is too intricate to read as a policy");
	manager_allow(l->manager, *l->work);
	if (find_archs(l, big_endian, err) < 0)
		return -1;
	find_defaults(l);
	l->strictest = lift_strictest(l->manager, l->answers);
	if (manager_is_full(l->manager))
		return err_set(err, "the filter is too intricate to read as a policy");
	arch_each(arch, l->policy->archs)
		lift_arch(l, arch);
	lift_join_archs(l->policy);
	return compare(l, filter, err);
}

int lift_policy(struct policy *policy, const struct filter *filter, struct text *notes, struct err *err)
{
	AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
	size_t work = LIFT_STEPS;
	struct lift l = { .manager = manager, .policy = policy, .notes = notes, .work = &work };
	int result = lift(&l, filter, err);

	free(l.lifted);
	if (!result)
		return 0;
	policy_free(policy);
	return -1;
}
