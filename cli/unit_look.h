/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit_look: asks systemd about a unit that is recorded.
 */
#ifndef CLI_UNIT_LOOK_H
#define CLI_UNIT_LOOK_H

#include "cli/record_unit.h"

/* Adds lines "PROPERTY=value" of the unit with this name. */
int unit_look_up(const char *name, const char *properties, struct text *out, struct err *err);

/* False: systemd does not answer. */
bool unit_look(const struct unit_start *unit, struct unit_state *state);

/* Looks in a process apart until unit_look_end(). Returns a pipe that ends when that process has ended by itself; -1: error. */
int unit_look_begin(struct unit_start *unit, int (*look)(const struct unit_start *unit), struct err *err);

/* What `look` has returned; -1: it was still looking. */
int unit_look_end(struct unit_start *unit, int from);

/* Two ways to look: returns 0 when the start that is recorded is over … */
int unit_look_for_end(const struct unit_start *unit);
/* … or, before it has begun, when a start is over; 0, or why systemd refused it (enum unit_refusal). */
int unit_look_for_failure(const struct unit_start *unit);

#endif
