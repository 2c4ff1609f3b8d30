/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ioctl: names of ioctl commands, which depend on the driver.
 *
 * Each driver assigns its own meaning to a command number: 0x5402 is TCSETS
 * for a terminal and SNDCTL_TMR_START for a sound card. Drivers are named as in
 * tracer/driver.h: "pts", "block:loop", "anon:perf_event".
 */
#ifndef CORE_IOCTL_H
#define CORE_IOCTL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/mem.h"

/* The name of a command for a driver (NULL: unknown driver). Falls back to the
 * first name of the number; NULL if it has none. */
const char *ioctl_word(uint32_t command, const char *driver);

/* Whether several drivers name this number. */
bool ioctl_is_ambiguous(uint32_t command);

/* The name, or the fields encoded in the number: "_IOR('T', 0x30, 4)".
 * The second form is for display: role_parse() does not read it. */
void ioctl_spell(uint32_t command, const char *driver, struct text *out);

#endif
