/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of a firejail profile. Without the second one firejail lets every call
 * of a machine's other arch through.
 */
#include <inttypes.h>

#include "emit/out.h"
#include "emit/spoken.h"

static void put_default(struct verdict otherwise, struct text *out)
{
	const char *name = errno_name(otherwise.data);

	text_add(out, "seccomp-error-action ");
	if (otherwise.action != ACTION_ERRNO)
		text_add(out, action_name(otherwise.action));
	else if (name)
		text_add(out, name);
	else
		text_format(out, "%u", otherwise.data);
	text_add(out, "\n");
}

/* By number where firejail may not know the name: it would leave the call out. */
static void put_call(const struct spoken_call *call, enum arch arch, struct text *out)
{
	if (call->id == CALL_UNKNOWN)
		text_format(out, "$%s", call->name);
	else if (out_is_recent(call->id, arch))
		text_format(out, "$%" PRIi64, syscall_nr(call->id, arch));
	else
		text_add(out, call->name);
}

static void put_calls(const struct spoken *spoken, struct text *out)
{
	for (size_t i = 0; i < spoken->count; i++) {
		text_add(out, i ? "," : "seccomp.keep ");
		put_call(&spoken->call[i], spoken->arch, out);
	}
	text_add(out, "\n");
}

int out_firejail(const struct policy *policy, struct text *out, struct text *told, struct err *err)
{
	AUTO_SPOKEN struct spoken spoken = { 0 };

	if (spoken_of(&spoken, policy, DIALECT_firejail, told, err))
		return -1;
	if (!spoken.count)
		return err_set(err, "firejail cannot allow nothing: the policy has no call that is allowed");
	text_add(told, "firejail itself calls prctl, execve and execveat, and allows them beside the policy's calls\n");
	text_add(out, "# Made by `seccord emit -f firejail`; for firejail --profile=FILE\n");
	put_calls(&spoken, out);
	if (arch_info(spoken.arch)->bits == 64)
		text_add(out, "seccomp.block-secondary\n");
	put_default(spoken.otherwise, out);
	return 0;
}
