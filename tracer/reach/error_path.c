/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/error_path.h"

#include <string.h>

#include "core/base/mem.h"

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

/* The last one: the function closest to the call. */
static const char *error_function_of(const struct answer *answer, const struct answer_list *through)
{
	for (size_t i = through->count; i > 0; i--) {
		const char *found = error_function(answer->functions[through->at[i - 1]].name);
		if (found)
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
	return error_function_of(answer, &call->through);
}
