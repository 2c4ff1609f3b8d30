/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One command of each multiplexer, and ioctls on many kinds of descriptors;
 * results are ignored. With an argument N: FIONREAD of a pipe N times, then
 * once of a socket.
 */
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/if_tun.h>
#include <linux/keyctl.h>
#include <linux/loop.h>
#include <linux/nsfs.h>
#include <linux/perf_event.h>
#include <linux/quota.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

enum { UNKNOWN_COMMAND = 0x80045230 };

static char buffer[4096];

static void ask(int fd, unsigned long command)
{
	memset(buffer, 0, sizeof(buffer));
	ioctl(fd, command, buffer);
}

static void ask_path(const char *path, unsigned long command)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		ask(fd, command);
	close(fd);
}

static void ask_perf(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(attr), .config = PERF_COUNT_SW_DUMMY };
	int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

	if (fd >= 0)
		ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);
	close(fd);
}

static void ask_all(void)
{
	int pipes[2], pty = posix_openpt(O_RDWR | O_NOCTTY), net = socket(AF_INET, SOCK_DGRAM, 0);

	if (pipe(pipes))
		return;
	ask(pipes[0], FIONREAD);
	ask(net, SIOCGIFCONF);
	ask(net, TIOCOUTQ);
	ask(pty, TIOCGWINSZ);
	ask(pty, UNKNOWN_COMMAND);
	ask(epoll_create1(0), FIONBIO);
	ask(-1, FIOASYNC);
	ask(999, FIOCLEX);
	ask_path("/dev/null", TCGETS);
	ask_path("/dev/loop-control", LOOP_CTL_GET_FREE);
	ask_path("/dev/net/tun", TUNGETFEATURES);
	ask_path("/proc/self/ns/uts", NS_GET_NSTYPE);
	ask_path("/", FS_IOC_GETFLAGS);
	ask_path("/proc/self/exe", FS_IOC_GETFLAGS);
	ask_perf();
}

static void multiplex(void)
{
	unsigned op = 0;

	fcntl(0, F_GETFD);
	prctl(PR_GET_DUMPABLE);
	syscall(SYS_bpf, BPF_OBJ_GET, buffer, 0);
	syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, 0, 0);
	syscall(SYS_futex, &op, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
	ptrace(PTRACE_CONT, getpid(), 0, 0);
	syscall(SYS_quotactl, QCMD(Q_SYNC, USRQUOTA), NULL, 0, NULL);
	op = SECCOMP_RET_LOG;
	syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &op);
#ifdef SYS_arch_prctl
	syscall(SYS_arch_prctl, 0x1011 /* ARCH_GET_CPUID */, 0);
#endif
#ifdef SYS_socketcall
	long call[] = { AF_UNIX, SOCK_STREAM, 0 };
	syscall(SYS_socketcall, 1 /* SYS_SOCKET */, call);
	syscall(SYS_ipc, 23 /* SHMGET */, 0, 0, 0, NULL, 0);
#endif
}

int main(int argc, char **argv)
{
	int pipes[2];

	if (argc < 2) {
		ask_all();
		multiplex();
		return 0;
	}
	if (pipe(pipes))
		return 1;
	for (int i = atoi(argv[1]); i; i--)
		ask(pipes[0], FIONREAD);
	ask(socket(AF_UNIX, SOCK_STREAM, 0), FIONREAD);
	return 0;
}
