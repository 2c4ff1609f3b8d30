/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Firecracker output, read as seccompiler reads it and passed to libseccomp
 * in the same way, means what the policy says.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>

#include "core/base/json.h"
#include "emit/out/emit.h"
#include "tests/emit/noted.h"
#include "tests/emit/sayable.h"
#include "tests/emit/scmp_filter.h"

enum { SEED = 20261123, POLICIES = 200 };

static uint32_t action_of(const json_t *action)
{
	static const struct { const char *name; uint32_t action; } actions[] = {
		{ "allow", SCMP_ACT_ALLOW }, { "log", SCMP_ACT_LOG }, { "trap", SCMP_ACT_TRAP },
		{ "kill_thread", SCMP_ACT_KILL_THREAD }, { "kill_process", SCMP_ACT_KILL_PROCESS },
	};
	for (size_t i = 0; i < COUNT_OF(actions) && json_is_string(action); i++)
		if (!strcmp(json_string_value(action), actions[i].name))
			return actions[i].action;
	const json_t *number = json_object_get(action, "errno");
	if (number)
		return SCMP_ACT_ERRNO((uint32_t)json_integer_value(number));
	assert_non_null(json_object_get(action, "trace"));
	return SCMP_ACT_TRACE((uint32_t)json_integer_value(json_object_get(action, "trace")));
}

static struct scmp_arg_cmp comparison_of(const json_t *arg)
{
	const json_t *op = json_object_get(arg, "op"), *mask = json_object_get(op, "masked_eq");
	uint64_t value = (uint64_t)json_integer_value(json_object_get(arg, "val"));
	unsigned index = (unsigned)json_integer_value(json_object_get(arg, "index"));

	if (mask)
		return (struct scmp_arg_cmp){ index, SCMP_CMP_MASKED_EQ, (uint64_t)json_integer_value(mask), value };
	if (!strcmp(json_string_value(op), "ne"))
		return (struct scmp_arg_cmp){ index, SCMP_CMP_NE, value, 0 };
	if (!strcmp(json_string_value(op), "ge"))
		return (struct scmp_arg_cmp){ index, SCMP_CMP_GE, value, 0 };
	assert_string_equal(json_string_value(op), "eq");
	if (!strcmp(json_string_value(json_object_get(arg, "type")), "dword"))
		return (struct scmp_arg_cmp){ index, SCMP_CMP_MASKED_EQ, UINT32_MAX, value };
	return (struct scmp_arg_cmp){ index, SCMP_CMP_EQ, value, 0 };
}

static void add_rule(scmp_filter_ctx ctx, uint32_t action, const json_t *rule)
{
	struct scmp_arg_cmp cmp[SYSCALL_ARGS];
	const json_t *args = json_object_get(rule, "args");
	int nr = seccomp_syscall_resolve_name(json_string_value(json_object_get(rule, "syscall")));

	for (size_t i = 0; i < json_array_size(args); i++)
		cmp[i] = comparison_of(json_array_get(args, i));
	assert_int_not_equal(nr, __NR_SCMP_ERROR);
	int failed = seccomp_rule_add_array(ctx, action, nr, (unsigned)json_array_size(args), cmp);
	assert_true(failed == 0 || failed == -EEXIST);
}

static void build(const json_t *said, struct filter *filter)
{
	uint32_t allow = action_of(json_object_get(said, "filter_action"));
	const json_t *rules = json_object_get(said, "filter");
	scmp_filter_ctx ctx = seccomp_init(action_of(json_object_get(said, "default_action")));

	assert_non_null(ctx);
	seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
	assert_int_equal(seccomp_arch_add(ctx, SCMP_ARCH_X86_64), 0);
	for (size_t i = 0; i < json_array_size(rules); i++)
		add_rule(ctx, allow, json_array_get(rules, i));
	assert_int_equal(scmp_filter(ctx, filter), 0);
	seccomp_release(ctx);
}

/* The possible answers of such a rule; later rows exclude what earlier ones
 * cover. */
static void allow_or_default(const struct policy *policy, struct rule *rule)
{
	rule->verdict = (struct verdict){ ACTION_ALLOW, 0 };
	for (size_t i = 0; i < rule->row_count; i++)
		rule->rows[i].verdict = policy->otherwise;
}

/* But for x32 calls, which libseccomp kills and other compilers do not. */
static bool has_notes(struct text *notes)
{
	noted_keep_calls(notes);
	return notes->length && (strncmp(notes->at, "x32 calls ", 10) || strchr(notes->at, '\n') != notes->at + notes->length - 1);
}

/* jansson's integers end at 2^63 - 1: policies with larger ones are not compared. */
static bool try_policy(struct rng *rng)
{
	AUTO_TEXT struct text said = { 0 }, notes = { 0 };
	AUTO_FILTER struct filter theirs = { 0 };
	struct policy policy;
	struct err err = { "" };
	json_t *root = NULL;

	sayable_policy(rng, &policy, ARCH_BIT(ARCH_X86_64));
	for (size_t i = 0; i < policy.rule_count; i++)
		allow_or_default(&policy, &policy.rules[i]);
	if (!emit_output_find("firecracker")->write(&policy, &(struct emit_choice){ 0 }, &said, &notes, &err) && !has_notes(&notes))
		root = json_loads(said.at, JSON_REJECT_DUPLICATES, NULL);
	bool compared = root && policy.otherwise.action != ACTION_ALLOW;
	if (compared) {
		assert_true(json_equal(json_object_get(root, "vmm"), json_object_get(root, "vcpu")));
		assert_true(json_equal(json_object_get(root, "vmm"), json_object_get(root, "api")));
		build(json_object_get(root, "vmm"), &theirs);
		sayable_compare(rng, &policy, said.at, &theirs);
	}
	json_decref(root);
	policy_free(&policy);
	return compared;
}

static void agree(bool whole)
{
	struct rng rng = { .state = SEED, .whole = whole };
	unsigned compared = 0;

	seccomp_api_set(6);
	for (unsigned i = 0; i < POLICIES; i++)
		compared += try_policy(&rng);
	print_message("# seed %d: %u policies compared\n", SEED, compared);
	assert_true(compared > POLICIES / 8);
}

static void test_seccompiler_agrees(void **state)
{
	(void)state;
	agree(false);
}

static void test_seccompiler_agrees_on_all(void **state)
{
	(void)state;
	agree(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seccompiler_agrees),
		cmocka_unit_test(test_seccompiler_agrees_on_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
