/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child installs a filter that denies everything with a special errno, and on
 * top of it the filter under test. The kernel runs both and the stricter answer
 * wins, the newer one among equals: so errors, traps and kills of the tested
 * filter are visible, and what it allows is denied with the special errno. From
 * then on the child can make no call at all: it writes its results to shared
 * memory and dies of an illegal instruction.
 */
#include "tests/emit/kernel.h"

#include "core/verdict/verdict.h"

enum { PASS_KEY = 0x5ECC08D1 };

struct outcome outcome_of(uint32_t ret)
{
	int32_t action = (int32_t)(ret & SECCOMP_RET_ACTION_FULL);
	int data = (int)(ret & SECCOMP_RET_DATA);

	if (action > (int32_t)SECCOMP_RET_ERRNO)
		return (struct outcome){ OUTCOME_ERROR, LET_THROUGH };
	if (action == (int32_t)SECCOMP_RET_ERRNO)
		return (struct outcome){ OUTCOME_ERROR, data < ERRNO_MOST ? data : ERRNO_MOST };
	return (struct outcome){ action == (int32_t)SECCOMP_RET_TRAP ? OUTCOME_TRAP : OUTCOME_DEATH, 0 };
}

#ifdef __x86_64__
/* Neither call is inlined: the calls of kernel_try may return through a trap. */
__attribute__((noinline))
long kernel_call64(uint32_t nr, const uint64_t args[6])
{
	register uint64_t r10 __asm__("r10") = args[3];
	register uint64_t r8 __asm__("r8") = args[4];
	register uint64_t r9 __asm__("r9") = args[5];
	long result = (long)nr;
	__asm__ volatile("syscall" : "+a"(result)
	                 : "D"(args[0]), "S"(args[1]), "d"(args[2]), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	return result;
}

/* The 32-bit entry point, which takes 32-bit arguments even from 64-bit code.
 * */
__attribute__((noinline))
static long kernel_call32(uint32_t nr, const uint64_t args[6])
{
	register const uint64_t *at __asm__("r9") = args;
	long result = (long)nr;
	__asm__ volatile("sub $128, %%rsp\n\tpush %%rbp\n\tpush %%rbx\n\t"
	                 "mov (%[at]), %%ebx\n\tmov 8(%[at]), %%ecx\n\tmov 16(%[at]), %%edx\n\t"
	                 "mov 24(%[at]), %%esi\n\tmov 32(%[at]), %%edi\n\tmov 40(%[at]), %%ebp\n\t"
	                 "int $0x80\n\t"
	                 "pop %%rbx\n\tpop %%rbp\n\tadd $128, %%rsp"
	                 : "+a"(result), [at] "+r"(at) : : "rcx", "rdx", "rsi", "rdi", "r8", "r10", "r11", "memory", "cc");
	return (int)result;
}

/* Neither a return, which would be a call, nor longjmp, as sanitizers make
 * calls before it. */
static void *kernel_trapped[5];

__attribute__((no_sanitize("address", "undefined")))
static void kernel_on_trap(int signal)
{
	(void)signal;
	__builtin_longjmp(kernel_trapped, 1);
}

__attribute__((noinline))
static struct outcome kernel_try(const struct seccomp_data *data)
{
	uint64_t args[6];

	for (unsigned i = 0; i < 6; i++)
		args[i] = data->args[i];
	if (__builtin_setjmp(kernel_trapped))
		return (struct outcome){ OUTCOME_TRAP, 0 };
	long result = data->arch == AUDIT_ARCH_I386 ? kernel_call32((uint32_t)data->nr, args)
	                                            : kernel_call64((uint32_t)data->nr, args);
	return (struct outcome){ OUTCOME_ERROR, (int)-result };
}

long kernel_install(const struct sock_filter *insn, size_t length, unsigned flags)
{
	struct sock_fprog program = { (unsigned short)length, (struct sock_filter *)insn };
	const uint64_t args[6] = { SECCOMP_SET_MODE_FILTER, flags, (uint64_t)(uintptr_t)&program, PASS_KEY };
	return kernel_call64(SYS_seccomp, args);
}

/* Denies everything but the installation of the next filter. */
long kernel_refuse_all(void)
{
	static const struct sock_filter insn[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[3])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PASS_KEY, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | LET_THROUGH),
	};
	return kernel_install(insn, COUNT_OF(insn), 0);
}

void kernel_die(void)
{
	__asm__ volatile("ud2");
}

void kernel_quiet_child(void)
{
	struct sigaction trap = { .sa_handler = kernel_on_trap, .sa_flags = SA_NODEFER };

	prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);       /* no core dump for an intended death */
	sigaction(SIGSYS, &trap, NULL);
	signal(SIGILL, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
}

static void kernel_child(const struct filter *filter, const struct seccomp_data *data, size_t count,
                         struct kernel_batch *batch)
{
	kernel_quiet_child();
	long failed = kernel_refuse_all();
	failed = failed ? failed : kernel_install(filter->insn, filter->length, 0);
	batch->trouble = (int)-failed;
	for (; !failed && batch->next < count; batch->next++)
		batch->outcome[batch->next] = kernel_try(&data[batch->next]);
	kernel_die();
}

int kernel_wait(pid_t child)
{
	int status = 0;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int kernel_run(const struct filter *filter, const struct seccomp_data *data, size_t count, struct kernel_batch *batch)
{
	batch->next = 0;
	while (batch->next < count) {
		pid_t child = fork();
		if (!child)
			kernel_child(filter, data, count, batch);
		int signal = child < 0 ? 0 : kernel_wait(child);
		if (batch->trouble)
			return batch->trouble;
		if (signal == SIGSYS)
			batch->outcome[batch->next++] = (struct outcome){ OUTCOME_DEATH, 0 };
		else if (signal != SIGILL || batch->next < count)
			return ECHILD;
	}
	return 0;
}

bool kernel_has_i386(void)
{
	const uint64_t none[6] = { 0 };
	pid_t child = fork();
	if (!child) {
		kernel_quiet_child();
		kernel_call32(20, none);      /* getpid */
		kernel_die();
	}
	return child > 0 && kernel_wait(child) == SIGILL;
}
#endif

struct kernel_batch *kernel_batch_new(void)
{
	void *shared = mmap(NULL, sizeof(struct kernel_batch), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return shared == MAP_FAILED ? NULL : shared;
}
