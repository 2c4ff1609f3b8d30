/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 32-bit arithmetic on bits, as in hardware: a ripple-carry adder, a five-stage
 * shifter, long multiplication and division.
 */
#include "emit/proof/word.h"

#include <linux/filter.h>

enum { WORD_STEPS = 4 };                      /* for a 32-bit operation, besides those of its diagrams */

enum data_word data_word_at(uint32_t offset, bool big_endian)
{
	if (offset == offsetof(struct seccomp_data, arch))
		return DATA_ARCH;
	if (offset == offsetof(struct seccomp_data, nr))
		return DATA_NR;
	bool low = (offset / 4 % 2 == 0) != big_endian;
	if (offset < offsetof(struct seccomp_data, args))
		return low ? DATA_IP_LOW : DATA_IP_HIGH;
	uint32_t arg = (offset - (uint32_t)offsetof(struct seccomp_data, args)) / 8;
	return (enum data_word)((low ? DATA_ARG_LOW : DATA_ARG_HIGH) + 2 * arg);
}

void data_to_words(const struct seccomp_data *data, uint32_t word[DATA_WORDS])
{
	word[DATA_ARCH] = data->arch;
	word[DATA_NR] = (uint32_t)data->nr;
	word[DATA_IP_HIGH] = (uint32_t)(data->instruction_pointer >> 32);
	word[DATA_IP_LOW] = (uint32_t)data->instruction_pointer;
	for (unsigned i = 0; i < 6; i++) {
		word[DATA_ARG_HIGH + 2 * i] = (uint32_t)(data->args[i] >> 32);
		word[DATA_ARG_LOW + 2 * i] = (uint32_t)data->args[i];
	}
}

struct seccomp_data data_of_words(const uint32_t word[DATA_WORDS])
{
	struct seccomp_data data = { .nr = (int)word[DATA_NR], .arch = word[DATA_ARCH] };

	data.instruction_pointer = (uint64_t)word[DATA_IP_HIGH] << 32 | word[DATA_IP_LOW];
	for (unsigned i = 0; i < 6; i++)
		data.args[i] = (uint64_t)word[DATA_ARG_HIGH + 2 * i] << 32 | word[DATA_ARG_LOW + 2 * i];
	return data;
}

struct word word_of_data(struct space *space, enum data_word which)
{
	struct word out;

	space_charge(space, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = diagram_bit(space, 32 * which + 31 - i);
	return out;
}

struct word word_constant(uint32_t value)
{
	struct word out;

	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = value >> i & 1 ? DIAGRAM_YES : DIAGRAM_NO;
	return out;
}

bool word_is_constant(const struct word *word, uint32_t *value)
{
	*value = 0;
	for (unsigned i = 0; i < 32; i++) {
		if (word->bit[i] > DIAGRAM_YES)
			return false;
		*value |= word->bit[i] << i;
	}
	return true;
}

struct word word_choose(struct space *space, diagram condition, const struct word *yes, const struct word *no)
{
	struct word out;

