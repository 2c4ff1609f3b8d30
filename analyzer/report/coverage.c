/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A shard is a sample of the calls that the program makes. Of N calls of all shards
 * together, f1 were seen in one shard alone; Good and Turing estimate the share of
 * calls of a further shard that are new as f1/N. Esty's interval has the variance
 * (f1 (1 - f1/N) + 2 f2) / N²; where f1 and f2 are 0, the rule of three gives 3/N.
 *
 * A trace does not say which signal a handler ran for, so a path through a handler
 * is only possibly taken.
 */
#include "analyzer/report/coverage.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>

#include "analyzer/text/format.h"
#include "analyzer/text/list.h"
#include "core/base/json.h"
#include "core/kernel/syscall.h"

enum { PARTS = 10000, CONFIDENCE = 196 };     /* 1/10000; in hundredths: 1.96 standard deviations are 95 % */

static const struct {
	const char *name, *what;
	int signal;                           /* 0: an exit status that is not 0 */
} paths[COVERAGE_PATHS] = {
	[COVERAGE_STOP] = { "stop", "SIGTERM", SIGTERM },
	[COVERAGE_INTERRUPT] = { "interrupt", "SIGINT", SIGINT },
	[COVERAGE_RELOAD] = { "reload", "SIGHUP", SIGHUP },
	[COVERAGE_ERROR] = { "error", "an exit status that is not 0", 0 },
};

/* --- paths --- */

static bool is_call(const struct trace_call *call, enum syscall_id id)
{
	return syscall_by_nr(call->arch, call->nr) == (int)id;
}

static bool handler_ran(const struct trace *trace)
{
	for (size_t i = 0; i < trace->call_count; i++)
		if (is_call(&trace->calls[i], CALL_rt_sigreturn) || is_call(&trace->calls[i], CALL_sigreturn))
			return true;
	return false;
}

static bool may_be(const struct trace_call *call, uint64_t signal)
{
	int arg = syscall_arg((enum syscall_id)syscall_by_nr(call->arch, call->nr), call->arch, ROLE_signal);

	return arg < 0 || call->arg[arg].kind == VALUES_NONE || values_admit(&call->arg[arg], UINT32_MAX, signal);
}

/* Whether it sets a handler for the signal, or ignores or resets it. */
static bool handles(const struct trace *trace, int signal)
{
	for (size_t i = 0; i < trace->call_count; i++) {
		const struct trace_call *call = &trace->calls[i];
		bool sets = is_call(call, CALL_rt_sigaction) || is_call(call, CALL_sigaction) || is_call(call, CALL_signal);
		if (sets && may_be(call, (uint64_t)signal))
			return true;
	}
	return false;
}

static bool waits_for_signals(const struct trace *trace)
{
	for (size_t i = 0; i < trace->call_count; i++)
		if (is_call(&trace->calls[i], CALL_signalfd4) || is_call(&trace->calls[i], CALL_signalfd) ||
		    is_call(&trace->calls[i], CALL_rt_sigtimedwait) || is_call(&trace->calls[i], CALL_rt_sigtimedwait_time64))
			return true;
	return false;
}

static bool ended_by(const struct trace *trace, int signal)
{
	if (!signal)
		return trace->end.kind == TRACE_END_STATUS && trace->end.number;
	return trace->end.kind == TRACE_END_SIGNAL && trace->end.number == signal;
}

static void add_paths(struct shard_coverage *coverage, const struct trace *trace)
{
	for (int path = 0; path < COVERAGE_PATHS; path++) {
		int signal = paths[path].signal;
		bool taken = ended_by(trace, signal), handled = signal && (handles(trace, signal) || waits_for_signals(trace));
		bool possibly = !taken && handled && (handler_ran(trace) || waits_for_signals(trace));
		coverage->path[path].taken += taken;
		coverage->path[path].possibly += possibly;
		coverage->path[path].handled += handled;
	}
}

