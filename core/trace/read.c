/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trace is read line by line, and each line is checked completely before it
 * is used: for any file, the trace in memory is as the recorder would
 * have made it. Ids of images, sites, programs and calls are local to the file and are
 * translated, so an id may be on several lines and ids may be missing.
 *
 * Only the end of a file may be broken: a killed recorder or a full disk leaves
 * a last line without its newline.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/trace/trace.h"
#include "core/trace/ids.h"
#include "core/trace/read_call.h"

struct reader {
	struct trace *trace;
	struct arena names;                   /* strings of the line; the trace copies what it keeps */
	FILE *file;
	const char *name;
	int line;
	char *bytes;                          /* the line, at most TRACE_LINE_MOST */
	size_t length;
	bool whole;                           /* the line ends with a newline */
	bool ended;
	uint64_t version;
	struct trace_ids images, sites, programs, calls;
};

static int missing(const char *key, struct err *err)
{
	return err_set(err, "missing \"%s\"", key);
}

static int read_command(struct trace *trace, const json_t *object, struct err *err)
{
	const char *words = json_string_value(json_object_get(object, "command"));
	json_t *list = NULL;

	trace->many_commands = words && !strcmp(words, TRACE_SEVERAL);
	if (trace->many_commands)
		return 0;
	if (json_get_array(object, "command", &list, err))
		return -1;
	if (!list)
		return 0;
	trace->command = arena_alloc(&trace->arena, (json_array_size(list) + 1) * sizeof(*trace->command));
	for (size_t i = 0; i < json_array_size(list); i++) {
		AUTO_TEXT struct text bytes = {0};
		const char *word = json_string_value(json_array_get(list, i));
		if (!word)
			return err_set(err, "\"command\" is not a list of strings");
		json_bytes_of_text(word, &bytes);
		trace->command[i] = arena_string(&trace->arena, bytes.at);
	}
	return 0;
}

static int read_version(uint64_t *version, const json_t *object, struct err *err)
{
	if (!json_object_get(object, "seccord-trace"))
		return err_set(err, "not a seccord trace: it does not begin with {\"seccord-trace\": …");
	if (json_get_uint(object, "seccord-trace", UINT64_MAX, version, err))
		return -1;
	if (*version < TRACE_VERSION_LEAST || *version > TRACE_VERSION)
		return err_set(err, "unsupported version %" PRIu64 "; this seccord reads versions %d to %d", *version,
		               TRACE_VERSION_LEAST, TRACE_VERSION);
	return 0;
}

/* From version 3 on: recordings that are in this trace. */
static int read_shards(struct reader *reader, const json_t *object, struct err *err)
{
	if (json_get_uint(object, "shards", UINT64_MAX, &reader->trace->shards, err))
		return -1;
	if (json_object_get(object, "shards") && (reader->version < 3 || !reader->trace->shards))
		return err_set(err, "\"shards\" is 0, or in a trace before version 3");
	return 0;
}

static int read_header(struct reader *reader, const json_t *object, struct err *err)
{
	static const char *const keys[] = {
		"seccord-trace", "shards", "kernel", "host", "clocksource", "engine", "command", NULL
	};
	struct trace *trace = reader->trace;

	if (read_version(&reader->version, object, err) || json_only(object, keys, err) || read_shards(reader, object, err) ||
	    trace_read_name(&trace->arena, object, "kernel", &trace->kernel, err) ||
	    trace_read_name(&trace->arena, object, "host", &trace->host, err) ||
	    trace_read_name(&trace->arena, object, "clocksource", &trace->clocksource, err) ||
	    trace_read_name(&trace->arena, object, "engine", &trace->engine, err))
		return -1;
	return read_command(trace, object, err);
}

static int read_image(struct reader *reader, const json_t *object, struct err *err)
{
	static const char *const keys[] = { "image", "path", "build_id", "arch", "package", "version", NULL };
	struct trace_image image = {0};
	struct trace_id *id = trace_ids_define(&reader->images, object, err);

	if (!id || json_only(object, keys, err) || trace_read_name(&reader->names, object, "path", &image.path, err) ||
	    trace_read_name(&reader->names, object, "build_id", &image.build_id, err) ||
	    trace_read_name(&reader->names, object, "arch", &image.arch, err) ||
	    trace_read_name(&reader->names, object, "package", &image.package, err) ||
	    trace_read_name(&reader->names, object, "version", &image.version, err))
		return -1;
	if (!image.path || !image.package != !image.version)
		return missing(!image.path ? "path" : image.package ? "version" : "package", err);
	return trace_ids_settle(&reader->images, id, trace_image(reader->trace, &image, NULL), err);
}

