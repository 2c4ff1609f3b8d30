/* SPDX-License-Identifier: Apache-2.0 */
/* What is in a container, and what is in a control group. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/adopt/place.h"
#include "tracer/adopt/unit_group.h"

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

static void a_group_is_below_that_of_its_systemd_and_in_slices(void **state)
{
	static const char plain[] = "1:name=systemd:/init.scope\n0::/init.scope\n", unnested[] = "0::/\n",
	                  below[] = "4:pids:/\n1:name=systemd:/lxc/a/init.scope\n0::/lxc/b/init.scope\n";
	static const struct {
		const char *init, *line, *unit;
		bool has;
	} rows[] = {
		{ plain, "0::/system.slice/web.service\n", "web.service", true },
		{ plain, "0::/system.slice/web.service/worker\n", "web.service", true },
		{ plain, "1:name=systemd:/system.slice/web.service\n", "web.service", true },
		{ plain, "0::/web.service", "web.service", true },
		{ unnested, "0::/web.service", "web.service", true },
		{ "", "0::/a.slice/web.service", "web.service", true },
		{ plain, "0::/a.slice/a-b.slice/web@1.service\n", "web@1.service", true },
		{ plain, "0::/system.slice/_memory.service\n", "memory.service", true },
		{ plain, "0::/system.slice/__web.service\n", "_web.service", true },
		{ plain, "0::/system.slice/my-web.service\n", "web.service", false },
		{ plain, "0::/system.slice/web.service2\n", "web.service", false },
		{ plain, "0::/system.slice/web.servic\n", "web.service", false },
		{ plain, "0::/system.slice/_\n", "web.service", false },
		{ plain, "5:web.service:/system.slice/other.service\n", "web.service", false },
		{ plain, "5:pids:/system.slice/web.service\n", "web.service", false },
		{ plain, "0::/\n", "web.service", false },
		{ plain, "", "web.service", false },
		/* of a container, of a user, and of a group that another unit made */
		{ plain, "0::/machine.slice/a.scope/payload/system.slice/web.service\n", "web.service", false },
		{ plain, "1:name=systemd:/docker/a/system.slice/web.service\n", "web.service", false },
		{ plain, "0::/user.slice/user-1.slice/user@1.service/app.slice/web.service\n", "web.service", false },
		{ plain, "0::/user.slice/user-1.slice/user@1.service/app.slice/web.service\n", "user@1.service", true },
		{ plain, "0::/system.slice/b.service/web.service\n", "web.service", false },
		/* a systemd whose own group is not the root */
		{ below, "0::/lxc/b/system.slice/web.service\n", "web.service", true },
		{ below, "1:name=systemd:/lxc/a/system.slice/web.service\n", "web.service", true },
		{ below, "0::/lxc/a/system.slice/web.service\n", "web.service", false },
		{ below, "0::/lxc/bc/system.slice/web.service\n", "web.service", false },
		{ below, "0::/system.slice/web.service\n", "web.service", false },
		{ "0::/../../init.scope\n", "0::/../../system.slice/web.service\n", "web.service", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (unit_group_has(rows[i].line, rows[i].init, rows[i].unit) != rows[i].has)
			fail_msg("%s of %s", rows[i].line, rows[i].unit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_namespace_or_root_is_a_container),
		cmocka_unit_test(we_are_where_we_are),
		cmocka_unit_test(a_group_is_below_that_of_its_systemd_and_in_slices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
