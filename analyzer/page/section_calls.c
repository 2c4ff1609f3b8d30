/* SPDX-License-Identifier: Apache-2.0 */
/* Categories, their calls, and for each call the libraries and functions that made it. */
#include "analyzer/page/section.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "core/base/order.h"
#include "core/verdict/verdict.h"

/* --- facts --- */

static void add_fact(struct section *to, const char *what, const struct text *words)
{
	if (!words->length)
		return;
	section_add(to, "<dt>");
	section_add(to, what);
	section_add(to, "</dt>");
	html_element(&to->html, "dd", words->at);
}

static void add_word(struct text *out, const char *word)
{
	text_format(out, "%s%s", out->length ? ", " : "", word);
}

static void find_operations(const struct usage_line *line, struct text *out)
{
	for (size_t at = 0; at < line->commands.count;) {
		text_add(out, at ? ", " : "");
		multiplexer_words(&line->commands, &at, out);
	}
	for (unsigned place = 0; place < DEEP_SIZE; place++) {
		AUTO_TEXT struct text words = {0};
		usage_place_words(line, place, &words);
		if (words.length)
			add_word(out, words.at);
	}
}

static void find_errnos(const struct usage_line *line, struct text *out)
{
	char number[16];

	for (size_t i = 0; i < line->errno_count; i++) {
		snprintf(number, sizeof(number), "errno %u", line->errnos[i]);
		add_word(out, errno_name(line->errnos[i]) ? errno_name(line->errnos[i]) : number);
	}
}

static void find_origins(const struct usage_line *line, struct text *out)
{
	for (int origin = 0; origin < ORIGIN_COUNT; origin++)
		if (origin != ORIGIN_DIRECT && line->origins >> origin & 1)
			add_word(out, origin_name((enum origin)origin));
	for (size_t i = 0; i < line->function_count; i++)
		add_word(out, line->functions[i]);
}

static void find_seen(const struct section *to, const struct usage_line *line, struct text *out)
{
	uint64_t shards = trace_shards(to->page->trace);
	bool exact = line->entries == 1 || line->seen == shards;

	if (shards > 1)
		text_format(out, "%s%" PRIu64 " of %" PRIu64 " recordings", exact ? "" : "at least ", line->seen, shards);
}

static void find_threads(const struct page_use *uses, size_t count, struct text *out)
{
	AUTO_FREE const char **names = mem_alloc((count * TRACE_THREADS + 1) * sizeof(*names));
	bool many = false;
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		many |= uses[i].call->many_threads;
		for (int j = 0; j < TRACE_THREADS && *uses[i].call->threads[j]; j++)
			names[found++] = uses[i].call->threads[j];
	}
	qsort(names, found, sizeof(*names), order_strings);
	for (size_t i = 0; i < found; i++)
		if (!i || strcmp(names[i - 1], names[i]))
			add_word(out, names[i]);
	if (many)
		add_word(out, "many threads");
}

/* The lowest names, and whether there are more. */
static void find_labels(const struct trace *trace, const struct page_use *uses, size_t count, struct text *out)
{
	struct trace_labels all = {0};

	for (size_t i = 0; i < count; i++)
		trace_labels_join(trace, &all, &uses[i].call->labels);
	for (int i = 0; trace_label_at(trace, &all, i); i++)
		add_word(out, trace_label_at(trace, &all, i));
	if (all.more)
		add_word(out, "and more");
}

static void add_facts(struct section *to, const struct usage_line *line, const struct page_use *uses, size_t count)
{
	AUTO_TEXT struct text operations = {0}, errnos = {0}, origins = {0}, seen = {0}, labels = {0}, threads = {0};

	find_operations(line, &operations);
	find_errnos(line, &errnos);
	find_origins(line, &origins);
	find_seen(to, line, &seen);
	find_labels(to->page->trace, uses, count, &labels);
	find_threads(uses, count, &threads);
	section_add(to, "<dl>");
	add_fact(to, "Operations", &operations);
	add_fact(to, "Errors", &errnos);
	add_fact(to, "Not direct", &origins);
	add_fact(to, "Seen in", &seen);
	add_fact(to, "Recorded in", &labels);
	add_fact(to, "Threads", &threads);
	section_add(to, "</dl>\n");
}

/* --- who made it --- */

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void add_library(struct section *to, const struct page_use *use)
{
	section_add(to, "<tr><th scope=\"rowgroup\" class=\"names\" colspan=\"4\">");
	html_words(&to->html, *use->image ? base_of(use->image) : "unknown code");
	section_add(to, " <small>");
	html_words(&to->html, use->image);
	section_add(to, "</small></th></tr>\n");
}

