/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service: the confined end: parses files and answers questions about them.
 */
#ifndef TRACER_SERVICE_H
#define TRACER_SERVICE_H

#include "tracer/confine/message.h"

enum { SERVICE_FILES = 160 };                 /* open at a time, numbered from 0 */

/* Returns when the other end is gone or sends what is not a question. */
void service_run(struct channel *channel);

#endif
