/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/error_path.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/base/path.h"
#include "core/trace/caller.h"

static const char *const functions[] = {
#define ERROR_FUNCTION(name) #name,
#include "tracer/reach/error_functions.def"
#undef ERROR_FUNCTION
};

static const char *error_function(const char *name)
{
	for (size_t i = 0; name && i < COUNT_OF(functions); i++)
		if (!strcmp(functions[i], name))
			return functions[i];
	return NULL;
}

static bool starts_with(const char *name, const char *start)
{
	return !strncmp(name, start, strlen(start));
}

/* A program may have functions of these names that do anything. */
static bool is_library(const struct answer *answer, uint32_t function)
{
	static const char *const others[] = { "libgcc_s.so", "libstdc++.so" };
	const char *path = answer->images[answer->functions[function].image].path;

	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (starts_with(path_base(path), others[i]))
			return true;
	return caller_is_runtime(path);
}

/* Nobody else can define a function of Go's runtime. */
static const char *error_function_at(const struct answer *answer, uint32_t function)
{
	const char *name = error_function(answer->functions[function].name);

	return name && (is_library(answer, function) || starts_with(name, "runtime.")) ? name : NULL;
}

/* Behind it, the path must stay in its image: it may call back functions of the program. */
static bool stays(const struct answer *answer, const struct answer_list *path, uint32_t function)
{
	bool behind = false;

	for (size_t i = 0; i < path->count; i++) {
		bool same = answer->functions[path->at[i]].image == answer->functions[function].image;
		behind |= path->at[i] == function;
		if (behind && !same && !is_library(answer, path->at[i]))
			return false;
	}
	return behind;
}

/* The last one: the function closest to the call. */
static const char *error_function_of(const struct answer *answer, const struct answer_call *call)
{
	for (size_t i = call->through.count; i > 0; i--) {
		uint32_t function = call->through.at[i - 1];
		const char *found = error_function_at(answer, function);
		if (found && stays(answer, &call->path, function))
			return found;
	}
	return NULL;
}

const char *error_path(const struct answer *answer, const struct answer_call *call)
{
	if (call->kind == ROOT_LOADER)
		return NULL;
	if (call->kind == ROOT_LIBC)
		return "C library";
	return error_function_of(answer, call);
}
