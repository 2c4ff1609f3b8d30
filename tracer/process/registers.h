/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registers: what the registers of a stopped task mean for its system calls.
 *
 * Implemented by each processor's folder (abi.h); no other code uses registers.
 * A task may be gone at any time: writes then have no effect, and reads report
 * it.
 */
#ifndef TRACER_REGISTERS_H
#define TRACER_REGISTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/process/call.h"

uint64_t registers_stack_pointer(pid_t tid);          /* 0: the task is gone */
enum arch registers_arch(pid_t tid);                  /* of the code that it currently runs */
uint64_t registers_stack_and_arch(pid_t tid, enum arch *arch);  /* both at once */

/* The return address of the function that was just called, and the stack pointer there. */
bool registers_caller(pid_t tid, enum arch arch, uint64_t *ip, uint64_t *sp);

/* The call that a task has made, or is being killed for, outside a stop of a call. */
bool registers_call(pid_t tid, struct call_info *call);

/* --- at the entry of a call --- */

/* argument: 0 … 5 */
void registers_set_argument(pid_t tid, enum arch arch, unsigned argument, uint64_t value);

/* Skips the call and sets its result: -errno for an error. */
void registers_skip_call(pid_t tid, int64_t result);

/* --- at its exit --- */

/* Gives the register of an argument that was set its former value, unless the
 * call's result replaces it there. A child of a clone has such registers too. */
void registers_restore_argument(pid_t tid, enum arch arch, unsigned argument, uint64_t value);

void registers_set_result(pid_t tid, int64_t result);

/* Whether the task has just made a call that failed with this errno; fills in the
 * call. */
bool registers_call_failed(pid_t tid, int error, struct call_info *call);

/* --- restarting a call --- */

/* Sets the task back to the system call instruction, with the call's number.
 * Returns its address; 0: the task is gone. */
uint64_t registers_repeat_call(pid_t tid);

/* The same at the entry of a call that is skipped: the return value is not a
 * call's result. */
void registers_repeat_skipped(pid_t tid);

/* If the task is still at this instruction, makes the call end with this errno after all. */
void registers_end_repeated(pid_t tid, uint64_t at, int error);

/* --- calls of ours (remote_call.h) --- */

enum { REGISTERS_SIZE = 272 };                /* the largest of all processors */

struct registers {
	unsigned char bytes[REGISTERS_SIZE];
	size_t size;
};

/* All of a task's general registers. */
bool registers_save(pid_t tid, struct registers *all);
bool registers_give_back(pid_t tid, const struct registers *all);

/* At the entry of a call: the task makes this one of the same arch instead. */
bool registers_make_call(pid_t tid, enum arch arch, uint32_t nr, const uint64_t args[SYSCALL_ARGS]);

/* At the exit of a call, with the registers saved at its entry: the task returns
 * to the system call instruction to make the call that it was about to make. */
bool registers_return_to_call(pid_t tid, const struct registers *entry);

#endif
