/* SPDX-License-Identifier: Apache-2.0 */
/*
 * meter: a status line while long work goes on.
 */
#ifndef CLI_METER_H
#define CLI_METER_H

#include <stdbool.h>

#include "cli/terminal/meter_line.h"
#include "cli/terminal/when.h"
#include "core/base/err.h"
#include "core/base/progress.h"

#define METER_HELP "a status line: auto (on a terminal), always or never"

struct meter {                                /* zeroed: shows nothing */
	struct meter_thread *thread;
	struct progress progress;
	int fd;
	bool on, keeps;                       /* keeps: the last line stays */
};

/* Decides where the line is shown, by the word of --progress (NULL: auto). `beside`: a program shares our terminal; then a
 * line is only shown if the program's output goes to files. Shows nothing yet. */
int meter_choose(struct meter *meter, const char *word, bool beside, struct err *err);

/* Shows the line from now on. Nothing else may be written to the terminal before meter_stop(), which erases it. */
void meter_start(struct meter *meter, enum meter_kind kind);
void meter_stop(struct meter *meter);         /* also one that was not started */
#define AUTO_METER __attribute__((cleanup(meter_stop)))

/* NULL if nothing is shown, so that nothing is counted. */
struct progress *meter_progress(struct meter *meter);

#endif
