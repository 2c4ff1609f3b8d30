/* SPDX-License-Identifier: Apache-2.0 */
/* 64-bit code that makes i386 calls: getuid32 and close. Exits 77 elsewhere. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
#if defined(__x86_64__)
	long uid, closed;

	__asm__ volatile("int $0x80" : "=a"(uid) : "a"(199) : "memory", "r8", "r9", "r10", "r11");
	__asm__ volatile("int $0x80" : "=a"(closed) : "a"(6), "b"(-1L) : "memory", "r8", "r9", "r10", "r11");
	printf("uid %s, close %ld\n", (uid_t)uid == getuid() ? "same" : "other", closed);
	return 0;
#else
	return 77;
#endif
}
