/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each row has a function that words one finding and says whether it limits
 * seccord, and the fix if it does. A limit is what does not work, not what is
 * unusual: no setting is asked for where a capability suffices. The fix is that of
 * the row, unless the function knows a better one.
 */
#include "cli/doctor/judge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef enum health judge(const struct facts *facts, struct finding *finding);

/* --- what cannot be known here --- */

static enum health hidden(const char *setting, struct finding *finding)
{
	text_format(&finding->what, "%s cannot be read here", setting);
	finding->fix = "run doctor where /proc/sys can be read: in a unit, without ProcSubset=pid";
	return HEALTH_UNKNOWN;
}

static const char more_processes[] = "raise the limit of processes: ulimit -u, in a unit TasksMax= and LimitNPROC=, in a container --pids-limit";

static enum health untested(struct finding *finding)
{
	text_add(&finding->what, "not tested: no process can be started here");
	finding->fix = more_processes;
	return HEALTH_UNKNOWN;
}

/* --- tracing --- */

static enum health kernel(const struct facts *facts, struct finding *finding)
{
	bool old = facts->major < 5 || (facts->major == 5 && facts->minor < 3);

	text_format(&finding->what, "Linux %u.%u", facts->major, facts->minor);
	if (old)
		text_add(&finding->what, "; recording needs PTRACE_GET_SYSCALL_INFO of Linux 5.3");
	return old ? HEALTH_LIMITED : HEALTH_FINE;
}

static enum health traced(const struct facts *facts, struct finding *finding)
{
	if (!facts->tracer) {
		text_add(&finding->what, "nothing traces this process");
		return HEALTH_FINE;
	}
	text_format(&finding->what, "process %d traces this process; a process has one tracer, so what is started here cannot be recorded", facts->tracer);
	return HEALTH_LIMITED;
}

enum { YAMA_CHILDREN = 1, YAMA_ADMIN = 2, YAMA_NOBODY = 3 };

static enum health ptrace_scope(const struct facts *facts, struct finding *finding)
{
	static const char *const limits[] = {
		[YAMA_CHILDREN] = "record -p and dump -p are refused",
		[YAMA_ADMIN] = "recording is refused",
		[YAMA_NOBODY] = "recording is refused, also for root, until the machine is restarted",
	};
	bool known = facts->yama >= YAMA_CHILDREN && facts->yama <= YAMA_NOBODY;
	bool limited = known && (facts->yama == YAMA_NOBODY || !facts->cap_ptrace);

	if (facts->yama == SETTING_HIDDEN)
		return hidden("kernel.yama.ptrace_scope", finding);
	if (facts->yama < 0)
		text_add(&finding->what, "no Yama: processes of the same user can be traced");
	else
		text_format(&finding->what, "kernel.yama.ptrace_scope is %d%s%s", facts->yama, limited ? ": " : "", limited ? limits[facts->yama] : "");
	return limited ? HEALTH_LIMITED : HEALTH_FINE;
}

static enum health privileges(const struct facts *facts, struct finding *finding)
{
	if (facts->cap_admin && facts->caps_apart) {
		text_add(&finding->what, "CAP_SYS_ADMIN of a user namespace, not of the machine: no dump, and perf only as for users");
		finding->fix = "record as root of the machine, outside of the user namespace";
		return HEALTH_LIMITED;
	}
	if (facts->cap_admin) {
		text_add(&finding->what, "CAP_SYS_ADMIN");
		return HEALTH_FINE;
	}
	text_add(&finding->what, "no CAP_SYS_ADMIN: recorded programs get no_new_privs, so setuid programs run without their rights; no dump");
	return HEALTH_LIMITED;
}

static enum health no_new_privs(const struct facts *facts, struct finding *finding)
{
	text_add(&finding->what, facts->no_new_privs ? "set: setuid programs run without their rights, recorded or not" : "not set");
	return facts->no_new_privs ? HEALTH_LIMITED : HEALTH_FINE;
}

/* --- seccomp --- */

static enum health own_filter(const struct facts *facts, struct finding *finding)
{
	if (facts->seccomp == 0) {
		text_add(&finding->what, "this process has no filter");
		return HEALTH_FINE;
	}
	text_add(&finding->what, "this process has a filter (of a container or a unit): recording uses engine syscall, and what the filter refuses fails");
	return HEALTH_LIMITED;
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += length)
		if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
			return true;
	return false;
}

static enum health actions(const struct facts *facts, struct finding *finding)
{
	static const char *const wanted[] = {"kill_process", "trap", "errno", "user_notif", "trace", "log", "allow"};
	AUTO_TEXT struct text missing = {0};

