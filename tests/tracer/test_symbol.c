/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that a program may map, including ones that could make the recorder
 * hang or run out of memory. The alarm ends a hang.
 */
#include <dlfcn.h>
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

#include "core/base/file.h"
#include "tracer/image/elf_file.h"
#include "tracer/image/symbol.h"
#include "tracer/image/symbol_index.h"

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

static void a_file_is_checked_before_it_is_read(void **state)
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

/* --- a root folder of its own --- */

static const char *const folders[] = { "bin", "usr", "usr/lib", "usr/lib/debug", "usr/lib/debug/.build-id",
	                               "usr/lib/debug/.build-id/00" };

struct root {
	char path[64];
	char *file[4];                        /* its files */
	unsigned count;
};

static const char *put(struct root *root, const char *name)
{
	char **path = &root->file[root->count++];

	assert_true(asprintf(path, "%s/%s", root->path, name) > 0);
	return *path;
}

static void put_copy(struct root *root, const char *name, const char *of)
{
	AUTO_TEXT struct text bytes = {0};
	struct err err;

	assert_int_equal(file_read(of, &bytes, &err), 0);
	assert_int_equal(file_write(put(root, name), bytes.at, bytes.length, &err), 0);
}

static void put_fifo(struct root *root, const char *name)
{
	assert_int_equal(mkfifo(put(root, name), 0600), 0);
}

static void root_make(struct root *root)
{
	char folder[128];

	*root = (struct root){ .path = "/tmp/seccord.XXXXXX" };
	assert_non_null(mkdtemp(root->path));
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		snprintf(folder, sizeof(folder), "%s/%s", root->path, folders[i]);
		assert_int_equal(mkdir(folder, 0700), 0);
	}
	alarm(SECONDS_MOST);
}

static void root_remove(struct root *root)
{
	char folder[128];

	alarm(0);
	while (root->count) {
		unlink(root->file[--root->count]);
		free(root->file[root->count]);
	}
	for (size_t i = COUNT_OF(folders); i-- > 0;) {
		snprintf(folder, sizeof(folder), "%s/%s", root->path, folders[i]);
		rmdir(folder);
	}
	assert_int_equal(rmdir(root->path), 0);
}

/* --- tests --- */

static void a_fifo_is_not_a_file(void **state)
{
	struct root root;

	(void)state;
	root_make(&root);
	put_fifo(&root, "bin/program");
	assert_null(symbol_open(root.path, "/bin/program"));
	root_remove(&root);
}

/* libdw would unpack it completely, and find an ELF file in it. */
static void a_packed_executable_is_not_a_file(void **state)
{
	struct root root;
	char command[256];

	(void)state;
	root_make(&root);
	snprintf(command, sizeof(command), "gzip -c testdata/fuzz/symbol/dwarf5 >%s", put(&root, "bin/program"));
	int failed = system(command);
	struct symbol_file *file = symbol_open(root.path, "/bin/program");
	root_remove(&root);
	if (failed)
		skip();
	assert_null(file);
}

/* The offset of outer() in the file processed by dwz, and a line of code inlined into it. */
enum { OUTER = 0x10c, OUTER_LINE = 2 };

static const char *line_of_outer(const struct root *root, unsigned *line)
{
	struct symbol_file *file = symbol_open(root->path, "/bin/program");
	static char where[64];
	uint64_t into = 1;

	assert_non_null(file);
	assert_string_equal(symbol_at(file, OUTER, &into), "outer");
	assert_int_equal(into, 0);
	const char *source = symbol_line(file, OUTER, line);
	assert_int_equal(source != NULL, symbol_line(file, OUTER, line) != NULL);
	snprintf(where, sizeof(where), "%s", source ? source : "");
	symbol_close(file);
	return source ? where : NULL;
}

