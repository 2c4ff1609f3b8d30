/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two numbers of an answer are the same 16 bits of the filter's return
 * value: an errno has names and a maximum of 4095; trap and trace take a plain
 * number.
 */
#include "core/policy/verdict_json.h"

#include <string.h>

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/policy/args.h"

bool action_has_ret_data(enum action action)
{
	return action == ACTION_TRAP || action == ACTION_TRACE;
}

static int read_errno(const json_t *from, struct verdict *verdict, struct err *err)
{
	const char *name = json_string_value(from);
	uint64_t number = 0;

	if (name && strncmp(name, "0x", 2)) {
		int known = errno_by_name(name);
		if (known < 0)
			return policy_unknown("errno", name, nearest(name, errno_name_at), err);
		number = (uint64_t)known;
	} else if (json_uint(from, ERRNO_MOST, &number, err)) {
		return err_context(err, "\"errno\"");
	}
	verdict->data = (uint16_t)number;
	return 0;
}

static int read_ret_data(const json_t *object, struct verdict *verdict, struct err *err)
{
	uint64_t number = 0;

	if (!json_object_get(object, "ret_data"))
		return 0;
	if (!action_has_ret_data(verdict->action))
		return err_set(err, "\"ret_data\" needs the action trap or trace");
	if (json_get_uint(object, "ret_data", UINT16_MAX, &number, err))
		return -1;
	verdict->data = (uint16_t)number;
	return 0;
}

static int unknown_action(const char *name, struct err *err)
{
	err_set(err, "unknown action '%s': expected allow, log, trace, supervise, errno, trap, kill-thread or kill", name);
	return nearest_hint(err, nearest(name, action_name_at));
}

int policy_read_verdict(const json_t *object, struct verdict *verdict, struct err *err)
{
	const json_t *number = json_object_get(object, "errno");
	const char *name = action_name(ACTION_ALLOW);

	if (json_get_string(object, "action", &name, err))
		return -1;
	int action = action_by_name(name);
	if (action < 0)
		return unknown_action(name, err);
	*verdict = (struct verdict){ .action = (enum action)action };
	if (!number != (action != ACTION_ERRNO))
		return err_set(err, number ? "\"errno\" needs the action errno"
		                           : "the action errno needs an \"errno\"");
	if (number && read_errno(number, verdict, err))
		return -1;
	return read_ret_data(object, verdict, err);
}

void policy_write_verdict(struct text *out, struct verdict verdict)
{
	const char *name = verdict.action == ACTION_ERRNO ? errno_name(verdict.data) : NULL;

	json_add_key(out, "action");
	json_add_string(out, action_name(verdict.action));
	if (verdict.action != ACTION_ERRNO && !verdict.data)
		return;
	json_add_key(out, verdict.action == ACTION_ERRNO ? "errno" : "ret_data");
	if (name)
		json_add_string(out, name);
	else
		text_format(out, "%u", verdict.data);
}
