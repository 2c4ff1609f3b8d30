/* SPDX-License-Identifier: Apache-2.0 */
/*
 * error_path: which calls of an answer are made only when something fails.
 *
 * They are what every program of this libc can call (abort, contention, large
 * memory), and what is reached only through a function of error_functions.def.
 */
#ifndef TRACER_REACH_ERROR_PATH_H
#define TRACER_REACH_ERROR_PATH_H

#include "tracer/reach/answer.h"

/* What leads to this call, for people: the error function, or "C library"; NULL: it is
 * not on an error path, or only a loader makes it. A static string. */
const char *error_path(const struct answer *answer, const struct answer_call *call);

#endif
