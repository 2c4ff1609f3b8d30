/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of a rule, built backwards: from the last condition of the last row
 * to the first of the first.
 *
 * A condition on one word splits the range of its values and searches the
 * pieces, as is done for numbers; a condition on two words does so for the high
 * word, and for the low words under each piece. Bits take one JSET per word.
 * values_admit() decides which values are admitted.
 *
 * When a row fails, the next one often tests the word that is already loaded,
 * so an entry knows which word it expects and loads it only if necessary.
 */
#include "emit/compile/arguments.h"

#include "emit/compile/intervals.h"
#include "emit/compile/dead_code.h"

/* The contents of the accumulator: the word at an offset in struct seccomp_data, AND
 * mask. */
struct held {
	int offset;                           /* -1: nothing of use */
	uint32_t mask;
};

/* A jump target and what it expects in A; callers with anything else load it
 * first. The load is emitted on demand. */
struct entry {
	struct held want;
	node body;
};

/* One argument of one call, as seen by a condition. */
struct operand {
	unsigned arg;
	uint64_t mask;
	bool big_endian;
};

static const struct held nothing = { -1, UINT32_MAX };

static node enter(struct assembler *as, struct entry to, struct held held)
{
	bool loaded = held.offset == to.want.offset;
	node n = to.body;

	if (to.want.offset < 0 || (loaded && held.mask == to.want.mask))
		return n;
	if (to.want.mask != UINT32_MAX)
		n = assemble_then(as, BPF_ALU | BPF_AND | BPF_K, to.want.mask, n);
	if (loaded && held.mask == UINT32_MAX)
		return n;
	return assemble_then(as, BPF_LD | BPF_W | BPF_ABS, (uint32_t)to.want.offset, n);
}

static struct held low_word(const struct operand *o)
{
	size_t at = offsetof(struct seccomp_data, args[o->arg]);
	return (struct held){ (int)at + 4 * o->big_endian, (uint32_t)o->mask };
}

static struct held high_word(const struct operand *o)
{
	size_t at = offsetof(struct seccomp_data, args[o->arg]);
	return (struct held){ (int)at + 4 * !o->big_endian, (uint32_t)(o->mask >> 32) };
}

/* Boundaries of the admitted values, ascending. */
static unsigned ends_of(const struct values *values, uint64_t ends[2 * VALUES_MAX])
{
	unsigned count = 0;

	for (unsigned i = 0; values->kind == VALUES_SET && i < values->count; i++) {
		ends[count++] = values->v[i];
		ends[count++] = values->v[i] + 1;
	}
	if (values->kind == VALUES_RANGE) {
		ends[count++] = values->v[0];
		ends[count++] = values->v[1] + 1;
	}
	return count;
}

static bool kind_admits(const struct values *values, uint64_t value)
{
	struct values plain = *values;

	plain.negated = false;                /* a negation has already swapped the targets */
	return values_admit(&plain, UINT64_MAX, value);
}

/* The low words under one high word. */
static struct entry low_words(struct assembler *as, const struct operand *o, const struct values *values,
                              uint32_t high, const struct entry way[2])
{
	struct cuts cuts = { 0 };
	uint64_t ends[2 * VALUES_MAX], base = (uint64_t)high << 32;
	size_t count, admitted = 0;

	for (unsigned i = 0, n = ends_of(values, ends); i < n; i++)
		if (ends[i] >> 32 == high)
			cuts_add(&cuts, ends[i]);
	AUTO_FREE struct segment *piece = cuts_intervals(&cuts, &count);
	for (size_t i = 0; i < count; i++)
		admitted += kind_admits(values, base | piece[i].from);
	if (admitted == 0 || admitted == count)
		return way[admitted != 0];

	struct entry low = { .want = low_word(o) };
	node to[2] = { 0 };
	to[true] = enter(as, way[true], low.want);
	to[false] = enter(as, way[false], low.want);
	for (size_t i = 0; i < count; i++)
		piece[i].to = to[kind_admits(values, base | piece[i].from)];
	low.body = decision_tree_node(as, piece, count);
	return low;
}

