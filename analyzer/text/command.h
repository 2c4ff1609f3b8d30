/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command: which of its commands a multiplexer was given, and to which drivers
 * an ioctl went: "TCGETS (file, pts)".
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
	const char *driver;                   /* "" where it is not known */
};

struct commands {
	struct command *at;                   /* to be freed; the strings are an arena's */
	size_t count, room;
};

bool command_is_role(enum role role);

/* Adds those of a call, none where it is no multiplexer. */
void commands_add(struct commands *commands, struct arena *arena, const struct trace_call *call);
void commands_join(struct commands *into, const struct commands *from);

/* To be called before what is below: sorts, and leaves one of equal ones. */
void commands_finish(struct commands *commands);

/* The words of the command at *at, which moves behind it. */
void command_words(const struct commands *commands, size_t *at, struct text *out);

/* "TCSETS (file, pts), FIONREAD (pipe)": all ioctls of a trace whose drivers
 * are known, or the first of many; nothing where there is none. TCGETS, which
 * every program makes, is left out. */
void command_drivers(const struct trace *trace, struct text *out);

/* [{"command": "TCGETS", "drivers": ["file", "pts"]}] */
json_t *commands_json(const struct commands *commands);

#endif
