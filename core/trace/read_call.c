/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parses one call from one line. The number identifies the call, and the tables
 * its arguments; everything else on the line must agree.
 */
#include "core/trace/read_call.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/json.h"
#include "core/policy/policy.h"
#include "core/trace/tuples.h"
#include "core/values/values_json.h"

static int missing(const char *key, struct err *err)
{
	return err_set(err, "missing \"%s\"", key);
}

int trace_read_name(struct arena *arena, const json_t *line, const char *key, const char **out, struct err *err)
{
	AUTO_TEXT struct text bytes = {0};
	const char *string = NULL;

	if (json_get_string(line, key, &string, err))
		return -1;
	if (string) {
		json_bytes_of_text(string, &bytes);
		*out = arena_string(arena, bytes.at);
	}
	return 0;
}

static int read_arch(const json_t *object, struct trace_call *call, struct err *err)
{
	const char *name = NULL;

	if (json_get_string(object, "arch", &name, err))
		return -1;
	if (!name)
		return missing("arch", err);
	int arch = arch_by_name(name);
	if (arch < 0)
		return err_set(err, "unknown arch '%s'", name);
	call->arch = (enum arch)arch;
	return 0;
}

/* The number identifies the call. An unknown name with an unknown number comes
 * from a later seccord. */
static int check_name(const json_t *object, const struct trace_call *call, struct err *err)
{
	const char *name = NULL;
	char label[16];

	if (json_get_string(object, "name", &name, err))
		return -1;
	int id = name ? syscall_by_name(name) : CALL_UNKNOWN;
	if (!name || (id == CALL_UNKNOWN && syscall_by_nr(call->arch, call->nr) == CALL_UNKNOWN) ||
	    (id != CALL_UNKNOWN && syscall_nr((enum syscall_id)id, call->arch) == call->nr))
		return 0;
	return err_set(err, "number %" PRIu32 " of %s is %s, not '%s'", call->nr, arch_info(call->arch)->name,
	               syscall_label(call->arch, call->nr, label), name);
}

static int read_number(const json_t *object, struct trace_call *call, struct err *err)
{
	uint64_t nr = 0;

	if (json_get_uint(object, "nr", UINT32_MAX, &nr, err))
		return -1;
	if (!json_object_get(object, "nr"))
		return missing("nr", err);
	call->nr = (uint32_t)nr;
	if (arch_of_call(arch_info(call->arch)->audit, call->nr) != (int)call->arch)
		return err_set(err, "%s has no number %" PRIu32 " (x32 numbers have bit 30 set)",
		               arch_info(call->arch)->name, call->nr);
	return check_name(object, call, err);
}

static int read_origin(const json_t *object, const struct trace_ids *sites, struct trace_call *call, struct err *err)
{
	const char *name = origin_name(ORIGIN_DIRECT);

	if (json_get_string(object, "origin", &name, err))
		return -1;
	int origin = origin_by_name(name);
	if (origin < 0)
		return err_set(err, "unknown origin '%s'", name);
	call->origin = (enum origin)origin;
	call->site = TRACE_NOWHERE;
	if (!json_object_get(object, "site"))
		return 0;
	return trace_ids_use(sites, json_object_get(object, "site"), &call->site, err);
}

static int read_caller(const json_t *object, const struct trace_ids *sites, struct trace_call *call, struct err *err)
{
	int site = TRACE_NOWHERE;

	if (json_object_get(object, "caller") && trace_ids_use(sites, json_object_get(object, "caller"), &site, err))
		return -1;
	call->caller = 1 + site;
	return 0;
}

static int read_arg(struct trace_call *call, const char *key, const json_t *values, struct err *err)
{
	enum role role;
	int arg = syscall_arg_named((enum syscall_id)syscall_by_nr(call->arch, call->nr), call->arch, key, &role);

	if (arg < 0)
		return err_set(err, "the call has no argument '%s'", key);
	if (!role_is_filterable(role))
		return err_set(err, "values of '%s' are never recorded", key);
	if (values_read(&call->arg[arg], role, values, err))
		return err_context(err, "%s", key);
	return 0;
}

