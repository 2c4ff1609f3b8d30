/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the time from the legacy vsyscall page. Exits 77 if there is none. */
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void no_page(int number)
{
	_exit(number ? 77 : 77);
}

int main(void)
{
#if defined(__x86_64__) && defined(__LP64__)
	time_t (*vsyscall_time)(time_t *) = (time_t (*)(time_t *))0xffffffffff600400;

	signal(SIGSEGV, no_page);
	puts(vsyscall_time(NULL) > 0 ? "time" : "no time");
	return 0;
#else
	no_page(0);
#endif
}
