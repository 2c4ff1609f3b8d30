/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refusal_danger: what a refused call would offer to an attacker.
 */
#ifndef ANALYZER_REFUSAL_DANGER_H
#define ANALYZER_REFUSAL_DANGER_H

#include <jansson.h>

#include "core/trace/refusal.h"

/* Class, what it opens, and whether it does for certain; empty if the record names no call. */
json_t *refusal_dangers(const struct refusal *refusal);

#endif
