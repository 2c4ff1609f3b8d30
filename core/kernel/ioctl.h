/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ioctl: the words of its commands, where the driver tells which is meant.
 *
 * A command is a number that each driver reads for itself: 0x5402 is TCSETS
 * to a terminal and SNDCTL_TMR_START to a sound card. A driver is named as
 * tracer/driver.h names it: "pts", "block:loop", "anon:perf_event".
 */
#ifndef CORE_IOCTL_H
#define CORE_IOCTL_H

#include <stdint.h>

#include "core/base/mem.h"

/* The word of a command for a driver (NULL: not known); the first that the
 * number has where none is the driver's own; NULL where it has none. */
const char *ioctl_word(uint32_t command, const char *driver);

/* The word, or the parts that the number is made of: "_IOR('T', 0x30, 4)".
 * The second is for people: role_parse() does not read it. */
void ioctl_spell(uint32_t command, const char *driver, struct text *out);

#endif
