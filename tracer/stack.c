/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One libunwind address space for each of ours, with its global cache: what it
 * learns about a mapping is kept for all later stacks, and dropped with it.
 */
#include "tracer/stack.h"

#include <libunwind-ptrace.h>

#include "tracer/space.h"

static unw_addr_space_t unwinder_of(struct space *space)
{
	if (!space->unwinder) {
		space->unwinder = unw_create_addr_space(&_UPT_accessors, 0);
		if (space->unwinder)
			unw_set_caching_policy(space->unwinder, UNW_CACHE_GLOBAL);
	}
	return space->unwinder;
}

static size_t walk(unw_cursor_t *cursor, uint64_t *ip, size_t most)
{
	size_t count = 0;
	unw_word_t at;

	while (count < most && unw_step(cursor) > 0) {
		if (unw_get_reg(cursor, UNW_REG_IP, &at) || !at)
			break;
		ip[count++] = at;
	}
	return count;
}

size_t stack_unwind(struct space *space, pid_t tid, uint64_t *ip, size_t most)
{
	unw_addr_space_t unwinder = space->arch == ARCH_X86_64 ? unwinder_of(space) : NULL;
	void *task = unwinder ? _UPT_create(tid) : NULL;
	unw_cursor_t cursor;
	size_t count = 0;

	if (!task)
		return 0;
	if (unw_init_remote(&cursor, unwinder, task) == 0)
		count = walk(&cursor, ip, most);
	_UPT_destroy(task);
	return count;
}

void stack_forget(struct space *space)
{
	if (space->unwinder)
		unw_destroy_addr_space(space->unwinder);
	space->unwinder = NULL;
}
