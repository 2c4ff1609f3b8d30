/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each entry of a trace gives a row (owner, call, count), or several if several
 * threads made it or several labels saw it. Rows are sorted so that those of one line are adjacent,
 * joined, and grouped; the busiest group comes first.
 */
#include "analyzer/report/by.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/programs.h"
#include "analyzer/text/list.h"
#include "analyzer/text/multiplexer.h"
#include "analyzer/text/format.h"
#include "core/base/order.h"
#include "core/trace/caller.h"
#include "core/base/json.h"
#include "core/base/mark.h"

struct caller_use {
	const char *who;                      /* in words; owned by the table */
	const char *image, *function;         /* or "" */
	enum arch arch;
	uint32_t nr;
	uint64_t count;
	struct multiplexer_commands commands; /* of a multiplexer */
	bool shared;                          /* the count is shared with other threads or labels */
};

struct table {
	struct arena arena;
	struct caller_use *rows;
	size_t count, room;
};

struct group {
	const struct caller_use *rows;
	size_t count;
	uint64_t times;
	bool shared;
};

struct groups {
	struct group *at;
	size_t count, room;
};

/* --- rows --- */

static void add_row(struct table *table, const struct trace_call *call, struct caller_use row)
{
	row.who = arena_string(&table->arena, row.who);
	row.arch = call->arch;
	row.nr = call->nr;
	row.count = call->count;
	multiplexer_add(&row.commands, &table->arena, call);
	table->rows = mem_grow(table->rows, table->count, &table->room, sizeof(*table->rows));
	table->rows[table->count++] = row;
}

static const struct trace_site *site_at(const struct trace *trace, int site)
{
	return site == TRACE_NOWHERE ? NULL : &trace->sites[site];
}

static const char *image_of(const struct trace *trace, const struct trace_site *site)
{
	return site ? trace->images[site->image].path : "";
}

static void row_by_function(struct table *table, const struct trace *trace, const struct trace_call *call)
{
	int responsible = caller_of(trace, call);
	const struct trace_site *site = site_at(trace, responsible);
	AUTO_TEXT struct text who = {0};

	format_function(trace, responsible, &who);
	add_row(table, call, (struct caller_use){.who = who.at, .image = image_of(trace, site), .function = site && site->function ? site->function : ""});
}

static void row_by_image(struct table *table, const struct trace *trace, const struct trace_call *call, int site)
{
	AUTO_TEXT struct text who = {0};

	format_image(trace, site, &who);
	add_row(table, call, (struct caller_use){.who = who.at, .image = image_of(trace, site_at(trace, site)), .function = ""});
}

static void rows_by_thread(struct table *table, const struct trace_call *call)
{
	bool shared = *call->threads[1];

	if (!*call->threads[0])
		add_row(table, call, (struct caller_use){.who = call->many_threads ? "many threads" : "unknown thread", .image = "", .function = ""});
	for (int i = 0; i < TRACE_THREADS && *call->threads[i]; i++) {
		AUTO_TEXT struct text who = {0};
		format_plain(call->threads[i], &who);
		add_row(table, call, (struct caller_use){.who = who.at, .image = "", .function = "", .shared = shared});
	}
}

static void rows_by_label(struct table *table, const struct trace *trace, const struct trace_call *call)
{
	const char *label;
	bool shared = call->labels.at[1];

	if (!call->labels.at[0])
		add_row(table, call, (struct caller_use){.who = "without a label", .image = "", .function = ""});
	for (int i = 0; (label = trace_label_at(trace, &call->labels, i)); i++) {
		AUTO_TEXT struct text who = {0};
		format_plain(label, &who);
		add_row(table, call, (struct caller_use){.who = who.at, .image = "", .function = "", .shared = shared});
	}
	if (call->labels.more)
		add_row(table, call, (struct caller_use){.who = "further labels", .image = "", .function = "", .shared = true});
}

static void row_by_program(struct table *table, const struct trace *trace, const struct trace_call *call)
{
	AUTO_TEXT struct text who = {0};

	format_program(trace, call->program - 1, &who);
	add_row(table, call, (struct caller_use){.who = who.at, .image = call->program ? trace->programs[call->program - 1].path : "", .function = ""});
}

