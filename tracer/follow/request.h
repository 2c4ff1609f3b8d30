/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request: signals to an attached recorder.
 */
#ifndef TRACER_REQUEST_H
#define TRACER_REQUEST_H

#include <stdbool.h>

enum request {
	REQUEST_NONE,
	REQUEST_WRITE,                        /* SIGUSR1: write the trace so far */
	REQUEST_LEAVE                         /* SIGINT, SIGTERM, SIGHUP: detach */
};

void request_listen(bool on);

/* The request since the last call; REQUEST_LEAVE takes priority over
 * REQUEST_WRITE. */
enum request request_take(void);

#endif
