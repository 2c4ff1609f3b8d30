/* SPDX-License-Identifier: Apache-2.0 */
/*
 * code: a classic BPF program that is written backwards, so that each jump knows
 * its target.
 */
#ifndef TRACER_LEARN_CODE_H
#define TRACER_LEARN_CODE_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef size_t code_place;                    /* of an instruction: how many stand behind it */

struct code {                                 /* zeroed: empty */
	struct sock_filter *insn;             /* the last first, until code_finish() */
	size_t count, room;
};

/* Each puts one instruction, or a few where a target is far, in front of all others. */
code_place code_return(struct code *code, uint32_t value);
code_place code_test(struct code *code, uint16_t operation, uint32_t value, code_place yes, code_place no);

/* An instruction without jumps, and the place where control goes on behind it. */
code_place code_then(struct code *code, uint16_t operation, uint32_t value, code_place next);

/* Makes the program start at `first`, and puts it in order. */
void code_finish(struct code *code, code_place first);
void code_free(struct code *code);

#endif
