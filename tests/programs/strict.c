/* SPDX-License-Identifier: Apache-2.0 */
/* Seccomp strict mode: only read, write, exit and sigreturn are left. */
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		return 3;
	if (write(1, "strict\n", 7) != 7)
		return 1;
	syscall(SYS_exit, 0);
	return 2;
}
