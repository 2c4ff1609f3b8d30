/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words: parsing reverses spelling, and the values match the system's headers
 * (x86 only: names have x86 values). The headers of libc and the kernel cannot
 * all be included in one file; these are a good part of both.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/if_tun.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/kvm.h>
#include <linux/loop.h>
#include <linux/memfd.h>
#include <linux/net.h>
#include <linux/nsfs.h>
#include <linux/perf_event.h>
#include <linux/prctl.h>
#include <linux/random.h>
#include <linux/reboot.h>
#include <linux/seccomp.h>
#include <linux/rtc.h>
#include <linux/sockios.h>
#include <linux/userfaultfd.h>
#include <linux/watchdog.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "core/kernel/ioctl.h"
#include "core/kernel/role.h"

struct word {
	enum role role;
	const char *name;
	uint64_t value;
};

static const struct word words[] = {
#define WORD(role, name, value) { ROLE_##role, #name, value },
#include "core/kernel/words.def"
#undef WORD
#define IOCTL(driver, name, value) { ROLE_ioctl_cmd, #name, value },
#include "core/kernel/ioctl.def"
#undef IOCTL
};

#ifdef __x86_64__
#include <asm/prctl.h>

#define HEADER(role, name) { ROLE_##role, #name, (uint64_t)(name) & UINT32_MAX }
static const struct word headers[] = {
	HEADER(domain, AF_UNSPEC), HEADER(domain, AF_UNIX), HEADER(domain, AF_LOCAL), HEADER(domain, AF_INET),
	HEADER(domain, AF_INET6), HEADER(domain, AF_NETLINK), HEADER(domain, AF_PACKET), HEADER(domain, AF_KEY),
	HEADER(domain, AF_BLUETOOTH), HEADER(domain, AF_ALG), HEADER(domain, AF_VSOCK), HEADER(domain, AF_XDP),
	HEADER(socktype, SOCK_STREAM), HEADER(socktype, SOCK_DGRAM), HEADER(socktype, SOCK_RAW),
	HEADER(socktype, SOCK_SEQPACKET), HEADER(socktype, SOCK_CLOEXEC), HEADER(socktype, SOCK_NONBLOCK),
	HEADER(protocol, IPPROTO_ICMP), HEADER(protocol, IPPROTO_UDP), HEADER(protocol, IPPROTO_ICMPV6),
	HEADER(ioctl_cmd, TCGETS), HEADER(ioctl_cmd, TCSETS), HEADER(ioctl_cmd, TCSETSW), HEADER(ioctl_cmd, TCSETSF),
	HEADER(ioctl_cmd, TIOCGWINSZ), HEADER(ioctl_cmd, TIOCSWINSZ), HEADER(ioctl_cmd, TIOCGPGRP),
	HEADER(ioctl_cmd, TIOCSPGRP), HEADER(ioctl_cmd, TIOCSCTTY), HEADER(ioctl_cmd, TIOCNOTTY), HEADER(ioctl_cmd, TIOCSTI),
	HEADER(ioctl_cmd, TIOCGPTN), HEADER(ioctl_cmd, TIOCSPTLCK), HEADER(ioctl_cmd, TIOCGPTPEER), HEADER(ioctl_cmd, FIONREAD),
	HEADER(ioctl_cmd, FIONBIO), HEADER(ioctl_cmd, FIOCLEX), HEADER(ioctl_cmd, FIONCLEX), HEADER(ioctl_cmd, FIOASYNC),
	HEADER(ioctl_cmd, SIOCGIFCONF), HEADER(ioctl_cmd, SIOCGIFFLAGS), HEADER(ioctl_cmd, SIOCGIFADDR),
	HEADER(ioctl_cmd, SIOCGIFINDEX), HEADER(ioctl_cmd, SIOCGIFNAME), HEADER(ioctl_cmd, SIOCETHTOOL),
	HEADER(ioctl_cmd, FS_IOC_GETFLAGS), HEADER(ioctl_cmd, FS_IOC_SETFLAGS), HEADER(ioctl_cmd, FS_IOC32_GETFLAGS),
	HEADER(ioctl_cmd, FS_IOC_FSGETXATTR), HEADER(ioctl_cmd, FICLONE), HEADER(ioctl_cmd, FICLONERANGE),
	HEADER(ioctl_cmd, FIDEDUPERANGE), HEADER(ioctl_cmd, BLKGETSIZE64), HEADER(ioctl_cmd, BLKSSZGET),
	HEADER(ioctl_cmd, BLKDISCARD), HEADER(ioctl_cmd, TUNSETIFF), HEADER(ioctl_cmd, TUNSETPERSIST),
	HEADER(ioctl_cmd, LOOP_CTL_GET_FREE), HEADER(ioctl_cmd, LOOP_CONFIGURE), HEADER(ioctl_cmd, KVM_RUN),
	HEADER(ioctl_cmd, KVM_SET_USER_MEMORY_REGION), HEADER(ioctl_cmd, PERF_EVENT_IOC_ENABLE), HEADER(ioctl_cmd, PERF_EVENT_IOC_ID),
	HEADER(ioctl_cmd, UFFDIO_COPY), HEADER(ioctl_cmd, NS_GET_NSTYPE), HEADER(ioctl_cmd, RTC_RD_TIME),
	HEADER(ioctl_cmd, WDIOC_KEEPALIVE), HEADER(ioctl_cmd, BLKBSZSET), HEADER(ioctl_cmd, TUNGETFEATURES),
	HEADER(ioctl_cmd, FITRIM), HEADER(ioctl_cmd, FS_IOC_GETVERSION), HEADER(ioctl_cmd, SIOCGSTAMP_OLD),
	HEADER(ioctl_cmd, RNDGETENTCNT), HEADER(ioctl_cmd, SECCOMP_IOCTL_NOTIF_RECV), HEADER(ioctl_cmd, SECCOMP_IOCTL_NOTIF_SEND),
	HEADER(prctl_op, PR_SET_PDEATHSIG), HEADER(prctl_op, PR_SET_DUMPABLE), HEADER(prctl_op, PR_SET_NAME),
	HEADER(prctl_op, PR_GET_NAME), HEADER(prctl_op, PR_SET_SECCOMP), HEADER(prctl_op, PR_CAPBSET_READ),
	HEADER(prctl_op, PR_CAPBSET_DROP), HEADER(prctl_op, PR_SET_KEEPCAPS), HEADER(prctl_op, PR_SET_SECUREBITS),
	HEADER(prctl_op, PR_SET_TIMERSLACK), HEADER(prctl_op, PR_SET_MM), HEADER(prctl_op, PR_SET_CHILD_SUBREAPER),
	HEADER(prctl_op, PR_SET_NO_NEW_PRIVS), HEADER(prctl_op, PR_SET_THP_DISABLE), HEADER(prctl_op, PR_CAP_AMBIENT),
	HEADER(prctl_op, PR_SET_SPECULATION_CTRL), HEADER(prctl_op, PR_SET_SYSCALL_USER_DISPATCH),
	HEADER(prctl_op, PR_SCHED_CORE), HEADER(prctl_op, PR_SET_VMA), HEADER(prctl_op, PR_SET_PTRACER),
	HEADER(fcntl_cmd, F_DUPFD), HEADER(fcntl_cmd, F_GETFD), HEADER(fcntl_cmd, F_SETFD), HEADER(fcntl_cmd, F_GETFL),
	HEADER(fcntl_cmd, F_SETFL), HEADER(fcntl_cmd, F_SETOWN), HEADER(fcntl_cmd, F_GETOWN), HEADER(fcntl_cmd, F_SETSIG),
	HEADER(fcntl_cmd, F_GETOWN_EX), HEADER(fcntl_cmd, F_OFD_GETLK), HEADER(fcntl_cmd, F_OFD_SETLK), HEADER(fcntl_cmd, F_OFD_SETLKW),
	HEADER(fcntl_cmd, F_SETLEASE), HEADER(fcntl_cmd, F_NOTIFY), HEADER(fcntl_cmd, F_DUPFD_CLOEXEC),
	HEADER(fcntl_cmd, F_SETPIPE_SZ), HEADER(fcntl_cmd, F_ADD_SEALS), HEADER(fcntl_cmd, F_GET_SEALS),
	HEADER(clone_flags, CLONE_VM), HEADER(clone_flags, CLONE_FS), HEADER(clone_flags, CLONE_FILES),
	HEADER(clone_flags, CLONE_SIGHAND), HEADER(clone_flags, CLONE_VFORK), HEADER(clone_flags, CLONE_THREAD),
	HEADER(clone_flags, CLONE_NEWNS), HEADER(clone_flags, CLONE_SETTLS), HEADER(clone_flags, CLONE_UNTRACED),
	HEADER(clone_flags, CLONE_NEWUSER), HEADER(clone_flags, CLONE_NEWNET), HEADER(clone_flags, CLONE_IO),
	HEADER(nsflags, CLONE_NEWTIME), HEADER(nstype, CLONE_NEWPID),
	HEADER(sockcall, SYS_SOCKET), HEADER(sockcall, SYS_CONNECT), HEADER(sockcall, SYS_ACCEPT), HEADER(sockcall, SYS_SENDTO),
	HEADER(sockcall, SYS_RECVMSG), HEADER(sockcall, SYS_ACCEPT4), HEADER(sockcall, SYS_SENDMMSG),
	HEADER(oflags, O_WRONLY), HEADER(oflags, O_RDWR), HEADER(oflags, O_CREAT), HEADER(oflags, O_EXCL), HEADER(oflags, O_TRUNC),
	HEADER(oflags, O_APPEND), HEADER(oflags, O_SYNC), HEADER(oflags, O_DSYNC), HEADER(oflags, O_DIRECT),
	HEADER(oflags, O_DIRECTORY), HEADER(oflags, O_NOFOLLOW), HEADER(oflags, O_CLOEXEC), HEADER(oflags, O_PATH),
	HEADER(oflags, O_TMPFILE), HEADER(atflags, AT_SYMLINK_NOFOLLOW), HEADER(atflags, AT_EMPTY_PATH),
	HEADER(falloc_mode, FALLOC_FL_PUNCH_HOLE), HEADER(rename_flags, RENAME_EXCHANGE), HEADER(rw_flags, RWF_NOWAIT),
	HEADER(prot, PROT_READ), HEADER(prot, PROT_WRITE), HEADER(prot, PROT_EXEC), HEADER(prot, PROT_GROWSDOWN),
	HEADER(mapflags, MAP_SHARED), HEADER(mapflags, MAP_PRIVATE), HEADER(mapflags, MAP_SHARED_VALIDATE),
	HEADER(mapflags, MAP_FIXED), HEADER(mapflags, MAP_ANONYMOUS), HEADER(mapflags, MAP_STACK), HEADER(mapflags, MAP_NORESERVE),
	HEADER(madvice, MADV_DONTNEED), HEADER(madvice, MADV_FREE), HEADER(madvice, MADV_HUGEPAGE),
	HEADER(memfd_flags, MFD_CLOEXEC), HEADER(memfd_flags, MFD_ALLOW_SEALING),
	HEADER(wait_type, P_PIDFD), HEADER(wait_flags, WNOHANG), HEADER(wait_flags, WEXITED), HEADER(wait_flags, __WALL),
	HEADER(ptrace_op, PTRACE_TRACEME), HEADER(ptrace_op, PTRACE_ATTACH), HEADER(ptrace_op, PTRACE_SEIZE),
	HEADER(ptrace_op, PTRACE_GETREGSET), HEADER(ptrace_op, PTRACE_GET_SYSCALL_INFO),
	HEADER(arch_prctl_op, ARCH_SET_FS), HEADER(arch_prctl_op, ARCH_GET_FS), HEADER(personality, ADDR_NO_RANDOMIZE),
	HEADER(resource, RLIMIT_NOFILE), HEADER(resource, RLIMIT_STACK), HEADER(usage, RUSAGE_CHILDREN), HEADER(usage, RUSAGE_THREAD),
	HEADER(sched_policy, SCHED_FIFO), HEADER(sched_policy, SCHED_IDLE),
	HEADER(futex_op, FUTEX_WAIT), HEADER(futex_op, FUTEX_WAKE), HEADER(futex_op, FUTEX_WAIT_BITSET),
	HEADER(futex_op, FUTEX_PRIVATE_FLAG), HEADER(futex_op, FUTEX_CLOCK_REALTIME), HEADER(futex_op, FUTEX_LOCK_PI),
	HEADER(signal, SIGHUP), HEADER(signal, SIGKILL), HEADER(signal, SIGCHLD), HEADER(signal, SIGSYS),
	HEADER(sigmask_how, SIG_SETMASK), HEADER(clockid, CLOCK_MONOTONIC), HEADER(clockid, CLOCK_TAI), HEADER(clockid, CLOCK_BOOTTIME),
	HEADER(msgflags, MSG_NOSIGNAL), HEADER(msgflags, MSG_PEEK), HEADER(msgflags, MSG_CMSG_CLOEXEC),
	HEADER(shutdown_how, SHUT_RDWR), HEADER(epoll_op, EPOLL_CTL_MOD), HEADER(ipcflags, IPC_CREAT), HEADER(ipcctl, IPC_RMID),
	HEADER(bpf_cmd, BPF_MAP_CREATE), HEADER(bpf_cmd, BPF_PROG_LOAD), HEADER(bpf_cmd, BPF_LINK_CREATE),
	HEADER(bpf_cmd, BPF_PROG_BIND_MAP), HEADER(seccomp_op, SECCOMP_SET_MODE_FILTER), HEADER(seccomp_op, SECCOMP_GET_NOTIF_SIZES),
	HEADER(keyctl_op, KEYCTL_JOIN_SESSION_KEYRING), HEADER(keyctl_op, KEYCTL_READ), HEADER(keyctl_op, KEYCTL_WATCH_KEY),
	HEADER(uring_op, IORING_REGISTER_BUFFERS), HEADER(uring_op, IORING_REGISTER_RESTRICTIONS),
	HEADER(uring_op, IORING_REGISTER_PBUF_RING), HEADER(random_flags, GRND_INSECURE), HEADER(reboot_cmd, LINUX_REBOOT_CMD_POWER_OFF),
};
#endif