static bool is_one_value(const struct values *values, uint64_t mask)
{
	for (unsigned i = 0; i < values->count; i++)
		if ((values->v[i] & mask) != (values->v[0] & mask))
			return false;
	return values->kind == VALUES_SET;
}

/* A selector with several values is in a wide entry, or was not a selector when
 * the trace was written. */
static void find_selectors(struct trace_call *call)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		if (call->arg[i].kind == VALUES_NONE || !role_info(role)->selector)
			continue;
		call->selector[i] = call->arg[i];
		call->wide |= !is_one_value(&call->arg[i], role_mask(role, call->arch));
	}
}

static int read_args(const json_t *object, struct trace_call *call, struct err *err)
{
	json_t *args = NULL, *values;
	const char *key;

	if (json_get_bool(object, "wide", &call->wide, err) || json_get_object(object, "args", &args, err))
		return -1;
	if (!args || syscall_by_nr(call->arch, call->nr) == CALL_UNKNOWN)
		return 0;
	json_object_foreach(args, key, values)
		if (read_arg(call, key, values, err))
			return -1;
	find_selectors(call);
	return 0;
}

static int read_deep_value(struct trace_call *call, const char *key, const json_t *values, struct err *err)
{
	int role = role_by_name(key);
	int place = role < 0 ? -1 : deep_place(syscall_by_nr(call->arch, call->nr), (enum role)role);

	if (place < 0)
		return err_set(err, "the call passes no '%s' by pointer", key);
	if (values_read(&call->deep[place], (enum role)role, values, err))
		return err_context(err, "%s", key);
	return 0;
}

static int read_deep(const json_t *object, struct trace_call *call, struct err *err)
{
	json_t *deep = NULL, *values;
	const char *key;

	if (json_get_object(object, "deep", &deep, err))
		return -1;
	if (!deep || syscall_by_nr(call->arch, call->nr) == CALL_UNKNOWN)
		return 0;
	json_object_foreach(deep, key, values)
		if (strcmp(key, "tail") && read_deep_value(call, key, values, err))
			return -1;
	return json_get_bool(deep, "tail", &call->deep_tail, err);
}

static int read_errno(const json_t *from, uint16_t *number, struct err *err)
{
	const char *name = json_string_value(from);
	int known = name ? errno_by_name(name) : -1;
	uint64_t value = known < 0 ? 0 : (uint64_t)known;

	if (known < 0 && json_uint(from, ERRNO_MOST, &value, err))
		return err_set(err, "\"errnos\" has an entry that is not an errno");
	*number = (uint16_t)value;
	return 0;
}

static int read_errnos(const json_t *object, struct trace_call *call, struct err *err)
{
	json_t *list = NULL;

	if (json_get_array(object, "errnos", &list, err))
		return -1;
	if (json_array_size(list) > TRACE_ERRNOS)
		return err_set(err, "more than %d errnos", TRACE_ERRNOS);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_errno(json_array_get(list, i), &call->errnos[i], err))
			return -1;
	return 0;
}

static int read_stack(const json_t *object, const struct trace_ids *sites, struct trace_call *call, struct err *err)
{
	json_t *list = NULL;

	if (json_get_array(object, "stack", &list, err))
		return -1;
	if (json_array_size(list) > TRACE_STACK)
		return err_set(err, "a stack of more than %d frames", TRACE_STACK);
	for (size_t i = 0; i < json_array_size(list); i++, call->stack_depth++)
		if (trace_ids_use(sites, json_array_get(list, i), &call->stack[i], err))
			return -1;
	return 0;
}

/* A list of names, padded with "", or "any". */
struct names {
	const char *key, *one;
	char *at;
	size_t most, size;                    /* names, and the bytes of one with its final NUL */
	bool *many;
};

