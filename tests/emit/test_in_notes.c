/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is noted of other tools' files, and where a policy differs from them: "CALL: REASON", or "(null): REASON" in general.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/emit/in_text.h"

#define FIRECRACKER(filter) "{\"t\": {\"default_action\": \"kill_process\", \"filter_action\": \"allow\", \"filter\": [" filter "]}}"
#define NEWEST "read as by Firecracker since 1.11: other archs, x32 calls and numbers from 0x80000000 on kill the thread; before, and by seccompiler, " \
	"other archs kill the process, and those calls get the default action; --file-version= says which\n"
#define THREAD(call) "{\"default_action\": \"trap\", \"filter_action\": \"allow\", \"filter\": [{\"syscall\": \"" call "\"}]}"
#define CAPS "; read for a container without capabilities; set them with --cap="
#define KERNEL "; read for the newest kernel"
#define SYSTEMD "read as systemd 252 with libseccomp 2.5.4 does; --file-version=257 reads as that one does\n"
#define NO_CALL "no system call that seccord knows; a later libseccomp may know it"
#define NO_GROUP "a group that it does not have; a later one may"
#define IGNORED(what) "line 2: SystemCallFilter=: systemd 252 ignores " what "\n"
#define OTHER_MACHINE "SystemCallArchitectures= names no arch of x86_64, so this is read for machines of those that it names; on others, " \
	"systemd allows calls of the machine's own arch too\n"
#define FIREJAIL "read as firejail 0.9.72 does on x86_64 with its default firejail.config\n"
#define COMMENT "(null): a comment that ends in a backslash: minijail0 continues it on the next line, compile_seccomp_policy.py does not; " \
	"read as by the latter\n"
#define COMPILERS ""
#define REPEATED "already has an unconditional action: minijail0 and compile_seccomp_policy.py refuse the file; read as a minijail0 built with " \
	"ALLOW_DUPLICATE_SYSCALLS does (Android): the first line decides\n"
#define NUMBERLESS(what) "an errno for an action that has none (" what "): runc and youki ignore it, crun 0.19 and later refuse the profile, as OCI's " \
	"specification says\n"
#define NOTIFIES(name) "{\"names\": [\"" name "\"], \"action\": \"SCMP_ACT_NOTIFY\"}"
#define OWN "members of Docker's and Podman's profiles; "
#define OWN_END "; read as Docker and Podman do\n"

