/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text has one line for each call: name, count, then all other facts,
 * wrapped and indented to their column.
 */
#include "analyzer/report/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/text/list.h"
#include "analyzer/check/usage.h"
#include "analyzer/text/format.h"
#include "core/base/json.h"
#include "core/base/mark.h"
#include "core/policy/policy.h"

enum { NAME_WIDTH = 22, COUNT_WIDTH = 10, GAP = 2, TOP_SITES = 3, TOP_COMMANDS = 24 };

static void add_origins(struct wrap *wrap, const struct usage_line *line)
{
	AUTO_TEXT struct text words = {0};

	for (int origin = ORIGIN_DIRECT + 1; origin < ORIGIN_COUNT; origin++)
		if (line->origins >> origin & 1)
			text_format(&words, "%s%s", words.length ? "+" : "", origin_name((enum origin)origin));
	for (size_t i = 0; i < line->function_count; i++) {
		text_add(&words, " ");
		format_plain(line->functions[i], &words);
	}
	if (words.length)
		wrap_add(wrap, words.at);
}

static void add_commands(struct wrap *wrap, const struct usage_line *line)
{
	size_t at = 0;

	for (int shown = 0; at < line->commands.count && shown < TOP_COMMANDS; shown++) {
		AUTO_TEXT struct text words = {0};
		multiplexer_words(&line->commands, &at, &words);
		wrap_add(wrap, words.at);
	}
	if (at < line->commands.count)
		wrap_add(wrap, "and more commands");
}

static void add_opcodes(struct wrap *wrap, const struct usage_line *line)
{
	const char *before = "io_uring: ";

	for (unsigned opcode = 0; opcode < URING_OPCODES; opcode++) {
		AUTO_TEXT struct text words = {0};
		if (!deep_has_opcode(&line->deep, line->id, opcode))
			continue;
		text_add(&words, before);
		deep_opcode_words(opcode, &words);
		wrap_add(wrap, words.at);
		before = "";
	}
}

static void add_deep(struct wrap *wrap, const struct usage_line *line)
{
	for (unsigned place = 0; place < DEEP_SIZE; place++) {
		AUTO_TEXT struct text words = {0};
		usage_place_words(line, place, &words);
		if (words.length)
			wrap_add(wrap, words.at);
	}
	if (line->deep.tail)
		wrap_add(wrap, "a struct with unknown fields");
	add_opcodes(wrap, line);
}

static const char *errno_words(uint16_t number, char buffer[16])
{
	const char *name = errno_name(number);

	if (name)
		return name;
	snprintf(buffer, 16, "errno %u", number);
	return buffer;
}

static void add_errnos(struct wrap *wrap, const struct usage_line *line)
{
	char buffer[16];

	for (size_t i = 0; i < line->errno_count; i++)
		wrap_add(wrap, errno_words(line->errnos[i], buffer));
}

/* The same code of another build reads the same. */
static bool is_repeated(const struct usage_line *line, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(line->sites[k].words, line->sites[i].words))
			return true;
	return false;
}

static void add_sites(struct wrap *wrap, const struct usage_line *line)
{
	char more[32];

	if (line->site_count == 1 && line->sites[0].site == TRACE_NOWHERE)
		return;
	for (size_t i = 0; i < line->site_count && i < TOP_SITES; i++)
		if (!is_repeated(line, i))
			wrap_add(wrap, line->sites[i].words);
	if (line->site_count <= TOP_SITES)
		return;
	snprintf(more, sizeof(more), "and %zu more", line->site_count - TOP_SITES);
	wrap_add(wrap, more);
}

/* In a sum. Entries of a call may have been seen in different shards: then only a lower bound is known, which says little. */
static void add_seen(struct wrap *wrap, const struct usage_line *line, uint64_t shards)
{
	bool exact = line->entries == 1 || line->seen == shards;
	char words[80];

	if (shards < 2 || !exact)
		return;
	snprintf(words, sizeof(words), "seen in %" PRIu64 " of %" PRIu64, line->seen, shards);
	wrap_add(wrap, words);
}

static void add_line(const struct usage *usage, const struct usage_line *line, uint64_t shards, const struct report_look *look,
                     struct text *out)
{
	bool one_arch = !(usage->archs & (usage->archs - 1));
	size_t before = out->length;
	char label[16];

