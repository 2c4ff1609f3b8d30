/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feature tests as made by runtimes: each call here fails and changes nothing.
 * Then, with an argument, it really loads a filter. Call 1900 comes last.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif

static int failed;

static void probe(long result, const char *what)
{
	if (result == -1)
		return;
	printf("%s: %ld\n", what, result);
	failed = 1;
}

int main(int argc, char **argv)
{
	struct sock_filter bad = { 0xffff, 0, 0, 0 }, allow = { BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW };
	struct sock_fprog none = { 0, &bad }, wrong = { 1, &bad }, good = { 1, &allow };

	(void)argv;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	probe(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, SECCOMP_FILTER_FLAG_TSYNC, NULL), "strict with TSYNC");
	probe(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, &good), "strict with a program");
	probe(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL), "NULL");
	probe(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, NULL), "NULL for all");
	probe(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 1u << 30, &good), "an unknown flag");
	probe(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &none), "an empty program");
	probe(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &wrong), "no program");
	probe(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL), "prctl NULL");
	probe(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &wrong), "prctl no program");
	probe(prctl(PR_SET_SECCOMP, 3, 0), "an unknown mode");
	probe(prctl(PR_SET_SYSCALL_USER_DISPATCH, 99, 0, 0, 0), "an unknown dispatch");
	probe(prctl(PR_SET_SYSCALL_USER_DISPATCH, 1, 0, 0, (void *)-1), "dispatch without a selector");
	if (argc > 1 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &good))
		return 77;
	syscall(1900);
	return failed;
}
