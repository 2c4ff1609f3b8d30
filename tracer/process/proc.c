/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process chooses its name, which may contain any character. In `stat` it is
 * the second field: parsing starts after the last parenthesis. In `status` it is
 * on the first line, where the kernel escapes newlines: a key at the start of a
 * line is the kernel's.
 */
#include "tracer/process/proc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"

/* The link names the process as the PID namespace of that /proc does, and is broken where the process is not in it. */
int proc_check(struct err *err)
{
	char name[32] = {0};

	if (readlink("/proc/self", name, sizeof(name) - 1) > 0 && strtol(name, NULL, 10) == getpid())
		return 0;
	return err_set(err, "/proc is not mounted, or shows another PID namespace; mount it: mount -t proc proc /proc");
}

FILE *proc_open(pid_t tid, const char *file)
{
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/%s", (int)tid, file);
	return fopen(name, "re");
}

struct proc_stat proc_stat(pid_t tid)
{
	AUTO_FILE FILE *file = proc_open(tid, "stat");
	struct proc_stat stat = { 0 };
	char line[512];
	size_t got = file ? fread(line, 1, sizeof(line) - 1, file) : 0;

	line[got] = '\0';
	const char *behind_name = strrchr(line, ')');
	if (behind_name)
		sscanf(behind_name, ") %c %*d %*d %*d %*d %*d %u", &stat.state, &stat.flags);
	return stat;
}

static bool is_over(pid_t tid)
{
	char state = proc_stat(tid).state;

	return !state || state == 'Z' || state == 'X';
}

/* The first thread stays as a zombie until the others have ended. */
bool proc_has_ended(pid_t tid)
{
	char name[64];
	bool over = true;

	snprintf(name, sizeof(name), "/proc/%d/task", (int)tid);
	DIR *threads = is_over(tid) ? opendir(name) : NULL;
	if (!threads)
		return is_over(tid);
	for (struct dirent *entry; over && (entry = readdir(threads));)
		over = entry->d_name[0] == '.' || is_over(atoi(entry->d_name));
	closedir(threads);
	return over;
}

static void take_line(struct proc_status *status, const char *line)
{
	unsigned long long set;

	if (*line != 'P' && *line != 'S' && *line != 'T')     /* scanning takes longer than reading the file */
		return;
	if (sscanf(line, "SigPnd: %llx", &set) == 1 || sscanf(line, "ShdPnd: %llx", &set) == 1)
		status->pending |= set;
	else if (sscanf(line, "SigBlk: %llx", &set) == 1)
		status->blocked = set;
	else if (sscanf(line, "SigIgn: %llx", &set) == 1)
		status->ignored = set;
	else if (sscanf(line, "SigCgt: %llx", &set) == 1)
		status->caught = set;
	else if (!sscanf(line, "Tgid: %d", &status->tgid) && !sscanf(line, "PPid: %d", &status->parent) &&
	         !sscanf(line, "TracerPid: %d", &status->tracer))
		sscanf(line, "Seccomp: %d", &status->seccomp);
}

struct proc_status proc_status(pid_t tid)
{
	AUTO_FILE FILE *file = proc_open(tid, "status");
	struct proc_status status = { 0 };
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		take_line(&status, line);
	return status;
}

const char *proc_comm(pid_t tid, char *name)
{
	AUTO_FILE FILE *file = proc_open(tid, "comm");

	*name = '\0';
	if (file && fgets(name, 64, file))
		name[strcspn(name, "\n")] = '\0';
	return name;
}

void proc_environ(pid_t tid, struct text *out)
{
	AUTO_FILE FILE *variables = proc_open(tid, "environ");
	char chunk[4096];
	size_t got;

	text_add(out, "");
	while (variables && (got = fread(chunk, 1, sizeof(chunk), variables)))
		text_add_bytes(out, chunk, got);
}
