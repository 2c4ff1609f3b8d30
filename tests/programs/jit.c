/* SPDX-License-Identifier: Apache-2.0 */
/* Generates code at run time, as a JIT does, and calls it: getppid. */
#include <string.h>
#include <sys/mman.h>

#ifdef __x86_64__
static const unsigned char code[] = { 0xb8, 110, 0, 0, 0, 0x0f, 0x05, 0xc3 };
#else
static const unsigned char code[] = { 0xb8, 64, 0, 0, 0, 0xcd, 0x80, 0xc3 };
#endif

int main(void)
{
	void *at = mmap(NULL, sizeof(code), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int (*call)(void);

	if (at == MAP_FAILED)
		return 1;
	memcpy(at, code, sizeof(code));
	if (mprotect(at, sizeof(code), PROT_READ | PROT_EXEC))
		return 1;
	memcpy(&call, &at, sizeof(call));
	return call() < 0;
}
