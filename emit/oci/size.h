/* SPDX-License-Identifier: Apache-2.0 */
/*
 * size: how large the filter is at least that libseccomp makes of an output.
 */
#ifndef EMIT_SIZE_H
#define EMIT_SIZE_H

#include "emit/out/lowered.h"

struct size {                                 /* instructions, at least */
	size_t chain;                         /* with the calls one after the other, as libseccomp puts them */
	size_t tree;                          /* in the tree that runc asks libseccomp for */
};

/* On these archs. */
struct size size_of(const struct lowered *lowered, arch_set archs);

/* Notes an output that no kernel loads. Nothing is said of one that may be too large. */
void size_report(const struct lowered *lowered, struct text *notes);

#endif
