/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syscall_word: the name of a call as a person writes it, on a command line: also
 * with the prefix that it has in C, __NR_mkdir (<asm/unistd.h>) or SYS_mkdir
 * (<sys/syscall.h>).
 */
#ifndef CORE_SYSCALL_WORD_H
#define CORE_SYSCALL_WORD_H

int syscall_by_word(const char *word);               /* enum syscall_id, or CALL_UNKNOWN */
const char *syscall_nearest(const char *word);       /* the name that was meant, or NULL */

#endif
