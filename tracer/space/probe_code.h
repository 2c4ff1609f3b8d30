/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe_code: the instructions of a probe.
 *
 * A probe stands in for a function of the vDSO, and begins with a jump that has
 * two targets, told apart by one byte. Armed, it makes the function's system
 * call, as the function itself would where it cannot serve: whoever runs it, or
 * a copy of it, gets what was asked for, with or without a recorder. Disarmed,
 * it goes on to the function. No instruction but that jump ever changes, so it
 * does not matter where other threads are.
 */
#ifndef TRACER_PROBE_CODE_H
#define TRACER_PROBE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include <sys/types.h>

#include "core/kernel/arch.h"

enum { PROBE_CODE = 32, PROBE_SWITCH = 1, PROBE_DISARMED = 0 };  /* bytes; which byte of it arms; its value when not */

/* Of x86_64 or i386: false for others. */
bool probe_code(unsigned char code[PROBE_CODE], enum arch arch, uint64_t function, uint32_t nr);

/* The byte behind the instruction that makes the call. */
unsigned probe_landing(enum arch arch);

/* The task stands at the call of an armed probe, which is not made: it goes on at the
 * function instead, with the registers that it was called with. */
void probe_code_leave(pid_t tid, enum arch arch, uint64_t function);

/* Whether these are the bytes of that probe, armed or not. */
bool probe_code_equals(const unsigned char *code, const unsigned char *bytes, enum arch arch);

#endif
