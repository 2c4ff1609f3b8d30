/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What facts of a machine mean: each row changes one fact of a machine on which
 * all is fine, and names the findings that this limits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "cli/doctor/judge.h"

#define ALL "kill_process kill_thread trap errno user_notif trace log allow"
#define ENGINE(name_) {.engine = name_, .ran = true, .calls = true, .vdso = YES, .narrow = YES}

static const struct facts fine = {
	.major = 6, .minor = 1, .yama = 1, .cap_ptrace = true, .cap_admin = true, .forks = true, .actions = ALL,
	.user_namespaces = YES, .tracefs = YES, .narrow = YES, .perf = 2, .vdso = true, .clock = "tsc", .confined = YES, .capstone = true,
	.engine = {ENGINE("seccomp"), ENGINE("syscall"), ENGINE("learn")},
};

static void change(struct facts *f, const char *what)
{
	if (!strcmp(what, "nothing")) {}
	else if (!strcmp(what, "old kernel")) { f->major = 5; f->minor = 2; }
	else if (!strcmp(what, "oldest kernel")) { f->major = 5; f->minor = 3; }
	else if (!strcmp(what, "traced")) f->tracer = 7;
	else if (!strcmp(what, "no Yama")) f->yama = SETTING_NONE;
	else if (!strcmp(what, "user, scope 0")) { f->cap_ptrace = false; f->yama = 0; }
	else if (!strcmp(what, "user, scope 1")) f->cap_ptrace = false;
	else if (!strcmp(what, "user, scope 2")) { f->cap_ptrace = false; f->yama = 2; }
	else if (!strcmp(what, "root, scope 2")) f->yama = 2;
	else if (!strcmp(what, "root, scope 3")) f->yama = 3;
	else if (!strcmp(what, "admin apart")) f->caps_apart = true;
	else if (!strcmp(what, "admin apart, perf open")) { f->caps_apart = true; f->perf = -1; }
	else if (!strcmp(what, "no admin, apart")) { f->cap_admin = false; f->caps_apart = true; }
	else if (!strcmp(what, "no admin")) f->cap_admin = false;
	else if (!strcmp(what, "no admin, perf open")) { f->cap_admin = false; f->perf = 0; }
	else if (!strcmp(what, "no perf")) f->perf = SETTING_NONE;
	else if (!strcmp(what, "no /proc/sys")) { f->yama = f->perf = SETTING_HIDDEN; *f->actions = '\0'; }
	else if (!strcmp(what, "no processes")) {
		f->forks = false;
		f->user_namespaces = f->tracefs = f->narrow = UNKNOWN;
		for (int i = 0; i < DOCTOR_ENGINES; i++)
			f->engine[i] = (struct self_test){.engine = "x", .error = "cannot start a process: Resource temporarily unavailable"};
	}
	else if (!strcmp(what, "few files")) f->engine[0] = (struct self_test){.engine = "x", .error = "x: Too many open files"};
	else if (!strcmp(what, "32 filtered")) { f->narrow = NO; f->narrow_filtered = true; for (int i = 0; i < DOCTOR_ENGINES; i++) f->engine[i].narrow = UNKNOWN; }
	else if (!strcmp(what, "no_new_privs")) f->no_new_privs = true;
	else if (!strcmp(what, "filter")) f->seccomp = 2;
	else if (!strcmp(what, "no notify")) strcpy(f->actions, "kill_process kill_thread trap errno trace log allow");
	else if (!strcmp(what, "a longer word")) strcpy(f->actions, "kill_process trap errno user_notify trace log allow");
	else if (!strcmp(what, "actions unknown")) *f->actions = '\0';
	else if (!strcmp(what, "seccomp fails")) { f->engine[0] = (struct self_test){.engine = "seccomp", .error = "because"}; }
	else if (!strcmp(what, "syscall misses")) f->engine[1].calls = false;
	else if (!strcmp(what, "learn misses 32")) f->engine[2].narrow = NO;
	else if (!strcmp(what, "no 32")) { f->narrow = NO; for (int i = 0; i < DOCTOR_ENGINES; i++) f->engine[i].narrow = UNKNOWN; }
	else if (!strcmp(what, "arm")) { f->narrow = UNKNOWN; for (int i = 0; i < DOCTOR_ENGINES; i++) f->engine[i].narrow = UNKNOWN; }
	else if (!strcmp(what, "vdso unseen")) { for (int i = 0; i < DOCTOR_ENGINES; i++) f->engine[i].vdso = NO; }
	else if (!strcmp(what, "vdso seen by one")) { f->engine[0].vdso = f->engine[2].vdso = NO; }
	else if (!strcmp(what, "no vdso")) { f->vdso = false; for (int i = 0; i < DOCTOR_ENGINES; i++) f->engine[i].vdso = UNKNOWN; }
	else if (!strcmp(what, "no user namespaces")) f->user_namespaces = NO;
	else if (!strcmp(what, "no tracefs")) f->tracefs = NO;
	else if (!strcmp(what, "closed tracefs")) { f->tracefs = NO; f->tracefs_mounted = true; }
	else if (!strcmp(what, "not confined")) f->confined = NO;
	else if (!strcmp(what, "no file to confine")) f->confined = UNKNOWN;
	else if (!strcmp(what, "no capstone")) f->capstone = false;
	else fail_msg("unknown change: %s", what);
}

