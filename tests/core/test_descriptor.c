/* SPDX-License-Identifier: Apache-2.0 */
/* What stays open, for lists in any order. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/descriptor.h"
#include "core/base/mem.h"

enum { FIRST = 50, SOME = 12 };

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* In a child, which needs its own descriptors for nothing else. */
static int lost_or_left(int from, const int kept[3], const char *open)
{
	int list[3] = { kept[0], kept[1], kept[2] }, wrong = 0;

	for (int i = 0; i < SOME; i++)
		dup2(STDERR_FILENO, FIRST + i);
	descriptor_keep(from, list, COUNT_OF(list));
	for (int i = 0; i < SOME; i++)
		wrong += is_open(FIRST + i) != (open[i] == 'o');
	return wrong;
}

static void only_these_stay(void **state)
{
	static const struct {
		int from, kept[3];
		const char *open;
	} rows[] = {
		{ 3, { -1, -1, -1 }, "............" },
		{ 3, { FIRST, -1, -1 }, "o..........." },
		{ 3, { FIRST + 11, FIRST + 4, FIRST + 5 }, "....oo.....o" },
		{ 3, { FIRST + 4, FIRST + 4, 1 }, "....o......." },
		{ FIRST + 2, { FIRST + 1, FIRST + 3, -1 }, "oo.o........" },
		{ FIRST + 12, { -1, -1, -1 }, "oooooooooooo" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int status = -1;
		pid_t child = fork();
		if (child == 0)
			_exit(lost_or_left(rows[i].from, rows[i].kept, rows[i].open));
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(only_these_stay) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
