/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal. A line is built in memory and passed to the kernel with one
 * write(2), so it is in the file even if the recorder is killed right after. No
 * line exceeds the reader's limit, since names and commands are truncated far
 * below it.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/base/json.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"
#include "core/trace/tuples.h"
#include "core/values/values_json.h"

enum { NAME_MOST = 64 * 1024, COMMAND_MOST = 256 * 1024 };      /* bytes; one takes up to six in JSON */

/* Removes a partial line when the disk is full, so that the next one does not
 * continue it. A pipe cannot be truncated. */
static void take_back(int fd, size_t size)
{
	off_t end = lseek(fd, 0, SEEK_CUR);

	if (size && end >= (off_t)size && !ftruncate(fd, end - (off_t)size))
		lseek(fd, end - (off_t)size, SEEK_SET);
}

void trace_sum_add(struct trace_sum *sum, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	sum->hash = sum->bytes ? sum->hash : 0xcbf29ce484222325;      /* FNV-1a */
	for (size_t i = 0; i < size; i++)
		sum->hash = (sum->hash ^ at[i]) * 0x100000001b3;
	sum->bytes += size;
}

/* A file size limit belongs to the traced program and must not end the recorder. */
static int cannot_write(const struct trace_writer *to, size_t done, struct err *err)
{
	bool is_limit = errno == EFBIG && to->sum;

	err_errno(err, "%s", strcmp(to->name, "-") ? to->name : "standard output");
	take_back(to->fd, done);
	if (!is_limit)
		return -1;
	to->sum->lost = EFBIG;
	return 0;
}

static int write_line(const struct trace_writer *to, struct text *line, struct err *err)
{
	text_add(line, "}\n");
	if (to->sum && to->sum->lost)
		return 0;
	for (size_t done = 0; done < line->length;) {
		ssize_t wrote = write(to->fd, line->at + done, line->length - done);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return cannot_write(to, done, err);
		done += (size_t)wrote;
	}
	if (to->sum)
		trace_sum_add(to->sum, line->at, line->length);
	return 0;
}

static void add_name(struct text *line, const char *key, const char *name)
{
	if (!name)
		return;
	json_add_key(line, key);
	json_add_name(line, name, strnlen(name, NAME_MOST));
}

static void add_number(struct text *line, const char *key, uint64_t number)
{
	json_add_key(line, key);
	text_format(line, number > INT64_MAX ? "\"0x%llx\"" : "%llu", (unsigned long long)number);
}

static void add_command(struct text *line, const char *const *command)
{
	if (!command)
		return;
	json_add_key(line, "command");
	text_add(line, "[");
	for (; *command; command++) {
		json_add_item(line);
		json_add_name(line, *command, strnlen(*command, NAME_MOST));
		if (line->length > COMMAND_MOST)
			break;
	}
	text_add(line, "]");
}

int trace_write_header(const struct trace_writer *to, const struct trace *trace, struct err *err)
{
	AUTO_TEXT struct text line = {0};

	text_format(&line, "{\"seccord-trace\": %d", TRACE_VERSION);
	if (trace_shards(trace) > 1)
		add_number(&line, "shards", trace->shards);
	add_name(&line, "kernel", trace->kernel);
	add_name(&line, "host", trace->host);
	add_name(&line, "clocksource", trace->clocksource);
	add_name(&line, "engine", trace->engine);
	add_command(&line, trace->command);
	if (trace->many_commands)
		add_name(&line, "command", TRACE_SEVERAL);
	return write_line(to, &line, err);
}

int trace_write_image(const struct trace_writer *to, const struct trace *trace, int image, struct err *err)
{
	AUTO_TEXT struct text line = {0};

	text_format(&line, "{\"image\": %d", image);
	add_name(&line, "path", trace->images[image].path);
	add_name(&line, "build_id", trace->images[image].build_id);
	add_name(&line, "arch", trace->images[image].arch);
	add_name(&line, "package", trace->images[image].package);
	add_name(&line, "version", trace->images[image].version);
	return write_line(to, &line, err);
}

