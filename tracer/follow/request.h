/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request: what is asked of a recorder by signals while it is attached.
 */
#ifndef TRACER_REQUEST_H
#define TRACER_REQUEST_H

#include <stdbool.h>

enum request {
	REQUEST_NONE,
	REQUEST_WRITE,                        /* SIGUSR1: write what is known so far */
	REQUEST_LEAVE                         /* SIGINT, SIGTERM, SIGHUP: let the program go */
};

void request_listen(bool on);

/* What was asked since the last time; to leave comes before to write. */
enum request request_take(void);

#endif