	if (!*facts->actions)
		return hidden("kernel.seccomp.actions_avail", finding);
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		if (!has_word(facts->actions, wanted[i]))
			text_format(&missing, " %s", wanted[i]);
	text_format(&finding->what, "%s%s", missing.at ? "the kernel lacks the actions" : "every action of a policy is available", missing.at ? missing.at : "");
	return missing.at ? HEALTH_LIMITED : HEALTH_FINE;
}

/* --- engines --- */

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);

	return length >= wanted && !strcmp(text + length - wanted, end);
}

/* Of a limit that is not one of tracing; NULL: the fix of the row. */
static const char *fix_of_error(const char *error)
{
	static const struct { int cause; const char *fix; } causes[] = {
		{EAGAIN, more_processes},
		{EMFILE, "raise the limit of open files: ulimit -n, in a unit LimitNOFILE="},
		{EFBIG, "raise the limit of the size of files: ulimit -f, in a unit LimitFSIZE="},
		{ENOMEM, "raise the limit of memory: ulimit -v, in a unit LimitAS= and MemoryMax="},
		{ENOSPC, "free space in " P_tmpdir},
		{ENOSYS, "allow this call in the filter of the container or unit, or use a newer kernel"},
	};

	for (size_t i = 0; i < COUNT_OF(causes); i++)
		if (ends_with(error, strerror(causes[i].cause)))
			return causes[i].fix;
	return NULL;
}

static enum health engine(const struct self_test *test, struct finding *finding)
{
	if (!test->ran)
		text_format(&finding->what, "cannot record: %s", test->error);
	else if (!test->calls)
		text_add(&finding->what, "recorded a program, but missed some of its calls");
	else if (test->narrow == NO)
		text_add(&finding->what, "recorded a program, but missed its 32-bit call");
	else
		text_format(&finding->what, "recorded a program%s", test->narrow == YES ? ", 32-bit calls included" : "");
	if (!test->ran && fix_of_error(test->error))
		finding->fix = fix_of_error(test->error);
	return test->ran && test->calls && test->narrow != NO ? HEALTH_FINE : HEALTH_LIMITED;
}

static enum health engine_0(const struct facts *facts, struct finding *finding)
{
	return engine(&facts->engine[0], finding);
}

static enum health engine_1(const struct facts *facts, struct finding *finding)
{
	return engine(&facts->engine[1], finding);
}

static enum health engine_2(const struct facts *facts, struct finding *finding)
{
	return engine(&facts->engine[2], finding);
}

static enum health vdso(const struct facts *facts, struct finding *finding)
{
	bool seen = false, ran = false;

	for (size_t i = 0; i < DOCTOR_ENGINES; i++) {
		seen |= facts->engine[i].vdso == YES;
		ran |= facts->engine[i].ran;
	}
	if (facts->vdso && !ran) {
		text_add(&finding->what, "not tested: no engine can record here");
		finding->fix = "see engine-syscall";
		return HEALTH_UNKNOWN;
	}
	if (!facts->vdso)
		text_add(&finding->what, "the kernel maps no vDSO: reading the clock is a call");
	else if (seen)
		text_format(&finding->what, "calls that it handles are seen (clock source %s)", *facts->clock ? facts->clock : "not known");
	else
		text_format(&finding->what, "no call that it handles was seen (clock source %s): policies may lack calls that other hosts make",
		            *facts->clock ? facts->clock : "not known");
	return facts->vdso && !seen ? HEALTH_LIMITED : HEALTH_FINE;
}

static enum health narrow(const struct facts *facts, struct finding *finding)
{
	static const char *const words[] = {
		[NO] = "not supported by the kernel: 32-bit programs do not run",
		[YES] = "supported by the kernel",
		[UNKNOWN] = "not tested on this processor",
	};

	if (!facts->forks)
		return untested(finding);
	if (facts->narrow_filtered) {
		text_add(&finding->what, "refused by the filter of this process: 32-bit programs do not run here");
		finding->fix = "allow 32-bit calls: in an OCI profile \"architectures\" with SCMP_ARCH_X86, in a unit no SystemCallArchitectures=native";
		return HEALTH_LIMITED;
	}
	text_add(&finding->what, words[facts->narrow]);
	return facts->narrow == NO ? HEALTH_LIMITED : HEALTH_FINE;
}

/* --- the program's files --- */

static enum health elf_reader(const struct facts *facts, struct finding *finding)
{
	static const struct { enum health health; const char *what; } words[] = {
		[YES] = {HEALTH_FINE, "a process without rights reads the program's ELF files for the recorder"},
		[NO] = {HEALTH_LIMITED, "no process can be confined here: the recorder reads the program's ELF files itself, with its own rights"},
		[UNKNOWN] = {HEALTH_UNKNOWN, "/proc/self/exe cannot be read"},
	};

