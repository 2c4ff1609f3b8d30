/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program: how record and run end.
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

/* Ends as the program ended: its exit status to return, or its signal, by
 * which this process then dies as well (without a core file of its own). */
int program_pass_on(int wait_status);

#endif
