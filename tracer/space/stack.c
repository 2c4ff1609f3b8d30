/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One libunwind address space per address space, with its global cache: what it
 * learns about a mapping is kept for later stacks, and dropped with the
 * mapping.
 *
 * libunwind unwinds only its own word size, and not through the vDSO, which is
 * not a file. libdw unwinds such stacks, without a cache. It also finds tables by
 * the section headers, as in static programs without PT_GNU_EH_FRAME, where libunwind
 * guesses.
 *
 * libunwind reads files in one of its callbacks, with a lock held and all
 * signals blocked; so the guard is inside the callback, which always returns.
 */
#include "tracer/space/stack.h"

#include <elfutils/libdwfl.h>
#include <elfutils/version.h>
#include <libunwind-ptrace.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/mem.h"
#include "tracer/image/debug_file.h"
#include "tracer/image/guard.h"
#include "tracer/process/abi.h"
#include "tracer/space/address_space.h"

struct frames {
	struct stack_frame *frame;
	size_t count, most;
	size_t sure;                          /* of these; the ones above are a guess */
	enum arch arch;
};

/* --- libunwind --- */

struct procedure {
	unw_addr_space_t space;
	unw_word_t ip;
	unw_proc_info_t *info;
	int need_unwind_info;
	void *task;
	int result;
};

/* libunwind passes no pointer of ours to its callback. */
static _Thread_local bool no_table;

static void find_procedure(void *context)
{
	struct procedure *wanted = context;

	wanted->result = _UPT_find_proc_info(wanted->space, wanted->ip, wanted->info, wanted->need_unwind_info, wanted->task);
}

static int find_guarded(unw_addr_space_t space, unw_word_t ip, unw_proc_info_t *info, int need_unwind_info, void *task)
{
	struct procedure wanted = { space, ip, info, need_unwind_info, task, -UNW_ENOINFO };

	int result = guard_run(find_procedure, &wanted) ? wanted.result : -UNW_ENOINFO;
	no_table |= result < 0;
	return result;
}

static unw_addr_space_t unwinder_of(struct address_space *space)
{
	unw_accessors_t accessors = _UPT_accessors;

	accessors.find_proc_info = find_guarded;
	if (!space->unwinder) {
		space->unwinder = unw_create_addr_space(&accessors, 0);
		if (space->unwinder)
			unw_set_caching_policy(space->unwinder, UNW_CACHE_GLOBAL);
	}
	return space->unwinder;
}

static void climb(unw_cursor_t *cursor, struct frames *frames)
{
	unw_word_t ip, sp;

	no_table = false;
	do {
		if (unw_get_reg(cursor, UNW_REG_IP, &ip) || !ip || unw_get_reg(cursor, UNW_REG_SP, &sp))
			break;
		frames->frame[frames->count++] = (struct stack_frame){ ip, sp };
		frames->sure += !no_table;
	} while (frames->count < frames->most && unw_step(cursor) > 0);
}

static void unwind_native(struct address_space *space, pid_t tid, struct frames *frames)
{
	unw_addr_space_t unwinder = unwinder_of(space);
	void *task = unwinder ? _UPT_create(tid) : NULL;
	unw_cursor_t cursor;

	if (!task)
		return;
	if (unw_init_remote(&cursor, unwinder, task) == 0)
		climb(&cursor, frames);
	_UPT_destroy(task);
}

/* --- libdw --- */

/* Libraries before 0.188 do not provide registers. */
static uint64_t stack_pointer(Dwfl_Frame *state, enum arch arch)
{
	Dwarf_Word sp = 0;

#if _ELFUTILS_PREREQ(0, 188)
	if (dwfl_frame_reg(state, abi_of(arch)->dwarf_stack_pointer, &sp))
		return 0;
#else
	(void)state; (void)arch;
#endif
	return sp;
}

static int take_frame(Dwfl_Frame *state, void *to)
{
	struct frames *frames = to;
	Dwarf_Addr ip = 0;

	if (!dwfl_frame_pc(state, &ip, NULL) || !ip)
		return DWARF_CB_ABORT;
	frames->frame[frames->count++] = (struct stack_frame){ ip, stack_pointer(state, frames->arch) };
	return frames->count < frames->most ? DWARF_CB_OK : DWARF_CB_ABORT;
}

struct unwinding {
	pid_t tid;
	struct frames *frames;
};

static void unwind_by_libdw(void *context)
{
	struct unwinding *wanted = context;
	pid_t tid = wanted->tid;
	static const Dwfl_Callbacks callbacks = { .find_elf = dwfl_linux_proc_find_elf, .find_debuginfo = debug_file_none };
	Dwfl *dwfl = dwfl_begin(&callbacks);

	if (!dwfl)
		return;
	if (!dwfl_linux_proc_report(dwfl, tid) && !dwfl_report_end(dwfl, NULL, NULL) &&
	    !dwfl_linux_proc_attach(dwfl, tid, true))
		dwfl_getthread_frames(dwfl, tid, take_frame, wanted->frames);
	dwfl_end(dwfl);
}

static void unwind_anything(pid_t tid, struct frames *frames)
{
	struct unwinding wanted = { tid, frames };

	if (!guard_run(unwind_by_libdw, &wanted))
		frames->count = 0;
}

/* Drops the frames before `ip`; true if more than that one is left. */
static bool begin_at(struct frames *frames, uint64_t ip)
{
	size_t at = 0;

	while (at < frames->count && frames->frame[at].ip != ip)
		at++;
	frames->count -= at;
	memmove(frames->frame, frames->frame + at, frames->count * sizeof(*frames->frame));
	return frames->count > 1;
}

/* Whether the code of the last frame that is sure has a file, which may have sections. */
static bool guess_left_file(struct address_space *space, pid_t tid, const struct frames *frames)
{
	bool guessed = frames->sure && frames->sure < frames->count;
	const struct mapping *mapping = guessed ? address_space_find(space, tid, frames->frame[frames->sure - 1].ip - 1) : NULL;

	return mapping && mapping->inode;
}

/* Where libdw finds no more, the guess stays. */
static void replace_guess(pid_t tid, struct frames *frames)
{
	AUTO_FREE struct stack_frame *frame = mem_alloc(frames->most * sizeof(*frame));
	struct frames other = { .frame = frame, .most = frames->most, .arch = frames->arch };

	unwind_anything(tid, &other);
	if (other.count <= frames->sure)
		return;
	memcpy(frames->frame, frame, other.count * sizeof(*frame));
	frames->count = other.count;
}

size_t stack_unwind(struct address_space *space, pid_t tid, uint64_t ip, struct stack_frame *frame, size_t most)
{
	struct frames frames = { .frame = frame, .most = most, .arch = space->arch };

	if (space->arch == abi_native)
		unwind_native(space, tid, &frames);
	if (guess_left_file(space, tid, &frames))      /* code of a JIT has no sections */
		replace_guess(tid, &frames);
	if (begin_at(&frames, ip))
		return frames.count;
	frames.count = 0;
	unwind_anything(tid, &frames);
	begin_at(&frames, ip);
	return frames.count;
}

void stack_forget(struct address_space *space)
{
	if (space->unwinder)
		unw_destroy_addr_space(space->unwinder);
	space->unwinder = NULL;
}