int trace_write_site(const struct trace_writer *to, const struct trace *trace, int site, struct err *err)
{
	const struct trace_site *from = &trace->sites[site];
	AUTO_TEXT struct text line = {0};

	text_format(&line, "{\"site\": %d, \"image\": %d, \"offset\": \"0x%llx\"", site, from->image,
	            (unsigned long long)from->offset);
	add_name(&line, "function", from->function);
	if (from->function)
		add_number(&line, "into", from->into);
	add_name(&line, "file", from->file);
	if (from->line)
		add_number(&line, "line", from->line);
	return write_line(to, &line, err);
}

int trace_write_program(const struct trace_writer *to, const struct trace *trace, int program, struct err *err)
{
	AUTO_TEXT struct text line = {0};

	text_format(&line, "{\"program\": %d", program);
	add_name(&line, "path", trace->programs[program].path);
	add_name(&line, "build_id", trace->programs[program].build_id);
	add_name(&line, "as", trace->programs[program].as);
	return write_line(to, &line, err);
}

int trace_write_start(const struct trace_writer *to, const struct trace *trace, int start, struct err *err)
{
	const struct trace_start *from = &trace->starts[start];
	AUTO_TEXT struct text line = {0};

	text_format(&line, "{\"started\": %d", from->program);
	if (from->by != TRACE_NOWHERE)
		add_number(&line, "by", (uint64_t)from->by);
	if (from->replaced)
		text_add(&line, ", \"replaced\": true");
	return write_line(to, &line, err);
}

static void add_values(struct text *line, enum role role, const struct values *values)
{
	if (values->kind == VALUES_NONE || !role_is_filterable(role))
		return;
	json_add_key(line, role_info(role)->name);
	values_write(values, role, line);
}

static void add_args(struct text *line, const struct trace_call *call)
{
	AUTO_TEXT struct text args = {0};

	text_add(&args, "{");
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		bool only_key = call->arg[i].kind == VALUES_NONE && !call->wide;
		add_values(&args, trace_role(call, i), only_key ? &call->selector[i] : &call->arg[i]);
	}
	if (args.length == 1)
		return;
	json_add_key(line, "args");
	text_format(line, "%s}", args.at);
}

static void add_deep(struct text *line, const struct trace_call *call)
{
	AUTO_TEXT struct text deep = {0};

	text_add(&deep, "{");
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		add_values(&deep, trace_deep_role(call, i), &call->deep[i]);
	if (call->deep_tail) {
		json_add_key(&deep, "tail");
		text_add(&deep, "true");
	}
	if (deep.length == 1)
		return;
	json_add_key(line, "deep");
	text_format(line, "%s}", deep.at);
}

static void add_errnos(struct text *line, const struct trace_call *call)
{
	if (!call->errnos[0])
		return;
	json_add_key(line, "errnos");
	text_add(line, "[");
	for (unsigned i = 0; i < TRACE_ERRNOS && call->errnos[i]; i++) {
		const char *name = errno_name(call->errnos[i]);
		json_add_item(line);
		if (name)
			json_add_string(line, name);
		else
			text_format(line, "%u", call->errnos[i]);
	}
	text_add(line, "]");
}

static void add_stack(struct text *line, const struct trace_call *call)
{
	if (!call->stack_depth)
		return;
	json_add_key(line, "stack");
	text_add(line, "[");
	for (int i = 0; i < call->stack_depth; i++) {
		json_add_item(line);
		text_format(line, "%d", call->stack[i]);
	}
	text_add(line, "]");
}

/* Writes up to `most` names of `size` bytes, padded with "". */
static void add_names(struct text *line, const char *key, const char *names, size_t most, size_t size, bool many)
{
	if (!*names && !many)
		return;
	json_add_key(line, key);
	if (many) {
		text_add(line, "\"any\"");
		return;
	}
	text_add(line, "[");
	for (const char *name = names; name < names + most * size && *name; name += size) {
		json_add_item(line);
		json_add_name(line, name, strlen(name));
	}
	text_add(line, "]");
}

static void add_labels(struct text *line, const struct trace *trace, const struct trace_labels *labels)
{
	if (!labels->at[0])
		return;
	json_add_key(line, "labels");
	text_add(line, "[");
	for (int i = 0; trace_label_at(trace, labels, i); i++) {
		const char *name = trace_label_at(trace, labels, i);
		json_add_item(line);
		json_add_name(line, name, strlen(name));
	}
	text_add(line, labels->more ? "], \"more_labels\": true" : "]");
}

