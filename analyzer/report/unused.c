/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries of what is allowed are split by archs: where nothing of the call is
 * needed, and where something is, but less.
 */
#include "analyzer/report/unused.h"

#include <stdlib.h>

#include "core/policy/policy.h"

static void take_answer(void *to, struct verdict verdict, const struct seccomp_data *example)
{
	(void)example;
	*(bool *)to |= verdict_passes(verdict);
}

static bool passes(const struct check_by *by, enum arch arch, uint32_t nr)
{
	bool pass = false;
	struct box box;

	box_begin(&box, arch, nr);
	by->answers(by->context, &box, take_answer, &pass);
	return pass;
}

static uint32_t number_on(const struct allowed_call *call, enum arch arch)
{
	return call->id == CALL_UNKNOWN ? call->nr : (uint32_t)syscall_nr((enum syscall_id)call->id, arch);
}

/* What is needed of the call of an entry on an arch, or NULL. */
static const struct allowed_call *need_of(const struct unused *unused, const struct allowed_call *call, enum arch arch)
{
	for (size_t i = 0; i < unused->needed.count; i++) {
		const struct allowed_call *need = &unused->needed.at[i];
		if (need->passes && need->archs & ARCH_BIT(arch) && need->id == call->id &&
		    (call->id != CALL_UNKNOWN || (need->nr <= call->nr && call->nr <= need->last)))
			return need;
	}
	return NULL;
}

static const struct danger_found *danger_found_of(const struct unused *unused, const struct allowed_call *call, arch_set archs)
{
	for (size_t i = 0; i < unused->danger.count; i++) {
		const struct danger_found *found = &unused->danger.found[i];
		if (call->id != CALL_UNKNOWN && found->row && (int)found->first == call->id && found->archs & archs)
			return found;
	}
	return NULL;
}

static arch_set archs_having(const struct unused *unused, const struct allowed_call *call)
{
	arch_set having = 0;

	arch_each(arch, unused->archs)
		if (call->id == CALL_UNKNOWN || syscall_exists((enum syscall_id)call->id, arch))
			having |= ARCH_BIT(arch);
	return having;
}

static void add(struct unused *unused, const struct allowed_call *call, const struct allowed_call *needed, enum arch arch)
{
	for (size_t i = unused->count; i-- > 0 && unused->at[i].call == call;)
		if (unused->at[i].needed == needed) {
			unused->at[i].archs |= ARCH_BIT(arch);
			return;
		}
	unused->at = mem_grow(unused->at, unused->count, &unused->room, sizeof(*unused->at));
	unused->at[unused->count++] = (struct unused_call){ .call = call, .needed = needed, .archs = ARCH_BIT(arch) };
}

/* Neighbours in the order of entries. */
static bool same_name(const struct unused_call *a, const struct unused_call *b)
{
	return a->call->id != CALL_UNKNOWN && a->call->id == b->call->id && !a->needed == !b->needed;
}

static bool is_first_of_name(const struct unused *unused, size_t which)
{
	for (size_t i = which; i-- > 0 && unused->at[i].call->id == unused->at[which].call->id;)
		if (same_name(&unused->at[i], &unused->at[which]))
			return false;
	return true;
}

static void finish(struct unused *unused)
{
	for (size_t i = 0; i < unused->count; i++) {
		struct unused_call *entry = &unused->at[i];
		entry->everywhere = entry->archs == archs_having(unused, entry->call);
		entry->danger = danger_found_of(unused, entry->call, entry->archs);
		if (!is_first_of_name(unused, i))
			continue;
		*(entry->needed ? &unused->wider : &unused->unused) += 1;
	}
}

static void compare(struct unused *unused, const struct check_by *beyond)
{
	for (size_t i = 0; i < unused->allowed.count; i++) {
		const struct allowed_call *call = &unused->allowed.at[i];
		if (!call->passes)
			continue;
		arch_each(arch, call->archs & unused->archs)
			if (passes(beyond, arch, number_on(call, arch)))
				add(unused, call, need_of(unused, call, arch), arch);
	}
}

static size_t names_on(const struct allowed *allowed, arch_set archs)
{
	const struct allowed_call *last = NULL;
	size_t count = 0;

	for (size_t i = 0; i < allowed->count; i++) {
		const struct allowed_call *call = &allowed->at[i];
		if (!call->passes || !(call->archs & archs))
			continue;
		count += !last || call->id == CALL_UNKNOWN || last->id != call->id;
		last = call;
	}
	return count;
}

static bool is_recorded(const struct trace *trace, const struct allowed_call *call)
{
	for (size_t i = 0; i < trace->call_count; i++) {
		const struct trace_call *seen = &trace->calls[i];
		int id = syscall_by_nr(seen->arch, seen->nr);
		if (id == call->id && (id != CALL_UNKNOWN || (call->nr <= seen->nr && seen->nr <= call->last)))
			return true;
	}
	return false;
}

static void count_needs(struct unused *unused, const struct trace *trace)
{
	const struct allowed_call *last = NULL;

	for (size_t i = 0; i < unused->needed.count; i++) {
		const struct allowed_call *call = &unused->needed.at[i];
		if (!call->passes || (last && call->id != CALL_UNKNOWN && last->id == call->id))
			continue;
		*(is_recorded(trace, call) ? &unused->recorded : &unused->derived) += 1;
		last = call;
	}
}

/* Of a combination one part may be needed, so it is beyond if it is allowed and not needed. */
static void add_dangers(struct unused *unused, struct unused_side given, struct unused_side needed, const struct check_by *beyond)
{
	AUTO_DANGER struct danger_report all = {0}, fewer = {0};

	danger_of_decider(&unused->danger, unused->archs, beyond);
	danger_of_decider(&all, unused->archs, given.by);
	danger_of_decider(&fewer, unused->archs, needed.by);
	danger_take_pairs(&unused->danger, &all, &fewer);
}

void unused_of(struct unused *unused, struct unused_side given, struct unused_side needed, const struct check_by *beyond,
               const struct trace *trace)
{
	unused->archs = given.policy->archs & needed.policy->archs;
	unused->foreign = given.policy->archs & (arch_set)~needed.policy->archs;
	unused->incomplete = trace_why_incomplete(trace);
	unused->newer = verdict_passes(given.policy->newer);
	unused->elsewhere = verdict_passes(given.policy->foreign);
	allowed_of(&unused->allowed, given.policy, given.by);
	allowed_of(&unused->needed, needed.policy, needed.by);
	unused->foreign_calls = names_on(&unused->allowed, unused->foreign);
	count_needs(unused, trace);
	if (unused->archs)
		add_dangers(unused, given, needed, beyond);
	compare(unused, beyond);
	finish(unused);
}

bool unused_is_none(const struct unused *unused)
{
	return !unused->count && !unused->foreign_calls && !unused->newer && !unused->elsewhere;
}

void unused_free(struct unused *unused)
{
	free(unused->at);
	allowed_free(&unused->allowed);
	allowed_free(&unused->needed);
	danger_report_free(&unused->danger);
	*unused = (struct unused){0};
}
