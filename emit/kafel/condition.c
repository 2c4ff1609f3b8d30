/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions. Each bit of a value that is made of one argument with & and | is 0, 1 or the argument's bit, so a
 * value is a mask of kept bits and a mask of ones, and a comparison with a number is one test. kafel compares 64 bits if
 * an argument or a number on either side has that many, otherwise only the lower half.
 */
#include <stdlib.h>
#include <string.h>

#include "emit/kafel/kafel.h"

enum { NESTED_MOST = 100, DEPTH_MOST = 200, ANY_MOST = 4096, NO_ARG = SYSCALL_ARGS };     /* DEPTH_MOST is kafel's */

/* Of all conditions of a file, also those made on the way: about 600 bytes each. */
enum { ALTERNATIVES_MOST = 1 << 18 };

struct operand {
	unsigned arg;                         /* or NO_ARG */
	uint64_t keep, ones;
	bool wide;
	bool bare;                            /* an argument alone */
	bool mixed;                           /* of several arguments */
};

enum kind { VALUE, TEST, BOTH, EITHER, NOT, ALWAYS, NEVER, UNKNOWN };

struct branch {
	enum kind kind;
	struct operand value;
	struct in_test test;
	const struct branch *left, *right;
	unsigned depth;
};

struct reader {
	struct kafel_lex *lex;
	const struct kafel_constants *constants;
	const struct kafel_arguments *arguments;
	unsigned depth;                       /* of parentheses */
	unsigned deepest;                     /* node */
};

static const struct branch *read_any(struct reader *reader, struct err *err);

static struct branch *node_of(struct reader *reader, enum kind kind, const struct branch *left, const struct branch *right)
{
	struct branch *node = arena_alloc(reader->lex->arena, sizeof(*node));
	unsigned of_left = left ? left->depth + 1 : 0, of_right = right ? right->depth + 1 : 0;

	*node = (struct branch){ .kind = kind, .left = left, .right = right, .depth = of_left > of_right ? of_left : of_right };
	reader->deepest = node->depth > reader->deepest ? node->depth : reader->deepest;
	return node;
}

static bool is_number(const struct operand *value)
{
	return value->arg == NO_ARG && !value->mixed;
}

static struct operand number(uint64_t ones)
{
	return (struct operand){ .arg = NO_ARG, .ones = ones, .wide = ones > UINT32_MAX };
}

/* kafel folds numbers, drops a number without effect, and the argument where the number decides. */
static struct operand joined(struct operand a, struct operand b, bool is_or)
{
	if (is_number(&a) && is_number(&b))
		return number(is_or ? a.ones | b.ones : a.ones & b.ones);
	if (is_number(&a)) {
		struct operand swap = a;
		a = b;
		b = swap;
	}
	uint64_t deciding = is_or ? UINT64_MAX : 0;
	if (is_number(&b) && b.ones == deciding)
		return number(deciding);
	if (is_number(&b) && b.ones == ~deciding)
		return a;
	struct operand value = { .arg = a.arg, .wide = a.wide || b.wide, .mixed = a.mixed || b.mixed };
	value.mixed |= a.arg != NO_ARG && b.arg != NO_ARG && a.arg != b.arg;
	if (is_or) {
		value.ones = a.ones | b.ones;
		value.keep = (a.keep | b.keep) & ~value.ones;
	} else {
		value.ones = a.ones & b.ones;
		value.keep = (a.keep | a.ones) & (b.keep | b.ones) & ~value.ones;
	}
	return value;
}

static int find_name(struct reader *reader, struct operand *value, struct err *err)
{
	const struct kafel_lex *lex = reader->lex;
	const struct kafel_constant *constant = kafel_constant(reader->constants, lex->token.word);

	if (constant) {
		*value = number(constant->value);
		return 0;
	}
	for (unsigned i = 0; i < SYSCALL_ARGS && reader->arguments->at[i].name; i++)
		if (!strcmp(reader->arguments->at[i].name, lex->token.word)) {
			*value = (struct operand){ .arg = i, .keep = UINT64_MAX, .wide = reader->arguments->at[i].wide, .bare = true };
			return 0;
		}
	return kafel_unexpected(lex, "an argument of the call, or a constant", err);
}

