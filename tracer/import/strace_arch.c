/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strace names calls, and shows their arch only indirectly: by a remark, by the
 * numbers of -n, and by names that only one arch has. A task keeps the last
 * known arch; calls before that, since the task was created or executed a
 * program, may be of either arch and are entered for both.
 *
 * It also prints the operations of socketcall and ipc as separate calls.
 */
#include "tracer/import/strace_arch.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Archs that one kernel runs side by side, and strace's names of their modes. */
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

int strace_arch_of_mode(const struct import *import, const char *mode)
{
	for (size_t i = 0; i < COUNT_OF(modes); i++)
		if (modes[i].native == import->native && !strncmp(mode, modes[i].mode, strlen(modes[i].mode)))
			return (int)modes[i].other;
	return -1;
}

/* "[ Process PID=1234 runs in 32 bit mode. ]" */
bool strace_mode(struct import *import, const char *at)
{
	static const char begin[] = "[ Process PID=", verb[] = " runs in ";
	const char *mode = strstr(at, verb);

	if (strncmp(at, begin, sizeof(begin) - 1) || !mode)
		return false;
	uint32_t pid = (uint32_t)strtoul(at + sizeof(begin) - 1, NULL, 10);
	int arch = strace_arch_of_mode(import, mode + sizeof(verb) - 1);
	if (arch < 0)
		return false;
	import->latest = (enum arch)arch;
	set_mode(imported_task(import, pid), import->latest);
	/* Without -f lines have no pid. */
	set_mode(imported_task(import, 0), import->latest);
	return true;
}

static const struct {
	enum syscall_id multiplexer;
	int command;
	enum syscall_id direct;
} multiplexed[] = {
#define MULTIPLEXED(name, multiplexer, selector, command, direct) { CALL_##multiplexer, command, CALL_##direct },
#include "core/kernel/multiplexed.def"
#undef MULTIPLEXED
};

/* How `id` is made on this arch: by its own number, or through a multiplexer. */
static bool meant_on(enum arch arch, int id, struct strace_meant *meant)
{
	if (syscall_exists((enum syscall_id)id, arch)) {
		*meant = (struct strace_meant){ arch, (uint32_t)syscall_nr((enum syscall_id)id, arch), (enum syscall_id)id, -1 };
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(multiplexed); i++)
		if ((int)multiplexed[i].direct == id && syscall_exists(multiplexed[i].multiplexer, arch)) {
			*meant = (struct strace_meant){ arch, (uint32_t)syscall_nr(multiplexed[i].multiplexer, arch), CALL_UNKNOWN,
			                         multiplexed[i].command };
			return true;
		}
	return false;
}

/* The same if -n gives the number: it must match one of the two. */
static bool meant_by_number(enum arch arch, int id, uint32_t nr, struct strace_meant *meant)
{
	int numbered = syscall_by_nr(arch, nr);

	if (numbered == id && id != CALL_UNKNOWN) {
		*meant = (struct strace_meant){ arch, nr, (enum syscall_id)id, -1 };
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(multiplexed); i++)
		if ((int)multiplexed[i].direct == id && (int)multiplexed[i].multiplexer == numbered) {
			*meant = (struct strace_meant){ arch, nr, CALL_UNKNOWN, multiplexed[i].command };
			return true;
		}
	return false;
}

/* Calls that strace names otherwise than the arch's headers. */
static const struct {
	enum arch arch;
	enum syscall_id strace, ours;
} renamed[] = {
	{ ARCH_ARM, CALL_fadvise64_64, CALL_arm_fadvise64_64 },
};

static int our_id(enum arch arch, int id)
{
	for (size_t i = 0; i < COUNT_OF(renamed); i++)
		if (renamed[i].arch == arch && (int)renamed[i].strace == id)
			return (int)renamed[i].ours;
	return id;
}

static bool meant_in(enum arch arch, int id, const struct strace_prefix *prefix, struct strace_meant *meant)
{
	id = our_id(arch, id);
	return prefix->has_nr ? meant_by_number(arch, id, prefix->nr, meant) : meant_on(arch, id, meant);
}

/* Calls that the task made before its arch was known are of that arch as well. */
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

/* x32 has the names of x86_64 and so proves nothing. */
static bool is_of_others(const struct import *import, enum arch arch, int id)
{
	struct strace_meant meant;

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

/* The task's own arch if it has the call; else another arch of the same kernel
 * that has it. */
static bool find_meant(struct import *import, struct import_task *task, int id, const struct strace_prefix *prefix,
                       struct strace_meant *meant)
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
		*meant = (struct strace_meant){ task->arch, prefix->nr, CALL_UNKNOWN, -1 };
	return prefix->has_nr;
}

/* How strace prints a number without a name; old versions print "SYS_318" and
 * decimals. */
static const struct {
	const char *begin;
	int base;
} spellings[] = {
	{ "syscall_0x", 16 }, { "syscall_", 10 }, { "SYS_0x", 16 }, { "SYS_", 10 },
};

static bool numbered(const char *name, size_t length, uint32_t *nr)
{
	for (size_t i = 0; i < COUNT_OF(spellings); i++) {
		size_t skip = strlen(spellings[i].begin);
		if (length <= skip || length > skip + 10 || strncmp(name, spellings[i].begin, skip) ||
		    !isxdigit((unsigned char)name[skip]))
			continue;
		char *end;
		unsigned long long number = strtoull(name + skip, &end, spellings[i].base);
		*nr = (uint32_t)number;
		if (end == name + length && number <= UINT32_MAX)
			return true;
	}
	return false;
}

bool strace_is_numbered(const char *name, size_t length)
{
	uint32_t nr;

	return numbered(name, length, &nr);
}

static bool unnamed(const char *name, size_t length, const struct import_task *task, struct strace_meant *meant)
{
	uint32_t nr;

	if (!numbered(name, length, &nr))
		return false;
	*meant = (struct strace_meant){ task->arch, nr, (enum syscall_id)syscall_by_nr(task->arch, nr), -1 };
	return true;
}

static bool is_direct(int id)
{
	for (size_t i = 0; i < COUNT_OF(multiplexed); i++)
		if ((int)multiplexed[i].direct == id)
			return true;
	return false;
}

/* Adds notes on what the log leaves open. */
static void report_open(struct import *import, const struct strace_prefix *prefix, const struct strace_meant *meant)
{
	if (prefix->has_nr)
		return;
	import->assumed = true;
	import->demultiplexed |= is_direct(meant->id) && syscall_exists(CALL_socketcall, meant->arch);
}

bool strace_meant(struct import *import, struct import_task *task, const struct strace_prefix *prefix, const char *name,
                  size_t length, struct strace_meant *meant)
{
	int id = imported_id(name, length);
	bool found = unnamed(name, length, task, meant) ||
	             ((id != CALL_UNKNOWN || prefix->has_nr) && find_meant(import, task, id, prefix, meant));

	if (found)
		report_open(import, prefix, meant);
	return found;
}
