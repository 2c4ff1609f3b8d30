/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By close_range(2), which libcs older than Linux 5.9 do not have, and such kernels
 * neither: there, one by one.
 */
#include "core/base/descriptor.h"

#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void close_from_to(unsigned from, unsigned to)
{
	unsigned most = (unsigned)sysconf(_SC_OPEN_MAX);

#ifdef SYS_close_range
	if (!syscall(SYS_close_range, from, to, 0))
		return;
#endif
	for (unsigned fd = from; fd <= to && fd < most; fd++)
		close((int)fd);
}

static int by_value(const void *one, const void *other)
{
	int a = *(const int *)one, b = *(const int *)other;

	return (a > b) - (a < b);
}

void descriptor_keep(int from, int kept[], size_t count)
{
	qsort(kept, count, sizeof(*kept), by_value);
	for (size_t i = 0; i < count; i++) {
		if (kept[i] > from)
			close_from_to((unsigned)from, (unsigned)kept[i] - 1);
		if (kept[i] >= from)
			from = kept[i] + 1;
	}
	close_from_to((unsigned)from, ~0u);
}

void descriptor_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
