/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile_time POLICY: prints the median time of 101 runs of filter_compile(),
 * in milliseconds, for comparison with peer_libseccomp's "time".
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "emit/compile/compile.h"
#include "emit/filter/filter.h"

enum { ROUNDS = 101 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double once(const struct policy *policy)
{
	AUTO_FILTER struct filter filter = { 0 };
	struct err err;
	double begin = now();

	if (!filter_compile(&filter, policy, &err))
		return now() - begin;
	fprintf(stderr, "%s\n", err.text);
	exit(2);
}

int main(int argc, char **argv)
{
	struct policy policy = { 0 };
	double ms[ROUNDS];
	struct err err = { "usage: compile_time POLICY" };

	if (argc != 2 || policy_read(&policy, argv[1], &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	for (unsigned i = 0; i < ROUNDS; i++)
		ms[i] = once(&policy);
	qsort(ms, ROUNDS, sizeof(*ms), ascending);
	printf("%.3f\n", ms[ROUNDS / 2]);
	policy_free(&policy);
	return 0;
}
