/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy as a filter:
 *
 *     load arch, compare each;   load nr, search;   load arguments, compare
 *
 * All of it is one idea. A space of 2^32 words is cut wherever the
 * specification may change its mind, the specification is asked once for each
 * piece, and assemble_switch() searches the pieces. Here the space is that of
 * the numbers: x32, gaps and numbers to come are cuts like any other. In
 * emit/arguments.c it is that of an argument's values.
 *
 * Arguments are not looked at before the number is decided: the kernel's
 * constant-action cache (Linux 5.11) takes each call that needs none.
 */
#include "emit/arguments.h"
#include "emit/filter.h"
#include "emit/pieces.h"

struct compiler {
	struct assembler *as;
	const struct policy *policy;
};

static bool has_arch(const struct policy *policy, enum arch arch)
{
	return policy->archs & ARCH_BIT(arch);
}

static node number(struct compiler *c, uint32_t audit, uint32_t nr)
{
	const struct seccomp_data without_arguments = { .nr = (int)nr, .arch = audit };
	int arch = arch_of_call(audit, nr);
	bool ours = arch >= 0 && has_arch(c->policy, (enum arch)arch);
	const struct rule *rule = ours ? policy_find(c->policy, (enum arch)arch, nr) : NULL;

	if (rule && rule->row_count)
		return arguments_node(c->as, rule, (enum arch)arch, verdict_ret(rule->verdict),
		                      verdict_ret(c->policy->otherwise));
	return assemble_return(c->as, verdict_ret(policy_eval(c->policy, &without_arguments)));
}

static void cut_rules(const struct policy *policy, enum arch arch, struct cuts *cuts)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (!(rule->archs & ARCH_BIT(arch)))
			continue;
		cuts_add_word(cuts, rule->id == CALL_UNKNOWN ? rule->nr : (uint32_t)syscall_nr(rule->id, arch));
	}
}

/* What is newer than the table begins behind its newest number, but for a few
 * numbers far above that are known (arm's private calls). */
static void cut_newer(enum arch arch, struct cuts *cuts)
{
	uint32_t newest = arch_info(arch)->newest;

	cuts_add(cuts, newest + 1);
	for (int id = 0; id < CALL_COUNT; id++)
		if (syscall_nr((enum syscall_id)id, arch) > newest)
			cuts_add_word(cuts, (uint32_t)syscall_nr((enum syscall_id)id, arch));
}

/* Bit 30 tells x32 from x86_64, but not in the number -1. */
static void cut_x32(struct cuts *cuts)
{
	for (uint32_t bits = 1; bits < 4; bits++)
		cuts_add(cuts, bits * X32_BIT);
	cuts_add(cuts, UINT32_MAX);
}

static node numbers(struct compiler *c, uint32_t audit)
{
	struct cuts cuts = { 0 };
	size_t count;

	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		if (arch_info((enum arch)arch)->audit != audit || !has_arch(c->policy, (enum arch)arch))
			continue;
		cut_rules(c->policy, (enum arch)arch, &cuts);
		cut_newer((enum arch)arch, &cuts);
	}
	cut_x32(&cuts);
	AUTO_FREE struct segment *piece = cuts_pieces(&cuts, &count);
	for (size_t i = 0; i < count; i++)
		piece[i].to = number(c, audit, piece[i].from);
	return assemble_then(c->as, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr),
	                     assemble_switch(c->as, piece, count));
}

/* Of the policy's archs that share an audit arch (x86_64, x32), only one is the first. */
static bool is_first_of_audit(const struct policy *policy, enum arch arch)
{
	for (int other = 0; other < (int)arch; other++)
		if (has_arch(policy, (enum arch)other) && arch_info((enum arch)other)->audit == arch_info(arch)->audit)
			return false;
	return has_arch(policy, arch);
}

/* The first of the policy's archs is compared first, so it is written last. */
static node archs(struct compiler *c)
{
	node rest = assemble_return(c->as, verdict_ret(c->policy->foreign));

	for (int arch = ARCH_COUNT; arch-- > 0;) {
		uint32_t audit = arch_info((enum arch)arch)->audit;
		if (is_first_of_audit(c->policy, (enum arch)arch))
			rest = assemble_branch(c->as, BPF_JEQ, audit, numbers(c, audit), rest);
	}
	return assemble_then(c->as, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), rest);
}

bool policy_is_big_endian(const struct policy *policy)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (has_arch(policy, (enum arch)arch))
			return arch_info((enum arch)arch)->big_endian;
	return false;
}

static int check_endianness(const struct policy *policy, struct err *err)
{
	const char *first[2] = { NULL, NULL };

	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		const struct arch_info *info = arch_info((enum arch)arch);
		if (has_arch(policy, (enum arch)arch) && !first[info->big_endian])
			first[info->big_endian] = info->name;
	}
	if (first[0] && first[1])
		return err_set(err, "%s is little-endian and %s big-endian: emit a filter for each (--arch)",
		               first[0], first[1]);
	return 0;
}

int filter_compile(struct filter *filter, const struct policy *policy, struct err *err)
{
	if (check_endianness(policy, err))
		return -1;
	AUTO_ASSEMBLER struct assembler *as = assemble_begin();
	struct compiler c = { as, policy };
	return assemble_finish(as, archs(&c), filter, err);
}
