/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commands: every command of seccord, a row of commands.def and a file each.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/common/option.h"

/* What a command's main returns, and what seccord exits with; -1 is TROUBLE
 * with a reason in struct err. record and run pass their program's status on. */
enum { EXIT_SAME = 0, EXIT_DIFFERENT = 1, EXIT_TROUBLE = 2 };

#define COMMAND(name) extern const struct command command_##name;
#include "cli/commands.def"
#undef COMMAND

#endif
