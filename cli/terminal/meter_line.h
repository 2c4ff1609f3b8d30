/* SPDX-License-Identifier: Apache-2.0 */
/*
 * meter_line: the words of a status line.
 */
#ifndef CLI_METER_LINE_H
#define CLI_METER_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/mem.h"

enum meter_kind {
	METER_BYTES,                          /* of a file */
	METER_FILES,
	METER_FUNCTIONS,                      /* of machine code */
	METER_STEPS,                          /* of a proof */
	METER_CALLS                           /* of a recorded program */
};

struct meter_state {
	const char *what;                     /* or NULL */
	uint64_t done, all, distinct;
	uint64_t fresh;                       /* distinct ones in the last METER_FRESH seconds */
	uint64_t ms;                          /* since the beginning */
};

enum { METER_FRESH = 10 };

/* One line without its end, at most `width` columns; names are escaped. */
void meter_line(enum meter_kind kind, const struct meter_state *state, size_t width, struct text *out);

#endif
