/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first value represents the whole: the union of bits, the lowest of others.
 */
#include "analyzer/rows/samples.h"

static void samples_add(struct samples *samples, uint64_t value)
{
	samples->v[samples->count++] = value;
}

struct samples samples_of(const struct values *seen)
{
	struct samples samples = {0};

	switch (seen->kind) {
	case VALUES_SET:
		for (int i = 0; i < seen->count; i++)
			samples_add(&samples, seen->v[i]);
		break;
	case VALUES_RANGE:
		samples_add(&samples, seen->v[0]);
		samples_add(&samples, seen->v[1]);
		break;
	case VALUES_BITS:
		samples_add(&samples, seen->v[0]);
		samples_add(&samples, 0);
		for (int bit = 0; bit < 64; bit++)
			if (seen->v[0] >> bit & 1)
				samples_add(&samples, UINT64_C(1) << bit);
		break;
	}
	if (!samples.count) {
		samples_add(&samples, 0);
		samples_add(&samples, UINT64_MAX);
	}
	return samples;
}
