/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imported_text: an imported log as text lines. A call is "ARCH NR COUNT
 * role=values ... <drivers> errnos", a wide one ends in "wide".
 */
#ifndef TESTS_TRACER_IMPORTED_TEXT_H
#define TESTS_TRACER_IMPORTED_TEXT_H

#include <string.h>

#include "core/policy/policy.h"
#include "tracer/import/import.h"

static void spell_values(const struct values *values, enum role role, struct text *out)
{
	if (values->kind != VALUES_SET)
		text_add(out, "any");
	for (unsigned i = 0; i < values->count; i++) {
		text_add(out, i ? "," : "");
		role_spell(role, values->v[i], out);
	}
}

static void spell_call(const struct trace_call *call, struct text *out)
{
	text_format(out, "%s %u %u", arch_info(call->arch)->name, call->nr, (unsigned)call->count);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		if (call->arg[i].kind == VALUES_NONE)
			continue;
		text_format(out, " %s=", role_info(trace_role(call, i))->name);
		spell_values(&call->arg[i], trace_role(call, i), out);
	}
	if (trace_deep(call, ROLE_clone_flags)->kind) {
		text_add(out, " deep=");
		spell_values(trace_deep(call, ROLE_clone_flags), ROLE_clone_flags, out);
	}
	for (unsigned i = 0; i < TRACE_DRIVERS && *call->drivers[i]; i++)
		text_format(out, " <%s>", call->drivers[i]);
	for (unsigned i = 0; i < TRACE_ERRNOS && call->errnos[i]; i++)
		text_format(out, " %s", errno_name(call->errnos[i]));
	text_add(out, call->wide ? " wide\n" : "\n");
}

/* *read is the return value of import_bytes. */
static struct text imported_with(const char *log, const struct import_options *options, struct trace *trace, int *read)
{
	struct text out = {0};
	struct err err = {""};

	*trace = (struct trace){0};
	text_add(&out, "");
	*read = import_bytes(trace, log, strlen(log), "log", options, &err);
	if (*read < 0)
		text_format(&out, "%s\n", err.text);
	for (size_t i = 0; i < trace->call_count; i++)
		spell_call(&trace->calls[i], &out);
	return out;
}

#endif
