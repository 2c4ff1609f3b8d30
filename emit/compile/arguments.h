/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arguments: the rows of a rule as nodes.
 */
#ifndef EMIT_ARGUMENTS_H
#define EMIT_ARGUMENTS_H

#include "core/policy/policy.h"
#include "emit/compile/assemble.h"

/* Code for a call whose rule has rows: returns the answer of the first matching row, otherwise `otherwise`. */
node arguments_node(struct assembler *as, const struct rule *rule, enum arch arch, struct verdict otherwise);

#endif
