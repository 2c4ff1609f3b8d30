/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The filters that systemd loads on x86_64. Each setting is loaded once per x86_64, i386 and x32, and
 * SystemCallFilter= last, so that its errno wins. Archs missing from SystemCallArchitectures= get no other
 * filter, and their calls kill the thread; without that setting, other archs are allowed.
 */
#include <errno.h>
#include <string.h>

#include "emit/in/scmp.h"
#include "emit/in/systemd.h"

enum {
	X86_64 = ARCH_BIT(ARCH_X86_64), I386 = ARCH_BIT(ARCH_I386), X32 = ARCH_BIT(ARCH_X32), LOCAL = UNIT_X86
};
static const struct verdict allow = { ACTION_ALLOW, 0 }, eperm = { ACTION_ERRNO, EPERM }, kill_thread = { ACTION_KILL_THREAD, 0 };
static const struct verdict enosys = { ACTION_ERRNO, ENOSYS };

/* What a setting denies: a call that passes all tests. */
struct refusal_row {
	enum unit_flag flag;
	enum syscall_id id;
	unsigned archs;
	int errno_number;
	size_t count;
	struct in_test tests[2];
};

#define REFUSAL(id, call, archs, errno, count, ...) { UNIT_##id, CALL_##call, archs, errno, count, { __VA_ARGS__ } },
#define T(arg, op, mask, value) { arg, IN_##op, mask, value }
static const struct refusal_row refusals[] = {
#include "emit/systemd/settings.def"
};
#undef REFUSAL
#undef T

#define GROUP(id, group) { UNIT_##id, group },
static const struct { enum unit_flag flag; const char *group; } refused_groups[] = {
#include "emit/systemd/settings.def"
};
#undef GROUP

static bool is_x86(const struct unit *unit)
{
	return !unit->archs || unit->archs & LOCAL;
}

arch_set unit_archs(const struct unit *unit)
{
	return unit->archs ? unit->archs : LOCAL;
}

/* One layer per filtered arch, with the same default. */
static void begin(struct unit *unit, struct verdict otherwise)
{
	in_source_layer(unit->source, unit_archs(unit), otherwise);
}

static int put_group(struct unit *unit, const char *group, struct err *err)
{
	struct systemd_calls members = { 0 };

	unit_group(unit, group, &members);
	for (int id = 0; id < CALL_COUNT; id++)
		if (members.has[id] && in_source_add(unit->source, syscall_name((enum syscall_id)id), unit_archs(unit), eperm, NULL, 0, err))
			return -1;
	return 0;
}

static int put_flags(struct unit *unit, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		const struct refusal_row *row = &refusals[i];
		const struct verdict verdict = { ACTION_ERRNO, (uint16_t)row->errno_number };
		if (unit->flags[row->flag] && in_source_add(unit->source, syscall_name(row->id), (arch_set)row->archs & unit_archs(unit), verdict,
		                                            row->tests, row->count, err))
			return -1;
	}
	for (size_t i = 0; i < COUNT_OF(refused_groups); i++)
		if (unit->flags[refused_groups[i].flag] && put_group(unit, refused_groups[i].group, err))
			return -1;
	return 0;
}

static int refuse_where(struct unit *unit, const char *call, arch_set archs, struct in_test test, struct verdict verdict, struct err *err)
{
	return in_source_add(unit->source, call, archs & unit_archs(unit), verdict, &test, 1, err);
}

/* Not on i386, where no filter can inspect socketcall. */
static int put_families(struct unit *unit, struct err *err)
{
	const struct verdict refused = { ACTION_ERRNO, EAFNOSUPPORT };
	const arch_set archs = X86_64 | X32;

	if (!unit->has_families)
		return 0;
	begin(unit, allow);
	for (unsigned i = 0; i < 64; i++)
		if (unit->families >> i & 1 && refuse_where(unit, "socket", archs, (struct in_test){ 0, IN_EQ, UINT64_MAX, i },
		                                            unit->families_allow ? allow : refused, err))
			return -1;
	return unit->families_allow ? in_source_add(unit->source, "socket", archs & unit_archs(unit), refused, NULL, 0, err) : 0;
}

static bool restricts_namespaces(const struct unit *unit)
{
	return unit->has_namespaces && (unit->namespaces & UNIT_NAMESPACES) != UNIT_NAMESPACES;
}

/* systemd also treats CLONE_NEWTIME as a flag of clone, where it is a bit of the exit signal.
 * */
