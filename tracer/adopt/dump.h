/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dump: the filters of a process, as the kernel holds them.
 */
#ifndef TRACER_DUMP_H
#define TRACER_DUMP_H

#include <linux/filter.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "core/base/mem.h"

struct dumped {
	struct sock_filter *insn;
	size_t length;
};

struct dump {                                 /* a chain: all filters run, and the strictest answer applies */
	struct dumped *filter;                /* oldest first */
	size_t count, room;
};
void dump_free(struct dump *dump);
#define AUTO_DUMP __attribute__((cleanup(dump_free)))

/* Stops the thread briefly and restores its state. Needs CAP_SYS_ADMIN, a kernel
 * with CONFIG_CHECKPOINT_RESTORE, and a caller without a filter. */
int dump_process(struct dump *dump, pid_t pid, struct err *err);

/* The same for a tracee that is stopped. */
int dump_tracee(struct dump *dump, pid_t tid, struct err *err);

#endif
