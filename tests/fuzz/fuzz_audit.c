/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as audit records. */
#include "tests/fuzz/imported_as.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	return imported_as("audit", bytes, size);
}
