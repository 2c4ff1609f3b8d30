/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random_filter: programs that no compiler generated: mostly valid
 * instructions, with operands on both sides of the limits.
 */
#ifndef TESTS_EMIT_RANDOM_FILTER_H
#define TESTS_EMIT_RANDOM_FILTER_H

#include "emit/filter/filter.h"
#include "tests/emit/random.h"

static inline uint16_t random_code(struct rng *rng)
{
	static const uint16_t others[] = {
		BPF_LD | BPF_W | BPF_ABS, BPF_LD | BPF_W | BPF_ABS, BPF_LD | BPF_W | BPF_LEN, BPF_LDX | BPF_W | BPF_LEN,
		BPF_LD | BPF_IMM, BPF_LDX | BPF_IMM, BPF_LD | BPF_MEM, BPF_LDX | BPF_MEM, BPF_ST, BPF_STX, BPF_ST, BPF_STX,
		BPF_MISC | BPF_TAX, BPF_MISC | BPF_TXA, BPF_RET | BPF_K, BPF_RET | BPF_A, BPF_ALU | BPF_NEG,
	};
	static const uint16_t ops[] = { BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_OR, BPF_AND, BPF_LSH, BPF_RSH, BPF_XOR };
	static const uint16_t jumps[] = { BPF_JA, BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
	uint16_t source = rng_chance(rng, 50) ? BPF_X : BPF_K;
	uint16_t any = (uint16_t)rng_next(rng);

	if (rng_chance(rng, 1))
		return rng_chance(rng, 80) ? any & 0xff : any;
	switch (rng_below(rng, 3)) {
	case 0:
		return (uint16_t)(BPF_ALU | ops[rng_below(rng, COUNT_OF(ops))] | source);
	case 1: {
		uint16_t op = jumps[rng_below(rng, COUNT_OF(jumps))];
		return (uint16_t)(BPF_JMP | op | (op == BPF_JA ? 0 : source));
	}
	default:
		return others[rng_below(rng, COUNT_OF(others))];
	}
}

static inline uint32_t random_operand(struct rng *rng, uint16_t code, size_t after)
{
	if (rng_chance(rng, 1))
		return (uint32_t)random_value(rng);
	switch (BPF_CLASS(code)) {
	case BPF_LD:
	case BPF_LDX:
		if (BPF_MODE(code) == BPF_ABS)
			return rng_below(rng, rng_chance(rng, 2) ? 20 : 16) * 4;
		return BPF_MODE(code) == BPF_MEM ? rng_below(rng, 3) : (uint32_t)random_value(rng);
	case BPF_ST:
	case BPF_STX:
		return rng_below(rng, rng_chance(rng, 2) ? 18 : 3);
	case BPF_JMP:
		if (BPF_OP(code) == BPF_JA)
			return rng_below(rng, (unsigned)after + (!after || rng_chance(rng, 4)));
		break;
	case BPF_ALU:
		if (BPF_OP(code) == BPF_LSH || BPF_OP(code) == BPF_RSH)
			return rng_below(rng, rng_chance(rng, 4) ? 34 : 32);
	}
	return (uint32_t)random_value(rng);
}

static inline struct sock_filter random_insn(struct rng *rng, size_t after)
{
	unsigned reach = (unsigned)(after < 255 ? after : 255) + rng_chance(rng, 1);
	struct sock_filter insn = { .code = random_code(rng) };

	insn.k = random_operand(rng, insn.code, after);
	if (BPF_CLASS(insn.code) == BPF_JMP && reach) {
		insn.jt = (uint8_t)rng_below(rng, reach < 8 ? reach : 8);
		insn.jf = (uint8_t)rng_below(rng, reach);
	}
	return insn;
}

/* `insn` has room for `most`; returns the length. */
static inline size_t random_filter(struct rng *rng, struct sock_filter *insn, size_t most)
{
	size_t length = 1 + rng_below(rng, (unsigned)most);
	uint16_t source = rng_chance(rng, 50) ? BPF_A : BPF_K;

	for (size_t i = 0; i < length; i++)
		insn[i] = random_insn(rng, length - i - 1);
	if (!rng_chance(rng, 3))
		insn[length - 1] = (struct sock_filter){ BPF_RET | source, 0, 0, (uint32_t)random_value(rng) };
	return length;
}

static inline void mutate_filter(struct rng *rng, struct filter *filter)
{
	size_t at = rng_below(rng, (unsigned)filter->length);
	struct sock_filter *insn = &filter->insn[at];

	switch (rng_below(rng, 6)) {
	case 0:  insn->code ^= (uint16_t)(1u << rng_below(rng, 10)); break;
	case 1:  insn->jt = (uint8_t)rng_next(rng); break;
	case 2:  insn->jf = (uint8_t)rng_next(rng); break;
	case 3:  insn->k ^= 1u << rng_below(rng, 32); break;
	case 4:  filter->length = at + 1; break;
	default: *insn = random_insn(rng, filter->length - at - 1); break;
	}
}

#endif
