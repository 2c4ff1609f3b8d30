/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel: how the running kernel evaluates a filter, without making a call.
 */
#ifndef TESTS_EMIT_KERNEL_H
#define TESTS_EMIT_KERNEL_H

#include <errno.h>
#include <linux/audit.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emit/filter/filter.h"

enum { KERNEL_INPUTS = 64, LET_THROUGH = 4001 };

enum outcome_kind { OUTCOME_ERROR, OUTCOME_TRAP, OUTCOME_DEATH };

struct outcome {
	enum outcome_kind kind;
	int error;                            /* OUTCOME_ERROR: LET_THROUGH if the filter allowed it */
};

struct kernel_batch {                         /* shared with the child */
	int trouble;                          /* errno of the child's failed setup */
	volatile size_t next;                 /* the current input */
	struct outcome outcome[KERNEL_INPUTS];
};

/* The effect of a filter's answer, on top of a filter that says LET_THROUGH. */
struct outcome outcome_of(uint32_t ret);

struct kernel_batch *kernel_batch_new(void);

/* --- on x86_64 only --- */

/* Fills the outcomes of up to KERNEL_INPUTS inputs for x86_64 and i386. Returns
 * 0, or the errno of the child's setup. */
int kernel_run(const struct filter *filter, const struct seccomp_data *data, size_t count, struct kernel_batch *batch);
bool kernel_has_i386(void);

/* What kernel_run() is made of. In the child: it dies as intended of SIGILL, and makes
 * no other call than these after kernel_refuse_all(). */
void kernel_quiet_child(void);
long kernel_refuse_all(void);                 /* both: 0 or -errno */
long kernel_install(const struct sock_filter *insn, size_t length, unsigned flags);
long kernel_call64(uint32_t nr, const uint64_t args[6]);
void kernel_die(void);
int kernel_wait(pid_t child);                 /* the signal that killed it, or 0 */

#endif
