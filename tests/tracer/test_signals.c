/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What to do with a signal, without sending one.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/signals/signals.h"
#include "tracer/signals/standstill.h"

enum { US = 100, OTHER = 7 };

static const struct {
	struct arrival arrival;
	bool leads, passed;
} arrivals[] = {
	{ { SIGTERM, SI_USER, OTHER, NULL, 0 },      false, true },
	{ { SIGTERM, SI_QUEUE, OTHER, NULL, 0 },     false, true },
	{ { SIGTERM, SI_TKILL, OTHER, NULL, 0 },     false, true },
	{ { SIGTERM, SI_USER, 0, NULL, 0 },          false, true },      /* from outside the pid namespace */
	{ { SIGPIPE, SI_USER, US, NULL, 0 },         false, false },     /* our own write */
	{ { SIGPIPE, SI_USER, OTHER, NULL, 0 },      false, true },
	{ { SIGXFSZ, SI_KERNEL, 0, NULL, 0 },        false, false },
	{ { SIGXCPU, SI_KERNEL, 0, NULL, 0 },        false, false },
	{ { SIGINT, SI_KERNEL, 0, NULL, 0 },         false, false },     /* a terminal */
	{ { SIGQUIT, SI_KERNEL, 0, NULL, 0 },        true,  false },
	{ { SIGWINCH, SI_KERNEL, 0, NULL, 0 },       true,  false },
	{ { SIGHUP, SI_KERNEL, 0, NULL, 0 },         false, false },
	{ { SIGHUP, SI_KERNEL, 0, NULL, 0 },         true,  true },
	{ { SIGALRM, SI_KERNEL, 0, NULL, 0 },        false, true },      /* alarm(2), from before the exec */
	{ { SIGALRM, SI_TIMER, 0, NULL, 0 },         false, false },     /* our own tick */
	{ { SIGALRM, SI_USER, OTHER, NULL, 0 },      false, true },
	{ { SIGTSTP, SI_KERNEL, 0, NULL, 0 },        true,  false },     /* a terminal: Ctrl-Z */
	{ { SIGTSTP, SI_USER, OTHER, NULL, 0 },      false, true },
	{ { SIGCONT, SI_KERNEL, 0, NULL, 0 },        false, true },      /* its group became orphaned */
	{ { SIGCONT, SI_USER, OTHER, NULL, 0 },      false, true },
};

static void which_signals_are_the_programs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(arrivals); i++)
		assert_int_equal(signal_is_for_program(&arrivals[i].arrival, US, arrivals[i].leads), arrivals[i].passed);
}

static void signals_pair_once(void **state)
{
	struct arrivals seen = {0};
	struct arrival term = { SIGTERM, SI_USER, OTHER, NULL, 5000 };

	(void)state;
	assert_false(arrivals_pair(&seen, &term));
	arrivals_add(&seen, &term);
	assert_false(arrivals_pair(&seen, &(struct arrival){ SIGTERM, SI_USER, 8, NULL, 5000 }));
	assert_false(arrivals_pair(&seen, &(struct arrival){ SIGHUP, SI_USER, OTHER, NULL, 5000 }));
	assert_false(arrivals_pair(&seen, &(struct arrival){ SIGTERM, SI_USER, OTHER, NULL, 5001 + SIGNAL_PAIRS }));
	assert_false(arrivals_pair(&seen, &(struct arrival){ SIGTERM, SI_KERNEL, OTHER, NULL, 5000 }));
	assert_true(arrivals_pair(&seen, &(struct arrival){ SIGTERM, SI_USER, OTHER, NULL, 5000 - SIGNAL_PAIRS }));
	assert_false(arrivals_pair(&seen, &term));
	for (int i = 0; i < 2 * ARRIVALS_KEPT; i++)
		arrivals_add(&seen, &term);
	for (int i = 0; i < ARRIVALS_KEPT; i++)
		assert_true(arrivals_pair(&seen, &term));
	assert_false(arrivals_pair(&seen, &term));
}

static void three_within_two_seconds_force_an_end(void **state)
{
	(void)state;
	assert_false(signal_insists((int64_t[]){ 0, 0, 9000 }, 9000));
	assert_false(signal_insists((int64_t[]){ 8000, 0, 9000 }, 9000));
	assert_true(signal_insists((int64_t[]){ 9000, 7000, 8000 }, 9000));
	assert_false(signal_insists((int64_t[]){ 6999, 8000, 9000 }, 9000));
}

static void a_terminal_stops_a_recorder_whose_program_left_its_group(void **state)
{
	(void)state;
	assert_true(signal_stops_recorder(&(struct arrival){ SIGTSTP, SI_KERNEL, 0, NULL, 0 }, false));
	assert_false(signal_stops_recorder(&(struct arrival){ SIGTSTP, SI_KERNEL, 0, NULL, 0 }, true));
	assert_false(signal_stops_recorder(&(struct arrival){ SIGTSTP, SI_USER, OTHER, NULL, 0 }, false));
	assert_false(signal_stops_recorder(&(struct arrival){ SIGINT, SI_KERNEL, 0, NULL, 0 }, false));
}

static const struct {
	struct standstill at;
	bool stops;
} standstills[] = {
	{ { .stopped = false },                                                                       false },
	{ { .stopped = false, .asked = true, .shell = true },                                         false },
	{ { .stopped = true },                                                                        true },
	{ { .stopped = true, .released = true, .asked = true, .shell = true },                        false },
	{ { .stopped = true, .others = true },                                                        false },
	{ { .stopped = true, .others = true, .asked = true },                                         true },
	{ { .stopped = true, .others = true, .shell = true },                                         true },
};

static void when_the_recorder_stops(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(standstills); i++)
		assert_int_equal(standstill_stops(&standstills[i].at), standstills[i].stops);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(which_signals_are_the_programs),
		cmocka_unit_test(signals_pair_once),
		cmocka_unit_test(three_within_two_seconds_force_an_end),
		cmocka_unit_test(a_terminal_stops_a_recorder_whose_program_left_its_group),
		cmocka_unit_test(when_the_recorder_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
