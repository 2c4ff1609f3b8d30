/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prove: whether two filters or policies give every call the same answer.
 *
 * Complete over arch, number, arguments and instruction pointer: either both
 * are equal, or the result is a call that they treat differently. It includes
 * and links nothing of the compiler; emit/compile/proved.c joins the two.
 */
#ifndef EMIT_PROVE_H
#define EMIT_PROVE_H

#include "core/base/mem.h"
#include "emit/proof/differences.h"
#include "emit/proof/replay.h"

struct proof {
	bool holds;
	struct seccomp_data call;             /* if not equal: the least call that shows it */
	unsigned asked;                       /* as data_asked() gives */
	uint32_t left, right;                 /* the return values of both sides */
	size_t size;                          /* nodes that the proof needed */
	size_t tried;                         /* calls replayed after a proof */
};

/* Fails if a proof would exceed its memory or steps ("too intricate to be proved";
 * nothing is claimed then), if the sides differ in byte order, or if a side's answer
 * to a call differs from the proof's. */
int prove(struct proof *proof, struct side left, struct side right, enum claim claim, struct err *err);

/* The same, with up to `most` differences if the claim is wrong, see differences_find(). The progress, or NULL,
 * counts steps. */
int prove_each(struct proof *proof, struct differences *all, size_t most, const struct side sides[2], enum claim claim,
               struct progress *progress, struct err *err);

/* "x86_64 socket(domain AF_UNIX)": the witness, with the arguments that matter. */
void prove_call_text(const struct proof *proof, struct text *out);
void prove_witness_text(const struct witness *witness, struct text *out);

/* "allow", "errno EPERM", "trace 3" */
void prove_answer_text(uint32_t ret, struct text *out);

/* verdict_may_pass() of a return value. */
bool effect_may_pass(uint32_t ret);

#endif
