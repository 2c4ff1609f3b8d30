/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in core/kernel/sockopt.def. */
#include "core/kernel/sockopt.h"

static const struct option {
	uint16_t level, number;
	const char *name;
} options[] = {
#define SOCKOPT(level, name, option) { level, option, #name },
#include "core/kernel/sockopt.def"
#undef SOCKOPT
};

const char *sockopt_word(uint64_t level, uint64_t option)
{
	for (size_t i = 0; i < COUNT_OF(options); i++)
		if (options[i].level == level && options[i].number == option)
			return options[i].name;
	return NULL;
}

void sockopt_spell(enum role role, uint64_t value, int64_t level, struct text *out)
{
	const char *word = role == ROLE_sockopt_name && level >= 0 ? sockopt_word((uint64_t)level, value) : NULL;

	if (word)
		text_add(out, word);
	else
		role_spell(role, value, out);
}

int64_t sockopt_level(int id, enum arch arch, const struct seccomp_data *call)
{
	int at = id == CALL_UNKNOWN ? -1 : syscall_arg((enum syscall_id)id, arch, ROLE_sockopt_level);

	return at < 0 ? SOCKOPT_NO_LEVEL : (int64_t)(uint32_t)call->args[at];
}
