/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy has three forms for values, and each has a look of its own as a
 * diagram: no bit but these is a single way down; sets and ranges are the
 * intervals that a walk from the lowest value to the highest finds.
 */
#include "emit/shape.h"

#include "emit/word.h"

struct walk {
	const struct space *space;
	unsigned first;                       /* the number of the argument's highest bit */
	uint64_t mask;
	struct values *out;
	int count;                            /* -1: too many */
	uint64_t from, to;                    /* the interval that may go on */
	bool open;
};

static struct values *add(struct walk *w, struct values values)
{
	if (w->count < 0 || w->count == SHAPES_MOST) {
		w->count = -1;
		return NULL;
	}
	w->out[w->count] = values;
	return &w->out[w->count++];
}

static bool has(const struct values *values, uint64_t value)
{
	return values_admit(values, UINT64_MAX, value);
}

/* Values come in ascending order, but not those that differ in bits outside of the mask alone. */
static void add_value(struct walk *w, uint64_t value)
{
	struct values *last = w->count > 0 ? &w->out[w->count - 1] : NULL;

	for (int i = 0; i < w->count; i++)
		if (has(&w->out[i], value))
			return;
	if (!last || last->kind != VALUES_SET || last->count == VALUES_MAX || last->v[last->count - 1] > value)
		last = add(w, (struct values){ .kind = VALUES_SET });
	if (last)
		last->v[last->count++] = value;
}

enum { SINGLE_MOST = 4 };                     /* an interval of so many values is a set of them */

static void close_interval(struct walk *w)
{
	if (!w->open)
		return;
	w->open = false;
	if (w->to - w->from >= SINGLE_MOST) {
		add(w, (struct values){ .kind = VALUES_RANGE, .v = { w->from & w->mask, w->to & w->mask } });
		return;
	}
	for (uint64_t value = w->from; value - w->from <= w->to - w->from; value++)
		add_value(w, value & w->mask);
}

static void add_interval(struct walk *w, uint64_t from, uint64_t to)
{
	if (w->open && w->to + 1 == from) {
		w->to = to;
		return;
	}
	close_interval(w);
	w->from = from;
	w->to = to;
	w->open = true;
}

/* All values that begin with the bits of `value` above `left` more. */
static void walk(struct walk *w, diagram condition, uint64_t value, unsigned left)
{
	uint64_t rest = left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;

	if (condition == DIAGRAM_NO || w->count < 0)
		return;
	if (condition == DIAGRAM_YES) {
		add_interval(w, value, value | rest);
		return;
	}
	bool asked = diagram_top(w->space, condition) == w->first + 64 - left;
	for (int set = 0; set < 2; set++)
		walk(w, asked ? diagram_follow(w->space, condition, set) : condition,
		     value | (uint64_t)set << (left - 1), left - 1);
}

/* Whether it says of some bits that all are clear, and nothing else: those bits. */
static bool are_clear(const struct space *space, diagram condition, unsigned first, uint64_t *bits)
{
	*bits = 0;
	while (!diagram_is_constant(space, condition)) {
		if (diagram_follow(space, condition, true) != DIAGRAM_NO)
			return false;
		*bits |= UINT64_C(1) << (63 - (diagram_top(space, condition) - first));
		condition = diagram_follow(space, condition, false);
	}
	return true;
}

int shape_of(struct space *space, diagram condition, unsigned arg, uint64_t mask, struct values out[SHAPES_MOST])
{
	struct walk w = { .space = space, .first = 32 * (DATA_ARG_HIGH + 2 * arg), .mask = mask, .out = out };
	unsigned width = mask >> 32 ? 64 : 32;
	uint64_t clear;

	if (are_clear(space, condition, w.first, &clear) && clear != mask) {
		add(&w, (struct values){ .kind = clear ? VALUES_BITS : VALUES_ANY, .count = 0, .v = { mask & ~clear } });
		return w.count;
	}
	walk(&w, condition, 0, width);
	close_interval(&w);
	return w.count;
}
