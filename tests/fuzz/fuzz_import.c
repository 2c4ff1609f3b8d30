/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a log of unknown format. */
#include "tests/fuzz/imported_as.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	return imported_as(NULL, bytes, size);
}
