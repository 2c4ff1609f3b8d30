/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in core/libc/projection.def. */
#include "core/libc/projection.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/libc/conditions.h"

static const struct counterpart counterparts[] = {
#define COUNTERPART(purpose, archs, call, ...) { purpose, archs, CALL_##call, __VA_ARGS__ },
#define UNNEEDED(purpose, archs) { purpose, archs, CALL_UNKNOWN, NOTHING },
#define REPLACED(...)
#define EXTRA(...)
#define EXTRA_WITH(...)
#include "core/libc/projection.def"
#undef COUNTERPART
#undef UNNEEDED
#undef REPLACED
#undef EXTRA
#undef EXTRA_WITH
};

static const struct {
	arch_set archs;
	enum syscall_id call, by;
} replaced[] = {
#define COUNTERPART(...)
#define UNNEEDED(...)
#define REPLACED(archs, call, by) { archs, CALL_##call, CALL_##by },
#define EXTRA(...)
#define EXTRA_WITH(...)
#include "core/libc/projection.def"
#undef COUNTERPART
#undef UNNEEDED
#undef REPLACED
#undef EXTRA
#undef EXTRA_WITH
};

size_t counterpart_count(void)
{
	return COUNT_OF(counterparts);
}

const struct counterpart *counterpart_at(size_t i)
{
	return &counterparts[i];
}

const struct counterpart *counterpart_on(enum arch arch, const char *purpose)
{
	for (size_t i = 0; i < COUNT_OF(counterparts); i++)
		if (counterparts[i].archs & ARCH_BIT(arch) && !strcmp(counterparts[i].purpose, purpose))
			return &counterparts[i];
	return NULL;
}

bool counterpart_judges_role(enum role role)
{
	for (size_t i = 0; i < COUNT_OF(counterparts); i++)
		if (role != ROLE__ && counterparts[i].with.role == role)
			return true;
	return false;
}

int replaced_by(enum arch arch, enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(replaced); i++)
		if (replaced[i].call == id && replaced[i].archs & ARCH_BIT(arch))
			return (int)replaced[i].by;
	return CALL_UNKNOWN;
}
