/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assemble: a filter grown from its end.
 *
 * A node is an instruction that is already written, together with all that
 * can follow it. Whoever makes a node names its successors, which exist, so a
 * jump is resolved when it is written. Equal nodes are one.
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

/* An instruction that does not jump (a load, an AND), then `next`. */
node assemble_then(struct assembler *as, uint16_t code, uint32_t k, node next);

/* BPF_JEQ, BPF_JGE, BPF_JGT or BPF_JSET with a constant; `yes` itself where both ways are one. */
node assemble_branch(struct assembler *as, uint16_t op, uint32_t k, node yes, node no);

/* The program that begins at `start`, for the caller to free. Fails where it
 * is longer than the kernel takes. */
int assemble_finish(struct assembler *as, node start, struct filter *filter, struct err *err);

#endif
