/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_policy: `seccord merge` of policies, filters and what other tools have.
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
	struct input_choice input;
};

/* Merges files that are no traces, proves the result and writes it: the exit status, or -1. `first` is what was
 * read already of the first one, and is taken over; or NULL. */
int merge_policies(struct input *first, const char *const *names, size_t count, const struct merge_choice *choice,
                   struct err *err);

#endif
