/* SPDX-License-Identifier: Apache-2.0 */
/*
 * golden: text of any length is compared with a file in testdata/analyzer/.
 * With REGENERATE=1 in the environment the files are written instead; review
 * the diff before committing. Run from the top of the tree.
 */
#ifndef TESTS_ANALYZER_GOLDEN_H
#define TESTS_ANALYZER_GOLDEN_H

#include "core/base/file.h"
#include "tests/analyzer/traces.h"

static inline void golden(const char *name, const struct text *text)
{
	AUTO_TEXT struct text expected = {0};
	char path[128];
	struct err err = {0};

	snprintf(path, sizeof(path), "testdata/analyzer/%s", name);
	if (getenv("REGENERATE") && !file_write(path, text->at, text->length, &err))
		return;
	if (file_read(path, &expected, &err))
		fail_msg("%s", err.text);
	assert_string_equal(text->at, expected.at);
}

#endif
