/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Almost every call is made by libc code and says little about the program
 * until its caller is known. The images with such code are a table of file
 * names, since library paths differ between machines.
 *
 * A static program contains its libc, so its first frame is responsible; only
 * the function name is available.
 */
#include "core/trace/caller.h"

#include <fnmatch.h>
#include <string.h>

#include "core/base/path.h"

static const char *const runtime[] = {
	"libc.so*", "libc-*.so*", "libc.musl*",               /* glibc, before 2.34, Alpine's musl */
	"ld-linux*", "ld-musl*", "ld-[0-9]*.so*", "ld64.so*",
	"libpthread.so*", "libpthread-*.so*",                 /* of glibc before 2.34 */
	"[[]vdso]", "[[]vsyscall]",
};

bool caller_is_runtime(const char *path)
{
	const char *name = path_base(path);

	for (size_t i = 0; i < COUNT_OF(runtime); i++)
		if (!fnmatch(runtime[i], name, 0))
			return true;
	return false;
}

static bool is_outside(const struct trace *trace, int site)
{
	return !caller_is_runtime(trace->images[trace->sites[site].image].path);
}

int caller_of(const struct trace *trace, const struct trace_call *call)
{
	if (call->caller)
		return call->caller - 1;
	if (call->site == TRACE_NOWHERE || is_outside(trace, call->site))
		return call->site;
	for (int i = 0; i < call->stack_depth; i++)
		if (is_outside(trace, call->stack[i]))
			return call->stack[i];
	return call->site;
}
