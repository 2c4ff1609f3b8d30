/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of commands.def as a table. */
#include "cli/commands.h"

static const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "cli/commands.def"
#undef COMMAND
};

const struct command *command_at(unsigned i)
{
	return i < COUNT_OF(commands) ? commands[i] : NULL;
}

const char *command_name_at(unsigned i)
{
	return i < COUNT_OF(commands) ? commands[i]->name : NULL;
}
