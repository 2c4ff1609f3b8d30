/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts of a trace, or a table of typical use. Calls handled by the vDSO never
 * reach a filter and do not count.
 */
#include "emit/compile/weights.h"

static const uint16_t shares[CALL_COUNT] = {
#define WEIGHT(call, share) [CALL_##call] = share,
#include "emit/compile/weights.def"
#undef WEIGHT
};

static struct rule *rule_of_call(struct policy *policy, const struct trace_call *call)
{
	return policy->archs & ARCH_BIT(call->arch) ? (struct rule *)policy_find(policy, call->arch, call->nr) : NULL;
}

void weights_of_trace(struct policy *policy, const struct trace *trace)
{
	for (size_t i = 0; i < trace->call_count; i++) {
		struct rule *rule = rule_of_call(policy, &trace->calls[i]);
		if (rule && trace->calls[i].origin != ORIGIN_VDSO_HIDDEN)
			rule->weight += trace->calls[i].count;
	}
}

bool weights_given(const struct policy *policy)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].weight)
			return true;
	return false;
}

uint64_t weight_at_large(int id)
{
	return id == CALL_UNKNOWN ? 0 : shares[id];
}
