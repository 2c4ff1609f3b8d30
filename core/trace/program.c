/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program has two names: its file (/usr/bin/dash) and what was executed
 * (/bin/sh, ./configure). A word that matches either means the program.
 */
#include "core/trace/program.h"

#include <fnmatch.h>
#include <string.h>

#include "core/base/order.h"
#include "core/base/path.h"
#include "core/trace/trace.h"

bool program_equal(const struct trace_program *a, const struct trace_program *b)
{
	return string_equal(a->path, b->path) && string_equal(a->build_id, b->build_id) && string_equal(a->as, b->as);
}

/* First as it is: the program [ is no glob. */
bool program_path_matches(const char *path, const char *word)
{
	const char *name = strchr(word, '/') ? path : path_base(path);

	return !strcmp(name, word) || !fnmatch(word, name, FNM_NOESCAPE);
}

bool program_matches(const struct trace_program *program, const char *word)
{
	return program_path_matches(program->path, word) || (program->as && program_path_matches(program->as, word));
}

bool program_matches_any(const struct trace_program *program, const char *const *words)
{
	for (; *words; words++)
		if (program_matches(program, *words))
			return true;
	return false;
}

/* --- in a trace --- */

static bool program_equals(const void *trace, size_t entry, const void *key)
{
	return program_equal(&((const struct trace *)trace)->programs[entry], key);
}

static uint64_t program_hash(const struct trace_program *program)
{
	return hash_mix_string(hash_mix_string(hash_mix_string(0, program->path), program->build_id), program->as);
}

int trace_find_program(const struct trace *trace, const struct trace_program *program)
{
	return (int)hash_find(&trace->index.programs, program_hash(program), program_equals, trace, program);
}

int trace_program(struct trace *trace, const struct trace_program *program, bool *added)
{
	size_t next = trace->program_count;
	int entry = trace_find_program(trace, program);

	if (entry < 0) {
		hash_add(&trace->index.programs, program_hash(program), next);
		trace->programs = mem_grow(trace->programs, next, &trace->program_room, sizeof(*trace->programs));
		trace->programs[trace->program_count++] = (struct trace_program){
			arena_string(&trace->arena, program->path), arena_string(&trace->arena, program->build_id),
			arena_string(&trace->arena, program->as),
		};
	}
	if (added)
		*added = entry < 0;
	return entry < 0 ? (int)next : entry;
}

static bool start_equals(const void *trace, size_t entry, const void *key)
{
	const struct trace_start *a = &((const struct trace *)trace)->starts[entry], *b = key;

	return a->program == b->program && a->by == b->by && a->replaced == b->replaced;
}

int trace_start(struct trace *trace, const struct trace_start *start, bool *added)
{
	uint64_t hash = hash_mix(hash_mix((uint64_t)start->replaced, (uint64_t)start->program), (uint64_t)start->by);
	int entry = (int)hash_find(&trace->index.starts, hash, start_equals, trace, start);
	size_t next = trace->start_count;

	if (entry < 0) {
		hash_add(&trace->index.starts, hash, next);
		trace->starts = mem_grow(trace->starts, next, &trace->start_room, sizeof(*trace->starts));
		trace->starts[trace->start_count++] = *start;
	}
	if (added)
		*added = entry < 0;
	return entry < 0 ? (int)next : entry;
}
