/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging adds each entry of one trace to the other as if it had been seen
 * there, translating indexes.
 *
 * The result must not depend on the order of the traces. So where only one of
 * several can be kept (the stack of a call, the name of a site, notes past their
 * bound) it is the lowest by content, never the first. Facts that a trace has
 * once become the list of different ones, or TRACE_SEVERAL.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"
#include "core/trace/trace.h"

enum { WORDS_MOST = 8 };                      /* different kernels, hosts, … to list */

static bool is_empty(const struct trace *trace)
{
	return !trace->call_count && !trace->note_count && !trace->image_count && !trace->program_count && !trace->host && !trace->kernel &&
	       !trace->engine && !trace->clocksource && !trace->command && !trace->many_commands && !trace->summed &&
	       !trace->complete && trace->end.kind == TRACE_END_UNKNOWN;
}

/* --- facts that a trace has once --- */

/* Different words, ascending; WORDS_MOST + 1 of them mean too many. */
struct words {
	const char *at[WORDS_MOST + 1];
	size_t length[WORDS_MOST + 1];
	size_t count;
};

static int word_order(const struct words *words, size_t i, const char *word, size_t length)
{
	size_t own = words->length[i];
	int order = memcmp(words->at[i], word, own < length ? own : length);

	return order ? order : number_order(own, length);
}

static void word_add(struct words *words, const char *word, size_t length)
{
	size_t at = 0;

	while (at < words->count && word_order(words, at, word, length) < 0)
		at++;
	if (words->count > WORDS_MOST || (at < words->count && !word_order(words, at, word, length)))
		return;
	memmove(&words->at[at + 1], &words->at[at], (words->count - at) * sizeof(*words->at));
	memmove(&words->length[at + 1], &words->length[at], (words->count - at) * sizeof(*words->length));
	words->at[at] = word;
	words->length[at] = length;
	words->count++;
}

static void words_add(struct words *words, const char *list)
{
	for (const char *end; (end = strstr(list, ", ")); list = end + 2)
		word_add(words, list, (size_t)(end - list));
	word_add(words, list, strlen(list));
}

static void join_words(struct trace *into, const char **own, const char *other)
{
	AUTO_TEXT struct text list = {0};
	struct words words = {0};

	if (!other || (*own && (!strcmp(*own, other) || !strcmp(*own, TRACE_SEVERAL))))
		return;
	words_add(&words, other);
	if (*own)
		words_add(&words, *own);
	for (size_t i = 0; i < words.count; i++) {
		text_add(&list, i ? ", " : "");
		text_add_bytes(&list, words.at[i], words.length[i]);
	}
	bool many = words.count > WORDS_MOST || !strcmp(other, TRACE_SEVERAL);
	*own = arena_string(&into->arena, many ? TRACE_SEVERAL : list.at ? list.at : "");
}

static bool same_command(const char *const *a, const char *const *b)
{
	while (*a && *b && !strcmp(*a, *b))
		a++, b++;
	return !*a && !*b;
}

static void take_command(struct trace *into, const char *const *command)
{
	size_t count = 0;

	while (command[count])
		count++;
	into->command = arena_alloc(&into->arena, (count + 1) * sizeof(*into->command));
	for (size_t i = 0; i < count; i++)
		into->command[i] = arena_string(&into->arena, command[i]);
}

static void join_command(struct trace *into, const struct trace *from)
{
	into->many_commands |= from->many_commands ||
	                       (into->command && from->command && !same_command(into->command, from->command));
	if (into->many_commands)
		into->command = NULL;
	else if (!into->command && from->command)
		take_command(into, from->command);
}

/* The engines of docs/engines.md. Of a merged trace, another tool may have made a part. */
static bool is_recorded(const struct trace *trace)
{
	static const char *const engines[] = { "seccomp", "syscall", "learn" };
	bool known = false;

	for (size_t i = 0; trace->engine && i < COUNT_OF(engines); i++)
		known |= !strcmp(trace->engine, engines[i]);
	return known && trace_shards(trace) == 1;
}

const char *trace_why_incomplete(const struct trace *trace)
{
	if (trace->complete)
		return NULL;
	if (!is_recorded(trace))
		return "interrupted, or made by another tool";
	return trace->end.kind == TRACE_END_UNKNOWN ? "interrupted" : "a note says what was missed";
}

