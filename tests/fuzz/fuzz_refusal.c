/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a log or core file of refused calls: each record has a source, and is of a known arch. */
#include <stdlib.h>

#include "tracer/refusal/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	AUTO_REFUSALS struct refusals found = {0};
	struct err err;

	refusal_recognises((const char *)bytes, size);
	if (refusal_read(&found, (const char *)bytes, size, "fuzz", ARCH_X86_64, &err) < 0)
		return 0;
	if (found.count > REFUSALS_MOST)
		abort();
	for (size_t i = 0; i < found.count; i++) {
		const struct refusal *refusal = &found.at[i];
		if (!refusal->source || !refusal->count || (unsigned)refusal->arch >= ARCH_COUNT || (!refusal->called && !refusal->means))
			abort();
	}
	return 0;
}
