/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registers: what the registers of a stopped task mean to its system calls.
 *
 * A folder for each processor has the functions of this header and those of
 * probe_code.h, and nothing else knows a register. A task may be gone at any
 * time: writing is then without effect, and reading says so.
 */
#ifndef TRACER_REGISTERS_H
#define TRACER_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/process/call.h"

uint64_t registers_stack_pointer(pid_t tid);          /* 0: the task is gone */
enum arch registers_arch(pid_t tid);                  /* of the code that it runs now */

/* Whether a call made there is emulated: it has no entry stop, but is shown to filters. */
bool registers_is_vsyscall(uint64_t ip);

/* Where the function that has just been called returns to, and the stack pointer there. */
bool registers_caller(pid_t tid, enum arch arch, uint64_t *ip, uint64_t *sp);

/* The call that a task has made, or is killed for, where it stands at no stop of a call. */
bool registers_call(pid_t tid, struct call_info *call);

/* --- at the entry of a call --- */

/* argument: 0 … 5. At the end of the call the register holds what was written. */
void registers_set_argument(pid_t tid, enum arch arch, unsigned argument, uint64_t value);

/* The call is not made, and this is its result: -errno for an error. */
void registers_skip_call(pid_t tid, int64_t result);

/* --- at its end --- */

void registers_set_result(pid_t tid, int64_t result);

/* Whether the task stands behind a call that ended with this errno; fills in the call. */
bool registers_call_failed(pid_t tid, int error, struct call_info *call);

/* --- a call that is made again --- */

/* Back to the instruction that made the call, with its number. Its address; 0: the task is gone. */
uint64_t registers_repeat_call(pid_t tid);

/* The same at the entry of a call that is not made: what it returns is no call's result. */
void registers_repeat_skipped(pid_t tid);

/* Where the task still stands at this instruction, the call has ended with this errno after all. */
void registers_end_repeated(pid_t tid, uint64_t at, int error);

#endif
