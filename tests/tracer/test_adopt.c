/* SPDX-License-Identifier: Apache-2.0 */
/* What is in a container, and what is in a control group. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/adopt/place.h"
#include "tracer/adopt/start.h"

/* --- places --- */

static void another_namespace_or_root_is_a_container(void **state)
{
	static const struct {
		struct whereabouts here, there;
		bool other;
	} rows[] = {
		{ { 1, 2, 3 }, { 1, 2, 3 }, false },
		{ { 1, 2, 3 }, { 9, 2, 3 }, true },
		{ { 1, 2, 3 }, { 1, 2, 9 }, true },
		{ { 1, 2, 3 }, { 1, 9, 3 }, true },
		/* what is not known decides nothing */
		{ { 1, 2, 3 }, { 0, 0, 0 }, false },
		{ { 1, 2, 3 }, { 0, 2, 9 }, true },
		{ { 1, 2, 3 }, { 9, 0, 0 }, true },
		{ { 0, 0, 0 }, { 1, 2, 3 }, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(place_is_other(&rows[i].here, &rows[i].there), rows[i].other);
}

static void we_are_where_we_are(void **state)
{
	struct whereabouts here = place_of(0), gone = place_of(1 << 22);

	(void)state;
	assert_true(here.root && here.pid_namespace);
	assert_false(place_is_other(&here, &here));
	assert_false(gone.root || gone.pid_namespace);
}

/* --- control groups --- */

static void a_group_is_a_whole_part_of_the_path(void **state)
{
	static const struct {
		const char *line;
		bool is;
	} rows[] = {
		{ "0::/system.slice/web.service\n", true },
		{ "0::/system.slice/web.service/worker\n", true },
		{ "1:name=systemd:/system.slice/web.service\n", true },
		{ "0::/machine.slice/a.scope/system.slice/web.service", true },
		{ "0::/web.service", true },
		{ "0::/system.slice/my-web.service\n", false },
		{ "0::/system.slice/web.service2\n", false },
		{ "0::/system.slice/web.servic\n", false },
		{ "5:web.service:/system.slice/other.service\n", false },
		{ "0::/\n", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(start_is_group(rows[i].line, "web.service"), rows[i].is);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_namespace_or_root_is_a_container),
		cmocka_unit_test(we_are_where_we_are),
		cmocka_unit_test(a_group_is_a_whole_part_of_the_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
