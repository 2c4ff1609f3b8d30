/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in_text: files of other tools in the text of a test, and how they are read.
 */
#ifndef TESTS_EMIT_IN_TEXT_H
#define TESTS_EMIT_IN_TEXT_H

#include <string.h>

#include "emit/in/in.h"

static inline int read_text(struct policy *policy, const char *text, struct text *notes, struct err *err)
{
	const struct in_dialect *dialect = in_recognise(text, strlen(text));

	*policy = (struct policy){ 0 };
	if (!dialect)
		return err_set(err, "not recognised");
	return in_read_bytes(policy, dialect, text, strlen(text), "file", notes, err);
}

#define X86 "SystemCallArchitectures=native\n"
#define K8S "kind: SeccompProfile\nspec:\n  defaultAction: SCMP_ACT_KILL_PROCESS\n  architectures: [SCMP_ARCH_X86_64]\n"
#define DWORD(op, value) "{\"index\": 0, \"type\": \"dword\", \"op\": \"" op "\", \"val\": " value "}"
#define OCI(syscalls) "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": [" syscalls "]}"
#define ENTRY(name, more) "{\"names\": [\"" name "\"], \"action\": \"SCMP_ACT_ALLOW\"" more "}"
#define WHERE(test) ", \"args\": [{\"index\": " test "}]"
#define INCLUDES(what) ", \"includes\": {" what "}"
#define LXC "read as lxc loads it on x86_64\n"

#endif
