/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging: each entry of one trace is entered into the other as if it had been
 * seen there, with its indexes translated on the way.
 */
#include <stdlib.h>

#include "core/trace.h"

static bool is_empty(const struct trace *trace)
{
	return !trace->call_count && !trace->note_count && !trace->image_count && !trace->host && !trace->kernel &&
	       !trace->engine && !trace->clocksource && !trace->command && !trace->complete &&
	       trace->end.kind == TRACE_END_UNKNOWN;
}

static void take_string(struct trace *into, const char **own, const char *other)
{
	if (!*own)
		*own = arena_string(&into->arena, other);
}

static void take_command(struct trace *into, const char *const *command)
{
	size_t count = 0;

	if (into->command || !command)
		return;
	while (command[count])
		count++;
	into->command = arena_alloc(&into->arena, (count + 1) * sizeof(*into->command));
	for (size_t i = 0; i < count; i++)
		into->command[i] = arena_string(&into->arena, command[i]);
}

static void merge_header(struct trace *into, const struct trace *from)
{
	bool first = is_empty(into);

	into->complete = first ? from->complete : into->complete && from->complete;
	into->end = first ? from->end : trace_end_join(into->end, from->end);
	take_string(into, &into->kernel, from->kernel);
	take_string(into, &into->host, from->host);
	take_string(into, &into->clocksource, from->clocksource);
	take_string(into, &into->engine, from->engine);
	take_command(into, from->command);
}

/* Where the sites of `from` stand in `into`. */
static int *merge_sites(struct trace *into, const struct trace *from)
{
	int *sites = mem_alloc(from->site_count * sizeof(*sites));

	for (size_t i = 0; i < from->site_count; i++) {
		struct trace_site site = from->sites[i];
		site.image = trace_image(into, &from->images[site.image], NULL);
		sites[i] = trace_site(into, &site, NULL);
	}
	return sites;
}

static void merge_call(struct trace *into, const struct trace_call *from, const int *sites)
{
	struct trace_call call = *from;

	if (call.site != TRACE_NOWHERE)
		call.site = sites[call.site];
	if (call.caller)
		call.caller = 1 + sites[call.caller - 1];
	for (int i = 0; i < call.stack_depth; i++)
		call.stack[i] = sites[call.stack[i]];
	int entry = trace_call(into, &call, NULL);
	trace_call_join(&into->calls[entry], &call);
}

void trace_merge(struct trace *into, const struct trace *from)
{
	merge_header(into, from);
	for (size_t i = 0; i < from->image_count; i++)
		trace_image(into, &from->images[i], NULL);
	AUTO_FREE int *sites = merge_sites(into, from);
	for (size_t i = 0; i < from->call_count; i++)
		merge_call(into, &from->calls[i], sites);
	for (size_t i = 0; i < from->note_count; i++)
		trace_note(into, from->notes[i]);
}
