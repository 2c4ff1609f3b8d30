/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The entries of the call are grouped by the responsible place, the code that
 * entered the kernel, and how. Entries that differ otherwise (in arguments, or in
 * the instruction within a line) are joined as in the trace; the stack is that of
 * the most frequent.
 */
#include "analyzer/report/why.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/text/list.h"
#include "analyzer/text/multiplexer.h"
#include "analyzer/text/format.h"
#include "core/base/mark.h"
#include "core/base/order.h"
#include "core/trace/caller.h"
#include "core/policy/policy.h"
#include "core/values/values_json.h"

struct reason {
	const char *place, *site, *stack;     /* in words; owned by the reasons */
	struct trace_call call;               /* its entries, joined */
	struct multiplexer_commands commands;
};

struct reasons {
	struct arena arena;
	struct reason *at;
	size_t count, room;
	uint64_t times;
};

static bool is_asked(const struct trace_call *call, const struct why_call *asked)
{
	return asked->id == CALL_UNKNOWN ? call->nr == asked->nr : syscall_by_nr(call->arch, call->nr) == asked->id;
}

static void add_reason(struct reasons *reasons, const struct trace *trace, const struct trace_call *call)
{
	AUTO_TEXT struct text place = {0}, site = {0}, stack = {0};

	format_place(trace, caller_of(trace, call), &place);
	format_site(trace, call->site, &site);
	for (int i = 0; i < call->stack_depth; i++)
		format_site(trace, call->stack[i], &stack);
	reasons->at = mem_grow(reasons->at, reasons->count, &reasons->room, sizeof(*reasons->at));
	struct reason *reason = &reasons->at[reasons->count++];
	*reason = (struct reason){
		arena_string(&reasons->arena, place.at), arena_string(&reasons->arena, site.at),
		arena_string(&reasons->arena, stack.at ? stack.at : ""), *call, {0},
	};
	multiplexer_add(&reason->commands, &reasons->arena, call);
	reasons->times += call->count;
}

static int function_order(const struct reason *a, const struct reason *b)
{
	return strcmp(a->call.function ? a->call.function : "", b->call.function ? b->call.function : "");
}

/* Equal if two entries are one reason. */
static int kind_order(const struct reason *a, const struct reason *b)
{
	int order = strcmp(a->place, b->place);

	if (!order)
		order = strcmp(a->site, b->site);
	if (!order)
		order = number_order(a->call.arch, b->call.arch);
	if (!order)
		order = number_order(a->call.origin, b->call.origin);
	return order ? order : function_order(a, b);
}

static int by_kind(const void *left, const void *right)
{
	const struct reason *a = left, *b = right;
	int order = kind_order(a, b);

	if (!order)
		order = number_order(b->call.count, a->call.count);
	return order ? order : strcmp(a->stack, b->stack);
}

static int by_count(const void *left, const void *right)
{
	const struct reason *a = left, *b = right;
	int order = number_order(b->call.count, a->call.count);

	return order ? order : kind_order(a, b);
}

static void join_reason(const struct trace *trace, struct reason *into, struct reason *from)
{
	trace_call_join(&into->call, &from->call);
	trace_labels_join(trace, &into->call.labels, &from->call.labels);
	multiplexer_join(&into->commands, &from->commands);
	free(from->commands.at);
}

static void find_reasons(struct reasons *reasons, const struct trace *trace, const struct why_call *asked)
{
	size_t kept = 0;

	for (size_t i = 0; i < trace->call_count; i++)
		if (is_asked(&trace->calls[i], asked))
			add_reason(reasons, trace, &trace->calls[i]);
	if (!reasons->count)
		return;
	qsort(reasons->at, reasons->count, sizeof(*reasons->at), by_kind);
	for (size_t i = 0; i < reasons->count; i++)
		if (kept && !kind_order(&reasons->at[kept - 1], &reasons->at[i]))
			join_reason(trace, &reasons->at[kept - 1], &reasons->at[i]);
		else
			reasons->at[kept++] = reasons->at[i];
	reasons->count = kept;
	for (size_t i = 0; i < kept; i++)
		multiplexer_finish(&reasons->at[i].commands);
	qsort(reasons->at, kept, sizeof(*reasons->at), by_count);
}

static void free_reasons(struct reasons *reasons)
{
	for (size_t i = 0; i < reasons->count; i++)
		free(reasons->at[i].commands.at);
	free(reasons->at);
	arena_free(&reasons->arena);
}

/* --- text --- */

static struct wrap begin_column(struct text *out, size_t width, const char *before)
{
	size_t length = strlen(before);

