/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arguments: the rows of a rule as nodes.
 */
#ifndef EMIT_ARGUMENTS_H
#define EMIT_ARGUMENTS_H

#include "core/policy/policy.h"
#include "emit/compile/assemble.h"

/* For a call that has this rule, which has rows: return what the first row that holds answers, else `otherwise`. */
node arguments_node(struct assembler *as, const struct rule *rule, enum arch arch, struct verdict otherwise);

#endif