/* A number, a name, or something between parentheses. */
static const struct branch *read_operand(struct reader *reader, struct err *err)
{
	struct kafel_lex *lex = reader->lex;
	struct branch *node = node_of(reader, VALUE, NULL, NULL);

	if (kafel_is_sign(lex, '(')) {
		if (++reader->depth > NESTED_MOST)
			return err_set(err, "%s:%u: condition nested too deeply", lex->name, lex->line), NULL;
		if (kafel_next(lex, err))
			return NULL;
		const struct branch *inner = read_any(reader, err);
		reader->depth--;
		return inner && !kafel_take_sign(lex, ')', err) ? inner : NULL;
	}
	if (lex->token.kind == KAFEL_NUMBER)
		node->value = number(lex->token.number);
	else if (!kafel_is_name(lex))
		return kafel_unexpected(lex, "an argument, a number or '('", err), NULL;
	else if (find_name(reader, &node->value, err))
		return NULL;
	return kafel_next(lex, err) ? NULL : node;
}

static const struct branch *join(struct reader *reader, const struct branch *left, const struct branch *right, bool is_or, struct err *err)
{
	struct branch *node = node_of(reader, VALUE, left, right);

	if (left->kind != VALUE || right->kind != VALUE)
		return kafel_unexpected(reader->lex, "values, not conditions, on both sides of & and |", err), NULL;
	node->value = joined(left->value, right->value, is_or);
	return node;
}

static const struct branch *read_ands(struct reader *reader, struct err *err)
{
	const struct branch *left = read_operand(reader, err);

	while (left && kafel_is_sign(reader->lex, '&')) {
		const struct branch *right = kafel_next(reader->lex, err) ? NULL : read_operand(reader, err);
		left = right ? join(reader, left, right, false, err) : NULL;
	}
	return left;
}

static const struct branch *read_ors(struct reader *reader, struct err *err)
{
	const struct branch *left = read_ands(reader, err);

	while (left && kafel_is_sign(reader->lex, '|')) {
		const struct branch *right = kafel_next(reader->lex, err) ? NULL : read_ands(reader, err);
		left = right ? join(reader, left, right, true, err) : NULL;
	}
	return left;
}

static bool is_ordered(enum in_op op)
{
	return op != IN_EQ && op != IN_NE;
}

static bool compare(uint64_t a, enum in_op op, uint64_t b)
{
	switch (op) {
	case IN_EQ: return a == b;
	case IN_NE: return a != b;
	case IN_LT: return a < b;
	case IN_LE: return a <= b;
	case IN_GT: return a > b;
	default: return a >= b;
	}
}

static enum in_op turned(enum in_op op)
{
	return op == IN_LT ? IN_GT : op == IN_LE ? IN_GE : op == IN_GT ? IN_LT : op == IN_GE ? IN_LE : op;
}

static struct branch *decided(struct reader *reader, bool holds)
{
	return node_of(reader, holds ? ALWAYS : NEVER, NULL, NULL);
}

/* keep and ones have no common bit, so an order is one of the kept bits alone. */
static struct branch *order(struct reader *reader, struct operand value, enum in_op op, uint64_t than)
{
	if (than < value.ones)
		return decided(reader, op == IN_GT || op == IN_GE);
	struct branch *node = node_of(reader, TEST, NULL, NULL);
	node->test = (struct in_test){ value.arg, op, value.keep, than - value.ones };
	return node;
}

/* Bits that only one side takes from the argument must be as the other side has them. */
static struct branch *equality(struct reader *reader, struct operand a, struct operand b, enum in_op op)
{
	uint64_t taken = a.keep ^ b.keep, wanted = (a.keep & ~b.keep & b.ones) | (b.keep & ~a.keep & a.ones);

	if (~a.keep & ~b.keep & (a.ones ^ b.ones))
		return decided(reader, op == IN_NE);
	if (!taken)
		return decided(reader, op == IN_EQ);
	struct branch *node = node_of(reader, TEST, NULL, NULL);
	node->test = (struct in_test){ a.arg != NO_ARG ? a.arg : b.arg, op, taken, wanted };
	return node;
}

