/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one stop shows, without state from earlier stops: the registers, the
 * origin they imply, and the code they point to. Arguments are recorded by
 * role; values that no filter can or need check are not recorded.
 */
#include "tracer/observe.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tracer/deep.h"
#include "tracer/process/memory.h"
#include "tracer/origin.h"
#include "tracer/process/registers.h"

static struct origin_answer origin_of(const struct task *task, const struct call_info *info)
{
	struct origin_input input = { .arch = info->arch, .id = info->id, .ip = info->ip, .vdso = task->space->vdso,
	                              .image = task->space->seen ? &task->space->seen->image : NULL };

	if (origin_wants_return(&input))
		memory_read_word(task->tid, info->sp + task->space->return_offset, arch_info(info->arch)->bits / 8,
		                 &input.return_address);
	return origin_decide(&input);
}

static uint64_t as_kernel_reads(enum role role, uint64_t value)
{
	return role_info(role)->width == WIDTH_INT ? (uint32_t)value : value;
}

/* Whether the register holds more bits than the kernel reads. */
static bool has_more(enum role role, enum arch arch, uint64_t value)
{
	return role_info(role)->width == WIDTH_INT && arch_info(arch)->bits == 64 && value >> 32;
}

void observe_arguments(struct trace_call *call, const struct call_info *info)
{
	uint64_t tuple[TUPLE_VALUES] = {0};
	bool any = false;

	for (unsigned i = 0; i < SYSCALL_ARGS && info->id != CALL_UNKNOWN; i++) {
		enum role role = syscall_role((enum syscall_id)info->id, info->arch, i);
		if (!role_is_filterable(role))
			continue;
		tuple[i] = role_recorded(role, as_kernel_reads(role, info->args[i]));
		values_add(&call->arg[i], role, tuple[i]);
		call->high |= has_more(role, info->arch, info->args[i]);
		any = true;
		if (role_info(role)->selector)
			values_add(&call->selector[i], role, info->args[i] & role_mask(role, info->arch));
	}
	if (any)
		tuples_add(&call->tuples, tuple);
}

/* --- the thread's name --- */

static void read_name(struct task *task)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/comm", (int)task->tid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, task->name, sizeof(task->name));
	if (fd >= 0)
		close(fd);
	task->name[got > 0 ? got - 1 : 0] = '\0';     /* replaces the newline */
}

static void keep_thread(struct trace_call *call, struct task *task)
{
	if (!*task->name)
		read_name(task);
	memcpy(call->threads[0], task->name, sizeof(task->name));
}

/* Whether the thread may have a new name after this call. */
static bool may_rename(const struct call_info *info)
{
	return info->id == CALL_execve || info->id == CALL_execveat ||
	       (info->id == CALL_prctl && (uint32_t)info->args[0] == PR_SET_NAME);
}

/* --- the entry --- */

int observe_call(struct observer *observer, struct task *task, const struct call_info *info, bool nowhere,
                 const struct trace_call *again, struct trace_call *call, struct err *err)
{
	struct origin_answer answer = { ORIGIN_DIRECT, NULL, 0 };

	if (!nowhere)
		answer = origin_of(task, info);
	*call = (struct trace_call){ .arch = info->arch, .nr = info->nr, .origin = answer.origin, .function = answer.function,
	                             .site = TRACE_NOWHERE, .program = nowhere ? 0 : task->space->executed.program, .count = 1 };
	observe_arguments(call, info);
	if (!deep_read(task, info, call))
		observer->locator.note = "a struct that a call passes could not be read: the trace and its policy have any values for it";
	if (nowhere)
		return 0;
	keep_thread(call, task);
	if (may_rename(info))
		*task->name = '\0';
	observer->at = (struct stack_frame){ info->ip, info->sp };
	if (again && again->origin == answer.origin) {
		call->site = again->site;
		return 0;
	}
	return locate(&observer->locator, task->space, task->tid, answer.site, &call->site, err);
}

int observe_probe(struct observer *observer, struct task *task, const struct probe *probe, struct trace_call *call,
                  struct err *err)
{
	const struct vdso_function *function = probe->function;
	uint64_t caller, sp;

	*call = (struct trace_call){ .arch = function->arch, .nr = (uint32_t)syscall_nr(function->call[0], function->arch),
	                             .origin = ORIGIN_VDSO_HIDDEN, .function = function->symbol, .site = TRACE_NOWHERE,
	                             .program = task->space->executed.program, .count = 1 };
	keep_thread(call, task);
	if (!registers_caller(task->tid, function->arch, &caller, &sp))
		return 0;
	observer->at = (struct stack_frame){ caller, sp };
	return locate(&observer->locator, task->space, task->tid, caller, &call->site, err);
}
