/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What seccord writes in other tools' formats and reads back is proved equal.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/libc/equivalence.h"
#include "core/base/file.h"
#include "emit/out/emit.h"
#include "emit/in/in.h"
#include "emit/proof/prove.h"
#include "tests/emit/random.h"

enum { SEED = 20261123, POLICIES = 60 };

static int read_text(struct policy *policy, const char *text, struct text *notes, struct err *err)
{
	const struct in_dialect *dialect = in_recognise(text, strlen(text));

	*policy = (struct policy){ 0 };
	if (!dialect)
		return err_set(err, "not recognised");
	return in_read_bytes(policy, dialect, text, strlen(text), "file", notes, err);
}

/* Whether `b` allows everything that `a` allows or, with CLAIM_EQUAL, gives the same
 * answers. */
static bool holds(const struct policy *a, const struct policy *b, enum claim claim)
{
	AUTO_TEXT struct text call = { 0 };
	struct proof proof;
	struct err err = { "" };

	if (prove(&proof, (struct side){ .policy = a }, (struct side){ .policy = b }, claim, &err))
		fail_msg("%s", err.text);
	if (!proof.holds) {
		prove_call_text(&proof, &call);
		print_error("%s: 0x%x and 0x%x\n", call.at, proof.left, proof.right);
	}
	return proof.holds;
}

/* A dialect in both directions, and the kind of policy that it can express. */
static const struct way {
	const char *output;
	arch_set archs;
	enum action otherwise;
	bool plain;                           /* calls are allowed with any arguments */
	unsigned least;                       /* minimum number of policies, of POLICIES, that are compared */
} ways[] = {
	{ "oci", ARCH_BIT(ARCH_X86_64), ACTION_ERRNO, false, 55 },
	{ "oci", ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_ARM64), ACTION_KILL, false, 50 },
	{ "oci", ARCH_BIT(ARCH_S390X), ACTION_LOG, false, 55 },
	{ "docker", ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_X32) | ARCH_BIT(ARCH_RISCV64), ACTION_ERRNO, true, 55 },
	{ "docker", ARCH_BIT(ARCH_ARM64), ACTION_TRAP, false, 55 },
	{ "kubernetes", ARCH_BIT(ARCH_X86_64), ACTION_ERRNO, false, 45 },   /* the operator drops an errno of 0 */
	{ "kubernetes", ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_ARM64), ACTION_KILL_THREAD, true, 12 },
	{ "firecracker", ARCH_BIT(ARCH_X86_64), ACTION_ERRNO, false, 12 },
	{ "minijail", ARCH_BIT(ARCH_X86_64), ACTION_KILL, false, 12 },
};

/* Formats that reach the kernel through libseccomp. */
static bool is_scmp(const struct way *way)
{
	return strcmp(way->output, "minijail") != 0;
}

/* A call that libseccomp also allows as a command of socketcall or ipc, which these policies do not
 * mention. */
static bool is_command(enum syscall_id id)
{
	for (size_t i = 0; i < multiplexed_count(); i++)
		if (multiplexed_at(i)->direct == id)
			return true;
	return false;
}

static bool has_room(const struct policy *policy, const struct rule *rule, enum action otherwise)
{
	for (const struct rule *other = policy->rules; other < rule; other++)
		if (other->id == rule->id)
			return false;
	return rule->id != CALL_UNKNOWN && rule->verdict.action != otherwise;
}

/* Rows that use only roles; each call once, on all archs that have it. */
static void make_sayable(struct policy *policy, const struct way *way)
{
	size_t kept = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		struct rule *rule = &policy->rules[i];
		if (!has_room(policy, rule, way->otherwise) || (is_scmp(way) && is_command(rule->id)))
			continue;
		rule->archs = policy_archs_of(policy, rule->id);
		rule->row_count = way->plain ? 0 : rule->row_count;
		if (way->plain || !strcmp(way->output, "firecracker") || !strcmp(way->output, "minijail"))
			rule->verdict = (struct verdict){ ACTION_ALLOW, 0 };
		policy->rules[kept++] = *rule;
	}
	policy->rule_count = kept;
}

