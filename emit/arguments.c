/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of a rule, built from the last condition of the last row to the
 * first of the first.
 *
 * A condition on one word cuts the space of its values and searches the
 * pieces, as is done with numbers; one on two words does so for the high word,
 * and for the low words under each piece. Bits are one JSET for each word.
 * Which value is admitted is asked of values_admit() and not decided here.
 *
 * When a row fails, the next one often begins with the word that is loaded
 * already: an entry knows what it wants, and loads only if it is not there.
 */
#include "emit/arguments.h"

#include "emit/pieces.h"
#include "emit/prune.h"

/* What the accumulator holds: the word at an offset in struct seccomp_data, AND mask. */
struct held {
	int offset;                           /* -1: nothing that matters */
	uint32_t mask;
};

/* A place to go, and what must be held there. Whoever comes with something
 * else loads it; the load is not written before. */
struct entry {
	struct held want;
	node body;
};

/* One argument of one call, as a condition sees it. */
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

/* Where, on its way up, a value comes to be admitted or ceases to be. */
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
	AUTO_FREE struct segment *piece = cuts_pieces(&cuts, &count);
	for (size_t i = 0; i < count; i++)
		admitted += values_admit(values, UINT64_MAX, base | piece[i].from);
	if (admitted == 0 || admitted == count)
		return way[admitted != 0];

	struct entry low = { .want = low_word(o) };
	node to[2] = { 0 };
	to[true] = enter(as, way[true], low.want);
	to[false] = enter(as, way[false], low.want);
	for (size_t i = 0; i < count; i++)
		piece[i].to = to[values_admit(values, UINT64_MAX, base | piece[i].from)];
	low.body = search_node(as, piece, count);
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
	AUTO_FREE struct segment *piece = cuts_pieces(&cuts, &count);
	for (size_t i = 0; i < count; i++)
		piece[i].to = enter(as, low_words(as, o, values, piece[i].from, way), high.want);
	high.body = search_node(as, piece, count);
	return high;
}

/* No bit of a word outside of those: one JSET, no mask needed. */
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

static struct entry bits(struct assembler *as, const struct operand *o, uint64_t allowed, const struct entry way[2])
{
	uint64_t others = o->mask & ~allowed;
	struct entry low = bits_of_word(as, low_word(o), (uint32_t)others, way[true], way[false]);
	return bits_of_word(as, high_word(o), (uint32_t)(others >> 32), low, way[false]);
}

static bool find_operand(struct operand *o, enum role role, enum syscall_id id, enum arch arch)
{
	int arg = id == CALL_UNKNOWN ? -1 : syscall_arg(id, arch, role);
	*o = (struct operand){ (unsigned)arg, role_mask(role, arch), arch_info(arch)->big_endian };
	return arg >= 0;
}

static struct values masked(const struct values *values, uint64_t mask)
{
	struct values out = *values;
	for (unsigned i = 0; i < VALUES_MAX; i++)
		out.v[i] &= mask;
	return out;
}

enum fate { NEVER, SOMETIMES, ALWAYS };

static enum fate fate_of_values(const struct values *v, uint64_t mask)
{
	switch (v->kind) {
	case VALUES_SET:
		return v->count ? SOMETIMES : NEVER;
	case VALUES_BITS:
		return mask & ~v->v[0] ? SOMETIMES : ALWAYS;
	case VALUES_RANGE:
		return v->v[0] > v->v[1] ? NEVER : v->v[0] == 0 && v->v[1] == mask ? ALWAYS : SOMETIMES;
	case VALUES_ANY:
		return ALWAYS;
	}
	return NEVER;
}

static enum fate fate_of_row(const struct row *row, enum syscall_id id, enum arch arch)
{
	enum fate all = ALWAYS;

	for (size_t i = 0; i < row->count; i++) {
		struct operand o;
		bool found = find_operand(&o, row->condition[i].role, id, arch);
		struct values values = masked(&row->condition[i].values, o.mask);
		enum fate one = found ? fate_of_values(&values, o.mask) : NEVER;
		all = one < all ? one : all;
	}
	return all;
}

/* way[true] is where a value that is admitted goes, way[false] any other. */
static struct entry condition(struct assembler *as, const struct operand *o, const struct values *values,
                              const struct entry way[2])
{
	struct values clean = masked(values, o->mask);

	if (fate_of_values(&clean, o->mask) == ALWAYS)
		return way[true];
	if (clean.kind == VALUES_BITS)
		return bits(as, o, clean.v[0], way);
	if (o->mask >> 32)
		return both_words(as, o, &clean, way);
	return low_words(as, o, &clean, 0, way);
}

static struct entry row(struct assembler *as, const struct row *row, enum syscall_id id, enum arch arch,
                        const struct entry way[2])
{
	struct entry rest[2] = { way[false], way[true] };

	for (size_t i = row->count; i-- > 0;) {
		struct operand o;
		find_operand(&o, row->condition[i].role, id, arch);
		rest[true] = condition(as, &o, &row->condition[i].values, rest);
	}
	return rest[true];
}

static enum fate fate_of_rule(const struct rule *rule, enum arch arch)
{
	enum fate any = NEVER;

	for (size_t i = 0; i < rule->row_count; i++) {
		enum fate one = fate_of_row(&rule->rows[i], rule->id, arch);
		any = one > any ? one : any;
	}
	return any;
}

/* The rows one after the other; where each gives up, the next one begins. */
static node rows_node(struct assembler *as, const struct rule *rule, enum arch arch, uint32_t yes, uint32_t no)
{
	struct entry way[2] = {
		[true] = { nothing, assemble_return(as, yes) },
		[false] = { nothing, assemble_return(as, no) },
	};

	for (size_t i = rule->row_count; i-- > 0;)
		if (fate_of_row(&rule->rows[i], rule->id, arch) != NEVER)
			way[false] = row(as, &rule->rows[i], rule->id, arch, way);
	return enter(as, way[false], nothing);
}

static size_t conditions_of(const struct rule *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < rule->row_count; i++)
		count += rule->rows[i].count;
	return count;
}

/* One condition alone asks nothing twice. */
static node pruned_rows_node(struct assembler *as, const struct rule *rule, enum arch arch, uint32_t yes, uint32_t no)
{
	AUTO_ASSEMBLER struct assembler *apart = assemble_begin();
	AUTO_FILTER struct filter piece = { 0 };
	struct err too_long;

	if (conditions_of(rule) < 2 || assemble_finish(apart, rows_node(apart, rule, arch, yes, no), &piece, &too_long) < 0)
		return rows_node(as, rule, arch, yes, no);
	return prune_node(as, &piece, arch_info(arch)->big_endian);
}

node arguments_node(struct assembler *as, const struct rule *rule, enum arch arch, uint32_t yes, uint32_t no)
{
	enum fate fate = fate_of_rule(rule, arch);

	if (fate != SOMETIMES || yes == no)
		return assemble_return(as, fate == ALWAYS ? yes : no);
	return pruned_rows_node(as, rule, arch, yes, no);
}
