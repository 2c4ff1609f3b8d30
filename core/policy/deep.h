/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep: what the kernel takes from a struct behind a pointer, and whether the
 * deep rows of a rule admit it.
 *
 * Pure: bytes come in, an answer goes out, whoever read them. The bytes are
 * what stood there at one moment; another thread may change them before the
 * kernel reads them. So this can witness, and guards only what the kernel is
 * given from a copy.
 */
#ifndef CORE_DEEP_H
#define CORE_DEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/policy/policy.h"
#include "core/kernel/structs.h"

enum { DEEP_MOST = 4096 };                    /* bytes, a page: the kernel takes no larger struct */

enum notes {
	NOTED_NOTHING,                         /* no such field for this command, or not in the struct but in a ring */
	NOTED_ZERO,                            /* the struct ends before it, and the kernel puts 0 there */
	NOTED_VALUE
};

struct deep_noted {
	uint64_t value[DEEP_PLACES];          /* at DEEP_SIZE the size as it was said: 0 stays 0 */
	uint8_t how[DEEP_PLACES];             /* enum told */
	bool tail;                            /* behind the struct as we know it stands something other than zeros */
	int refused;                          /* 0, or by which error the kernel refuses such a struct unread:
	                                         EFAULT where it is not there in full, EINVAL (some calls: E2BIG)
	                                         where it is shorter than its first version, E2BIG where it is
	                                         larger than a page or has a tail */
};

/* How many bytes behind args[row->arg] are worth reading. */
size_t deep_wanted(const struct struct_row *row, const uint64_t args[SYSCALL_ARGS]);

/* What the `got` first bytes there tell the kernel, by the rules of its
 * copy_struct_from_user(). A tail that a later kernel knows is refused here. */
struct deep_noted deep_of_bytes(const struct struct_row *row, const uint64_t args[SYSCALL_ARGS],
                               const unsigned char *bytes, size_t got);

/* Whether one of the rule's deep rows holds; true where it has none. A struct
 * that is refused is in no row. A condition holds where the call is TOLD_NOTHING. */
bool deep_admits(const struct rule *rule, const struct deep_noted *notes);

#endif
