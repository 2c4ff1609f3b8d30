/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pids: process IDs of the command line, as people paste them: separated by
 * commas or spaces ("$(pidof nginx)"), in one or several options.
 */
#ifndef CLI_PIDS_H
#define CLI_PIDS_H

#include <sys/types.h>

#include "cli/common/option.h"

struct pids {
	pid_t *at;
	size_t count, room;
};
void pids_free(struct pids *pids);
#define AUTO_PIDS __attribute__((cleanup(pids_free)))

/* Each once, in the order given. Fails on a word that is not a process ID. */
int pids_read(struct pids *pids, const struct option_words *words, struct err *err);

/* Drops processes that have ended, with a note each. Fails if all have, or if one may not be signalled. */
int pids_keep_running(struct pids *pids, struct err *err);

#endif
