/* SPDX-License-Identifier: Apache-2.0 */
/*
 * difference: the result of comparing the answers of two sides to the calls of
 * one number, or of one arch. Filled by emit/proof/compare, which decides; described in words by
 * analyzer/.
 */
#ifndef CORE_DIFFERENCE_H
#define CORE_DIFFERENCE_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/policy/policy.h"

struct difference {
	bool differs;                         /* if false, only `last` is set */
	uint32_t last;                        /* the result holds for every number from the one queried to this one */
	bool passed, passes;                  /* whether any of these calls passes: before, after */
	bool opens, closes;                   /* one that differs passes only after, only before */
	bool widens, narrows;                 /* one that differs may do more than before, or less: verdict_is_within() */
	struct seccomp_data call;             /* the smallest call that widens; if none does, that differs */
	unsigned asked;                       /* one bit for each argument that matters; bit SYSCALL_ARGS: the instruction pointer */
	struct verdict before, after;         /* its answers */
};

#endif
