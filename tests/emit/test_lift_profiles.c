/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_lift_profiles [PROFILE...]
 *
 * Container profiles as libseccomp compiles them for an amd64 runtime, for a
 * container with all capabilities and for one with none: each filter is read as
 * a policy without inexact entries, and proved equal to it. Uses Podman's
 * default if installed; others, such as Docker's, by name.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <jansson.h>

#include "core/base/file.h"
#include "tests/emit/oci_json.h"
#include "tests/emit/round_trip.h"
#include "tests/emit/scmp_filter.h"

enum { ARGS = 6 };

/* The first is always present. */
static const char *const installed[] = { "testdata/in/docker.json", "/usr/share/containers/seccomp.json" };
static char **given;
static int given_count;

static uint32_t action_of(const json_t *object, const char *key, const char *number)
{
	static const struct { const char *name; uint32_t action; } actions[] = {
		{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW }, { "SCMP_ACT_LOG", SCMP_ACT_LOG }, { "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
		{ "SCMP_ACT_KILL", SCMP_ACT_KILL_THREAD }, { "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
		{ "SCMP_ACT_TRACE", SCMP_ACT_TRACE(0) }, { "SCMP_ACT_NOTIFY", SCMP_ACT_NOTIFY },
	};
	const char *name = json_string_value(json_object_get(object, key));
	const json_t *error = json_object_get(object, number);

	for (size_t i = 0; i < COUNT_OF(actions); i++)
		if (!strcmp(name, actions[i].name))
			return actions[i].action;
	assert_string_equal(name, "SCMP_ACT_ERRNO");
	return SCMP_ACT_ERRNO(error ? (unsigned)json_integer_value(error) : EPERM);
}

static bool has_word(const json_t *list, const char *word)
{
	size_t i;
	json_t *each;

	json_array_foreach(list, i, each)
		if (!strcmp(json_string_value(each), word))
			return true;
	return false;
}

/* For a container with all capabilities or none, on amd64 and the newest kernel. */
static bool is_for(const json_t *entry, bool capable)
{
	const json_t *with = json_object_get(entry, "includes"), *without = json_object_get(entry, "excludes");
	const json_t *archs = json_object_get(with, "arches");

	if (json_array_size(archs) && !has_word(archs, "amd64"))
		return false;
	if (has_word(json_object_get(without, "arches"), "amd64"))
		return false;
	return capable ? !json_array_size(json_object_get(without, "caps")) : !json_array_size(json_object_get(with, "caps"));
}

static unsigned read_tests(const json_t *list, struct scmp_arg_cmp test[ARGS])
{
	static const struct { const char *name; enum scmp_compare op; } ops[] = {
		{ "SCMP_CMP_NE", SCMP_CMP_NE }, { "SCMP_CMP_LT", SCMP_CMP_LT }, { "SCMP_CMP_LE", SCMP_CMP_LE },
		{ "SCMP_CMP_EQ", SCMP_CMP_EQ }, { "SCMP_CMP_GE", SCMP_CMP_GE }, { "SCMP_CMP_GT", SCMP_CMP_GT },
		{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	};
	unsigned count = 0;
	size_t i;
	json_t *from;

	json_array_foreach(list, i, from) {
		const char *name = json_string_value(json_object_get(from, "op"));
		size_t op = 0;
		while (strcmp(ops[op].name, name))
			op++;
		test[count++] = (struct scmp_arg_cmp){
			(unsigned)oci_number(from, "index"), ops[op].op,
			oci_number(from, "value"), oci_number(from, "valueTwo"),
		};
	}
	return count;
}

static void add(scmp_filter_ctx context, uint32_t action, const char *name, unsigned tests, const struct scmp_arg_cmp *test)
{
	int nr = seccomp_syscall_resolve_name(name);
	int failed = nr == __NR_SCMP_ERROR ? 0 : seccomp_rule_add_array(context, action, nr, tests, test);

	if (failed && failed != -EEXIST)
		fail_msg("%s: libseccomp: %s", name, strerror(-failed));
}

/* Runtimes make one rule per test if two are on the same argument, as libseccomp rejects such a
 * rule. */
static bool is_of_one_argument(unsigned tests, const struct scmp_arg_cmp *test)
{
	unsigned met = 0, twice = 0;

	for (unsigned i = 0; i < tests; i++) {
		twice |= met & 1u << test[i].arg;
		met |= 1u << test[i].arg;
	}
	return twice;
}

static void add_entry(scmp_filter_ctx context, const json_t *entry, uint32_t otherwise)
{
	struct scmp_arg_cmp test[ARGS];
	unsigned tests = read_tests(json_object_get(entry, "args"), test);
	uint32_t action = action_of(entry, "action", "errnoRet");
	size_t i;
	json_t *name;

	json_array_foreach(json_object_get(entry, "names"), i, name) {
		if (action == otherwise)
			continue;
		if (!is_of_one_argument(tests, test))
			add(context, action, json_string_value(name), tests, test);
		else
			for (unsigned n = 0; n < tests; n++)
				add(context, action, json_string_value(name), 1, &test[n]);
	}
}

static void make(const json_t *profile, bool capable, struct filter *filter)
{
	uint32_t otherwise = action_of(profile, "defaultAction", "defaultErrnoRet");
	scmp_filter_ctx context = seccomp_init(otherwise);
	struct err err = { "" };
	size_t i;
	json_t *entry;

	seccomp_arch_remove(context, SCMP_ARCH_NATIVE);
	seccomp_arch_add(context, SCMP_ARCH_X86_64);
	seccomp_arch_add(context, SCMP_ARCH_X86);
	seccomp_arch_add(context, SCMP_ARCH_X32);
	json_array_foreach(json_object_get(profile, "syscalls"), i, entry)
		if (is_for(entry, capable))
			add_entry(context, entry, otherwise);
	assert_int_equal(scmp_filter(context, filter), 0);
	assert_int_equal(filter_check(filter, &err), 0);
	seccomp_release(context);
}

static void lift_profile(const char *name, const json_t *profile)
{
	for (unsigned capable = 0; capable < 2; capable++) {
		AUTO_FILTER struct filter filter = { 0 };
		AUTO_TEXT struct text lifted = { 0 };
		struct err err = { "" };
		make(profile, capable, &filter);
		if (!round_comes_back(&filter, &lifted, &err))
			fail_msg("%s, %s capabilities: %s\n%s", name, capable ? "all" : "no", err.text, lifted.length ? lifted.at : "");
		print_message("# %s, %s capabilities: %zu instructions are a policy, exactly\n", name, capable ? "all" : "no",
		              filter.length);
	}
}

static void lift_file(const char *name, bool needed)
{
	AUTO_TEXT struct text bytes = { 0 };
	struct err err = { "" };

	if (!needed && access(name, R_OK)) {
		print_message("# SKIP %s is not installed\n", name);
		return;
	}
	if (file_read(name, &bytes, &err))
		fail_msg("%s", err.text);
	json_t *profile = oci_parse(bytes.at);
	if (!profile)
		fail_msg("%s is not JSON", name);
	lift_profile(name, profile);
	json_decref(profile);
}

static void test_profiles(void **state)
{
	(void)state;
	seccomp_api_set(6);
	for (size_t i = 0; i < COUNT_OF(installed); i++)
		lift_file(installed[i], !i);
	for (int i = 0; i < given_count; i++)
		lift_file(given[i], true);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_profiles),
	};

	given = argv + 1;
	given_count = argc - 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