static const uint64_t seed = 20261121;

static uint64_t next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(0x2545f4914f6cdd1d);
}

static uint64_t parsed(enum role role, const char *spelled)
{
	struct err err;
	uint64_t value = 0;

	if (role_parse(role, spelled, &value, &err))
		fail_msg("%s: %s", spelled, err.text);
	return value;
}

static void assert_round_trip(enum role role, uint64_t value)
{
	AUTO_TEXT struct text text = {0};

	role_spell(role, value, &text);
	if (parsed(role, text.at) != value)
		fail_msg("%s 0x%llx is spelled %s (seed %llu)", role_info(role)->name, (unsigned long long)value, text.at,
		         (unsigned long long)seed);
}

static void each_word_is_read(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		assert_int_equal(parsed(words[i].role, words[i].name), words[i].value);
		assert_round_trip(words[i].role, words[i].value);
	}
}

static const char *first_word(enum role role, uint64_t value)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (words[i].role == role && words[i].value == value)
			return words[i].name;
	return NULL;
}

/* Fails if a name of several bits comes after the names of its parts. */
static void each_value_is_written_by_its_first_word(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		AUTO_TEXT struct text text = {0};
		bool side = role_info(words[i].role)->join != JOIN_BITS && (words[i].value & role_info(words[i].role)->ignore);

		role_spell(words[i].role, words[i].value, &text);
		if (!side)
			assert_string_equal(text.at, first_word(words[i].role, words[i].value));
	}
}