static const struct { const char *file, *notes; } noted_rows[] = {
	{ "2\ndenylist\n[all]\nkexec_load errno 1\nmount\n", LXC },
	{ "POLICY p { ALLOW { read } }\n", "the file uses none of its policies, so kafel gives every call the default action\n" },
	{ "ALLOW { write { fd == count } }\n", "write: a condition compares two arguments; read as the stricter outcome\n" },
	{ "2\ndenylist\nmount\n kill\nwri(te errno 1\n", "lxc passes over lines that do not begin with a name: (indented) wri(te\n" LXC },
	{ OCI(ENTRY("read", "")), "" },
	{ OCI(ENTRY("read", ", \"arg\": 1") ", " ENTRY("write", ", \"arg\": []")),
	  "unknown member \"arg\", which runtimes ignore; did you mean 'args'?\n" },
	{ OCI(ENTRY("read", ", \"_security_note\": \"a\"") ", " ENTRY("write", ", \"_security_note\": [1], \"x y\": {}")),
	  "unknown members, which runtimes ignore: _security_note x?y\n" },
	{ OCI(ENTRY("read", WHERE("0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\", \"description\": {\"a\": [{}]}"))),
	  "unknown members, which runtimes ignore: description\n" },
	{ OCI(ENTRY("read", INCLUDES("\"arch\": [\"s390x\"]"))), "unknown member \"arch\", which runtimes ignore; did you mean 'arches'?\n" },
	{ OCI(ENTRY("read", ", \"comment\": \"a\", \"comment\": \"comment\", \"//\": \"\"")), "" },
	{ OCI("{\"names\": [], \"action\": \"SCMP_ACT_ALLOW\"}"), "" },
	{ OCI(ENTRY("read", INCLUDES("\"minKernel\": \"4.8.0\""))),
	  "(null): \"minKernel\" has three numbers, which Docker since 20.10 refuses; read as the first two\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_NATIVE\"], \"syscalls\": []}",
	  "(null): runc and crun refuse SCMP_ARCH_NATIVE; read as the arch of the host\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"i386\", \"SCMP_ARCH_x32\"], \"syscalls\": []}",
	  "unknown archs are left out, and their calls killed: i386 SCMP_ARCH_x32\n(null): its \"architectures\" name i386 SCMP_ARCH_x32, unknown to seccord: "
	  "runtimes refuse the profile, or give such archs the same rules; read as killed\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"archMap\": [{\"architecture\": \"x86_64\", \"subArchitectures\": [\"SCMP_ARCH_X86\"]}, "
	  "{\"architecture\": \"SCMP_ARCH_AARCH64\"}], \"syscalls\": []}", "unknown archs are left out, and their calls killed: x86_64\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\"}, "
	  "{\"architecture\": \"SCMP_ARCH_PPC64LE\", \"subArchitectures\": [\"SCMP_ARCH_PPC64\"]}], \"syscalls\": []}",
	  "ppc64le is left out: runtimes refuse its \"subArchitectures\": unknown, or of another byte order\n"
	  "unknown archs are left out, and their calls killed: SCMP_ARCH_PPC64\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_S390X\", \"subArchitectures\": [\"SCMP_ARCH_S390\"]}, "
	  "{\"architecture\": \"SCMP_ARCH_AARCH64\", \"subArchitectures\": [\"SCMP_ARCH_S390X\"]}], \"syscalls\": []}",
	  "arm64 is left out: runtimes refuse its \"subArchitectures\": unknown, or of another byte order\n"
	  "unknown archs are left out, and their calls killed: SCMP_ARCH_S390\n" },
	{ OCI(ENTRY("read", ", \"Args\": []")),
	  "(null): upper and lower case of members differ (Args): Docker, Podman and runc read them, crun ignores them; read as by crun\n" },
	{ "{\"ociVersion\": \"1.0\", \"linux\": {\"seccomp\": " OCI(ENTRY("read", INCLUDES("\"arches\": [\"amd64\"]") ", \"excludes\": {}")) "}}",
	  "(null): includes: " OWN "runtimes ignore them in a container's configuration" OWN_END },
	{ K8S "  syscalls: [{names: [read], action: SCMP_ACT_ERRNO, errno: EPERM}, {names: [write], action: SCMP_ACT_ALLOW, excludes: {arches: [s390x]}, "
	  "includes: {}, errno: ''}]\n",
	  "(null): errno excludes: " OWN
	  "a SeccompProfile has no such members, and the API server drops or refuses them" OWN_END },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_S390X\"], \"syscalls\": []}",
	  "s390x is left out: a filter cannot mix byte orders\n"
	  "(null): runtimes refuse the profile: libseccomp does not mix byte orders in a filter\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_PARISC\"], \"syscalls\": []}",
	  "unknown archs are left out, and their calls killed: SCMP_ARCH_PARISC\n(null): its \"architectures\" name SCMP_ARCH_PARISC, unknown to seccord: "
	  "runtimes refuse the profile, or give such archs the same rules; read as killed\n" },
	{ OCI(ENTRY("read", "") ", " ENTRY("umount", "") ", {\"names\": [\"umount\"], \"action\": \"SCMP_ACT_TRAP\"}"),
	  "umount: entries with different actions for a call that an arch lacks, which libseccomp refuses if they overlap\n" },
	{ OCI(ENTRY("nosuchcall", "")), "nosuchcall: not a system call that seccord knows; the rule is skipped\n" },
	{ X86 "SystemCallLog=~mkdir:EIO chmod\n", "line 2: SystemCallLog=: systemd 252 ignores 'mkdir:EIO', as a logged call has no other answer\n" SYSTEMD },
	{ FIRECRACKER("{\"syscall\": \"read\", \"args\": [" DWORD("eq", "1") "]}"), NEWEST },
	{ "# c \\\n# d \\\n\nread: 1\n", "" },
	{ "# c \\\nread: 1\n", COMMENT },
	{ "read: 1 # c \\\nwrite: 1\n", COMPILERS COMMENT },
	{ OCI(NOTIFIES("write")), "write: runtimes refuse the profile: SCMP_ACT_NOTIFY cannot be used for it\n" },
	{ OCI(NOTIFIES("mkdir")), "" },
	{ "{\"defaultAction\": \"SCMP_ACT_NOTIFY\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": []}",
	  "(null): runtimes refuse the profile: SCMP_ACT_NOTIFY cannot be the default action\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 5000, \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": []}",
	  "(null): runtimes refuse the profile: libseccomp 2.5 takes no errno above 4094\n" },
	{ FIRECRACKER("{\"syscall\": \"read\", \"args\": [" DWORD("gt", "5") "]}, {\"syscall\": \"dup\"}"),
	  NEWEST "read: Firecracker before 1.11 compares 32 bits for \"dword\", later ones 64 with all but \"eq\"; read as by these\n" },
	{ FIRECRACKER("{\"syscall\": \"read\", \"args\": [" DWORD("eq", "1") "]}, {\"syscall\": \"read\"}"),
	  NEWEST "read: Firecracker before 1.11 refuses a rule without conditions beside another one of the call\n" },
	{ X86 "SystemCallArchitectures=x86\nSystemCallFilter=~accept\n",
	  SYSTEMD "(null): a list of nothing but commands of socketcall or ipc, which libseccomp 2.5 miscompiles\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X32\"], \"syscalls\": [{\"names\": [\"ipc\"], "
	  "\"action\": \"SCMP_ACT_TRAP\"}, {\"names\": [\"shmctl\", \"msgget\"], \"action\": \"SCMP_ACT_ERRNO\", \"args\": [{\"index\": 0, \"value\": 3, "
	  "\"op\": \"SCMP_CMP_EQ\"}]}]}", "(null): calls that x86_64 lacks, beside rules with conditions alone, which libseccomp 2.5 miscompiles\n"
	  "(null): calls that x32 lacks, beside rules with conditions alone, which libseccomp 2.5 miscompiles\n" },
	/* libseccomp loses the second entry where both hold, refuses, does not end; and applies the first */
	{ OCI(ENTRY("getpid", "") ", " ENTRY("fcntl", WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_GE\"")) ", "
	      ENTRY("fcntl", WHERE("0, \"value\": 7, \"op\": \"SCMP_CMP_LT\"}, {\"index\": 1, \"value\": 6, \"op\": \"SCMP_CMP_LT\""))),
	  "fcntl: libseccomp compiles its entries otherwise than they are written; read as 2.5 and 2.6 do\n" },
	{ OCI(ENTRY("getpid", "") ", " ENTRY("fcntl", WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_EQ\"")) ", "
	      "{\"names\": [\"fcntl\"], \"action\": \"SCMP_ACT_TRAP\"" WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_EQ\"") "}"),
	  "fcntl: entries with different actions overlap, which libseccomp refuses, and so runtimes; read as the strictest\n" },
	{ OCI(ENTRY("getpid", "") ", " ENTRY("fcntl", WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_GT\"}, {\"index\": 1, \"value\": 3, \"op\": \"SCMP_CMP_EQ\"")) ", "
	      ENTRY("fcntl", WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_GT\"}, {\"index\": 2, \"value\": 4, \"op\": \"SCMP_CMP_EQ\""))),
	  "fcntl: several entries go on after one comparison, which libseccomp never finishes to compile, or wrongly\n" },
	{ OCI(ENTRY("getpid", "") ", {\"names\": [\"socket\"], \"action\": \"SCMP_ACT_TRAP\"" WHERE("0, \"value\": 40, \"op\": \"SCMP_CMP_EQ\"") "}, "
	      ENTRY("socket", WHERE("0, \"value\": 16, \"op\": \"SCMP_CMP_NE\""))), "" },
	/* on x32 the mask has no bits */
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X32\"], \"syscalls\": [{\"names\": [\"prctl\"], "
	  "\"action\": \"SCMP_ACT_LOG\", \"args\": [{\"index\": 0, \"value\": 4294967296, \"valueTwo\": 4294967296, \"op\": \"SCMP_CMP_MASKED_EQ\"}]}, "
	  "{\"names\": [\"prctl\", \"getpid\"], \"action\": \"SCMP_ACT_ALLOW\"}]}",
	  "" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86\"]}",
	  "(null): its \"architectures\" lack x86_64, which runtimes add on such a host, with the same rules; "
	  "read for other hosts (or as --file-arch= says)\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrno\": \"ENOSYS\", \"defaultErrnoRet\": 1, \"architectures\": [\"SCMP_ARCH_X86_64\"]}",
	  "(null): \"defaultErrno\" and \"defaultErrnoRet\" differ: Podman returns the former, other runtimes the latter; read as Podman does\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrno\": \"EPERM\", \"defaultErrnoRet\": 1, \"flags\": [\"SECCOMP_FILTER_FLAG_LOG\"], "
	  "\"architectures\": [\"SCMP_ARCH_X86_64\"]}", "" },
	/* runc 1.1.5 loads this, and youki's source has it so; crun's refuses it */
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"defaultErrnoRet\": 1, \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": ["
	  "{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_KILL\", \"errnoRet\": 70000}, {\"names\": [\"rmdir\"], \"action\": \"SCMP_ACT_KILL\", \"errnoRet\": 0}, "
	  "{\"names\": [\"dup\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 2}, {\"names\": [\"dup2\"], \"action\": \"SCMP_ACT_ALLOW\", \"errno\": \"EPERM\", \"errnoRet\": 2}]}",
	  NUMBERLESS("SCMP_ACT_ALLOW:defaultErrnoRet SCMP_ACT_KILL:errnoRet SCMP_ACT_ALLOW:errnoRet SCMP_ACT_ALLOW:errno") },
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"defaultErrnoRet\": null, \"defaultErrno\": \"\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": ["
	  "{\"names\": [\"dup\"], \"action\": \"SCMP_ACT_KILL\", \"errnoRet\": 1, \"excludes\": {\"arches\": [\"amd64\"]}}]}", "" },
	{ "kind: SeccompProfile\nspec: {defaultAction: SCMP_ACT_LOG, defaultErrnoRet: 1, architectures: [SCMP_ARCH_X86_64], "
	  "syscalls: [{names: [read], action: SCMP_ACT_ALLOW, errnoRet: 1}, {names: [dup], action: SCMP_ACT_KILL, errnoRet: 0}]}\n",
	  "a SeccompProfile has no defaultErrnoRet: the API server drops it\n" NUMBERLESS("SCMP_ACT_ALLOW:errnoRet") },
	{ "apiVersion: v1\nkind: SeccompProfile\nspec: {disabled: Yes, defaultAction: SCMP_ACT_ERRNO, architectures: [SCMP_ARCH_X86_64]}\n",
	  "(null): apiVersion v1 is not of the security-profiles-operator; read as if it were\n"
	  "(null): the profile is disabled: the operator does not install it; read as if it were not\n" },
	{ "apiVersion: v1\nkind: SeccompProfile\nspec: {disabled: off, defaultAction: SCMP_ACT_ERRNO, architectures: [SCMP_ARCH_X86_64]}\n",
	  "(null): apiVersion v1 is not of the security-profiles-operator; read as if it were\n" },
	{ X86 "SystemCallFilter=~read\nSystemCall\xef\xbb\xbf" "Filter=~write\n",
	  SYSTEMD "(null): a byte order mark that systemd reads as part of a word, or before a comment\n" },
	{ X86 "SystemCallFilter=~read\n\xef\xbb\xbf[Service]\n\xef\xbb\xbfUser=a\n",
	  SYSTEMD "(null): a byte order mark that systemd reads as part of a word, or before a comment\n" },
	{ "apiVersion: v1\nkind: SeccompProfile\nspec: {disabled: true, defaultAction: SCMP_ACT_ERRNO, architectures: [SCMP_ARCH_X86_64]}\n",
	  "(null): apiVersion v1 is not of the security-profiles-operator; read as if it were\n"
	  "(null): the profile is disabled: the operator does not install it; read as if it were not\n" },
	{ OCI(ENTRY("write", WHERE("0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\""))),
	  "" },
	{ OCI(ENTRY("futex", WHERE("1, \"value\": 128, \"op\": \"SCMP_CMP_EQ\""))),
	  "" },
	{ OCI(ENTRY("socket", WHERE("0, \"value\": 40, \"op\": \"SCMP_CMP_NE\""))), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"]"))), "bpf: depends on CAP_BPF" CAPS "\n" },
	{ OCI(ENTRY("bpf", ", \"excludes\": {\"minKernel\": \"6.1\"}")), "bpf: depends on Linux 6.1 or later" KERNEL "\n" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\", \"CAP_PERFMON\"], \"minKernel\": \"5.8\""))),
	  "bpf: depends on CAP_BPF, CAP_PERFMON, Linux 5.8 or later" CAPS KERNEL "\n" },
	/* no effect: a repeated entry, one with the default action, an arch that is absent, an old kernel */
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"]")) ", " ENTRY("bpf", "")), "" },
	{ OCI("{\"names\": [\"bpf\"], \"action\": \"SCMP_ACT_ERRNO\"" INCLUDES("\"caps\": [\"CAP_BPF\"]") "}"), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"], \"arches\": [\"arm64\"]"))), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"minKernel\": \"4.8\""))), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"]")) ", " ENTRY("bpf", ", \"excludes\": {\"caps\": [\"CAP_BPF\"]}")), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"]")) ", " ENTRY("bpf", ", \"excludes\": {\"caps\": [\"CAP_BPF\"]}"
	  WHERE("0, \"value\": 3, \"op\": \"SCMP_CMP_EQ\""))), "bpf: depends on CAP_BPF" CAPS "\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_KILL_PROCESS\"}", "the file names no arch; x86_64 is assumed\n" },
	{ X86 "SystemCallFilter=read\nMemoryDenyWriteExecute=yes\n", SYSTEMD },
	{ X86 "SystemCallFilter=~read nosuchcall mseal \"write\"\n",
	  "line 2: SystemCallFilter=: systemd 252 ignores '\"write\"', which is no name of a system call; did you mean 'write'?\n"
	  SYSTEMD "nosuchcall: SystemCallFilter=: systemd 252 ignores 'nosuchcall', " NO_CALL "\n"
	  "mseal: systemd ignores it with libseccomp 2.5.4 or older\n" },
	/* words that systemd 252, 254 and 257 ignore with a warning (systemd-analyze verify) */
	{ X86 "SystemCallFilter=@sandbox @nosuch @mountt @No\n",
	  "line 2: SystemCallFilter=: systemd 252 ignores '@No', which is no name of a group\n" SYSTEMD
	  "(null): SystemCallFilter=: systemd 252 ignores '@sandbox', a group that systemd 254 and later have\n"
	  "(null): SystemCallFilter=: systemd 252 ignores '@nosuch', " NO_GROUP "\n"
	  "(null): SystemCallFilter=: systemd 252 ignores '@mountt', " NO_GROUP "; did you mean '@mount'?\n" },
	{ X86 "SystemCallFilter=~mkdirr:EPERM READ\nSystemCallLog=@nosuch\n",
	  "line 2: SystemCallFilter=: systemd 252 ignores 'READ', which is no name of a system call; did you mean 'read'?\n" SYSTEMD
	  "mkdirr: SystemCallFilter=: systemd 252 ignores 'mkdirr', " NO_CALL "; did you mean 'mkdir'?\n"
	  "(null): SystemCallLog=: systemd 252 ignores '@nosuch', " NO_GROUP "\n" },
	{ X86 "SystemCallFilter=~read:ENOSUCH chmod:4096 chmod:08 chmod: :EPERM chmod:KILL ~chown\nSystemCallFilter=mkdir:EIO\n",
	  IGNORED("'read:ENOSUCH', as it has no such errno; did you mean 'ENOSPC'?") IGNORED("'chmod:4096', as it has no such errno")
	  IGNORED("'chmod:08', as it has no such errno") IGNORED("'chmod:', as it has no such errno")
	  IGNORED("':EPERM', as there is no system call before the colon") IGNORED("'chmod:KILL', as it has no such errno")
	  IGNORED("'~chown', which is no name of a system call; did you mean 'chown'?")
	  "line 3: SystemCallFilter=: systemd 252 ignores 'mkdir:EIO', as a line that allows cannot have errnos: write a line that begins with ~\n" SYSTEMD },
	{ X86 "SystemCallErrorNumber=EPERM EIO\nSystemCallErrorNumber=ENOSUCH\nSystemCallErrorNumber=0\nSystemCallFilter=~read\n",
	  "line 2: SystemCallErrorNumber=: systemd 252 ignores 'EPERM EIO', which is no errno\n"
	  "line 3: SystemCallErrorNumber=: systemd 252 ignores 'ENOSUCH', which is no errno; did you mean 'ENOSPC'?\n"
	  "line 4: SystemCallErrorNumber=: systemd 252 ignores '0', which is no errno\n" SYSTEMD },
	{ "SystemCallArchitectures=native x86_64\nSystemCallFilter=~read\n",
	  "line 1: SystemCallArchitectures=: systemd 252 ignores 'x86_64', which is no name of an architecture; did you mean 'x86-64'?\n" SYSTEMD },
	{ "SystemCallArchitectures=vax\nSystemCallFilter=~read\n",
	  SYSTEMD "no SystemCallArchitectures=: read for x86_64 and the archs that it also runs\n"
	  "(null): SystemCallArchitectures=: systemd 252 ignores 'vax', an architecture that it does not have; a later one may\n" },
	{ "SystemCallArchitectures=loongarch64 s390 \"x86\"\nSystemCallFilter=~read\n", SYSTEMD OTHER_MACHINE
	  "(null): SystemCallArchitectures=: loongarch64: libseccomp has this architecture since 2.6.0, and systemd ignores it with older ones; "
	  "read as if it had it\n"
	  "(null): SystemCallArchitectures=: s390: seccord does not know this architecture; read as if its calls were refused\n"
	  "(null): SystemCallArchitectures=: quotes or a backslash; the word is skipped\n" },
	{ X86 "RestrictAddressFamilies=AF_UNIX AF_NOSUCH AF_UNSPEC ~AF_INET AF_INET|AF_INET6\n",
	  "line 2: RestrictAddressFamilies=: systemd 252 ignores 'AF_UNSPEC', which is no address family to it\n"
	  "line 2: RestrictAddressFamilies=: systemd 252 ignores '~AF_INET', which is no address family to it\n"
	  "line 2: RestrictAddressFamilies=: systemd 252 ignores 'AF_INET|AF_INET6', which is no address family to it\n" SYSTEMD
	  "(null): RestrictAddressFamilies=: systemd 252 ignores 'AF_NOSUCH', an address family that seccord does not know; it may\n" },
	{ X86 "RestrictNamespaces=net,ipc\nRestrictNamespaces=net nosuch\n",
	  "line 2: RestrictNamespaces=: systemd 252 ignores 'net,ipc', which is no namespace, and with it the line\n" SYSTEMD
	  "(null): RestrictNamespaces=: systemd 252 ignores 'nosuch', a namespace that it does not have, and with it the line; a later one may have it\n" },
	{ X86 "SystemCallFilter=ch\\mod\n", SYSTEMD "(null): a backslash in a word, which systemd removes; the word is skipped\n" },
	{ X86 "SystemCallFilter=~@known\n", SYSTEMD "futex_requeue: systemd ignores it with libseccomp 2.5.4 or older\n"
	  "futex_wait: systemd ignores it with libseccomp 2.5.4 or older\nfutex_wake: systemd ignores it with libseccomp 2.5.4 or older\n"
	  "map_shadow_stack: systemd ignores it with libseccomp 2.5.4 or older\n" },
	{ X86 "SystemCallFilter=~read mseal\nSystemCallFilter=\nSystemCallFilter=~riscv_hwprobe mkdir\nSystemCallLog=riscv_hwprobe\n", SYSTEMD },
	{ "SystemCallFilter=~riscv_hwprobe\nSystemCallArchitectures=native riscv64\n",
	  SYSTEMD "riscv_hwprobe: systemd ignores it with libseccomp 2.5.4 or older\n" },
	{ X86 "ProtectHostname=private\nExecStart=-+/bin/true\nPersonality=x86\n",
	  "ProtectHostname=: not a boolean; systemd ignores the line\n" SYSTEMD
	  "(null): ExecStart=: a command with the prefix + runs without the filters\n"
	  "(null): Personality=: not the default domain; LockPersonality= is read as if it were\n" },
	{ X86 "DynamicUser=\n",
	  SYSTEMD "(null): DynamicUser=: not a boolean: systemd refuses the unit or, in a drop-in, ignores the rest of that file\n" },
	{ X86 "[Install]\nLockPersonality=yes\n", "LockPersonality= is in a section where systemd ignores it\n" SYSTEMD },
	{ "SystemCallArchitectures=arm64\nSystemCallFilter=~mkdir\n", SYSTEMD OTHER_MACHINE },
	{ "SystemCallArchitectures=arm64\nLockPersonality=yes\n",
	  SYSTEMD OTHER_MACHINE "(null): settings other than SystemCall...= are read for x86-64 only\n" },
	{ "SystemCallArchitectures=native arm64\nLockPersonality=yes\n",
	  SYSTEMD "(null): settings other than SystemCall...= are read for x86-64 only\n" },
	{ "\xef\xbb\xbf{\"//\": \"a\", \"_comment\": [\"b\", 1], \"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": "
	  "[\"SCMP_ARCH_X86_64\"], \"syscalls\": [{\"comment\": \"c\", \"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": "
	  "[{\"$comment\": \"d\", \"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\", \"_comment\": null}], \"includes\": {\"//\": \"e\"}}]}", "" },
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_AARCH64\", \"subArchitectures\": [\"SCMP_ARCH_ARM\"]}, "
	  "{\"architecture\": \"SCMP_ARCH_ARM\", \"subArchitectures\": []}], \"syscalls\": []}",
	  "(null): \"archMap\" lists arm for several hosts, whose rules can differ; read as if all applied\n" },
	{ "kind: SeccompProfile\nspec:\n  baseProfileName: runc-v1\n  defaultAction: SCMP_ACT_ERRNO\n  architectures: [SCMP_ARCH_X86_64]\n",
	  "(null): the operator adds what the base profile allows (baseProfileName: runc-v1), which is not in the file\n" },
	{ "kind: SeccompProfile\nspec: {defaultAction: SCMP_ACT_ERRNO, architectures: [SCMP_ARCH_X86_64]}\n---\nkind: Pod\n",
	  "objects skipped, as they are not a SeccompProfile: 1\n" },
	{ "{\"vmm\": " THREAD("read") ", \"api\": " THREAD("write") "}", NEWEST
	  "(null): the filters of several threads (vmm api) are read as one policy "
	  "that allows what any of them allows; --document=NAME selects one\n" },
	{ "{\"vmm\": " THREAD("read") ", \"api\": " THREAD("read") "}", NEWEST },
	{ "SystemCallFilter=read\n",
	  SYSTEMD "no SystemCallArchitectures=: read for x86_64 and the archs that it also runs\n" },
	{ "open: arg1 & O_CREAT\n", "" },
	{ "clone: arg0 == 17; return EPERM\n",
	  "(null): read as minijail0 -S does: a call that meets a condition is allowed, and the action after it applies otherwise; "
	  "compile_seccomp_policy.py does the opposite\n" },
	/* libminijail takes this comment too */
	{ "clone: return 0x26 # c\nkill: arg5 < PR_SET_NAME; return 1\n",
	  "(null): read as compile_seccomp_policy.py does: the action after a condition applies when it holds; minijail0 -S does the opposite\n" },
	/* libminijail takes no second line with more than "1" */
	{ "prctl: arg0 == 1; return 1\nprctl: arg0 == 2\n", "read as compile_seccomp_policy.py does: the action after a condition applies when it holds\n" },
	{ "read: 1\nwrite: 1\nread: 1\n", "read: " REPEATED },
	{ "read: 1\nread: arg0 == 1\n", "read: " REPEATED },
	{ "read: return 1\nread: 1\nread: 1\n", "read: " REPEATED "read: " REPEATED },
	{ "read: arg0 == 1\nread: 1\n", "read: read as compile_seccomp_policy.py does: the last line allows the call; minijail0 refuses a second line, or, built "
	  "with ALLOW_DUPLICATE_SYSCALLS (Android), only looks at the first\n" },
	{ "read: arg0 == 1\nread: allow\n", "" },
	{ "read: arg0 == 1\nread: arg0 == 2\nread: 1\n", "" },
	{ "0: 1\n", "(null): minijail knows system calls by name only, and refuses a number; read as that number\n" },
	{ "# Made by `seccord emit -f minijail`; for minijail0 -S FILE on x86_64\nclone: arg0 == 17; return EPERM\n", "" },
	{ "clone: arg0 == 17; return EPERM\n{ read }: 1\n",
	  "read as compile_seccomp_policy.py does: the action after a condition applies when it holds\n" },
	{ "fstatat64: 1\nread: 1\n", "fstatat64: not a system call of x86_64: minijail refuses the file; the line is skipped\n" },
	{ "read: 1\nnosuchcall: 1\n", "nosuchcall: not a system call that seccord knows; the rule is skipped\n" },
	{ "read: 1\nprctl: arg0 == PR_NOSUCH\n",
	  "prctl: PR_NOSUCH: unknown constant; the rule with this condition is skipped\n" },
	{ "openat: arg0 == AT_FDCWD && arg2 == O_RDONLY\n",
	  "(null): minijail refuses the file if it was not built with AT_FDCWD, which its tables of constants usually lack\n" },
	{ "open: arg1 in O_RDONLY|O_LARGEFILE\n", "open: O_LARGEFILE: 0 in glibc's headers, another number in the kernel's; "
	  "the rule with this condition is skipped\n" },
	{ "read: { arg0 == 1; kill-process, allow }\n", "read as compile_seccomp_policy.py does: the action after a condition applies when it holds\n"
	  "read: compile_seccomp_policy.py drops the conditions of a call that is finally allowed; read as written\n" },
	{ "seccomp.keep read\n", FIREJAIL },
	{ "seccomp\ninclude /nonexistent/a.inc\ninclude ${CFG}/b.inc\n",
	  FIREJAIL "(null): neither in the profile's directory nor in /etc/firejail; skipped: include /nonexistent/a.inc\n"
	  "(null): neither in the profile's directory nor in /etc/firejail; skipped: include ${CFG}/b.inc\n" },
	{ "seccomp\n?HAS_X11: seccomp.drop mkdir\n?HAS_NET: private-dev\n?HAS_NET : ignore include globals.local\n",
	  FIREJAIL "(null): skipped, as it depends on how firejail is started: ?HAS_X11\n"
	  "(null): skipped, as it depends on how firejail is started: ?HAS_NET\n" },
	{ "seccomp.drop futex_waitv,mmap2,nosuchcall\n",
	  FIREJAIL "futex_waitv: firejail 0.9.72 ignores this name; later versions may know it\n"
	  "nosuchcall: not a system call that seccord knows; the word is skipped\n" },
	{ "seccomp.drop $449\n", FIREJAIL
	  "futex_waitv: firejail 0.9.72 has no name for this number and does not deny it; later versions may\n" },
	{ "seccomp.keep $449\n", FIREJAIL },
	{ "seccomp.drop !@clock,mkdir:NOSUCH,chown:log,chmod:eacces,rmdir:kill,!unlink:EPERM\n",
	  FIREJAIL "words that firejail ignores: !@clock mkdir:NOSUCH chown:log\n" },
	{ "seccomp.drop prctl\n", FIREJAIL
	  "prctl: firejail makes this call itself; it is denied only in programs that load its library, not in static ones\n" },
	{ "seccomp mkdir\nseccomp.32 rmdir\n", FIREJAIL "(null): with seccomp.32 and other lines, firejail changes a filter that it is "
	  "about to load; read as if it did not\n" },
	/* of a line for other archs, compile_seccomp_policy.py reads all but the call's name */
	{ "nosuchcall[arch=arm64]: arg0 == O_CREAT; return EPERM\n", "" },
	{ "nosuch@group[arch=arm64]: 1\n", "" },
	{ "read[x=y, z]: 1\n{write[arch=arm64], dup[arch=riscv64,x86_64; x = y]}: 1\n", "" },
	{ "read[arch=arm64]: { arg0 == NOSUCH || arg1 in ~(O_CREAT|NOSUCH); return EPERM }\n",
	  "(null): NOSUCH, in a line without a call for x86_64: compile_seccomp_policy.py refuses the file if its constants lack it\n" },
	{ "read[arch=arm64]: 1 2\n", "(null): something follows the filter of a line without a call for this arch; compile_seccomp_policy.py ignores it if it "
	  "consists of words that it knows\n" },
	{ "read[arch=amd64,x86-64]: 1\nread[arch=amd64]: 1\n",
	  "[arch=amd64]: compile_seccomp_policy.py calls this arch x86_64, and leaves lines for amd64 out on every arch\n"
	  "[arch=x86-64]: compile_seccomp_policy.py calls this arch x86_64, and leaves lines for x86-64 out on every arch\n" },
	{ "read[arch=vax]: 1\n", "[arch=vax]: seccord knows no such arch; only a compile_seccomp_policy.py for it reads such lines\n" },
	{ "read: return\n{ write }: 1\n", "(null): a return without an errno, which compile_seccomp_policy.py refuses, in a file that minijail0 refuses; "
	  "read as minijail0 -S does: kill\n" },
	{ "read: return\nwrite: 1\n", "" },
	{ "read: 1\nfile-io@systemd: 1\n", "(null): a group of calls (NAME@GROUP) defined by the tool's own tables; skipped\n" },
};

static void test_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(noted_rows); i++) {
		AUTO_TEXT struct text notes = { 0 };
		struct policy policy;
		struct err err = { "" };
		if (read_text(&policy, noted_rows[i].file, &notes, &err))
			fail_msg("%s: %s", noted_rows[i].file, err.text);
		for (size_t k = 0; k < policy.inexact_count; k++)
			text_format(&notes, "%s: %s\n", policy.inexact[k].call, policy.inexact[k].reason);
		assert_string_equal(notes.at ? notes.at : "", noted_rows[i].notes);
		policy_free(&policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