	space_charge(space, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = diagram_choose(space, condition, yes->bit[i], no->bit[i]);
	return out;
}

static struct word bitwise(struct space *space, const struct word *a, const struct word *b,
                           diagram (*gate)(struct space *, diagram, diagram))
{
	struct word out;

	space_charge(space, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = gate(space, a->bit[i], b->bit[i]);
	return out;
}

static struct word negated(struct space *space, const struct word *a)
{
	struct word out;

	space_charge(space, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = diagram_not(space, a->bit[i]);
	return out;
}

static struct word sum(struct space *space, const struct word *a, const struct word *b, diagram carry)
{
	struct word out;

	space_charge(space, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++) {
		diagram one = diagram_xor(space, a->bit[i], b->bit[i]);
		out.bit[i] = diagram_xor(space, one, carry);
		carry = diagram_choose(space, one, carry, a->bit[i]);
	}
	return out;
}

static struct word difference(struct space *space, const struct word *a, const struct word *b)
{
	struct word minus = negated(space, b);
	return sum(space, a, &minus, DIAGRAM_YES);
}

/* Left if `by` is positive. */
static struct word shifted(const struct word *a, int by)
{
	struct word out;

	for (int i = 0; i < 32; i++)
		out.bit[i] = i - by >= 0 && i - by < 32 ? a->bit[i - by] : DIAGRAM_NO;
	return out;
}

/* By the low five bits of `b`, as in the kernel. */
static struct word shift(struct space *space, const struct word *a, const struct word *b, int direction)
{
	struct word out = *a;

	for (int stage = 0; stage < 5; stage++) {
		struct word moved = shifted(&out, direction * (1 << stage));
		out = word_choose(space, b->bit[stage], &moved, &out);
	}
	return out;
}

static struct word product(struct space *space, const struct word *a, const struct word *b)
{
	struct word out = word_constant(0);

	for (int i = 0; i < 32 && !space_is_full(space); i++) {
		struct word part = shifted(a, i);
		if (b->bit[i] == DIAGRAM_NO)
			continue;
		struct word more = sum(space, &out, &part, DIAGRAM_NO);
		out = word_choose(space, b->bit[i], &more, &out);
	}
	return out;
}

static diagram is_zero(struct space *space, const struct word *a)
{
	diagram any = DIAGRAM_NO;

	space_charge(space, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		any = diagram_or(space, any, a->bit[i]);
	return diagram_not(space, any);
}

/* Long division, from the top. A bit shifted out of the remainder means that it
 * exceeds any divisor. */
static struct word quotient(struct space *space, const struct word *a, const struct word *b)
{
	struct word out = word_constant(0), rest = out, zero = out;

	for (int i = 31; i >= 0 && !space_is_full(space); i--) {
		diagram fell_out = rest.bit[31];
		rest = shifted(&rest, 1);
		rest.bit[0] = a->bit[i];
		out.bit[i] = diagram_or(space, fell_out, word_compare(space, BPF_JGE, &rest, b));
		struct word less = difference(space, &rest, b);
		rest = word_choose(space, out.bit[i], &less, &rest);
	}
	return word_choose(space, is_zero(space, b), &zero, &out);
}

struct word word_calculate(struct space *space, uint16_t op, const struct word *a, const struct word *b)
{
	struct word zero = word_constant(0);

	switch (op) {
	case BPF_ADD: return sum(space, a, b, DIAGRAM_NO);
	case BPF_SUB: return difference(space, a, b);
	case BPF_MUL: return product(space, a, b);
	case BPF_DIV: return quotient(space, a, b);
	case BPF_AND: return bitwise(space, a, b, diagram_and);
	case BPF_OR:  return bitwise(space, a, b, diagram_or);
	case BPF_XOR: return bitwise(space, a, b, diagram_xor);
	case BPF_LSH: return shift(space, a, b, 1);
	case BPF_RSH: return shift(space, a, b, -1);
	default:      return difference(space, &zero, a);
	}
}

static diagram equal(struct space *space, const struct word *a, const struct word *b)
{
	diagram out = DIAGRAM_YES;

	space_charge(space, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out = diagram_and(space, diagram_not(space, diagram_xor(space, a->bit[i], b->bit[i])), out);
	return out;
}

/* The highest differing bit decides. */
static diagram at_least(struct space *space, const struct word *a, const struct word *b, diagram if_equal)
{
	diagram out = if_equal;

	space_charge(space, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out = diagram_choose(space, diagram_xor(space, a->bit[i], b->bit[i]), a->bit[i], out);
	return out;
}

diagram word_compare(struct space *space, uint16_t op, const struct word *a, const struct word *b)
{
	switch (op) {
	case BPF_JEQ: return equal(space, a, b);
	case BPF_JGT: return at_least(space, a, b, DIAGRAM_NO);
	case BPF_JGE: return at_least(space, a, b, DIAGRAM_YES);
	}
	struct word both = bitwise(space, a, b, diagram_and);
	return diagram_not(space, is_zero(space, &both));
}
