/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a process has been quiet for long enough, and what its children say about it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tracer/follow/lineage.h"

static void calls(struct lineage *lineage, unsigned count, bool news)
{
	while (count--)
		lineage_call(lineage, news);
}

static void a_quiet_process(void **state)
{
	struct lineage *one = lineage_new(NULL, 1);

	(void)state;
	assert_false(lineage_is_ready(NULL, false));
	calls(one, 20, true);
	calls(one, LINEAGE_QUIET - 1, false);
	assert_false(lineage_is_ready(one, false));
	calls(one, 1, false);
	assert_true(lineage_is_ready(one, false));
	calls(one, 1, true);
	assert_false(lineage_is_ready(one, false));
	one->quiet = LINEAGE_QUIET;
	assert_true(lineage_is_ready(one, false));
	one->plain = "";
	assert_false(lineage_is_ready(one, false));
	one->plain = NULL;
	one->loaded = true;
	assert_false(lineage_is_ready(one, false));
	calls(one, 3, false);
	assert_int_equal(one->calls_loaded, 3);
	lineage_leave(one);
}

static void a_server_waits_until_it_listens(void **state)
{
	struct lineage *one = lineage_new(NULL, 1);

	(void)state;
	calls(one, LINEAGE_SERVER - 1, false);
	assert_true(lineage_is_ready(one, false));
	assert_false(lineage_is_ready(one, true));
	calls(one, 1, false);
	assert_true(lineage_is_ready(one, true));     /* it may never listen */
	lineage_listens(one);
	assert_false(lineage_is_ready(one, true));
	calls(one, LINEAGE_QUIET, false);
	assert_true(lineage_is_ready(one, true));
	struct lineage *worker = lineage_new(one, 2);
	calls(worker, LINEAGE_QUIET, false);
	assert_true(lineage_is_ready(worker, true));
	lineage_leave(worker);
	lineage_leave(one);
}

static void what_took_long_must_be_quiet_for_long(void **state)
{
	struct lineage *one = lineage_new(NULL, 1);

	(void)state;
	calls(one, 3000, true);
	calls(one, 3000 / LINEAGE_PART - 1, false);
	assert_false(lineage_is_ready(one, false));
	calls(one, 1, false);
	assert_true(lineage_is_ready(one, false));
	lineage_leave(one);
}

static void what_is_new_in_a_child_is_new_for_its_ancestors(void **state)
{
	struct lineage *one = lineage_new(NULL, 1), *child = lineage_new(one, 2), *grandchild = lineage_new(child, 3);

	(void)state;
	calls(one, LINEAGE_QUIET, false);
	lineage_leave(child);                         /* over: its child is the first one's now */
	assert_true(lineage_is_ready(one, false));
	calls(grandchild, 1, true);
	assert_false(lineage_is_ready(one, false));
	assert_ptr_equal(grandchild->parent, one);
	calls(grandchild, LINEAGE_QUIET, false);
	assert_true(lineage_is_ready(grandchild, false));
	assert_false(lineage_is_ready(one, false));          /* one child counts for less */
	lineage_leave(grandchild);
	assert_int_equal(one->quiet, LINEAGE_CHILD);
	lineage_leave(one);
}

/* A program whose every process ends once it has created the next. */
static void a_chain_of_processes_stays_short(void **state)
{
	struct lineage *one = lineage_new(NULL, 1), *last = lineage_new(one, 2);

	(void)state;
	for (pid_t i = 3; i < 1000; i++) {
		struct lineage *next = lineage_new(last, i);
		lineage_leave(last);
		last = next;
	}
	assert_int_equal(one->references, 2);         /* itself, and the one before the last */
	calls(last, 1, true);
	assert_ptr_equal(last->parent, one);
	lineage_leave(last);
	assert_int_equal(one->references, 1);
	lineage_leave(one);
}

static void threads_are_one_process(void **state)
{
	struct lineage *one = lineage_new(NULL, 1), *child = lineage_new(one, 2);

	(void)state;
	assert_ptr_equal(lineage_join(child), child);
	calls(child, 10, false);
	lineage_leave(child);
	assert_int_equal(one->quiet, 0);
	lineage_leave(child);
	assert_int_equal(one->quiet, 10);
	lineage_leave(one);
	lineage_leave(NULL);
}

static void children_inherit_a_filter(void **state)
{
	struct lineage *one = lineage_new(NULL, 1);

	(void)state;
	one->loaded = true;
	one->plain = "x";
	struct lineage *child = lineage_new(one, 2);
	assert_true(child->loaded);
	assert_string_equal(child->plain, "x");
	lineage_leave(child);
	lineage_leave(one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quiet_process),
		cmocka_unit_test(a_server_waits_until_it_listens),
		cmocka_unit_test(what_took_long_must_be_quiet_for_long),
		cmocka_unit_test(what_is_new_in_a_child_is_new_for_its_ancestors),
		cmocka_unit_test(a_chain_of_processes_stays_short),
		cmocka_unit_test(threads_are_one_process),
		cmocka_unit_test(children_inherit_a_filter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
