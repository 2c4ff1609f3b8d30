/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/emit/committed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

void committed_policy(const char *name, struct policy *policy)
{
	char path[64];
	struct err err = { "" };

	*policy = (struct policy){ 0 };
	snprintf(path, sizeof(path), "testdata/emit/%s.json", name);
	if (policy_read(policy, path, &err))
		fail_msg("%s", err.text);
}
