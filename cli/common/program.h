/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program: ends record and run as their program ended.
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

/* Returns the exit status of the program, or kills this process with the
 * program's signal (without a core file). */
int program_pass_on(int wait_status);

#endif
