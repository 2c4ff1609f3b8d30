/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oci: the seccomp part of an OCI runtime configuration as JSON.
 */
#ifndef EMIT_OCI_H
#define EMIT_OCI_H

#include "emit/out/entries.h"

/* With Docker's archMap, or with the list of architectures. */
void oci_profile(const struct lowered *lowered, const struct entries *entries, bool arch_map, struct text *out);

#endif
