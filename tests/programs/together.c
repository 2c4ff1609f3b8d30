/* SPDX-License-Identifier: Apache-2.0 */
/* together FEW|MANY|HIGH: argument values that are combined in some calls only.
 * FEW: mmap(R, SHARED) and mmap(R|W, PRIVATE).
 * MANY: more combinations than a trace keeps, but never mmap(R, PRIVATE|NORESERVE).
 * HIGH: socket() with a domain that has bits above the 32 that the kernel reads. */
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void map(long prot, long flags)
{
	syscall(SYS_mmap, 0, 4096, prot, flags | MAP_ANONYMOUS, -1, 0);
}

static void few(void)
{
	map(PROT_READ, MAP_SHARED);
	map(PROT_READ | PROT_WRITE, MAP_PRIVATE);
}

static void many(void)
{
	static const long flags[] = { MAP_NORESERVE, MAP_POPULATE, MAP_NONBLOCK, MAP_STACK };

	for (unsigned i = 0; i < 64; i++) {
		long more = 0;
		for (unsigned bit = 0; bit < 4; bit++)
			more |= i >> bit & 1 ? flags[bit] : 0;
		if (more != MAP_NORESERVE || i >> 4 != PROT_READ)
			map(i >> 4, MAP_PRIVATE | more);
	}
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "few";

	if (!strcmp(how, "few"))
		few();
	else if (!strcmp(how, "many"))
		many();
	else
		syscall(SYS_socket, 0x100000000 + AF_UNIX, SOCK_STREAM, 0);
	return 0;
}