static int read_site(struct reader *reader, const json_t *object, struct err *err)
{
	static const char *const keys[] = { "site", "image", "offset", "function", "into", "file", "line", NULL };
	struct trace_site site = {0};
	uint64_t line = 0;
	struct trace_id *id = trace_ids_define(&reader->sites, object, err);

	if (!id || json_only(object, keys, err) ||
	    trace_ids_use(&reader->images, json_object_get(object, "image"), &site.image, err) ||
	    json_get_uint(object, "offset", UINT64_MAX, &site.offset, err) ||
	    trace_read_name(&reader->names, object, "function", &site.function, err) ||
	    json_get_uint(object, "into", UINT64_MAX, &site.into, err) ||
	    trace_read_name(&reader->names, object, "file", &site.file, err) ||
	    json_get_uint(object, "line", UINT32_MAX, &line, err))
		return -1;
	site.line = (unsigned)line;
	if (!json_object_get(object, "offset"))
		return missing("offset", err);
	return trace_ids_settle(&reader->sites, id, trace_site(reader->trace, &site, NULL), err);
}

static int read_program(struct reader *reader, const json_t *object, struct err *err)
{
	static const char *const keys[] = { "program", "path", "build_id", "as", NULL };
	struct trace_program program = {0};
	struct trace_id *id = trace_ids_define(&reader->programs, object, err);

	if (!id || json_only(object, keys, err) || trace_read_name(&reader->names, object, "path", &program.path, err) ||
	    trace_read_name(&reader->names, object, "build_id", &program.build_id, err) ||
	    trace_read_name(&reader->names, object, "as", &program.as, err))
		return -1;
	if (!program.path)
		return missing("path", err);
	return trace_ids_settle(&reader->programs, id, trace_program(reader->trace, &program, NULL), err);
}

static int read_start(struct reader *reader, const json_t *object, struct err *err)
{
	static const char *const keys[] = { "started", "by", "replaced", NULL };
	struct trace_start start = { .by = TRACE_NOWHERE };
	const json_t *by = json_object_get(object, "by");

	if (json_only(object, keys, err) ||
	    trace_ids_use(&reader->programs, json_object_get(object, "started"), &start.program, err) ||
	    (by && trace_ids_use(&reader->programs, by, &start.by, err)) ||
	    json_get_bool(object, "replaced", &start.replaced, err))
		return -1;
	if (!by && start.replaced)
		return missing("by", err);
	trace_start(reader->trace, &start, NULL);
	return 0;
}

static int read_call_program(const struct reader *reader, const json_t *object, struct trace_call *call, struct err *err)
{
	const json_t *program = json_object_get(object, "program");
	int index = TRACE_NOWHERE;

	if (program && reader->version < 3)
		return err_set(err, "unknown member \"program\"");
	if (program && trace_ids_use(&reader->programs, program, &index, err))
		return -1;
	call->program = 1 + index;
	return 0;
}

/* The count on each line of an id is the total so far. */
static int read_call(struct reader *reader, const json_t *object, struct err *err)
{
	struct trace *trace = reader->trace;
	struct trace_call call = {0};
	struct trace_id *id = trace_ids_define(&reader->calls, object, err);

	if (!id || trace_read_call(&call, object, &reader->sites, &reader->names, reader->version, err) ||
	    trace_read_labels(trace, object, reader->version, &call.labels, err) || read_call_program(reader, object, &call, err))
		return -1;
	if (trace_call_seen(&call) > trace_shards(trace))
		return err_set(err, "\"seen\" is more than the \"shards\" of the trace");
	int index = trace_call(trace, &call, NULL);
	trace->calls[index].seen = call.seen > trace->calls[index].seen ? call.seen : trace->calls[index].seen;
	if (trace_ids_settle(&reader->calls, id, index, err))
		return -1;
	call.count = call.count > id->count ? call.count - id->count : 0;
	id->count += call.count;
	trace_call_join(&trace->calls[index], &call);
	trace_labels_join(trace, &trace->calls[index].labels, &call.labels);
	return 0;
}

static int read_note(struct reader *reader, const json_t *object, struct err *err)
{
	static const char *const keys[] = { "note", NULL };
	const char *note = NULL;

	if (json_only(object, keys, err) || trace_read_name(&reader->names, object, "note", &note, err))
		return -1;
	trace_note(reader->trace, note);
	return 0;
}

static int read_end(struct reader *reader, const json_t *object, struct err *err)
{
	static const char *const keys[] = { "end", "status", "signal", NULL };

	if (json_only(object, keys, err) || json_get_bool(object, "end", &reader->trace->complete, err))
		return -1;
	reader->ended = true;
	if (trace_end_read(&reader->trace->end, object, err))
		return -1;
	if (!reader->trace->complete && reader->trace->end.kind == TRACE_END_UNKNOWN)
		return err_set(err, "\"end\" is not true");
	return 0;
}

