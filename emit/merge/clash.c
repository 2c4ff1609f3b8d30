/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Without a preference, two policies that cover a call must agree. With one, or
 * in an intersection, only answers that ask different monitors can conflict: the
 * result would not be within a policy, or a policy not within the result.
 */
#include "emit/merge/clash.h"

#include "emit/merge/answers.h"
#include "emit/proof/prove.h"

static bool clash_of_any(struct verdict a, struct verdict b)
{
	static const struct merge_options how = {.prefer = PREFER_NEITHER};
	return merge_is_undecided(&how, a, b);
}

static bool is_beyond(struct verdict a, struct verdict b)
{
	return !verdict_is_within(a, b);
}

static bool falls_short_of(struct verdict a, struct verdict b)
{
	return !verdict_is_within(b, a);
}

static int disagree(const struct voices *v, size_t a, size_t b, const struct difference *found, struct err *err)
{
	const struct proof proof = {.call = found->call, .asked = found->asked};
	AUTO_TEXT struct text call = {0}, one = {0}, other = {0};

	prove_call_text(&proof, &call);
	verdict_text(found->before, &one);
	verdict_text(found->after, &other);
	return err_set(err, "%s: %s answers %s, %s %s%s", call.at, v->at[a].name, one.at, v->at[b].name, other.at,
	               merge_is_apart(found->before, found->after) ? ", and neither lets the other's calls through" :
	               v->m->how->rules_only ? ": remove one, or merge them with `seccord merge --prefer`" :
	               ": choose with --prefer=allow or --prefer=refuse");
}

static struct merge_side side_of(const struct voice *voice)
{
	return (struct merge_side){&voice->rows, voice->speaks ? &voice->silent : NULL};
}

/* Whether two policies can conflict in a union without a preference. A policy without an answer for the number cannot. */
static bool may_clash(const struct voice *a, const struct voice *b)
{
	bool both = a->rule && b->rule;

	if (both && rule_answers_equal(a->rule, b->rule) && (!(a->speaks || b->speaks) || verdict_equal(a->silent, b->silent)))
		return false;
	return both || (a->speaks && b->speaks && merge_is_apart(a->silent, b->silent)) || (a->rule && b->speaks) ||
	       (b->rule && a->speaks);
}

static int find_clash_of_any(struct voices *v, struct err *err)
{
	struct difference found;

	for (size_t a = 0; a < v->m->count; a++)
		for (size_t b = a + 1; b < v->m->count; b++)
			if (may_clash(&v->at[a], &v->at[b]) && merge_list_clash(&v->m->manager, side_of(&v->at[a]), side_of(&v->at[b]), &v->number, clash_of_any, &found))
				return disagree(v, a, b, &found, err);
	return 0;
}

/* The policy that an answer of the result comes from. */
static size_t source_of(const struct voices *v, const struct difference *found)
{
	uint64_t args[SYSCALL_ARGS];

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		args[i] = found->call.args[i];
	for (size_t i = 0; i < v->m->count; i++) {
		const struct voice *voice = &v->at[i];
		struct verdict answer = voice->rule ? rule_eval(voice->rule, v->number.arch, args, voice->silent) : voice->silent;
		if (verdict_equal(answer, found->before))
			return i;
	}
	return 0;
}

/* A preference decides everything except between different monitors, if not all policies give the chosen answer. */
static int find_clash_of_asked(struct voices *v, const struct merge_rows *list, struct err *err)
{
	const struct merge_side result = {list, &v->m->out->otherwise};
	merge_clash *clash = v->m->how->intersect ? is_beyond : falls_short_of;
	struct difference found;

	for (size_t i = 0; i < v->m->count; i++)
		if (merge_list_clash(&v->m->manager, result, side_of(&v->at[i]), &v->number, clash, &found))
			return disagree(v, source_of(v, &found), i, &found, err);
	return 0;
}

int merge_find_clash(struct voices *v, const struct merge_rows *list, struct err *err)
{
	const struct merge_options *how = v->m->how;

	if (v->m->manager.failed)
		return err_set(err, "%s: its rules are too intricate to be merged",
		               v->key->id == CALL_UNKNOWN ? "a number" : syscall_name(v->key->id));
	if (v->m->within || (!how->intersect && how->prefer == PREFER_REFUSE))
		return 0;
	return how->intersect || how->prefer == PREFER_ALLOW ? find_clash_of_asked(v, list, err) : find_clash_of_any(v, err);
}
