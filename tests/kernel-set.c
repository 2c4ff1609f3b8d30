/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel-set FILE PROGRAM ARGUMENT...: writes its own process id to FILE (a
 * tracefs set_event_pid) and becomes the program. Built without libc, which
 * makes calls of its own: a recording that begins with this differs by getpid,
 * open, write and close from the kernel's data from then on.
 */
#include <fcntl.h>
#include <sys/syscall.h>

static long call(long nr, const void *a, const void *b, const void *c)
{
	long result;

	__asm__ volatile("syscall" : "=a"(result) : "a"(nr), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return result;
}

static char *decimal(long number, char *end)
{
	do
		*--end = (char)('0' + number % 10);
	while (number /= 10);
	return end;
}

__attribute__((noreturn, used)) static void begin(char **stack)
{
	char **argv = stack + 1, **envp = argv + (long)stack[0] + 1;
	char digits[20], *end = digits + sizeof(digits);
	char *pid = decimal(call(SYS_getpid, 0, 0, 0), end);
	long fd = call(SYS_open, argv[1], (void *)O_WRONLY, 0);

	call(SYS_write, (void *)fd, pid, (void *)(end - pid));
	call(SYS_close, (void *)fd, 0, 0);
	call(SYS_execve, argv[2], argv + 2, envp);
	for (;;)
		call(SYS_exit_group, (void *)127, 0, 0);
}

__asm__(".globl _start\n_start: mov %rsp, %rdi\n\tand $-16, %rsp\n\tcall begin\n");
