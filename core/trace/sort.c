/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders a trace by content, so that equal traces are written as equal bytes.
 * Images are sorted first, then sites, which are compared by image, then calls,
 * which are compared by site and program: after each step an index compares like its entry.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"
#include "core/trace/trace.h"

/* Sorts `array` by `order`; returns the new index of each entry, which the caller
 * frees. */
static int *sort(void *array, size_t count, size_t size, int (*order)(const void *a, const void *b))
{
	AUTO_FREE char **at = mem_alloc(count * sizeof(*at));
	AUTO_FREE char *sorted = mem_alloc(count * size);
	int *moved = mem_alloc(count * sizeof(*moved));

	for (size_t i = 0; i < count; i++)
		at[i] = (char *)array + i * size;
	if (count)
		qsort(at, count, sizeof(*at), order);
	for (size_t i = 0; i < count; i++) {
		moved[(size_t)(at[i] - (char *)array) / size] = (int)i;
		memcpy(sorted + i * size, at[i], size);
	}
	if (count)
		memcpy(array, sorted, count * size);
	return moved;
}

static int image_order(const void *left, const void *right)
{
	const struct trace_image *a = *(const struct trace_image *const *)left, *b = *(const struct trace_image *const *)right;
	int order = string_order(a->path, b->path);

	if (!order)
		order = string_order(a->build_id, b->build_id);
	return order ? order : string_order(a->arch, b->arch);
}

static int site_order(const void *left, const void *right)
{
	const struct trace_site *a = *(const struct trace_site *const *)left, *b = *(const struct trace_site *const *)right;
	int order = number_order((uint64_t)a->image, (uint64_t)b->image);

	return order ? order : number_order(a->offset, b->offset);
}

static int program_order(const void *left, const void *right)
{
	const struct trace_program *a = *(const struct trace_program *const *)left, *b = *(const struct trace_program *const *)right;
	int order = string_order(a->path, b->path);

	if (!order)
		order = string_order(a->build_id, b->build_id);
	return order ? order : string_order(a->as, b->as);
}

static int start_order(const void *left, const void *right)
{
	const struct trace_start *a = *(const struct trace_start *const *)left, *b = *(const struct trace_start *const *)right;
	int order = number_order((uint64_t)a->program, (uint64_t)b->program);

	if (!order)
		order = number_order((uint64_t)(a->by + 1), (uint64_t)(b->by + 1));
	return order ? order : number_order(a->replaced, b->replaced);
}

/* Compares the whole key: no two calls are equal. */
static int call_order(const void *left, const void *right)
{
	const struct trace_call *a = *(const struct trace_call *const *)left, *b = *(const struct trace_call *const *)right;
	const int64_t keys[][2] = {
		{ a->arch, b->arch }, { a->nr, b->nr }, { a->origin, b->origin }, { a->site, b->site }, { a->caller, b->caller },
		{ a->program, b->program }, { a->wide, b->wide }, { a->known, b->known },
	};
	int order = 0;

	for (size_t i = 0; !order && i < COUNT_OF(keys); i++)
		order = (keys[i][0] > keys[i][1]) - (keys[i][0] < keys[i][1]);
	for (unsigned i = 0; !order && i < SYSCALL_ARGS; i++)
		order = values_order(&a->selector[i], &b->selector[i]);
	return order ? order : string_order(a->function, b->function);
}

static int note_order(const void *left, const void *right)
{
	return strcmp(**(const char *const *const *)left, **(const char *const *const *)right);
}

static void move_starts(struct trace *trace, const int *moved)
{
	for (size_t i = 0; i < trace->start_count; i++) {
		struct trace_start *start = &trace->starts[i];
		start->program = moved[start->program];
		start->by = start->by == TRACE_NOWHERE ? TRACE_NOWHERE : moved[start->by];
	}
}

static void move_sites(struct trace_call *call, const int *moved)
{
	if (call->site != TRACE_NOWHERE)
		call->site = moved[call->site];
	if (call->caller)
		call->caller = 1 + moved[call->caller - 1];
	for (int i = 0; i < call->stack_depth; i++)
		call->stack[i] = moved[call->stack[i]];
}

void trace_sort(struct trace *trace)
{
	trace_forget_index(trace);
	AUTO_FREE int *images = sort(trace->images, trace->image_count, sizeof(*trace->images), image_order);
	for (size_t i = 0; i < trace->site_count; i++)
		trace->sites[i].image = images[trace->sites[i].image];
	AUTO_FREE int *sites = sort(trace->sites, trace->site_count, sizeof(*trace->sites), site_order);
	AUTO_FREE int *programs = sort(trace->programs, trace->program_count, sizeof(*trace->programs), program_order);
	move_starts(trace, programs);
	free(sort(trace->starts, trace->start_count, sizeof(*trace->starts), start_order));
	for (size_t i = 0; i < trace->call_count; i++) {
		struct trace_call *call = &trace->calls[i];
		move_sites(call, sites);
		call->program = call->program ? 1 + programs[call->program - 1] : 0;
	}
	free(sort(trace->calls, trace->call_count, sizeof(*trace->calls), call_order));
	free(sort(trace->notes, trace->note_count, sizeof(*trace->notes), note_order));
}
