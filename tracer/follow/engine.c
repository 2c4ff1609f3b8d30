/* SPDX-License-Identifier: Apache-2.0 */
/*
 * If several filters are loaded, the kernel takes the strictest answer, and an
 * errno is stricter than SECCOMP_RET_TRACE: a call denied by a filter loaded
 * before ours never reaches us. The syscall-entry stop precedes all filters
 * (Linux 4.8), so it is used under such a filter.
 */
#include "tracer/follow/engine.h"

#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "tracer/process/abi.h"
#include "tracer/process/proc.h"

/* --- the engines --- */

static struct sock_filter trace_all[] = { { BPF_RET | BPF_K, 0, 0, SECCOMP_RET_TRACE | ENGINE_RET_DATA } };
static const struct sock_fprog all_traced = { 1, trace_all };

static bool is_traced(const struct __ptrace_syscall_info *stop)
{
	return stop->op == PTRACE_SYSCALL_INFO_SECCOMP;
}

/* A call through the vsyscall page has no entry stop, but filters see it. */
static bool is_entry(const struct __ptrace_syscall_info *stop)
{
	return stop->op == PTRACE_SYSCALL_INFO_ENTRY || abi_is_vsyscall(stop->instruction_pointer);
}

const struct engine engine_seccomp = { "seccomp", &all_traced, false, PTRACE_CONT, is_traced };
const struct engine engine_syscall = { "syscall", NULL, true, PTRACE_SYSCALL, is_entry };

const struct engine engine_learn = { "learn", NULL, true, PTRACE_SYSCALL, is_entry };
const struct engine engine_learned = { "learn", NULL, false, PTRACE_CONT, is_traced };

static const struct engine *const engines[] = { &engine_seccomp, &engine_syscall, &engine_learn };

const char *engine_name_at(unsigned i)
{
	return !i ? "auto" : i <= COUNT_OF(engines) ? engines[i - 1]->name : NULL;
}

const struct engine *engine_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(engines); i++)
		if (!strcmp(engines[i]->name, name))
			return engines[i];
	return NULL;
}

/* --- the choice --- */

static const char attached_under_filter[] =
	"the program runs under a seccomp filter: calls that it denies are recorded too";
static const char inherited[] =
	"started under a seccomp filter (of a container or unit): recorded with engine syscall, which also sees "
	"calls that this filter denies";
static const char inherited_but_seccomp[] =
	"started under a seccomp filter (of a container or unit) and recorded with --engine=seccomp: calls that this "
	"filter denies are missing; use --engine=syscall to record them";
static const char inherited_but_learn[] =
	"started under a seccomp filter (of a container or unit): recorded with engine syscall instead of learn";
static const char cannot_filter[] = "no seccomp filter can be loaded here: recorded with engine syscall";

struct engine_choice engine_choose(const struct engine_facts *facts)
{
	if (facts->attached)
		return (struct engine_choice){ &engine_syscall, facts->filtered ? attached_under_filter : NULL };
	if (facts->wanted == &engine_learn && facts->filtered)
		return (struct engine_choice){ &engine_syscall, inherited_but_learn };
	if (facts->wanted) {
		bool misses = facts->filtered && !facts->wanted->before_filters;
		return (struct engine_choice){ facts->wanted, misses ? inherited_but_seccomp : NULL };
	}
	if (facts->filtered)
		return (struct engine_choice){ &engine_syscall, inherited };
	return facts->can_filter ? (struct engine_choice){ &engine_seccomp, NULL } : (struct engine_choice){ &engine_syscall, cannot_filter };
}

/* Either may be unavailable: a filter denies prctl, or /proc is not mounted. */
bool engine_is_filtered(void)
{
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) > 0 || engine_is_filtered_process(getpid());
}

bool engine_is_filtered_process(pid_t pid)
{
	return proc_status(pid).seccomp != SECCOMP_MODE_DISABLED;
}
