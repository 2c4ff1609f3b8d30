/* SPDX-License-Identifier: Apache-2.0 */
/* What a unit mounts over the files that it executes: rows of what systemctl shows. The files need not exist. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tracer/adopt/unit_mounts.h"
#include "core/base/mem.h"

static const struct { const char *shown, *root, *file, *replaced; } rows[] = {
	{"", "", "/none/a", NULL},
	{"BindPaths=\nTemporaryFileSystem=\nExtensionImages=", "", "/none/a", NULL},
	{"BindReadOnlyPaths=/none/b:/none/a:rbind", "", "/none/a", "BindReadOnlyPaths"},
	{"BindReadOnlyPaths=/none/b:/none/a:rbind", "", "/none/ab", NULL},
	{"BindPaths=/x:/y:rbind -/none/other:/none:norbind", "", "/none/a", "BindPaths"},
	{"BindPaths=/none/a:/none/a:rbind", "", "/none/a", NULL},
	{"BindPaths=/none", "", "/none/a", NULL},
	{"BindPaths=/:/:rbind", "", "/none/a", NULL},
	{"TemporaryFileSystem=/none:ro", "", "/none/a", "TemporaryFileSystem"},
	{"BindReadOnlyPaths=/none/sub:/none/sub:rbind\nTemporaryFileSystem=/none:ro", "", "/none/sub/a", NULL},
	{"BindReadOnlyPaths=/none/b:/none/sub:rbind\nTemporaryFileSystem=/none:ro", "", "/none/sub/a", "BindReadOnlyPaths"},
	{"MountImages=/image:/none", "", "/none/a", "MountImages"},
	{"ExtensionImages=/image", "", "/none/a", NULL},
	{"ExtensionImages=/image", "", "/opt/a", "ExtensionImages"},
	{"ExtensionDirectories=/folder", "", "/usr/none/a", "ExtensionDirectories"},
	{"BindPaths=/none/b:/a", "/root-of-it", "/root-of-it/a", "BindPaths"},
	{"BindPaths=/root-of-it/a:/a", "/root-of-it", "/root-of-it/a", NULL},
	{"BindPaths=/none/b:/a", "/root-of-it", "/root-of-it/b", NULL},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *found = unit_mounts_replace(rows[i].shown, rows[i].root, rows[i].file);
		if (strcmp(found ? found : "", rows[i].replaced ? rows[i].replaced : ""))
			fail_msg("%s: %s: %s", rows[i].shown, rows[i].file, found ? found : "nothing");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
