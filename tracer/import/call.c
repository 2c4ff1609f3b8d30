/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Turns the facts of a line into an entry of the trace. An entry with unknown
 * selectors is marked wide: it stands for every call of its number.
 */
#include "tracer/import/call.h"

#include <string.h>

#include "core/verdict/verdict.h"

int imported_id(const char *name, size_t length)
{
	char copy[64];

	if (!length || length >= sizeof(copy))
		return CALL_UNKNOWN;
	memcpy(copy, name, length);
	copy[length] = '\0';
	return syscall_by_name(copy);
}

static const struct {
	const char *tracepoint, *name;
} tracepoints[] = {
	{ "newfstat",   "fstat" },
	{ "newlstat",   "lstat" },
	{ "newstat",    "stat" },
	{ "newuname",   "uname" },
	{ "sendfile64", "sendfile" },
	{ "umount",     "umount2" },
};

int imported_probe_id(const char *name, size_t length)
{
	for (size_t i = 0; i < COUNT_OF(tracepoints); i++)
		if (strlen(tracepoints[i].tracepoint) == length && !memcmp(tracepoints[i].tracepoint, name, length))
			return syscall_by_name(tracepoints[i].name);
	return imported_id(name, length);
}

struct import_task *imported_task(struct import *import, uint32_t pid)
{
	struct import_task *task = &import->task[pid % IMPORT_TASKS];

	if (task->pid != pid)
		*task = (struct import_task){ .pid = pid, .arch = import->latest, .entry = TRACE_NOWHERE };
	return task;
}

/* Whatever is behind a pointer is unknown too. A failed io_uring_setup reveals
 * nothing about submissions; only those of io_uring_enter are unknown. */
static bool is_hidden(const struct struct_row *row, unsigned place)
{
	if (place == DEEP_SIZE)
		return row->where == SIZE_ARGUMENT || row->where == SIZE_INSIDE;
	return row->field[place].role != ROLE__ && (row->field[place].width || row->call == CALL_io_uring_enter);
}

static void leave_deep_open(struct trace_call *call)
{
	const struct struct_row *row = struct_of(syscall_by_nr(call->arch, call->nr));

	for (unsigned place = 0; row && place < DEEP_PLACES; place++)
		if (is_hidden(row, place))
			call->deep[place].kind = VALUES_ANY;
}

void imported_begin(struct trace_call *call, enum arch arch, uint32_t nr)
{
	int of_number = arch_of_call(arch_info(arch)->audit, nr);

	*call = (struct trace_call){ .arch = (enum arch)of_number, .nr = nr, .site = TRACE_NOWHERE, .count = 1 };
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (role_is_filterable(trace_role(call, i)))
			call->arg[i].kind = VALUES_ANY;
	leave_deep_open(call);
}

void imported_deep(struct trace_call *call, enum role role, uint64_t value)
{
	int place = deep_place(syscall_by_nr(call->arch, call->nr), role);

	if (place < 0)
		return;
	call->deep[place] = (struct values){0};
	values_add(&call->deep[place], role, value);
}

void imported_value(struct trace_call *call, unsigned arg, uint64_t value)
{
	enum role role = trace_role(call, arg);
	uint64_t all = role_mask(role, call->arch) | role_info(role)->ignore;

	if (!role_is_filterable(role))
		return;
	call->arg[arg] = (struct values){0};
	values_add(&call->arg[arg], role, role_recorded(role, value & all));
	if (!role_info(role)->selector)
		return;
	call->selector[arg] = (struct values){0};
	values_add(&call->selector[arg], role, value & role_mask(role, call->arch));
}

/* Records the combination of arguments if all are known. No log shows a complete
 * register. */
static void report_tuple(struct trace_call *call)
{
	uint64_t tuple[TUPLE_VALUES] = {0};
	bool any = false, known = true;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		if (!role_is_filterable(trace_role(call, i)))
			continue;
		any = true;
		known &= call->arg[i].kind == VALUES_SET && call->arg[i].count == 1;
		tuple[i] = call->arg[i].v[0];
	}
	call->high = any && arch_info(call->arch)->bits == 64;
	if (any && known)
		tuples_add(&call->tuples, tuple);
	else if (any)
		tuples_forget(&call->tuples);
}

/* Whether there are selectors, and each has a value. */
static bool is_noted_apart(const struct trace_call *call)
{
	bool any = false;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		if (!role_info(trace_role(call, i))->selector)
			continue;
		if (call->selector[i].kind != VALUES_SET)
			return false;
		any = true;
	}
	return any;
}

static bool has_selector(const struct trace_call *call)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (role_info(trace_role(call, i))->selector)
			return true;
	return false;
}

static int enter(struct import *import, struct trace_call *call)
{
	struct trace *trace = import->trace;

	report_tuple(call);
	call->wide = has_selector(call) && !is_noted_apart(call);
	int entry = trace_find_call(trace, call);
	if (entry < 0 && !call->wide && has_selector(call) && trace_selectors_are_full(trace, call)) {
		call->wide = true;
		entry = trace_find_call(trace, call);
	}
	if (entry < 0 && trace->call_count >= TRACE_CALLS_MOST) {
		import->full = true;
		return TRACE_NOWHERE;
	}
	if (entry < 0)
		entry = trace_call(trace, call, NULL);
	trace_call_join(&trace->calls[entry], call);
	return entry;
}

int imported_enter(struct import *import, struct trace_call *call)
{
	int id = syscall_by_nr(call->arch, call->nr);

	if (id != CALL_UNKNOWN)
		import->notes[id]++;
	return enter(import, call);
}

int imported_counted(struct import *import, struct trace_call *call)
{
	int id = syscall_by_nr(call->arch, call->nr);
	uint64_t *notes = &import->notes[id == CALL_UNKNOWN ? 0 : id];
	uint64_t known = id == CALL_UNKNOWN ? 0 : *notes < call->count ? *notes : call->count;

	*notes -= known;
	call->count -= known;
	import->counted |= call->count > 0;
	return call->count ? enter(import, call) : TRACE_NOWHERE;
}

void imported_result(struct import *import, int entry, int64_t result)
{
	struct trace_call only = { .errnos = { (uint16_t)errno_of_result(result) } };

	if (entry == TRACE_NOWHERE || !only.errnos[0])
		return;
	trace_call_join(&import->trace->calls[entry], &only);
}

void imported_hold(struct import *import, const struct trace_call *call, int64_t result)
{
	imported_release(import);
	import->held = *call;
	import->holding = true;
	import->held.errnos[0] = (uint16_t)errno_of_result(result);
}

void imported_release(struct import *import)
{
	if (import->holding)
		imported_enter(import, &import->held);
	import->holding = false;
}

void imported_frame(struct import *import, const struct imported_frame *frame)
{
	struct trace *trace = import->trace;
	struct trace_call *held = &import->held;

	if (!import->holding || held->stack_depth == TRACE_STACK)
		return;
	if (trace->site_count >= TRACE_SITES_MOST || trace->image_count >= TRACE_IMAGES_MOST) {
		import->full = true;
		return;
	}
	int image = trace_image(trace, &(struct trace_image){ .path = frame->image }, NULL);
	int site = trace_site(trace, &(struct trace_site){ .image = image, .offset = frame->offset, .into = frame->into,
	                                                  .function = *frame->function ? frame->function : NULL }, NULL);
	if (held->site == TRACE_NOWHERE)
		held->site = site;
	held->stack[held->stack_depth++] = site;
}