static const struct kind {
	const char *key;                      /* the first key of the line */
	uint64_t since;                       /* version of the format */
	int (*read)(struct reader *reader, const json_t *object, struct err *err);
} kinds[] = {
	{ "image", 1, read_image },     { "site", 1, read_site }, { "program", 3, read_program },
	{ "started", 3, read_start },   { "call", 1, read_call }, { "note", 1, read_note },
	{ "end", 1, read_end },
};

static int read_body(struct reader *reader, json_t *object, struct err *err)
{
	const char *key = json_object_iter_key(json_object_iter(object));

	if (reader->ended)
		return err_set(err, "line after the end of the trace; does the file hold two traces?");
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (key && !strcmp(key, kinds[i].key) && reader->version >= kinds[i].since)
			return kinds[i].read(reader, object, err);
	return err_set(err, "expected a line that begins with \"image\", \"site\", \"program\", \"started\", \"call\", \"note\" or "
	                    "\"end\", not \"%s\"", key ? key : "");
}

/* 1: read a line; 0: end of file. */
static int next_line(struct reader *reader, struct err *err)
{
	int c = 0;

	reader->line++;
	for (reader->length = 0; (c = getc_unlocked(reader->file)) != EOF && c != '\n'; reader->length++) {
		if (reader->length == TRACE_LINE_MOST)
			return err_set(err, "%s:%d: longer than %d bytes", reader->name, reader->line, TRACE_LINE_MOST);
		reader->bytes[reader->length] = (char)c;
	}
	if (c == EOF && ferror(reader->file))
		return err_errno(err, "%s", reader->name);
	reader->whole = c == '\n';
	return reader->whole || reader->length;
}

/* The first line is mandatory: it identifies the file. */
static int cut_off(struct reader *reader, struct err *err)
{
	char note[80];

	if (reader->line == 1)
		return err_set(err, "%s:1: the first line is truncated, or this is not a seccord trace", reader->name);
	snprintf(note, sizeof(note), "line %d of the trace is truncated; it was skipped", reader->line);
	trace_note(reader->trace, note);
	reader->trace->complete = false;
	return 0;
}

static int read_line(struct reader *reader, struct err *err)
{
	AUTO_JSON json_t *object = json_parse_object(reader->bytes, reader->length, reader->name, reader->line, err);

	if (!object)
		return reader->whole ? -1 : cut_off(reader, err);
	if (reader->line == 1 ? read_header(reader, object, err) : read_body(reader, object, err))
		return err_context(err, "%s:%d", reader->name, reader->line);
	return 0;
}

static int read_lines(struct reader *reader, struct err *err)
{
	int more;

	while ((more = next_line(reader, err)) > 0) {
		int failed = read_line(reader, err);
		arena_free(&reader->names);
		if (failed)
			return -1;
	}
	if (!more && reader->line == 1)
		return err_set(err, "%s: the file is empty", reader->name);
	return more;
}

static int read_stream(struct trace *trace, FILE *file, const char *name, struct err *err)
{
	struct reader reader = {
		.trace = trace, .file = file, .name = name, .bytes = mem_alloc(TRACE_LINE_MOST),
		.images = { .what = "image", .most = TRACE_IMAGES_MOST },
		.sites = { .what = "site", .most = TRACE_SITES_MOST },
		.programs = { .what = "program", .most = TRACE_PROGRAMS_MOST },
		.calls = { .what = "call", .most = TRACE_CALLS_MOST },
	};
	int failed = read_lines(&reader, err);

	free(reader.bytes);
	free(reader.images.id);
	free(reader.sites.id);
	free(reader.programs.id);
	free(reader.calls.id);
	if (failed)
		trace_free(trace);
	return failed;
}

int trace_read(struct trace *trace, const char *name, struct err *err)
{
	bool standard = !strcmp(name, "-");
	AUTO_FILE FILE *file = standard ? stdin : fopen(name, "re");

	if (!file)
		return err_errno(err, "%s", name);
	return read_stream(trace, file, standard ? "stdin" : name, err);
}

int trace_read_bytes(struct trace *trace, const char *bytes, size_t size, const char *name, struct err *err)
{
	AUTO_FILE FILE *file = size ? fmemopen((void *)bytes, size, "r") : NULL;

	if (!file)
		return err_set(err, "%s: the file is empty", name);
	return read_stream(trace, file, name, err);
}

static size_t skip_blanks(const char *bytes, size_t at, size_t size)
{
	while (at < size && strchr(" \t\r\n", bytes[at]) && bytes[at])
		at++;
	return at;
}

bool trace_is_trace(const char *bytes, size_t size)
{
	static const char key[] = "\"seccord-trace\"";
	size_t at = skip_blanks(bytes, 0, size);

	if (at == size || bytes[at] != '{')
		return false;
	at = skip_blanks(bytes, at + 1, size);
	return size - at >= sizeof(key) - 1 && !memcmp(bytes + at, key, sizeof(key) - 1);
}
