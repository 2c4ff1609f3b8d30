/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The package that a file names itself, from notes as they may be; and the one that the
 * databases of dpkg and apk name, in a root directory made for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/err.h"
#include "core/base/file.h"
#include "tracer/image/package_db.h"
#include "tracer/image/package_note.h"

static const struct {
	const char *json, *name, *version;
} notes[] = {
	{ "{\"type\":\"rpm\",\"name\":\"curl\",\"version\":\"8.2.1-1.fc39\",\"architecture\":\"x86_64\"}", "curl", "8.2.1-1.fc39" },
	{ "{\"name\":\"a\",\"version\":\"1\"}", "a", "1" },
	{ "{\"name\":\"a\"}", "", "" },
	{ "{\"version\":\"1\"}", "", "" },
	{ "{\"name\":\"\",\"version\":\"1\"}", "", "" },
	{ "{\"name\":7,\"version\":\"1\"}", "", "" },
	{ "[\"name\",\"version\"]", "", "" },
	{ "{\"name\":\"a\",", "", "" },
	{ "", "", "" },
};

static void test_notes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(notes); i++) {
		struct package_note note = { "", "" };
		package_note_parse(&note, notes[i].json, strlen(notes[i].json));
		assert_string_equal(note.name, notes[i].name);
		assert_string_equal(note.version, notes[i].version);
	}
}

static void test_padded(void **state)
{
	static const char padded[] = "{\"name\":\"a\",\"version\":\"1\"}\0\0\0garbage";
	struct package_note note = { "", "" };

	(void)state;
	package_note_parse(&note, padded, sizeof(padded));
	assert_string_equal(note.name, "a");
}

static void test_too_long(void **state)
{
	struct package_note note = { "", "" };
	AUTO_TEXT struct text json = { 0 };

	(void)state;
	text_format(&json, "{\"name\":\"%0*d\",\"version\":\"1\"}", PACKAGE_NAME, 0);
	package_note_parse(&note, json.at, json.length);
	assert_string_equal(note.name, "");
	assert_string_equal(note.version, "");
}

/* --- databases --- */

static const struct {
	const char *name, *bytes;
} dpkg[] = {
	{ "var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib\n/lib/x86_64-linux-gnu\n/lib/x86_64-linux-gnu/libc.so.6\n" },
	{ "var/lib/dpkg/info/libcurl4:amd64.list", "/usr/lib/libcurl.so.4.8.0\n/usr/lib/twice\n/usr/bin/moved\n" },
	{ "var/lib/dpkg/info/other.list", "/usr/lib/twice\n/usr/lib/gone\n" },
	{ "var/lib/dpkg/info/other.md5sums", "/usr/bin/none\n" },
	{ "var/lib/dpkg/info/removed.list", "/usr/lib/removed" },
	{ "var/lib/dpkg/diversions", "/usr/bin/moved\n/usr/bin/moved.distrib\nother\n" },
	{ "var/lib/dpkg/status",
	  "Package: libc6\nStatus: install ok installed\nDescription: x\n Version: 9\nVersion: 2.36-9\n\n"
	  "Package: libcurl4\nStatus: install ok installed\nVersion: 7.88.1-10\n\n"
	  "Package: removed\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: other\n\nVersion: 3\n" },
}, apk[] = {
	{ "lib/apk/db/installed",
	  "C:Q1abc=\nP:libcurl\nV:8.5.0-r0\nA:x86_64\nF:usr/lib\nR:libcurl.so.4.8.0\na:0:0:777\nR:twice\n\n"
	  "P:musl\nV:1.2.4-r2\nF:lib\nR:ld-musl-x86_64.so.1\n\nP:more\nV:1\nF:usr/lib\nR:twice\n" },
};

static void make(const char *root, const char *name, const char *bytes)
{
	AUTO_TEXT struct text path = { 0 };
	struct err err = { "" };

	text_format(&path, "%s/%s", root, name);
	for (char *slash = strchr(path.at + strlen(root) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path.at, 0700);
		*slash = '/';
	}
	assert_int_equal(file_write(path.at, bytes, strlen(bytes), &err), 0);
}

static void expect(const char *root, const char *path, const char *package, const char *version)
{
	struct packaged_file files[] = { { .path = "/zzz" }, { .path = path }, { .path = "/" } };
	struct arena arena = { 0 };

	package_db_find(&arena, root, files, COUNT_OF(files));
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		bool asked = files[i].path == path;
		assert_true(asked && package ? files[i].package && !strcmp(files[i].package, package) : !files[i].package);
		assert_true(asked && package ? files[i].version && !strcmp(files[i].version, version) : !files[i].version);
	}
	arena_free(&arena);
}

static void remove_root(const char *root)
{
	AUTO_TEXT struct text command = { 0 };

	text_format(&command, "rm -r '%s'", root);
	assert_int_equal(system(command.at), 0);
}

static void test_dpkg(void **state)
{
	char root[] = "/tmp/seccord-test-XXXXXX";
	AUTO_TEXT struct text link = { 0 };

	(void)state;
	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < COUNT_OF(dpkg); i++)
		make(root, dpkg[i].name, dpkg[i].bytes);
	expect(root, "/usr/lib/libcurl.so.4.8.0", "libcurl4", "7.88.1-10");
	expect(root, "/lib/x86_64-linux-gnu/libc.so.6", "libc6", "2.36-9");
	expect(root, "/usr/lib/x86_64-linux-gnu/libc.so.6", NULL, NULL);
	expect(root, "/usr/lib/twice", NULL, NULL);
	expect(root, "/usr/bin/moved", NULL, NULL);
	expect(root, "/usr/bin/moved.distrib", NULL, NULL);
	expect(root, "/usr/lib/removed", NULL, NULL);
	expect(root, "/usr/lib/gone", NULL, NULL);
	expect(root, "/usr/bin/none", NULL, NULL);
	text_format(&link, "%s/lib", root);
	assert_int_equal(symlink("usr/lib", link.at), 0);
	expect(root, "/usr/lib/x86_64-linux-gnu/libc.so.6", "libc6", "2.36-9");
	remove_root(root);
}

static void test_apk(void **state)
{
	char root[] = "/tmp/seccord-test-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < COUNT_OF(apk); i++)
		make(root, apk[i].name, apk[i].bytes);
	expect(root, "/usr/lib/libcurl.so.4.8.0", "libcurl", "8.5.0-r0");
	expect(root, "/lib/ld-musl-x86_64.so.1", "musl", "1.2.4-r2");
	expect(root, "/usr/lib/twice", NULL, NULL);
	expect(root, "/usr/lib", NULL, NULL);
	remove_root(root);
}

static void test_no_database(void **state)
{
	char root[] = "/tmp/seccord-test-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(root));
	expect(root, "/usr/lib/libcurl.so.4.8.0", NULL, NULL);
	remove_root(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_padded),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_dpkg),
		cmocka_unit_test(test_apk),
		cmocka_unit_test(test_no_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
