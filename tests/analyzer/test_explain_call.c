/* SPDX-License-Identifier: Apache-2.0 */
/* The facts about every call: complete, and the same seen from both sides of a relation. */
#include "analyzer/explain/call.h"
#include "analyzer/explain/sets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static json_t *facts[CALL_COUNT];

static int collect(void **state)
{
	(void)state;
	for (int id = 0; id < CALL_COUNT; id++)
		facts[id] = explain_call_json((enum syscall_id)id);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	for (int id = 0; id < CALL_COUNT; id++)
		json_decref(facts[id]);
	return 0;
}

static bool lists(const json_t *list, const char *name)
{
	size_t i;
	json_t *item;

	json_array_foreach(list, i, item)
		if (!strcmp(json_string_value(item), name))
			return true;
	return false;
}

/* Whether a row of `key` has `inner` and is about another call: a name, or a member of a list. */
static bool has_row(const json_t *of, const char *key, const char *set, const char *member, const char *name)
{
	size_t i;
	json_t *row;

	json_array_foreach(json_object_get(of, key), i, row)
		if ((!set || !strcmp(json_string_value(json_object_get(row, "set")), set)) &&
		    (json_is_array(json_object_get(row, member)) ? lists(json_object_get(row, member), name) :
		     json_is_string(json_object_get(row, member)) && !strcmp(json_string_value(json_object_get(row, member)), name)))
			return true;
	return false;
}

static void check_mirror(int id, const json_t *row, const char *key, const char *mirror)
{
	const char *set = json_string_value(json_object_get(row, "set"));
	size_t i;
	json_t *other;

	json_array_foreach(json_object_get(row, key), i, other)
		if (!has_row(facts[syscall_by_name(json_string_value(other))], "equivalents", set, mirror, syscall_name((enum syscall_id)id)))
			fail_msg("%s: %s %s of %s is not mirrored", syscall_name((enum syscall_id)id), key, json_string_value(other), set);
}

static void test_directions(void **state)
{
	size_t i, rows = 0;
	json_t *row;

	(void)state;
	for (int id = 0; id < CALL_COUNT; id++)
		json_array_foreach(json_object_get(facts[id], "equivalents"), i, row) {
			check_mirror(id, row, "allows", "allowed_by");
			check_mirror(id, row, "allowed_by", "allows");
			assert_true(json_array_size(json_object_get(row, "allows")) + json_array_size(json_object_get(row, "allowed_by")) > 0);
			rows++;
		}
	assert_true(rows > 300);
}

/* What falls back to a call is listed there; what implies a call, too. */
static void test_both_sides(void **state)
{
	static const struct {
		const char *here, *there;
	} pairs[] = {{"fallbacks", "fallback_of"}, {"fallback_of", "fallbacks"}, {"implied_by", "implies"}, {"implies", "implied_by"}};
	size_t i;
	json_t *row;

	(void)state;
	for (int id = 0; id < CALL_COUNT; id++)
		for (size_t p = 0; p < sizeof(pairs) / sizeof(*pairs); p++)
			json_array_foreach(json_object_get(facts[id], pairs[p].here), i, row) {
				const char *other = json_string_value(json_object_get(row, "call"));
				if (other && !has_row(facts[syscall_by_name(other)], pairs[p].there, NULL, "call", syscall_name((enum syscall_id)id)))
					fail_msg("%s: %s %s", syscall_name((enum syscall_id)id), pairs[p].here, other);
			}
}

static void test_every_call(void **state)
{
	(void)state;
	for (int id = 0; id < CALL_COUNT; id++) {
		AUTO_TEXT struct text text = {0};
		size_t archs = 0, i;
		json_t *group;
		explain_call_text(facts[id], &text);
		assert_non_null(strstr(text.at, syscall_name((enum syscall_id)id)));
		assert_null(strstr(text.at, "(null)"));
		json_array_foreach(json_object_get(facts[id], "arguments"), i, group)
			archs += json_array_size(json_object_get(group, "archs"));
		assert_int_equal(archs, json_array_size(json_object_get(facts[id], "numbers")));
	}
}

static void test_equivalents(void **state)
{
	AUTO_TEXT struct text words = {0}, none = {0};

	(void)state;
	explain_equivalents_text(CALL_open, &words);
	assert_string_equal(words.at, "openat (at.open)");
	explain_equivalents_text(CALL_bpf, &none);
	assert_null(none.at);
}

/* "NAME [level LEVEL] description: calls" */
static void test_every_set_has_a_description(void **state)
{
	AUTO_TEXT struct text sets = {0};
	size_t count = 0;

	(void)state;
	explain_sets_text(&sets);
	for (char *next = sets.at, *line; (line = strsep(&next, "\n")) && *line; count++) {
		const char *behind = strchr(line, ']');
		assert_non_null(behind);
		if (behind[1] != ' ' || !strstr(behind + 2, ": "))
			fail_msg("no description: %s", line);
	}
	assert_true(count > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directions), cmocka_unit_test(test_both_sides), cmocka_unit_test(test_every_call),
		cmocka_unit_test(test_equivalents), cmocka_unit_test(test_every_set_has_a_description),
	};
	return cmocka_run_group_tests(tests, collect, drop);
}
