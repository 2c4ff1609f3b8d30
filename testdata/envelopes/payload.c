/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least program: its one call is exit_group(7). It has no libc and no dynamic linker.
 * Built with SIGNALS it instead sends SIGTERM to its parent, an init, and waits for the
 * init to pass the signal on. Built with WAITS it waits to be killed.
 */
#include <signal.h>
#include <sys/syscall.h>

void _start(void);

static long call(long nr, long first, long second)
{
#if defined(__x86_64__)
	long result;
	register long fourth __asm__("r10") = 0;
	__asm__ volatile("syscall" : "=a"(result) : "0"(nr), "D"(first), "S"(second), "d"(0L), "r"(fourth) : "rcx", "r11", "memory");
	return result;
#elif defined(__aarch64__)
	register long number __asm__("x8") = nr;
	register long one __asm__("x0") = first;
	register long two __asm__("x1") = second;
	register long three __asm__("x2") = 0;
	register long four __asm__("x3") = 0;
	__asm__ volatile("svc 0" : "+r"(one) : "r"(number), "r"(two), "r"(three), "r"(four) : "memory");
	return one;
#else
#error "a few lines of assembly are missing for this machine"
#endif
}

void _start(void)
{
#ifdef SIGNALS
	call(SYS_kill, call(SYS_getppid, 0, 0), SIGTERM);
	call(SYS_ppoll, 0, 0);
#endif
#ifdef WAITS
	call(SYS_ppoll, 0, 0);
#endif
	call(SYS_exit_group, 7, 0);
	__builtin_unreachable();
}
