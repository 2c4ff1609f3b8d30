/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_policy: `seccord merge` for policies, filters and other tools' formats.
 */
#ifndef CLI_MERGE_POLICY_H
#define CLI_MERGE_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/common/input.h"

struct merge_choice {
	bool intersect;
	const char *prefer, *otherwise;       /* --prefer, --default, or NULL */
	const char *output;
	const char *map;                      /* traces: the key, or NULL */
	bool reduce;
	struct input_choice input;
};

/* What --prefer and --default take; NULL past the last. */
const char *merge_prefer_at(unsigned i);
const char *merge_default_at(unsigned i);

/* Merges policies, proves the result and writes it. Returns the exit status, or -1. `first` is the first file if it
 * was read already, and is consumed; or NULL. */
int merge_policies(struct input *first, const char *const *names, size_t count, const struct merge_choice *choice,
                   struct err *err);

#endif
