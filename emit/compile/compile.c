/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy as a filter:
 *
 *     load arch, compare each;   load nr, search;   load arguments, compare
 *
 * One idea serves all levels: the 2^32 values of a word are split wherever the
 * answer may change, the specification is evaluated once for each piece, and
 * decision_tree_node() builds the search over the pieces. Here the values are numbers:
 * x32, gaps and future numbers are pieces like any other. In
 * emit/compile/arguments.c they are an argument's values.
 *
 * Arguments are tested only after the number: the kernel's constant-action
 * cache (Linux 5.11) covers each call that needs no argument.
 */
#include "emit/compile/compile.h"

#include <stdlib.h>

#include "core/base/order.h"
#include "emit/compile/arguments.h"
#include "emit/compile/intervals.h"
#include "emit/compile/weights.h"

struct named {                                /* a number with a rule */
	uint32_t nr;
	const struct rule *rule;
};

struct compiler {
	struct assembler *as;
	const struct policy *policy;
	struct named *named;                  /* of the arch being compiled, ascending */
	size_t named_count;
	bool weighed;                         /* the policy's rules have their own weights */
};

static bool has_arch(const struct policy *policy, enum arch arch)
{
	return policy->archs & ARCH_BIT(arch);
}

/* Of two rules for a number the first one counts; it sorts first here too. */
static int by_number(const void *a, const void *b)
{
	const struct named *one = a, *other = b;
	int order = number_order(one->nr, other->nr);

	return order ? order : number_order((uintptr_t)one->rule, (uintptr_t)other->rule);
}

static int find_number(const void *nr, const void *named)
{
	return number_order(*(const uint32_t *)nr, ((const struct named *)named)->nr);
}

/* The first range that contains a number, if it has no rule of its own. */
static const struct rule *range_of(const struct compiler *c, uint32_t audit, uint32_t nr)
{
	int arch = arch_of_call(audit, nr);

	for (size_t i = 0; i < c->policy->rule_count && arch >= 0; i++)
		if (rule_is_range(&c->policy->rules[i]) && rule_names(&c->policy->rules[i], (enum arch)arch, nr))
			return &c->policy->rules[i];
	return NULL;
}

static const struct rule *rule_of(const struct compiler *c, uint32_t audit, uint32_t nr)
{
	const struct named *found = bsearch(&nr, c->named, c->named_count, sizeof(*found), find_number);

	return found ? found->rule : range_of(c, audit, nr);
}

static void name_number(struct compiler *c, const struct rule *rule, enum arch arch)
{
	uint32_t nr = rule->id == CALL_UNKNOWN ? rule->nr : (uint32_t)syscall_nr(rule->id, arch);

	if (!rule_is_range(rule) && rule->archs & ARCH_BIT(arch) && arch_of_call(arch_info(arch)->audit, nr) == (int)arch)
		c->named[c->named_count++] = (struct named){ nr, rule };
}

/* x86_64 and x32 share a list: no number belongs to both. */
static void name_numbers(struct compiler *c, uint32_t audit)
{
	size_t kept = 0;

	c->named_count = 0;
	arch_each(arch, c->policy->archs)
		for (size_t i = 0; i < c->policy->rule_count; i++)
			if (arch_info(arch)->audit == audit)
				name_number(c, &c->policy->rules[i], arch);
	if (c->named_count)
		qsort(c->named, c->named_count, sizeof(*c->named), by_number);
	for (size_t i = 0; i < c->named_count; i++)
		if (!kept || c->named[i].nr != c->named[kept - 1].nr)
			c->named[kept++] = c->named[i];
	c->named_count = kept;
}

enum { WEIGHT_UNIT = 1000 };                  /* a call made once still counts */

/* x32 needs answers for its calls, but nothing makes them. */
static bool is_cold(const struct compiler *c, uint32_t audit, uint32_t nr)
{
	return arch_of_call(audit, nr) == ARCH_X32 && has_arch(c->policy, ARCH_X86_64);
}

static uint64_t weight(const struct compiler *c, uint32_t audit, uint32_t nr)
{
	const struct rule *rule = rule_of(c, audit, nr);

	if (!rule || rule_is_range(rule) || is_cold(c, audit, nr))
		return 0;
	return WEIGHT_UNIT * (c->weighed ? rule->weight : weight_at_large(rule->id));
}