static void random_values_are_read_back(void **unused)
{
	uint64_t state = seed;

	(void)unused;
	for (int round = 0; round < 20000; round++) {
		enum role role = (enum role)(next(&state) % ROLE_COUNT);
		const struct word *a = &words[next(&state) % COUNT_OF(words)], *b = &words[next(&state) % COUNT_OF(words)];

		assert_round_trip(role, next(&state) >> (next(&state) % 64));
		assert_round_trip(a->role, a->value | b->value);
		assert_round_trip(a->role, a->value | (next(&state) & role_info(a->role)->ignore));
	}
}

static void spells(void **unused)
{
	static const struct {
		enum role role;
		uint64_t value;
		const char *spelled;
	} rows[] = {
		{ ROLE_domain,      1,                   "AF_UNIX" },
		{ ROLE_domain,      16,                  "AF_NETLINK" },
		{ ROLE_domain,      200,                 "200" },
		{ ROLE_domain,      0xffffffff,          "0xffffffff" },
		{ ROLE_socktype,    1,                   "SOCK_STREAM" },
		{ ROLE_socktype,    0x80801,             "SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK" },
		{ ROLE_socktype,    0x80000,             "SOCK_CLOEXEC" },
		{ ROLE_clone_flags, 0,                   "0" },
		{ ROLE_clone_flags, 0x111,               "CLONE_VM|SIGCHLD" },
		{ ROLE_clone_flags, 0x3d0f00,            "CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM|"
		                                         "CLONE_SETTLS|CLONE_PARENT_SETTID|CLONE_CHILD_CLEARTID" },
		{ ROLE_ipccall,     1 << 16 | 21,        "SHMAT|0x10000" },
		{ ROLE_futex_op,    0x80,                "FUTEX_WAIT|FUTEX_PRIVATE_FLAG" },
		{ ROLE_ioctl_cmd,   0x5401,              "TCGETS" },
		{ ROLE_ioctl_cmd,   0xdeadbeef,          "0xdeadbeef" },
		{ ROLE_oflags,      0,                   "O_RDONLY" },
		{ ROLE_oflags,      02000101,            "O_WRONLY|O_CREAT|O_CLOEXEC" },
		{ ROLE_oflags,      020200002,           "O_RDWR|O_TMPFILE" },
		{ ROLE_mode,        0644,                "0644" },
		{ ROLE_mode,        0,                   "0" },
		{ ROLE_ipcflags,    01600,               "IPC_CREAT|0600" },
		{ ROLE_prot,        0,                   "PROT_NONE" },
		{ ROLE_prot,        7,                   "PROT_READ|PROT_WRITE|PROT_EXEC" },
		{ ROLE_mapflags,    0x20022,             "MAP_PRIVATE|MAP_ANONYMOUS|MAP_STACK" },
		{ ROLE_prot,        UINT64_C(1) << 63,   "0x8000000000000000" },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text text = {0};
		role_spell(rows[i].role, rows[i].value, &text);
		assert_string_equal(text.at, rows[i].spelled);
	}
}

