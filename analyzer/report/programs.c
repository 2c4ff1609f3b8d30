/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs and their starts are a graph (a shell starts make, which starts shells), and
 * the tree is one walk through it: each program is printed with what it
 * started where it is first met, and alone everywhere else.
 *
 * The starts are sorted by who started, so those of one program are adjacent. The
 * walk has a stack of its own: a file may have a chain of any length.
 */
#include "analyzer/report/programs.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "core/base/order.h"

enum { DEEPEST_INDENT = 24 };

struct depth {                                /* of the walk: starts that are still to print */
	size_t next, end;
};

struct walk {
	const struct trace *trace;
	struct trace_start *starts;           /* by starter, those without one first */
	bool *seen;                           /* by program */
	struct depth *levels;
	size_t depth, room;
	void (*visit)(void *context, const struct program_visit *at);
	void *context;
};

static int by_starter(const void *left, const void *right)
{
	const struct trace_start *a = left, *b = right;
	int order = number_order((uint64_t)(a->by + 1), (uint64_t)(b->by + 1));

	if (!order)
		order = number_order((uint64_t)a->program, (uint64_t)b->program);
	return order ? order : number_order(a->replaced, b->replaced);
}

static bool is_before(const void *element, const void *key)
{
	return ((const struct trace_start *)element)->by < *(const int *)key;
}

/* The first start by this program, or one after it. */
static size_t first_by(const struct walk *walk, int by)
{
	return order_search(walk->starts, walk->trace->start_count, sizeof(*walk->starts), is_before, &by);
}

static void descend(struct walk *walk, int by)
{
	walk->levels = mem_grow(walk->levels, walk->depth, &walk->room, sizeof(*walk->levels));
	walk->levels[walk->depth++] = (struct depth){first_by(walk, by), first_by(walk, by + 1)};
}

static bool is_shim(const struct walk *walk, int program)
{
	for (size_t i = first_by(walk, program); i < first_by(walk, program + 1); i++)
		if (walk->starts[i].replaced && walk->starts[i].program != program)
			return true;
	return false;
}

static bool starts_any(const struct walk *walk, int program)
{
	return first_by(walk, program) < first_by(walk, program + 1);
}

static void visit(struct walk *walk, int program, bool replaced)
{
	const struct program_visit at = {
		.depth = walk->depth, .program = program, .replaced = replaced, .shim = is_shim(walk, program),
		.again = walk->seen[program], .starts = starts_any(walk, program),
	};

	walk->visit(walk->context, &at);
}

static void walk_from(struct walk *walk, int root)
{
	walk->depth = 0;
	visit(walk, root, false);
	if (walk->seen[root])
		return;
	walk->seen[root] = true;
	descend(walk, root);
	while (walk->depth) {
		struct depth *level = &walk->levels[walk->depth - 1];
		if (level->next == level->end) {
			walk->depth--;
			continue;
		}
		const struct trace_start start = walk->starts[level->next++];
		visit(walk, start.program, start.replaced);
		if (walk->seen[start.program])
			continue;
		walk->seen[start.program] = true;
		descend(walk, start.program);
	}
}

static struct walk begin(const struct trace *trace)
{
	struct walk walk = {.trace = trace, .seen = mem_alloc(trace->program_count * sizeof(*walk.seen))};

	walk.starts = mem_alloc(trace->start_count * sizeof(*walk.starts));
	if (trace->start_count) {
		memcpy(walk.starts, trace->starts, trace->start_count * sizeof(*walk.starts));
		qsort(walk.starts, trace->start_count, sizeof(*walk.starts), by_starter);
	}
	return walk;
}

static void end(struct walk *walk)
{
	free(walk->starts);
	free(walk->seen);
	free(walk->levels);
}

void programs_walk(const struct trace *trace, void (*visit_one)(void *context, const struct program_visit *at), void *context)
{
	struct walk walk = begin(trace);

	walk.visit = visit_one;
	walk.context = context;
	for (size_t i = 0; i < first_by(&walk, 0); i++)
		walk_from(&walk, walk.starts[i].program);
	for (size_t i = 0; i < trace->program_count; i++)
		if (!walk.seen[i])            /* only programs that are unknown can have started it */
			walk_from(&walk, (int)i);
	end(&walk);
}

/* --- text --- */

struct printing {
	const struct trace *trace;
	struct text *out;
};

static void print(void *context, const struct program_visit *at)
{
	const struct printing *to = context;
	size_t indent = at->depth < DEEPEST_INDENT ? at->depth : DEEPEST_INDENT;

	text_format(to->out, "%*s%s", 2 + 2 * (int)indent, "", at->replaced ? "exec " : "");
	format_program(to->trace, at->program, to->out);
	text_add(to->out, at->shim ? ", a shim" : "");
	text_add(to->out, at->again && at->starts ? ": see above\n" : "\n");
}

void programs_text(const struct trace *trace, struct text *out)
{
	struct printing to = {trace, out};

	if (trace->program_count)
		text_add(out, "programs, below who started them (exec: in the same process):\n");
	programs_walk(trace, print, &to);
}

/* --- JSON --- */

static json_t *json_starts(const struct walk *walk, int program)
{
	json_t *list = json_array();

	for (size_t i = 0; i < walk->trace->start_count; i++) {
		const struct trace_start *start = &walk->starts[i];
		if (start->program != program)
			continue;
		json_t *object = json_object();
		AUTO_TEXT struct text who = {0};
		if (start->by != TRACE_NOWHERE)
			format_program(walk->trace, start->by, &who);
		json_object_set_new(object, "who", format_json(who.at));
		json_object_set_new(object, "replaced", json_boolean(start->replaced));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *json_program(const struct walk *walk, int index)
{
	const struct trace_program *program = &walk->trace->programs[index];
	json_t *object = json_object();
	AUTO_TEXT struct text who = {0};

	format_program(walk->trace, index, &who);
	json_object_set_new(object, "who", format_json(who.at));
	json_object_set_new(object, "path", format_json(program->path));
	json_object_set_new(object, "build_id", format_json(program->build_id));
	json_object_set_new(object, "as", format_json(program->as));
	json_object_set_new(object, "shim", json_boolean(is_shim(walk, index)));
	json_object_set_new(object, "started_by", json_starts(walk, index));
	return object;
}

json_t *programs_json(const struct trace *trace)
{
	struct walk walk = begin(trace);
	json_t *list = json_array();

	for (size_t i = 0; i < trace->program_count; i++)
		json_array_append_new(list, json_program(&walk, (int)i));
	end(&walk);
	return list;
}
