/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oci: the seccomp part of an OCI runtime configuration as JSON.
 */
#ifndef EMIT_OCI_H
#define EMIT_OCI_H

#include "emit/out/entries.h"

/* With Docker's archMap, or with the list of architectures. `listener`: of the supervisor, or NULL. */
void oci_profile(const struct lowered *lowered, const struct entries *entries, bool arch_map, const char *listener, struct text *out);

/* Which runtimes refuse a profile because of an arch that they do not know. */
void oci_report_archs(const struct lowered *lowered, struct text *notes);

/* What runtimes do with a profile that asks a supervisor, if it does not name the supervisor's socket. */
void oci_report_listener(const struct lowered *lowered, const char *listener, struct text *notes);

#endif
