/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command: the commands that a multiplexer was called with, and the drivers that
 * an ioctl went to: "TCGETS (file, pts)".
 */
#ifndef ANALYZER_COMMAND_H
#define ANALYZER_COMMAND_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"
#include "core/trace/trace.h"

struct command {
	const char *word;
	const char *driver;                   /* "" if unknown */
};

struct commands {
	struct command *at;                   /* free() it; the strings belong to an arena */
	size_t count, room;
};

bool command_is_role(enum role role);

/* Adds the commands of a call; none if it is not a multiplexer. */
void commands_add(struct commands *commands, struct arena *arena, const struct trace_call *call);
void commands_join(struct commands *into, const struct commands *from);

/* Sorts and removes duplicates. Call it before the functions below. */
void commands_finish(struct commands *commands);

/* Prints the command at *at, which advances past it. */
void command_words(const struct commands *commands, size_t *at, struct text *out);

/* "TCSETS (file, pts), FIONREAD (pipe)": all ioctls of a trace with known
 * drivers, or the first of many; nothing if there is none. TCGETS, which every
 * program uses, is skipped. */
void command_drivers(const struct trace *trace, struct text *out);

/* [{"command": "TCGETS", "drivers": ["file", "pts"]}] */
json_t *commands_json(const struct commands *commands);

#endif