	text_add(out, before);
	return (struct wrap){out, length, length, true, width};
}

static void add_stack(const struct trace_call *call, const struct trace *trace, size_t width, struct text *out)
{
	if (!call->stack_depth)
		return;
	struct wrap wrap = begin_column(out, width, "      stack ");
	for (int i = 0; i < call->stack_depth; i++) {
		AUTO_TEXT struct text words = {0};
		format_place(trace, call->stack[i], &words);
		wrap_add(&wrap, words.at);
	}
	text_add(out, "\n");
}

static void add_threads(const struct trace_call *call, size_t width, struct text *out)
{
	if (!*call->threads[0] && !call->many_threads)
		return;
	struct wrap wrap = begin_column(out, width, "      threads ");
	if (call->many_threads)
		wrap_add(&wrap, "of many names");
	for (int i = 0; i < TRACE_THREADS && *call->threads[i]; i++) {
		AUTO_TEXT struct text words = {0};
		format_plain(call->threads[i], &words);
		wrap_add(&wrap, words.at);
	}
	text_add(out, "\n");
}

static void add_labels(const struct trace *trace, const struct trace_labels *labels, size_t width, struct text *out)
{
	if (!labels->at[0])
		return;
	struct wrap wrap = begin_column(out, width, "      recorded in ");
	for (int i = 0; trace_label_at(trace, labels, i); i++) {
		AUTO_TEXT struct text words = {0};
		format_plain(trace_label_at(trace, labels, i), &words);
		wrap_add(&wrap, words.at);
	}
	if (labels->more)
		wrap_add(&wrap, "more");
	text_add(out, "\n");
}

static void add_commands(const struct multiplexer_commands *commands, struct wrap *wrap)
{
	for (size_t at = 0; at < commands->count;) {
		AUTO_TEXT struct text words = {0};
		multiplexer_words(commands, &at, &words);
		wrap_add(wrap, words.at);
	}
}

static void add_values(const struct trace_call *call, unsigned arg, struct wrap *wrap)
{
	const struct values *values = &call->arg[arg];

	for (unsigned i = 0; values->kind == VALUES_SET && i < values->count; i++) {
		AUTO_TEXT struct text words = {0};
		trace_spell(call, arg, values->v[i], &words);
		wrap_add(wrap, words.at);
	}
	if (values->kind != VALUES_SET)
		wrap_add(wrap, "of many values");
}

static void add_args(const struct reason *reason, size_t width, struct text *out)
{
	const struct trace_call *call = &reason->call;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		if (call->arg[i].kind == VALUES_NONE || !role_is_filterable(role))
			continue;
		AUTO_TEXT struct text before = {0};
		text_format(&before, "      %s ", role_info(role)->name);
		struct wrap wrap = begin_column(out, width, before.at);
		if (multiplexer_is_role(role))
			add_commands(&reason->commands, &wrap);
		else
			add_values(call, i, &wrap);
		text_add(out, "\n");
	}
}

static void add_reason_text(const struct reason *reason, const struct trace *trace, size_t width, struct text *out)
{
	const struct trace_call *call = &reason->call;

	text_add(out, "  ");
	format_plural(out, call->count, "time");
	text_format(out, " by %s\n      from %s, %s", reason->place, reason->site, arch_info(call->arch)->name);
	if (call->origin != ORIGIN_DIRECT)
		text_format(out, ", %s", origin_name(call->origin));
	if (call->function) {
		text_add(out, " ");
		format_plain(call->function, out);
	}
	text_add(out, "\n");
	add_args(reason, width, out);
	add_threads(call, width, out);
	add_labels(trace, &call->labels, width, out);
	mark_begin(out, MARK_REASON);
	add_stack(call, trace, width, out);
	mark_end(out);
}

/* "257 (openat on x86_64)": what a number is on the archs of the reasons. */
static void add_number(const struct reasons *reasons, uint32_t nr, struct text *out)
{
	arch_set archs = 0;
	const char *before = " (";

	text_format(out, "%" PRIu32, nr);
	for (size_t i = 0; i < reasons->count; i++)
		archs |= ARCH_BIT(reasons->at[i].call.arch);
	arch_each(arch, archs) {
		int id = syscall_by_nr(arch, nr);
		if (id == CALL_UNKNOWN)
			continue;
		text_format(out, "%s%s on %s", before, syscall_name((enum syscall_id)id), arch_info(arch)->name);
		before = ", ";
	}
	text_add(out, *before == ',' ? ")" : "");
}