static const struct { const char *what, *findings; } rows[] = {
	{"nothing", ""}, {"old kernel", " kernel:limited"}, {"oldest kernel", ""}, {"traced", " tracer:limited"}, {"no Yama", ""},
	{"user, scope 0", ""}, {"user, scope 1", " ptrace-scope:limited"}, {"user, scope 2", " ptrace-scope:limited"},
	{"root, scope 2", ""}, {"root, scope 3", " ptrace-scope:limited"}, {"no admin", " privileges:limited perf:limited"},
	{"admin apart", " privileges:limited perf:limited"}, {"admin apart, perf open", " privileges:limited"},
	{"no admin, apart", " privileges:limited perf:limited"},
	{"no admin, perf open", " privileges:limited"}, {"no perf", ""}, {"no_new_privs", " no-new-privs:limited"},
	{"filter", " own-filter:limited"}, {"no notify", " actions:limited"}, {"a longer word", " actions:limited"},
	{"actions unknown", " actions:unknown"}, {"seccomp fails", " engine-seccomp:limited"}, {"syscall misses", " engine-syscall:limited"},
	{"learn misses 32", " engine-learn:limited"}, {"no 32", " 32-bit:limited"}, {"arm", ""}, {"vdso unseen", " vdso:limited"},
	{"vdso seen by one", ""}, {"no vdso", ""}, {"no user namespaces", " user-namespaces:limited"}, {"no tracefs", " tracefs:limited"},
	{"closed tracefs", " tracefs:limited"},
	{"not confined", " elf-reader:limited"}, {"no file to confine", " elf-reader:unknown"},
	{"no capstone", " capstone:limited"}, {"32 filtered", " 32-bit:limited"}, {"few files", " engine-seccomp:limited"},
	{"no /proc/sys", " ptrace-scope:unknown actions:unknown perf:unknown"},
	{"no processes", " engine-seccomp:limited engine-syscall:limited engine-learn:limited vdso:unknown 32-bit:unknown elf-reader:unknown "
	                 "user-namespaces:unknown tracefs:unknown"},
};

/* A fix is for the cause, where that is known. */
static const struct { const char *what, *name, *fix; } fixes[] = {
	{"no 32", "32-bit", "ia32_emulation=1"}, {"32 filtered", "32-bit", "SystemCallArchitectures"}, {"no /proc/sys", "actions", "ProcSubset"},
	{"no /proc/sys", "perf", "ProcSubset"}, {"few files", "engine-seccomp", "LimitNOFILE"}, {"seccomp fails", "engine-seccomp", "own-filter"},
	{"no processes", "engine-learn", "TasksMax"}, {"no processes", "tracefs", "TasksMax"}, {"no processes", "vdso", "engine-syscall"},
	{"no tracefs", "tracefs", "mount -t tracefs"}, {"closed tracefs", "tracefs", "use them as root"},
	{"admin apart", "privileges", "outside of the user namespace"}, {"no admin, apart", "privileges", "record as root if"},
	{"no file to confine", "elf-reader", "read the file"}, {"not confined", "elf-reader", "seccomp(2)"},
};

/* Every finding has words, and one that is not fine has a fix. */
static void check_words(const struct finding *finding)
{
	assert_non_null(finding->what.at);
	assert_null(strchr(finding->what.at, '\n'));
	assert_int_equal(!finding->fix, finding->health == HEALTH_FINE);
}

static void test_judge(void **state)
{
	(void)state;
	for (size_t row = 0; row < COUNT_OF(rows); row++) {
		struct finding findings[FINDINGS_MOST] = {0};
		AUTO_TEXT struct text found = {0};
		struct facts facts = fine;
		change(&facts, rows[row].what);
		size_t count = doctor_judge(&facts, findings);
		for (size_t i = 0; i < count; i++) {
			check_words(&findings[i]);
			if (findings[i].health != HEALTH_FINE)
				text_format(&found, " %s:%s", findings[i].name, health_name(findings[i].health));
			text_free(&findings[i].what);
		}
		if (strcmp(found.at ? found.at : "", rows[row].findings))
			fail_msg("%s:%s", rows[row].what, found.at ? found.at : " nothing");
	}
}

static void test_fixes(void **state)
{
	(void)state;
	for (size_t row = 0; row < COUNT_OF(fixes); row++) {
		struct finding findings[FINDINGS_MOST] = {0};
		struct facts facts = fine;
		const char *fix = NULL;
		change(&facts, fixes[row].what);
		size_t count = doctor_judge(&facts, findings);
		for (size_t i = 0; i < count; i++) {
			if (!strcmp(findings[i].name, fixes[row].name))
				fix = findings[i].fix;
			text_free(&findings[i].what);
		}
		if (!fix || !strstr(fix, fixes[row].fix))
			fail_msg("%s: %s", fixes[row].what, fix ? fix : "no fix");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_judge), cmocka_unit_test(test_fixes)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
