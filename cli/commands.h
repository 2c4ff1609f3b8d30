/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commands: every command of seccord, a file each; cli/main.c has the list.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/option.h"

/* What a command's main returns, and what seccord exits with; -1 is TROUBLE
 * with a reason in struct err. record and run pass their program's status on. */
enum { EXIT_SAME = 0, EXIT_DIFFERENT = 1, EXIT_TROUBLE = 2 };

extern const struct command command_record, command_import, command_show, command_policy, command_emit, command_check, command_run,
	command_diff, command_verify, command_dump, command_merge;

#endif
