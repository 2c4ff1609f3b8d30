/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the kernel's facts on a descriptor to a driver name without numbers,
 * paths, or anything else that differs between machines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>

#include "tracer/driver.h"

static const char devices[] =
	"Character devices:\n  1 mem\n  4 /dev/vc/0\n  4 tty\n  4 ttyS\n 10 misc\n 13 input\n116 alsa\n"
	"203 cpu/cpuid\n226 drm\n250 a_name_that_is_longer_than_any_driver_has\n254 odd name\n\n"
	"Block devices:\n  7 loop\n  8 sd\n 13 never\n253 device-mapper\n259 blkext\n";
static const char misc[] = "236 device-mapper\n144 nvram\n 59 vhost-net\n231 snapshot\n";

static const struct {
	const char *link;
	uint32_t mode;
	unsigned major, minor;
	const char *name;                     /* "": unknown */
} rows[] = {
	{ "socket:[4711]",                      0,       0,   0,   "socket" },
	{ "pipe:[1]",                           0,       0,   0,   "pipe" },
	{ "/tmp/fifo",                          S_IFIFO, 0,   0,   "pipe" },
	{ "/etc/passwd",                        S_IFREG, 0,   0,   "file" },
	{ "/etc/passwd (deleted)",              S_IFREG, 0,   0,   "file" },
	{ "/",                                  S_IFDIR, 0,   0,   "dir" },
	{ "/memfd:secret 17 (deleted)",         S_IFREG, 0,   0,   "memfd" },
	{ "/dmabuf:buffer",                     S_IFREG, 0,   0,   "dmabuf" },
	{ "mnt:[4026531841]",                   S_IFREG, 0,   0,   "nsfs" },
	{ "pid_for_children:[4026531836]",      S_IFREG, 0,   0,   "nsfs" },
	{ "mnt:[4026531841",                    S_IFREG, 0,   0,   "file" },
	{ "anon_inode:[pidfd]",                 0,       0,   0,   "pidfd" },
	{ "pidfd:[12]",                         S_IFREG, 0,   0,   "pidfd" },
	{ "anon_inode:[perf_event]",            0,       0,   0,   "anon:perf_event" },
	{ "anon_inode:[io_uring]",              S_IFREG, 0,   0,   "anon:io_uring" },
	{ "anon_inode:inotify",                 0,       0,   0,   "anon:inotify" },
	{ "anon_inode:kvm-vcpu:3",              0,       0,   0,   "anon:kvm-vcpu" },
	{ "anon_inode:seccomp notify",          0,       0,   0,   "anon:seccomp_notify" },
	{ "anon_inode:a\x1b[2J\"\\\n",          0,       0,   0,   "anon:a__2J__" },
	{ "anon_inode:0123456789012345678901234567890123456789", 0, 0, 0, "anon:01234567890123456789012345" },
	{ "anon_inode:",                        0,       0,   0,   "" },
	{ "anon_inode:[",                       0,       0,   0,   "" },
	{ "",                                   0,       0,   0,   "" },
	{ "/dev/pts/7",                         S_IFCHR, 136, 7,   "pts" },
	{ "/dev/pts/70000",                     S_IFCHR, 143, 70000, "pts" },
	{ "/dev/tty",                           S_IFCHR, 5,   0,   "tty" },
	{ "/dev/console",                       S_IFCHR, 5,   1,   "console" },
	{ "/dev/pts/ptmx",                      S_IFCHR, 5,   2,   "ptmx" },
	{ "/dev/tty1",                          S_IFCHR, 4,   1,   "vt" },
	{ "/dev/ttyS0",                         S_IFCHR, 4,   64,  "ttyS" },
	{ "/dev/null",                          S_IFCHR, 1,   3,   "null-device" },
	{ "/dev/mem0",                          S_IFCHR, 1,   99,  "mem" },
	{ "/dev/net/tun",                       S_IFCHR, 10,  200, "tun" },
	{ "/x/any name at all",                 S_IFCHR, 10,  59,  "vhost-net" },
	{ "/dev/new",                           S_IFCHR, 10,  1,   "misc" },
	{ "/dev/input/event0",                  S_IFCHR, 13,  64,  "input" },
	{ "/dev/cpu/0/cpuid",                   S_IFCHR, 203, 0,   "cpuid" },
	{ "/dev/odd",                           S_IFCHR, 254, 0,   "odd_name" },
	{ "/dev/long",                          S_IFCHR, 250, 0,   "a_name_that_is_longer_than_any_" },
	{ "/dev/dm",                            S_IFCHR, 253, 0,   "char" },
	{ "/dev/loop0",                         S_IFBLK, 7,   0,   "block:loop" },
	{ "/dev/sda1",                          S_IFBLK, 8,   1,   "block:sd" },
	{ "/dev/dm-0",                          S_IFBLK, 253, 0,   "block:device-mapper" },
	{ "/dev/unlisted",                      S_IFBLK, 226, 0,   "block" },
	{ "(unreachable)/dev/sda",              S_IFBLK, 8,   0,   "block:sd" },
};

static void a_descriptor_is_named_by_its_type(void **unused)
{
	char name[TRACE_DRIVER_NAME];

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct driver_facts facts = { rows[i].link, rows[i].mode, rows[i].major, rows[i].minor, devices, misc };
		assert_int_equal(driver_decide(&facts, name), *rows[i].name != '\0');
		if (strcmp(name, rows[i].name))
			fail_msg("%s is %s, not %s", rows[i].link, name, rows[i].name);
	}
}

/* Without /proc/devices, what all machines have in common is still known. */
static void without_device_lists_less_is_known(void **unused)
{
	static const struct { uint32_t mode; unsigned major, minor; const char *name; } bare[] = {
		{ S_IFCHR, 136, 0, "pts" }, { S_IFCHR, 10, 237, "loop-control" }, { S_IFCHR, 10, 59, "char" },
		{ S_IFCHR, 226, 0, "char" }, { S_IFBLK, 7, 0, "block" },
	};
	char name[TRACE_DRIVER_NAME];

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(bare); i++) {
		struct driver_facts facts = { "/dev/x", bare[i].mode, bare[i].major, bare[i].minor, "", "" };
		assert_true(driver_decide(&facts, name));
		assert_string_equal(name, bare[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_descriptor_is_named_by_its_type),
		cmocka_unit_test(without_device_lists_less_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