static struct entry both_words(struct assembler *as, const struct operand *o, const struct values *values,
                               const struct entry way[2])
{
	struct entry high = { .want = high_word(o) };
	struct cuts cuts = { 0 };
	uint64_t ends[2 * VALUES_MAX];
	size_t count;

	for (unsigned i = 0, n = ends_of(values, ends); i < n; i++)
		cuts_add_word(&cuts, ends[i] >> 32);
	AUTO_FREE struct segment *piece = cuts_intervals(&cuts, &count);
	for (size_t i = 0; i < count; i++)
		piece[i].to = enter(as, low_words(as, o, values, piece[i].from, way), high.want);
	high.body = decision_tree_node(as, piece, count);
	return high;
}

/* No bit of a word outside of those: one JSET, without a mask. */
static struct entry bits_of_word(struct assembler *as, struct held word, uint32_t others,
                                 struct entry yes, struct entry no)
{
	struct entry test = { .want = { word.offset, UINT32_MAX } };

	if (!others)
		return yes;
	node admitted = enter(as, yes, test.want);
	test.body = assemble_branch(as, BPF_JSET, others, enter(as, no, test.want), admitted);
	return test;
}

/* None of these bits, which are within the mask. */
static struct entry no_bit_of(struct assembler *as, const struct operand *o, uint64_t others, const struct entry way[2])
{
	struct entry low = bits_of_word(as, low_word(o), (uint32_t)others, way[true], way[false]);
	return bits_of_word(as, high_word(o), (uint32_t)(others >> 32), low, way[false]);
}

/* At least one of these bits of a word. */
static struct entry has_any(struct assembler *as, const struct operand *o, uint64_t bits, const struct entry way[2])
{
	const struct entry swapped[2] = { way[true], way[false] };

	return no_bit_of(as, o, o->mask & bits, swapped);
}

/* The masked bits of a word equal these; no AND if the mask covers the whole word. */
static struct entry word_is(struct assembler *as, struct held word, uint32_t value, struct entry yes, struct entry no)
{
	struct entry test = { .want = word };

	if (!word.mask)
		return yes;
	node admitted = enter(as, yes, word);
	test.body = assemble_branch(as, BPF_JEQ, value, admitted, enter(as, no, word));
	return test;
}

static struct entry masked_is(struct assembler *as, const struct operand *o, uint64_t mask, uint64_t value,
                              const struct entry way[2])
{
	struct held low = low_word(o), high = high_word(o);

	if (value & ~(mask & o->mask))
		return way[false];
	low.mask = (uint32_t)(mask & o->mask);
	high.mask = (uint32_t)((mask & o->mask) >> 32);
	return word_is(as, high, (uint32_t)(value >> 32), word_is(as, low, (uint32_t)value, way[true], way[false]), way[false]);
}

static bool find_operand(struct operand *o, enum role role, enum syscall_id id, enum arch arch)
{
	int arg = syscall_arg(id, arch, role);
	*o = (struct operand){ (unsigned)arg, syscall_mask(id, arch, role), arch_info(arch)->big_endian };
	return arg >= 0;
}

enum fate { NEVER, SOMETIMES, ALWAYS };

static enum fate fate_of_kind(const struct values *values, uint64_t mask)
{
	const uint64_t *v = values->v;

	switch (values->kind) {
	case VALUES_SET:
		return values->count ? SOMETIMES : NEVER;
	case VALUES_BITS:
		return mask & ~v[0] ? SOMETIMES : ALWAYS;
	case VALUES_RANGE:
		return v[0] > v[1] || v[0] > mask ? NEVER : v[0] == 0 && v[1] >= mask ? ALWAYS : SOMETIMES;
	case VALUES_HAS_ALL:
		return v[0] & ~mask ? NEVER : v[0] ? SOMETIMES : ALWAYS;
	case VALUES_HAS_ANY:
		return v[0] & mask ? SOMETIMES : NEVER;
	case VALUES_MASKED:
		return v[1] & ~(v[0] & mask) ? NEVER : v[0] & mask ? SOMETIMES : ALWAYS;
	case VALUES_ANY:
		return ALWAYS;
	}
	return NEVER;
}

static enum fate fate_of_condition(const struct condition *condition, enum syscall_id id, enum arch arch)
{
	struct operand o;