uint64_t trace_shards(const struct trace *trace)
{
	return trace->shards ? trace->shards : 1;
}

uint64_t trace_call_seen(const struct trace_call *call)
{
	return call->seen ? call->seen : 1;
}

static uint64_t sum(uint64_t a, uint64_t b)
{
	uint64_t both;

	return __builtin_add_overflow(a, b, &both) ? UINT64_MAX : both;
}

static void merge_header(struct trace *into, const struct trace *from)
{
	bool first = is_empty(into);

	into->complete = first ? from->complete : into->complete && from->complete;
	into->end = first ? from->end : trace_end_join(into->end, from->end);
	into->shards = sum(first ? 0 : trace_shards(into), trace_shards(from));
	into->summed = true;
	join_words(into, &into->kernel, from->kernel);
	join_words(into, &into->host, from->host);
	join_words(into, &into->clocksource, from->clocksource);
	join_words(into, &into->engine, from->engine);
	join_command(into, from);
}

/* --- sites --- */

/* NULL sorts last. */
static int name_order(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a ? -1 : b ? 1 : 0);
}

static void lowest_name(struct trace *into, struct trace_site *site, const struct trace_site *other)
{
	int function = name_order(other->function, site->function), file = name_order(other->file, site->file);

	if (function < 0)
		site->function = arena_string(&into->arena, other->function);
	if (function < 0 || (!function && other->into < site->into))
		site->into = other->into;
	if (file < 0)
		site->file = arena_string(&into->arena, other->file);
	if (file < 0 || (!file && other->line < site->line))
		site->line = other->line;
}

static int package_order(const struct trace_image *a, const struct trace_image *b)
{
	int order = name_order(a->package, b->package);

	return order ? order : name_order(a->version, b->version);
}

static void lowest_package(struct trace *into, struct trace_image *image, const struct trace_image *other)
{
	if (package_order(other, image) >= 0)
		return;
	image->package = arena_string(&into->arena, other->package);
	image->version = arena_string(&into->arena, other->version);
}

static void merge_images(struct trace *into, const struct trace *from)
{
	for (size_t i = 0; i < from->image_count; i++) {
		int image = trace_image(into, &from->images[i], NULL);
		lowest_package(into, &into->images[image], &from->images[i]);
	}
}

/* Maps the sites of `from` to indexes in `into`. */
static int *merge_sites(struct trace *into, const struct trace *from)
{
	int *sites = mem_alloc(from->site_count * sizeof(*sites));

	for (size_t i = 0; i < from->site_count; i++) {
		struct trace_site site = from->sites[i];
		site.image = trace_image(into, &from->images[site.image], NULL);
		sites[i] = trace_site(into, &site, NULL);
		lowest_name(into, &into->sites[sites[i]], &site);
	}
	return sites;
}

/* --- programs --- */

/* Maps the programs of `from` to indexes in `into`. */
static int *merge_programs(struct trace *into, const struct trace *from)
{
	int *programs = mem_alloc(from->program_count * sizeof(*programs));

	for (size_t i = 0; i < from->program_count; i++)
		programs[i] = trace_program(into, &from->programs[i], NULL);
	for (size_t i = 0; i < from->start_count; i++) {
		struct trace_start start = from->starts[i];
		start.program = programs[start.program];
		start.by = start.by == TRACE_NOWHERE ? TRACE_NOWHERE : programs[start.by];
		trace_start(into, &start, NULL);
	}
	return programs;
}

/* --- calls --- */

static int image_order(const struct trace_image *a, const struct trace_image *b)
{
	int order = name_order(a->path, b->path);

	if (!order)
		order = name_order(a->build_id, b->build_id);
	return order ? order : name_order(a->arch, b->arch);
}

static int site_order(const struct trace *trace, int left, int right)
{
	const struct trace_site *a = &trace->sites[left], *b = &trace->sites[right];
	int order = a->image == b->image ? 0 : image_order(&trace->images[a->image], &trace->images[b->image]);

	return order ? order : number_order(a->offset, b->offset);
}

