/* SPDX-License-Identifier: Apache-2.0 */
/*
 * limits: resource limits are the program's, not the recorder's.
 *
 * They are inherited: a file of a kilobyte, a stack of 64 are meant for the
 * program, and would end the recorder, and with it the program. So the recorder
 * raises its own as far as it may, and the program gets back what it had.
 */
#ifndef TRACER_LIMITS_H
#define TRACER_LIMITS_H

#include <sys/resource.h>

#include "core/base/err.h"

enum { LIMITS = 7 };

struct limits {
	struct rlimit was[LIMITS];
};

/* Raises our own, and keeps in `limits` what they were. Fails where one stays
 * too low for seccord to work at all. */
int limits_lift(struct limits *limits, struct err *err);

/* In the child that becomes the program: as they were. */
void limits_restore(const struct limits *limits);

#endif
