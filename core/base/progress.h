/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress: how far long work is.
 *
 * Who works counts, and knows neither a clock nor a terminal; another thread reads the
 * counters when it shows them. Each function accepts NULL: nobody wants to know.
 */
#ifndef CORE_PROGRESS_H
#define CORE_PROGRESS_H

#include <stdatomic.h>
#include <stdint.h>

struct progress {                             /* zeroed: nothing is known */
	_Atomic(const char *) what;           /* what is being worked on, such as a file; or NULL */
	_Atomic uint64_t done, all;           /* all is 0 where it is not known */
	_Atomic uint64_t distinct;            /* of what is done; a recording has it */
};

/* Begins with something; `what` lives as long as the progress. */
void progress_begin(struct progress *progress, const char *what, uint64_t all);
void progress_name(struct progress *progress, const char *what);
void progress_add(struct progress *progress, uint64_t more);
void progress_distinct(struct progress *progress, uint64_t distinct);

#endif
