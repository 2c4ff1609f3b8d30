/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for code, as a JIT makes it: in two steps, or writable and executable. */
#include "corpus.h"
#include <sys/mman.h>
#ifdef __riscv
#include <sys/cachectl.h>
#endif

enum { CODE_SIZE = 65536 };

static char *code_area(int prot)
{
	char *area = mmap(NULL, CODE_SIZE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ok(area != MAP_FAILED);
	memset(area, 0, CODE_SIZE);
	return area;
}
/* On RISC-V gcc calls libc for it, and clang a function that does nothing. */
static void flush(char *area)
{
#ifdef __riscv
	ok(__riscv_flush_icache(area, area + CODE_SIZE, 0) == 0);
#else
	__builtin___clear_cache(area, area + CODE_SIZE);
#endif
}
FUNCTION(code_in_steps)
{
	char *area = code_area(PROT_READ | PROT_WRITE);
	ok(mprotect(area, CODE_SIZE, PROT_READ | PROT_EXEC) == 0);
	flush(area);
}
FUNCTION(code_writable)
{
	char *area = code_area(PROT_READ | PROT_WRITE | PROT_EXEC);
	flush(area);
	ok(munmap(area, CODE_SIZE) == 0);
}
