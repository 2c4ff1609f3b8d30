/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "tuples" is a list of objects by role, or "any"; it is omitted if it adds
 * nothing to "args": every combination of the values was seen, or an argument
 * may be anything.
 *
 * Both members must agree: a value missing from "args" is an error. Values of
 * "args" in no tuple only mean that there were more tuples, as in a file written
 * with other roles.
 */
#include "core/trace/tuples.h"

#include <string.h>

#include "core/base/json.h"
#include "core/values/values_json.h"

static bool reports_arguments(const struct trace_call *call)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (call->arg[i].kind != VALUES_NONE)
			return true;
	return false;
}

/* All combinations of the values seen; false if there are too many or unknown ones. */
static bool product(const struct trace_call *call, struct tuples *out)
{
	uint64_t tuple[TUPLE_VALUES] = {0};
	size_t count = 1;

	*out = (struct tuples){0};
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		if (!role_is_filterable(trace_role(call, i)))
			continue;
		count *= call->arg[i].kind == VALUES_SET ? call->arg[i].count : 0;
		if (!count || count > TUPLES_MOST)
			return false;
	}
	for (size_t n = 0; n < count; n++) {
		size_t rest = n;
		for (unsigned i = 0; i < SYSCALL_ARGS; i++)
			if (role_is_filterable(trace_role(call, i))) {
				tuple[i] = call->arg[i].v[rest % call->arg[i].count];
				rest /= call->arg[i].count;
			}
		tuples_add(out, tuple);
	}
	return reports_arguments(call);
}

static int read_value(const struct trace_call *call, const char *key, const json_t *value, uint64_t *tuple, unsigned *seen,
                      struct err *err)
{
	enum role role;
	int arg = syscall_arg_named((enum syscall_id)syscall_by_nr(call->arch, call->nr), call->arch, key, &role);
	struct values with;

	if (arg < 0 || !role_is_filterable(role))
		return err_set(err, "\"tuples\": the call has no argument '%s'", key);
	if (value_read(&tuple[arg], role, value, err))
		return err_context(err, "\"tuples\": %s", key);
	with = call->arg[arg];
	if (values_add(&with, role, tuple[arg]))
		return err_set(err, "\"tuples\": the value of '%s' is not in \"args\"", key);
	*seen |= 1u << arg;
	return 0;
}

static unsigned filterable(const struct trace_call *call)
{
	unsigned args = 0;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		args |= (role_is_filterable(trace_role(call, i)) ? 1u : 0) << i;
	return args;
}

static int read_tuple(struct trace_call *call, json_t *object, struct err *err)
{
	uint64_t tuple[TUPLE_VALUES] = {0};
	unsigned seen = 0;
	const char *key;
	json_t *value;

	if (!json_is_object(object))
		return err_set(err, "\"tuples\" has an entry that is not an object");
	json_object_foreach(object, key, value)
		if (read_value(call, key, value, tuple, &seen, err))
			return -1;
	if (seen != filterable(call))
		tuples_forget(&call->tuples);
	else
		tuples_add(&call->tuples, tuple);
	return 0;
}

/* Whether the values in "args" are those of the tuples. */
static bool is_whole(const struct trace_call *call)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		struct values seen = {0};
		for (unsigned n = 0; n < call->tuples.count; n++)
			values_add(&seen, trace_role(call, i), call->tuples.v[n][i]);
		if (!values_equal(&seen, &call->arg[i]))
			return false;
	}
	return true;
}

static int read_list(struct trace_call *call, json_t *list, struct err *err)
{
	if (json_array_size(list) > TUPLES_MOST)
		return err_set(err, "more than %d tuples", TUPLES_MOST);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_tuple(call, json_array_get(list, i), err))
			return -1;
	if (!is_whole(call))
		tuples_forget(&call->tuples);
	return 0;
}

static int read_missing(struct trace_call *call)
{
	if (!product(call, &call->tuples))
		call->tuples = (struct tuples){ .kind = reports_arguments(call) ? TUPLES_MANY : TUPLES_NONE };
	return 0;
}

static int read_version_1(struct trace_call *call, const json_t *line, struct err *err)
{
	static const char *const newer[] = { "tuples", "high" };

	for (size_t i = 0; i < COUNT_OF(newer); i++)
		if (json_object_get(line, newer[i]))
			return err_set(err, "unknown member \"%s\"", newer[i]);
	call->high = reports_arguments(call) && arch_info(call->arch)->bits == 64;
	call->tuples.kind = reports_arguments(call) ? TUPLES_MANY : TUPLES_NONE;
	return 0;
}

int trace_tuples_read(struct trace_call *call, const json_t *line, uint64_t version, struct err *err)
{
	json_t *member = json_object_get(line, "tuples");

	if (version < 2)
		return read_version_1(call, line, err);
	if (json_get_bool(line, "high", &call->high, err))
		return -1;
	if (!member || syscall_by_nr(call->arch, call->nr) == CALL_UNKNOWN)
		return read_missing(call);
	if (json_is_string(member) && !strcmp(json_string_value(member), "any"))
		tuples_forget(&call->tuples);
	else if (json_is_array(member))
		return read_list(call, member, err);
	else
		return err_set(err, "\"tuples\" is neither a list nor \"any\"");
	return 0;
}

/* Whether each argument has values, so that their combinations could be taken as seen. */
static bool reports_each(const struct trace_call *call)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (role_is_filterable(trace_role(call, i)) &&
		    (call->arg[i].kind == VALUES_NONE || call->arg[i].kind == VALUES_ANY))
			return false;
	return reports_arguments(call);
}

static void write_tuple(const struct trace_call *call, const uint64_t tuple[TUPLE_VALUES], struct text *line)
{
	AUTO_TEXT struct text object = {0};

	text_add(&object, "{");
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		if (!role_is_filterable(role))
			continue;
		json_add_key(&object, role_info(role)->name);
		value_write(role, tuple[i], &object);
	}
	json_add_item(line);
	text_format(line, "%s}", object.at);
}

static void write_list(const struct trace_call *call, struct text *line)
{
	json_add_key(line, "tuples");
	text_add(line, "[");
	for (unsigned n = 0; n < call->tuples.count; n++)
		write_tuple(call, call->tuples.v[n], line);
	text_add(line, "]");
}

void trace_tuples_write(const struct trace_call *call, struct text *line)
{
	struct tuples all;
	bool has_product = product(call, &all);

	if (call->tuples.kind == TUPLES_SET && !(has_product && tuples_equal(&all, &call->tuples)))
		write_list(call, line);
	if (call->tuples.kind == TUPLES_MANY && reports_each(call))
		text_add(line, ", \"tuples\": \"any\"");
	if (call->high)
		text_add(line, ", \"high\": true");
}
