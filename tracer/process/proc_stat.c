/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second field is the task's name, which may contain any character: parsing
 * starts after its last parenthesis.
 */
#include "tracer/process/proc_stat.h"

#include <stdio.h>
#include <string.h>

struct proc_stat proc_stat(pid_t tid)
{
	struct proc_stat stat = { 0 };
	char name[64], line[512] = "";

	snprintf(name, sizeof(name), "/proc/%d/stat", (int)tid);
	FILE *file = fopen(name, "re");
	size_t got = file ? fread(line, 1, sizeof(line) - 1, file) : 0;
	if (file)
		fclose(file);
	line[got] = '\0';
	const char *behind_name = strrchr(line, ')');
	if (behind_name)
		sscanf(behind_name, ") %c %*d %*d %*d %*d %*d %u", &stat.state, &stat.flags);
	return stat;
}