static void add_rows(struct table *table, const struct trace *trace, enum by by, const struct trace_call *call)
{
	switch (by) {
	case BY_FUNCTION: row_by_function(table, trace, call); break;
	case BY_LIBRARY:  row_by_image(table, trace, call, caller_of(trace, call)); break;
	case BY_IMAGE:    row_by_image(table, trace, call, call->site); break;
	case BY_EXE:      row_by_program(table, trace, call); break;
	case BY_LABEL:    rows_by_label(table, trace, call); break;
	default:          rows_by_thread(table, call);
	}
}

static int who_order(const struct caller_use *a, const struct caller_use *b)
{
	int order = strcmp(a->who, b->who);

	return order ? order : strcmp(a->image, b->image);
}

static int row_order(const void *left, const void *right)
{
	const struct caller_use *a = left, *b = right;
	int order = who_order(a, b);

	if (!order)
		order = number_order(a->arch, b->arch);
	return order ? order : number_order(a->nr, b->nr);
}

static void join_row(struct caller_use *into, struct caller_use *from)
{
	into->count += from->count;
	into->shared |= from->shared;
	multiplexer_join(&into->commands, &from->commands);
	free(from->commands.at);
}

static void join_rows(struct table *table)
{
	size_t kept = 0;

	if (table->count)
		qsort(table->rows, table->count, sizeof(*table->rows), row_order);
	for (size_t i = 0; i < table->count; i++)
		if (kept && !row_order(&table->rows[kept - 1], &table->rows[i]))
			join_row(&table->rows[kept - 1], &table->rows[i]);
		else
			table->rows[kept++] = table->rows[i];
	table->count = kept;
	for (size_t i = 0; i < kept; i++)
		multiplexer_finish(&table->rows[i].commands);
}

/* --- groups --- */

static int busier(const void *left, const void *right)
{
	const struct caller_use *a = left, *b = right;
	int order = number_order(b->count, a->count);

	return order ? order : row_order(left, right);
}

static int group_order(const void *left, const void *right)
{
	const struct group *a = left, *b = right;
	int order = number_order(b->times, a->times);

	return order ? order : who_order(a->rows, b->rows);
}

static void add_group(struct groups *groups, struct caller_use *rows, size_t count)
{
	struct group group = {.rows = rows, .count = count};

	for (size_t i = 0; i < count; i++) {
		group.times += rows[i].count;
		group.shared |= rows[i].shared;
	}
	qsort(rows, count, sizeof(*rows), busier);
	groups->at = mem_grow(groups->at, groups->count, &groups->room, sizeof(*groups->at));
	groups->at[groups->count++] = group;
}

static void group_rows(struct groups *groups, struct table *table)
{
	for (size_t i = 0, end; i < table->count; i = end) {
		for (end = i + 1; end < table->count && !who_order(&table->rows[i], &table->rows[end]);)
			end++;
		add_group(groups, &table->rows[i], end - i);
	}
	if (groups->count)
		qsort(groups->at, groups->count, sizeof(*groups->at), group_order);
}

static void make_groups(struct groups *groups, struct table *table, const struct trace *trace, enum by by)
{
	for (size_t i = 0; i < trace->call_count; i++)
		add_rows(table, trace, by, &trace->calls[i]);
	join_rows(table);
	group_rows(groups, table);
}

static void free_groups(struct groups *groups, struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		free(table->rows[i].commands.at);
	free(groups->at);
	free(table->rows);
	arena_free(&table->arena);
}

/* --- text --- */

static bool has_one_arch(const struct trace *trace)
{
	for (size_t i = 1; i < trace->call_count; i++)
		if (trace->calls[i].arch != trace->calls[0].arch)
			return false;
	return true;
}

