/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a filter for all calls at once, where emit/filter/interpreter.c runs it for one:
 * each register holds a struct bitvector; where a branch may go both ways both are
 * followed, and the results are joined by its condition.
 *
 * A filter has exponentially many paths, but few states in which an instruction
 * can be reached. Results are cached per state; what an instruction never reads
 * is not part of its state.
 */
#include "emit/proof/filter_bdd.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/mem.h"
#include "emit/proof/bitvector.h"

/* What may be read later: one bit per memory cell, A and X. */
typedef uint32_t live_set;
enum { LIVE_A = 1 << BPF_MEMWORDS, LIVE_X = LIVE_A << 1 };

enum { REGISTER_A = BPF_MEMWORDS, REGISTER_X, REGISTERS };

struct state {
	uint32_t held[REGISTERS];             /* indices into words; dead ones are 0 */
};

struct met {                                  /* an instruction reached in a state */
	struct state state;
	uint32_t at;
	bdd result;
};

enum { RETURN_BITS_MOST = 16, WORDS_MOST = 4096, STATES_MOST = 1 << 18 };

struct run {
	struct manager *manager;
	const struct filter *filter;
	bool big_endian;
	live_set *live;                       /* before each instruction */
	struct bitvector *words;
	size_t word_count, word_room;
	struct hash_table word_table;
	struct met *met;
	size_t met_count, met_room;
	struct hash_table met_table;
};

static uint64_t hash_of(const uint32_t *number, size_t count, uint64_t hash)
{
	for (size_t i = 0; i < count; i++)
		hash = hash_mix(hash, number[i]);
	return hash;
}

static bool same_word(const void *run, size_t at, const void *wanted)
{
	return !memcmp(&((const struct run *)run)->words[at], wanted, sizeof(struct bitvector));
}

static uint32_t keep(struct run *r, const struct bitvector *word)
{
	uint64_t hash = hash_of(word->bit, COUNT_OF(word->bit), 0);
	int64_t known = hash_find(&r->word_table, hash, same_word, r, word);

	if (known >= 0)
		return (uint32_t)known;
	if (r->word_count == WORDS_MOST)
		manager_give_up(r->manager);
	if (manager_is_full(r->manager))
		return 0;
	r->words = mem_grow(r->words, r->word_count, &r->word_room, sizeof(*r->words));
	r->words[r->word_count] = *word;
	hash_add(&r->word_table, hash, r->word_count);
	return (uint32_t)r->word_count++;
}

static uint32_t keep_constant(struct run *r, uint32_t value)
{
	struct bitvector word = bitvector_constant(value);
	return keep(r, &word);
}

static bool reads_x(const struct sock_filter *insn)
{
	unsigned class = BPF_CLASS(insn->code);

	if (class == BPF_MISC)
		return BPF_MISCOP(insn->code) == BPF_TXA;
	bool has_operand = (class == BPF_ALU && BPF_OP(insn->code) != BPF_NEG) ||
	                   (class == BPF_JMP && BPF_OP(insn->code) != BPF_JA);
	return class == BPF_STX || (has_operand && BPF_SRC(insn->code) == BPF_X);
}

static bool reads_a(const struct sock_filter *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ST:
		return true;
	case BPF_JMP:
		return BPF_OP(insn->code) != BPF_JA;
	case BPF_RET:
		return BPF_RVAL(insn->code) == BPF_A;
	case BPF_MISC:
		return BPF_MISCOP(insn->code) == BPF_TAX;
	}
	return false;
}

static live_set written(const struct sock_filter *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
	case BPF_ALU:
		return LIVE_A;
	case BPF_LDX:
		return LIVE_X;
	case BPF_ST:
	case BPF_STX:
		return 1u << insn->k;
	case BPF_MISC:
		return BPF_MISCOP(insn->code) == BPF_TAX ? LIVE_X : LIVE_A;
	}
	return 0;
}

