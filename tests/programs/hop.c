/* SPDX-License-Identifier: Apache-2.0 */
/* Prints its word size and executes the next program of its arguments. */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	printf("%d bits\n", (int)sizeof(long) * 8);
	fflush(stdout);
	if (argc < 2)
		return 0;
	execv(argv[1], argv + 1);
	perror(argv[1]);
	return 1;
}