static int stack_order(const struct trace *trace, const struct trace_call *a, const struct trace_call *b)
{
	for (int i = 0; i < a->stack_depth && i < b->stack_depth; i++) {
		int order = site_order(trace, a->stack[i], b->stack[i]);
		if (order)
			return order;
	}
	return a->stack_depth - b->stack_depth;
}

static void lowest_stack(const struct trace *trace, struct trace_call *call, const struct trace_call *other)
{
	if (!other->stack_depth || stack_order(trace, other, call) >= 0)
		return;
	memcpy(call->stack, other->stack, sizeof(call->stack));
	call->stack_depth = other->stack_depth;
}

/* Entries of one trace that become one were seen in at least as many shards as each of them. */
static void add_call(struct trace *into, const struct trace_call *call, bool other_shards)
{
	bool added;
	int entry = trace_call(into, call, &added);
	uint64_t before = added ? 0 : trace_call_seen(&into->calls[entry]), more = trace_call_seen(call);

	into->calls[entry].seen = other_shards ? sum(before, more) : before > more ? before : more;
	trace_call_join(&into->calls[entry], call);
	trace_labels_join(into, &into->calls[entry].labels, &call->labels);
	lowest_stack(into, &into->calls[entry], call);
}

static void merge_call(struct trace *into, const struct trace *from, size_t at, const int *sites, const int *programs)
{
	struct trace_call call = from->calls[at];

	if (call.site != TRACE_NOWHERE)
		call.site = sites[call.site];
	if (call.caller)
		call.caller = 1 + sites[call.caller - 1];
	if (call.program)
		call.program = 1 + programs[call.program - 1];
	for (int i = 0; i < call.stack_depth; i++)
		call.stack[i] = sites[call.stack[i]];
	call.labels = trace_labels_take(into, from, &call.labels);
	add_call(into, &call, true);
}

/* Takes the calls out of a trace; the caller frees them. */
static struct trace_call *take_calls(struct trace *trace, size_t *count)
{
	struct trace_call *calls = trace->calls;

	*count = trace->call_count;
	hash_free(&trace->index.calls);
	trace->calls = NULL;
	trace->call_count = trace->call_room = 0;
	return calls;
}

size_t trace_forget_known(struct trace *trace)
{
	size_t count;
	AUTO_FREE struct trace_call *calls = take_calls(trace, &count);

	for (size_t i = 0; i < count; i++)
		if (!calls[i].known)
			add_call(trace, &calls[i], false);
	return count - trace->call_count;
}

void trace_forget_programs(struct trace *trace)
{
	size_t count;
	AUTO_FREE struct trace_call *calls = take_calls(trace, &count);

	hash_free(&trace->index.programs);
	hash_free(&trace->index.starts);
	for (size_t i = 0; i < count; i++) {
		calls[i].program = 0;
		add_call(trace, &calls[i], false);
	}
	trace->program_count = trace->start_count = 0;
}

/* --- notes --- */

static size_t highest_note(const struct trace *trace)
{
	size_t highest = 0;

	for (size_t i = 1; i < trace->note_count; i++)
		if (strcmp(trace->notes[i], trace->notes[highest]) > 0)
			highest = i;
	return highest;
}

static bool has_note(const struct trace *trace, const char *note)
{
	for (size_t i = 0; i < trace->note_count; i++)
		if (!strcmp(trace->notes[i], note))
			return true;
	return false;
}

static void merge_note(struct trace *into, const char *note)
{
	if (into->note_count < TRACE_NOTES_MOST) {
		trace_note(into, note);
		return;
	}
	size_t highest = highest_note(into);
	if (strcmp(note, into->notes[highest]) < 0 && !has_note(into, note))
		into->notes[highest] = arena_string(&into->arena, note);
}

void trace_merge(struct trace *into, const struct trace *from)
{
	merge_header(into, from);
	merge_images(into, from);
	AUTO_FREE int *sites = merge_sites(into, from);
	AUTO_FREE int *programs = merge_programs(into, from);
	for (size_t i = 0; i < from->call_count; i++)
		merge_call(into, from, i, sites, programs);
	for (size_t i = 0; i < from->note_count; i++)
		merge_note(into, from->notes[i]);
}
