/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a stop shows, without a memory of earlier stops: the registers, the
 * origin they imply, and the code they point to. Arguments are kept by role:
 * what no filter can or need look at is not kept at all.
 */
#include "tracer/observe.h"

#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#include "tracer/memory.h"
#include "tracer/origin.h"

static struct origin_answer origin_of(const struct task *task, const struct call_info *info)
{
	struct origin_input input = { .arch = info->arch, .id = info->id, .ip = info->ip, .vdso = task->space->vdso,
	                              .image = &task->space->image };
	unsigned offset;

	if (origin_wants_return(&input, &offset))
		memory_read_word(task->tid, info->sp + offset, 4, &input.return_address);
	return origin_decide(&input);
}

static uint64_t as_kernel_reads(enum role role, uint64_t value)
{
	return role_info(role)->width == WIDTH_INT ? (uint32_t)value : value;
}

static void keep_arguments(struct trace_call *call, const struct call_info *info)
{
	for (unsigned i = 0; i < SYSCALL_ARGS && info->id != CALL_UNKNOWN; i++) {
		enum role role = syscall_role((enum syscall_id)info->id, info->arch, i);
		if (!role_is_filterable(role))
			continue;
		values_add(&call->arg[i], role, as_kernel_reads(role, info->args[i]));
		if (role_info(role)->selector)
			values_add(&call->selector[i], role, info->args[i] & role_mask(role, info->arch));
	}
}

static void keep_deep(struct trace_call *call, const struct task *task, int id)
{
	if (id == CALL_clone3)
		values_add(&call->deep, ROLE_clone_flags, task->clone_flags);
}

int observe_call(struct observer *observer, const struct task *task, const struct call_info *info, bool nowhere,
                 struct trace_call *call, struct err *err)
{
	struct origin_answer answer = { ORIGIN_DIRECT, NULL, 0 };

	if (!nowhere)
		answer = origin_of(task, info);
	*call = (struct trace_call){ .arch = info->arch, .nr = info->nr, .origin = answer.origin, .function = answer.function,
	                             .site = TRACE_NOWHERE, .count = 1 };
	keep_arguments(call, info);
	keep_deep(call, task, info->id);
	if (nowhere)
		return 0;
	return locate(&observer->locator, task->space, task->tid, answer.site, &call->site, err);
}

int observe_probe(struct observer *observer, const struct task *task, const struct probe *probe, struct trace_call *call,
                  struct err *err)
{
	const struct vdso_function *function = probe->function;
	uint64_t sp = (uint64_t)ptrace(PTRACE_PEEKUSER, task->tid, offsetof(struct user, regs.rsp), NULL);
	uint64_t caller = 0;

	*call = (struct trace_call){ .arch = function->arch, .nr = (uint32_t)syscall_nr(function->call[0], function->arch),
	                             .origin = ORIGIN_VDSO_HIDDEN, .function = function->symbol, .site = TRACE_NOWHERE,
	                             .count = 1 };
	if (!memory_read_word(task->tid, sp, arch_info(function->arch)->bits / 8, &caller) || !caller)
		return 0;
	return locate(&observer->locator, task->space, task->tid, caller, &call->site, err);
}
