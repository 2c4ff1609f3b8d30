/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program has two names: its file (/usr/bin/dash) and what was executed
 * (/bin/sh, ./configure). A word that matches either means the program.
 */
#include "core/trace/program.h"

#include <fnmatch.h>
#include <string.h>

#include "core/base/order.h"

bool program_equal(const struct trace_program *a, const struct trace_program *b)
{
	return string_equal(a->path, b->path) && string_equal(a->build_id, b->build_id) && string_equal(a->as, b->as);
}

const char *program_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* First as it is: the program [ is no glob. */
bool program_path_matches(const char *path, const char *word)
{
	const char *name = strchr(word, '/') ? path : program_base(path);

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
