/* SPDX-License-Identifier: Apache-2.0 */
/* refused WHAT: io_uring under its own filter, which kills for all but a few
 * calls, and answers io_uring with WHAT: an errno by number, 0 (allowed), "trap"
 * or "kill"; "none": without a filter. Prints the errno of each of the three
 * calls. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void load(unsigned answer)
{
	struct sock_filter insn[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 7, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 6, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigreturn, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_enter, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_register, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, answer),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(insn) / sizeof(insn[0]), insn};

	for (int i = 1; i <= 3; i++)
		insn[i].jt = (unsigned char)(9 - i - 1);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		exit(77);
}

static void on_trap(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	if (write(1, "trapped\n", 8) != 8)
		_exit(1);
}

static void report(const char *name, long number, long first)
{
	char line[64];

	errno = 0;
	syscall(number, first, 0, 0, 0, 0, 0);
	int length = snprintf(line, sizeof(line), "%s %d\n", name, errno == SYS_io_uring_setup ? 0 : errno);
	if (write(1, line, (size_t)length) != length)
		_exit(1);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "none";
	struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
	int error = atoi(what);

	sigaction(SIGSYS, &action, NULL);
	if (!strcmp(what, "trap"))
		load(SECCOMP_RET_TRAP);
	else if (!strcmp(what, "kill"))
		load(SECCOMP_RET_KILL_PROCESS);
	else if (strcmp(what, "none"))
		load(error ? SECCOMP_RET_ERRNO | (unsigned)error : SECCOMP_RET_ALLOW);
	report("setup", SYS_io_uring_setup, 8);
	report("enter", SYS_io_uring_enter, 1);
	report("register", SYS_io_uring_register, 1);
	_exit(0);
}
