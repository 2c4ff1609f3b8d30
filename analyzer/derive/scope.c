/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each list answers for a call: inside, outside, or not known. One "outside" removes the
 * call; a call is never removed for what is not known, since a policy that lacks
 * a call breaks the program.
 *
 * Programs and callers are part of a call's key, so its arguments are theirs. Threads
 * are not: a call of several threads keeps the arguments of all of them.
 */
#include "analyzer/derive/scope.h"

#include <string.h>

#include "analyzer/text/format.h"
#include "analyzer/text/list.h"
#include "core/base/nearest.h"
#include "core/base/path.h"
#include "core/trace/caller.h"
#include "core/trace/program.h"

enum match { OUTSIDE, INSIDE, UNKNOWN };

static enum match answer_of(bool inside)
{
	return inside ? INSIDE : OUTSIDE;
}

/* --- programs --- */

static const struct trace_program *program_of(const struct trace *trace, const struct trace_call *call)
{
	return call->program ? &trace->programs[call->program - 1] : NULL;
}

static enum match by_program(const struct trace *trace, const char **words, const struct trace_call *call)
{
	const struct trace_program *program = program_of(trace, call);

	return program ? answer_of(program_matches_any(program, words)) : UNKNOWN;
}

static enum match by_other_program(const struct trace *trace, const char **words, const struct trace_call *call)
{
	const struct trace_program *program = program_of(trace, call);

	return program ? answer_of(!program_matches_any(program, words)) : UNKNOWN;
}

/* --- threads --- */

static bool has_thread(const struct trace_call *call, const char *word)
{
	for (int i = 0; i < TRACE_THREADS && *call->threads[i]; i++)
		if (!strcmp(call->threads[i], word))
			return true;
	return false;
}

static enum match by_thread(const struct trace *trace, const char **words, const struct trace_call *call)
{
	(void)trace;
	if (!*call->threads[0])
		return UNKNOWN;
	for (; *words; words++)
		if (has_thread(call, *words))
			return INSIDE;
	return OUTSIDE;
}

/* --- libraries --- */

/* "libssl" is libssl.so.3 too, and not libssl_extra.so. */
static bool library_matches(const char *path, const char *word)
{
	const char *name = path_base(path), *end = strstr(name, ".so");
	size_t length = end ? (size_t)(end - name) : 0;

	return program_path_matches(path, word) || (length && length == strlen(word) && !memcmp(name, word, length));
}

/* The image of the responsible frame, or NULL: not known. The stack is of the first call only, so it says nothing
 * of the others. */
static const char *library_of(const struct trace *trace, const struct trace_call *call)
{
	int site = call->caller ? call->caller - 1 : call->site;
	const char *path = site == TRACE_NOWHERE ? NULL : trace->images[trace->sites[site].image].path;

	return path && (call->caller || !caller_is_runtime(path)) ? path : NULL;
}

static enum match by_library(const struct trace *trace, const char **words, const struct trace_call *call)
{
	const char *path = library_of(trace, call);

	for (; path && *words; words++)
		if (library_matches(path, *words))
			return INSIDE;
	return path ? OUTSIDE : UNKNOWN;
}

/* --- names that mean nothing --- */

typedef enum match judge_call(const struct trace *trace, const char **words, const struct trace_call *call);

static bool is_program(const struct trace *trace, const char *word)
{
	for (size_t i = 0; i < trace->program_count; i++)
		if (program_matches(&trace->programs[i], word))
			return true;
	return false;
}

static bool is_inside_any(const struct trace *trace, judge_call *judge, const char *word)
{
	const char *words[] = {word, NULL};

	for (size_t i = 0; i < trace->call_count; i++)
		if (judge(trace, words, &trace->calls[i]) == INSIDE)
			return true;
	return false;
}

static bool has_stacks(const struct trace *trace)
{
	for (size_t i = 0; i < trace->call_count; i++)
		if (trace->calls[i].caller || trace->calls[i].stack_depth)
			return true;
	return false;
}

static int unknown_program(const struct trace *trace, const char *word, struct err *err)
{
	struct closest near;

	nearest_begin(&near, word);
	for (size_t i = 0; i < trace->program_count; i++) {
		nearest_offer(&near, path_base(trace->programs[i].path));
		nearest_offer(&near, trace->programs[i].path);
	}
	err_set(err, "--exe=%s: no such program in the trace; `seccord show --by=exe` lists them", word);
	return nearest_hint(err, nearest_found(&near));
}

static int unknown_thread(const struct trace *trace, const char *word, struct err *err)
{
	struct closest near;

	nearest_begin(&near, word);
	for (size_t i = 0; i < trace->call_count; i++)
		for (int thread = 0; thread < TRACE_THREADS && *trace->calls[i].threads[thread]; thread++)
			nearest_offer(&near, trace->calls[i].threads[thread]);
	err_set(err, "--thread=%s: no such thread in the trace; `seccord show --by=thread` lists them", word);
	return nearest_hint(err, nearest_found(&near));
}

static int unknown_library(const struct trace *trace, const char *word, struct err *err)
{
	struct closest near;
	const char *path;

	nearest_begin(&near, word);
	for (size_t i = 0; i < trace->call_count; i++)
		if ((path = library_of(trace, &trace->calls[i])))
			nearest_offer(&near, path_base(path));
	err_set(err, "--library=%s: made no call in the trace; `seccord show --by=library` lists who did", word);
	return nearest_hint(err, nearest_found(&near));
}

