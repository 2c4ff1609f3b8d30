/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both sides as diagrams; then equality is equality of nodes, and a subset is
 * a condition that never holds. Where a claim fails, the way down to the
 * witness asks for the archs of our table first, and then goes where bits are
 * clear as long as it can: the witness has small numbers.
 */
#include "emit/prove.h"

#include "core/arch.h"
#include "emit/meaning.h"
#include "emit/symbolic.h"
#include "emit/word.h"

bool effect_lets_through(uint32_t ret)
{
	uint32_t action = ret & SECCOMP_RET_ACTION_FULL;

	return action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG || action == SECCOMP_RET_TRACE ||
	       action == SECCOMP_RET_USER_NOTIF;
}

static diagram let_through(struct space *space, diagram answers)
{
	return diagram_where(space, answers, effect_lets_through);
}

static diagram against(struct space *space, diagram left, diagram right, enum claim claim)
{
	if (claim == CLAIM_EQUAL)
		return diagram_differ(space, left, right);
	return diagram_and(space, let_through(space, left), diagram_not(space, let_through(space, right)));
}

/* The words of the least call for which a condition holds; it holds for one. */
static void find_least(const struct space *space, diagram condition, uint32_t word[DATA_WORDS])
{
	while (!diagram_is_constant(space, condition)) {
		unsigned bit = diagram_top(space, condition);
		bool set = diagram_follow(space, condition, false) == DIAGRAM_NO;

		word[bit / 32] |= (uint32_t)set << (31 - bit % 32);
		condition = diagram_follow(space, condition, set);
	}
}

static diagram among_known_archs(struct space *space, diagram condition)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		diagram here = diagram_and(space, condition, arch_diagram(space, (enum arch)arch));
		if (here != DIAGRAM_NO)
			return here;
	}
	return condition;
}

static int prove(struct proof *proof, struct space *space, diagram left, diagram right, enum claim claim,
                 struct err *err)
{
	diagram wrong = among_known_archs(space, against(space, left, right, claim));
	uint32_t word[DATA_WORDS] = { 0 };

	*proof = (struct proof){ .holds = wrong == DIAGRAM_NO, .size = space_size(space) };
	if (space_is_full(space))
		return err_set(err, "too intricate to be proved: it would need more than %zu nodes", space_size(space));
	if (proof->holds)
		return 0;
	find_least(space, wrong, word);
	proof->call = data_of_words(word);
	proof->left = diagram_answer(space, left, word);
	proof->right = diagram_answer(space, right, word);
	return 0;
}

/* Archs of both endiannesses are never in one filter. */
static bool is_big_endian(const struct policy *policy)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (policy->archs & ARCH_BIT(arch))
			return arch_info((enum arch)arch)->big_endian;
	return false;
}

int prove_filter(struct proof *proof, const struct filter *filter, const struct policy *policy, enum claim claim,
                 struct err *err)
{
	AUTO_SPACE struct space *space = space_begin(SPACE_NODES);
	diagram left = filter_diagram(space, filter, is_big_endian(policy));

	return prove(proof, space, left, policy_diagram(space, policy), claim, err);
}

int prove_filters(struct proof *proof, const struct filter *left, const struct filter *right, bool big_endian,
                  enum claim claim, struct err *err)
{
	AUTO_SPACE struct space *space = space_begin(SPACE_NODES);
	diagram one = filter_diagram(space, left, big_endian);

	return prove(proof, space, one, filter_diagram(space, right, big_endian), claim, err);
}
