/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"

struct text example_of(const char *document)
{
	AUTO_TEXT struct text all = {0};
	struct text example = {0};
	struct err err;

	if (file_read(document, &all, &err))
		fail_msg("%s", err.text);
	const char *start = strchr(strstr(all.at, "\n```json") + 1, '\n') + 1;
	text_add_bytes(&example, start, (size_t)(strstr(start, "\n```") + 1 - start));
	return example;
}