static int read_one_name(const struct names *names, const json_t *from, char *name, struct err *err)
{
	AUTO_TEXT struct text bytes = {0};

	if (!json_string_length(from))
		return err_set(err, "\"%s\" has an entry that is not a name", names->key);
	json_bytes_of_text(json_string_value(from), &bytes);
	if (bytes.length >= names->size)
		return err_set(err, "the name of a %s is longer than %zu bytes", names->one, names->size - 1);
	memcpy(name, bytes.at, bytes.length);
	return 0;
}

static int read_names(const json_t *object, const struct names *names, struct err *err)
{
	const char *words = json_string_value(json_object_get(object, names->key));
	json_t *list = NULL;

	*names->many = words && !strcmp(words, "any");
	if (*names->many)
		return 0;
	if (json_get_array(object, names->key, &list, err))
		return -1;
	if (json_array_size(list) > names->most)
		return err_set(err, "more than %zu %s", names->most, names->key);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_one_name(names, json_array_get(list, i), names->at + i * names->size, err))
			return -1;
	return 0;
}

static int read_threads_and_drivers(const json_t *object, struct trace_call *call, struct err *err)
{
	const struct names threads = { "threads", "thread", call->threads[0], TRACE_THREADS, TRACE_THREAD_NAME, &call->many_threads };
	const struct names drivers = { "drivers", "driver", call->drivers[0], TRACE_DRIVERS, TRACE_DRIVER_NAME, &call->many_drivers };

	return read_names(object, &threads, err) ? -1 : read_names(object, &drivers, err);
}

static int read_label(struct trace *trace, const json_t *from, struct trace_labels *labels, struct err *err)
{
	AUTO_TEXT struct text bytes = {0};

	if (!json_string_length(from))
		return err_set(err, "\"labels\" has an entry that is not a name");
	json_bytes_of_text(json_string_value(from), &bytes);
	if (bytes.length > TRACE_LABEL_MOST)
		return err_set(err, "a label is longer than %d bytes", TRACE_LABEL_MOST);
	trace_labels_add(trace, labels, trace_label(trace, bytes.at));
	return 0;
}

int trace_read_labels(struct trace *trace, const json_t *line, uint64_t version, struct trace_labels *labels, struct err *err)
{
	json_t *list = NULL;

	if (json_object_get(line, "labels") && version < 3)
		return err_set(err, "unknown member \"labels\"");
	if (json_get_array(line, "labels", &list, err) || json_get_bool(line, "more_labels", &labels->more, err))
		return -1;
	if (json_array_size(list) > TRACE_LABELS)
		return err_set(err, "more than %d labels", TRACE_LABELS);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_label(trace, json_array_get(list, i), labels, err))
			return -1;
	if (labels->more && !labels->at[TRACE_LABELS - 1])
		return err_set(err, "\"more_labels\" without %d labels", TRACE_LABELS);
	return 0;
}

int trace_read_call(struct trace_call *call, const json_t *line, const struct trace_ids *sites, struct arena *arena,
                    uint64_t version, struct err *err)
{
	static const char *const keys[] = {
		"call", "arch", "nr", "name", "origin", "vdso", "site", "caller", "program", "args", "tuples", "high", "deep", "wide", "known",
		"seen", "count", "least", "errnos", "stack", "threads", "drivers", "labels", "more_labels", NULL
	};

	if (json_only(line, keys, err) || read_arch(line, call, err) || read_number(line, call, err) ||
	    read_origin(line, sites, call, err) || read_caller(line, sites, call, err) || trace_read_name(arena, line, "vdso", &call->function, err) ||
	    read_args(line, call, err) || trace_tuples_read(call, line, version, err) || read_deep(line, call, err) ||
	    json_get_uint(line, "count", UINT64_MAX, &call->count, err) || read_errnos(line, call, err))
		return -1;
	if (json_get_bool(line, "known", &call->known, err) || json_get_bool(line, "least", &call->least, err) || json_get_uint(line, "seen", UINT64_MAX, &call->seen, err))
		return -1;
	if (json_object_get(line, "seen") && !call->seen)
		return err_set(err, "\"seen\" is 0");
	return read_stack(line, sites, call, err) ? -1 : read_threads_and_drivers(line, call, err);
}
