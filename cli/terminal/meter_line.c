/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pure function of counters: what is done, how much of it, how fast, and what is
 * being read.
 */
#include "cli/terminal/meter_line.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/printable.h"

enum { PER_SECOND = 1000, MEGA = 1000 * 1000, PERCENT = 100, COLUMNS_MOST = 1000 };

static uint64_t rate(const struct meter_state *state)
{
	return state->ms ? (uint64_t)((double)state->done * (double)PER_SECOND / (double)state->ms) : 0;
}

/* Truncated, so that 100 % is the end; a file that has grown since is at its end. */
static uint64_t percent(const struct meter_state *state)
{
	uint64_t whole = (uint64_t)((double)state->done * (double)PERCENT / (double)state->all);

	return whole > PERCENT ? PERCENT : whole;
}

static void add_name(const char *before, const char *name, struct text *out)
{
	if (!name)
		return;
	text_add(out, before);
	printable_add_string(out, file_shown(name));
}

static void add_megabytes(uint64_t bytes, struct text *out)
{
	text_format(out, bytes < 10 * MEGA ? "%.1f MB" : "%.0f MB", (double)bytes / (double)MEGA);
}

static void bytes_line(const struct meter_state *state, struct text *out)
{
	text_add(out, "reading ");
	if (state->all)
		text_format(out, "%" PRIu64 " %% of ", percent(state));
	add_megabytes(state->all ? state->all : state->done, out);
	text_add(out, ", ");
	add_megabytes(rate(state), out);
	text_add(out, "/s");
}

static void files_line(const struct meter_state *state, struct text *out)
{
	text_format(out, "reading file %" PRIu64 " of %" PRIu64 ", %" PRIu64 "/s", state->done, state->all, rate(state));
}

static void calls_line(const struct meter_state *state, struct text *out)
{
	text_format(out, "%" PRIu64 " s: %" PRIu64 " calls, %" PRIu64 " distinct, %" PRIu64 " new in the last %d s",
	            state->ms / PER_SECOND, state->done, state->distinct, state->fresh, METER_FRESH);
}

/* Wide characters are rare here: a line of bytes is at least as long as it looks. */
static void shorten(struct text *out, size_t width)
{
	char kept[COLUMNS_MOST + 1];
	size_t room = width < COLUMNS_MOST ? width : COLUMNS_MOST;

	if (out->length <= room)
		return;
	printable_copy(kept, room + 1, out->at);
	text_free(out);
	text_add(out, kept);
}

void meter_line(enum meter_kind kind, const struct meter_state *state, size_t width, struct text *out)
{
	text_add(out, "seccord: ");
	switch (kind) {
	case METER_BYTES:
		bytes_line(state, out);
		break;
	case METER_FILES:
		files_line(state, out);
		break;
	case METER_FUNCTIONS:
		text_format(out, "following code: %" PRIu64 " functions, %" PRIu64 "/s", state->done, rate(state));
		break;
	case METER_STEPS:
		text_format(out, "proving: %.1f million steps, %.1f million/s", (double)state->done / (double)MEGA, (double)rate(state) / (double)MEGA);
		break;
	case METER_CALLS:
		calls_line(state, out);
		break;
	}
	add_name(": ", state->what, out);
	shorten(out, width);
}
