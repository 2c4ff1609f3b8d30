/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first line is the process name, chosen by the process; the kernel escapes
 * newlines in it, so a key at the start of a line is the kernel's.
 */
#include "tracer/process/proc_status.h"

#include <stdio.h>
#include <string.h>

static void take_line(struct proc_status *status, const char *line)
{
	unsigned long long set;

	if (sscanf(line, "SigPnd: %llx", &set) == 1 || sscanf(line, "ShdPnd: %llx", &set) == 1)
		status->pending |= set;
	else if (sscanf(line, "SigBlk: %llx", &set) == 1)
		status->blocked = set;
	else if (sscanf(line, "SigIgn: %llx", &set) == 1)
		status->ignored = set;
	else if (sscanf(line, "SigCgt: %llx", &set) == 1)
		status->caught = set;
	else if (!sscanf(line, "Tgid: %d", &status->tgid) && !sscanf(line, "TracerPid: %d", &status->tracer))
		sscanf(line, "Seccomp: %d", &status->seccomp);
}

struct proc_status proc_status(pid_t tid)
{
	struct proc_status status = { 0 };
	char name[64], line[256];

	snprintf(name, sizeof(name), "/proc/%d/status", (int)tid);
	FILE *file = fopen(name, "re");
	while (file && fgets(line, sizeof(line), file))
		take_line(&status, line);
	if (file)
		fclose(file);
	return status;
}

const char *proc_comm(pid_t tid, char *name)
{
	char path[64];

	*name = '\0';
	snprintf(path, sizeof(path), "/proc/%d/comm", (int)tid);
	FILE *file = fopen(path, "re");
	if (file && fgets(name, 64, file))
		name[strcspn(name, "\n")] = '\0';
	if (file)
		fclose(file);
	return name;
}
