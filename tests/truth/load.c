/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load FILTER.bpf PROGRAM [ARGUMENT...]: loads the filter and becomes the program.
 * Nothing else: the exit status is the program's, and no one watches, so what a
 * denial breaks is what it breaks where such a filter is deployed.
 */
#include <err.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct sock_fprog read_filter(const char *path)
{
	static struct sock_filter filter[BPF_MAXINSNS];
	FILE *file = fopen(path, "rb");

	if (!file)
		err(2, "%s", path);
	size_t count = fread(filter, sizeof(*filter), BPF_MAXINSNS, file);
	if (!count || fgetc(file) != EOF)
		errx(2, "%s: not a filter", path);
	fclose(file);
	return (struct sock_fprog){.len = (unsigned short)count, .filter = filter};
}

static long load(const struct sock_fprog *program)
{
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program);
}

int main(int argc, char *argv[])
{
	if (argc < 3)
		errx(2, "usage: load FILTER.bpf PROGRAM [ARGUMENT...]");
	struct sock_fprog program = read_filter(argv[1]);
	/* Root keeps its privileges as without a filter; others must give them up. */
	if (load(&program) && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || load(&program)))
		err(2, "seccomp");
	execvp(argv[2], argv + 2);
	err(127, "%s", argv[2]);
}
