/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both sides become diagrams, then violations of the claim are searched.
 * Neither result relies on the diagrams alone: if the claim holds, calls are
 * replayed; if not, both sides are run on the calls that refute it.
 */
#include "emit/proof/prove.h"

#include "core/kernel/arch.h"
#include "core/kernel/sockopt.h"
#include "emit/proof/policy_bdd.h"
#include "emit/proof/filter_bdd.h"
#include "emit/proof/bitvector.h"

bool effect_may_pass(uint32_t ret)
{
	return verdict_may_pass(verdict_of_ret(ret));
}

static bdd side_bdd(struct manager *manager, const struct side *side)
{
	return side->policy ? policy_bdd(manager, side->policy) :
	       filter_bdd(manager, side->filter, filter_is_big_endian(side->filter));
}

/* Only 64-bit words differ in byte order: arch and number do not. */
static bool has_byte_order(const struct side *side)
{
	bool loads = side->policy;

	for (size_t i = 0; !side->policy && i < side->filter->length; i++) {
		const struct sock_filter *insn = &side->filter->insn[i];
		loads |= insn->code == (BPF_LD | BPF_W | BPF_ABS) && insn->k >= offsetof(struct seccomp_data, instruction_pointer);
	}
	return loads;
}

/* The sides themselves must give the answers of their diagrams. */
static int confirm(const struct differences *all, const struct side sides[2], struct err *err)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct witness *shown = &all->at[i].shown;
		AUTO_TEXT struct text call = { 0 };
		if (side_answer(&sides[0], &shown->call) == shown->left && side_answer(&sides[1], &shown->call) == shown->right)
			continue;
		prove_witness_text(shown, &call);
		return err_set(err, "internal error, please report it: the proof is wrong on %s", call.at);
	}
	return 0;
}

static int conclude(struct proof *proof, const struct differences *all, const struct manager *manager,
                    const struct side sides[2], const bdd answers[2], struct err *err)
{
	*proof = (struct proof){ .holds = !all->count && !all->left_out, .size = manager_size(manager) };
	if (proof->holds)
		return replay(manager, sides, answers, &proof->tried, err);
	if (all->count) {
		proof->call = all->at[0].shown.call;
		proof->asked = all->at[0].shown.asked;
		proof->left = all->at[0].shown.left;
		proof->right = all->at[0].shown.right;
	}
	return confirm(all, sides, err);
}

int prove_each(struct proof *proof, struct differences *all, size_t most, const struct side sides[2], enum claim claim,
               struct progress *progress, struct err *err)
{
	AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
	bdd answers[2];

	if (side_is_big_endian(&sides[0]) != side_is_big_endian(&sides[1]) && has_byte_order(&sides[0]) && has_byte_order(&sides[1]))
		return err_set(err, "one is for a little-endian arch, the other for a big-endian one");
	manager_show(manager, progress);
	for (int i = 0; i < 2; i++)
		answers[i] = side_bdd(manager, &sides[i]);
	if (!manager_is_full(manager))
		differences_find(all, manager, answers[0], answers[1], claim, most);
	if (manager_is_full(manager))
		return err_set(err, "too intricate to prove: more than %d nodes or %d steps", MANAGER_NODES, MANAGER_STEPS);
	return conclude(proof, all, manager, sides, answers, err);
}

int prove(struct proof *proof, struct side left, struct side right, enum claim claim, struct err *err)
{
	AUTO_DIFFERENCES struct differences first = { 0 };
	const struct side sides[2] = { left, right };

	return prove_each(proof, &first, 1, sides, claim, NULL, err);
}

static void argument_text(int id, enum arch arch, unsigned arg, const struct seccomp_data *call, struct text *out)
{
	enum role role = id == CALL_UNKNOWN || arg == SYSCALL_ARGS ? ROLE__ : syscall_role((enum syscall_id)id, arch, arg);

	if (arg == SYSCALL_ARGS) {
		text_format(out, "instruction pointer 0x%llx", (unsigned long long)call->instruction_pointer);
		return;
	}
	if (role == ROLE__) {
		text_format(out, "argument %u 0x%llx", arg, (unsigned long long)call->args[arg]);
		return;
	}
	text_format(out, "%s ", role_info(role)->name);
	sockopt_spell(role, call->args[arg], sockopt_level(id, arch, call), out);
}

void prove_call_text(const struct proof *proof, struct text *out)
{
	prove_witness_text(&(struct witness){ .call = proof->call, .asked = proof->asked }, out);
}

void prove_witness_text(const struct witness *witness, struct text *out)
{
	const struct seccomp_data *call = &witness->call;
	int arch = arch_of_call(call->arch, (uint32_t)call->nr);
	int id = arch < 0 ? CALL_UNKNOWN : syscall_by_nr((enum arch)arch, (uint32_t)call->nr);
	const char *before = "(";
	char label[16];

	if (arch < 0)
		text_format(out, "arch 0x%x call %u", call->arch, (uint32_t)call->nr);
	else
		text_format(out, "%s %s", arch_info((enum arch)arch)->name, syscall_label((enum arch)arch, (uint32_t)call->nr, label));
	for (unsigned i = 0; i <= SYSCALL_ARGS; i++) {
		if (!(witness->asked >> i & 1))
			continue;
		text_add(out, before);
		argument_text(id, arch < 0 ? ARCH_X86_64 : (enum arch)arch, i, call, out);
		before = ", ";
	}
	text_add(out, before[0] == ',' ? ")" : "");
}

void prove_answer_text(uint32_t ret, struct text *out)
{
	verdict_text(verdict_of_ret(ret), out);
}
