/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Equal diagrams are one node, so whether a condition makes a difference is
 * found by trying: the answers with and without it, for each combination of the
 * call's other conditions. These are few: a profile uses one or two
 * capabilities per call.
 */
#include "emit/in/unsaid.h"

#include <stdlib.h>
#include <string.h>

enum { TRIED_MOST = 8 };

uint64_t in_source_unsaid(struct in_source *source, struct in_unsaid what)
{
	unsigned i = 0;

	while (i < source->unsaid_count && strcmp(source->unsaid[i].name, what.name))
		i++;
	if (i == IN_UNSAID)
		return 0;
	if (i == source->unsaid_count) {
		what.name = arena_string(&source->arena, what.name);
		what.read_as = arena_string(&source->arena, what.read_as);
		source->unsaid[source->unsaid_count++] = what;
	}
	return UINT64_C(1) << i;
}

uint64_t in_unsaid_held(const struct in_source *source)
{
	uint64_t held = 0;

	for (unsigned i = 0; i < source->unsaid_count; i++)
		held |= source->unsaid[i].holds ? UINT64_C(1) << i : 0;
	return held;
}

/* The bits of `of`, filled in order from the low bits of `way`. */
static uint64_t spread(uint64_t of, unsigned way)
{
	uint64_t bits = 0;

	for (; of; of &= of - 1, way >>= 1)
		bits |= way & 1 ? of & -of : 0;
	return bits;
}

static unsigned count_bits(uint64_t bits)
{
	unsigned count = 0;

	for (; bits; bits &= bits - 1)
		count++;
	return count;
}

/* Whether bit `nr` of the ways changes anything. */
static bool changes(const bdd *answers, unsigned ways, unsigned nr)
{
	for (unsigned way = 0; way < ways; way++)
		if (answers[way] != answers[way ^ 1u << nr])
			return true;
	return false;
}

uint64_t in_unsaid_matters(uint64_t used, uint64_t held, bdd (*answers)(void *context, uint64_t holds), void *context)
{
	unsigned count = count_bits(used), ways = 1u << (count < TRIED_MOST ? count : TRIED_MOST);
	bdd found[1 << TRIED_MOST];
	uint64_t matters = 0;

	if (count > TRIED_MOST)
		return used;
	for (unsigned way = 0; count && way < ways; way++)
		found[way] = answers(context, (held & ~used) | spread(used, way));
	for (unsigned nr = 0; nr < count; nr++)
		matters |= changes(found, ways, nr) ? spread(used, 1u << nr) : 0;
	return matters;
}

/* Visits each combination once. */
static void add_ways(const struct in_source *source, uint64_t matters, struct text *out)
{
	const char *before = NULL;

	for (unsigned i = 0; i < source->unsaid_count; i++)
		if (matters >> i & 1 && (!before || strcmp(before, source->unsaid[i].read_as))) {
			text_add(out, "; ");
			text_add(out, before = source->unsaid[i].read_as);
		}
}

void in_unsaid_report(const struct in_source *source, uint64_t matters, const struct in_rule *rule, struct policy *policy)
{
	AUTO_TEXT struct text reason = { 0 };
	const char *name = rule->id == CALL_UNKNOWN ? NULL : syscall_name(rule->id);

	if (!matters)
		return;
	for (unsigned i = 0; i < source->unsaid_count; i++)
		if (matters >> i & 1)
			text_format(&reason, "%s%s", reason.length ? ", " : "depends on ", source->unsaid[i].name);
	add_ways(source, matters, &reason);
	policy_add_inexact(policy, (struct inexact){ 0, name, reason.at });
}
