/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line of strace as a call. strace decodes what goes in before the call is
 * made, so a line that ends in <unfinished ...> tells all but the result, and the one
 * that resumes it tells that. The frames of -k stand behind a call.
 *
 * It names calls, and their arch only by what follows: "[ Process PID=1 runs in 32 bit
 * mode. ]", the numbers of -n, and names that one arch alone has. A task keeps the arch
 * that was told last.
 */
#include <stdlib.h>
#include <string.h>

#include "tracer/import_readers.h"
#include "tracer/import_strace_text.h"
#include "tracer/imported.h"

/* Lines that tell nothing of a call. */
static const char *const remarks[] = {
	"--- SIG", "--- stopped by ", "+++ exited with ", "+++ killed by ", "+++ superseded by ", "> ", "strace: ",
	"<unfinished ...>", "???",
};

static bool is_remark(const char *at)
{
	for (size_t i = 0; i < COUNT_OF(remarks); i++)
		if (!strncmp(at, remarks[i], strlen(remarks[i])))
			return true;
	return false;
}

/* The archs that one kernel runs beside each other, and what strace calls their mode. */
static const struct {
	enum arch native, other;
	const char *mode;
} modes[] = {
	{ ARCH_X86_64,   ARCH_X86_64,   "64 bit" }, { ARCH_X86_64,   ARCH_I386,   "32 bit" },
	{ ARCH_X86_64,   ARCH_X32,      "x32" },    { ARCH_I386,     ARCH_I386,   "32 bit" },
	{ ARCH_I386,     ARCH_X86_64,   "64 bit" }, { ARCH_X32,      ARCH_X32,    "x32" },
	{ ARCH_X32,      ARCH_X86_64,   "64 bit" }, { ARCH_X32,      ARCH_I386,   "32 bit" },
	{ ARCH_ARM64,    ARCH_ARM64,    "64 bit" }, { ARCH_ARM64,    ARCH_ARM,    "32 bit" },
	{ ARCH_MIPSEL64, ARCH_MIPSEL64, "64 bit" }, { ARCH_MIPSEL64, ARCH_MIPSEL, "32 bit" },
};

static void set_mode(struct import_task *task, enum arch arch)
{
	task->arch = arch;
	task->proven = true;
}

/* "[ Process PID=1234 runs in 32 bit mode. ]" */
static bool read_mode(struct import *import, const char *at)
{
	static const char begin[] = "[ Process PID=", verb[] = " runs in ";
	const char *mode = strstr(at, verb);

	if (strncmp(at, begin, sizeof(begin) - 1) || !mode)
		return false;
	uint32_t pid = (uint32_t)strtoul(at + sizeof(begin) - 1, NULL, 10);
	mode += sizeof(verb) - 1;
	for (size_t i = 0; i < COUNT_OF(modes); i++)
		if (modes[i].native == import->native && !strncmp(mode, modes[i].mode, strlen(modes[i].mode))) {
			import->latest = modes[i].other;
			set_mode(imported_task(import, pid), modes[i].other);
			/* Without -f lines have no pid. */
			set_mode(imported_task(import, 0), modes[i].other);
			return true;
		}
	return false;
}

/* A call by name: what stands for it on an arch. */
struct meant {
	enum arch arch;
	uint32_t nr;
	enum syscall_id id;                   /* of which the line shows the arguments; CALL_UNKNOWN: of none */
	int command;                          /* of socketcall or ipc; -1: it is neither */
};

static const struct {
	enum syscall_id multiplexer;
	int command;
	enum syscall_id direct;
} multiplexed[] = {
#define MULTIPLEXED(name, multiplexer, selector, command, direct) { CALL_##multiplexer, command, CALL_##direct },
#include "core/multiplexed.def"
#undef MULTIPLEXED
};

/* How `id` is made on this arch: by its own number, or by a multiplexer's. */
static bool meant_on(enum arch arch, int id, struct meant *meant)
{
	if (syscall_exists((enum syscall_id)id, arch)) {
		*meant = (struct meant){ arch, (uint32_t)syscall_nr((enum syscall_id)id, arch), (enum syscall_id)id, -1 };
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(multiplexed); i++)
		if ((int)multiplexed[i].direct == id && syscall_exists(multiplexed[i].multiplexer, arch)) {
			*meant = (struct meant){ arch, (uint32_t)syscall_nr(multiplexed[i].multiplexer, arch), CALL_UNKNOWN,
			                         multiplexed[i].command };
			return true;
		}
	return false;
}

/* The same where -n tells the number: it must be the one or the other. */
static bool meant_by_number(enum arch arch, int id, uint32_t nr, struct meant *meant)
{
	int numbered = syscall_by_nr(arch, nr);

	if (numbered == id && id != CALL_UNKNOWN) {
		*meant = (struct meant){ arch, nr, (enum syscall_id)id, -1 };
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(multiplexed); i++)
		if ((int)multiplexed[i].direct == id && (int)multiplexed[i].multiplexer == numbered) {
			*meant = (struct meant){ arch, nr, CALL_UNKNOWN, multiplexed[i].command };
			return true;
		}
	return false;
}

