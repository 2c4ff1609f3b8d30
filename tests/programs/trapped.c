/* SPDX-License-Identifier: Apache-2.0 */
/* Loads its own filter that answers three calls with SIGSYS, one of which has no name. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void ignore(int number)
{
	(void)number;
}

int main(void)
{
	struct sock_filter insn[] = {
		{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr)},
		{BPF_JMP | BPF_JEQ | BPF_K, 2, 0, SYS_getppid},
		{BPF_JMP | BPF_JEQ | BPF_K, 1, 0, SYS_ioctl},
		{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 5000},
		{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_TRAP | 7},
		{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
	};
	struct sock_fprog program = {sizeof(insn) / sizeof(insn[0]), insn};

	signal(SIGSYS, ignore);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return 77;
	syscall(SYS_getppid);
	syscall(5000, 1, 2);
	syscall(SYS_ioctl, 0, 0x5401, 0);
	return 0;
}
