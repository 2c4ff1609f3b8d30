/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work on a file that is truncated or made to break its reader: it is aborted, and
 * everything else goes on.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tracer/image/guard.h"

enum { PAGE = 4096 };

static volatile const char *mapped;
static volatile int ran;

static void read_it(void *context)
{
	*(char *)context = mapped[PAGE];
	ran++;
}

static void in_a_guard(void *context)
{
	char byte;

	assert_false(guard_run(read_it, &byte));
	*(int *)context = 1;
}

static FILE *make_file(void)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(ftruncate(fileno(file), 2 * PAGE), 0);
	mapped = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fileno(file), 0);
	assert_ptr_not_equal(mapped, MAP_FAILED);
	return file;
}

static bool blocks_bus(void)
{
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	return sigismember(&set, SIGBUS);
}

static void a_truncated_file_ends_only_the_current_work(void **state)
{
	FILE *file = make_file();
	sigset_t all;
	char byte = 1;
	int went_on = 0;

	(void)state;
	assert_true(guard_run(read_it, &byte));
	assert_int_equal(byte, 0);
	assert_int_equal(ftruncate(fileno(file), PAGE), 0);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);           /* as in libunwind */
	for (int times = 0; times < 3; times++)
		assert_false(guard_run(read_it, &byte));
	assert_true(blocks_bus());
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	assert_true(guard_run(in_a_guard, &went_on));
	assert_true(went_on);
	assert_false(blocks_bus());
	assert_int_equal(ran, 1);
	fclose(file);
}

static void read_nowhere(void *to)
{
	static char *volatile nowhere;

	*(char *)to = *nowhere;
}

static void give_up(void *context)
{
	(void)context;
	abort();
}

static void a_made_up_address_and_abort_end_only_the_current_work(void **state)
{
	sigset_t all;
	char byte = 1;

	(void)state;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (int times = 0; times < 3; times++) {
		assert_false(guard_run(read_nowhere, &byte));
		assert_false(guard_run(give_up, NULL));
	}
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	assert_false(guard_run(give_up, NULL));
	assert_int_equal(byte, 1);
}

/* A SIGBUS from elsewhere kills, as without a guard. */
static void another_bus_error_is_fatal(void **state)
{
	int status = 0;
	pid_t child = fork();

	(void)state;
	if (!child) {
		char byte;
		signal(SIGBUS, SIG_DFL);      /* cmocka installs a handler */
		make_file();
		guard_run(read_it, &byte);
		raise(SIGBUS);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_truncated_file_ends_only_the_current_work),
		cmocka_unit_test(a_made_up_address_and_abort_end_only_the_current_work),
		cmocka_unit_test(another_bus_error_is_fatal),
	};

	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
