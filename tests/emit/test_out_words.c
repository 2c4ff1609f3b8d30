/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other tools' formats for a few policies, compared with testdata/emit/, and
 * the notes on what each cannot express.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/base/file.h"
#include "emit/out/emit.h"
#include "tests/emit/noted.h"
#include "tests/emit/committed.h"
#include "tests/emit/random.h"
#include "tests/sample.h"

static const struct { const char *policy, *output; } golden[] = {
	{ "arguments", "oci" }, { "arguments", "kubernetes" }, { "arguments", "libseccomp" }, { "arguments", "systemd" },
	{ "arguments", "minijail" }, { "arguments", "firejail" }, { "arguments", "lxc" }, { "arguments", "kafel" }, { "arguments", "firecracker" },
	{ "arguments", "pledge" },
	{ "basic", "docker" }, { "basic", "kubernetes" }, { "basic", "libseccomp" }, { "basic", "systemd" },
	{ "basic", "pledge" },
	{ "sets", "systemd" }, { "sets", "docker" },
	{ "s390x", "minijail" },
	{ "rings", "io_uring" }, { "rings", "io_uring_bpf" },
	{ "whole", "oci" }, { "whole", "lxc" }, { "whole", "minijail" }, { "whole", "kafel" }, { "whole", "firejail" },
	{ "whole", "pledge" },
};

static void test_golden(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(golden); i++) {
		AUTO_TEXT struct text want = { 0 }, got = { 0 }, notes = { 0 };
		struct policy policy;
		struct err err = { "" };
		char path[64];
		committed_policy(golden[i].policy, &policy);
		if (emit_output_find(golden[i].output)->write(&policy, &(struct emit_choice){ 0 }, &got, &notes, &err))
			fail_msg("%s", err.text);
		snprintf(path, sizeof(path), "testdata/emit/%s.%s", golden[i].policy, golden[i].output);
		if (file_read(path, &want, &err) || strcmp(want.at, got.at))
			print_error("if this is right: ./seccord emit -f %s -o %s testdata/emit/%s.json\n", golden[i].output,
			            path, golden[i].policy);
		assert_string_equal(got.at, want.at ? want.at : "");
		policy_free(&policy);
	}
}

#define EPERM_ "{\"action\": \"errno\", \"errno\": \"EPERM\"}"
#define ENOSYS_ "{\"action\": \"errno\", \"errno\": \"ENOSYS\"}"
#define KILL_ "{\"action\": \"kill\"}"
#define ALLOW_ "{\"action\": \"allow\"}"
#define LOG_ "{\"action\": \"log\"}"
#define TO_READ "{\"call\": \"read\"}"
#define TO_FCNTL(action) "{\"call\": \"fcntl\"" action ", \"args\": [{\"fcntl_cmd\": [\"F_GETFL\"]}]}"
#define TO_IOCTL(condition) "{\"call\": \"ioctl\", \"args\": [{\"arg1\": " condition "}]}"
#define TO_CLOSE(condition) "{\"call\": \"close\", \"args\": [{\"arg0\": " condition "}]}"
#define RANGE(arch, from, to) "{\"call\": {\"from\": " from ", \"to\": " to "}, \"archs\": [\"" arch "\"]}"
#define TRAP_9 "{\"action\": \"trap\", \"ret_data\": 9}"
#define NO_LISTENER "runc, and so Docker and containerd, starts no container with this profile (\"listenerPath is not set\"): give the socket of " \
	"the supervisor with --listener=PATH; crun starts it, and these calls get ENOSYS\n"
#define COMMANDS(call) "OCI gives socketcall and ipc the answers of these calls, which the policy does not: " call "\n"
#define TO_SUPERVISE "{\"call\": \"openat2\", \"action\": \"supervise\"}"
#define DEFAULT_OF_SYSTEMD "systemd also allows its @default group (SystemCallFilter=~NAME removes a call): "
#define DEFAULT_X86_64 MOST_OF_DEFAULT " uretprobe\n"
#define OF_WRITE "write: systemd 257 allows it in every allow list; 252 gives it the default action\n"
#define ALL_LATER "landlock_add_rule landlock_create_ruleset landlock_restrict_self lsm_get_self_attr lsm_list_modules mseal seccomp\n"
#define LATER_DEFAULT "systemd 257 has these in @default too: "
#define MOST_OF_DEFAULT "arch_prctl brk clock_getres clock_gettime clock_nanosleep execve exit exit_group futex futex_waitv " \
	"get_robust_list get_thread_area getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getrandom getresgid " \
	"getresuid getrlimit getsid gettid gettimeofday getuid membarrier mmap mprotect munmap nanosleep pause prlimit64 " \
	"restart_syscall rseq rt_sigreturn sched_getaffinity sched_yield set_robust_list set_thread_area set_tid_address time"