static int put_namespaces(struct unit *unit, struct err *err)
{
	uint32_t refused = (UNIT_NAMESPACES | UNIT_TIME_NAMESPACE) & ~unit->namespaces;
	const struct in_test flags = { 0, IN_NE, refused, 0 }, second = { 1, IN_NE, refused, 0 }, nothing = { 1, IN_EQ, UINT64_MAX, 0 };

	if (!restricts_namespaces(unit))
		return 0;
	begin(unit, allow);
	if (refuse_where(unit, "clone", LOCAL, flags, eperm, err) || refuse_where(unit, "unshare", LOCAL, flags, eperm, err) ||
	    in_source_add(unit->source, "clone3", unit_archs(unit), enosys, NULL, 0, err))
		return -1;
	if (!(unit->namespaces & UNIT_NAMESPACES))
		return in_source_add(unit->source, "setns", unit_archs(unit), eperm, NULL, 0, err);
	return refuse_where(unit, "setns", LOCAL, nothing, eperm, err) || refuse_where(unit, "setns", LOCAL, second, eperm, err) ? -1 : 0;
}

static struct verdict answer_of(const struct unit_calls *calls, int id, struct verdict listed)
{
	if (calls->answer[id] == UNIT_KILLED)
		return (struct verdict){ ACTION_KILL, 0 };
	return calls->answer[id] == UNIT_PLAIN ? listed : (struct verdict){ ACTION_ERRNO, (uint16_t)calls->answer[id] };
}

/* On arm, libseccomp has another name for sync_file_range2. */
static int put_call(struct unit *unit, const char *call, struct verdict verdict, struct err *err)
{
	arch_set archs = unit_archs(unit);

	archs &= (arch_set)~in_scmp_missing((enum syscall_id)syscall_by_name(call), archs);
	return archs ? in_source_add(unit->source, call, archs, verdict, NULL, 0, err) : 0;
}

static int put_commands(struct unit *unit, const char *call, struct verdict verdict, struct err *err)
{
	return in_scmp_add_commands(unit->source, call, unit_archs(unit), verdict, err);
}

static int put_listed(struct unit *unit, const struct unit_calls *calls, struct verdict listed,
                      int (*put)(struct unit *unit, const char *call, struct verdict verdict, struct err *err), struct err *err)
{
	for (int id = 0; id < CALL_COUNT; id++)
		if (calls->listed[id] && put(unit, syscall_name((enum syscall_id)id), answer_of(calls, id, listed), err))
			return -1;
	return 0;
}

/* Of a list of nothing but accept, i386 has socketcall alone, and libseccomp 2.5 then compares its number with what it
 * never loaded. */
static void doubt_commands(struct unit *unit, const struct unit_calls *calls)
{
	arch_each(arch, unit_archs(unit)) {
		bool has = !syscall_exists(CALL_socketcall, arch) && !syscall_exists(CALL_ipc, arch), commands = false;
		for (int id = 0; id < CALL_COUNT; id++) {
			has |= calls->listed[id] && syscall_exists((enum syscall_id)id, arch);
			commands |= calls->listed[id] && in_scmp_is_command(syscall_name((enum syscall_id)id));
		}
		if (commands && !has)
			in_source_inexact(unit->source, 0, NULL, "a list of nothing but commands of socketcall or ipc, which libseccomp 2.5 miscompiles");
	}
}

static int put_calls(struct unit *unit, const struct unit_calls *calls, struct verdict listed, struct verdict otherwise, struct err *err)
{
	if (!calls->begun)
		return 0;
	begin(unit, otherwise);
	doubt_commands(unit, calls);
	return put_listed(unit, calls, listed, put_call, err) || put_listed(unit, calls, listed, put_commands, err) ? -1 : 0;
}

/* Of a list of calls that are not logged, if it names none, systemd loads nothing. */
static bool has_log(const struct unit *unit)
{
	bool any = unit->log.allows;

	for (int id = 0; id < CALL_COUNT; id++)
		any |= unit->log.listed[id];
	return unit->log.begun && any;
}

static int put_log(struct unit *unit, struct err *err)
{
	const struct verdict log = { ACTION_LOG, 0 };
	bool allows = unit->log.allows;

	if (!has_log(unit))
		return 0;
	return put_calls(unit, &unit->log, allows ? log : allow, allows ? allow : log, err);
}

/* The answers to calls that an allow list does not name. */
static bool answers_known(const struct unit *unit)
{
	return unit->filter.allows && unit_does(unit, SYSTEMD_ANSWERS_KNOWN);
}

static enum arch own_arch(const struct unit *unit)
{
	arch_each(arch, is_x86(unit) ? 0 : unit->archs)
		return arch_host(arch);
	return ARCH_X86_64;
}

static bool is_answered(const struct unit *unit, enum syscall_id id)
{
	const struct systemd_release *release = unit->release;

	return systemd_knows(release, id) && !systemd_nests(release, id) && systemd_names(release, id) && syscall_exists(id, own_arch(unit));
}

/* Of @known, systemd finds those that its own arch has, and not those that are in it as a group. */
static int put_known(struct unit *unit, int (*put)(struct unit *unit, const char *call, struct verdict verdict, struct err *err),
                     struct err *err)
{
	for (int id = 0; id < CALL_COUNT; id++)
		if (!unit->filter.listed[id] && is_answered(unit, (enum syscall_id)id) && put(unit, syscall_name((enum syscall_id)id), unit->denied, err))
			return -1;
	return 0;
}

