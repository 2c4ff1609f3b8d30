/* SPDX-License-Identifier: Apache-2.0 */
/*
 * multiplexer: the commands that a multiplexer was called with, and the drivers that
 * an ioctl went to: "TCGETS (file, pts)".
 */
#ifndef ANALYZER_MULTIPLEXER_H
#define ANALYZER_MULTIPLEXER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"
#include "core/trace/trace.h"

struct multiplexer_command {
	const char *word;
	const char *driver;                   /* "" if unknown */
};

struct multiplexer_commands {
	struct multiplexer_command *at;       /* free() it; the strings belong to an arena */
	size_t count, room;
};

bool multiplexer_is_role(enum role role);

/* Adds the commands of a call; none if it is not a multiplexer. */
void multiplexer_add(struct multiplexer_commands *commands, struct arena *arena, const struct trace_call *call);
void multiplexer_join(struct multiplexer_commands *into, const struct multiplexer_commands *from);

/* Sorts and removes duplicates. Call it before the functions below. */
void multiplexer_finish(struct multiplexer_commands *commands);

/* Prints the command at *at, which advances past it. */
void multiplexer_words(const struct multiplexer_commands *commands, size_t *at, struct text *out);

/* "TCSETS (file, pts), FIONREAD (pipe)": all ioctls of a trace with known
 * drivers, or the first of many; nothing if there is none. TCGETS, which every
 * program uses, is skipped. */
void multiplexer_drivers(const struct trace *trace, struct text *out);

/* [{"command": "TCGETS", "drivers": ["file", "pts"]}] */
json_t *multiplexer_json(const struct multiplexer_commands *commands);

#endif
