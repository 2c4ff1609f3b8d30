/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Formats a call: its name, its arguments by role, and the code that made it.
 * Only arguments that a filter can examine are printed.
 */
#include "cli/common/call_text.h"

#include "analyzer/text/format.h"

static void spell_values(const struct trace_call *call, unsigned arg, struct text *out)
{
	for (unsigned i = 0; i < call->arg[arg].count; i++) {
		text_add(out, i ? " or " : "");
		trace_spell(call, arg, call->arg[arg].v[i], out);
	}
}

void call_text(const struct trace_call *call, struct text *out)
{
	char buffer[16];
	const char *before = "(";

	text_add(out, syscall_label(call->arch, call->nr, buffer));
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		if (call->arg[i].kind != VALUES_SET || !role_is_filterable(role))
			continue;
		text_format(out, "%s%s ", before, role_info(role)->name);
		spell_values(call, i, out);
		before = ", ";
	}
	if (before[0] == ',')
		text_add(out, ")");
}

static void spell_site(const struct trace *trace, const struct trace_site *site, struct text *out)
{
	if (site->function) {
		format_plain(site->function, out);
		text_format(out, "+0x%llx in ", (unsigned long long)site->into);
	}
	format_plain(trace->images[site->image].path, out);
	if (!site->function)
		text_format(out, "+0x%llx", (unsigned long long)site->offset);
}

void call_text_place(const struct trace *trace, const struct trace_call *call, struct text *out)
{
	text_format(out, "%s%s%s from ", origin_name(call->origin), call->function ? " " : "",
	            call->function ? call->function : "");
	if (call->site == TRACE_NOWHERE)
		text_add(out, "unknown code");
	else
		spell_site(trace, &trace->sites[call->site], out);
}
