/* SPDX-License-Identifier: Apache-2.0 */
/* Passes arguments in structs (openat2, clone3) and as commands of multiplexers; most calls are refused. */
#include <asm/prctl.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/futex.h>
#include <linux/keyctl.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/quota.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void open_with_a_tail(void)
{
	struct {
		struct open_how how;
		char tail[40];
	} given = { .how = { .flags = O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS } };

	syscall(SYS_openat2, AT_FDCWD, "/", &given, sizeof(given.how));
	given.tail[39] = 1;
	syscall(SYS_openat2, AT_FDCWD, "/", &given, sizeof(given));
	syscall(SYS_openat2, AT_FDCWD, "/", NULL, sizeof(given));
}

static void clone_by_struct(void)
{
	struct clone_args args = { .flags = CLONE_FS | CLONE_CLEAR_SIGHAND | CLONE_UNTRACED, .exit_signal = SIGCHLD };
	int status;

	if (syscall(SYS_clone3, &args, sizeof(args)) == 0)
		_exit(0);
	wait(&status);
}

static void command(void)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_ARRAY };
	unsigned word = 1;

	syscall(SYS_bpf, BPF_MAP_CREATE, &attr, 8);
	syscall(SYS_ptrace, PTRACE_PEEKDATA, 1, 0, 0);
	syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, 0x7fffffff, 0, 0, 0);
	syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 0, NULL, NULL, 0);
	syscall(SYS_quotactl, QCMD(Q_GETFMT, GRPQUOTA), NULL, 0, NULL);
	syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &(unsigned){ SECCOMP_RET_KILL_PROCESS });
	syscall(SYS_arch_prctl, ARCH_GET_FS, &(unsigned long){ 0 });
	ioctl(0, FIONREAD, &word);
}

int main(void)
{
	open_with_a_tail();
	clone_by_struct();
	command();
	return 0;
}