#define OF_FIREJAIL "firejail also allows prctl, execve and execveat, which it calls itself\n"
#define OF_LXC "lxc applies the same rules, by name, to i386 and x32, and does not kill calls of other ABIs\n"
#define OF_PLEDGE "a promise covers more than the calls that need it; actions other than allow are not represented\n"
#define OF_IO_URING "this restricts the operations of a ring and enforces nothing else of the policy; all flags of " \
	"its entries (IOSQE_*) are allowed\n"
#define OF_IO_URING_BPF "this restricts the operations of rings and enforces nothing else of the policy; it needs Linux 7.0, " \
	"and has not been tested there\n"
#define NO_OPCODES "the policy does not list the operations of rings; they are in the deep rows of io_uring_enter and " \
	"io_uring_setup, if the recorded program used one"
#define MIXED(name) name ": its arguments get different answers, in a form that container runtimes refuse in an artifact, as " \
	"libseccomp may not compile it exactly; give it one answer beside the default, or use -f oci"
#define A_RING(more) "{\"call\": \"io_uring_setup\"" more "}"

static const struct noted_row {
	const char *output, *archs, *otherwise, *newer, *calls;
	const char *notes;                     /* or, if it cannot be written at all, … */
	const char *error;
} noted_rows[] = {
	{ "oci", "\"x86_64\"", EPERM_, EPERM_, TO_READ, "", NULL },
	{ "oci", "\"x86_64\"", EPERM_, ENOSYS_, TO_READ,
	  "calls newer than Linux 7.3 get the default action instead of errno ENOSYS: OCI cannot match them\n", NULL },
	{ "oci", "\"x86_64\"", ALLOW_, ALLOW_,
	  "{\"call\": \"socket\", \"action\": \"kill\", \"args\": [{\"domain\": {\"from\": 1, \"to\": \"0x7ffffffe\"}, "
	  "\"protocol\": {\"from\": 1, \"to\": \"0x7ffffffe\"}}]}", NULL,
	  "socket: OCI cannot express kill depending on its arguments, and its default action would allow the call; use another --default" },
	{ "docker", "\"x86_64\"", ALLOW_, ALLOW_, "{\"call\": 900, \"action\": \"kill\"}", NULL,
	  "call 900: Docker identifies calls by name only, and its default action would allow the call; use another --default" },
	{ "kubernetes", "\"x86_64\"", "{\"action\": \"errno\", \"errno\": \"EACCES\"}", "{\"action\": \"errno\", \"errno\": \"EPERM\"}", TO_READ,
	  "calls that no rule matches get errno EPERM instead of errno EACCES: Kubernetes cannot express it\n", NULL },
	{ "kubernetes", "\"x86_64\", \"loongarch64\"", EPERM_, EPERM_, TO_READ,
	  "calls are killed on archs that Kubernetes does not support: loongarch64\n", NULL },
	{ "kubernetes", "\"x86_64\"", EPERM_, EPERM_, "{\"call\": \"mmap\", \"args\": [{\"mapflags\": {\"bits\": 2}}]}",
	  "mmap: a row is left out, as Kubernetes cannot express a number above 2^63\n", NULL },
	{ "kubernetes", "\"riscv32\"", EPERM_, EPERM_, TO_READ, NULL, "Kubernetes supports no arch of the policy" },
	{ "systemd", "\"x86_64\"", EPERM_, ENOSYS_, TO_READ ", {\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}",
	  DEFAULT_OF_SYSTEMD DEFAULT_X86_64
	  LATER_DEFAULT "lsm_get_self_attr lsm_list_modules mseal\n" OF_WRITE, NULL },
	{ "systemd", "\"x86_64\"", EPERM_, ENOSYS_, TO_READ ", " TO_FCNTL(", \"action\": \"errno\", \"errno\": \"ENOSYS\""),
	  "systemd cannot compare arguments; it answers these calls with errno ENOSYS for any: fcntl\n"
	  DEFAULT_OF_SYSTEMD DEFAULT_X86_64
	  LATER_DEFAULT "lsm_get_self_attr lsm_list_modules mseal\n" OF_WRITE, NULL },
	{ "systemd", "\"x86_64\"", EPERM_, EPERM_, TO_READ, DEFAULT_OF_SYSTEMD DEFAULT_X86_64
	  LATER_DEFAULT ALL_LATER OF_WRITE, NULL },
	{ "systemd", "\"x86_64\"", EPERM_, EPERM_, TO_READ ", {\"call\": \"uretprobe\"}", 
	  DEFAULT_OF_SYSTEMD MOST_OF_DEFAULT "\n" LATER_DEFAULT ALL_LATER OF_WRITE, NULL },
	{ "systemd", "\"x86_64\"", TRAP_9, ENOSYS_, TO_READ ", {\"call\": \"mkdir\", \"action\": \"kill\"}",
	  "calls that no rule matches get kill instead of trap 9: systemd cannot express it\n"
	  DEFAULT_OF_SYSTEMD DEFAULT_X86_64
	  LATER_DEFAULT "lsm_get_self_attr lsm_list_modules mseal\n" OF_WRITE, NULL },
	{ "systemd", "\"x86_64\"", "{\"action\": \"errno\", \"errno\": 4095}", ENOSYS_, TO_READ,
	  "calls that no rule matches get errno EPERM instead of errno 4095: systemd cannot express it\n"
	  DEFAULT_OF_SYSTEMD DEFAULT_X86_64
	  LATER_DEFAULT "lsm_get_self_attr lsm_list_modules mseal\n" OF_WRITE, NULL },
	{ "systemd", "\"x86_64\"", KILL_, KILL_, TO_FCNTL("") ", {\"call\": \"read\", \"action\": \"log\"}, {\"call\": 900}",
	  "read: is allowed but not logged: systemd cannot log\n"
	  "call 900 on x86_64 is left out: systemd identifies calls by name only\n"
	  "systemd cannot compare arguments; it allows these calls with any arguments: fcntl\n" DEFAULT_OF_SYSTEMD DEFAULT_X86_64
	  LATER_DEFAULT ALL_LATER OF_WRITE, NULL },
	{ "systemd", "\"x86_64\"", LOG_, LOG_, TO_READ, "", NULL },
	{ "systemd", "\"x86_64\"", LOG_, LOG_, "{\"call\": \"mkdir\", \"action\": \"kill\"}",
	  "systemd logs nothing, as the policy allows no call\n", NULL },
	{ "systemd", "\"x86_64\"", "{\"action\": \"errno\", \"errno\": 0}", LOG_, "{\"call\": \"write\"}",
	  "calls that no rule matches get errno EPERM instead of errno 0: systemd cannot express it\n"
	  "calls newer than " SYSCALLS_KNOWN_TO " get the default action instead of log: systemd cannot match them\n" DEFAULT_OF_SYSTEMD DEFAULT_X86_64 LATER_DEFAULT ALL_LATER, NULL },
	{ "systemd", "\"x86_64\"", LOG_, LOG_, TO_READ ", {\"call\": \"mkdir\", \"action\": \"trap\"}", NULL,
	  "mkdir: systemd cannot express trap, and its default action would allow the call; use another --default" },
	{ "systemd", "\"x86_64\"", "{\"action\": \"allow\"}", LOG_, TO_READ, NULL,
	  "systemd cannot allow calls by default; use another --default, for example --default=kill" },
	{ "firejail", "\"x86_64\"", LOG_, LOG_, "{\"call\": \"read\", \"action\": \"kill\"}", NULL,
	  "read: firejail cannot express kill, and its default action would allow the call; use another --default" },
	{ "firejail", "\"x86_64\"", EPERM_, EPERM_, TO_READ ", {\"call\": 900}", OF_FIREJAIL, NULL },
	{ "firejail", "\"x86_64\"", KILL_, KILL_, TO_READ ", {\"call\": \"personality\"}",
	  "calls that no rule matches get kill-thread instead of kill: firejail cannot express it\n"
	  "calls newer than " SYSCALLS_KNOWN_TO " get the default action instead of kill: firejail cannot match them\n"
	  OF_FIREJAIL
	  "personality: firejail returns EPERM for arguments other than 0 and 0xffffffff\n", NULL },
	{ "firejail", "\"x86_64\"", "{\"action\": \"errno\", \"errno\": 4000}", EPERM_, TO_READ, NULL,
	  "firejail expects the default errno by name, and 4000 has none; use another --default" },
	{ "firejail", "\"x86_64\"", EPERM_, EPERM_, "", NULL,
	  "firejail needs at least one allowed call, and the policy has none" },
	{ "lxc", "\"x86_64\"", KILL_, KILL_, TO_READ ", {\"call\": \"chdir\", \"action\": \"log\"}",
	  "calls that no rule matches get kill-thread instead of kill: lxc cannot express it\n"
	  "calls newer than Linux 7.3 get the default action instead of kill: lxc cannot match them\n"
	  "chdir: is allowed but not logged: lxc cannot log\n" OF_LXC, NULL },
	{ "lxc", "\"x86_64\"", EPERM_, EPERM_, TO_READ ", {\"call\": 900}",
	  "call 900 on x86_64 is left out: lxc identifies calls by name only\n" OF_LXC, NULL },
	{ "lxc", "\"s390x\"", EPERM_, EPERM_, TO_READ ", " TO_FCNTL(""), "", NULL },
	{ "lxc", "\"x86_64\"", LOG_, LOG_, TO_READ, NULL,
	  "lxc cannot allow calls by default; use another --default, for example --default=kill" },
	{ "minijail", "\"x86_64\"", EPERM_, EPERM_, TO_READ ", " TO_FCNTL(", \"action\": \"errno\", \"errno\": \"EACCES\""),
	  "calls that no rule matches get kill instead of errno EPERM: minijail cannot express it\n"
	  "calls newer than Linux 7.3 get the default action instead of errno EPERM: minijail cannot match them\n"
	  "fcntl: left out and killed: minijail cannot return an errno depending on arguments\n", NULL },
	{ "minijail", "\"x86_64\"", KILL_, KILL_, "{\"call\": \"clone3\"}, {\"call\": \"uprobe\"}",
	  "a minijail built before these calls existed rejects the file: clone3 uprobe\n", NULL },
	{ "minijail", "\"x86_64\"", KILL_, KILL_, TO_READ ", {\"call\": \"write\"}, {\"call\": \"socket\", \"args\": [{\"domain\": {\"from\": 1, \"to\": 1000}, "
	  "\"protocol\": {\"from\": 1, \"to\": 1000}}]}",
	  "socket: left out and killed: minijail accepts no more conditions in a file\n", NULL },
	{ "minijail", "\"x86_64\", \"i386\"", KILL_, KILL_, TO_READ, NULL,
	  "minijail files are for one arch; choose one with --arch, for example --arch=x86_64" },
	{ "kafel", "\"x86_64\"", EPERM_, EPERM_, TO_READ ", {\"call\": 900}",
	  "", NULL },
	{ "kafel", "\"i386\"", EPERM_, EPERM_, TO_READ ", " TO_SUPERVISE,
	  "openat2: gets errno ENOSYS instead of a supervisor: kafel cannot notify one\n", NULL },
	{ "minijail", "\"x86_64\"", KILL_, KILL_, TO_READ ", " TO_SUPERVISE,
	  "openat2: gets errno ENOSYS instead of a supervisor: minijail cannot notify one\n"
	  "a minijail built before these calls existed rejects the file: openat2\n", NULL },
	{ "oci", "\"x86_64\"", EPERM_, EPERM_, TO_READ ", " TO_SUPERVISE, NO_LISTENER, NULL },
	{ "oci", "\"x86_64\"", EPERM_, EPERM_, "{\"call\": \"write\", \"action\": \"supervise\"}",
	  "write: gets errno ENOSYS instead of a supervisor: OCI cannot notify one\n", NULL },
	{ "oci", "\"x86_64\", \"i386\"", KILL_, KILL_, "{\"call\": \"socket\", \"action\": \"trace\"}", COMMANDS("socket"), NULL },
	/* runtimes of a later date alone know these archs */
	{ "oci", "\"riscv64\", \"loongarch64\"", KILL_, KILL_, TO_READ,
	  "riscv64: runc before 1.1.8, and crun with libseccomp before 2.5.0, start no container with a profile that lists SCMP_ARCH_RISCV64; "
	  "leave it out with --arch= where it is not needed\nloongarch64: runc before 1.4.1, and crun with libseccomp before 2.6.0, start no container "
	  "with a profile that lists SCMP_ARCH_LOONGARCH64; leave it out with --arch= where it is not needed\n", NULL },
	{ "docker", "\"riscv64\"", KILL_, KILL_, TO_READ, "", NULL },
	/* also where the policy lets the commands pass */
	{ "oci", "\"x86_64\", \"i386\"", "{\"action\": \"log\"}", "{\"action\": \"log\"}",
	  "{\"call\": \"semop\", \"action\": \"trap\"}, {\"call\": \"socket\", \"action\": \"trap\"}", COMMANDS("socket semop"), NULL },
	{ "oci", "\"x86_64\", \"i386\"", ALLOW_, ALLOW_, "{\"call\": \"socket\", \"args\": [{\"domain\": [1], \"action\": \"trap\"}]}", COMMANDS("socket"), NULL },
	{ "oci", "\"x86_64\", \"i386\"", "{\"action\": \"log\"}", "{\"action\": \"log\"}",
	  "{\"call\": \"socket\", \"action\": \"trap\"}, {\"call\": \"socketcall\", \"action\": \"trap\"}", "", NULL },
	{ "docker", "\"x86_64\", \"i386\"", EPERM_, EPERM_, "{\"call\": \"shmat\", \"action\": \"kill\"}", "Docker gives socketcall and ipc the answers of these calls, which the policy does not: shmat\n", NULL },
	{ "oci", "\"x86_64\"", "{\"action\": \"supervise\"}", EPERM_, TO_READ, NULL,
	  "OCI cannot allow calls by default; use another --default, for example --default=kill" },
	{ "firejail", "\"x86_64\"", EPERM_, EPERM_, TO_READ ", " TO_SUPERVISE,
	  "openat2: gets the default action instead of supervise: firejail cannot express it\n" OF_FIREJAIL, NULL },
	{ "firecracker", "\"x86_64\"", "{\"action\": \"trap\"}", "{\"action\": \"trap\"}",
	  TO_FCNTL(", \"action\": \"errno\", \"errno\": \"EACCES\""),
	  "fcntl: gets the default action instead of errno EACCES: Firecracker cannot express it\n"
	  "x32 calls get the default action instead of kill if seccompiler or Firecracker before 1.11 compiles this: they treat them as unknown "
	  "calls of x86_64\n", NULL },
	{ "io_uring", "\"x86_64\"", EPERM_, EPERM_, A_RING(", \"deep\": [{\"uring_submit\": [1]}]"), OF_IO_URING, NULL },
	{ "io_uring", "\"x86_64\"", EPERM_, EPERM_, A_RING(", \"deep\": [{\"uring_submit_high\": [1]}]") ", {\"call\": \"io_uring_register\"}",
	  OF_IO_URING "the policy does not restrict the operations of io_uring_register, so all are allowed; "
	  "add conditions on its uring_op\n", NULL },
	{ "io_uring", "\"x86_64\"", EPERM_, EPERM_, TO_READ, NULL, "the policy does not allow io_uring_setup: there is no ring to restrict" },
	{ "io_uring", "\"x86_64\"", EPERM_, EPERM_, A_RING(", \"action\": \"errno\", \"errno\": \"ENOSYS\""), NULL,
	  "the policy does not allow io_uring_setup: there is no ring to restrict" },
	{ "io_uring", "\"x86_64\"", EPERM_, EPERM_, A_RING(""), NULL, NO_OPCODES },
	{ "io_uring", "\"x86_64\"", EPERM_, EPERM_, A_RING(", \"deep\": [{\"uring_setup\": [2]}]"), NULL, NO_OPCODES },
	{ "io_uring", "\"x86_64\"", EPERM_, EPERM_, A_RING(", \"deep\": [{\"uring_submit\": [1]}, {\"uring_submit\": {\"from\": 0, \"to\": 9}}]"), NULL,
	  NO_OPCODES },
	{ "io_uring_bpf", "\"x86_64\"", EPERM_, EPERM_, TO_READ, NULL, "the policy does not allow io_uring_setup: there is no ring to restrict" },
	{ "io_uring_bpf", "\"x86_64\"", EPERM_, EPERM_, A_RING(", \"deep\": [{\"uring_submit\": [1]}]"), OF_IO_URING_BPF, NULL },
	{ "io_uring_bpf", "\"x86_64\"", EPERM_, EPERM_, A_RING(", \"deep\": [{\"uring_submit\": [\"IORING_OP_SOCKET\"]}]")
	  ", {\"call\": \"socket\", \"args\": [{\"domain\": [1]}]}",
	  OF_IO_URING_BPF "SOCKET gets the conditions of socket, although the arguments that rings passed to it were not recorded\n", NULL },
	{ "io_uring_bpf", "\"x86_64\"", EPERM_, EPERM_, A_RING(", \"deep\": [{\"uring_submit\": [\"IORING_OP_SOCKET\"]}]")
	  ", {\"call\": \"socket\", \"args\": [{\"domain\": {\"from\": 1, \"to\": 32766}, \"protocol\": {\"from\": 1, \"to\": 32766}}]}",
	  NULL, "socket: its rows need a filter of more than 4096 instructions; use fewer rows" },
	{ "oci", "\"x86_64\", \"i386\"", EPERM_, EPERM_, TO_IOCTL("{\"not\": [5]}") ", " TO_CLOSE("{\"from\": 5, \"to\": \"0xffffffffffffffff\"}"), "", NULL },
	{ "oci", "\"x86_64\", \"i386\"", EPERM_, EPERM_, TO_IOCTL("[5, \"0x100000005\"]"),
	  "ioctl: a row is left out, as OCI cannot express a value wider than 32 bits together with a 32-bit arch\n", NULL },
	{ "oci", "\"x86_64\", \"i386\"", ALLOW_, ALLOW_, "{\"call\": \"ioctl\", \"action\": \"kill\", \"args\": [{\"arg1\": [\"0x100000005\"]}]}", NULL,
	  "ioctl: OCI cannot express kill depending on its arguments, and its default action would allow the call; use another --default" },
	{ "lxc", "\"i386\"", EPERM_, EPERM_, TO_IOCTL("[5, \"0x100000005\"]"),
	  "lxc applies the same rules, by name, to x86_64 and x32, where the host is x86_64, and does not kill calls of other ABIs\n", NULL },
	{ "oci", "\"x86_64\", \"x32\"", EPERM_, EPERM_, TO_IOCTL("[5]"),
	  "ioctl: libseccomp does not compare the high half of arg1 on x32\n", NULL },
	{ "oci", "\"x86_64\"", EPERM_, EPERM_, "{\"call\": \"read\", \"action\": \"trap\", \"ret_data\": 9}, {\"call\": \"write\", \"action\": \"trace\", \"ret_data\": 9}",
	  "read: gets trap without its number 9: OCI cannot express it\n", NULL },
	{ "lxc", "\"s390x\"", TRAP_9, TRAP_9, TO_READ,
	  "calls that no rule matches get trap instead of trap 9: lxc cannot express it\n"
	  "calls newer than Linux 7.3 get the default action instead of trap 9: lxc cannot match them\n", NULL },
	{ "kafel", "\"i386\"", TRAP_9, TRAP_9, TO_READ, "", NULL },
	{ "libseccomp", "\"x86_64\"", EPERM_, EPERM_, TO_CLOSE("[1], \"action\": \"errno\", \"errno\": \"EPERM\"}, {\"arg0\": {\"from\": 0, \"to\": 3}"), "", NULL },
	{ "firejail", "\"x86_64\"", LOG_, LOG_, TO_CLOSE("[1]}, {\"action\": \"errno\", \"errno\": \"EIO\""), NULL,
	  "close: firejail cannot express errno EIO depending on its arguments, and its default action would allow the call; use another --default" },
	{ "firejail", "\"x86_64\"", EPERM_, EPERM_, TO_READ ", " TO_CLOSE("[1], \"action\": \"kill\"}, {\"arg0\": [2], \"action\": \"trap\""),
	  "close: gets the default action instead of trap depending on its arguments: firejail cannot express it\n" OF_FIREJAIL, NULL },
	{ "firejail", "\"x86_64\"", EPERM_, EPERM_, TO_CLOSE("[1]}, {\"action\": \"errno\", \"errno\": \"EIO\""),
	  "firejail cannot compare arguments; it allows these calls with any arguments: close\n" OF_FIREJAIL, NULL },
	{ "minijail", "\"x86_64\"", KILL_, KILL_, TO_CLOSE("[1]}, {\"action\": \"errno\", \"errno\": \"EIO\""),
	  "for minijail0 -S only, as compile_seccomp_policy.py returns the errno if the condition holds, not otherwise: close\n", NULL },
	{ "minijail", "\"x86_64\"", KILL_, KILL_, TO_CLOSE("[1]}, {\"arg0\": [2], \"action\": \"errno\", \"errno\": \"EIO\""),
	  "close: left out in part and killed: minijail cannot return an errno depending on arguments\n", NULL },
	{ "firecracker", "\"x86_64\"", ALLOW_, ALLOW_, TO_READ, NULL,
	  "Firecracker cannot allow calls by default; use another --default, for example --default=kill" },
	{ "oci", "\"x86_64\"", EPERM_, EPERM_, RANGE("x86_64", "0", "3") ", {\"call\": \"open\", \"action\": \"log\"}", "", NULL },
	{ "oci", "\"x86_64\"", EPERM_, EPERM_, RANGE("x86_64", "0", "600"),
	  "calls without a name from 0 to 600 on x86_64 are left out: OCI identifies calls by name only\n", NULL },
	{ "oci", "\"x86_64\"", ALLOW_, ALLOW_, "{\"call\": {\"from\": 600, \"to\": 700}, \"archs\": [\"x86_64\"], \"action\": \"kill\"}", NULL,
	  "calls without a name from 600 to 700: OCI identifies calls by name only, and its default action would allow the call; "
	  "use another --default" },
	{ "kafel", "\"i386\"", EPERM_, EPERM_, RANGE("i386", "600", "800") ", " RANGE("i386", "1000", "2000"),
	  "calls without a name from 1000 to 2000 on i386 are left out: kafel cannot list that many numbers\n", NULL },
	{ "io_uring_bpf", "\"x86_64\"", EPERM_, EPERM_, A_RING(", \"deep\": [{\"uring_submit\": [\"IORING_OP_SOCKET\"]}]")
	  ", {\"call\": \"socket\", \"args\": [{\"domain\": [1]}, {\"arg4\": [1]}]}",
	  "socket: a row is left out, as a ring's filter cannot express it\n" OF_IO_URING_BPF
	  "SOCKET gets the conditions of socket, although the arguments that rings passed to it were not recorded\n", NULL },
	{ "oci-artifact", "\"x86_64\"", EPERM_, EPERM_, TO_READ ", " TO_SUPERVISE,
	  "openat2: gets errno ENOSYS instead of a supervisor: an OCI artifact cannot notify one\n", NULL },
	{ "oci-artifact", "\"x86_64\", \"riscv32\"", EPERM_, EPERM_, TO_READ,
	  "calls are killed on archs that an OCI artifact does not support: riscv32\n", NULL },
	{ "oci-artifact", "\"x86_64\"", EPERM_, EPERM_, TO_CLOSE("[1]}, {\"arg0\": [2], \"action\": \"errno\", \"errno\": \"EIO\""), "", NULL },
	{ "oci-artifact", "\"x86_64\"", EPERM_, EPERM_, TO_CLOSE("[1]}, {\"action\": \"errno\", \"errno\": \"EIO\""), "", NULL },
	{ "oci-artifact", "\"x86_64\"", EPERM_, EPERM_, TO_CLOSE("[1, 2]}, {\"action\": \"errno\", \"errno\": \"EIO\""), NULL, MIXED("close") },
	{ "oci-artifact", "\"x86_64\"", EPERM_, EPERM_, TO_CLOSE("[1]}, {\"arg0\": [\"0x100000001\"], \"action\": \"errno\", \"errno\": \"EIO\""),
	  NULL, MIXED("close") },
	{ "pledge", "\"x86_64\"", EPERM_, EPERM_, "{\"call\": \"ptrace\"}, {\"call\": \"mount\"}, " TO_READ,
	  OF_PLEDGE "no promise covers: mount ptrace\n", NULL },
};

