/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oci_args: the rows of a rule as libseccomp's conditions.
 */
#ifndef EMIT_OCI_ARGS_H
#define EMIT_OCI_ARGS_H

#include "core/mem.h"
#include "core/policy.h"

struct oci_args {                             /* an OR of JSON lists, each an AND; "" is no condition */
	const char **json;
	size_t count, room;
};
void oci_args_free(struct oci_args *args);
#define AUTO_OCI_ARGS __attribute__((cleanup(oci_args_free)))

/* Adds what admits the rows of a rule; strings go to the arena. What cannot
 * be said is left out and told. */
void oci_args_add(struct oci_args *args, const struct rule *rule, struct arena *arena, struct text *told);

#endif
