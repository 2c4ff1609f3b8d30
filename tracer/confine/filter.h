/*
 * A seccomp filter, made by `seccord emit -f c` from a policy. Change the policy,
 * not this file.
 *
 * archs:   x86_64 arm64
 * default: errno EPERM
 * newer:   errno ENOSYS
 * foreign: kill
 * rules: 32, instructions: 98
 * allowed: 46 calls, 36 of them cached by the kernel
 *
 * what libcs and libraries other than those of the recording use for the same: memory without PROT_EXEC, files by read
 */
#ifndef SECCORD_FILTER_H
#define SECCORD_FILTER_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SECCORD_FILTER_LENGTH 98

static const struct sock_filter seccord_filter[SECCORD_FILTER_LENGTH] = {
	{ 0x20,   0,   0, 0x00000004 }, /* load arch */
	{ 0x15,   0,  39, 0xc000003e }, /* if arch != x86_64 goto L41 */
	{ 0x20,   0,   0, 0x00000000 }, /* load nr */
	{ 0x35,   0,  32, 0x0000000b }, /* if nr < 11 goto L36 */
	{ 0x15,  86,   0, 0x00000106 }, /* if nr == newfstatat goto L91 */
	{ 0x35,   0,  89, 0x00000010 }, /* if nr < 16 goto L95 */
	{ 0x15,  86,   0, 0x00000048 }, /* if nr == fcntl goto L93 */
	{ 0x15,  76,   0, 0x0000014c }, /* if nr == statx goto L84 */
	{ 0x15,  86,   0, 0x00000011 }, /* if nr == pread64 goto L95 */
	{ 0x15,  85,   0, 0x000000ca }, /* if nr == futex goto L95 */
	{ 0x35,   0,  15, 0x0000013e }, /* if nr < 318 goto L26 */
	{ 0x15,  72,   0, 0x0000014e }, /* if nr == rseq goto L84 */
	{ 0x35,   0,  82, 0x0000013f }, /* if nr < 319 goto L95 */
	{ 0x35,   0,   9, 0x000001b4 }, /* if nr < 436 goto L23 */
	{ 0x35,   0,   6, 0x000001c6 }, /* if nr < 454 goto L21 */
	{ 0x35,   0,   3, 0x40000000 }, /* if nr < 0x40000000 goto L19 */
	{ 0x35,   0,   1, 0xc0000000 }, /* if nr < 0xc0000000 goto L18 */
	{ 0x15,  66,  79, 0xffffffff }, /* if nr == 0xffffffff goto L84 else L97 */
	{ 0x35,  65,  78, 0x80000000 }, /* L18: if nr >= 0x80000000 goto L84 else L97 */
	{ 0x35,   0,  37, 0x000001cf }, /* L19: if nr < 463 goto L57 */
	{ 0x35,  63,  75, 0x000001d9 }, /* if nr >= 473 goto L84 else L96 */
	{ 0x35,   0,  39, 0x000001bc }, /* L21: if nr < 444 goto L61 */
	{ 0x35,  35,  61, 0x000001bd }, /* if nr >= 445 goto L58 else L84 */
	{ 0x35,  40,   0, 0x000001a9 }, /* L23: if nr >= 425 goto L64 */
	{ 0x35,  71,   0, 0x00000145 }, /* if nr >= 325 goto L96 */
	{ 0x15,  58,  70, 0x00000144 }, /* if nr == membarrier goto L84 else L96 */
	{ 0x15,  68,   0, 0x000000e7 }, /* L26: if nr == exit_group goto L95 */
	{ 0x35,   0,   4, 0x0000002f }, /* if nr < 47 goto L32 */
	{ 0x15,  66,   0, 0x0000003c }, /* if nr == exit goto L95 */
	{ 0x35,   0,  65, 0x00000030 }, /* if nr < 48 goto L95 */
	{ 0x35,   0,  65, 0x000000db }, /* if nr < 219 goto L96 */
	{ 0x35,  64,  63, 0x000000dc }, /* if nr >= 220 goto L96 else L95 */
	{ 0x15,  62,   0, 0x0000001c }, /* L32: if nr == madvise goto L95 */
	{ 0x35,  55,   0, 0x0000002e }, /* if nr >= 46 goto L89 */
	{ 0x35,   0,  61, 0x00000019 }, /* if nr < 25 goto L96 */
	{ 0x35,  60,  59, 0x0000001a }, /* if nr >= 26 goto L96 else L95 */
	{ 0x15,  58,   0, 0x00000000 }, /* L36: if nr == read goto L95 */
	{ 0x15,  57,   0, 0x00000003 }, /* if nr == close goto L95 */
	{ 0x35,  46,   0, 0x00000009 }, /* if nr >= 9 goto L85 */
	{ 0x15,  55,   0, 0x00000005 }, /* if nr == fstat goto L95 */
	{ 0x35,  54,  55, 0x00000008 }, /* if nr >= 8 goto L95 else L96 */
	{ 0x15,   0,  55, 0xc00000b7 }, /* L41: if arch != arm64 goto L97 */
	{ 0x20,   0,   0, 0x00000000 }, /* load nr */
	{ 0x35,   0,  35, 0x0000004f }, /* if nr < 79 goto L79 */
	{ 0x35,   0,  27, 0x00000086 }, /* if nr < 134 goto L72 */
	{ 0x15,  39,   0, 0x000000de }, /* if nr == mmap goto L85 */
	{ 0x35,   0,  48, 0x00000088 }, /* if nr < 136 goto L95 */
	{ 0x15,  36,   0, 0x00000123 }, /* if nr == statx goto L84 */
	{ 0x35,   0,  19, 0x000000d9 }, /* if nr < 217 goto L68 */
	{ 0x15,  35,   0, 0x000000e2 }, /* if nr == mprotect goto L85 */
	{ 0x15,  33,   0, 0x00000125 }, /* if nr == rseq goto L84 */
	{ 0x15,  43,   0, 0x00000116 }, /* if nr == getrandom goto L95 */
	{ 0x15,  42,   0, 0x000000e9 }, /* if nr == madvise goto L95 */
	{ 0x35,   0,   8, 0x000001b4 }, /* if nr < 436 goto L62 */
	{ 0x35,  29,   0, 0x000001d9 }, /* if nr >= 473 goto L84 */
	{ 0x35,   0,   3, 0x000001c5 }, /* if nr < 453 goto L59 */
	{ 0x35,   0,   1, 0x000001ce }, /* if nr < 462 goto L58 */
	{ 0x15,  26,  38, 0x000001ce }, /* L57: if nr == 462 goto L84 else L96 */
	{ 0x15,  25,  37, 0x000001c5 }, /* L58: if nr == 453 goto L84 else L96 */
	{ 0x35,   0,   1, 0x000001bc }, /* L59: if nr < 444 goto L61 */
	{ 0x15,  23,  35, 0x000001bc }, /* if nr == landlock_create_ruleset goto L84 else L96 */
	{ 0x15,  22,  34, 0x000001b4 }, /* L61: if nr == 436 goto L84 else L96 */
	{ 0x35,   0,  33, 0x0000011b }, /* L62: if nr < 283 goto L96 */
	{ 0x35,   0,   3, 0x000001a9 }, /* if nr < 425 goto L67 */
	{ 0x35,   0,   1, 0x000001b2 }, /* L64: if nr < 434 goto L66 */
	{ 0x15,  18,  30, 0x000001b2 }, /* if nr == 434 goto L84 else L96 */
	{ 0x15,  17,  29, 0x000001a9 }, /* L66: if nr == 425 goto L84 else L96 */
	{ 0x35,  28,  16, 0x0000011c }, /* L67: if nr >= 284 goto L96 else L84 */
	{ 0x35,  26,   0, 0x000000d6 }, /* L68: if nr >= 214 goto L95 */
	{ 0x15,  25,   0, 0x0000008b }, /* if nr == rt_sigreturn goto L95 */
	{ 0x15,  18,   0, 0x000000d3 }, /* if nr == sendmsg goto L89 */
	{ 0x15,  23,  24, 0x000000d4 }, /* if nr == recvmsg goto L95 else L96 */
	{ 0x35,   0,  18, 0x00000050 }, /* L72: if nr < 80 goto L91 */
	{ 0x35,   0,  21, 0x00000051 }, /* if nr < 81 goto L95 */
	{ 0x15,  20,   0, 0x00000062 }, /* if nr == futex goto L95 */
	{ 0x15,  19,   0, 0x0000005e }, /* if nr == exit_group goto L95 */
	{ 0x15,  18,   0, 0x0000005d }, /* if nr == exit goto L95 */
	{ 0x35,   0,  18, 0x00000080 }, /* if nr < 128 goto L96 */
	{ 0x15,  16,  17, 0x00000080 }, /* if nr == restart_syscall goto L95 else L96 */
	{ 0x15,  15,   0, 0x0000003f }, /* L79: if nr == read goto L95 */
	{ 0x15,  14,   0, 0x00000039 }, /* if nr == close goto L95 */
	{ 0x15,  11,   0, 0x00000019 }, /* if nr == fcntl goto L93 */
	{ 0x15,  12,   0, 0x0000003e }, /* if nr == lseek goto L95 */
	{ 0x15,  11,  12, 0x00000043 }, /* if nr == pread64 goto L95 else L96 */
	{ 0x06,   0,   0, 0x00050026 }, /* L84: return errno ENOSYS */
	{ 0x20,   0,   0, 0x00000024 }, /* L85: load args[2].high */
	{ 0x45,   9,   0, 0xffffffff }, /* if args[2].high has any of 0xffffffff goto L96 */
	{ 0x20,   0,   0, 0x00000020 }, /* load args[2] */
	{ 0x45,   7,   6, 0xfffffffc }, /* if args[2] has any of 0xfffffffc goto L96 else L95 */
	{ 0x20,   0,   0, 0x00000020 }, /* L89: load msgflags */
	{ 0x15,   4,   5, 0x00004000 }, /* if msgflags == MSG_NOSIGNAL goto L95 else L96 */
	{ 0x20,   0,   0, 0x00000028 }, /* L91: load atflags */
	{ 0x15,   2,   3, 0x00001000 }, /* if atflags == AT_EMPTY_PATH goto L95 else L96 */
	{ 0x20,   0,   0, 0x00000018 }, /* L93: load fcntl_cmd */
	{ 0x15,   0,   1, 0x00000001 }, /* if fcntl_cmd != F_GETFD goto L96 */
	{ 0x06,   0,   0, 0x7fff0000 }, /* L95: return allow */
	{ 0x06,   0,   0, 0x00050001 }, /* L96: return errno EPERM */
	{ 0x06,   0,   0, 0x80000000 }, /* L97: return kill */
};

/* Installs the filter on every thread of the process, permanently; fork and execve
 * keep it. Sets no_new_privs first, so setuid programs gain no privileges.
 * Returns 0, or -1 with errno. Without seccomp(2) (strict ISO C without
 * _GNU_SOURCE, Linux before 3.17), only the calling thread gets the filter. */
static inline int seccord_filter_load(void)
{
	struct sock_fprog program;

	program.len = SECCORD_FILTER_LENGTH;
	program.filter = (struct sock_filter *)seccord_filter;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L))
		return -1;
#if defined(SYS_seccomp) && (defined(_GNU_SOURCE) || defined(_DEFAULT_SOURCE))
	long failed = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
	if (failed == 0)
		return 0;
	if (failed > 0)
		errno = EBUSY; /* a thread has a filter of its own */
	if (failed > 0 || errno != ENOSYS)
		return -1;
#endif
	return prctl(PR_SET_SECCOMP, (unsigned long)SECCOMP_MODE_FILTER, &program, 0L, 0L);
}

#endif
