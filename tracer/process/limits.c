/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per limit. A row first asks for `wanted` above the hard limit, which
 * takes CAP_SYS_RESOURCE, then up to it.
 */
#include "tracer/process/limits.h"

#include <stdbool.h>
#include <stddef.h>

static const struct limit_row {
	__rlimit_resource_t resource;
	rlim_t wanted, least;                 /* limits are never lowered; least 0: any value will do */
	const char *what, *shell;
	unsigned unit;
} rows[LIMITS] = {
	{ RLIMIT_STACK,  8 << 20,       1 << 18, "the stack",           "-s", 1024 },
	{ RLIMIT_AS,     RLIM_INFINITY, 1 << 26, "the address space",   "-v", 1024 },
	{ RLIMIT_DATA,   RLIM_INFINITY, 1 << 24, "the data segment",    "-d", 1024 },
	{ RLIMIT_NOFILE, 1024,          32,      "the number of open files", "-n", 1 },
	{ RLIMIT_FSIZE,  RLIM_INFINITY, 0,       "the file size",   "-f", 1024 },
	{ RLIMIT_CPU,    RLIM_INFINITY, 0,       "processor time",      "-t", 1 },
	{ RLIMIT_NPROC,  RLIM_INFINITY, 0,       "the number of processes", "-u", 1 },
};

static void lift(const struct limit_row *row, const struct rlimit *was)
{
	rlim_t most = was->rlim_max < row->wanted ? was->rlim_max : row->wanted;
	struct rlimit beyond = { row->wanted, row->wanted > was->rlim_max ? row->wanted : was->rlim_max };
	struct rlimit within = { most, was->rlim_max };

	if (was->rlim_cur < row->wanted && setrlimit(row->resource, &beyond) && was->rlim_cur < most)
		setrlimit(row->resource, &within);
}

static int check(const struct limit_row *row, struct err *err)
{
	struct rlimit is;

	if (getrlimit(row->resource, &is) || is.rlim_cur >= row->least)
		return 0;
	return err_set(err, "the limit on %s is %llu (ulimit %s); seccord needs %llu", row->what,
	               (unsigned long long)is.rlim_cur / row->unit, row->shell, (unsigned long long)row->least / row->unit);
}

int limits_lift(struct limits *limits, struct err *err)
{
	for (size_t i = 0; i < LIMITS; i++) {
		limits->was[i] = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
		if (!getrlimit(rows[i].resource, &limits->was[i]))
			lift(&rows[i], &limits->was[i]);
	}
	for (size_t i = 0; i < LIMITS; i++)
		if (check(&rows[i], err))
			return -1;
	return 0;
}

void limits_restore(const struct limits *limits)
{
	for (size_t i = 0; i < LIMITS; i++)
		setrlimit(rows[i].resource, &limits->was[i]);
}