static int check_programs(const struct trace *trace, const struct scope *scope, struct text *notes, struct err *err)
{
	if ((scope->programs || scope->not_programs) && !trace->program_count)
		return err_set(err, "--exe and --not-exe: the trace has no programs; record it again with this seccord");
	for (const char **word = scope->programs; word && *word; word++)
		if (!is_program(trace, *word))
			return unknown_program(trace, *word, err);
	for (const char **word = scope->not_programs; word && *word; word++)
		if (!is_program(trace, *word))
			text_format(notes, "--not-exe=%s: no such program in the trace\n", *word);
	return 0;
}

static int check_names(const struct trace *trace, const struct scope *scope, struct text *notes, struct err *err)
{
	if (check_programs(trace, scope, notes, err) < 0)
		return -1;
	for (const char **word = scope->threads; word && *word; word++)
		if (!is_inside_any(trace, by_thread, *word))
			return unknown_thread(trace, *word, err);
	if (scope->libraries && !has_stacks(trace))
		return err_set(err, "--library: the trace has no callers; record it with --stacks");
	for (const char **word = scope->libraries; word && *word; word++)
		if (!is_inside_any(trace, by_library, *word))
			return unknown_library(trace, *word, err);
	return 0;
}

/* --- the selection --- */

static enum match decide(const struct trace *trace, const struct scope *scope, const struct trace_call *call)
{
	const struct { judge_call *judge; const char **words; } limits[] = {
		{by_program, scope->programs}, {by_other_program, scope->not_programs}, {by_thread, scope->threads},
		{by_library, scope->libraries},
	};
	enum match all = INSIDE;

	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		enum match answer = limits[i].words ? limits[i].judge(trace, limits[i].words, call) : INSIDE;
		if (answer == OUTSIDE)
			return OUTSIDE;
		all = answer == UNKNOWN ? UNKNOWN : all;
	}
	return all;
}

/* The recorder's own start of the first program, which belongs to every policy. */
static bool is_first_execve(const struct trace_call *call)
{
	return call->site == TRACE_NOWHERE && !call->program && syscall_by_nr(call->arch, call->nr) == CALL_execve;
}

static void report_unknown(const struct trace *trace, const bool *unknown, struct text *notes)
{
	struct list list = {0};
	const char *last = NULL;
	char label[16];

	for (size_t i = 0; i < trace->call_count; i++) {
		const char *name = syscall_label(trace->calls[i].arch, trace->calls[i].nr, label);
		if (unknown[i] && !is_first_execve(&trace->calls[i]) && (!last || strcmp(last, name)))
			list_add(&list, name);
		last = unknown[i] ? name : last;
	}
	list_report(&list, notes, "allowed although it is not known whose these calls are: ", "");
}

static void report_shared(const struct trace *trace, const struct scope *scope, struct text *notes)
{
	size_t count = 0;

	for (size_t i = 0; scope->threads && i < trace->call_count; i++)
		count += *trace->calls[i].threads[1] != '\0';
	if (count)
		text_format(notes, "%zu %s also made by other threads, whose arguments are allowed too\n", count,
		            count == 1 ? "entry was" : "entries were");
}

/* A shim is meant for what it starts: pyenv, npx, env. */
static void report_shims(const struct trace *trace, const struct scope *scope, struct text *notes)
{
	struct list list = {0};

	for (size_t i = 0; scope->programs && i < trace->start_count; i++) {
		const struct trace_start *start = &trace->starts[i];
		AUTO_TEXT struct text words = {0};
		if (!start->replaced || !program_matches_any(&trace->programs[start->by], scope->programs) ||
		    program_matches_any(&trace->programs[start->program], scope->programs))
			continue;
		format_program(trace, start->by, &words);
		text_add(&words, " by ");
		format_program(trace, start->program, &words);
		list_add(&list, words.at);
	}
	list_report(&list, notes, "replaced by a program whose calls are not included: ", "; name it in --exe to include them");
}

/* Under a learned filter a known call does not show who makes it. */
static int check_complete(const struct trace *trace, struct err *err)
{
	if (!trace_has_least(trace))
		return 0;
	return err_set(err, "--exe, --not-exe, --thread and --library need to know who made each call; the trace was recorded with "
	                    "--engine=learn: record it with --engine=seccomp");
}

int scope_select(struct trace *trace, const struct scope *scope, struct text *notes, struct err *err)
{
	AUTO_FREE bool *unknown = mem_alloc(trace->call_count * sizeof(*unknown));
	size_t kept = 0;

	if (check_complete(trace, err) < 0 || check_names(trace, scope, notes, err) < 0)
		return -1;
	trace_sort(trace);
	for (size_t i = 0; i < trace->call_count; i++) {
		enum match answer = decide(trace, scope, &trace->calls[i]);
		if (answer == OUTSIDE)
			continue;
		unknown[kept] = answer == UNKNOWN;
		trace->calls[kept++] = trace->calls[i];
	}
	trace->call_count = kept;
	report_unknown(trace, unknown, notes);
	report_shared(trace, scope, notes);
	report_shims(trace, scope, notes);
	return 0;
}
