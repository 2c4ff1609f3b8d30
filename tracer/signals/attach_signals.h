/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attach_signals: signals to an attached recorder.
 */
#ifndef TRACER_ATTACH_SIGNALS_H
#define TRACER_ATTACH_SIGNALS_H

#include <stdbool.h>

enum attach_signal {
	ATTACH_NONE,
	ATTACH_WRITE,                        /* SIGUSR1: write the trace so far */
	ATTACH_LEAVE                         /* SIGINT, SIGTERM, SIGHUP: detach */
};

void attach_signals_listen(bool on);

/* The recording is over, and will be written whatever comes: timeout(1) sends its signal twice. */
void attach_signals_end(void);

/* From now on SIGIO, as of a descriptor with O_ASYNC, is never fatal, and interrupts too while we listen. */
void attach_signals_expect_arrivals(void);

/* Whether a SIGIO arrived since the last call. */
bool attach_signals_take_arrival(void);

/* The request since the last call; ATTACH_LEAVE takes priority over
 * ATTACH_WRITE. */
enum attach_signal attach_signals_take(void);

#endif