static live_set live_behind(const struct run *r, size_t at)
{
	const struct sock_filter *insn = &r->filter->insn[at];

	if (BPF_CLASS(insn->code) == BPF_RET)
		return 0;
	if (BPF_CLASS(insn->code) != BPF_JMP)
		return r->live[at + 1];
	if (BPF_OP(insn->code) == BPF_JA)
		return r->live[at + 1 + insn->k];
	return r->live[at + 1 + insn->jt] | r->live[at + 1 + insn->jf];
}

/* Jumps only go forward, so one pass from the end suffices. */
static void find_live(struct run *r)
{
	for (size_t at = r->filter->length; at-- > 0;) {
		const struct sock_filter *insn = &r->filter->insn[at];
		bool cell = BPF_MODE(insn->code) == BPF_MEM && BPF_CLASS(insn->code) <= BPF_LDX;

		r->live[at] = (live_behind(r, at) & ~written(insn)) | (reads_a(insn) ? LIVE_A : 0) |
		              (reads_x(insn) ? LIVE_X : 0) | (cell ? 1u << insn->k : 0);
	}
}

static struct state only_live(const struct run *r, size_t at, const struct state *state)
{
	struct state out = { 0 };

	for (unsigned i = 0; i < REGISTERS; i++)
		if (r->live[at] >> i & 1)
			out.held[i] = state->held[i];
	return out;
}

static void load_or_store(struct run *r, const struct sock_filter *insn, struct state *s)
{
	unsigned class = BPF_CLASS(insn->code);
	uint32_t *to = &s->held[class == BPF_LDX ? REGISTER_X : REGISTER_A];

	if (class == BPF_ST || class == BPF_STX) {
		s->held[insn->k] = s->held[class == BPF_ST ? REGISTER_A : REGISTER_X];
	} else if (BPF_MODE(insn->code) == BPF_MEM) {
		*to = s->held[insn->k];
	} else if (BPF_MODE(insn->code) == BPF_ABS) {
		struct bitvector word = bitvector_of_data(r->manager, data_word_at(insn->k, r->big_endian));
		*to = keep(r, &word);
	} else {
		*to = keep_constant(r, BPF_MODE(insn->code) == BPF_LEN ? sizeof(struct seccomp_data) : insn->k);
	}
}

static struct bitvector operand(const struct run *r, const struct sock_filter *insn, const struct state *s)
{
	return BPF_SRC(insn->code) == BPF_X ? r->words[s->held[REGISTER_X]] : bitvector_constant(insn->k);
}

/* An instruction that neither jumps, divides by X nor returns. */
static void step(struct run *r, const struct sock_filter *insn, struct state *s)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU: {
		struct bitvector a = r->words[s->held[REGISTER_A]], by = operand(r, insn, s);
		a = bitvector_calculate(r->manager, BPF_OP(insn->code), &a, &by);
		s->held[REGISTER_A] = keep(r, &a);
		break;
	}
	case BPF_MISC:
		if (BPF_MISCOP(insn->code) == BPF_TAX)
			s->held[REGISTER_X] = s->held[REGISTER_A];
		else
			s->held[REGISTER_A] = s->held[REGISTER_X];
		break;
	default:
		load_or_store(r, insn, s);
	}
}

/* A word, whose bits from `bit` down are not tested yet, as a return value. */
static bdd returned(struct manager *manager, const struct bitvector *word, int bit, uint32_t value)
{
	if (bit < 0 || !manager_charge(manager, 1))
		return bdd_word(manager, filter_effect(value));
	bdd set = word->bit[bit];
	if (set <= BDD_YES)
		return returned(manager, word, bit - 1, value | set << bit);
	bdd yes = returned(manager, word, bit - 1, value | 1u << bit);
	return bdd_choose(manager, set, yes, returned(manager, word, bit - 1, value));
}