static bool meant_in(enum arch arch, int id, const struct strace_prefix *prefix, struct meant *meant)
{
	return prefix->has_nr ? meant_by_number(arch, id, prefix->nr, meant) : meant_on(arch, id, meant);
}

/* Calls that the task made before its arch was told were of that arch as well. */
static void prove(struct import *import, struct import_task *task, enum arch arch)
{
	struct trace_call call;

	for (unsigned i = 0; i < task->open_count && task->arch != arch && !task->proven; i++) {
		if (!syscall_exists((enum syscall_id)task->open[i], arch))
			continue;
		imported_begin(&call, arch, (uint32_t)syscall_nr((enum syscall_id)task->open[i], arch));
		imported_enter(import, &call);
	}
	task->arch = arch;
	task->proven = true;
	task->open_count = 0;
}

/* x32 has the names of x86_64, and proves nothing. */
static bool is_of_others(const struct import *import, enum arch arch, int id)
{
	struct meant meant;

	for (size_t i = 0; i < COUNT_OF(modes); i++)
		if (modes[i].native == import->native && modes[i].other != arch && modes[i].other != ARCH_X32 &&
		    meant_on(modes[i].other, id, &meant))
			return true;
	return false;
}

static void leave_open(struct import_task *task, int id)
{
	if (!task->proven && task->open_count < IMPORT_OPEN)
		task->open[task->open_count++] = (uint16_t)id;
}

/* The task's own arch where it has such a call; else one beside it that has. */
static bool find_meant(struct import *import, struct import_task *task, int id, const struct strace_prefix *prefix,
                       struct meant *meant)
{
	if (meant_in(task->arch, id, prefix, meant)) {
		if (prefix->has_nr || !is_of_others(import, task->arch, id))
			prove(import, task, task->arch);
		else
			leave_open(task, id);
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(modes); i++)
		if (modes[i].native == import->native && meant_in(modes[i].other, id, prefix, meant)) {
			prove(import, task, meant->arch);
			return true;
		}
	if (prefix->has_nr)
		*meant = (struct meant){ task->arch, prefix->nr, CALL_UNKNOWN, -1 };
	return prefix->has_nr;
}

/* "syscall_0x1388", which has no name, tells its number. */
static bool unnamed(const char *name, size_t length, const struct import_task *task, struct meant *meant)
{
	static const char begin[] = "syscall_0x";
	size_t skip = sizeof(begin) - 1;
	char *end;

	if (length <= skip || length > skip + 8 || strncmp(name, begin, skip))
		return false;
	*meant = (struct meant){ task->arch, (uint32_t)strtoul(name + skip, &end, 16), CALL_UNKNOWN, -1 };
	int id = syscall_by_nr(meant->arch, meant->nr);
	meant->id = (enum syscall_id)id;
	return end == name + length;
}

static bool is_direct(int id)
{
	for (size_t i = 0; i < COUNT_OF(multiplexed); i++)
		if ((int)multiplexed[i].direct == id)
			return true;
	return false;
}

/* What the log left open is told in a note. */
static void tell_open(struct import *import, const struct strace_prefix *prefix, const struct meant *meant)
{
	if (prefix->has_nr)
		return;
	import->assumed = true;
	import->demultiplexed |= is_direct(meant->id) && syscall_exists(CALL_socketcall, meant->arch);
}

static bool name_meant(struct import *import, struct import_task *task, const struct strace_prefix *prefix,
                       const char *name, size_t length, struct meant *meant)
{
	int id = imported_id(name, length);
	bool found = unnamed(name, length, task, meant) ||
	             ((id != CALL_UNKNOWN || prefix->has_nr) && find_meant(import, task, id, prefix, meant));

	if (found)
		tell_open(import, prefix, meant);
	return found;
}

/* Whether an argument before this one is a position, which may take two registers and is shown as one. */
static bool may_have_moved(const struct trace_call *call, enum syscall_id id, unsigned arg)
{
	bool split = arch_info(call->arch)->bits == 32 || id == CALL_preadv2 || id == CALL_pwritev2;

	for (unsigned i = 0; i < arg; i++)
		if (split && trace_role(call, i) == ROLE_offset)
			return true;
	return false;
}

/* strace shows clone's arguments by name, in an order of its own. */
static struct strace_slice clone_flags(const struct strace_args *args, unsigned at)
{
	bool named = false;

	for (unsigned i = 0; i < args->count; i++) {
		struct strace_slice value = strace_member(args->arg[i], "flags");
		if (value.at)
			return value;
		named |= memchr(args->arg[i].at, '=', args->arg[i].length) != NULL;
	}
	return !named && at < args->count ? args->arg[at] : (struct strace_slice){0};
}

