/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe_code: the instructions of a probe.
 *
 * A probe replaces a function of the vDSO and starts with a jump that has two
 * targets, selected by one byte. Armed, it makes the function's system call, as
 * the function itself does when it falls back: any code that runs it, or a copy
 * of it, gets the right result, with or without a recorder. Disarmed, it
 * continues to the function. Only that jump ever changes, so other threads may
 * be anywhere in the code.
 */
#ifndef TRACER_PROBE_CODE_H
#define TRACER_PROBE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include <sys/types.h>

#include "core/kernel/arch.h"

enum { PROBE_CODE = 32 };                     /* bytes */

/* The byte that selects the target. */
extern const struct probe_switch {
	unsigned at;                          /* its offset */
	unsigned char disarmed;               /* its value if disarmed */
} probe_switch;

/* False if there are no probes for this arch. */
bool probe_code(unsigned char code[PROBE_CODE], enum arch arch, uint64_t function, uint32_t nr);

/* Offset of the byte after the system call instruction. */
unsigned probe_landing(enum arch arch);

/* The task is stopped at the call of an armed probe: skips the call and continues
 * at the function, with the original registers. */
void probe_code_leave(pid_t tid, enum arch arch, uint64_t function);

/* Whether these are the bytes of that probe, armed or disarmed. */
bool probe_code_equals(const unsigned char *code, const unsigned char *bytes, enum arch arch);

#endif
