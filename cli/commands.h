/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commands: all commands of seccord; each is a row of commands.def and a file.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/common/option.h"

/* The return value of a command's main and the exit status of seccord; -1 is
 * TROUBLE with a reason in struct err. record and run return their program's status. */
enum { EXIT_SAME = 0, EXIT_DIFFERENT = 1, EXIT_TROUBLE = 2 };

/* By index, in the order of commands.def; NULL past the last. */
const struct command *command_at(unsigned i);
const char *command_name_at(unsigned i);

#define COMMAND(name) extern const struct command command_##name;
#include "cli/commands.def"
#undef COMMAND

#endif
