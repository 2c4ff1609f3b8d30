/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decided from the registers alone, by table rows: a call, the operation in its
 * first argument, and the meaning. The engine is switched before such a call is
 * made, since its filter applies at once; the note waits for its result.
 */
#include "tracer/hazards.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>

#ifndef SECCOMP_FILTER_FLAG_NEW_LISTENER
#define SECCOMP_FILTER_FLAG_NEW_LISTENER 8     /* Linux 5.0 */
#endif
#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif

enum { ANY = -1, DISPATCH_OFF = 0 };

static const struct hazard_row {
	int id;
	long operation, second;               /* the first two arguments, as 32 bits; ANY */
	enum hazard hazard;
} rows[] = {
	{ CALL_seccomp, SECCOMP_SET_MODE_STRICT,      0,                   HAZARD_STRICT },
	{ CALL_seccomp, SECCOMP_SET_MODE_FILTER,      ANY,                 HAZARD_FILTER },
	{ CALL_prctl,   PR_SET_SECCOMP,               SECCOMP_MODE_STRICT, HAZARD_STRICT },
	{ CALL_prctl,   PR_SET_SECCOMP,               SECCOMP_MODE_FILTER, HAZARD_FILTER },
	{ CALL_prctl,   PR_SET_SYSCALL_USER_DISPATCH, DISPATCH_OFF,        HAZARD_NONE },
	{ CALL_prctl,   PR_SET_SYSCALL_USER_DISPATCH, ANY,                 HAZARD_DISPATCH },
	{ CALL_ptrace,  PTRACE_TRACEME,               ANY,                 HAZARD_TRACER },
	{ CALL_ptrace,  PTRACE_ATTACH,                ANY,                 HAZARD_TRACER },
	{ CALL_ptrace,  PTRACE_SEIZE,                 ANY,                 HAZARD_TRACER },
};

static bool is_row(const struct hazard_row *row, const struct call_info *call)
{
	return row->id == call->id && (uint32_t)call->args[0] == (uint32_t)row->operation &&
	       (row->second == ANY || (uint32_t)call->args[1] == (uint32_t)row->second);
}

/* seccomp(2) has flags, and takes no struct in strict mode. */
static enum hazard by_flags(enum hazard hazard, const struct call_info *call)
{
	if (call->id != CALL_seccomp || hazard == HAZARD_NONE)
		return hazard;
	if (hazard == HAZARD_STRICT)
		return call->args[2] ? HAZARD_NONE : HAZARD_STRICT;
	if (!(call->args[1] & SECCOMP_FILTER_FLAG_TSYNC))
		return HAZARD_FILTER;
	return call->args[1] & SECCOMP_FILTER_FLAG_NEW_LISTENER ? HAZARD_LISTENED_FOR_ALL : HAZARD_FILTER_FOR_ALL;
}

enum hazard hazard_call(const struct call_info *call)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (is_row(&rows[i], call))
			return by_flags(rows[i].hazard, call);
	return HAZARD_NONE;
}

bool hazard_concerns(int id)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].id == id)
			return true;
	return false;
}

bool hazard_is_filter(enum hazard hazard)
{
	return hazard == HAZARD_FILTER || hazard == HAZARD_FILTER_FOR_ALL || hazard == HAZARD_LISTENED_FOR_ALL;
}

/* With TSYNC, a filter that one thread cannot take fails with that thread's id. */
bool hazard_holds(enum hazard hazard, int64_t result)
{
	switch (hazard) {
	case HAZARD_FILTER:
	case HAZARD_LISTENED_FOR_ALL:
		return result >= 0;
	case HAZARD_FILTER_FOR_ALL:
	case HAZARD_DISPATCH:
		return result == 0;
	case HAZARD_TRACER:
		return result == -EPERM;
	default:
		return false;
	}
}

const char *hazard_text(enum hazard hazard)
{
	static const char own_filter[] =
		"the program loads its own seccomp filter: from then on every call stops it";
	static const char *const text[HAZARD_COUNT] = {
		[HAZARD_FILTER] = own_filter,
		[HAZARD_FILTER_FOR_ALL] = own_filter,
		[HAZARD_LISTENED_FOR_ALL] = own_filter,
		[HAZARD_STRICT] = "the program asks for seccomp strict mode, which fails under the recorder's filter (EINVAL): "
		                  "record it with --engine=syscall",
		[HAZARD_DISPATCH] = "the program turns on syscall user dispatch: calls dispatched back to the program never "
		                    "reach the kernel and are not in this trace; nor are later calls handled by the vDSO",
		[HAZARD_TRACER] = "the program traces others (a debugger?): a task has only one tracer, here the recorder, so the "
		                  "program's ptrace failed with EPERM",
	};

	return text[hazard];
}
