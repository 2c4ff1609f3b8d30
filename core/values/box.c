/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each value of a set is one pattern; bits are one pattern in which all other
 * bits are clear; a range is split by common prefixes: 4 to 11 are 01xx and
 * 10xx. Of several bits of which one must be set, each is a pattern.
 */
#include "core/values/box.h"

static void pattern_add(struct patterns *patterns, uint64_t known, uint64_t value)
{
	if (patterns->count < PATTERNS_MOST)
		patterns->at[patterns->count++] = (struct pattern){ known, value };
}

/* Bits beyond the register's width are known to be clear. */
static uint64_t absent(const struct box *box)
{
	int arch = arch_of_call(box->audit, box->nr);

	return arch >= 0 && arch_info((enum arch)arch)->bits == 32 ? ~(uint64_t)UINT32_MAX : 0;
}

void box_begin(struct box *box, enum arch arch, uint32_t nr)
{
	*box = (struct box){ .audit = arch_info(arch)->audit, .nr = nr };
	for (unsigned i = 0; i < BOX_ARGS; i++)
		pattern_add(&box->arg[i], absent(box), 0);
}

void box_value(struct box *box, unsigned arg, uint64_t known, uint64_t value)
{
	uint64_t all = known | absent(box);

	box->arg[arg].count = 0;
	pattern_add(&box->arg[arg], all, value & known);
}

/* The width in bits of the largest block that begins at `from` and does not exceed `to`. */
static unsigned block(uint64_t from, uint64_t to)
{
	unsigned bits = 0;

	while (bits < 64 && !(from >> bits & 1) && (bits == 63 ? !from && to == UINT64_MAX : to - from >= (UINT64_C(2) << bits) - 1))
		bits++;
	return bits;
}

static void add_range(struct patterns *patterns, uint64_t seen, uint64_t clear, uint64_t from, uint64_t to)
{
	for (;;) {
		unsigned bits = block(from, to);
		uint64_t free = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;

		pattern_add(patterns, (seen & ~free) | clear, from & seen);
		if (to - from <= free)
			return;
		from += free + 1;
	}
}

static void add_each_bit(struct patterns *patterns, uint64_t seen, uint64_t clear, uint64_t bits)
{
	for (uint64_t left = bits & seen & ~clear; left; left &= left - 1) {
		uint64_t bit = left & ~(left - 1);
		pattern_add(patterns, bit | clear, bit);
	}
}

void box_values(struct box *box, unsigned arg, uint64_t known, const struct values *values)
{
	struct patterns *to = &box->arg[arg];
	uint64_t clear = absent(box);

	to->count = 0;
	switch (values->kind) {
	case VALUES_SET:
		for (unsigned i = 0; i < values->count; i++)
			pattern_add(to, known | clear, values->v[i] & known);
		return;
	case VALUES_BITS:
		pattern_add(to, (known & ~values->v[0]) | clear, values->v[0] & known);
		return;
	case VALUES_RANGE:
		add_range(to, known, clear, values->v[0], values->v[1]);
		return;
	case VALUES_HAS_ALL:
		pattern_add(to, (values->v[0] & known) | clear, values->v[0] & known);
		return;
	case VALUES_HAS_ANY:
		add_each_bit(to, known, clear, values->v[0]);
		return;
	case VALUES_MASKED:
		pattern_add(to, (values->v[0] & known) | clear, values->v[1] & known);
		return;
	default:
		pattern_add(to, clear, 0);
	}
}

void box_with_bit(struct box *box, unsigned arg, unsigned bit)
{
	struct patterns *of = &box->arg[arg];
	uint64_t mask = UINT64_C(1) << bit;
	size_t kept = 0;

	for (size_t i = 0; i < of->count; i++)
		if (!(of->at[i].known & mask) || of->at[i].value & mask)
			of->at[kept++] = (struct pattern){ of->at[i].known | mask, of->at[i].value | mask };
	of->count = kept;
}
