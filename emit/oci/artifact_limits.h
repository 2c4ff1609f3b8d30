/* SPDX-License-Identifier: Apache-2.0 */
/*
 * artifact_limits: what container runtimes accept in a profile from a registry.
 */
#ifndef EMIT_ARTIFACT_LIMITS_H
#define EMIT_ARTIFACT_LIMITS_H

#include "emit/out/entries.h"

/* Fails if every runtime would refuse the profile, of `size` bytes; a note if a node may be set to accept it. */
int artifact_limits_check(const struct entries *entries, size_t size, struct text *notes, struct err *err);

#endif
