/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a policy. A policy that is read must be written and read back
 * the same, and must answer any call.
 */
#include <stdlib.h>
#include <string.h>

#include "core/policy/deep.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void ask(const struct policy *policy, const uint8_t *bytes, size_t size)
{
	struct seccomp_data data = {0};

	memcpy(&data, bytes, size < sizeof(data) ? size : sizeof(data));
	policy_eval(policy, &data);
	arch_each(arch, ARCH_ALL)
		for (size_t i = 0; i < policy->rule_count && i < 16; i++) {
			data.arch = arch_info(arch)->audit;
			data.nr = (int)syscall_nr(policy->rules[i].id, arch);
			policy_eval(policy, &data);
		}
}

/* Reuses the bytes as calls to evaluate. */
static void ask_deep(const struct policy *policy, const uint8_t *bytes, size_t size)
{
	uint64_t args[SYSCALL_ARGS];

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		args[i] = size;
	for (size_t i = 0; i < policy->rule_count && i < 16; i++) {
		const struct struct_row *row = struct_of((int)policy->rules[i].id);
		if (!row || row->where == SIZE_NOWHERE)
			continue;
		struct deep_noted notes = deep_of_bytes(row, args, bytes, size);
		deep_admits(&policy->rules[i], &notes);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct policy policy = {0}, again = {0};
	AUTO_TEXT struct text first = {0};
	AUTO_TEXT struct text second = {0};
	struct err err;

	if (policy_read_bytes(&policy, (const char *)bytes, size, "fuzz", &err))
		return 0;
	ask(&policy, bytes, size);
	ask_deep(&policy, bytes, size);
	policy_write(&policy, &first);
	if (policy_read_bytes(&again, first.at, first.length, "fuzz", &err))
		abort();
	policy_write(&again, &second);
	if (strcmp(first.at, second.at))
		abort();
	policy_free(&policy);
	policy_free(&again);
	return 0;
}