	if (!find_operand(&o, condition->role, id, arch))
		return NEVER;
	enum fate fate = fate_of_kind(&condition->values, o.mask);
	return condition->values.negated ? (enum fate)(ALWAYS - fate) : fate;
}

static enum fate fate_of_row(const struct row *row, enum syscall_id id, enum arch arch)
{
	enum fate all = ALWAYS;

	for (size_t i = 0; i < row->count; i++) {
		enum fate one = fate_of_condition(&row->condition[i], id, arch);
		all = one < all ? one : all;
	}
	return all;
}

static struct entry kind(struct assembler *as, const struct operand *o, const struct values *values,
                         const struct entry way[2])
{
	switch (values->kind) {
	case VALUES_BITS:
		return no_bit_of(as, o, o->mask & ~values->v[0], way);
	case VALUES_HAS_ALL:
		return masked_is(as, o, values->v[0], values->v[0], way);
	case VALUES_HAS_ANY:
		return has_any(as, o, values->v[0], way);
	case VALUES_MASKED:
		return masked_is(as, o, values->v[0], values->v[1], way);
	}
	return o->mask >> 32 ? both_words(as, o, values, way) : low_words(as, o, values, 0, way);
}

/* way[true] is the target for an admitted value, way[false] for any other. The
 * condition is neither always true nor always false. */
static struct entry condition(struct assembler *as, const struct operand *o, const struct values *values,
                              const struct entry way[2])
{
	const struct entry swapped[2] = { way[true], way[false] };

	return kind(as, o, values, values->negated ? swapped : way);
}

static struct entry row(struct assembler *as, const struct row *row, enum syscall_id id, enum arch arch,
                        const struct entry way[2])
{
	struct entry rest[2] = { way[false], way[true] };

	for (size_t i = row->count; i-- > 0;) {
		struct operand o;
		if (fate_of_condition(&row->condition[i], id, arch) == ALWAYS)
			continue;
		find_operand(&o, row->condition[i].role, id, arch);
		rest[true] = condition(as, &o, &row->condition[i].values, rest);
	}
	return rest[true];
}

static struct entry verdict_entry(struct assembler *as, struct verdict verdict)
{
	return (struct entry){ nothing, assemble_return(as, verdict_ret(verdict)) };
}

/* The number of rows before one that always matches; *last is the answer after them. */
static size_t asked_rows(const struct rule *rule, enum arch arch, struct verdict *last)
{
	for (size_t i = 0; i < rule->row_count; i++) {
		if (fate_of_row(&rule->rows[i], rule->id, arch) != ALWAYS)
			continue;
		*last = row_verdict(rule, &rule->rows[i]);
		return i;
	}
	return rule->row_count;
}

/* Chains the rows: where one fails, the next begins. */
static node rows_node(struct assembler *as, const struct rule *rule, enum arch arch, struct verdict otherwise)
{
	size_t asked = asked_rows(rule, arch, &otherwise);
	struct entry out = verdict_entry(as, otherwise);

	for (size_t i = asked; i-- > 0;) {
		const struct row *at = &rule->rows[i];
		if (fate_of_row(at, rule->id, arch) == NEVER)
			continue;
		const struct entry way[2] = { [true] = verdict_entry(as, row_verdict(rule, at)), [false] = out };
		out = row(as, at, rule->id, arch, way);
	}
	return enter(as, out, nothing);
}

static size_t conditions_of(const struct rule *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < rule->row_count; i++)
		count += rule->rows[i].count;
	return count;
}

/* A single condition has no redundant tests; skip the search for dead code. */
node arguments_node(struct assembler *as, const struct rule *rule, enum arch arch, struct verdict otherwise)
{
	AUTO_ASSEMBLER struct assembler *apart = assemble_begin();
	AUTO_FILTER struct filter piece = { 0 };
	struct err too_long;

	if (rule_has_one_verdict(rule) && verdict_equal(rule->verdict, otherwise))
		return assemble_return(as, verdict_ret(otherwise));
	if (conditions_of(rule) < 2 ||
	    assemble_finish(apart, rows_node(apart, rule, arch, otherwise), &piece, &too_long) < 0)
		return rows_node(as, rule, arch, otherwise);
	return dead_code_remove(as, &piece, arch_info(arch)->big_endian);
}
