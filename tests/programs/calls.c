/* SPDX-License-Identifier: Apache-2.0 */
/* calls N: makes N calls with arguments that never repeat. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long count = argc > 1 ? atol(argv[1]) : 1000;

	for (long i = 0; i < count; i++)
		syscall(SYS_kill, i | 1L << 30, 0);
	printf("%ld calls\n", count);
	return 0;
}