static void policy_of_row(const struct noted_row *row, struct policy *policy)
{
	AUTO_TEXT struct text text = { 0 };
	struct err err = { "" };

	text_format(&text, "{\"seccord\": 2, \"archs\": [%s], \"default\": %s, \"newer\": %s, \"foreign\": {\"action\": \"kill\"}, "
	            "\"calls\": [%s]}", row->archs, row->otherwise, row->newer, row->calls);
	*policy = (struct policy){ 0 };
	if (policy_read_bytes(policy, text.at, text.length, "row", &err))
		fail_msg("%s", err.text);
}

static void test_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(noted_rows); i++) {
		const struct noted_row *row = &noted_rows[i];
		AUTO_TEXT struct text out = { 0 }, notes = { 0 };
		struct policy policy;
		struct err err = { "" };
		policy_of_row(row, &policy);
		text_add(&notes, "");
		int failed = emit_output_find(row->output)->write(&policy, &(struct emit_choice){ 0 }, &out, &notes, &err);
		assert_string_equal(err.text, row->error ? row->error : "");
		assert_int_equal(failed, row->error ? -1 : 0);
		noted_keep_calls(&notes);
		if (!failed)
			assert_string_equal(notes.at, row->notes);
		policy_free(&policy);
	}
}

/* As many rows as a runtime accepts, and one more. */
static void test_artifact_limits(void **state)
{
	(void)state;
	for (int most = 128; most <= 129; most++) {
		AUTO_TEXT struct text rows = { 0 }, call = { 0 }, out = { 0 }, notes = { 0 };
		struct policy policy;
		struct err err = { "" };
		for (int i = 0; i < most; i++)
			text_format(&rows, "%s{\"arg0\": [%d]}", i ? ", " : "", i << 8 | 3 * i % 251);
		text_format(&call, "{\"call\": \"close\", \"args\": [%s]}", rows.at);
		policy_of_row(&(struct noted_row){ NULL, "\"x86_64\"", EPERM_, EPERM_, call.at, NULL, NULL }, &policy);
		int failed = emit_output_find("oci_artifact")->write(&policy, &(struct emit_choice){ 0 }, &out, &notes, &err);
		assert_int_equal(failed, most > 128 ? -1 : 0);
		assert_string_equal(err.text, failed ? "close: 129 entries for one call, but container runtimes accept at most 128 in an artifact; "
		                    "simplify its conditions, or use -f oci" : "");
		policy_free(&policy);
	}
}