int trace_write_call(const struct trace_writer *to, const struct trace *trace, int call, struct err *err)
{
	const struct trace_call *from = &trace->calls[call];
	int id = syscall_by_nr(from->arch, from->nr);
	AUTO_TEXT struct text line = {0};

	text_format(&line, "{\"call\": %d, \"arch\": \"%s\", \"nr\": %u", call, arch_info(from->arch)->name, from->nr);
	add_name(&line, "name", id == CALL_UNKNOWN ? NULL : syscall_name((enum syscall_id)id));
	add_name(&line, "origin", origin_name(from->origin));
	add_name(&line, "vdso", from->function);
	if (from->site != TRACE_NOWHERE)
		add_number(&line, "site", (uint64_t)from->site);
	if (from->caller)
		add_number(&line, "caller", (uint64_t)from->caller - 1);
	if (from->program)
		add_number(&line, "program", (uint64_t)from->program - 1);
	add_args(&line, from);
	trace_tuples_write(from, &line);
	add_deep(&line, from);
	if (from->wide)
		text_add(&line, ", \"wide\": true");
	if (from->known)
		text_add(&line, ", \"known\": true");
	if (trace_shards(trace) > 1)
		add_number(&line, "seen", trace_call_seen(from));
	add_number(&line, "count", from->count);
	if (from->least)
		text_add(&line, ", \"least\": true");
	add_errnos(&line, from);
	add_stack(&line, from);
	add_names(&line, "threads", from->threads[0], TRACE_THREADS, TRACE_THREAD_NAME, from->many_threads);
	add_names(&line, "drivers", from->drivers[0], TRACE_DRIVERS, TRACE_DRIVER_NAME, from->many_drivers);
	add_labels(&line, trace, &from->labels);
	return write_line(to, &line, err);
}

int trace_write_note(const struct trace_writer *to, const char *note, struct err *err)
{
	AUTO_TEXT struct text line = {0};

	text_add(&line, "{");
	add_name(&line, "note", note);
	return write_line(to, &line, err);
}

int trace_write_counts(const struct trace_writer *to, const struct trace *trace, struct err *err)
{
	for (size_t i = 0; i < trace->call_count; i++)
		if (trace->calls[i].written != trace->calls[i].count + 1 && trace_write_call(to, trace, (int)i, err))
			return -1;
	return 0;
}

static int write_end_line(const struct trace_writer *to, struct trace_end end, bool complete, struct err *err)
{
	AUTO_TEXT struct text line = {0};

	text_format(&line, "{\"end\": %s", complete ? "true" : "false");
	trace_end_write(end, &line);
	return write_line(to, &line, err);
}

static int write_end(const struct trace_writer *to, const struct trace *trace, struct err *err)
{
	if (!trace->complete && trace->end.kind == TRACE_END_UNKNOWN)
		return 0;
	return write_end_line(to, trace->end, trace->complete, err);
}

int trace_write_end(const struct trace_writer *to, const struct trace *trace, struct err *err)
{
	return trace_write_counts(to, trace, err) ? -1 : write_end(to, trace, err);
}

static int write_programs(const struct trace_writer *to, const struct trace *trace, struct err *err)
{
	for (size_t i = 0; i < trace->program_count; i++)
		if (trace_write_program(to, trace, (int)i, err))
			return -1;
	for (size_t i = 0; i < trace->start_count; i++)
		if (trace_write_start(to, trace, (int)i, err))
			return -1;
	return 0;
}

int trace_write(const struct trace_writer *to, const struct trace *trace, struct err *err)
{
	if (trace_write_header(to, trace, err) || write_programs(to, trace, err))
		return -1;
	for (size_t i = 0; i < trace->image_count; i++)
		if (trace_write_image(to, trace, (int)i, err))
			return -1;
	for (size_t i = 0; i < trace->site_count; i++)
		if (trace_write_site(to, trace, (int)i, err))
			return -1;
	for (size_t i = 0; i < trace->note_count; i++)
		if (trace_write_note(to, trace->notes[i], err))
			return -1;
	for (size_t i = 0; i < trace->call_count; i++)
		if (trace_write_call(to, trace, (int)i, err))
			return -1;
	return write_end(to, trace, err);
}