static void sayable(struct rng *rng, struct policy *policy, const struct way *way)
{
	unsigned rules = 1 + rng_below(rng, 6);

	random_policy_of(rng, policy, way->archs, rules);
	policy->otherwise = policy->newer = (struct verdict){ way->otherwise, way->otherwise == ACTION_ERRNO ? EPERM : 0 };
	policy->foreign = (struct verdict){ is_scmp(way) ? ACTION_KILL_THREAD : ACTION_KILL, 0 };
	make_sayable(policy, way);
	if (policy->rule_count)
		return;
	*policy_add(policy) = (struct rule){ .id = CALL_read, .archs = way->archs, .verdict = { way->otherwise == ACTION_LOG ? ACTION_TRAP : ACTION_ALLOW, 0 } };
}

/* Ignores the notes on which compiler or library a file is read for. */
static bool has_notes(const struct text *notes)
{
	static const char *const harmless[] = { "read as minijail0 -S does", "for minijail0 -S only", "minijail0 kills the thread", "runc answers ENOSYS", "read as by Firecracker since 1.11", "if seccompiler or Firecracker before 1.11",
	                                      "read as by a libseccomp that knows all names",
	                                      "an arch that the policy does not name gets", "from 0x80000000 on get", "a libseccomp without a name for these calls",
	                                      "does not know these calls refuses the file" };
	const char *line = notes->at;

	for (size_t length; notes->length && *line; line += length + (line[length] == '\n')) {
		bool known = false;
		length = strcspn(line, "\n");
		for (size_t i = 0; i < COUNT_OF(harmless); i++) {
			const char *found = strstr(line, harmless[i]);
			known |= found && found < line + length;
		}
		if (!known)
			return true;
	}
	return false;
}

/* libseccomp's answer to numbers of x32, which no file states. */
static void add_what_is_beyond(struct policy *policy, const struct way *way)
{
	if (is_scmp(way) && way->archs & ARCH_BIT(ARCH_X86_64) && !(way->archs & ARCH_BIT(ARCH_X32)))
		*policy_add(policy) = (struct rule){ .id = CALL_UNKNOWN, .nr = 0x80000000, .last = 0xbfffffff, .archs = ARCH_BIT(ARCH_X86_64),
		                                     .verdict = { ACTION_KILL_THREAD, 0 }, .why = WHY_USER };
}

static bool takes_listener(const struct way *way)
{
	return emit_output_find(way->output)->takes_listener;
}

static bool there_and_back(const struct way *way, struct policy *policy)
{
	AUTO_TEXT struct text out = { 0 }, lost = { 0 }, notes = { 0 };
	struct policy again;
	struct err err = { "" };

	if (emit_output_find(way->output)->write(policy, &(struct emit_choice){ .listener = takes_listener(way) ? "/a" : NULL }, &out, &lost, &err) || has_notes(&lost))
		return false;
	if (!in_recognise(out.at, out.length))
		return false;                 /* the file has only a comment */
	if (read_text(&again, out.at, &notes, &err))
		fail_msg("%s\n%s", err.text, out.at);
	bool exact = !has_notes(&notes) && !again.inexact_count;
	add_what_is_beyond(policy, way);
	if (!exact && !strstr(notes.at ? notes.at : "", "allowed with more") && !holds(&again, policy, CLAIM_SUBSET))
		fail_msg("laxer than noted: %s\n%s", notes.at, out.at);
	if (exact && !holds(&again, policy, CLAIM_EQUAL))
		fail_msg("%s", out.at);
	policy_free(&again);
	return exact;
}

static void test_there_and_back(void **state)
{
	struct rng rng = { .state = SEED };

	(void)state;
	for (size_t w = 0; w < COUNT_OF(ways); w++) {
		unsigned compared = 0;
		for (unsigned i = 0; i < POLICIES; i++) {
			struct policy policy;
			sayable(&rng, &policy, &ways[w]);
			compared += there_and_back(&ways[w], &policy);
			policy_free(&policy);
		}
		print_message("# %s: %u of %d\n", ways[w].output, compared, POLICIES);
		assert_true(compared >= ways[w].least);
	}
}

/* systemd adds its own group to every allow list, some of whose calls other settings restrict (test_settings.c). */
static void add_rules(struct policy *policy, const struct policy *from)
{
	for (size_t i = 0; i < from->rule_count; i++)
		if (from->rules[i].archs & ARCH_BIT(ARCH_X86_64) && from->rules[i].id != CALL_UNKNOWN &&
		    !policy_find(policy, ARCH_X86_64, (uint32_t)syscall_nr(from->rules[i].id, ARCH_X86_64)))
			*policy_add(policy) = from->rules[i];
}

static bool allows(const struct policy *policy, enum syscall_id id)
{
	return policy_find(policy, ARCH_X86_64, (uint32_t)syscall_nr(id, ARCH_X86_64)) != NULL;
}

