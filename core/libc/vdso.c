/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/libc/vdso.def.
 */
#include "core/libc/vdso.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/libc/conditions.h"

#define CALLS(a, b, c, d, ...) { CALL_##a, CALL_##b, CALL_##c, CALL_##d }

static const struct vdso_function functions[] = {
#define VDSO(arch, symbol, ...) { ARCH_##arch, symbol, CALLS(__VA_ARGS__, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN) },
#define VDSO_WITH(call, ...)
#include "core/libc/vdso.def"
#undef VDSO
#undef VDSO_WITH
};

static const struct {
	enum syscall_id call;
	struct condition with[IMPLIED_CONDITIONS];
} arguments[] = {
#define VDSO(arch, symbol, ...)
#define VDSO_WITH(call, ...) { CALL_##call, { __VA_ARGS__ } },
#include "core/libc/vdso.def"
#undef VDSO
#undef VDSO_WITH
};

size_t vdso_function_count(void)
{
	return COUNT_OF(functions);
}

const struct vdso_function *vdso_function_at(size_t i)
{
	return &functions[i];
}

const struct vdso_function *vdso_function_find(enum arch arch, const char *symbol)
{
	for (size_t i = 0; i < COUNT_OF(functions); i++)
		if (functions[i].arch == arch && !strcmp(functions[i].symbol, symbol))
			return &functions[i];
	return NULL;
}

const struct condition *vdso_arguments(enum syscall_id call)
{
	for (size_t i = 0; i < COUNT_OF(arguments); i++)
		if (arguments[i].call == call)
			return arguments[i].with;
	return NULL;
}