	text_format(out, "  %-*s", NAME_WIDTH, syscall_label(line->arch, line->nr, label));
	if (!one_arch)
		text_format(out, " %-7s", arch_info(line->arch)->name);
	text_format(out, " %*" PRIu64 "%*s", COUNT_WIDTH, line->count, GAP, "");
	size_t start = out->length - before;
	struct wrap wrap = {out, start, start, true, look->width};
	add_origins(&wrap, line);
	add_commands(&wrap, line);
	add_deep(&wrap, line);
	add_errnos(&wrap, line);
	mark_begin(out, MARK_REASON);
	if (look->sites)
		add_sites(&wrap, line);
	mark_end(out);
	add_seen(&wrap, line, shards);
	if (wrap.empty)
		out->length -= GAP;           /* nothing follows the count */
	text_add(out, "\n");
}

/* Prints the category that begins with line `first`; returns the line after it. */
static size_t add_heading(const struct usage *usage, size_t first, struct text *out)
{
	enum category category = usage->lines[first].category;
	size_t end = first;
	uint64_t count = 0;

	for (; end < usage->count && usage->lines[end].category == category; end++)
		count += usage->lines[end].count;
	text_add(out, "\n");
	mark_add(out, MARK_HEAD, category == CATEGORY_NONE ? "without a name" : category_name(category));
	text_add(out, ": ");
	format_plural(out, end - first, "call");
	text_add(out, ", ");
	format_plural(out, count, "time");
	text_add(out, "\n");
	return end;
}

static void add_archs(const struct usage *usage, struct text *out)
{
	if (!usage->archs)
		return;
	text_add(out, "archs    ");
	arch_list(usage->archs, " ", out);
	text_add(out, "\n");
}

static void add_fact(struct text *out, const char *before, const char *words)
{
	if (!words)
		return;
	text_add(out, before);
	format_plain(words, out);
}

static void add_head(const struct trace *trace, const struct usage *usage, struct text *out)
{
	uint64_t shards = trace_shards(trace);

	if (shards > 1)
		text_format(out, "merged   from %" PRIu64 " recordings\n", shards);
	if (trace->command || trace->many_commands) {
		text_add(out, "command  ");
		format_command(trace, out);
		text_add(out, shards > 1 && !trace->many_commands ? ", of each recording that names one\n" : "\n");
	}
	add_fact(out, "kernel   ", trace->kernel ? trace->kernel : "unknown");
	add_fact(out, " on ", trace->host);
	add_fact(out, ", clocksource ", trace->clocksource);
	add_fact(out, "\nengine   ", trace->engine ? trace->engine : "unknown");
	text_add(out, ", ");
	mark_add(out, trace->complete ? MARK_NONE : MARK_DANGER, trace->complete ? "complete" : "NOT COMPLETE");
	if (!trace->complete)
		text_format(out, ": %s", trace_why_incomplete(trace));
	text_add(out, "\n");
	if (trace->end.kind != TRACE_END_UNKNOWN) {
		text_add(out, "ended    with ");
		trace_end_text(trace->end, out);
		text_add(out, shards > 1 ? ", the worst of all recordings\n" : "\n");
	}
	add_archs(usage, out);
	for (size_t i = 0; i < trace->note_count; i++) {
		add_fact(out, "note     ", trace->notes[i]);
		text_add(out, "\n");
	}
}

static void add_total(const struct usage *usage, struct text *out)
{
	uint64_t count = 0;

	for (size_t i = 0; i < usage->count; i++)
		count += usage->lines[i].count;
	text_add(out, "\ntotal: ");
	format_plural(out, usage->count, "call");
	text_add(out, ", ");
	format_plural(out, count, "time");
	text_add(out, "\n");
}

void report_text(const struct trace *trace, const struct report_look *look, struct text *out)
{
	struct usage usage = {0};

	usage_of(&usage, trace);
	add_head(trace, &usage, out);
	for (size_t i = 0; i < usage.count;) {
		size_t end = add_heading(&usage, i, out);
		for (; i < end; i++)
			add_line(&usage, &usage.lines[i], trace_shards(trace), look, out);
	}
	add_total(&usage, out);
	usage_free(&usage);
}

static json_t *json_origins(const struct usage_line *line)
{
	json_t *list = json_array();

	for (int origin = 0; origin < ORIGIN_COUNT; origin++)
		if (line->origins >> origin & 1)
			json_array_append_new(list, json_string(origin_name((enum origin)origin)));
	return list;
}

static json_t *json_functions(const struct usage_line *line)
{
	json_t *list = json_array();

	for (size_t i = 0; i < line->function_count; i++)
		json_array_append_new(list, format_json(line->functions[i]));
	return list;
}

