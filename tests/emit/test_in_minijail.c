/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Constants in minijail files: what the headers of each arch say.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "emit/minijail/minijail.h"

#define STRUCT "its value contains the size of a struct, which differs between archs of 32 bits"

#define BUILT "its value on archs of 32 bits depends on how minijail was built"

/* Values were printed by programs compiled for each arch, with linux/fs.h, linux/fd.h, linux/rtc.h, sys/ioctl.h and fcntl.h. */
static const struct { const char *word; enum arch arch; uint64_t value; const char *why; } words[] = {
	{ "BLKGETSIZE64",   ARCH_X86_64, 0x80081272, NULL },
	{ "BLKGETSIZE64",   ARCH_ARM64,  0x80081272, NULL },
	{ "BLKGETSIZE64",   ARCH_ARM,    0x80041272, NULL },
	{ "BLKGETSIZE64",   ARCH_I386,   0x80041272, NULL },
	{ "FS_IOC_GETFLAGS", ARCH_X86_64, 0x80086601, NULL },
	{ "FS_IOC_GETFLAGS", ARCH_ARM,   0x80046601, NULL },
	{ "RTC_IRQP_SET",   ARCH_ARM,    0x4004700c, NULL },
	{ "FDGETPRM",       ARCH_X86_64, 0x80200204, NULL },
	{ "FDGETPRM",       ARCH_I386,   0x801c0204, NULL },
	{ "FDGETPRM",       ARCH_ARM,    0, STRUCT },
	{ "TCGETS",         ARCH_ARM,    0x5401, NULL },
	{ "FIOQSIZE",       ARCH_ARM,    0x545e, NULL },
	{ "FIOQSIZE",       ARCH_ARM64,  0x5460, NULL },
	{ "O_DIRECTORY",    ARCH_ARM,    040000, NULL },
	{ "O_DIRECTORY",    ARCH_I386,   0200000, NULL },
	{ "F_GETLK64",      ARCH_ARM,    12, NULL },
	{ "F_GETLK64",      ARCH_X86_64, 5, NULL },
	{ "F_SETLKW64",     ARCH_ARM64,  7, NULL },
	{ "F_SETLK",        ARCH_X86_64, 6, NULL },
	{ "F_GETLK",        ARCH_ARM,    0, BUILT },
	{ "F_SETLKW",       ARCH_I386,   0, BUILT },
	{ "RUSAGE_CHILDREN", ARCH_X86_64, UINT64_MAX, NULL },
	{ "O_LARGEFILE",    ARCH_I386,   0, "0 in glibc's headers, another number in the kernel's" },
	{ "TCGETS",         ARCH_MIPSEL, 0, "its value differs on this arch" },
};

static void test_constants(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		const struct minijail_call call = { .id = CALL_ioctl };
		const char *why = NULL;
		uint64_t value = 0;
		bool known = minijail_constant(words[i].word, &call, words[i].arch, 1, &value, &why);
		if (known == (words[i].why != NULL) || (known && value != words[i].value))
			fail_msg("%s on %s: 0x%llx", words[i].word, arch_info(words[i].arch)->name, (unsigned long long)value);
		if (!known)
			assert_string_equal(why, words[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_constants) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
