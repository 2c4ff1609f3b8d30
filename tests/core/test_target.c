/* SPDX-License-Identifier: Apache-2.0 */
/* Which links at the end of an output's name are followed, and where they lead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/target.h"

enum { ME, OTHER, THIRD };

static void the_rule(void **state)
{
	static const struct { mode_t folder; uid_t folder_owner, link; bool followed; } rows[] = {
		{ 01777, ME,    ME,    true },
		{ 01777, THIRD, ME,    true },
		{ 01777, THIRD, THIRD, true },
		{ 01777, ME,    OTHER, false },
		{ 01777, THIRD, OTHER, false },
		{ 01773, ME,    OTHER, false },
		{ 01775, ME,    OTHER, true },        /* not everybody's */
		{ 00777, ME,    OTHER, true },        /* not sticky */
		{ 00755, OTHER, OTHER, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct stat folder = { .st_mode = S_IFDIR | rows[i].folder, .st_uid = rows[i].folder_owner };
		assert_int_equal(target_may_follow(rows[i].link, &folder, ME), rows[i].followed);
	}
}

static void touch(const char *name)
{
	close(open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int in_new_folder(void **state)
{
	static char folder[] = "/tmp/seccord-target-XXXXXX";

	*state = folder;
	if (!mkdtemp(folder) || chdir(folder) || mkdir("sub", 0700))
		return -1;
	touch("sub/file");
	return symlink("sub/file", "one") || symlink("one", "two") || symlink("file", "sub/near") || symlink("sub/near", "three") ||
	       symlink("missing", "sub/dangling") || symlink("loop", "loop") || symlink("/proc/self/fd/1", "out") || symlink("sub", "folder");
}

static int away(void **state)
{
	static const char *const names[] = { "one", "two", "sub/near", "three", "sub/dangling", "loop", "out", "folder", "sub/file" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		unlink(names[i]);
	rmdir("sub");
	return chdir("/") || rmdir(*state);
}

static void where_links_lead(void **state)
{
	static const struct { const char *name, *leads; bool exists; int no_follow; } rows[] = {
		{ "sub/file",     "sub/file",         true,  O_NOFOLLOW },
		{ "./sub/file",   "./sub/file",       true,  O_NOFOLLOW },
		{ "one",          "sub/file",         true,  O_NOFOLLOW },
		{ "two",          "sub/file",         true,  O_NOFOLLOW },
		{ "three",        "sub/file",         true,  O_NOFOLLOW },
		{ "folder/near",  "folder/file",      true,  O_NOFOLLOW },
		{ "sub/dangling", "sub/missing",      false, O_NOFOLLOW },
		{ "new",          "new",              false, O_NOFOLLOW },
		{ "none/new",     "none/new",         false, O_NOFOLLOW },
		{ "sub/",         "sub/",             true,  O_NOFOLLOW },
		{ "folder/",      "folder/",          true,  O_NOFOLLOW },
		{ "/",            "/",                true,  O_NOFOLLOW },
		{ "",             "",                 false, O_NOFOLLOW },
		{ "out",          "/proc/self/fd/1",  true,  0 },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TARGET struct target target = {0};
		assert_int_equal(target_find(&target, rows[i].name, &err), 0);
		assert_string_equal(target.name.at, rows[i].leads);
		assert_int_equal(target.exists, rows[i].exists);
		assert_int_equal(target.no_follow, rows[i].no_follow);
	}
}

static void a_loop_is_an_error(void **state)
{
	AUTO_TARGET struct target target = {0};
	struct err err;

	(void)state;
	assert_int_equal(target_find(&target, "loop", &err), -1);
	assert_string_equal(err.text, "loop: Too many levels of symbolic links");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rule),
		cmocka_unit_test(where_links_lead),
		cmocka_unit_test(a_loop_is_an_error),
	};

	return cmocka_run_group_tests_name("target", tests, in_new_folder, away);
}
