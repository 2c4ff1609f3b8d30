/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How calls are made to stop, depending on the facts, and which processes may
 * be attached to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/follow/attach.h"
#include "tracer/follow/engine.h"

static const struct {
	struct engine_facts facts;            /* wanted, attached, filtered, can_filter */
	const struct engine *engine;
	const char *note;                     /* a part of it */
} engines[] = {
	{ { NULL, false, false, true },     &engine_seccomp, NULL },
	{ { NULL, false, false, false },    &engine_syscall,  "no seccomp filter can be loaded" },
	{ { NULL, false, true, true },      &engine_syscall,  "started under a seccomp filter" },
	{ { NULL, false, true, false },     &engine_syscall,  "started under a seccomp filter" },
	{ { &engine_seccomp, false, false, false }, &engine_seccomp, NULL },
	{ { &engine_seccomp, false, true, true },   &engine_seccomp, "are missing" },
	{ { &engine_learn, false, false, false },   &engine_learn,    NULL },
	{ { &engine_learn, false, true, true },     &engine_syscall,  "instead of learn" },
	{ { &engine_syscall, false, true, true },   &engine_syscall,  NULL },
	{ { &engine_syscall, false, false, true },  &engine_syscall,  NULL },
	{ { NULL, true, false, false },     &engine_syscall,  NULL },
	{ { NULL, true, true, false },      &engine_syscall,  "runs under a seccomp filter" },
};

static void each_engine(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(engines); i++) {
		struct engine_choice choice = engine_choose(&engines[i].facts);
		assert_ptr_equal(choice.engine, engines[i].engine);
		assert_int_equal(!choice.note, !engines[i].note);
		assert_true(!choice.note || strstr(choice.note, engines[i].note));
	}
}

/* Processes that outlive us never get our filter: without a tracer it would fail
 * every call. */
static void nothing_attached_gets_a_filter(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(engines); i++)
		if (engines[i].facts.attached)
			assert_null(engine_choose(&engines[i].facts).engine->filter);
}

static void the_init_of_the_machine(void **state)
{
	(void)state;
	assert_true(attach_is_host_init(1, 4026531836));
	assert_false(attach_is_host_init(1, 4026532000));
	assert_false(attach_is_host_init(2, 4026531836));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_engine), cmocka_unit_test(nothing_attached_gets_a_filter),
		                            cmocka_unit_test(the_init_of_the_machine) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
