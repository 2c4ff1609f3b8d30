/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a raw filter: what filter_check accepts must run to its end
 * within bounds, and constant results must be those of the interpreter.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "emit/filter/filter.h"
#include "emit/filter/disasm.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void run(const struct filter *filter, const struct seccomp_data *data)
{
	unsigned steps = 0;
	uint32_t result = filter_run(filter, data, &steps);

	assert(steps >= 1 && steps <= filter->length);
	if (filter_is_constant_allow(filter, data->arch, (uint32_t)data->nr))
		assert(result == SECCOMP_RET_ALLOW);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct filter filter = { mem_alloc(size + 1), size / sizeof(struct sock_filter) };
	struct seccomp_data data = { .arch = 0xC000003E };
	struct arena arena = { 0 };
	struct err err;

	if (size)
		memcpy(filter.insn, bytes, size);
	if (!filter_check(&filter, &err)) {
		run(&filter, &data);
		memcpy(&data, bytes, size < sizeof(data) ? size : sizeof(data));
		run(&filter, &data);
		disasm_of(&filter, &arena);
	}
	arena_free(&arena);
	filter_free(&filter);
	return 0;
}
