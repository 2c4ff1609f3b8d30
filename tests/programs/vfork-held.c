/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for its vfork child until the FIFO that it is given is opened, then for a signal. */
#include <fcntl.h>
#include <unistd.h>

static void hold(const char *fifo)
{
	if (!vfork()) {
		int fd = open(fifo, O_RDONLY);
		_exit(fd < 0);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	hold(argv[1]);
	pause();
	return 0;
}