void coverage_known(const struct trace *trace, struct text *notes)
{
	size_t count = 0;

	for (size_t i = 0; i < trace->call_count; i++)
		count += trace->calls[i].known;
	if (count)
		text_format(notes, "%zu calls are known from earlier traces, and were not seen in this recording\n", count);
}

void coverage_notes(const struct trace *trace, struct text *notes)
{
	struct list list = {0};

	for (int path = 0; path < COVERAGE_PATHS; path++) {
		int signal = paths[path].signal;
		bool asks = path == COVERAGE_STOP || path == COVERAGE_RELOAD;
		if (asks && handles(trace, signal) && !handler_ran(trace) && !waits_for_signals(trace) && !ended_by(trace, signal))
			list_add(&list, paths[path].what);
	}
	list_report(&list, notes, "the program handles signals, but no handler ran: calls on these paths may be missing: ", "");
}

/* --- adding --- */

static struct coverage_call *find_call(struct shard_coverage *coverage, const struct trace_call *call)
{
	for (size_t i = 0; i < coverage->call_count; i++)
		if (coverage->calls[i].arch == call->arch && coverage->calls[i].nr == call->nr)
			return &coverage->calls[i];
	return NULL;
}

static void add_call(struct shard_coverage *coverage, const struct trace_call *call, size_t file, struct coverage_file *to)
{
	struct coverage_call *known = find_call(coverage, call);

	if (known && known->last == file)
		return;
	to->calls++;
	to->added += !known;
	if (!known) {
		coverage->calls = mem_grow(coverage->calls, coverage->call_count, &coverage->call_room, sizeof(*coverage->calls));
		known = &coverage->calls[coverage->call_count++];
		*known = (struct coverage_call){ .arch = call->arch, .nr = call->nr };
	}
	known->files++;
	known->last = file;
}

void coverage_add(struct shard_coverage *coverage, const struct trace *trace, const char *name)
{
	struct coverage_file file = { .name = arena_string(&coverage->arena, name), .shards = trace_shards(trace) };

	for (size_t i = 0; i < trace->call_count; i++)
		add_call(coverage, &trace->calls[i], coverage->file_count, &file);
	coverage->files = mem_grow(coverage->files, coverage->file_count, &coverage->file_room, sizeof(*coverage->files));
	coverage->files[coverage->file_count++] = file;
	coverage->sums |= file.shards > 1;
	add_paths(coverage, trace);
	trace_merge(&coverage->sum, trace);
}

void coverage_free(struct shard_coverage *coverage)
{
	trace_free(&coverage->sum);
	free(coverage->calls);
	free(coverage->files);
	arena_free(&coverage->arena);
	*coverage = (struct shard_coverage){0};
}

/* --- the unseen --- */