/* libseccomp has no rule with the default answer, nor with the last errno. */
static bool is_possible(struct verdict verdict, struct verdict otherwise)
{
	return !verdict_equal(verdict, otherwise) && !(verdict.action == ACTION_ERRNO && verdict.data == ERRNO_MOST);
}

/* systemd has no such value for a call in a list that has it already, and needs write itself. */
static bool can_write(const struct unit *unit)
{
	const struct unit_calls *calls = &unit->filter;

	return !unit_does(unit, SYSTEMD_WRITES) || !calls->allows || !calls->listed[CALL_write] || calls->answer[CALL_write] == UNIT_PLAIN;
}

static void doubt_start(struct unit *unit, struct verdict listed, struct verdict otherwise)
{
	const struct unit_calls *calls = &unit->filter;
	bool starts = can_write(unit) && (!calls->allows || is_possible(unit->denied, allow));

	for (int id = 0; id < CALL_COUNT; id++)
		starts &= !calls->listed[id] || is_possible(answer_of(calls, id, listed), otherwise);
	if (!starts)
		in_source_inexact(unit->source, 0, NULL, "systemd does not start this unit: an errno of SystemCallFilter= is also that of the calls that "
		                                         "it does not list, or 4095, or of write");
}

static void let_write(struct unit *unit)
{
	if (!unit_does(unit, SYSTEMD_WRITES) || !unit->filter.begun)
		return;
	unit->filter.listed[CALL_write] = unit->filter.allows;
	unit->filter.answer[CALL_write] = UNIT_PLAIN;
}

static int put_filter(struct unit *unit, struct err *err)
{
	bool allows = unit->filter.allows;
	struct verdict otherwise = !allows ? allow : answers_known(unit) ? enosys : unit->denied;

	if (unit->filter.begun)
		doubt_start(unit, allows ? allow : unit->denied, otherwise);
	let_write(unit);
	if (put_calls(unit, &unit->filter, allows ? allow : unit->denied, otherwise, err))
		return -1;
	if (!unit->filter.begun || !answers_known(unit) || verdict_equal(unit->denied, enosys))
		return 0;
	return put_known(unit, put_call, err) || put_known(unit, put_commands, err) ? -1 : 0;
}

/* Archs that the unit does not name, and on x86_64 numbers from 2^31 up without the x32 bit, which libseccomp
 * counts as x32's. */
static void put_archs(struct unit *unit)
{
	arch_set killed = unit->archs && is_x86(unit) ? (arch_set)LOCAL & ~unit->archs : 0;

	if (killed)
		in_source_layer(unit->source, killed, kill_thread);
	if (killed & X32)
		in_source_range(unit->source, (struct in_range){ 0x80000000, UINT32_MAX - 1, ARCH_BIT(ARCH_X86_64), kill_thread });
	unit->source->foreign = !unit->archs || (unit->archs & LOCAL) == LOCAL ? allow : kill_thread;
}

static void set_defaults(struct unit *unit)
{
	struct in_source *source = unit->source;

	source->archs = unit_archs(unit) | (is_x86(unit) ? LOCAL : 0);
	source->otherwise = unit->filter.begun && unit->filter.allows ? (answers_known(unit) ? enosys : unit->denied) :
	                    has_log(unit) && !unit->log.allows ? (struct verdict){ ACTION_LOG, 0 } : allow;
	source->newer = source->otherwise;
}

static bool has_flag(const struct unit *unit)
{
	for (int flag = 0; flag < UNIT_FLAGS; flag++)
		if (unit->flags[flag])
			return true;
	return false;
}

/* The kernel then refuses the same with EACCES, and more: what files map is looked at too. */
static void doubt_mdwe(struct unit *unit)
{
	static const char *const calls[] = { "mmap", "mmap2", "mprotect", "pkey_mprotect", "shmat" };

	if (unit->flags[UNIT_MDWX] && unit_does(unit, SYSTEMD_ASKS_FOR_MDWE))
		for (size_t i = 0; i < COUNT_OF(calls); i++)
			in_source_inexact(unit->source, 0, calls[i], "MemoryDenyWriteExecute=: with Linux 6.3 or later, systemd 254 and later load no "
			                                             "filter for it, but set PR_SET_MDWE");
}

int unit_filters(struct unit *unit, struct err *err)
{
	unit->flags[UNIT_SUID_SGID] |= unit->flags[UNIT_DYNAMIC_USER];
	if (!unit->filter.begun && !has_log(unit) && !unit->has_families && !restricts_namespaces(unit) && !unit->archs && !has_flag(unit))
		return err_set(err, "no setting of the unit loads a seccomp filter");
	set_defaults(unit);
	doubt_mdwe(unit);
	put_archs(unit);
	begin(unit, allow);
	if (put_flags(unit, err) || put_families(unit, err) || put_namespaces(unit, err) || put_log(unit, err))
		return -1;
	return put_filter(unit, err);
}