static void add_source(struct section *to, const struct page_use *use)
{
	section_add(to, "<td>");
	if (*use->file) {
		html_words(&to->html, base_of(use->file));
		text_format(to->html.out, ":%u", use->line);
	}
	section_add(to, "</td>");
}

static void add_function(struct section *to, const struct page_use *use, uint64_t times)
{
	AUTO_TEXT struct text program = {0};

	format_program(to->page->trace, use->call->program - 1, &program);
	section_add(to, "<tr><th scope=\"row\" class=\"names\"><code>");
	html_words(&to->html, *use->function ? use->function : "without a symbol");
	section_add(to, "</code></th>");
	html_cell(&to->html, times);
	add_source(to, use);
	section_names_cell(to, program.at);
	section_add(to, "</tr>\n");
}

/* Rows that agree are one line. */
static void add_functions(struct section *to, const struct page_use *uses, size_t count)
{
	const char *image = NULL;

	section_add(to, "<div class=\"frame\" tabindex=\"0\" role=\"group\" aria-label=\"Who made it\"><table><thead><tr><th scope=\"col\">Library and function</th>"
	                "<th scope=\"col\" class=\"number\">Times</th><th scope=\"col\">Source</th><th scope=\"col\">Program</th></tr></thead>\n");
	for (size_t i = 0, end; i < count; i = end) {
		uint64_t times = 0;
		for (end = i; end < count && !page_use_order(&uses[i], &uses[end]); end++)
			times += uses[end].count;
		if (!image || strcmp(image, uses[i].image)) {
			section_add(to, image ? "</tbody><tbody>\n" : "<tbody>\n");
			image = uses[i].image;
			add_library(to, &uses[i]);
		}
		add_function(to, &uses[i], times);
	}
	section_add(to, image ? "</tbody></table></div>\n" : "</table></div>\n");
}

/* --- a call --- */

static void add_mark(struct section *to, const struct usage_line *line)
{
	const struct danger_report *report = to->page->danger;

	for (size_t i = 0; i < report->count; i++) {
		const struct danger_found *found = &report->found[i];
		if (!found->pair && (int)found->first == line->id && danger_found_is_grave(found)) {
			section_add(to, " <strong class=\"mark\">dangerous</strong>");
			return;
		}
	}
}

static void add_call(struct section *to, const struct usage_line *line)
{
	const struct page_uses *uses = &to->by_call;
	size_t first = page_uses_of_call(uses, line->arch, line->nr), end = first;
	char label[16];

	while (end < uses->count && uses->at[end].call->nr == line->nr && uses->at[end].call->arch == line->arch)
		end++;
	section_add(to, "<details class=\"row call\" id=\"");
	section_call_anchor(to, line->arch, line->nr);
	text_format(to->html.out, "\" data-times=\"%" PRIu64 "\"><summary><code>", line->count);
	html_words(&to->html, syscall_label(line->arch, line->nr, label));
	section_add(to, "</code>");
	if (to->many_archs)
		html_element(&to->html, "small class=\"arch\"", arch_info(line->arch)->name);
	add_mark(to, line);
	section_add(to, " <span class=\"number\">");
	html_plural(&to->html, line->count, "time");
	section_add(to, "</span></summary>\n");
	add_facts(to, line, &uses->at[first], end - first);
	add_functions(to, &uses->at[first], end - first);
	section_add(to, "</details>\n");
}

/* --- categories --- */

/* The category that begins with line `first`; returns the line after it. */
static size_t add_category(struct section *to, size_t first)
{
	enum category category = to->usage.lines[first].category;
	size_t end = first;
	uint64_t times = 0;

	for (; end < to->usage.count && to->usage.lines[end].category == category; end++)
		times += to->usage.lines[end].count;
	section_add(to, "<details class=\"group\" open><summary><h3>");
	html_words(&to->html, category == CATEGORY_NONE ? "without a name" : category_name(category));
	section_add(to, "</h3> <small>");
	html_plural(&to->html, end - first, "call");
	section_add(to, ", ");
	html_plural(&to->html, times, "time");
	section_add(to, "</small></summary>\n");
	if (category != CATEGORY_NONE)
		html_element(&to->html, "p class=\"what\"", category_help(category));
	section_add(to, "\n<div class=\"list\">\n");
	for (size_t i = first; i < end; i++)
		add_call(to, &to->usage.lines[i]);
	section_add(to, "</div></details>\n");
	return end;
}

void section_calls(struct section *to)
{
	section_begin(to, "calls", "Calls", "By category; each opens to the libraries and functions that made it.");
	for (size_t i = 0; i < to->usage.count;)
		i = add_category(to, i);
	if (!to->usage.count)
		section_add(to, "<p>No calls were recorded.</p>\n");
	section_end(to);
}
