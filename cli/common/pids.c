/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/pids.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/output.h"
#include "tracer/process/proc.h"

enum { PIDS_MOST = 1 << 22 };                 /* PID_MAX_LIMIT in include/linux/threads.h */

#define SEPARATORS ", \t\n"

void pids_free(struct pids *pids)
{
	free(pids->at);
	*pids = (struct pids){0};
}

static void add(struct pids *pids, pid_t pid)
{
	for (size_t i = 0; i < pids->count; i++)
		if (pids->at[i] == pid)
			return;
	pids->at = mem_grow(pids->at, pids->count, &pids->room, sizeof(*pids->at));
	pids->at[pids->count++] = pid;
}

/* One number, which ends at a separator. */
static int read_one(struct pids *pids, const char *word, struct err *err)
{
	char *end;
	long number = strtol(word, &end, 10);

	if (*word < '1' || *word > '9' || (*end && !strchr(SEPARATORS, *end)) || number > PIDS_MOST)
		return err_set(err, "--pid=%.*s: invalid process ID", (int)strcspn(word, SEPARATORS), word);
	add(pids, (pid_t)number);
	return 0;
}

static int read_list(struct pids *pids, const char *list, struct err *err)
{
	size_t before = pids->count;

	for (list += strspn(list, SEPARATORS); *list; list += strspn(list, SEPARATORS)) {
		if (read_one(pids, list, err) < 0)
			return -1;
		list += strcspn(list, SEPARATORS);
	}
	return pids->count == before && !before ? err_set(err, "--pid: no process ID given") : 0;
}

int pids_read(struct pids *pids, const struct option_words *words, struct err *err)
{
	for (size_t i = 0; i < words->count; i++)
		if (read_list(pids, words->at[i], err) < 0)
			return -1;
	return 0;
}

int pids_keep_running(struct pids *pids, struct err *err)
{
	AUTO_TEXT struct text notes = {0};
	size_t kept = 0;

	for (size_t i = 0; i < pids->count; i++) {
		bool refused = kill(pids->at[i], 0) && errno != ESRCH;
		if (refused)
			return err_errno(err, "cannot attach to process %d", (int)pids->at[i]);
		if (!proc_has_ended(pids->at[i])) {
			pids->at[kept++] = pids->at[i];
			continue;
		}
		err_set(err, "cannot attach to process %d: it has ended, or there is none", (int)pids->at[i]);
		text_format(&notes, "process %d has ended; it is skipped\n", (int)pids->at[i]);
	}
	if (pids->count && !kept)
		return -1;
	pids->count = kept;
	output_notes(&notes);
	return 0;
}
