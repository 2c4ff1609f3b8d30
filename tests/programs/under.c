/* SPDX-License-Identifier: Apache-2.0 */
/* under ERRNO NR... -- PROGRAM...: executes the program under a filter that answers
 * these calls with this errno, as a container or a unit does.
 * under make NR...: makes each call with harmless arguments, and prints its errno. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { MOST = 64 };

static int make(char **numbers)
{
	for (; *numbers; numbers++) {
		errno = 0;
		syscall(atol(*numbers), -1L, -1L, -1L, -1L, -1L, -1L);
		printf("%s %d\n", *numbers, errno);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sock_filter insn[2 * MOST + 2] = { { BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr) } };
	unsigned short length = 1;
	char **at = argv + 2;

	if (argc < 3)
		return 2;
	if (!strcmp(argv[1], "make"))
		return make(at);
	for (; *at && strcmp(*at, "--") && length < 2 * MOST; at++) {
		insn[length++] = (struct sock_filter){ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (unsigned)atol(*at) };
		insn[length++] = (struct sock_filter){ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | (unsigned)atol(argv[1]) };
	}
	insn[length++] = (struct sock_filter){ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW };
	struct sock_fprog program = { length, insn };
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (!*at || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return 77;
	execvp(at[1], at + 1);
	return 127;
}
