/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Infinitely many calls have no rule, so no list of rows can combine two answers
 * to them: either one answer is right for all of them, or merging fails.
 */
#include "emit/merge/decide.h"

#include "emit/merge/answers.h"
#include "emit/merge/rest.h"

static const struct general {
	const char *name;
	size_t offset;
} generals[] = {
	{"default", offsetof(struct policy, otherwise)},
	{"newer",   offsetof(struct policy, newer)},
	{"foreign", offsetof(struct policy, foreign)},
};

static struct verdict *general_of(const struct policy *policy, const struct general *general)
{
	return (struct verdict *)((char *)policy + general->offset);
}

static int generals_differ(const struct merge *m, const struct general *general, const size_t which[2], struct err *err)
{
	AUTO_TEXT struct text one = {0}, other = {0};
	struct verdict answers[2];

	for (int i = 0; i < 2; i++)
		answers[i] = *general_of(m->inputs[which[i]].policy, general);
	verdict_text(answers[0], &one);
	verdict_text(answers[1], &other);
	return err_set(err, "\"%s\": %s answers %s, %s %s%s%s", general->name, m->inputs[which[0]].name, one.at,
	               m->inputs[which[1]].name, other.at,
	               merge_is_apart(answers[0], answers[1]) ? ", and neither lets the other's calls through" :
	               ": choose with --prefer=allow or --prefer=refuse",
	               general == &generals[0] && !m->how->intersect ? ", or with --default=ANSWER" : "");
}

/* The input whose answer the merge prefers. */
static size_t preferred(const struct merge *m, const struct general *general)
{
	size_t best = 0;

	for (size_t i = 1; i < m->count; i++)
		if (merge_verdict_order(merge_way(m->how), *general_of(m->inputs[i].policy, general),
		                        *general_of(m->inputs[best].policy, general)) < 0)
			best = i;
	return best;
}

/* Fails if two inputs differ and no option decides. */
static int decide_general(struct merge *m, const struct general *general, struct err *err)
{
	size_t which[2] = {m->how->rules_only ? 0 : preferred(m, general), 0};
	struct verdict best = *general_of(m->inputs[which[0]].policy, general);

	for (; which[1] < m->count && !m->how->rules_only; which[1]++)
		if (merge_is_undecided(m->how, best, *general_of(m->inputs[which[1]].policy, general)))
			return generals_differ(m, general, which, err);
	*general_of(m->out, general) = best;
	return 0;
}

/* Each input must be within the union, so the default must not be stricter than that of any input. */
static int take_default(struct merge *m, struct err *err)
{
	m->out->otherwise = *m->how->otherwise;
	for (size_t i = 0; i < m->count && m->how->prefer != PREFER_REFUSE; i++)
		if (!verdict_is_within(m->inputs[i].policy->otherwise, m->out->otherwise))
			return err_set(err, "--default: %s allows calls without a rule, so it would not be within the union; "
			               "use --prefer=refuse to accept that", m->inputs[i].name);
	return 0;
}

int merge_decide_answers(struct merge *m, struct err *err)
{
	size_t first = m->how->otherwise ? 1 : 0;

	if (m->how->otherwise && take_default(m, err))
		return -1;
	for (size_t i = first; i < COUNT_OF(generals); i++)
		if (decide_general(m, &generals[i], err))
			return -1;
	return 0;
}

/* The answer of a policy to every call of an arch that it does not name. */
static bool lets_arch_through(const struct merge *m, size_t input, enum arch arch)
{
	const struct policy *policy = m->inputs[input].policy;

	return !(policy->archs & ARCH_BIT(arch)) && verdict_may_pass(policy->foreign) && !m->how->rules_only;
}

static bool some_refuses_arch(const struct merge *m, enum arch arch)
{
	for (size_t i = 0; i < m->count; i++)
		if (!(m->inputs[i].policy->archs & ARCH_BIT(arch)) && !verdict_may_pass(m->inputs[i].policy->foreign))
			return true;
	return false;
}

/* An arch that one policy refuses entirely can be refused differently by another. An arch that a policy or its baseline
 * refuses entirely is left out. */
static void keep_of_intersection(struct merge *m, arch_set archs)
{
	arch_set common = 0;

	arch_each(arch, archs)
		if (!some_refuses_arch(m, arch))
			common |= ARCH_BIT(arch);
	m->out->archs = m->within || !common ? common : archs;
}

/* If a policy allows an arch entirely and another has rules for it, a preference is needed. */
static int check_union(const struct merge *m, enum arch arch, struct err *err)
{
	for (size_t i = 0; i < m->count && m->how->prefer == PREFER_NEITHER; i++)
		if (lets_arch_through(m, i, arch))
			return err_set(err, "%s: %s allows all calls of this arch, but another policy has rules for them: choose with "
			               "--prefer=allow or --prefer=refuse", arch_info(arch)->name, m->inputs[i].name);
	return 0;
}

static int keep_of_union(struct merge *m, arch_set archs, struct err *err)
{
	arch_each(arch, archs)
		if (check_union(m, arch, err))
			return -1;
	m->out->archs = archs;
	return 0;
}

bool merge_may_drop(const struct merge *m, enum arch arch)
{
	bool through = false;

	for (size_t i = 0; i < m->count; i++)
		through |= lets_arch_through(m, i, arch);
	return !m->within && merge_is_partial(m, arch) && (m->how->intersect || (through && m->how->prefer != PREFER_REFUSE));
}

int merge_decide_archs(struct merge *m, struct err *err)
{
	arch_set archs = 0;
	bool big = arch_is_big_endian(m->inputs[0].policy->archs);

	for (size_t i = 0; i < m->count; i++) {
		archs |= m->inputs[i].policy->archs;
		if (arch_is_big_endian(m->inputs[i].policy->archs) != big)
			return err_set(err, "%s and %s are for archs with different byte orders", m->inputs[0].name, m->inputs[i].name);
	}
	if (m->how->intersect)
		keep_of_intersection(m, archs);
	else if (keep_of_union(m, archs, err))
		return -1;
	return m->out->archs ? 0 : err_set(err, "the policies have no arch in common");
}
