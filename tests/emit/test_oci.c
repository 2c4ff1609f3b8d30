/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The OCI output means the same to libseccomp, which every runtime uses: it is
 * read back, passed to libseccomp rule by rule, and the resulting filter is
 * compared with seccord's.
 *
 * Policies here use only what the format can express; a policy with a note on
 * something left out is not compared.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "emit/out/emit.h"
#include "emit/oci/size.h"
#include "tests/emit/noted.h"
#include "tests/emit/oci_json.h"
#include "tests/emit/sayable.h"
#include "tests/emit/scmp_filter.h"
#include "tests/sample.h"

enum { SEED = 20261121, POLICIES = 400 };

static const char *string_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static uint32_t action_of(const char *name, uint64_t error)
{
	static const struct { const char *name; uint32_t action; } actions[] = {
		{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW }, { "SCMP_ACT_LOG", SCMP_ACT_LOG }, { "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
		{ "SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD },
		{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS }, { "SCMP_ACT_NOTIFY", SCMP_ACT_NOTIFY },
	};
	for (size_t i = 0; i < COUNT_OF(actions); i++)
		if (!strcmp(name, actions[i].name))
			return actions[i].action;
	if (!strcmp(name, "SCMP_ACT_TRACE"))
		return SCMP_ACT_TRACE(error);
	assert_string_equal(name, "SCMP_ACT_ERRNO");
	return SCMP_ACT_ERRNO(error);
}

static struct scmp_arg_cmp comparison_of(const json_t *arg)
{
	static const struct { const char *name; enum scmp_compare op; } operators[] = {
		{ "SCMP_CMP_EQ", SCMP_CMP_EQ }, { "SCMP_CMP_NE", SCMP_CMP_NE }, { "SCMP_CMP_LE", SCMP_CMP_LE },
		{ "SCMP_CMP_GE", SCMP_CMP_GE }, { "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	};
	struct scmp_arg_cmp cmp = { .arg = (unsigned)oci_number(arg, "index"), .datum_a = oci_number(arg, "value") };
	const char *name = string_at(arg, "op");

	for (size_t i = 0; i < COUNT_OF(operators); i++)
		if (!strcmp(name, operators[i].name))
			cmp.op = operators[i].op;
	assert_int_not_equal(cmp.op, 0);
	cmp.datum_b = cmp.op == SCMP_CMP_MASKED_EQ ? oci_number(arg, "valueTwo") : 0;
	return cmp;
}

static void add_entry(scmp_filter_ctx ctx, const json_t *entry)
{
	struct scmp_arg_cmp cmp[SYSCALL_ARGS];
	const json_t *names = json_object_get(entry, "names"), *args = json_object_get(entry, "args");
	uint32_t action = action_of(string_at(entry, "action"), oci_number(entry, "errnoRet"));

	for (size_t i = 0; i < json_array_size(args); i++)
		cmp[i] = comparison_of(json_array_get(args, i));
	for (size_t i = 0; i < json_array_size(names); i++) {
		int nr = seccomp_syscall_resolve_name(json_string_value(json_array_get(names, i)));
		assert_int_not_equal(nr, __NR_SCMP_ERROR);
		int failed = seccomp_rule_add_array(ctx, action, nr, (unsigned)json_array_size(args), cmp);
		assert_true(failed == 0 || failed == -EEXIST);
	}
}

/* `tree`: as runc has it made. */
static void build(const char *oci, bool tree, struct filter *filter)
{
	json_t *root = oci_parse(oci);
	assert_non_null(root);
	const json_t *archs = json_object_get(root, "architectures"), *entries = json_object_get(root, "syscalls");
	scmp_filter_ctx ctx = seccomp_init(action_of(string_at(root, "defaultAction"), oci_number(root, "defaultErrnoRet")));
	assert_non_null(ctx);
	seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
	for (size_t i = 0; i < json_array_size(archs); i++) {
		char name[32] = "";
		const char *scmp = json_string_value(json_array_get(archs, i)) + strlen("SCMP_ARCH_");
		for (size_t n = 0; scmp[n] && n < sizeof(name) - 1; n++)
			name[n] = (char)(scmp[n] >= 'A' && scmp[n] <= 'Z' ? scmp[n] + 'a' - 'A' : scmp[n]);
		assert_int_equal(seccomp_arch_add(ctx, seccomp_arch_resolve_name(name)), 0);
	}
	if (tree)
		assert_int_equal(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2), 0);
	for (size_t i = 0; i < json_array_size(entries); i++)
		add_entry(ctx, json_array_get(entries, i));
	assert_int_equal(scmp_filter(ctx, filter), 0);
	seccomp_release(ctx);
	json_decref(root);
}

static bool has_answers(const struct policy *policy)
{
	bool any = false;

	for (size_t i = 0; i < policy->rule_count; i++)
		any |= !rule_has_one_verdict(&policy->rules[i]);
	return any;
}

static arch_set random_arch_set(struct rng *rng)
{
	static const arch_set sets[] = {
		ARCH_BIT(ARCH_X86_64), ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386),
		ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32),
		ARCH_BIT(ARCH_ARM64), ARCH_BIT(ARCH_ARM64) | ARCH_BIT(ARCH_ARM), ARCH_BIT(ARCH_RISCV64),
		ARCH_BIT(ARCH_PPC64LE),
	};
	return sets[rng_below(rng, COUNT_OF(sets))];
}

/* But for which runtimes know riscv64. */
static bool has_notes(const struct text *notes)
{
	return notes->length && (strncmp(notes->at, "riscv64: runc ", 14) || strchr(notes->at, '\n') != notes->at + notes->length - 1);
}

/* What is said of the size is less than the size. */
static void compare_size(const struct policy *policy, const char *oci, const struct filter *theirs)
{
	AUTO_FILTER struct filter tree = { 0 };
	AUTO_LOWERED struct lowered lowered = { 0 };
	AUTO_TEXT struct text notes = { 0 };
	struct err err = { "" };

	assert_int_equal(lower_policy(&lowered, policy, DIALECT_oci, &notes, &err), 0);
	struct size size = size_of(&lowered, lowered.policy.archs);
	build(oci, true, &tree);
	assert_in_range(size.chain, 1, theirs->length);
	assert_in_range(size.tree, 1, tree.length);
}

static void agree(bool whole)
{
	struct rng rng = { .state = SEED, .whole = whole };
	unsigned compared = 0, conditions = 0, mixed = 0, operators = 0, policies = sample_of(POLICIES);

	seccomp_api_set(6);
	for (unsigned i = 0; i < policies; i++) {
		AUTO_TEXT struct text oci = { 0 }, notes = { 0 };
		AUTO_FILTER struct filter theirs = { 0 };
		struct policy policy;
		struct err err = { "" };
		arch_set archs = random_arch_set(&rng);
		sayable_policy(&rng, &policy, archs);
		int failed = emit_output_find("oci")->write(&policy, &(struct emit_choice){ .listener = "/a" }, &oci, &notes, &err);
		noted_keep_calls(&notes);
		if (!failed && !has_notes(&notes)) {
			build(oci.at, false, &theirs);
			sayable_compare(&rng, &policy, oci.at, &theirs);
			compare_size(&policy, oci.at, &theirs);
			compared++;
			conditions += strstr(oci.at, "SCMP_CMP") != NULL;
			mixed += has_answers(&policy);
			operators += strstr(oci.at, "SCMP_CMP_NE") || strstr(oci.at, "SCMP_CMP_GE");
		}
		policy_free(&policy);
	}
	print_message("# seed %d: %u policies compared, %u with conditions, %u with operators, %u with several answers to a call\n",
	              SEED, compared, conditions, operators, mixed);
	assert_true(compared > policies / 4 && conditions > policies / 5 && mixed >= whole * policies / 10 &&
	            operators >= whole * policies / 40);
}

static void test_libseccomp_agrees(void **state)
{
	(void)state;
	agree(false);
}

static void test_libseccomp_agrees_on_all(void **state)
{
	(void)state;
	agree(true);
}

/* All calls of these archs. */
static void all_calls(struct policy *policy, arch_set archs)
{
	*policy = (struct policy){ .archs = archs };
	policy_defaults(policy);
	for (int id = 0; id < CALL_COUNT; id++) {
		arch_set has = 0;
		arch_each(arch, archs)
			has |= syscall_exists((enum syscall_id)id, arch) && syscall_by_nr(arch, (uint32_t)syscall_nr((enum syscall_id)id, arch)) == id ? ARCH_BIT(arch) : 0;
		if (has)
			*policy_add(policy) = (struct rule){ .id = (enum syscall_id)id, .archs = has };
	}
	policy_sort(policy);
}

/* What is said of filters that no kernel loads. */
static void test_large(void **state)
{
	enum { X86 = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32) };
	static const arch_set most = ARCH_ALL & (arch_set)~(ARCH_BIT(ARCH_S390X) | ARCH_BIT(ARCH_RISCV32));
	static const struct { const char *output; arch_set archs; const char *note; } rows[] = {
		{ "oci", X86, NULL }, { "docker", most, NULL }, { "libseccomp", X86, NULL },
		{ "oci", most, "too large for runc 1.2 and later" }, { "oci-artifact", most, "too large for runc 1.2 and later" },
		{ "libseccomp", most, NULL }, { "oci", ARCH_ALL & (arch_set)~ARCH_BIT(ARCH_S390X), "too large to be loaded" },
		{ "libseccomp", ARCH_ALL & (arch_set)~ARCH_BIT(ARCH_S390X), "too large to be loaded" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text out = { 0 }, notes = { 0 };
		AUTO_POLICY struct policy policy = { 0 };
		struct err err = { "" };
		all_calls(&policy, rows[i].archs);
		if (emit_output_find(rows[i].output)->write(&policy, &(struct emit_choice){ .listener = "/a" }, &out, &notes, &err))
			fail_msg("%s", err.text);
		const char *said = strstr(notes.at, "too large");
		if (rows[i].note ? !said || strncmp(said, rows[i].note, strlen(rows[i].note)) : said != NULL)
			fail_msg("%zu: %s: %s", i, rows[i].output, notes.at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_libseccomp_agrees),
		cmocka_unit_test(test_libseccomp_agrees_on_all),
		cmocka_unit_test(test_large),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