	if (!facts->forks)
		return untested(finding);
	if (facts->confined == UNKNOWN)
		finding->fix = "let this user read the file of seccord; see also engine-syscall";
	text_add(&finding->what, words[facts->confined].what);
	return words[facts->confined].health;
}

/* --- what other tools need --- */

static enum health user_namespaces(const struct facts *facts, struct finding *finding)
{
	if (!facts->forks)
		return untested(finding);
	text_add(&finding->what, facts->user_namespaces == YES ? "can be created" : "cannot be created: bwrap and rootless containers cannot enforce a policy for users");
	return facts->user_namespaces == YES ? HEALTH_FINE : HEALTH_LIMITED;
}

static enum health tracefs(const struct facts *facts, struct finding *finding)
{
	if (facts->tracefs != YES && !facts->forks)
		return untested(finding);
	if (facts->tracefs != YES && facts->tracefs_mounted)
		finding->fix = "use them as root, who may read /sys/kernel/tracing";
	text_add(&finding->what, facts->tracefs == YES ? "tracepoints can be read"
	                                     : "tracepoints cannot be read: perf trace and bpftrace, whose logs can be imported, do not work");
	return facts->tracefs == YES ? HEALTH_FINE : HEALTH_LIMITED;
}

static enum health perf(const struct facts *facts, struct finding *finding)
{
	bool open = facts->perf <= 0 || (facts->cap_admin && !facts->caps_apart);

	if (facts->perf == SETTING_HIDDEN)
		return hidden("kernel.perf_event_paranoid", finding);
	if (facts->perf < 0)
		text_add(&finding->what, "the kernel has no perf events");
	else
		text_format(&finding->what, "kernel.perf_event_paranoid is %d%s", facts->perf, open ? "" : ": perf trace needs root");
	return open ? HEALTH_FINE : HEALTH_LIMITED;
}

static enum health capstone(const struct facts *facts, struct finding *finding)
{
	text_add(&finding->what, facts->capstone ? "can be loaded" : "cannot be loaded: reach and policy --reach do not work");
	return facts->capstone ? HEALTH_FINE : HEALTH_LIMITED;
}

static const struct {
	const char *name;
	judge *judge;
	const char *fix;
} rows[] = {
	{"kernel",          kernel,          "use Linux 5.3 or later"},
	{"tracer",          traced,          "end the tracer, or start seccord outside it"},
	{"ptrace-scope",    ptrace_scope,    "sysctl kernel.yama.ptrace_scope=0, or record as root; of 3, restart the machine with another value"},
	{"privileges",      privileges,      "record as root if the program starts setuid programs; in a container, add CAP_SYS_ADMIN"},
	{"no-new-privs",    no_new_privs,    "start without it: in a unit NoNewPrivileges=no, in Kubernetes allowPrivilegeEscalation: true; bwrap and setpriv --no-new-privs set it"},
	{"own-filter",      own_filter,      "start without it: docker or podman run --security-opt seccomp=unconfined, in a unit no SystemCallFilter="},
	{"actions",         actions,         "use a newer kernel, or policies without these actions"},
	{"engine-seccomp",  engine_0,        "use --engine=syscall if that works; see own-filter and ptrace-scope"},
	{"engine-syscall",  engine_1,        "see tracer and ptrace-scope; a container needs CAP_SYS_PTRACE or a filter that allows ptrace"},
	{"engine-learn",    engine_2,        "use --engine=syscall if that works; see own-filter and ptrace-scope"},
	{"vdso",            vdso,            "record with --hide-vdso, so that these calls become real ones"},
	{"32-bit",          narrow,          "start the kernel with ia32_emulation=1, or build it with CONFIG_IA32_EMULATION"},
	{"elf-reader",      elf_reader,      "allow seccomp(2) in the filter of the container or unit; otherwise do not record untrusted programs as root"},
	{"user-namespaces", user_namespaces, "sysctl user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1; the filter of a container may refuse them, and the kernel does in a chroot"},
	{"tracefs",         tracefs,         "as root: mount -t tracefs tracefs /sys/kernel/tracing"},
	{"perf",            perf,            "sysctl kernel.perf_event_paranoid=-1, or use perf as root"},
	{"capstone",        capstone,        "install libcapstone 4 (Debian: libcapstone4)"},
};

size_t doctor_judge(const struct facts *facts, struct finding findings[FINDINGS_MOST])
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct finding *finding = &findings[i];
		finding->name = rows[i].name;
		finding->fix = rows[i].fix;
		finding->health = rows[i].judge(facts, finding);
		finding->fix = finding->health == HEALTH_FINE ? NULL : finding->fix;
	}
	return COUNT_OF(rows);
}

const char *health_name(enum health health)
{
	static const char *const names[] = {[HEALTH_FINE] = "fine", [HEALTH_LIMITED] = "limited", [HEALTH_UNKNOWN] = "unknown"};

	return names[health];
}