static void add_call(struct wrap *wrap, const struct caller_use *row, bool one_arch)
{
	AUTO_TEXT struct text words = {0};
	char label[16];

	text_add(&words, syscall_label(row->arch, row->nr, label));
	if (!one_arch)
		text_format(&words, " (%s)", arch_info(row->arch)->name);
	if (!row->shared)                     /* a trace has no counts of its own for each thread and label */
		text_format(&words, " %" PRIu64, row->count);
	for (size_t at = 0; at < row->commands.count;) {
		text_add(&words, at ? "" : " [");
		multiplexer_words(&row->commands, &at, &words);
		if (at == row->commands.count)
			break;
		wrap_add(wrap, words.at);
		text_free(&words);
	}
	text_add(&words, row->commands.count ? "]" : "");
	wrap_add(wrap, words.at);
}

static void add_group_text(const struct group *group, bool one_arch, size_t width, struct text *out)
{
	struct wrap wrap = {out, 2, 2, true, width};

	mark_add(out, MARK_HEAD, group->rows->who);
	text_add(out, ": ");
	format_plural(out, group->count, "call");
	if (!group->shared) {
		text_add(out, ", ");
		format_plural(out, group->times, "time");
	}
	text_add(out, "\n  ");
	for (size_t i = 0; i < group->count; i++)
		add_call(&wrap, &group->rows[i], one_arch);
	text_add(out, "\n");
}

void by_text(const struct trace *trace, enum by by, size_t width, struct text *out)
{
	struct groups groups = {0};
	struct table table = {0};

	if (by == BY_EXE)
		programs_text(trace, out);
	make_groups(&groups, &table, trace, by);
	for (size_t i = 0; i < groups.count; i++) {
		text_add(out, out->length ? "\n" : "");
		add_group_text(&groups.at[i], has_one_arch(trace), width, out);
	}
	if (!groups.count)
		text_add(out, "the trace contains no calls\n");
	free_groups(&groups, &table);
}

/* --- JSON --- */

static const char *const names[] = {
	[BY_FUNCTION] = "function",
	[BY_LIBRARY]  = "library",
	[BY_IMAGE]    = "image",
	[BY_THREAD]   = "thread",
	[BY_EXE]      = "exe",
	[BY_LABEL]    = "label",
};

const char *by_name_at(unsigned i)
{
	return i < BY_COUNT ? names[i] : NULL;
}

int by_find(const char *name)
{
	for (int i = 0; i < BY_COUNT; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

static json_t *json_row(const struct caller_use *row)
{
	json_t *object = json_object();
	char label[16];

	json_object_set_new(object, "call", json_string(syscall_label(row->arch, row->nr, label)));
	json_object_set_new(object, "arch", json_string(arch_info(row->arch)->name));
	json_object_set_new(object, "nr", json_integer(row->nr));
	json_object_set_new(object, "count", format_json_count(row->count));
	json_object_set_new(object, "shared", json_boolean(row->shared));
	json_object_set_new(object, "commands", multiplexer_json(&row->commands));
	return object;
}

static json_t *json_group(const struct group *group)
{
	json_t *object = json_object(), *calls = json_array();
	const struct caller_use *first = group->rows;

	for (size_t i = 0; i < group->count; i++)
		json_array_append_new(calls, json_row(&group->rows[i]));
	json_object_set_new(object, "who", format_json(first->who));
	json_object_set_new(object, "image", format_json(*first->image ? first->image : NULL));
	json_object_set_new(object, "function", format_json(*first->function ? first->function : NULL));
	json_object_set_new(object, "count", format_json_count(group->times));
	json_object_set_new(object, "calls", calls);
	return object;
}

void by_json(const struct trace *trace, enum by by, struct text *out)
{
	AUTO_JSON json_t *report = json_object();
	json_t *list = json_array();
	struct groups groups = {0};
	struct table table = {0};

	make_groups(&groups, &table, trace, by);
	for (size_t i = 0; i < groups.count; i++)
		json_array_append_new(list, json_group(&groups.at[i]));
	json_object_set_new(report, "version", json_integer(1));
	json_object_set_new(report, "by", json_string(names[by]));
	json_object_set_new(report, "groups", list);
	if (by == BY_EXE)
		json_object_set_new(report, "programs", programs_json(trace));
	json_line(report, out);
	text_add(out, "\n");
	free_groups(&groups, &table);
}
