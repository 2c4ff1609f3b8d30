/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policies for older kernels and libseccomps: the calls that programs fall back to are allowed, for each row of the
 * table of fallbacks, and whatever is missing is reported.
 */
#include "tests/analyzer/traces.h"

#include "analyzer/report/support.h"
#include "core/libc/equivalence.h"
#include "core/libc/implied.h"
#include "core/libc/support.h"

/* The release before the one that has the call. */
static struct version before(enum syscall_id id)
{
	struct version version;

	assert_true(version_parse(&version, syscall_since(id)));
	if (version.part[1])
		version.part[1]--;
	else
		version = (struct version){ { version.part[0] - 1, 99 } };
	return version;
}

static bool allows(const struct policy *policy, enum arch arch, enum syscall_id id)
{
	const struct rule *rule = policy_find(policy, arch, (uint32_t)syscall_nr(id, arch));
	return rule && rule_passes(rule);
}

static bool are_in_one_set(enum syscall_id a, enum syscall_id b)
{
	for (size_t i = 0; i < equivalence_count(); i++) {
		bool one = false, other = false;
		for (size_t n = 0; n < EQUIVALENCE_MEMBERS; n++) {
			one |= equivalence_at(i)->member[n] == a;
			other |= equivalence_at(i)->member[n] == b;
		}
		if (one && other)
			return true;
	}
	return false;
}

/* At any level: with the call recorded, and the kernel one release too old for it. */
static void try_fallback(const struct fallback *row, enum arch arch, enum level level)
{
	AUTO_POLICY struct policy policy = {0};
	AUTO_TEXT struct text notes = {0}, recorded = {0};
	struct trace trace = {.complete = true};
	struct support_target target = { .has_kernel = true, .kernel = before(row->call), .kernel_text = "old" };

	text_format(&recorded, "%s%s", arch == ARCH_I386 ? "i386: " : "", syscall_name(row->call));
	record(&trace, recorded.at);
	derive(&policy, &trace, &(struct derive_options){.level = level, .has_kernel = true, .kernel = target.kernel}, &notes);
	if (row->instead != CALL_UNKNOWN && syscall_exists(row->instead, arch) && are_in_one_set(row->call, row->instead) &&
	    !allows(&policy, arch, row->instead))
		fail_msg("%s: %s is not allowed at level %s", recorded.at, syscall_name(row->instead), level_name(level));
	policy.foreign = policy.newer = policy.otherwise;     /* only calls are of interest */
	text_free(&notes);
	text_add(&notes, "");
	bool works = support_report(&policy, &target, &notes), ways = strstr(notes.at, " do without: ") || strstr(notes.at, "that the policy allows: ");
	bool missing = strstr(notes.at, "which the policy does not allow") || strstr(notes.at, "no other call is known");
	if (!strstr(notes.at, syscall_name(row->call)) || works != ways || works == missing)
		fail_msg("%s: %d: %s", recorded.at, works, notes.at);
	trace_free(&trace);
}

static void test_fallbacks(void **state)
{
	unsigned tried = 0;

	(void)state;
	for (size_t i = 0; i < fallback_count(); i++) {
		const struct fallback *row = fallback_at(i);
		enum arch arch = syscall_exists(row->call, ARCH_X86_64) ? ARCH_X86_64 : ARCH_I386;
		if (!syscall_exists(row->call, arch))
			continue;
		tried++;
		for (int level = 0; level < LEVEL_COUNT; level++)
			try_fallback(row, arch, (enum level)level);
	}
	assert_true(tried > 50);
}

#define POLICY(archs, calls) "{\"seccord\": 2, \"archs\": [" archs "], \"default\": {\"action\": \"errno\", \"errno\": \"EPERM\"}, " \
	"\"newer\": {\"action\": \"errno\", \"errno\": \"ENOSYS\"}, \"foreign\": {\"action\": \"kill-thread\"}, \"calls\": [" calls "]}"
#define X86(calls) POLICY("\"x86_64\"", calls)

