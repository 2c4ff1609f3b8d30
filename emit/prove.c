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

bool effect_may_pass(uint32_t ret)
{
	return verdict_may_pass(verdict_of_ret(ret));
}

static bool is_not_made(uint32_t ret)
{
	return !verdict_is_made(verdict_of_ret(ret));
}

/* Where the claim is wrong: see verdict_is_within(). */
static diagram against(struct space *space, diagram left, diagram right, enum claim claim)
{
	diagram differ = diagram_differ(space, left, right);

	if (claim == CLAIM_EQUAL)
		return differ;
	diagram more = diagram_and(space, diagram_where(space, left, effect_may_pass),
	                           diagram_where(space, right, is_not_made));
	return diagram_and(space, more, differ);
}

/* The words of the least call for which a condition holds; it holds for one.
 * `asked` gets a bit for each word that had to be looked at. */
static void find_least(const struct space *space, diagram condition, uint32_t word[DATA_WORDS], uint32_t *asked)
{
	while (!diagram_is_constant(space, condition)) {
		unsigned bit = diagram_top(space, condition);
		bool set = diagram_follow(space, condition, false) == DIAGRAM_NO;

		*asked |= 1u << bit / 32;
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

static int decide(struct proof *proof, struct space *space, diagram left, diagram right, enum claim claim,
                  struct err *err)
{
	diagram wrong = among_known_archs(space, against(space, left, right, claim));
	uint32_t word[DATA_WORDS] = { 0 }, asked = 0;

	*proof = (struct proof){ .holds = wrong == DIAGRAM_NO, .size = space_size(space) };
	if (space_is_full(space))
		return err_set(err, "too intricate to be proved: more than %d nodes or as many steps", SPACE_NODES);
	if (proof->holds)
		return 0;
	find_least(space, wrong, word, &asked);
	proof->call = data_of_words(word);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		proof->asked |= (asked >> (DATA_ARG_HIGH + 2 * i) & 3 ? 1u : 0) << i;
	proof->left = diagram_answer(space, left, word);
	proof->right = diagram_answer(space, right, word);
	return 0;
}

static bool is_big_endian(struct side side)
{
	return side.policy ? arch_is_big_endian(side.policy->archs) : filter_is_big_endian(side.filter);
}

static diagram side_diagram(struct space *space, struct side side)
{
	return side.policy ? policy_diagram(space, side.policy) :
	       filter_diagram(space, side.filter, filter_is_big_endian(side.filter));
}

int prove(struct proof *proof, struct side left, struct side right, enum claim claim, struct err *err)
{
	AUTO_SPACE struct space *space = space_begin(SPACE_NODES);

	if (is_big_endian(left) != is_big_endian(right))
		return err_set(err, "one is for a little-endian arch and the other for a big-endian one");
	diagram one = side_diagram(space, left);
	return decide(proof, space, one, side_diagram(space, right), claim, err);
}

static void argument_text(int id, enum arch arch, unsigned arg, uint64_t value, struct text *out)
{
	enum role role = id == CALL_UNKNOWN ? ROLE__ : syscall_role((enum syscall_id)id, arch, arg);

	if (role == ROLE__) {
		text_format(out, "argument %u 0x%llx", arg, (unsigned long long)value);
		return;
	}
	text_format(out, "%s ", role_info(role)->name);
	role_spell(role, value, out);
}

void prove_call_text(const struct proof *proof, struct text *out)
{
	const struct seccomp_data *call = &proof->call;
	int arch = arch_of_call(call->arch, (uint32_t)call->nr);
	const char *before = "(";
	char label[16];

	if (arch < 0) {
		text_format(out, "arch 0x%x call %u", call->arch, (uint32_t)call->nr);
		return;
	}
	text_format(out, "%s %s", arch_info((enum arch)arch)->name, syscall_label((enum arch)arch, (uint32_t)call->nr, label));
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		if (!(proof->asked >> i & 1))
			continue;
		text_add(out, before);
		argument_text(syscall_by_nr((enum arch)arch, (uint32_t)call->nr), (enum arch)arch, i, call->args[i], out);
		before = ", ";
	}
	text_add(out, before[0] == ',' ? ")" : "");
}

void prove_answer_text(uint32_t ret, struct text *out)
{
	verdict_text(verdict_of_ret(ret), out);
}
