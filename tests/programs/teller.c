/* SPDX-License-Identifier: Apache-2.0 */
/* teller N: makes N calls that no kernel has, and prints each number once the
 * call is made: every printed call must be in the trace, whatever happens to the
 * recorder. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST = 1000 };

int main(int argc, char **argv)
{
	long count = argc > 1 ? atol(argv[1]) : 100;
	char line[32];

	for (long i = 0; i < count; i++) {
		syscall(FIRST + i);
		snprintf(line, sizeof(line), "%ld\n", FIRST + i);
		if (write(1, line, strlen(line)) < 0)
			return 1;
	}
	return 0;
}
