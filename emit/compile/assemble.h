/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assemble: builds a filter from its end.
 *
 * A node is an instruction that is already written, with everything that can
 * follow it. Creating a node requires its successors, so jumps are resolved
 * when written. Equal nodes are shared.
 */
#ifndef EMIT_ASSEMBLE_H
#define EMIT_ASSEMBLE_H

#include "emit/filter/filter.h"

typedef size_t node;                          /* valid as long as its assembler */

struct assembler;                             /* private to emit/compile/assemble.c */

struct assembler *assemble_begin(void);
void assemble_drop(struct assembler **assembler);
#define AUTO_ASSEMBLER __attribute__((cleanup(assemble_drop)))

node assemble_return(struct assembler *as, uint32_t value);

/* An instruction that does not jump (a load, an AND), followed by `next`. */
node assemble_then(struct assembler *as, uint16_t code, uint32_t k, node next);

/* BPF_JEQ, BPF_JGE, BPF_JGT or BPF_JSET with a constant; returns `yes` if both targets are equal.
 * */
node assemble_branch(struct assembler *as, uint16_t op, uint32_t k, node yes, node no);

/* The program that starts at `start`, for the caller to free. Fails if it
 * exceeds the kernel's limit. */
int assemble_finish(struct assembler *as, node start, struct filter *filter, struct err *err);

#endif
