/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter: a compiled seccomp filter, and the machine that runs it.
 */
#ifndef EMIT_FILTER_H
#define EMIT_FILTER_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

struct filter {
	struct sock_filter *insn;             /* free with filter_free */
	size_t length;                        /* instructions */
};
void filter_free(struct filter *filter);
#define AUTO_FILTER __attribute__((cleanup(filter_free)))

/* How the arch that a checked filter is for stores its words: the arch that it
 * asks for first. */
bool filter_is_big_endian(const struct filter *filter);

/* As the kernel's seccomp_check_filter: whether this can be loaded at all. */
int filter_check(const struct filter *filter, struct err *err);

/* Runs a checked filter: the SECCOMP_RET_… value. *steps, where not NULL,
 * gets the number of instructions executed. */
uint32_t filter_run(const struct filter *filter, const struct seccomp_data *data, unsigned *steps);

/* A return value as the kernel takes it, see verdict_of_ret(): equal for two
 * that do the same. */
uint32_t filter_effect(uint32_t ret);

/* Whether the kernel's constant-action cache takes this number as allowed
 * (seccomp_is_const_allow, Linux 5.11). */
bool filter_is_constant_allow(const struct filter *filter, uint32_t audit, uint32_t nr);

#endif
