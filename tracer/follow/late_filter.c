/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program is put into memory that the task maps for a moment: there may be
 * little room on its stack.
 */
#include "tracer/follow/late_filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/mem.h"
#include "core/kernel/syscall.h"
#include "tracer/process/abi.h"
#include "tracer/process/memory.h"

#ifndef SECCOMP_FILTER_FLAG_SPEC_ALLOW
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW 4
#endif

/* --- whether --- */

struct look {
	const struct task *task;
	bool fits;
};

static void look_at(void *context, struct task *other)
{
	struct look *look = context;
	const struct task *task = look->task;

	if (other->tgid == task->tgid)
		look->fits &= other->space && other->engine == &engine_learn && !other->filtered && !other->in_exec;
	else
		look->fits &= other->space && other->space != task->space;
}

bool late_filter_fits(struct tasks *tasks, struct task *task)
{
	struct look look = { task, !task->given.arguments && !task->set_back && !task->emulated && !task->unmade };

	if (look.fits)
		task_each(tasks, look_at, &look);
	return look.fits && !engine_is_filtered_process(task->tid);
}

/* --- how --- */

static uint64_t size_of(const struct sock_fprog *filter)
{
	return sizeof(*filter) + filter->len * sizeof(*filter->filter);
}

static int64_t make(struct remote *remote, enum syscall_id id, const uint64_t args[SYSCALL_ARGS])
{
	int64_t result;

	return remote_call(remote, (uint32_t)syscall_nr(id, remote->arch), args, &result) ? result : -EINTR;
}

static uint64_t map(struct remote *remote, uint64_t size)
{
	int64_t at = make(remote, CALL_mmap, (uint64_t[SYSCALL_ARGS]){ 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, UINT64_MAX, 0 });

	return at < 0 && at >= -4095 ? 0 : (uint64_t)at;
}

/* The struct, then the instructions that it points to. */
static bool put(pid_t tid, uint64_t at, const struct sock_fprog *filter)
{
	struct sock_fprog moved = { filter->len, (struct sock_filter *)(uintptr_t)(at + sizeof(moved)) };
	AUTO_FREE char *bytes = mem_alloc(size_of(filter));

	memcpy(bytes, &moved, sizeof(moved));
	memcpy(bytes + sizeof(moved), filter->filter, filter->len * sizeof(*filter->filter));
	return memory_write(tid, at, bytes, size_of(filter));
}

static void load(struct late_filter *late, struct remote *remote, const struct sock_fprog *filter)
{
	const uint64_t flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
	uint64_t at = map(remote, size_of(filter));

	late->error = remote->lost ? EINTR : ENOMEM;
	if (!at)
		return;
	if (put(remote->tid, at, filter)) {
		int64_t result = make(remote, CALL_seccomp, (uint64_t[SYSCALL_ARGS]){ SECCOMP_SET_MODE_FILTER, flags, at });
		late->result = remote->lost ? LATE_UNKNOWN : result ? LATE_REFUSED : LATE_LOADED;
		late->error = result < 0 ? (int)-result : EBUSY;     /* TSYNC: the id of a thread with another filter */
	}
	make(remote, CALL_munmap, (uint64_t[SYSCALL_ARGS]){ at, size_of(filter) });
}

bool late_filter_load(struct late_filter *late, pid_t tid, const struct sock_fprog *filter, enum remote_outcome *outcome)
{
	struct remote remote;

	*late = (struct late_filter){ .result = LATE_REFUSED };
	if (!remote_begin(&remote, tid))
		return false;
	bool ours = remote.arch == abi_native;
	if (ours)
		load(late, &remote, filter);
	*outcome = remote_end(&remote);
	late->status = remote.status;
	late->unreaped = remote.unreaped;
	return ours || *outcome != REMOTE_BACK;
}
