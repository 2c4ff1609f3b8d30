/* SPDX-License-Identifier: Apache-2.0 */
/* many images N: N files of code, each of which makes a call.
 * many sites N: N call sites in one file.
 * many calls N: N call numbers that no kernel has. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE = 4096, CODE = 8, FIRST = 1000000 };

#ifdef __x86_64__
static const unsigned char code[CODE] = {0xb8, 39, 0, 0, 0, 0x0f, 0x05, 0xc3};        /* mov $nr,%eax; syscall; ret */
#else
static const unsigned char code[CODE] = {0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3};        /* mov $nr,%eax; int $0x80; ret */
#endif

static void run(void *at)
{
	long (*call)(void);

	memcpy(&call, &at, sizeof(call));
	if (call() != getpid())
		exit(1);
}

/* Maps a file with the code `count` times. */
static void *map(const char *name, size_t count)
{
	size_t size = (count * CODE + PAGE - 1) / PAGE * PAGE;
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0755);

	if (fd < 0 || ftruncate(fd, (off_t)size))
		exit(1);
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	for (size_t i = 0; i < count; i++)
		memcpy(at + i * CODE, code, CODE);
	munmap(at, size);
	at = mmap(NULL, size, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	close(fd);
	return at == MAP_FAILED ? NULL : at;
}

static void images(long count)
{
	char name[32];

	for (long i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "image-%ld", i);
		void *at = map(name, 1);
		run(at);
		munmap(at, PAGE);
		unlink(name);
	}
}

static void sites(long count)
{
	char *at = map("sites", (size_t)count);

	for (long i = 0; i < count; i++)
		run(at + i * CODE);
}

static void calls(long count)
{
	for (long i = 0; i < count; i++)
		syscall(FIRST + i);
}

int main(int argc, char **argv)
{
	long count = argc > 2 ? atol(argv[2]) : 10;
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "images"))
		images(count);
	else if (!strcmp(what, "sites"))
		sites(count);
	else
		calls(count);
	syscall(1999);
	puts("done");
	return 0;
}
