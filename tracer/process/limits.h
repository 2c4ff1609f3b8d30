/* SPDX-License-Identifier: Apache-2.0 */
/*
 * limits: applies resource limits to the program, not to the recorder.
 *
 * Limits are inherited: a file size of a kilobyte or a stack of 64 is meant for
 * the program, but would kill the recorder, and with it the program. So the
 * recorder raises its own limits as far as it may, and the program gets the
 * original ones.
 */
#ifndef TRACER_LIMITS_H
#define TRACER_LIMITS_H

#include <sys/resource.h>

#include "core/base/err.h"

enum { LIMITS = 7 };

struct limits {
	struct rlimit was[LIMITS];
};

/* Raises our own limits and saves the original ones in `limits`. Fails if one
 * stays too low for seccord to work. */
int limits_lift(struct limits *limits, struct err *err);

/* In the child that becomes the program: restores them. */
void limits_restore(const struct limits *limits);

#endif
