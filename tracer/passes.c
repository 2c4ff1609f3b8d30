/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks those who act on calls. A call without a name may be anything.
 */
#include "tracer/passes.h"

#include "core/kernel/ioctl.h"
#include "core/kernel/structs.h"
#include "core/kernel/syscall.h"
#include "tracer/process/affinity.h"
#include "tracer/follow/change.h"
#include "tracer/follow/clone_event.h"
#include "tracer/hazards.h"
#include "tracer/program_files.h"
#include "tracer/space/let_go.h"
#include "tracer/uring.h"

/* Its thread is then over, unlike at an exit_group that another one still makes. */
static bool is_end(int id)
{
	return id == CALL_exit;
}

static bool is_multiplexer(int id)
{
	return id == CALL_socketcall || id == CALL_ipc;
}

static bool is_acted_on(int id)
{
	return hazard_concerns(id) || affinity_is_asked(id) || uring_is_call(id) || program_files_moves_root(id) || let_go_unmounts(id) ||
	       is_end(id);
}

/* Its event comes in any case. */
static bool is_needed_clone(int id, const uint64_t *values)
{
	return clone_event_is_clone(id) && !clone_event_shows(id, values);
}

/* Several drivers have the command: what the descriptor is decides the word. */
static bool may_be_several(int id, const uint64_t *values)
{
	return id == CALL_ioctl && (!values || ioctl_is_ambiguous((uint32_t)values[1]));
}

bool passes(int id, const uint64_t *values)
{
	if (id == CALL_UNKNOWN || is_acted_on(id) || is_multiplexer(id) || struct_of(id))
		return false;
	return !change_may_move(id) && !may_be_several(id, values) && !is_needed_clone(id, values);
}
