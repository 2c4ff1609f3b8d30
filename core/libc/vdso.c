/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/libc/vdso.def.
 */
#include "core/libc/vdso.h"

#include <string.h>

#include "core/base/mem.h"

#define CALLS(a, b, c, d, ...) { CALL_##a, CALL_##b, CALL_##c, CALL_##d }

static const struct vdso_function functions[] = {
#define VDSO(arch, symbol, ...) { ARCH_##arch, symbol, CALLS(__VA_ARGS__, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN) },
#include "core/libc/vdso.def"
#undef VDSO
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