static struct strace_slice argument(const struct trace_call *call, enum syscall_id id, const struct strace_args *args,
                                    unsigned at)
{
	if (id == CALL_clone)
		return clone_flags(args, at);
	if (at >= args->count || may_have_moved(call, id, at))
		return (struct strace_slice){0};
	return args->arg[at];
}

static void take_arguments(struct trace_call *call, enum syscall_id id, const struct strace_args *args)
{
	uint64_t value;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		struct strace_slice slice = argument(call, id, args, i);
		if (role_is_filterable(role) && slice.at && strace_value(role, slice, &value))
			imported_value(call, i, value);
	}
	struct strace_slice deep = id == CALL_clone3 && args->count ? strace_member(args->arg[0], "flags") : (struct strace_slice){0};
	if (deep.at && strace_value(ROLE_clone_flags, deep, &value))
		values_add(&call->deep, ROLE_clone_flags, value);
}

static void take_command(struct trace_call *call, int command)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (trace_role(call, i) == ROLE_sockcall || trace_role(call, i) == ROLE_ipccall)
			imported_value(call, i, (uint64_t)command);
}

static void describe(struct trace_call *call, const struct meant *meant, const struct strace_args *args)
{
	imported_begin(call, meant->arch, meant->nr);
	if (meant->command >= 0)
		take_command(call, meant->command);
	else if (meant->id != CALL_UNKNOWN)
		take_arguments(call, meant->id, args);
}

static size_t name_length(const char *at)
{
	return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}

/* What runs now may be of another arch. */
static void notice_exec(struct import_task *task, int id, const char *result)
{
	if ((id == CALL_execve || id == CALL_execveat) && result && *result == '0') {
		task->proven = false;
		task->open_count = 0;
	}
}

/* What is unfinished is entered at once: nothing may be left to wait for. */
static bool read_begin(struct import *import, struct import_task *task, const struct strace_prefix *prefix)
{
	size_t length = name_length(prefix->rest);
	struct strace_args args;
	struct trace_call call;
	struct meant meant;

	if (!length || prefix->rest[length] != '(' || !name_meant(import, task, prefix, prefix->rest, length, &meant))
		return false;
	strace_args(prefix->rest + length + 1, &args);
	describe(&call, &meant, &args);
	task->entry = TRACE_NOWHERE;
	if (args.result)
		imported_hold(import, &call, strace_error(args.result));
	else
		task->entry = imported_enter(import, &call);
	notice_exec(task, meant.id, args.result);
	return true;
}

/* "<... NAME resumed>, 24) = 0"; without its beginning it tells that the call was made. */
static bool read_resumed(struct import *import, struct import_task *task, const struct strace_prefix *prefix)
{
	static const char begin[] = "<... ", end[] = " resumed>";
	const char *name = prefix->rest + sizeof(begin) - 1;
	const char *behind = strstr(prefix->rest, end);
	struct strace_args args;
	struct trace_call call;
	struct meant meant;

	if (strncmp(prefix->rest, begin, sizeof(begin) - 1) || !behind ||
	    !name_meant(import, task, prefix, name, name_length(name), &meant))
		return false;
	strace_args(behind + sizeof(end) - 1, &args);
	if (task->entry == TRACE_NOWHERE || import->trace->calls[task->entry].nr != meant.nr) {
		describe(&call, &meant, &(struct strace_args){0});
		task->entry = imported_enter(import, &call);
	}
	imported_result(import, task->entry, strace_error(args.result));
	notice_exec(task, meant.id, args.result);
	task->entry = TRACE_NOWHERE;
	return true;
}

static bool looks_like_call(const struct strace_prefix *prefix)
{
	const char *at = prefix->rest;
	size_t length = name_length(at);

	return length && at[length] == '(' &&
	       (prefix->has_nr || imported_id(at, length) != CALL_UNKNOWN || !strncmp(at, "syscall_0x", 10));
}

bool import_strace_recognises(const char *line)
{
	static const char *const marks[] = { "--- SIG", "+++ exited", "+++ killed", "<... ", "strace: ", "[ Process PID=" };
	struct strace_prefix prefix;

	strace_prefix(line, &prefix);
	if (looks_like_call(&prefix))
		return true;
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (!strncmp(prefix.rest, marks[i], strlen(marks[i])))
			return true;
	return false;
}

static bool read_frame(struct import *import, const char *at)
{
	struct imported_frame frame;

	if (!strace_frame(at, &frame))
		return false;
	imported_frame(import, &frame);
	return true;
}

bool import_strace_read(struct import *import, const char *line)
{
	struct strace_prefix prefix;

	strace_prefix(line, &prefix);
	if (read_frame(import, prefix.rest))
		return true;
	imported_release(import);
	if (is_remark(prefix.rest) || read_mode(import, prefix.rest))
		return true;
	struct import_task *task = imported_task(import, prefix.pid);
	bool understood = read_begin(import, task, &prefix) || read_resumed(import, task, &prefix);
	import->latest = task->arch;
	return understood;
}
