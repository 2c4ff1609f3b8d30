/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An argument is named by its role if that is unambiguous: a value with bits
 * that rules on the role ignore is named by its register.
 */
#include "analyzer/diff/witness.h"

#include <inttypes.h>

#include "analyzer/text/format.h"
#include "core/kernel/sockopt.h"

static void argument_words(int id, enum arch arch, unsigned arg, const struct seccomp_data *call, struct text *out)
{
	if (arg == SYSCALL_ARGS) {
		text_format(out, "instruction pointer 0x%llx", (unsigned long long)call->instruction_pointer);
		return;
	}
	uint64_t value = call->args[arg];
	enum role role = syscall_role((enum syscall_id)id, arch, arg);

	if (!role_is_filterable(role) || value & ~syscall_mask((enum syscall_id)id, arch, role))
		role = (enum role)(ROLE_arg0 + arg);
	text_format(out, "%s ", role_info(role)->name);
	sockopt_spell(role, value, sockopt_level(id, arch, call), out);
}

void witness_words(const struct difference *difference, struct text *out)
{
	const struct seccomp_data *call = &difference->call;
	int arch = arch_of_call(call->arch, (uint32_t)call->nr);
	const char *before = "such as (";

	for (unsigned arg = 0; arg <= SYSCALL_ARGS; arg++) {
		if (!(difference->asked >> arg & 1))
			continue;
		text_add(out, before);
		argument_words(arch < 0 ? CALL_UNKNOWN : syscall_by_nr((enum arch)arch, (uint32_t)call->nr),
		               arch < 0 ? ARCH_X86_64 : (enum arch)arch, arg, call, out);
		before = ", ";
	}
	text_add(out, difference->asked ? "): now " : "now ");
	verdict_text_brief(difference->after, out);
	text_add(out, ", before ");
	verdict_text_brief(difference->before, out);
}

void witness_call(const struct difference *difference, struct text *out)
{
	const struct seccomp_data *call = &difference->call;
	int arch = arch_of_call(call->arch, (uint32_t)call->nr);
	char label[16];

	if (arch < 0)
		text_format(out, "arch 0x%" PRIx32 " call %" PRIu32, call->arch, (uint32_t)call->nr);
	else
		text_format(out, "%s %s", arch_info((enum arch)arch)->name,
		            syscall_label((enum arch)arch, (uint32_t)call->nr, label));
}