static const struct branch *comparison(struct reader *reader, struct operand a, enum in_op op, struct operand b)
{
	uint64_t width = a.wide || b.wide ? UINT64_MAX : UINT32_MAX;
	bool two = a.mixed || b.mixed || (a.arg != NO_ARG && b.arg != NO_ARG && a.arg != b.arg);

	if (is_number(&a) && is_number(&b))
		return decided(reader, compare(a.ones, op, b.ones));
	if (a.bare && b.bare && a.arg == b.arg)
		return decided(reader, op == IN_EQ || op == IN_LE || op == IN_GE);
	a.keep &= width, a.ones &= width;
	b.keep &= width, b.ones &= width;
	if (two || (is_ordered(op) && a.keep && b.keep))
		return node_of(reader, UNKNOWN, NULL, NULL);
	if (!is_ordered(op))
		return equality(reader, a, b, op);
	if (!a.keep && !b.keep)
		return decided(reader, compare(a.ones, op, b.ones));
	return a.keep ? order(reader, a, op, b.ones) : order(reader, b, turned(op), a.ones);
}

/* kafel refuses deeper ones, which also bounds what follows here. */
static const struct branch *not_too_deep(struct reader *reader, const struct branch *node, struct err *err)
{
	if (node && reader->deepest > DEPTH_MOST)
		return err_set(err, "%s:%u: condition nested too deeply: kafel accepts a depth of %d", reader->lex->name, reader->lex->line, DEPTH_MOST), NULL;
	return node;
}

static const struct branch *wants_condition(struct reader *reader, const struct branch *node, struct err *err)
{
	if (node && node->kind == VALUE)
		return kafel_unexpected(reader->lex, "a comparison", err), NULL;
	return node;
}

/* A comparison, !CONDITION, or something between parentheses: which of a value and a condition, its reader decides. */
static const struct branch *read_primary(struct reader *reader, struct err *err)
{
	struct kafel_lex *lex = reader->lex;
	static const enum in_op ops[] = { [KAFEL_EQ] = IN_EQ, [KAFEL_NE] = IN_NE, [KAFEL_LE] = IN_LE, [KAFEL_GE] = IN_GE,
	                                  [KAFEL_LT] = IN_LT, [KAFEL_GT] = IN_GT };

	if (kafel_is_sign(lex, '!')) {
		if (++reader->depth > NESTED_MOST)
			return err_set(err, "%s:%u: condition nested too deeply", lex->name, lex->line), NULL;
		const struct branch *inner = kafel_next(lex, err) ? NULL : wants_condition(reader, read_primary(reader, err), err);
		reader->depth--;
		return inner ? node_of(reader, NOT, inner, NULL) : NULL;
	}
	const struct branch *left = read_ors(reader, err);
	if (!left || left->kind != VALUE || lex->token.kind < KAFEL_EQ || lex->token.kind > KAFEL_GT)
		return left;
	enum in_op op = ops[lex->token.kind];
	const struct branch *right = kafel_next(lex, err) ? NULL : read_ors(reader, err);
	if (right && right->kind != VALUE)
		return kafel_unexpected(lex, "a value after the comparison", err), NULL;
	return right ? comparison(reader, left->value, op, right->value) : NULL;
}

static const struct branch *read_all(struct reader *reader, struct err *err)
{
	const struct branch *left = read_primary(reader, err);

	while (left && reader->lex->token.kind == KAFEL_AND) {
		left = wants_condition(reader, left, err);
		const struct branch *right = !left || kafel_next(reader->lex, err) ? NULL : wants_condition(reader, read_primary(reader, err), err);
		left = right ? not_too_deep(reader, node_of(reader, BOTH, left, right), err) : NULL;
	}
	return left;
}

/* The comma is another ||, which binds less. */
static const struct branch *read_any(struct reader *reader, struct err *err)
{
	const struct branch *left = read_all(reader, err);

	while (left && (reader->lex->token.kind == KAFEL_OR || kafel_is_sign(reader->lex, ','))) {
		left = wants_condition(reader, left, err);
		const struct branch *right = !left || kafel_next(reader->lex, err) ? NULL : wants_condition(reader, read_all(reader, err), err);
		left = right ? not_too_deep(reader, node_of(reader, EITHER, left, right), err) : NULL;
	}
	return left;
}

static int expand(struct kafel_lex *lex, const struct branch *node, bool negated, struct kafel_any *out);

