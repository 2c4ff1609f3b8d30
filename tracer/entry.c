/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trace is bounded in size, so distinctions between calls are dropped step by
 * step: programs, callers, then selectors, and finally everything but the number.
 */
#include "tracer/entry.h"

static bool has_selector(const struct trace_call *call)
{
	for (int i = 0; i < SYSCALL_ARGS; i++)
		if (call->selector[i].kind != VALUES_NONE)
			return true;
	return false;
}

static bool same_group(const struct trace_call *a, const struct trace_call *b)
{
	return a->nr == b->nr && a->arch == b->arch && a->site == b->site && a->origin == b->origin &&
	       a->program == b->program && !a->wide;
}

static bool same_selectors(const struct trace_call *a, const struct trace_call *b)
{
	for (int i = 0; i < SYSCALL_ARGS; i++)
		if (!values_equal(&a->selector[i], &b->selector[i]))
			return false;
	return true;
}

static bool callers_are_full(const struct trace *trace, const struct trace_call *call)
{
	size_t count = 0;

	for (size_t i = 0; i < trace->call_count; i++)
		count += trace->calls[i].caller && same_group(&trace->calls[i], call) && same_selectors(&trace->calls[i], call);
	return count >= TRACE_CALLERS;
}

/* By look-ups: a trace may have many more calls than programs. */
static bool programs_are_full(const struct trace *trace, const struct trace_call *call)
{
	struct trace_call other = *call;
	size_t count = 0;

	for (size_t i = 0; i < trace->program_count && count < TRACE_CALL_PROGRAMS; i++) {
		other.program = 1 + (int)i;
		count += trace_find_call(trace, &other) >= 0;
	}
	return count >= TRACE_CALL_PROGRAMS;
}

static void widen(struct trace_call *call)
{
	call->wide = true;
	for (int i = 0; i < SYSCALL_ARGS; i++)
		if (call->selector[i].kind != VALUES_NONE)
			call->selector[i] = (struct values){ .kind = VALUES_ANY };
}

/* Drops everything that distinguishes it from other calls of its number. */
static void reduce(struct trace_call *call)
{
	call->site = TRACE_NOWHERE;
	call->caller = 0;
	call->program = 0;
	widen(call);
}

int entry_new(struct trace *trace, struct trace_call *call, bool *added)
{
	if (call->program && programs_are_full(trace, call))
		call->program = 0;
	if (call->caller && callers_are_full(trace, call))
		call->caller = 0;
	if (trace_find_call(trace, call) < 0 && has_selector(call) && trace_selectors_are_full(trace, call))
		widen(call);
	if (trace_find_call(trace, call) < 0 && trace->call_count >= TRACE_CALLS_MOST - ENTRY_CALLS_RESERVED)
		reduce(call);
	if (trace_find_call(trace, call) < 0 && trace->call_count >= TRACE_CALLS_MOST)
		return TRACE_NOWHERE;
	return trace_call(trace, call, added);
}
