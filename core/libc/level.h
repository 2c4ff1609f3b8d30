/* SPDX-License-Identifier: Apache-2.0 */
/*
 * level: how far a policy goes beyond what was recorded. Each level includes the
 * ones before it; a row of core/libc's tables names the first that uses it.
 */
#ifndef CORE_LEVEL_H
#define CORE_LEVEL_H

enum level {
	LEVEL_EXACT,                          /* recorded calls and arguments, and what no process can avoid */
	LEVEL_LIBC,                           /* also what any libc may call instead, under contention or after errors */
	LEVEL_DEFAULT,                        /* also calls and arguments that give no power beyond the recorded ones */
	LEVEL_BROAD,                          /* also the whole categories of the recorded calls, without dangerous calls */
	LEVEL_COUNT,
	LEVEL_ASK = LEVEL_COUNT               /* of a row: only if its set is requested */
};

const char *level_name(enum level level);
int level_by_name(const char *name);          /* enum level, or -1 */
const char *level_name_at(unsigned i);        /* NULL past the last */
const char *level_what(enum level level);     /* one sentence for people */

#endif