static void a_dwz_file_is_found(void **state)
{
	struct root root;
	unsigned line = 0;

	(void)state;
	root_make(&root);
	put_copy(&root, "bin/program", "testdata/fuzz/symbol/dwz");
	assert_null(line_of_outer(&root, &line));
	put_copy(&root, "usr/lib/debug/.build-id/common", "testdata/fuzz/symbol/dwz-common");
	assert_string_equal(line_of_outer(&root, &line), "/src/a_long_name_of_a_source_file.c");
	assert_int_equal(line, OUTER_LINE);
	root_remove(&root);
}

/* libdw would look for it next to the program. */
static void a_fifo_is_not_a_dwz_file(void **state)
{
	struct root root;
	unsigned line = 0;

	(void)state;
	root_make(&root);
	put_copy(&root, "bin/program", "testdata/fuzz/symbol/dwz");
	put_fifo(&root, "common");
	put_fifo(&root, "usr/lib/debug/.build-id/common");
	assert_null(line_of_outer(&root, &line));
	root_remove(&root);
}

static void the_imports_say_what_a_server_is(void **state)
{
	struct symbol_file *self = symbol_open("", "/proc/self/exe");

	(void)state;
	assert_non_null(self);
	assert_false(symbol_prefork(self));           /* of one that is: learn.bats */
	symbol_close(self);
}

/* --- the index of symbols --- */

static int find_no_debug_file(Dwfl_Module *module, void **userdata, const char *module_name, Dwarf_Addr base, const char *file_name,
                              const char *link, GElf_Word crc, char **found)
{
	(void)module; (void)userdata; (void)module_name; (void)base; (void)file_name; (void)link; (void)crc; (void)found;
	return -1;
}

/* Returns whether the index is certain. */
static bool same_as_libdw(const struct symbol_index *index, Dwfl_Module *module, GElf_Addr address)
{
	GElf_Off into = 0, libdw_into = 0;
	const char *name;
	GElf_Sym sym;

	if (!symbol_index_find(index, address, &name, &into))
		return false;
	const char *libdw_name = dwfl_module_addrinfo(module, address, &libdw_into, &sym, NULL, NULL, NULL);
	if (!name || !libdw_name)
		assert_ptr_equal(name, libdw_name);
	else
		assert_string_equal(name, libdw_name);
	assert_int_equal(into, name ? libdw_into : 0);
	return true;
}

static void compare_with_libdw(const char *path)
{
	static const Dwfl_Callbacks callbacks = { .find_elf = dwfl_build_id_find_elf, .find_debuginfo = find_no_debug_file,
	                                          .section_address = dwfl_offline_section_address };
	enum { STEPS = 500 };
	unsigned certain = 0;
	Dwarf_Addr start, end;
	Dwfl *dwfl = dwfl_begin(&callbacks);

	dwfl_report_begin(dwfl);
	Dwfl_Module *module = dwfl_report_offline(dwfl, path, path, -1);
	dwfl_report_end(dwfl, NULL, NULL);
	assert_non_null(dwfl_module_info(module, NULL, &start, &end, NULL, NULL, NULL, NULL));
	struct symbol_index *index = symbol_index_new(module);
	assert_non_null(index);
	for (unsigned i = 0; i < STEPS; i++)
		certain += same_as_libdw(index, module, start + (end - start) * i / STEPS);
	print_message("%s: %u of %d\n", path, certain, STEPS);
	assert_true(certain > STEPS / 10);
	symbol_index_free(index);
	dwfl_end(dwfl);
}

static void the_index_finds_what_libdw_finds(void **state)
{
	Dl_info libc;

	(void)state;
	assert_true(dladdr((void *)(uintptr_t)&getenv, &libc));
	compare_with_libdw(libc.dli_fname);
	compare_with_libdw("/proc/self/exe");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_checked_before_it_is_read),
		cmocka_unit_test(a_fifo_is_not_a_file),
		cmocka_unit_test(a_packed_executable_is_not_a_file),
		cmocka_unit_test(a_dwz_file_is_found),
		cmocka_unit_test(a_fifo_is_not_a_dwz_file),
		cmocka_unit_test(the_imports_say_what_a_server_is),
		cmocka_unit_test(the_index_finds_what_libdw_finds),
	};

	return cmocka_run_group_tests_name("symbol", tests, NULL, NULL);
}
