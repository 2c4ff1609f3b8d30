/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a program could map in order to hang or fill the recorder, and what it
 * maps by right. A hang is the alarm's death.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/mem.h"
#include "tracer/elf_file.h"
#include "tracer/symbol.h"

enum { SECONDS_MOST = 60 };

static const struct {
	const char *path;
	bool opens;
} rows[] = {
	{ "/proc/self/exe", true },
	{ "testdata/fuzz/symbol/dwarf5", true },
	{ "testdata/fuzz/symbol/dwarf4-compressed", true },
	{ "testdata/fuzz/symbol/zdebug", true },
	{ "testdata/fuzz/symbol/packed-large", false },
	{ "testdata/fuzz/symbol/zdebug-large", false },
	{ "testdata/bad/empty", false },
	{ "testdata", false },
	{ "/dev/zero", false },
	{ "/no/such/file", false },
};

static void a_file_is_looked_at_before_it_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		print_message("%s\n", rows[i].path);
		int fd = elf_file_open(rows[i].path);
		struct symbol_file *file = symbol_open("", rows[i].path);
		assert_int_equal(fd >= 0, rows[i].opens);
		assert_int_equal(file != NULL, rows[i].opens);
		symbol_close(file);
		if (fd >= 0)
			close(fd);
	}
}

static void nobody_is_waited_for(void **state)
{
	char folder[] = "/tmp/seccord.XXXXXX", fifo[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	alarm(SECONDS_MOST);
	assert_null(symbol_open("", fifo));
	alarm(0);
	unlink(fifo);
	rmdir(folder);
}

/* libdw would unpack it whole, and find an ELF file in it. */
static void what_is_packed_whole_is_none(void **state)
{
	char folder[] = "/tmp/seccord.XXXXXX", command[160], packed[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(packed, sizeof(packed), "%s/packed", folder);
	snprintf(command, sizeof(command), "gzip -c testdata/fuzz/symbol/dwarf5 >%s", packed);
	int failed = system(command);
	struct symbol_file *file = symbol_open("", packed);
	unlink(packed);
	rmdir(folder);
	if (failed)
		skip();
	assert_null(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_looked_at_before_it_is_read),
		cmocka_unit_test(nobody_is_waited_for),
		cmocka_unit_test(what_is_packed_whole_is_none),
	};

	return cmocka_run_group_tests_name("elf file", tests, NULL, NULL);
}
