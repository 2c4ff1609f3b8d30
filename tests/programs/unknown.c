/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a call with a number that no kernel has. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	errno = 0;
	long result = syscall(1999, 1, 2, 3);
	printf("%ld %d\n", result, errno == ENOSYS);
	return 0;
}
