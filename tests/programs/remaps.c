/* SPDX-License-Identifier: Apache-2.0 */
/* remaps: maps files of code one after the other at the same address, each of
 * which makes its own call (1900 + its number); in between, unmapping attempts
 * fail. It creates the files a, b and c in the current folder. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE = 4096, FIRST = 1900, ROOM = 32, FURTHER = 16 };

#ifdef __x86_64__
static const unsigned char code[] = {0xb8, 0, 0, 0, 0, 0x0f, 0x05, 0xc3};     /* mov $nr,%eax; syscall; ret */
#else
static const unsigned char code[] = {0xb8, 0, 0, 0, 0, 0xcd, 0x80, 0xc3};     /* mov $nr,%eax; int $0x80; ret */
#endif

static int make(const char *name, uint32_t nr)
{
	unsigned char page[PAGE] = {0};
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0755);

	memcpy(page, code, sizeof(code));
	memcpy(page + 1, &nr, sizeof(nr));
	return write(fd, page, sizeof(page)) == PAGE ? fd : -1;
}

static void run(void *at)
{
	long (*call)(void);

	memcpy(&call, &at, sizeof(call));
	for (int i = 0; i < 20; i++)
		call();
}

static void *map(void *at, int fd)
{
	return mmap(at, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd, 0);
}

int main(void)
{
	int a = make("a", FIRST), b = make("b", FIRST + 1), c = make("c", FIRST + 2);
	/* Room of its own: what is 16 pages further may be a library. */
	char *room = mmap(NULL, (size_t)ROOM * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *at = map(room, a);

	run(at);
	printf("%d", (int)syscall(SYS_munmap, at, SIZE_MAX / PAGE * PAGE));
	printf(" %d", mmap(at, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, -1, 0) == MAP_FAILED);
	run(at);
	printf(" %d", map(at, b) == at);
	run(at);
	munmap(at, PAGE);
	printf(" %d", map(at, c) == at);
	run(at);
	printf(" %d\n", mremap(at, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at + PAGE * FURTHER) == at + PAGE * FURTHER);
	run(at + PAGE * FURTHER);
	return 0;
}
