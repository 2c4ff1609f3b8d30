/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Output is complete or absent, whatever existed under its name before.
 */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/file.h"

static char folder[] = "/tmp/test_file.XXXXXX";

static int enter_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) && !chdir(folder) ? 0 : -1;
}

static int leave_folder(void **state)
{
	static const char *const left[] = { "a", "link", "ro", "new", "pipe", "log", "dir" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(left); i++)
		remove(left[i]);
	return rmdir(folder);
}

static void assert_holds(const char *name, const char *expected)
{
	AUTO_TEXT struct text bytes = {0};
	struct err err;

	assert_int_equal(file_read(name, &bytes, &err), 0);
	assert_string_equal(bytes.at, expected);
}

static unsigned entries(void)
{
	DIR *dir = opendir(".");
	unsigned count = 0;

	while (readdir(dir))
		count++;
	closedir(dir);
	return count - 2;
}

static void write_ok(const char *name, const char *bytes)
{
	struct err err;

	if (file_write(name, bytes, strlen(bytes), &err))
		fail_msg("%s", err.text);
}

static void test_new_and_again(void **state)
{
	struct stat before, after;

	(void)state;
	write_ok("a", "one");
	assert_holds("a", "one");
	chmod("a", 0640);
	stat("a", &before);
	write_ok("a", "");
	assert_holds("a", "");
	stat("a", &after);
	assert_int_equal(after.st_mode, before.st_mode);
	assert_int_not_equal(after.st_ino, before.st_ino);
	assert_int_equal(entries(), 1);
}

static void test_link_stays_a_link(void **state)
{
	struct stat status;

	(void)state;
	write_ok("a", "one");
	assert_int_equal(symlink("a", "link"), 0);
	write_ok("link", "two");
	assert_holds("a", "two");
	lstat("link", &status);
	assert_true(S_ISLNK(status.st_mode));
}

static void test_pipe_is_written_straight(void **state)
{
	struct stat status;
	char bytes[8] = "";

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	int fd = open("pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	write_ok("pipe", "three");
	assert_int_equal(read(fd, bytes, sizeof(bytes)), 5);
	assert_string_equal(bytes, "three");
	close(fd);
	stat("pipe", &status);
	assert_true(S_ISFIFO(status.st_mode));
}

static void test_descriptor_is_not_replaced(void **state)
{
	char name[64];
	int fd = open("log", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	(void)state;
	assert_int_equal(write(fd, "before ", 7), 7);
	snprintf(name, sizeof(name), "/dev/fd/%d", fd);
	write_ok(name, "after");
	close(fd);
	assert_holds("log", "before after");
}

static void test_failures(void **state)
{
	static const struct { const char *name, *message; } rows[] = {
		{ "/dev/full", "/dev/full: No space left on device" },
		{ "missing/a", "missing/a: No such file or directory" },
		{ "dir", "dir: Is a directory" },
		{ "a/b", "a/b: Not a directory" },
		{ "", ": No such file or directory" },
	};
	unsigned before;

	(void)state;
	write_ok("a", "kept");
	mkdir("dir", 0700);
	before = entries();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct err err = {0};
		assert_int_equal(file_write(rows[i].name, "x", 1, &err), -1);
		assert_string_equal(err.text, rows[i].message);
	}
	assert_int_equal(entries(), before);
	assert_holds("a", "kept");
}

/* As on a full disk: a partial write leaves no file. */
static void test_partial_file_is_removed(void **state)
{
	const struct rlimit small = { 4, RLIM_INFINITY }, none = { RLIM_INFINITY, RLIM_INFINITY };
	unsigned before;
	struct err err;

	(void)state;
	write_ok("a", "kept");
	before = entries();
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	int failed = file_write("a", "too long", 8, &err);
	setrlimit(RLIMIT_FSIZE, &none);
	assert_int_equal(failed, -1);
	assert_string_equal(err.text, "a: File too large");
	assert_int_equal(entries(), before);
	assert_holds("a", "kept");
}

static void test_read_only_file_is_respected(void **state)
{
	struct err err;

	(void)state;
	if (!geteuid())
		skip();
	write_ok("ro", "kept");
	chmod("ro", 0400);
	assert_int_equal(file_write("ro", "x", 1, &err), -1);
	assert_string_equal(err.text, "ro: Permission denied");
	assert_holds("ro", "kept");
}

static void test_reading(void **state)
{
	static const char with_nul[] = "a\0b";
	AUTO_TEXT struct text bytes = {0};
	struct err err;

	(void)state;
	assert_int_equal(file_write("new", with_nul, 3, &err), 0);
	assert_int_equal(file_read("new", &bytes, &err), 0);
	assert_int_equal(bytes.length, 3);
	assert_memory_equal(bytes.at, with_nul, 4);
	assert_int_equal(file_read(".", &bytes, &err), -1);
	assert_string_equal(err.text, ".: Is a directory");
	assert_int_equal(file_read("none", &bytes, &err), -1);
	assert_string_equal(err.text, "none: No such file or directory");
}

static void test_endless_input_is_refused(void **state)
{
	AUTO_TEXT struct text bytes = {0};
	struct err err;

	(void)state;
	assert_int_equal(file_read("/dev/zero", &bytes, &err), -1);
	assert_string_equal(err.text, "/dev/zero: larger than 256 MiB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_and_again),
		cmocka_unit_test(test_link_stays_a_link),
		cmocka_unit_test(test_pipe_is_written_straight),
		cmocka_unit_test(test_descriptor_is_not_replaced),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_partial_file_is_removed),
		cmocka_unit_test(test_read_only_file_is_respected),
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_endless_input_is_refused),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
