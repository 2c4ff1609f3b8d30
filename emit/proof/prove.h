/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prove: whether two things that answer system calls answer every one alike.
 *
 * Complete over arch, number, arguments and instruction pointer: either they
 * are equal, or there is a call that they treat differently, and it is given.
 * Nothing of the compiler is included or linked: emit/proved joins the two.
 */
#ifndef EMIT_PROVE_H
#define EMIT_PROVE_H

#include "core/base/mem.h"
#include "emit/proof/differences.h"
#include "emit/proof/replay.h"

struct proof {
	bool holds;
	struct seccomp_data call;             /* where it does not: the least call that shows it */
	unsigned asked;                       /* a bit for each of its arguments that matters */
	uint32_t left, right;                 /* and what the two return for it */
	size_t size;                          /* nodes that the proof needed */
	size_t tried;                         /* calls that were replayed once it held */
};

/* Fails where a proof would need more memory or steps than it may have (it is
 * "too intricate"; then nothing is claimed), where the sides are for archs of
 * different endianness, and where a side does not answer a call as the proof says. */
int prove(struct proof *proof, struct side left, struct side right, enum claim claim, struct err *err);

/* The same, and where the claim is wrong up to `most` differences, see differences_find(). */
int prove_each(struct proof *proof, struct differences *all, size_t most, const struct side sides[2], enum claim claim,
               struct err *err);

/* "x86_64 socket(domain AF_UNIX)": the witness, with the arguments that matter. */
void prove_call_text(const struct proof *proof, struct text *out);
void prove_witness_text(const struct witness *witness, struct text *out);

/* "allow", "errno EPERM", "trace 3" */
void prove_answer_text(uint32_t ret, struct text *out);

/* verdict_may_pass() of a return value. */
bool effect_may_pass(uint32_t ret);

#endif
