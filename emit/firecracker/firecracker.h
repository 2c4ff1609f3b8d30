/* SPDX-License-Identifier: Apache-2.0 */
/*
 * firecracker: a file of Firecracker's seccompiler while it is read.
 */
#ifndef EMIT_FIRECRACKER_H
#define EMIT_FIRECRACKER_H

#include "emit/firecracker/compilers.h"
#include "emit/in/readers.h"

struct firecracker {
	struct in_source *source;
	struct compilers of;
	bool tested[CALL_COUNT];              /* calls for which the filter has a rule with conditions */
	bool plain[CALL_COUNT];               /* calls for which it has one without */
};

bool firecracker_is_scmp(const struct firecracker *r);

/* Makes a call, or NULL: the policy, inexact where the compiler is not given. */
void firecracker_doubt(const struct firecracker *r, const char *call, const char *reason);

/* The name in "allow", or in {"allow": null}, which is as good; NULL: neither. */
const char *firecracker_word(const json_t *value);

/* The tests in "args" of a rule for a call; `tests` has room for all. */
int firecracker_tests(const struct firecracker *r, const char *name, const json_t *args, struct in_test *tests, struct err *err);

/* Whether a rule of the filter tests an argument twice. */
bool firecracker_has_doubled(const json_t *filter);

#endif