static node number(struct compiler *c, uint32_t audit, uint32_t nr)
{
	const struct policy *policy = c->policy;
	int arch = arch_of_call(audit, nr);
	bool ours = arch >= 0 && has_arch(policy, (enum arch)arch);
	const struct rule *rule = ours ? rule_of(c, audit, nr) : NULL;

	if (rule && rule->row_count)
		return arguments_node(c->as, rule, (enum arch)arch, policy->otherwise);
	if (rule)
		return assemble_return(c->as, verdict_ret(rule->verdict));
	struct verdict nameless = syscall_is_newer((enum arch)arch, nr) ? policy->newer : policy->otherwise;
	return assemble_return(c->as, verdict_ret(ours ? nameless : policy->foreign));
}

/* Newer calls begin after the table's newest number, except for a few known
 * numbers far above it (arm's private calls). */
static void cut_newer(enum arch arch, struct cuts *cuts)
{
	uint32_t newest = arch_info(arch)->newest;

	cuts_add(cuts, newest + 1);
	for (int id = 0; id < CALL_COUNT; id++)
		if (syscall_nr((enum syscall_id)id, arch) > newest)
			cuts_add_word(cuts, (uint32_t)syscall_nr((enum syscall_id)id, arch));
}

/* Bit 30 separates x32 from x86_64, but not for the number -1. */
static void cut_x32(struct cuts *cuts)
{
	for (uint32_t bits = 1; bits < 4; bits++)
		cuts_add(cuts, bits * X32_BIT);
	cuts_add(cuts, UINT32_MAX);
}

static void cut_ranges(const struct policy *policy, struct cuts *cuts)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		if (!rule_is_range(&policy->rules[i]))
			continue;
		cuts_add(cuts, policy->rules[i].nr);
		cuts_add(cuts, (uint64_t)policy->rules[i].last + 1);
	}
}

static node numbers(struct compiler *c, uint32_t audit)
{
	struct cuts cuts = { 0 };
	size_t count;

	name_numbers(c, audit);
	arch_each(arch, c->policy->archs)
		if (arch_info(arch)->audit == audit)
			cut_newer(arch, &cuts);
	for (size_t i = 0; i < c->named_count; i++)
		cuts_add_word(&cuts, c->named[i].nr);
	cut_x32(&cuts);
	cut_ranges(c->policy, &cuts);
	AUTO_FREE struct segment *piece = cuts_intervals(&cuts, &count);
	for (size_t i = 0; i < count; i++) {
		piece[i].to = number(c, audit, piece[i].from);
		piece[i].weight = weight(c, audit, piece[i].from);
	}
	return assemble_then(c->as, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr),
	                     decision_tree_node(c->as, piece, count));
}

/* Of the policy's archs that share an audit arch (x86_64, x32), only one is the first. */
static bool is_first_of_audit(const struct policy *policy, enum arch arch)
{
	for (int other = 0; other < (int)arch; other++)
		if (has_arch(policy, (enum arch)other) && arch_info((enum arch)other)->audit == arch_info(arch)->audit)
			return false;
	return has_arch(policy, arch);
}

/* The first of the policy's archs is tested first, so it is written last. */
static node archs(struct compiler *c)
{
	node rest = assemble_return(c->as, verdict_ret(c->policy->foreign));

	arch_each_backwards(arch, ARCH_ALL) {
		uint32_t audit = arch_info(arch)->audit;
		if (is_first_of_audit(c->policy, arch))
			rest = assemble_branch(c->as, BPF_JEQ, audit, numbers(c, audit), rest);
	}
	return assemble_then(c->as, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), rest);
}

static int check_endianness(const struct policy *policy, struct err *err)
{
	const char *first[2] = { NULL, NULL };

	arch_each(arch, policy->archs) {
		const struct arch_info *info = arch_info(arch);
		if (!first[info->big_endian])
			first[info->big_endian] = info->name;
	}
	if (first[0] && first[1])
		return err_set(err, "%s is little-endian and %s big-endian: emit one filter for each (--arch)",
		               first[0], first[1]);
	return 0;
}

int filter_compile(struct filter *filter, const struct policy *policy, struct err *err)
{
	if (check_endianness(policy, err))
		return -1;
	AUTO_ASSEMBLER struct assembler *as = assemble_begin();
	AUTO_FREE struct named *named = mem_alloc((2 * policy->rule_count + 1) * sizeof(*named));
	struct compiler c = { as, policy, named, 0, weights_given(policy) };
	return assemble_finish(as, archs(&c), filter, err);
}
