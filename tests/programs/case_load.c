/* SPDX-License-Identifier: Apache-2.0 */
/* case_load FILTER PROGRAM...: runs the program under a filter's bytes, without a
 * tracer. */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

static struct sock_filter insn[4096];

int main(int argc, char **argv)
{
	int file = argc > 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	long size = read(file, insn, sizeof(insn));
	struct sock_fprog program = { (unsigned short)(size / (long)sizeof(*insn)), insn };

	if (size <= 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return 120;
	execvp(argv[2], argv + 2);
	return 121;
}