/* A word without a name in older libseccomp is read the stricter way. */
static void test_systemd_and_back(void **state)
{
	static const struct way way = { "systemd", ARCH_BIT(ARCH_X86_64), ACTION_ERRNO, true, 0 };
	AUTO_TEXT struct text notes = { 0 };
	struct rng rng = { .state = SEED + 1 };
	struct policy always, policy, again;
	struct err err = { "" };
	unsigned exact = 0;

	(void)state;
	assert_int_equal(read_text(&always, "SystemCallArchitectures=native\nSystemCallFilter=@default\n", &notes, &err), 0);
	for (unsigned i = 0; i < 20; i++) {
		AUTO_TEXT struct text out = { 0 };
		sayable(&rng, &policy, &way);
		assert_int_equal(emit_output_find("systemd")->write(&policy, &(struct emit_choice){ 0 }, &out, &notes, &err), 0);
		if (read_text(&again, out.at, &notes, &err))
			fail_msg("%s", err.text);
		bool same = !again.inexact_count && !allows(&policy, CALL_uretprobe);
		assert_true(!same || holds(&policy, &again, CLAIM_SUBSET));
		add_rules(&policy, &always);
		policy.foreign.action = ACTION_KILL_THREAD;
		*policy_add(&policy) = (struct rule){ .id = CALL_UNKNOWN, .nr = 0x80000000, .last = UINT32_MAX - 1,
		                                      .archs = ARCH_BIT(ARCH_X86_64), .verdict = policy.foreign };
		assert_true(holds(&again, &policy, CLAIM_SUBSET));
		exact += same;
		policy_free(&policy);
		policy_free(&again);
	}
	assert_true(exact >= 10);
	policy_free(&always);
}

/* firejail's own additions: x32 gets the default, other archs EPERM, and three calls are always allowed. */
static void as_firejail(struct policy *policy)
{
	static const enum syscall_id own[] = { CALL_execve, CALL_execveat, CALL_prctl };

	policy->newer = policy->otherwise;
	policy->foreign = (struct verdict){ ACTION_ERRNO, EPERM };
	for (size_t i = 0; i < COUNT_OF(own); i++)
		if (!policy_find(policy, ARCH_X86_64, (uint32_t)syscall_nr(own[i], ARCH_X86_64)))
			*policy_add(policy) = (struct rule){ .id = own[i], .archs = ARCH_BIT(ARCH_X86_64), .verdict = { ACTION_ALLOW, 0 } };
	policy->archs |= ARCH_BIT(ARCH_X32);
}

static void test_firejail_and_back(void **state)
{
	static const struct way ways_of[] = {
		{ "firejail", ARCH_BIT(ARCH_X86_64), ACTION_ERRNO, true, 0 }, { "firejail", ARCH_BIT(ARCH_X86_64), ACTION_KILL_THREAD, true, 0 },
	};
	AUTO_TEXT struct text notes = { 0 };
	struct rng rng = { .state = SEED + 2 };
	struct policy policy, again;
	struct err err = { "" };

	(void)state;
	for (unsigned i = 0; i < POLICIES; i++) {
		AUTO_TEXT struct text out = { 0 };
		sayable(&rng, &policy, &ways_of[i % 2]);
		assert_int_equal(emit_output_find("firejail")->write(&policy, &(struct emit_choice){ 0 }, &out, &notes, &err), 0);
		if (read_text(&again, out.at, &notes, &err))
			fail_msg("%s", err.text);
		as_firejail(&policy);
		assert_int_equal(again.inexact_count, 0);
		/* Other lines refuse some calls of i386 by another errno than firejail does. */
		assert_true(holds(&again, &policy, CLAIM_SUBSET));
		assert_true(allows(&policy, CALL_personality) || holds(&policy, &again, CLAIM_SUBSET));
		policy_free(&policy);
		policy_free(&again);
	}
}

