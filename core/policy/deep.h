/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep: what the kernel reads from a struct behind a pointer, and whether the
 * deep rows of a rule admit it.
 *
 * Pure: takes bytes from any reader and returns an answer. Another thread
 * may change the memory before the kernel reads it, so this observes; it
 * protects only if the kernel gets the same copy.
 */
#ifndef CORE_DEEP_H
#define CORE_DEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/policy/policy.h"
#include "core/kernel/structs.h"

enum { DEEP_MOST = 4096 };                    /* bytes, a page: the kernel accepts no larger struct */

enum notes {
	NOTED_NOTHING,                         /* no such field for this command, or in a ring instead of the struct */
	NOTED_ZERO,                            /* the struct ends before it; the kernel reads 0 */
	NOTED_VALUE
};

struct deep_noted {
	uint64_t value[DEEP_PLACES];          /* at DEEP_SIZE the size as passed: 0 stays 0 */
	uint8_t how[DEEP_PLACES];             /* NOTED_… */
	bool tail;                            /* the bytes after the known struct are not all zero */
	int refused;                          /* 0, or the error with which the kernel rejects such a struct:
	                                         EFAULT if it is not fully readable, EINVAL (some calls: E2BIG)
	                                         if it is shorter than its first version, E2BIG if it is
	                                         larger than a page or has a tail */
};

/* How many bytes at args[row->arg] to read. */
size_t deep_wanted(const struct struct_row *row, const uint64_t args[SYSCALL_ARGS]);

/* What the kernel reads from the first `got` bytes, by the rules of its
 * copy_struct_from_user(). A tail that only a later kernel knows is rejected. */
struct deep_noted deep_of_bytes(const struct struct_row *row, const uint64_t args[SYSCALL_ARGS],
                               const unsigned char *bytes, size_t got);

/* Whether one of the rule's deep rows holds; true if it has none. A rejected
 * struct matches no row. A condition on a NOTED_NOTHING field always holds. */
bool deep_admits(const struct rule *rule, const struct deep_noted *notes);

#endif
