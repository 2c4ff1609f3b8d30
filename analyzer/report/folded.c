/* SPDX-License-Identifier: Apache-2.0 */
/* The tools split lines at semicolons, and at the last space: a frame has no semicolon of its own. */
#include "analyzer/report/folded.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "core/base/path.h"
#include "core/trace/program.h"

struct folded_stack {
	const char *frames;                   /* belongs to the arena */
	uint64_t count;
};

/* Appends a frame, and frees its words. */
static void add_frame(struct text *words, struct text *out)
{
	for (char *at = words->at; at && (at = strchr(at, ';'));)
		*at = ',';
	text_format(out, "%s%s", out->length ? ";" : "", words->at ? words->at : "");
	text_free(words);
}

static void add_site(const struct trace *trace, int site, struct text *out)
{
	struct text words = {0};

	format_function(trace, site, &words);
	add_frame(&words, out);
}

static void add_program(const struct trace *trace, const struct trace_call *call, struct text *out)
{
	struct text words = {0};

	format_plain(call->program ? path_base(trace->programs[call->program - 1].path) : "unknown program", &words);
	add_frame(&words, out);
}

/* The innermost frame of a stack may be the site of the call itself. */
static void add_frames(const struct trace *trace, const struct trace_call *call, struct text *out)
{
	char label[16];
	struct text words = {0};

	add_program(trace, call, out);
	for (int i = call->stack_depth - 1; i >= 0; i--)
		add_site(trace, call->stack[i], out);
	if (!call->stack_depth || call->stack[0] != call->site)
		add_site(trace, call->site, out);
	text_add(&words, syscall_label(call->arch, call->nr, label));
	add_frame(&words, out);
}

static int frames_order(const void *left, const void *right)
{
	const struct folded_stack *a = left, *b = right;

	return strcmp(a->frames, b->frames);
}

static void write_stacks(struct folded_stack *stacks, size_t count, struct text *out)
{
	qsort(stacks, count, sizeof(*stacks), frames_order);
	for (size_t i = 0, end; i < count; i = end) {
		uint64_t times = 0;
		for (end = i; end < count && !frames_order(&stacks[i], &stacks[end]); end++)
			times += stacks[end].count;
		text_format(out, "%s %" PRIu64 "\n", stacks[i].frames, times);
	}
}

static bool has_stacks(const struct trace *trace)
{
	for (size_t i = 0; i < trace->call_count; i++)
		if (trace->calls[i].stack_depth)
			return true;
	return false;
}

int folded_text(const struct trace *trace, struct text *out, struct err *err)
{
	AUTO_FREE struct folded_stack *stacks = mem_alloc((trace->call_count + 1) * sizeof(*stacks));
	struct arena arena = {0};

	if (!has_stacks(trace))
		return err_set(err, "the trace has no stacks: record it with --stacks");
	for (size_t i = 0; i < trace->call_count; i++) {
		AUTO_TEXT struct text frames = {0};
		add_frames(trace, &trace->calls[i], &frames);
		stacks[i] = (struct folded_stack){arena_string(&arena, frames.at), trace->calls[i].count};
	}
	write_stacks(stacks, trace->call_count, out);
	arena_free(&arena);
	return 0;
}
