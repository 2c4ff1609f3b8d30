/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin: whether the vDSO or the program made a call.
 *
 * Decided from addresses only, so it is testable without a process.
 */
#ifndef TRACER_ORIGIN_H
#define TRACER_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/trace/trace.h"
#include "tracer/image/vdso_image.h"

struct origin_input {
	enum arch arch;
	int id;                               /* enum syscall_id */
	uint64_t ip;                          /* after the syscall instruction */
	uint64_t return_address;              /* in the ABI's call_function: its caller; else 0 */
	uint64_t vdso;                        /* address of the image; 0: none */
	const struct vdso_image *image;
};

struct origin_answer {
	enum origin origin;
	const char *function;                 /* of the vDSO; borrowed from the image */
	uint64_t site;                        /* the address that made the call; for call_function, its caller */
};

/* Whether the return address is needed. */
bool origin_wants_return(const struct origin_input *input);
struct origin_answer origin_decide(const struct origin_input *input);

#endif
