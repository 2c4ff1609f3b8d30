/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daemon: a recorder that is no relative of the process which it records.
 *
 * The caller stays what it is, with its id and without a child. A grandchild gets a
 * session of its own, ignores what ends a session or a control group (SIGTERM,
 * SIGINT, SIGHUP, SIGQUIT), and keeps no descriptor that somebody could wait for.
 * It has no voice either: what goes wrong before it is ready, the caller reports.
 */
#ifndef TRACER_DAEMON_H
#define TRACER_DAEMON_H

#include <sys/types.h>

#include "core/base/err.h"

enum daemon_side { DAEMON_CALLER, DAEMON_RECORDER };

struct daemon {
	enum daemon_side side;                /* which of the two returned */
	pid_t caller;
	int report;                           /* pipe from the recorder to the caller */
};

/* Returns twice. The recorder keeps the descriptor `keep`, -1: none. */
int daemon_split(struct daemon *daemon, int keep, struct err *err);

/* The caller waits until the recorder is ready, or has failed. Then the pipe is
 * closed. */
int daemon_await(struct daemon *daemon, struct err *err);

/* The recorder is ready, or has failed, and the caller goes on. */
void daemon_ready(struct daemon *daemon);
void daemon_failed(struct daemon *daemon, const struct err *err);

#endif