static void hand_written_values_are_read(void **unused)
{
	static const struct {
		enum role role;
		const char *spelled;
		uint64_t value;
	} rows[] = {
		{ ROLE_domain,      "AF_LOCAL",                1 },
		{ ROLE_domain,      "010",                     8 },
		{ ROLE_clone_flags, " CLONE_FS | CLONE_VM ",   0x300 },
		{ ROLE_clone_flags, "0x11|CLONE_VM",           0x111 },
		{ ROLE_clone_flags, "CLONE_VM|SIGCHLD",        0x111 },
		{ ROLE_mode,        "0755",                    0755 },
		{ ROLE_prot,        "0xffffffffffffffff",      UINT64_MAX },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(parsed(rows[i].role, rows[i].spelled), rows[i].value);
}

static void refuses(void **unused)
{
	static const struct {
		enum role role;
		const char *spelled, *notes;
	} rows[] = {
		{ ROLE_domain,    "AF_NONSENSE",                "'AF_NONSENSE' is neither a number nor a word for domain" },
		{ ROLE_domain,    "SOCK_STREAM",                "'SOCK_STREAM' is neither" },
		{ ROLE_domain,    "",                           "'' is neither" },
		{ ROLE_prot,      "PROT_READ||PROT_EXEC",       "'' is neither" },
		{ ROLE_prot,      "PROT_READ|",                 "'' is neither" },
		{ ROLE_prot,      "-1",                         "'-1' is neither" },
		{ ROLE_prot,      "08",                         "'08' is neither" },
		{ ROLE_prot,      "0x",                         "'0x' is neither" },
		{ ROLE_prot,      "1 2",                        "'1 2' is neither" },
		{ ROLE_prot,      "0x10000000000000000",        "is neither" },
		{ ROLE_prot,      "PROT_PROT_PROT_PROT_PROT_PROT_PROT_PROT_PROT_PROT_PROT_PROT_PROT", "a word of 64 letters for prot" },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct err err;
		uint64_t value = 42;

		assert_int_equal(role_parse(rows[i].role, rows[i].spelled, &value, &err), -1);
		assert_int_equal(value, 42);
		if (!strstr(err.text, rows[i].notes))
			fail_msg("'%s': %s", rows[i].spelled, err.text);
	}
}

/* One number with several drivers; and numbers without a name. */
static void ioctl_words_depend_on_the_driver(void **unused)
{
	static const struct {
		uint32_t command;
		const char *driver, *spelled;
	} rows[] = {
		{ 0x5401,     NULL,               "TCGETS" },
		{ 0x5401,     "pts",              "TCGETS" },
		{ 0x5401,     "file",             "TCGETS" },
		{ 0x5402,     "ttyS",             "TCSETS" },
		{ 0x5402,     "sound",            "SNDCTL_TMR_START" },
		{ 0x5411,     NULL,               "TIOCOUTQ" },
		{ 0x5411,     "socket",           "SIOCOUTQ" },
		{ 0x541b,     "socket",           "FIONREAD" },
		{ 0x541b,     "pipe",             "FIONREAD" },
		{ 0x1,        "block:sd",         "SCSI_IOCTL_SEND_COMMAND" },
		{ 0x1,        "dir",              "FIBMAP" },
		{ 0x3b71,     "vfio",             "VFIO_IOMMU_MAP_DMA" },
		{ 0x3b71,     "anon:vfio-device", "VFIO_DEVICE_PCI_HOT_RESET" },
		{ 0x80081272, "block:loop",       "BLKGETSIZE64" },
		{ 0x80041272, "block:loop",       "BLKGETSIZE64_32" },
		{ 0xae80,     "anon:kvm-vcpu",    "KVM_RUN" },
		{ 0x80045230, "pts",              "_IOR('R', 0x30, 4)" },
		{ 0x40081f01, NULL,               "_IOW(0x1f, 0x1, 8)" },
		{ 0xffff54ff, NULL,               "_IOWR('T', 0xff, 16383)" },
		{ 0x5a01,     NULL,               "_IO('Z', 0x1)" },
		{ 0x12345678, NULL,               "0x12345678" },
		{ 0xfe,       NULL,               "0xfe" },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text text = {0};
		ioctl_spell(rows[i].command, rows[i].driver, &text);
		assert_string_equal(text.at, rows[i].spelled);
	}
}

static void words_match_the_headers(void **unused)
{
	(void)unused;
#ifdef __x86_64__
	for (size_t i = 0; i < COUNT_OF(headers); i++)
		if (parsed(headers[i].role, headers[i].name) != headers[i].value)
			fail_msg("%s is 0x%llx", headers[i].name, (unsigned long long)headers[i].value);
#else
	skip();
#endif
}

static void words_are_in_the_order_of_their_roles(void **state)
{
	(void)state;
	for (size_t i = 1; i < COUNT_OF(words); i++)
		assert_true(words[i].role >= words[i - 1].role || words[i].role == ROLE_ioctl_cmd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_in_the_order_of_their_roles),
		cmocka_unit_test(each_word_is_read),
		cmocka_unit_test(each_value_is_written_by_its_first_word),
		cmocka_unit_test(random_values_are_read_back),
		cmocka_unit_test(spells),
		cmocka_unit_test(hand_written_values_are_read),
		cmocka_unit_test(refuses),
		cmocka_unit_test(ioctl_words_depend_on_the_driver),
		cmocka_unit_test(words_match_the_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