static bdd returned_word(struct manager *manager, const struct bitvector *word)
{
	unsigned unknown = 0;

	for (unsigned i = 0; i < 32; i++)
		unknown += word->bit[i] > BDD_YES;
	if (unknown > RETURN_BITS_MOST)
		manager_give_up(manager);
	return returned(manager, word, 31, 0);
}

static bdd follow(struct run *r, size_t at, const struct state *before);

static bdd branch(struct run *r, size_t at, const struct state *s)
{
	const struct sock_filter *insn = &r->filter->insn[at];
	struct bitvector with = operand(r, insn, s);
	bdd holds = bitvector_compare(r->manager, BPF_OP(insn->code), &r->words[s->held[REGISTER_A]], &with);

	if (holds == BDD_YES || insn->jt == insn->jf)
		return follow(r, at + 1 + insn->jt, s);
	bdd no = follow(r, at + 1 + insn->jf, s);
	return holds == BDD_NO ? no : bdd_choose(r->manager, holds, follow(r, at + 1 + insn->jt, s), no);
}

/* The kernel returns 0, which kills the thread, if X is zero. */
static bdd divide(struct run *r, size_t at, struct state *s)
{
	struct bitvector x = r->words[s->held[REGISTER_X]], zero = bitvector_constant(0);
	bdd by_zero = bitvector_compare(r->manager, BPF_JEQ, &x, &zero);

	step(r, &r->filter->insn[at], s);
	return bdd_choose(r->manager, by_zero, bdd_word(r->manager, 0), follow(r, at + 1, s));
}

/* From a new state to the end. */
static bdd run(struct run *r, size_t at, struct state s)
{
	for (; manager_charge(r->manager, 1); at++) {
		const struct sock_filter *insn = &r->filter->insn[at];

		if (insn->code == (BPF_RET | BPF_K))
			return bdd_word(r->manager, filter_effect(insn->k));
		if (BPF_CLASS(insn->code) == BPF_RET)
			return returned_word(r->manager, &r->words[s.held[REGISTER_A]]);
		if (insn->code == (BPF_ALU | BPF_DIV | BPF_X))
			return divide(r, at, &s);
		if (insn->code == (BPF_JMP | BPF_JA))
			return follow(r, at + 1 + insn->k, &s);
		if (BPF_CLASS(insn->code) == BPF_JMP)
			return branch(r, at, &s);
		step(r, insn, &s);
	}
	return BDD_NO;
}

static bool same_place(const void *run, size_t at, const void *wanted)
{
	const struct met *a = &((const struct run *)run)->met[at], *b = wanted;

	return a->at == b->at && !memcmp(&a->state, &b->state, sizeof(a->state));
}

static void note_met(struct run *r, struct met met, uint64_t hash)
{
	hash_add(&r->met_table, hash, r->met_count);
	r->met = mem_grow(r->met, r->met_count, &r->met_room, sizeof(*r->met));
	r->met[r->met_count++] = met;
}

static bdd follow(struct run *r, size_t at, const struct state *before)
{
	struct met met = { .state = only_live(r, at, before), .at = (uint32_t)at };
	uint64_t hash = hash_of(met.state.held, REGISTERS, at);
	int64_t known = hash_find(&r->met_table, hash, same_place, r, &met);

	if (known >= 0)
		return r->met[known].result;
	if (r->met_count >= STATES_MOST)
		manager_give_up(r->manager);
	if (manager_is_full(r->manager))
		return BDD_NO;
	met.result = run(r, at, met.state);
	note_met(r, met, hash);
	return met.result;
}

bdd filter_bdd(struct manager *manager, const struct filter *filter, bool big_endian)
{
	AUTO_FREE live_set *live = mem_alloc(filter->length * sizeof(*live));
	struct run r = { .manager = manager, .filter = filter, .big_endian = big_endian, .live = live };
	struct state zero = { 0 };

	keep_constant(&r, 0);
	find_live(&r);
	bdd result = follow(&r, 0, &zero);
	hash_free(&r.word_table);
	hash_free(&r.met_table);
	free(r.words);
	free(r.met);
	return result;
}
