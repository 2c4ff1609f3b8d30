/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 32-bit arithmetic on bits, as in hardware: a ripple-carry adder, a five-stage
 * shifter, long multiplication and division.
 */
#include "emit/proof/bitvector.h"

#include <linux/filter.h>

#include "core/kernel/syscall.h"

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

unsigned data_asked(uint32_t words)
{
	unsigned asked = 0;

	for (unsigned i = 0; i <= SYSCALL_ARGS; i++)
		asked |= (words >> (DATA_ARG_HIGH + 2 * i) & 3 ? 1u : 0) << i;
	return asked;
}

struct bitvector bitvector_of_data(struct manager *manager, enum data_word which)
{
	struct bitvector out;

	manager_charge(manager, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = bdd_bit(manager, 32 * which + 31 - i);
	return out;
}

struct bitvector bitvector_constant(uint32_t value)
{
	struct bitvector out;

	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = value >> i & 1 ? BDD_YES : BDD_NO;
	return out;
}

bool bitvector_is_constant(const struct bitvector *word, uint32_t *value)
{
	*value = 0;
	for (unsigned i = 0; i < 32; i++) {
		if (word->bit[i] > BDD_YES)
			return false;
		*value |= word->bit[i] << i;
	}
	return true;
}

struct bitvector bitvector_choose(struct manager *manager, bdd condition, const struct bitvector *yes, const struct bitvector *no)
{
	struct bitvector out;

	manager_charge(manager, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = bdd_choose(manager, condition, yes->bit[i], no->bit[i]);
	return out;
}

static struct bitvector bitwise(struct manager *manager, const struct bitvector *a, const struct bitvector *b,
                                bdd (*gate)(struct manager *, bdd, bdd))
{
	struct bitvector out;

	manager_charge(manager, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = gate(manager, a->bit[i], b->bit[i]);
	return out;
}

static struct bitvector negated(struct manager *manager, const struct bitvector *a)
{
	struct bitvector out;

	manager_charge(manager, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out.bit[i] = bdd_not(manager, a->bit[i]);
	return out;
}

static struct bitvector sum(struct manager *manager, const struct bitvector *a, const struct bitvector *b, bdd carry)
{
	struct bitvector out;

	manager_charge(manager, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++) {
		bdd one = bdd_xor(manager, a->bit[i], b->bit[i]);
		out.bit[i] = bdd_xor(manager, one, carry);
		carry = bdd_choose(manager, one, carry, a->bit[i]);
	}
	return out;
}

static struct bitvector difference(struct manager *manager, const struct bitvector *a, const struct bitvector *b)
{
	struct bitvector minus = negated(manager, b);
	return sum(manager, a, &minus, BDD_YES);
}

/* Left if `by` is positive. */
static struct bitvector shifted(const struct bitvector *a, int by)
{
	struct bitvector out;

	for (int i = 0; i < 32; i++)
		out.bit[i] = i - by >= 0 && i - by < 32 ? a->bit[i - by] : BDD_NO;
	return out;
}

/* By the low five bits of `b`, as in the kernel. */
static struct bitvector shift(struct manager *manager, const struct bitvector *a, const struct bitvector *b, int direction)
{
	struct bitvector out = *a;

	for (int stage = 0; stage < 5; stage++) {
		struct bitvector moved = shifted(&out, direction * (1 << stage));
		out = bitvector_choose(manager, b->bit[stage], &moved, &out);
	}
	return out;
}

static struct bitvector product(struct manager *manager, const struct bitvector *a, const struct bitvector *b)
{
	struct bitvector out = bitvector_constant(0);

	for (int i = 0; i < 32 && !manager_is_full(manager); i++) {
		struct bitvector part = shifted(a, i);
		if (b->bit[i] == BDD_NO)
			continue;
		struct bitvector more = sum(manager, &out, &part, BDD_NO);
		out = bitvector_choose(manager, b->bit[i], &more, &out);
	}
	return out;
}

static bdd is_zero(struct manager *manager, const struct bitvector *a)
{
	bdd any = BDD_NO;

	manager_charge(manager, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		any = bdd_or(manager, any, a->bit[i]);
	return bdd_not(manager, any);
}

/* Long division, from the top. A bit shifted out of the remainder means that it
 * exceeds any divisor. */
static struct bitvector quotient(struct manager *manager, const struct bitvector *a, const struct bitvector *b)
{
	struct bitvector out = bitvector_constant(0), rest = out, zero = out;

	for (int i = 31; i >= 0 && !manager_is_full(manager); i--) {
		bdd fell_out = rest.bit[31];
		rest = shifted(&rest, 1);
		rest.bit[0] = a->bit[i];
		out.bit[i] = bdd_or(manager, fell_out, bitvector_compare(manager, BPF_JGE, &rest, b));
		struct bitvector less = difference(manager, &rest, b);
		rest = bitvector_choose(manager, out.bit[i], &less, &rest);
	}
	return bitvector_choose(manager, is_zero(manager, b), &zero, &out);
}

struct bitvector bitvector_calculate(struct manager *manager, uint16_t op, const struct bitvector *a, const struct bitvector *b)
{
	struct bitvector zero = bitvector_constant(0);

	switch (op) {
	case BPF_ADD: return sum(manager, a, b, BDD_NO);
	case BPF_SUB: return difference(manager, a, b);
	case BPF_MUL: return product(manager, a, b);
	case BPF_DIV: return quotient(manager, a, b);
	case BPF_AND: return bitwise(manager, a, b, bdd_and);
	case BPF_OR:  return bitwise(manager, a, b, bdd_or);
	case BPF_XOR: return bitwise(manager, a, b, bdd_xor);
	case BPF_LSH: return shift(manager, a, b, 1);
	case BPF_RSH: return shift(manager, a, b, -1);
	default:      return difference(manager, &zero, a);
	}
}

static bdd equal(struct manager *manager, const struct bitvector *a, const struct bitvector *b)
{
	bdd out = BDD_YES;

	manager_charge(manager, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out = bdd_and(manager, bdd_not(manager, bdd_xor(manager, a->bit[i], b->bit[i])), out);
	return out;
}

/* The highest differing bit decides. */
static bdd at_least(struct manager *manager, const struct bitvector *a, const struct bitvector *b, bdd if_equal)
{
	bdd out = if_equal;

	manager_charge(manager, WORD_STEPS);
	for (unsigned i = 0; i < 32; i++)
		out = bdd_choose(manager, bdd_xor(manager, a->bit[i], b->bit[i]), a->bit[i], out);
	return out;
}

bdd bitvector_compare(struct manager *manager, uint16_t op, const struct bitvector *a, const struct bitvector *b)
{
	switch (op) {
	case BPF_JEQ: return equal(manager, a, b);
	case BPF_JGT: return at_least(manager, a, b, BDD_NO);
	case BPF_JGE: return at_least(manager, a, b, BDD_YES);
	}
	struct bitvector both = bitwise(manager, a, b, bdd_and);
	return bdd_not(manager, is_zero(manager, &both));
}