static bool may_make(struct kafel_lex *lex, size_t count)
{
	lex->alternatives += count;
	return lex->alternatives <= ALTERNATIVES_MOST;
}

static int one(struct kafel_lex *lex, struct kafel_any *out, const struct in_test *test)
{
	if (!may_make(lex, 1))
		return -1;
	out->at = mem_alloc(sizeof(*out->at));
	out->count = 1;
	out->at[0].count = test ? 1 : 0;
	if (test)
		out->at[0].test[0] = *test;
	return 0;
}

static int append(struct kafel_lex *lex, struct kafel_any *out, const struct kafel_any *more)
{
	out->unknown |= more->unknown;
	if (out->count + more->count > ANY_MOST || !may_make(lex, more->count))
		return -1;
	out->at = mem_resize(out->at, (out->count + more->count + 1) * sizeof(*out->at));
	if (more->count)
		memcpy(out->at + out->count, more->at, more->count * sizeof(*out->at));
	out->count += more->count;
	return 0;
}

static int product(struct kafel_lex *lex, struct kafel_any *out, const struct kafel_any *a, const struct kafel_any *b)
{
	out->unknown |= a->unknown || b->unknown;
	if (a->count * b->count > ANY_MOST || !may_make(lex, a->count * b->count))
		return -1;
	out->at = mem_alloc((a->count * b->count + 1) * sizeof(*out->at));
	for (size_t i = 0; i < a->count * b->count; i++) {
		const struct kafel_all *left = &a->at[i / b->count], *right = &b->at[i % b->count];
		struct kafel_all *all = &out->at[out->count++];
		if (left->count + right->count > COUNT_OF(all->test))
			return -1;
		*all = *left;
		memcpy(all->test + all->count, right->test, right->count * sizeof(*all->test));
		all->count += right->count;
	}
	return 0;
}

/* A chain of || grows at its end: the left side is not copied. */
static int expand_two(struct kafel_lex *lex, const struct branch *node, bool negated, struct kafel_any *out)
{
	struct kafel_any left = { 0 }, right = { 0 };
	bool is_or = (node->kind == EITHER) != negated;
	int failed = expand(lex, node->left, negated, &left) || expand(lex, node->right, negated, &right);

	if (!failed && is_or) {
		*out = left;
		left = (struct kafel_any){ 0 };
		failed = append(lex, out, &right);
	} else if (!failed) {
		failed = product(lex, out, &left, &right);
	}
	free(left.at);
	free(right.at);
	return failed ? -1 : 0;
}

static enum in_op opposite(enum in_op op)
{
	switch (op) {
	case IN_EQ: return IN_NE;
	case IN_NE: return IN_EQ;
	case IN_LT: return IN_GE;
	case IN_LE: return IN_GT;
	case IN_GT: return IN_LE;
	default: return IN_LT;
	}
}

static int expand(struct kafel_lex *lex, const struct branch *node, bool negated, struct kafel_any *out)
{
	struct in_test test = node->test;

	switch (node->kind) {
	case NOT: return expand(lex, node->left, !negated, out);
	case BOTH: case EITHER: return expand_two(lex, node, negated, out);
	case ALWAYS: case NEVER:
		return (node->kind == ALWAYS) != negated ? one(lex, out, NULL) : 0;
	case UNKNOWN:
		out->unknown = true;
		return 0;
	default:
		test.op = negated ? opposite(test.op) : test.op;
		return one(lex, out, &test);
	}
}

int kafel_condition(struct kafel_lex *lex, const struct kafel_constants *constants, const struct kafel_arguments *arguments,
                    struct kafel_any *any, struct err *err)
{
	struct reader reader = { .lex = lex, .constants = constants, .arguments = arguments };
	const char *name = lex->name;
	unsigned line = lex->line;
	const struct branch *node = wants_condition(&reader, read_any(&reader, err), err);

	*any = (struct kafel_any){ 0 };
	if (!node)
		return -1;
	if (!expand(lex, node, false, any))
		return 0;
	free(any->at);
	*any = (struct kafel_any){ 0 };
	if (lex->alternatives > ALTERNATIVES_MOST)
		return err_set(err, "%s:%u: the conditions have more than %d alternatives in all", name, line, ALTERNATIVES_MOST);
	return err_set(err, "%s:%u: the condition has more than %d alternatives", name, line, ANY_MOST);
}
