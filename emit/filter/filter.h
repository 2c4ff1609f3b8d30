/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter: a compiled seccomp filter, and its interpreter.
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

/* The byte order of the arch that a checked filter is for: the arch that it
 * tests first. */
bool filter_is_big_endian(const struct filter *filter);

/* As the kernel's seccomp_check_filter: whether the filter can be loaded. */
int filter_check(const struct filter *filter, struct err *err);

/* Runs a checked filter and returns its SECCOMP_RET_… value. *steps, if not
 * NULL, gets the number of instructions executed. */
uint32_t filter_run(const struct filter *filter, const struct seccomp_data *data, unsigned *steps);

/* Normalises a return value as the kernel does, see verdict_of_ret(): equal for
 * two values with the same effect. */
uint32_t filter_effect(uint32_t ret);

/* Whether the kernel's constant-action cache records this number as allowed
 * (seccomp_is_const_allow, Linux 5.11). */
bool filter_is_constant_allow(const struct filter *filter, uint32_t audit, uint32_t nr);

#endif
