/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How calls are made to stop, by what is known, and who may be attached to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/mem.h"
#include "tracer/attach.h"
#include "tracer/engine.h"

static const struct {
	struct engine_facts facts;            /* wanted, attached, filtered, can_filter */
	bool full;
	const char *note;                     /* a part of it */
} engines[] = {
	{ { ENGINE_AUTO, false, false, true },     false, NULL },
	{ { ENGINE_AUTO, false, false, false },    true,  "no seccomp filter can be loaded" },
	{ { ENGINE_AUTO, false, true, true },      true,  "started under a seccomp filter" },
	{ { ENGINE_AUTO, false, true, false },     true,  "started under a seccomp filter" },
	{ { ENGINE_SECCOMP, false, false, false }, false, NULL },
	{ { ENGINE_SECCOMP, false, true, true },   false, "are missing" },
	{ { ENGINE_SYSCALL, false, true, true },   true,  NULL },
	{ { ENGINE_SYSCALL, false, false, true },  true,  NULL },
	{ { ENGINE_AUTO, true, false, false },     true,  NULL },
	{ { ENGINE_AUTO, true, true, false },      true,  "in force on the program" },
};

static void each_engine(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(engines); i++) {
		struct engine_choice choice = engine_choose(&engines[i].facts);
		assert_int_equal(choice.full, engines[i].full);
		assert_int_equal(!choice.note, !engines[i].note);
		assert_true(!choice.note || strstr(choice.note, engines[i].note));
	}
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
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_engine), cmocka_unit_test(the_init_of_the_machine) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
