/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The counters are independent of each other, so no order is needed between them: a
 * line that shows a name with the count of the one before is shown for a moment only.
 */
#include "core/base/progress.h"

#include <stddef.h>

void progress_name(struct progress *progress, const char *what)
{
	if (progress)
		atomic_store_explicit(&progress->what, what, memory_order_relaxed);
}

void progress_begin(struct progress *progress, const char *what, uint64_t all)
{
	if (!progress)
		return;
	progress_name(progress, what);
	atomic_store_explicit(&progress->done, 0, memory_order_relaxed);
	atomic_store_explicit(&progress->all, all, memory_order_relaxed);
}

void progress_add(struct progress *progress, uint64_t more)
{
	if (progress)
		atomic_fetch_add_explicit(&progress->done, more, memory_order_relaxed);
}

void progress_distinct(struct progress *progress, uint64_t distinct)
{
	if (progress)
		atomic_store_explicit(&progress->distinct, distinct, memory_order_relaxed);
}
