/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A diagram tests the words of a call in a fixed order, so the arguments are
 * processed one by one: from each node reached so far, every pattern of the
 * next argument leads to nodes after its last bit. Equal nodes are shared, and
 * a node is followed once per pattern, so the work is bounded by the diagram's
 * size, not by the size of the box.
 */
#include "emit/proof/box_answers.h"

#include <stdlib.h>

#include "core/base/mem.h"
#include "emit/proof/bitvector.h"

struct reached {
	bdd node;
	struct seccomp_data call;             /* an example that leads there */
};

struct front {
	struct reached *at;
	size_t count, room;
};

/* The descent through the 64 bits of one argument, or of the instruction pointer. */
struct way {
	struct box_answers *all;
	struct front *to;
	unsigned end;                         /* the first bit after them */
	const struct pattern *pattern;
	uint32_t pattern_time, front_time;
	struct seccomp_data call;
	__u64 *field;                         /* of the example being built */
};

void box_answers_begin(struct box_answers *all, const struct manager *manager, bdd answers)
{
	size_t nodes = manager_size(manager);

	*all = (struct box_answers){
		.manager = manager, .answers = answers,
		.followed = mem_alloc(nodes * sizeof(*all->followed)),
		.reached = mem_alloc(nodes * sizeof(*all->reached)),
	};
}

void box_answers_free(struct box_answers *all)
{
	free(all->followed);
	free(all->reached);
	*all = (struct box_answers){0};
}

static void front_add(struct front *front, bdd node, const struct seccomp_data *call)
{
	front->at = mem_grow(front->at, front->count, &front->room, sizeof(*front->at));
	front->at[front->count++] = (struct reached){ node, *call };
}

/* Whether this is the first visit in the current round. */
static bool is_first(uint32_t *when, uint32_t time)
{
	bool first = *when != time;

	*when = time;
	return first;
}

static void arrive(struct way *way, bdd node, uint64_t value)
{
	if (!is_first(&way->all->reached[node], way->front_time))
		return;
	*way->field = value;
	front_add(way->to, node, &way->call);
}

/* `value` is the choice so far; bits not tested keep the pattern's value. */
static void descend(struct way *way, bdd node, uint64_t value)
{
	const struct manager *manager = way->all->manager;

	if (bdd_is_constant(manager, node) || bdd_top(manager, node) >= way->end) {
		arrive(way, node, value);
		return;
	}
	if (!is_first(&way->all->followed[node], way->pattern_time))
		return;
	uint64_t mask = UINT64_C(1) << (way->end - 1 - bdd_top(manager, node));
	descend(way, bdd_follow(manager, node, value & mask), value);
	if (!(way->pattern->known & mask))
		descend(way, bdd_follow(manager, node, !(value & mask)), value ^ mask);
}

/* `first` is the argument's first bit in the diagram's order, `field` its place in a call. */
static struct front advance(struct box_answers *all, const struct front *from, const struct patterns *patterns, unsigned first,
                            size_t field)
{
	struct front next = {0};
	struct way way = { .all = all, .to = &next, .end = first + 64, .front_time = ++all->now };

	way.field = (__u64 *)(void *)((char *)&way.call + field);
	for (size_t k = 0; k < patterns->count; k++) {
		way.pattern = &patterns->at[k];
		way.pattern_time = ++all->now;
		for (size_t i = 0; i < from->count; i++) {
			way.call = from->at[i].call;
			descend(&way, from->at[i].node, way.pattern->value);
		}
	}
	return next;
}

static void advance_in_place(struct box_answers *all, struct front *front, const struct patterns *patterns, unsigned word,
                             size_t field)
{
	struct front next = advance(all, front, patterns, 32 * word, field);

	free(front->at);
	*front = next;
}

void box_answers_each(struct box_answers *all, const struct box *box, box_answers_report *report, void *to)
{
	static const struct patterns anything = { .at = { { 0, 0 } }, .count = 1 };
	const struct seccomp_data call = { .nr = (int)box->nr, .arch = box->audit };
	struct front front = {0};
	bdd here = bdd_given(all->manager, all->answers, DATA_ARCH, box->audit);

	front_add(&front, bdd_given(all->manager, here, DATA_NR, box->nr), &call);
	for (unsigned i = 0; i < BOX_ARGS; i++)
		advance_in_place(all, &front, &box->arg[i], DATA_ARG_HIGH + 2 * i,
		                 offsetof(struct seccomp_data, args) + i * sizeof(call.args[0]));
	advance_in_place(all, &front, &anything, DATA_IP_HIGH, offsetof(struct seccomp_data, instruction_pointer));
	for (size_t i = 0; i < front.count; i++)
		report(to, bdd_constant(all->manager, front.at[i].node), &front.at[i].call);
	free(front.at);
}