/* Several rows of one call, with ranges, which libseccomp puts into one tree. */
static void test_rows_of_a_call(void **state)
{
	static const char file[] =
		"{\"seccord\": 1, \"archs\": [\"x86_64\", \"arm64\"], \"default\": {\"action\": \"errno\", \"errno\": \"EPERM\"}, "
		"\"newer\": {\"action\": \"errno\", \"errno\": \"EPERM\"}, \"foreign\": {\"action\": \"kill-thread\"}, \"calls\": [{\"call\": \"read\"}, "
		"{\"call\": \"setsockopt\", \"args\": [{\"sockopt_level\": [1], \"sockopt_name\": [2, 6, 9, 15]}, {\"sockopt_level\": [6], "
		"\"sockopt_name\": {\"from\": 1, \"to\": 30}}, {\"sockopt_level\": [41], \"sockopt_name\": {\"not\": [26]}}, "
		"{\"sockopt_level\": {\"from\": 256, \"to\": 300}}]}]}";
	AUTO_TEXT struct text out = { 0 }, notes = { 0 };
	AUTO_POLICY struct policy policy = { 0 }, again = { 0 };
	struct err err = { "" };

	(void)state;
	if (policy_read_bytes(&policy, file, strlen(file), "file", &err) ||
	    emit_output_find("oci")->write(&policy, &(struct emit_choice){ 0 }, &out, &notes, &err) || read_text(&again, out.at, &notes, &err))
		fail_msg("%s", err.text);
	assert_int_equal(again.inexact_count, 0);
	add_what_is_beyond(&policy, &ways[0]);
	if (!holds(&again, &policy, CLAIM_EQUAL))
		fail_msg("%s", out.at);
}

static bool is_equal(const struct policy *a, const struct policy *b)
{
	struct proof proof;
	struct err err = { "" };

	if (prove(&proof, (struct side){ .policy = a }, (struct side){ .policy = b }, CLAIM_EQUAL, &err))
		fail_msg("%s", err.text);
	return proof.holds;
}

/* kafel and lxc treat other archs in their own way, as notes say: of their own arch, the file never allows more, and is
 * mostly the same. */
static void test_one_arch_and_back(void **state)
{
	static const struct way ways_of[] = {
		{ "kafel", ARCH_BIT(ARCH_X86_64), ACTION_ERRNO, false, 40 }, { "lxc", ARCH_BIT(ARCH_X86_64), ACTION_ERRNO, true, 20 },
		{ "kafel", ARCH_BIT(ARCH_X86_64), ACTION_KILL, true, 40 },
	};
	struct rng rng = { .state = SEED + 3 };

	(void)state;
	for (size_t w = 0; w < COUNT_OF(ways_of); w++) {
		unsigned equal = 0;
		for (unsigned i = 0; i < POLICIES; i++) {
			AUTO_TEXT struct text out = { 0 }, lost = { 0 }, notes = { 0 };
			struct policy policy, again;
			struct err err = { "" };
			sayable(&rng, &policy, &ways_of[w]);
			assert_int_equal(emit_output_find(ways_of[w].output)->write(&policy, &(struct emit_choice){ 0 }, &out, &lost, &err), 0);
			if (read_text(&again, out.at, &notes, &err))
				fail_msg("%s\n%s", err.text, out.at);
			policy_keep_archs(&again, ways_of[w].archs);
			again.foreign = policy.foreign;
			assert_true(holds(&again, &policy, CLAIM_SUBSET));
			equal += is_equal(&again, &policy);
			policy_free(&policy);
			policy_free(&again);
		}
		print_message("# %s: %u of %d\n", ways_of[w].output, equal, POLICIES);
		assert_true(equal >= ways_of[w].least);
	}
}

/* A call that libseccomp knows by different names on two archs keeps its rule on both. */
static void go_alias(const char *output)
{
	static const char text[] = "{\"seccord\": 2, \"archs\": [\"arm\", \"ppc64le\"], \"default\": {\"action\": \"kill\"}, "
	                           "\"newer\": {\"action\": \"kill\"}, \"foreign\": {\"action\": \"kill\"}, \"calls\": [{\"call\": \"sync_file_range2\"}]}";
	AUTO_POLICY struct policy policy = { 0 }, back = { 0 };
	AUTO_TEXT struct text out = { 0 }, notes = { 0 };
	struct err err = { "" };

	if (policy_read_bytes(&policy, text, strlen(text), "file", &err) ||
	    emit_output_find(output)->write(&policy, &(struct emit_choice){ 0 }, &out, &notes, &err) || read_text(&back, out.at, &notes, &err))
		fail_msg("%s", err.text);
	assert_true(policy_find(&back, ARCH_ARM, 341) && policy_find(&back, ARCH_PPC64LE, 308));
}

static void test_alias(void **state)
{
	(void)state;
	go_alias("oci");
	go_alias("systemd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_rows_of_a_call),
		cmocka_unit_test(test_systemd_and_back),
		cmocka_unit_test(test_firejail_and_back),
		cmocka_unit_test(test_one_arch_and_back),
		cmocka_unit_test(test_alias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