enum { SEED = 20261124, POLICIES = 200 };

static void write_twice(const struct emit_output *output, const struct policy *policy)
{
	AUTO_TEXT struct text out = { 0 }, again = { 0 }, notes = { 0 };
	struct err err = { "" };

	text_add(&notes, "");
	int failed = output->write(policy, &(struct emit_choice){ 0 }, &out, &notes, &err);
	assert_int_equal(failed ? -1 : 0, err.text[0] ? -1 : 0);
	assert_null(strchr(err.text, '\n'));
	assert_true(!notes.length || notes.at[notes.length - 1] == '\n');
	if (failed)
		return;
	/* systemd 257 does not start a unit with an allow list and this answer to a call. */
	assert_true(strcmp(output->name, "systemd") != 0 || strstr(out.at, "SystemCallLog=") || !strstr(out.at, ":ENOSYS"));
	assert_int_equal(output->write(policy, &(struct emit_choice){ 0 }, &again, &notes, &err), 0);
	assert_int_equal(out.length, again.length);
	assert_memory_equal(out.at, again.at, out.length);
}

/* Any policy gives a file, always the same, or a one-line error. */
static void test_any_policy(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };
	const struct emit_output *output;

	(void)state;
	for (unsigned i = 0; i < sample_of(POLICIES); i++) {
		struct policy policy;
		random_policy(&rng, &policy);
		for (unsigned n = 0; (output = emit_output_at(n)); n++)
			write_twice(output, &policy);
		policy_free(&policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_noted),
		cmocka_unit_test(test_artifact_limits),
		cmocka_unit_test(test_any_policy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
