/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands, paths, symbols and notes come from the traced program, which may be
 * hostile. An image is named by its last path component: library directories
 * differ between machines.
 */
#include "analyzer/text/format.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/json.h"
#include "core/base/printable.h"
#include "core/trace/caller.h"

void format_plain(const char *words, struct text *out)
{
	printable_add_string(out, words);
}

static const char *image_name(const struct trace *trace, const struct trace_site *site)
{
	if (!site || site->image < 0 || (size_t)site->image >= trace->image_count)
		return "unknown code";
	const char *path = trace->images[site->image].path;
	const char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

void format_image(const struct trace *trace, int site, struct text *out)
{
	bool known = site >= 0 && (size_t)site < trace->site_count;

	format_plain(image_name(trace, known ? &trace->sites[site] : NULL), out);
}

void format_function(const struct trace *trace, int site, struct text *out)
{
	if (site < 0 || (size_t)site >= trace->site_count || !trace->sites[site].function) {
		format_site(trace, site, out);
		return;
	}
	format_image(trace, site, out);
	text_add(out, " ");
	format_plain(trace->sites[site].function, out);
}

void format_program(const struct trace *trace, int program, struct text *out)
{
	const struct trace_program *at = program == TRACE_NOWHERE ? NULL : &trace->programs[program];

	format_plain(at ? at->path : "unknown program", out);
	if (!at || !at->as)
		return;
	text_add(out, " (as ");
	format_plain(at->as, out);
	text_add(out, ")");
}

void format_site(const struct trace *trace, int site, struct text *out)
{
	bool known = site >= 0 && (size_t)site < trace->site_count;
	const struct trace_site *at = known ? &trace->sites[site] : NULL;

	format_plain(image_name(trace, at), out);
	if (!at)
		return;
	text_add(out, " ");
	if (at->function)
		format_plain(at->function, out);
	if (!at->function || at->into)
		text_format(out, "+0x%" PRIx64, at->function ? at->into : at->offset);
}

void format_place(const struct trace *trace, int site, struct text *out)
{
	format_function(trace, site, out);
	if (site < 0 || (size_t)site >= trace->site_count || !trace->sites[site].file)
		return;
	const struct trace_site *at = &trace->sites[site];
	const char *slash = strrchr(at->file, '/');
	text_add(out, " (");
	format_plain(slash ? slash + 1 : at->file, out);
	text_format(out, ":%u)", at->line);
}

void format_source(const struct trace *trace, const struct trace_call *call, struct text *out)
{
	text_format(out, "%" PRIu64 "x ", call->count);
	if (call->origin != ORIGIN_DIRECT) {
		text_format(out, "%s ", origin_name(call->origin));
		format_plain(call->function ? call->function : "", out);
		text_add(out, call->function ? " " : "");
	}
	text_add(out, "from ");
	if (caller_of(trace, call) != call->site) {
		format_place(trace, caller_of(trace, call), out);
		text_add(out, ", by ");
	}
	format_site(trace, call->site, out);
}

void format_command(const struct trace *trace, struct text *out)
{
	if (!trace->command || !*trace->command)
		text_add(out, trace->many_commands ? "several commands" : "unknown");
	for (const char **word = trace->command; word && *word; word++) {
		text_add(out, word == trace->command ? "" : " ");
		format_plain(*word, out);
	}
}

void format_plural(struct text *out, uint64_t count, const char *thing)
{
	text_format(out, "%" PRIu64 " %s%s", count, thing, count == 1 ? "" : "s");
}

json_t *format_json(const char *words)
{
	return json_of_bytes(words);
}

json_t *format_json_list(const char *const *words)
{
	json_t *list = json_array();

	for (; words && *words; words++)
		json_array_append_new(list, format_json(*words));
	return list;
}

json_t *format_json_count(uint64_t count)
{
	return json_integer(count > INT64_MAX ? INT64_MAX : (json_int_t)count);
}