static const struct {
	const char *policy, *kernel, *library, *notes;
	bool works;
} rows[] = {
	{ X86("{\"call\": \"read\"}"), "4.4", "2.5.4", "", true },
	{ X86("{\"call\": \"read\"}"), "3.4", NULL, "allow: needs Linux 3.5\nerrno: needs Linux 3.5\nkill-thread: needs Linux 3.5\n"
	  "x86_64: needs Linux 3.5; older ones load no filter\n", false },
	{ X86("{\"call\": \"read\", \"action\": \"kill\"}"), "4.13", NULL, "kill: needs Linux 4.14; older ones kill the thread alone\n", false },
	{ X86("{\"call\": \"read\", \"action\": \"kill\"}"), "4.14", "2.4", "", true },
	{ X86("{\"call\": \"read\", \"action\": \"log\"}"), "4.13", "2.3.3",
	  "log: needs Linux 4.14; older ones kill the thread\nlog: needs libseccomp 2.4.0\n", false },
	{ X86("{\"call\": \"openat2\", \"action\": \"supervise\"}, {\"call\": \"openat\"}"), "4.19", "2.4.4",
	  "supervise: needs Linux 5.0; older ones do not load the filter\nsupervise: needs libseccomp 2.5.0\n"
	  "not in Linux 4.19, where programs use calls that the policy allows: openat2 (openat)\n"
	  "libseccomp 2.4.4 does not know these names, and allows none of them: openat2\n", false },
	{ POLICY("\"riscv64\", \"loongarch64\"", "{\"call\": \"read\"}"), "5.4", "2.4.4",
	  "riscv64: needs Linux 5.5; older ones load no filter\nriscv64: needs libseccomp 2.5.0\n"
	  "loongarch64: needs Linux 5.19; older ones load no filter\nloongarch64: needs libseccomp 2.6.0\n", false },
	{ POLICY("\"riscv32\"", "{\"call\": \"read\"}"), NULL, "2.6.1", "riscv32: needs a libseccomp newer than all known ones\n", false },
	/* Calls. */
	{ X86("{\"call\": \"clone3\"}, {\"call\": \"clone\"}, {\"call\": \"rseq\"}"), "4.9", NULL,
	  "not in Linux 4.9, where programs use calls that the policy allows: clone3 (clone)\n"
	  "not in Linux 4.9, where programs do without: rseq\n", true },
	{ X86("{\"call\": \"clone3\"}"), "4.19", NULL, "clone3: needs Linux 5.3; programs then use clone, which the policy does not allow\n", false },
	{ X86("{\"call\": \"memfd_secret\"}"), "5.13", NULL, "memfd_secret: needs Linux 5.14; no other call is known to replace it\n", false },
	{ X86("{\"call\": \"memfd_secret\"}"), "5.14", NULL, "", true },
	{ X86("{\"call\": \"statx\"}, {\"call\": \"newfstatat\"}"), "4.10", NULL,
	  "not in Linux 4.10, where programs use calls that the policy allows: statx (newfstatat)\n", true },
	/* What replaces it must be in that kernel, too. */
	{ X86("{\"call\": \"futex_wait\"}, {\"call\": \"futex_waitv\"}"), "5.10", NULL,
	  "futex_wait: needs Linux 6.7; programs then use futex, which the policy does not allow\n"
	  "futex_waitv: needs Linux 5.16; programs then use futex, which the policy does not allow\n", false },
	/* A call that nobody made concerns nobody. */
	{ X86("{\"call\": \"faccessat2\", \"why\": \"equivalent\", \"of\": \"access\"}"), "4.4", NULL, "", true },
	{ X86("{\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}"), "4.4", NULL, "", true },
	/* Names. */
	{ X86("{\"call\": \"cachestat\"}, {\"call\": \"mseal\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}"), NULL, "2.5.4",
	  "libseccomp 2.5.4 does not know these names, and allows none of them: cachestat\n"
	  "libseccomp 2.5.4 does not know these names, and gives them the default action: mseal\n", false },
	{ X86("{\"call\": \"mseal\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}"), NULL, "2.5.5",
	  "libseccomp 2.5.5 does not know these names, and gives them the default action: mseal\n", true },
	{ X86("{\"call\": \"cachestat\"}"), NULL, "2.5.5", "", true },
	/* Releases that the tables do not reach. */
	{ X86("{\"call\": \"read\"}"), "7.3.9", NULL, "", true },
	{ X86("{\"call\": \"read\"}"), "7.4", NULL, "calls that are newer than Linux 7.3 are not known here\n", true },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_POLICY struct policy policy = {0};
		AUTO_TEXT struct text notes = {0};
		struct support_target target = { rows[i].kernel, rows[i].library, { { 0 } }, { { 0 } }, rows[i].kernel, rows[i].library };
		struct err err = {0};

		if (policy_read_bytes(&policy, rows[i].policy, strlen(rows[i].policy), "row", &err))
			fail_msg("%s", err.text);
		assert_true(!rows[i].kernel || version_parse(&target.kernel, rows[i].kernel));
		assert_true(!rows[i].library || version_parse(&target.library, rows[i].library));
		text_add(&notes, "");
		bool works = support_report(&policy, &target, &notes);
		if (works != rows[i].works || strcmp(notes.at, rows[i].notes) != 0)
			fail_msg("row %zu: %d, %s", i, works, notes.at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fallbacks),
		cmocka_unit_test(test_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
