/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The resolved policy means the same as the policy: a reader that uses only the
 * file gives every call the answer of policy_eval().
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "emit/out/emit.h"
#include "tests/emit/oci_json.h"
#include "tests/emit/random.h"

enum { SEED = 20261129, POLICIES = 400, CALLS = 200 };

static bool is_among(const json_t *values, uint64_t value)
{
	for (size_t i = 0; i < json_array_size(values); i++)
		if (oci_value(json_array_get(values, i)) == value)
			return true;
	return false;
}

static bool admits(const json_t *c, uint64_t x)
{
	if (json_object_get(c, "values"))
		return is_among(json_object_get(c, "values"), x);
	if (json_object_get(c, "bits"))
		return !(x & ~oci_number(c, "bits"));
	if (json_object_get(c, "from"))
		return oci_number(c, "from") <= x && x <= oci_number(c, "to");
	if (json_object_get(c, "has_all"))
		return (x & oci_number(c, "has_all")) == oci_number(c, "has_all");
	if (json_object_get(c, "has_any"))
		return x & oci_number(c, "has_any");
	assert_non_null(json_object_get(c, "masked"));
	return (x & oci_number(c, "masked")) == oci_number(c, "equals");
}

static bool all_hold(const json_t *conditions, const struct seccomp_data *data)
{
	for (size_t i = 0; i < json_array_size(conditions); i++) {
		const json_t *c = json_array_get(conditions, i);
		uint64_t x = data->args[oci_number(c, "index")] & oci_number(c, "mask");
		if (admits(c, x) == json_is_true(json_object_get(c, "not")))
			return false;
	}
	return true;
}

static struct verdict verdict_at(const json_t *object)
{
	const char *data = json_object_get(object, "errno") ? "errno" : "ret_data";
	const char *action = json_string_value(json_object_get(object, "action"));

	assert_non_null(action);
	return (struct verdict){ (enum action)action_by_name(action), (uint16_t)oci_number(object, data) };
}

static struct verdict answer(const json_t *entry, const json_t *root, const struct seccomp_data *data)
{
	const json_t *any = json_object_get(entry, "any"), *first = json_object_get(entry, "first");

	for (size_t i = 0; i < json_array_size(any); i++)
		if (all_hold(json_array_get(any, i), data))
			return verdict_at(entry);
	for (size_t i = 0; i < json_array_size(first); i++)
		if (all_hold(json_object_get(json_array_get(first, i), "when"), data))
			return verdict_at(json_array_get(first, i));
	return verdict_at(any || first ? json_object_get(root, "default") : entry);
}

static const json_t *arch_of_data(const json_t *root, const struct seccomp_data *data)
{
	int arch = arch_of_call(data->arch, (uint32_t)data->nr);
	const json_t *archs = json_object_get(root, "archs");

	for (size_t i = 0; i < json_array_size(archs) && arch >= 0; i++)
		if (!strcmp(json_string_value(json_object_get(json_array_get(archs, i), "arch")), arch_info((enum arch)arch)->name))
			return json_array_get(archs, i);
	return NULL;
}

static const json_t *entry_of(const json_t *arch, uint32_t nr)
{
	const json_t *calls = json_object_get(arch, "calls"), *ranges = json_object_get(arch, "ranges");

	for (size_t i = 0; i < json_array_size(calls); i++)
		if (oci_number(json_array_get(calls, i), "nr") == nr)
			return json_array_get(calls, i);
	for (size_t i = 0; i < json_array_size(ranges); i++) {
		const json_t *range = json_array_get(ranges, i);
		if (oci_number(range, "from") <= nr && nr <= oci_number(range, "to"))
			return range;
	}
	return NULL;
}

static struct verdict read_eval(const json_t *root, const struct seccomp_data *data)
{
	const json_t *arch = arch_of_data(root, data), *entry;
	uint32_t nr = (uint32_t)data->nr;

	if (!arch)
		return verdict_at(json_object_get(root, "foreign"));
	entry = entry_of(arch, nr);
	if (entry)
		return answer(entry, root, data);
	bool newer = nr > oci_number(arch, "newest") && !is_among(json_object_get(arch, "known"), nr);
	return verdict_at(json_object_get(root, newer ? "newer" : "default"));
}

static void check_policy(struct rng *rng, const struct policy *policy, unsigned versions[3])
{
	AUTO_TEXT struct text out = { 0 }, notes = { 0 };
	struct err err = { "" };

	assert_int_equal(emit_output_find("json")->write(policy, &(struct emit_choice){ 0 }, &out, &notes, &err), 0);
	json_t *root = oci_parse(out.at);
	if (!root)
		fail_msg("%s", out.at);
	versions[oci_number(root, "seccord_resolved")]++;
	for (unsigned i = 0; i < CALLS; i++) {
		struct seccomp_data data = random_input(rng, policy);
		struct verdict want = policy_eval(policy, &data), got = read_eval(root, &data);
		if (!verdict_equal(want, got))
			fail_msg("nr %u of 0x%x: %s %u, and not %s %u\n%s", (uint32_t)data.nr, data.arch, action_name(got.action), got.data,
			         action_name(want.action), want.data, out.at);
	}
	json_decref(root);
}

static void test_reader_agrees(void **state)
{
	unsigned versions[3] = { 0 };

	(void)state;
	for (unsigned whole = 0; whole < 2; whole++) {
		struct rng rng = { .state = SEED, .whole = whole };
		for (unsigned i = 0; i < POLICIES; i++) {
			struct policy policy;
			random_policy(&rng, &policy);
			check_policy(&rng, &policy, versions);
			policy_free(&policy);
		}
	}
	print_message("# seed %d: %u of version 1, %u of version 2\n", SEED, versions[1], versions[2]);
	assert_true(versions[1] > POLICIES / 2 && versions[2] > POLICIES / 2);
}

static void test_inexact(void **state)
{
	AUTO_TEXT struct text out = { 0 }, notes = { 0 };
	struct policy policy = { .archs = ARCH_BIT(ARCH_X86_64) };
	struct err err = { "" };

	(void)state;
	policy_add_inexact(&policy, (struct inexact){ 7, "clone", "a \"test\" of memory" });
	policy_add_inexact(&policy, (struct inexact){ 0, NULL, "something else" });
	assert_int_equal(emit_output_find("json")->write(&policy, &(struct emit_choice){ 0 }, &out, &notes, &err), 0);
	json_t *root = oci_parse(out.at);
	const json_t *first = json_array_get(json_object_get(root, "inexact"), 0);
	assert_int_equal(oci_number(root, "seccord_resolved"), 2);
	assert_int_equal(oci_number(first, "line"), 7);
	assert_string_equal(json_string_value(json_object_get(first, "call")), "clone");
	assert_string_equal(json_string_value(json_object_get(first, "reason")), "a \"test\" of memory");
	assert_int_equal(json_array_size(json_object_get(root, "inexact")), 2);
	json_decref(root);
	policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reader_agrees),
		cmocka_unit_test(test_inexact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