static void add_label(const struct reasons *reasons, const struct why_call *asked, struct text *out)
{
	if (asked->id == CALL_UNKNOWN)
		add_number(reasons, asked->nr, out);
	else
		text_add(out, syscall_name((enum syscall_id)asked->id));
}

void why_text(const struct trace *trace, const char *name, const struct why_call *asked, struct text *out)
{
	struct reasons reasons = {0};

	find_reasons(&reasons, trace, asked);
	if (reasons.count) {
		format_plain(name, out);
		text_add(out, ": ");
		mark_begin(out, MARK_HEAD);
		add_label(&reasons, asked, out);
		mark_end(out);
		text_add(out, ", ");
		format_plural(out, reasons.times, "time");
		text_add(out, "\n  command ");
		format_command(trace, out);
		text_add(out, "\n");
	}
	for (size_t i = 0; i < reasons.count; i++)
		add_reason_text(&reasons.at[i], trace, asked->width, out);
	free_reasons(&reasons);
}

/* --- JSON --- */

static json_t *json_site(const struct trace *trace, int index)
{
	json_t *object = json_object();

	if (index == TRACE_NOWHERE)
		return object;
	const struct trace_site *site = &trace->sites[index];
	json_object_set_new(object, "image", format_json(trace->images[site->image].path));
	json_object_set_new(object, "build_id", format_json(trace->images[site->image].build_id));
	json_object_set_new(object, "offset", format_json_count(site->offset));
	json_object_set_new(object, "function", format_json(site->function));
	json_object_set_new(object, "file", format_json(site->file));
	json_object_set_new(object, "line", format_json_count(site->line));
	return object;
}

static json_t *json_stack(const struct trace *trace, const struct trace_call *call)
{
	json_t *list = json_array();

	for (int i = 0; i < call->stack_depth; i++)
		json_array_append_new(list, json_site(trace, call->stack[i]));
	return list;
}

static json_t *json_args(const struct trace_call *call)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		AUTO_TEXT struct text values = {0};
		if (call->arg[i].kind == VALUES_NONE || !role_is_filterable(role))
			continue;
		values_write(&call->arg[i], role, &values);
		json_object_set_new(object, role_info(role)->name, json_loads(values.at, JSON_DECODE_ANY, NULL));
	}
	return object;
}

static json_t *json_threads(const struct trace_call *call)
{
	json_t *list = json_array();

	for (int i = 0; i < TRACE_THREADS && *call->threads[i]; i++)
		json_array_append_new(list, format_json(call->threads[i]));
	if (!call->many_threads)
		return list;
	json_decref(list);
	return json_string("any");
}

static json_t *json_labels(const struct trace *trace, const struct trace_labels *labels)
{
	json_t *list = json_array();

	for (int i = 0; trace_label_at(trace, labels, i); i++)
		json_array_append_new(list, format_json(trace_label_at(trace, labels, i)));
	return list;
}

static json_t *json_reason(const struct trace *trace, const struct reason *reason)
{
	const struct trace_call *call = &reason->call;
	json_t *object = json_object();

	json_object_set_new(object, "count", format_json_count(call->count));
	json_object_set_new(object, "arch", json_string(arch_info(call->arch)->name));
	json_object_set_new(object, "origin", json_string(origin_name(call->origin)));
	json_object_set_new(object, "vdso", format_json(call->function));
	json_object_set_new(object, "by", json_site(trace, caller_of(trace, call)));
	json_object_set_new(object, "from", json_site(trace, call->site));
	json_object_set_new(object, "args", json_args(call));
	json_object_set_new(object, "commands", multiplexer_json(&reason->commands));
	json_object_set_new(object, "threads", json_threads(call));
	json_object_set_new(object, "labels", json_labels(trace, &call->labels));
	json_object_set_new(object, "more_labels", json_boolean(call->labels.more));
	json_object_set_new(object, "stack", json_stack(trace, call));
	return object;
}

json_t *why_json(const struct trace *trace, const char *name, const struct why_call *asked)
{
	struct reasons reasons = {0};
	json_t *object = NULL, *list = json_array();

	find_reasons(&reasons, trace, asked);
	for (size_t i = 0; i < reasons.count; i++)
		json_array_append_new(list, json_reason(trace, &reasons.at[i]));
	if (reasons.count) {
		object = json_object();
		json_object_set_new(object, "trace", format_json(name));
		json_object_set_new(object, "command", format_json_list(trace->command));
		json_object_set_new(object, "count", format_json_count(reasons.times));
		json_object_set(object, "reasons", list);
	}
	json_decref(list);
	free_reasons(&reasons);
	return object;
}
