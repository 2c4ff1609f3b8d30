/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jumps only go forward. So one pass from the start finds, as a diagram, which
 * calls reach each instruction and which targets its branches use, and one pass
 * from the end writes what remains. If the accumulator may hold different
 * words, or the manager is full, both targets count as used.
 */
#include "emit/compile/dead_code.h"

#include <string.h>

#include "core/base/mem.h"
#include "emit/proof/bitvector.h"

enum { PRUNE_NODES = 200000 };

struct place {                                /* per instruction */
	bdd when;                             /* the calls that reach it */
	struct bitvector a;                   /* the accumulator for these calls */
	bool mixed;                           /* or something else */
	bool way[2];                          /* of a branch, by its condition: some call goes there */
	node at;                              /* where it is written */
	bool fresh;                           /* the code written here does not read the accumulator */
};

struct dead_code {
	struct manager *manager;
	const struct filter *piece;
	struct place *place;
	bool big_endian;
};

static void meet(struct dead_code *p, size_t at, const struct place *from, const struct bitvector *a, bdd when)
{
	struct place *place = &p->place[at];

	if (when == BDD_NO)
		return;
	place->mixed |= from->mixed || (place->when != BDD_NO && memcmp(&place->a, a, sizeof(*a)) != 0);
	place->a = *a;
	place->when = bdd_or(p->manager, place->when, when);
}

static size_t target(const struct sock_filter *insn, size_t at, bool holds)
{
	if (insn->code == (BPF_JMP | BPF_JA))
		return at + 1 + insn->k;
	return at + 1 + (holds ? insn->jt : insn->jf);
}

static void follow_branch(struct dead_code *p, size_t at)
{
	const struct sock_filter *insn = &p->piece->insn[at];
	struct place *from = &p->place[at];
	struct bitvector k = bitvector_constant(insn->k);
	bdd holds = bitvector_compare(p->manager, BPF_OP(insn->code), &from->a, &k);

	for (int way = 0; way < 2; way++) {
		bdd side = way ? holds : bdd_not(p->manager, holds);
		bdd when = from->mixed ? from->when : bdd_and(p->manager, from->when, side);
		from->way[way] = when != BDD_NO;
		meet(p, target(insn, at, way), from, &from->a, when);
	}
}

static void follow(struct dead_code *p, size_t at)
{
	const struct sock_filter *insn = &p->piece->insn[at];
	struct place *from = &p->place[at];
	struct bitvector k = bitvector_constant(insn->k), a;
	static const struct place known;

	if (BPF_CLASS(insn->code) == BPF_RET)
		return;
	if (insn->code == (BPF_LD | BPF_W | BPF_ABS)) {
		a = bitvector_of_data(p->manager, data_word_at(insn->k, p->big_endian));
		meet(p, at + 1, &known, &a, from->when);
	} else if (BPF_CLASS(insn->code) == BPF_ALU) {
		a = bitvector_calculate(p->manager, BPF_OP(insn->code), &from->a, &k);
		meet(p, at + 1, from, &a, from->when);
	} else if (insn->code == (BPF_JMP | BPF_JA)) {
		meet(p, target(insn, at, true), from, &from->a, from->when);
	} else {
		follow_branch(p, at);
	}
}

/* Writes what `next` does, preceded by this instruction unless it is redundant. */
static void write_plain(struct assembler *as, const struct sock_filter *insn, struct place *place, const struct place *next)
{
	bool loads = BPF_CLASS(insn->code) == BPF_LD;

	place->at = next->fresh ? next->at : assemble_then(as, insn->code, insn->k, next->at);
	place->fresh = next->fresh || loads;
}

static void write_branch(struct assembler *as, const struct sock_filter *insn, struct place *place,
                         const struct place *yes, const struct place *no)
{
	const struct place *only = !place->way[true] ? no : !place->way[false] || yes->at == no->at ? yes : NULL;

	place->at = only ? only->at : assemble_branch(as, BPF_OP(insn->code), insn->k, yes->at, no->at);
	place->fresh = only && only->fresh;
}

static void write_again(struct dead_code *p, struct assembler *as, size_t at)
{
	const struct sock_filter *insn = &p->piece->insn[at];
	struct place *place = &p->place[at];

	if (BPF_CLASS(insn->code) == BPF_RET) {
		place->at = assemble_return(as, insn->k);
		place->fresh = true;
	} else if (insn->code == (BPF_JMP | BPF_JA)) {
		place->at = p->place[target(insn, at, true)].at;
		place->fresh = p->place[target(insn, at, true)].fresh;
	} else if (BPF_CLASS(insn->code) == BPF_JMP) {
		write_branch(as, insn, place, &p->place[target(insn, at, true)], &p->place[target(insn, at, false)]);
	} else {
		write_plain(as, insn, place, &p->place[at + 1]);
	}
}

static void use_everything(struct dead_code *p)
{
	for (size_t at = 0; at < p->piece->length; at++) {
		p->place[at].when = BDD_YES;
		p->place[at].way[false] = p->place[at].way[true] = true;
	}
}

node dead_code_remove(struct assembler *as, const struct filter *piece, bool big_endian)
{
	AUTO_MANAGER struct manager *manager = manager_begin(PRUNE_NODES);
	AUTO_FREE struct place *place = mem_alloc(piece->length * sizeof(*place));
	struct dead_code p = { manager, piece, place, big_endian };

	place[0].when = BDD_YES;
	place[0].mixed = true;
	for (size_t at = 0; at < piece->length; at++)
		if (place[at].when != BDD_NO)
			follow(&p, at);
	if (manager_is_full(manager))
		use_everything(&p);
	for (size_t at = piece->length; at-- > 0;)
		if (place[at].when != BDD_NO)
			write_again(&p, as, at);
	return place[0].at;
}
