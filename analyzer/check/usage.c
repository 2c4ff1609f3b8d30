/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries of a trace are sorted so that those of one line are adjacent, then
 * collected in one pass. The result does not depend on recording order.
 */
#include "analyzer/check/usage.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "core/base/order.h"

struct entry {
	const struct trace_call *call;
	int id;
	enum category category;
};

/* Numbers without a name come last; ids are in the order of their names. */
static uint64_t category_key(enum category category)
{
	return category == CATEGORY_NONE ? CATEGORY_COUNT : (uint64_t)category;
}

static int entry_order(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = number_order(category_key(a->category), category_key(b->category));

	if (!order)
		order = (a->id > b->id) - (a->id < b->id);
	if (!order)
		order = number_order(a->call->nr, b->call->nr);
	if (!order)
		order = number_order(a->call->arch, b->call->arch);
	return order;
}

static int site_order(const void *left, const void *right)
{
	const struct usage_site *a = left, *b = right;
	int order = number_order(b->count, a->count);

	if (!order)
		order = strcmp(a->words, b->words);
	return order ? order : strcmp(a->image, b->image);
}

static int errno_order(const void *left, const void *right)
{
	return number_order(*(const uint16_t *)left, *(const uint16_t *)right);
}

static void line_add_function(struct usage_line *line, const char *function)
{
	if (!function)
		return;
	line->functions = mem_grow(line->functions, line->function_count, &line->function_room, sizeof(*line->functions));
	line->functions[line->function_count++] = function;
}

static void line_add_errno(struct usage_line *line, uint16_t number)
{
	line->errnos = mem_grow(line->errnos, line->errno_count, &line->errno_room, sizeof(*line->errnos));
	line->errnos[line->errno_count++] = number;
}

static void line_add_site(struct usage_line *line, const struct trace_call *call)
{
	line->sites = mem_grow(line->sites, line->site_count, &line->site_room, sizeof(*line->sites));
	line->sites[line->site_count++] = (struct usage_site){call->site, "", "", call->count};
}

static void line_add(struct usage *usage, struct usage_line *line, const struct trace_call *call)
{
	line->count += call->count;
	line->seen = trace_call_seen(call) > line->seen ? trace_call_seen(call) : line->seen;
	line->entries++;
	line->origins |= 1u << call->origin;
	multiplexer_add(&line->commands, &usage->arena, call);
	deep_add(&line->deep, call);
	line_add_function(line, call->function);
	for (int i = 0; i < TRACE_ERRNOS && call->errnos[i]; i++)
		line_add_errno(line, call->errnos[i]);
	line_add_site(line, call);
}

static int site_index_order(const void *left, const void *right)
{
	const struct usage_site *a = left, *b = right;

	return (a->site > b->site) - (a->site < b->site);
}

/* Entries of one site differ only in their selectors. */
static void line_join_sites(struct usage_line *line)
{
	size_t kept = 0;

	qsort(line->sites, line->site_count, sizeof(*line->sites), site_index_order);
	for (size_t i = 0; i < line->site_count; i++)
		if (kept && line->sites[kept - 1].site == line->sites[i].site)
			line->sites[kept - 1].count += line->sites[i].count;
		else
			line->sites[kept++] = line->sites[i];
	line->site_count = kept;
}

static void site_name(struct usage *usage, const struct trace *trace, struct usage_site *used)
{
	AUTO_TEXT struct text words = {0};

	format_site(trace, used->site, &words);
	used->words = arena_string(&usage->arena, words.at);
	if (used->site < 0 || (size_t)used->site >= trace->site_count)
		return;
	int image = trace->sites[used->site].image;
	if (image >= 0 && (size_t)image < trace->image_count)
		used->image = trace->images[image].path;
}

/* Sorts, removes duplicates and returns the new count. */
static size_t sort_unique(void *array, size_t count, size_t size, int (*order)(const void *, const void *))
{
	char *at = array;
	size_t kept = 0;

	if (count)
		qsort(at, count, size, order);
	for (size_t i = 0; i < count; i++)
		if (!kept || order(at + (kept - 1) * size, at + i * size))
			memmove(at + kept++ * size, at + i * size, size);
	return kept;
}

static void line_finish(struct usage *usage, const struct trace *trace, struct usage_line *line)
{
	line_join_sites(line);
	for (size_t i = 0; i < line->site_count; i++)
		site_name(usage, trace, &line->sites[i]);
	qsort(line->sites, line->site_count, sizeof(*line->sites), site_order);
	multiplexer_finish(&line->commands);
	line->function_count = sort_unique(line->functions, line->function_count, sizeof(*line->functions), order_strings);
	line->errno_count = sort_unique(line->errnos, line->errno_count, sizeof(*line->errnos), errno_order);
}

static struct usage_line *line_for(struct usage *usage, const struct entry *entry)
{
	struct usage_line *last = usage->count ? &usage->lines[usage->count - 1] : NULL;

	if (last && last->arch == entry->call->arch && last->nr == entry->call->nr)
		return last;
	usage->lines = mem_grow(usage->lines, usage->count, &usage->room, sizeof(*usage->lines));
	last = &usage->lines[usage->count++];
	*last = (struct usage_line){
		.category = entry->category, .arch = entry->call->arch, .nr = entry->call->nr, .id = entry->id,
	};
	usage->archs |= ARCH_BIT(last->arch);
	return last;
}

static struct entry *entries_of(const struct trace *trace)
{
	struct entry *entries = mem_alloc(trace->call_count * sizeof(*entries));

	for (size_t i = 0; i < trace->call_count; i++) {
		const struct trace_call *call = &trace->calls[i];
		int id = syscall_by_nr(call->arch, call->nr);
		enum category category = id == CALL_UNKNOWN ? CATEGORY_NONE : syscall_category((enum syscall_id)id);
		entries[i] = (struct entry){call, id, category};
	}
	qsort(entries, trace->call_count, sizeof(*entries), entry_order);
	return entries;
}

void usage_of(struct usage *usage, const struct trace *trace)
{
	AUTO_FREE struct entry *entries = entries_of(trace);

	for (size_t i = 0; i < trace->call_count; i++)
		line_add(usage, line_for(usage, &entries[i]), entries[i].call);
	for (size_t i = 0; i < usage->count; i++)
		line_finish(usage, trace, &usage->lines[i]);
}

void usage_free(struct usage *usage)
{
	for (size_t i = 0; i < usage->count; i++) {
		free(usage->lines[i].commands.at);
		free(usage->lines[i].functions);
		free(usage->lines[i].errnos);
		free(usage->lines[i].sites);
	}
	free(usage->lines);
	arena_free(&usage->arena);
	*usage = (struct usage){0};
}

void usage_place_words(const struct usage_line *line, unsigned place, struct text *out)
{
	enum role role = deep_role(line->id, place);

	if (role != ROLE_uring_submit && role != ROLE_uring_submit_high)
		deep_words(&line->deep, line->id, place, out);
}
