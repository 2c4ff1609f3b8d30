/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in core/libc/support.def. */
#include "core/libc/support.h"

#include "core/base/mem.h"

static const struct { const char *kernel, *library, *without; } answers[] = {
#define ANSWER(action, kernel, library, without) [ACTION_##action] = { kernel, library, without },
#include "core/libc/support.def"
#undef ANSWER
};

static const struct { const char *kernel, *library; } archs[] = {
#define ARCH(id, kernel, library) [ARCH_##id] = { kernel, library },
#include "core/libc/support.def"
#undef ARCH
};

static const struct { const char *version, *kernel; } libraries[] = {
#define LIBRARY(version, kernel) { version, kernel },
#include "core/libc/support.def"
#undef LIBRARY
};

static const char *const runcs[ARCH_COUNT] = {
#define RUNC(arch, first) [ARCH_##arch] = first,
#include "core/libc/support.def"
#undef RUNC
};

static const char *const names[CALL_COUNT] = {   /* NULL: all have it */
#define NAME(call, library) [CALL_##call] = library,
#include "core/libc/support.def"
#undef NAME
};

static const struct { enum arch arch; enum syscall_id call, name; } aliases[] = {
#define ALIAS(arch, call, name) { ARCH_##arch, CALL_##call, CALL_##name },
#include "core/libc/support.def"
#undef ALIAS
};

const char *support_runc_of_arch(enum arch arch)
{
	return runcs[arch];
}

const char *support_kernel_of_action(enum action action)
{
	return answers[action].kernel;
}

const char *support_library_of_action(enum action action)
{
	return answers[action].library;
}

const char *support_without_action(enum action action)
{
	return answers[action].without;
}

const char *support_kernel_of_arch(enum arch arch)
{
	return archs[arch].kernel;
}

const char *support_library_of_arch(enum arch arch)
{
	return archs[arch].library;
}

bool support_kernel_has(struct version kernel, enum syscall_id id)
{
	return !version_is_after(syscall_since(id), kernel);
}

bool support_library_names(struct version library, enum syscall_id id)
{
	return !names[id] || (*names[id] && !version_is_after(names[id], library));
}

struct version support_library_kernel(struct version library)
{
	struct version kernel = { 0 };

	for (size_t i = 0; i < COUNT_OF(libraries); i++)
		if (!i || !version_is_after(libraries[i].version, library))
			version_parse(&kernel, libraries[i].kernel);
	return kernel;
}

enum syscall_id support_library_call(enum arch arch, enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(aliases); i++)
		if (aliases[i].arch == arch && aliases[i].call == id)
			return aliases[i].name;
	return id;
}
