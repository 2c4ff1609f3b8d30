/* SPDX-License-Identifier: Apache-2.0 */
/* Says how wide it is and executes the next program of its arguments. */
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
