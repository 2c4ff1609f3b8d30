/* SPDX-License-Identifier: Apache-2.0 */
/* Two functions that read through libc; "many": calls libc's getppid from each of 80 places. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TEN(x) x x x x x x x x x x

static int bytes;

static __attribute__((noinline)) void read_first(int fd)
{
	char byte;

	for (int i = 0; i < 20; i++)
		bytes += (int)read(fd, &byte, 1);
}

static __attribute__((noinline)) void read_second(int fd)
{
	char byte;

	for (int i = 0; i < 30; i++)
		bytes += (int)read(fd, &byte, 1);
}

static __attribute__((noinline)) void print_third(FILE *to)
{
	for (int i = 0; i < 5; i++)
		fputs("x", to);
}

static __attribute__((noinline)) void ask_often(void)
{
	TEN(bytes += getppid(); bytes += getppid(); bytes += getppid(); bytes += getppid();
	    bytes += getppid(); bytes += getppid(); bytes += getppid(); bytes += getppid();)
}

int main(int argc, char **argv)
{
	int fd = open("/dev/zero", O_RDONLY);
	FILE *to = fopen("/dev/null", "w");

	read_first(fd);
	read_second(fd);
	setvbuf(to, NULL, _IONBF, 0);
	print_third(to);
	if (argc > 1 && !strcmp(argv[1], "many"))
		ask_often();
	return bytes < 50;
}
