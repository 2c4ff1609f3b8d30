/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much of a randomized test runs: SAMPLE percent of its cases, 25 unless it is set. The seed is fixed, so these are
 * always the same cases, the first ones. make torture runs all.
 */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include <stdlib.h>

static inline unsigned sample_of(unsigned all)
{
	const char *percent = getenv("SAMPLE");
	unsigned long count = all * (percent ? strtoul(percent, NULL, 10) : 25) / 100;

	return count ? (unsigned)count : 1;
}

#endif