static uint64_t square_root(uint64_t number)
{
	uint64_t low = 0, high = UINT32_MAX;

	while (low < high) {
		uint64_t middle = (low + high + 1) / 2;
		if (middle * middle <= number)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

static void count_one(struct coverage_unseen *unseen, uint64_t seen)
{
	unseen->once += seen == 1;
	unseen->twice += seen == 2;
	unseen->times += seen;
}

/* Of a sum only the shards of entries are known, which sites and arguments distinguish. */
static void count_seen(struct coverage_unseen *unseen, const struct shard_coverage *coverage)
{
	for (size_t i = 0; i < coverage->sum.call_count && coverage->sums; i++)
		count_one(unseen, trace_call_seen(&coverage->sum.calls[i]));
	for (size_t i = 0; i < coverage->call_count && !coverage->sums; i++)
		count_one(unseen, coverage->calls[i].files);
}

struct coverage_unseen coverage_unseen(const struct shard_coverage *coverage)
{
	struct coverage_unseen unseen = {0};

	count_seen(&unseen, coverage);
	if (!unseen.times || unseen.times > UINT32_MAX || trace_shards(&coverage->sum) < 2)
		return unseen;
	uint64_t once = unseen.once, times = unseen.times, product = once * (times - once);
	uint64_t variance = product / times * PARTS + product % times * PARTS / times + 2 * unseen.twice * PARTS;
	uint64_t half = CONFIDENCE * square_root(variance * PARTS) / 100 / times;

	unseen.known = true;
	unseen.estimate = once * PARTS / times;
	if (!variance)
		half = 3 * PARTS / times;
	unseen.low = unseen.estimate > half ? unseen.estimate - half : 0;
	unseen.high = unseen.estimate + half < PARTS ? unseen.estimate + half : PARTS;
	return unseen;
}

/* --- text --- */

static void add_name(struct list *list, const struct coverage_call *call)
{
	char label[16];

	list_add(list, syscall_label(call->arch, call->nr, label));
}

/* The calls that only this file has. */
static void only_here(const struct shard_coverage *coverage, size_t file, struct list *list)
{
	for (size_t i = 0; i < coverage->call_count; i++)
		if (coverage->calls[i].files == 1 && coverage->calls[i].last == file)
			add_name(list, &coverage->calls[i]);
}

void coverage_only_here(const struct shard_coverage *coverage, size_t file, struct text *out)
{
	AUTO_TEXT struct text line = {0};
	struct list list = {0};

	only_here(coverage, file, &list);
	list_report(&list, &line, "", "");
	text_add_bytes(out, line.at, line.length ? line.length - 1 : 0);
}

static void file_text(const struct shard_coverage *coverage, size_t at, struct text *out)
{
	const struct coverage_file *file = &coverage->files[at];
	struct list list = {0};

	text_format(out, "%6zu %6zu  ", file->calls, file->added);
	format_plain(file->name, out);
	if (file->shards > 1)
		text_format(out, " (a sum of %" PRIu64 ")", file->shards);
	text_add(out, "\n");
	if (coverage->file_count < 2)
		return;
	only_here(coverage, at, &list);
	list_report(&list, out, "               only here: ", "");
}

static void percent(uint64_t parts, struct text *out)
{
	text_format(out, "%" PRIu64 ".%02" PRIu64 " %%", parts / 100, parts % 100);
}

void coverage_unseen_words(const struct shard_coverage *coverage, struct text *out)
{
	struct coverage_unseen unseen = coverage_unseen(coverage);

	if (!unseen.known) {
		text_add(out, "cannot be estimated; this needs at least two recordings");
		return;
	}
	percent(unseen.estimate, out);
	text_add(out, " of the calls of one more recording like these are expected to be new (95 %: ");
	percent(unseen.low, out);
	text_add(out, " to ");
	percent(unseen.high, out);
	text_add(out, "; Good-Turing)");
}

static void unseen_text(const struct shard_coverage *coverage, struct text *out)
{
	struct coverage_unseen unseen = coverage_unseen(coverage);

	if (unseen.known)
		text_format(out, "seen in one recording of %" PRIu64 ": %" PRIu64 " of %zu %s\n", trace_shards(&coverage->sum), unseen.once,
		            coverage->sums ? coverage->sum.call_count : coverage->call_count,
		            coverage->sums ? "distinct calls (sites and operations apart, since a file is a sum)" : "calls");
	text_add(out, "unseen: ");
	coverage_unseen_words(coverage, out);
	text_add(out, "\n");
}

const char *coverage_path_name(enum coverage_path path)
{
	return paths[path].what;
}

void coverage_path_words(const struct shard_coverage *coverage, enum coverage_path path, struct text *out)
{
	size_t taken = coverage->path[path].taken, possibly = coverage->path[path].possibly;
	const char *plural = coverage->file_count == 1 ? "" : "s";

	if (taken)
		text_format(out, "taken in %zu of %zu file%s", taken, coverage->file_count, plural);
	else if (possibly)
		text_format(out, "possibly taken in %zu of %zu file%s: a handler ran or signals were read, but which signal is not recorded",
		            possibly, coverage->file_count, plural);
	else
		text_format(out, "NOT taken%s", coverage->path[path].handled ? ", and the program handles it" : "");
}

static void path_text(const struct shard_coverage *coverage, enum coverage_path path, struct text *out)
{
	text_format(out, "  %-10s %s: ", paths[path].name, paths[path].what);
	coverage_path_words(coverage, path, out);
	text_add(out, "\n");
}

void coverage_text(const struct shard_coverage *coverage, struct text *out)
{
	text_add(out, " calls    new\n");
	for (size_t i = 0; i < coverage->file_count; i++)
		file_text(coverage, i, out);
	text_add(out, "\n");
	unseen_text(coverage, out);
	text_add(out, "\npaths, as far as traces show them\n");
	for (int path = 0; path < COVERAGE_PATHS; path++)
		path_text(coverage, (enum coverage_path)path, out);
}

/* --- JSON --- */

static json_t *json_only_here(const struct shard_coverage *coverage, size_t file)
{
	json_t *list = json_array();
	char label[16];

	for (size_t i = 0; i < coverage->call_count; i++)
		if (coverage->calls[i].files == 1 && coverage->calls[i].last == file)
			json_array_append_new(list, json_string(syscall_label(coverage->calls[i].arch, coverage->calls[i].nr, label)));
	return list;
}

static json_t *json_files(const struct shard_coverage *coverage)
{
	json_t *list = json_array();

	for (size_t i = 0; i < coverage->file_count; i++) {
		json_t *object = json_object();
		json_object_set_new(object, "file", format_json(coverage->files[i].name));
		json_object_set_new(object, "shards", format_json_count(coverage->files[i].shards));
		json_object_set_new(object, "calls", format_json_count(coverage->files[i].calls));
		json_object_set_new(object, "new", format_json_count(coverage->files[i].added));
		json_object_set_new(object, "only_here", json_only_here(coverage, i));
		json_array_append_new(list, object);
	}
	return list;
}

/* Probabilities in 1/10000, so that equal input has equal output on every machine. */
static json_t *json_unseen(const struct shard_coverage *coverage)
{
	struct coverage_unseen unseen = coverage_unseen(coverage);
	json_t *object = json_object();

	json_object_set_new(object, "once", format_json_count(unseen.once));
	json_object_set_new(object, "twice", format_json_count(unseen.twice));
	json_object_set_new(object, "times", format_json_count(unseen.times));
	json_object_set_new(object, "per_10000", unseen.known ? format_json_count(unseen.estimate) : json_null());
	json_object_set_new(object, "low", unseen.known ? format_json_count(unseen.low) : json_null());
	json_object_set_new(object, "high", unseen.known ? format_json_count(unseen.high) : json_null());
	return object;
}

static json_t *json_paths(const struct shard_coverage *coverage)
{
	json_t *object = json_object();

	for (int path = 0; path < COVERAGE_PATHS; path++)
		json_object_set_new(object, paths[path].name, json_string(coverage->path[path].taken ? "taken" :
		                    coverage->path[path].possibly ? "possibly" : "not taken"));
	return object;
}

void coverage_json(const struct shard_coverage *coverage, struct text *out)
{
	AUTO_JSON json_t *object = json_object();

	json_object_set_new(object, "version", json_integer(1));
	json_object_set_new(object, "shards", format_json_count(trace_shards(&coverage->sum)));
	json_object_set_new(object, "unit", json_string(coverage->sums ? "distinct call" : "call"));
	json_object_set_new(object, "files", json_files(coverage));
	json_object_set_new(object, "unseen", json_unseen(coverage));
	json_object_set_new(object, "paths", json_paths(coverage));
	json_line(object, out);
	text_add(out, "\n");
}