static json_t *json_errnos(const struct usage_line *line)
{
	json_t *list = json_array();
	char buffer[16];

	for (size_t i = 0; i < line->errno_count; i++)
		json_array_append_new(list, json_string(errno_words(line->errnos[i], buffer)));
	return list;
}

static json_t *json_site(const struct trace *trace, const struct usage_site *used)
{
	json_t *object = json_object();

	if (used->site >= 0 && (size_t)used->site < trace->site_count) {
		const struct trace_site *site = &trace->sites[used->site];
		json_object_set_new(object, "image", format_json(used->image));
		json_object_set_new(object, "offset", format_json_count(site->offset));
		json_object_set_new(object, "function", format_json(site->function));
		json_object_set_new(object, "into", format_json_count(site->into));
		json_object_set_new(object, "file", format_json(site->file));
		json_object_set_new(object, "line", format_json_count(site->line));
	}
	json_object_set_new(object, "count", format_json_count(used->count));
	return object;
}

static json_t *json_sites(const struct trace *trace, const struct usage_line *line)
{
	json_t *list = json_array();

	for (size_t i = 0; i < line->site_count; i++)
		json_array_append_new(list, json_site(trace, &line->sites[i]));
	return list;
}

static json_t *json_deep(const struct usage_line *line)
{
	AUTO_TEXT struct text words = {0};

	deep_json(&line->deep, line->id, &words);
	return json_loads(words.at, 0, NULL);
}

static json_t *json_call(const struct trace *trace, const struct usage_line *line)
{
	json_t *object = json_object();

	json_object_set_new(object, "call", line->id == CALL_UNKNOWN ? json_null()
	                                                             : json_string(syscall_name((enum syscall_id)line->id)));
	json_object_set_new(object, "arch", json_string(arch_info(line->arch)->name));
	json_object_set_new(object, "nr", format_json_count(line->nr));
	json_object_set_new(object, "count", format_json_count(line->count));
	json_object_set_new(object, "seen", format_json_count(line->seen));
	json_object_set_new(object, "origins", json_origins(line));
	json_object_set_new(object, "functions", json_functions(line));
	json_object_set_new(object, "commands", multiplexer_json(&line->commands));
	json_object_set_new(object, "deep", json_deep(line));
	json_object_set_new(object, "errnos", json_errnos(line));
	json_object_set_new(object, "sites", json_sites(trace, line));
	return object;
}

/* The category that begins with line *at, which advances past it. */
static json_t *json_category(const struct trace *trace, const struct usage *usage, size_t *at)
{
	enum category category = usage->lines[*at].category;
	json_t *object = json_object(), *calls = json_array();

	for (; *at < usage->count && usage->lines[*at].category == category; (*at)++)
		json_array_append_new(calls, json_call(trace, &usage->lines[*at]));
	json_object_set_new(object, "category", category == CATEGORY_NONE ? json_null() : json_string(category_name(category)));
	json_object_set_new(object, "calls", calls);
	return object;
}

static json_t *json_notes(const struct trace *trace)
{
	json_t *list = json_array();

	for (size_t i = 0; i < trace->note_count; i++)
		json_array_append_new(list, format_json(trace->notes[i]));
	return list;
}

static json_t *json_signal(int number)
{
	const char *name = trace_end_signal(number);

	return name ? json_string(name) : json_integer(number);
}

void report_json(const struct trace *trace, struct text *out)
{
	AUTO_JSON json_t *report = json_object();
	json_t *categories = json_array();
	struct usage usage = {0};

	usage_of(&usage, trace);
	for (size_t i = 0; i < usage.count;)
		json_array_append_new(categories, json_category(trace, &usage, &i));
	json_object_set_new(report, "version", json_integer(1));
	json_object_set_new(report, "command", format_json_list(trace->command));
	json_object_set_new(report, "kernel", format_json(trace->kernel));
	json_object_set_new(report, "host", format_json(trace->host));
	json_object_set_new(report, "clocksource", format_json(trace->clocksource));
	json_object_set_new(report, "engine", format_json(trace->engine));
	json_object_set_new(report, "shards", format_json_count(trace_shards(trace)));
	json_object_set_new(report, "complete", json_boolean(trace->complete));
	if (trace->end.kind == TRACE_END_STATUS)
		json_object_set_new(report, "status", json_integer(trace->end.number));
	if (trace->end.kind == TRACE_END_SIGNAL)
		json_object_set_new(report, "signal", json_signal(trace->end.number));
	json_object_set_new(report, "notes", json_notes(trace));
	json_object_set_new(report, "categories", categories);
	json_line(report, out);
	text_add(out, "\n");
	usage_free(&usage);
}
