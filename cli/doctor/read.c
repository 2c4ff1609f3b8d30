/* SPDX-License-Identifier: Apache-2.0 */
/* Reads facts of /proc and /sys, and tries in a child what no file shows. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/doctor/facts.h"
#include "core/kernel/capability.h"
#include "tracer/code/capstone.h"
#include "tracer/confine/reader.h"
#include "tracer/process/proc.h"

/* The first line of a small file; false if it cannot be read. */
static bool read_line(const char *name, char *line, size_t room)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, line, room - 1);

	if (fd >= 0)
		close(fd);
	line[length > 0 ? length : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return length > 0;
}

/* A setting that is not there means something only if others are: a unit or a container may hide them all. */
static int read_setting(const char *name)
{
	char line[32];

	if (read_line(name, line, sizeof(line)))
		return atoi(line);
	return errno == ENOENT && !access("/proc/sys/kernel/ostype", R_OK) ? SETTING_NONE : SETTING_HIDDEN;
}

static void read_status_line(struct facts *facts, const char *line)
{
	unsigned long long caps;
	int value;

	if (sscanf(line, "TracerPid: %d", &value) == 1)
		facts->tracer = value;
	if (sscanf(line, "NoNewPrivs: %d", &value) == 1)
		facts->no_new_privs = value;
	if (sscanf(line, "Seccomp: %d", &value) == 1)
		facts->seccomp = value;
	if (sscanf(line, "CapEff: %llx", &caps) == 1) {
		facts->cap_ptrace = caps >> capability_by_name("CAP_SYS_PTRACE") & 1;
		facts->cap_admin = caps >> capability_by_name("CAP_SYS_ADMIN") & 1;
	}
}

/* The first user namespace has a fixed number (PROC_USER_INIT_INO); capabilities of others are none of the machine's. */
static bool is_apart(void)
{
	struct stat is;

	return stat("/proc/self/ns/user", &is) == 0 && is.st_ino != 0xEFFFFFFD;
}

static int read_status(struct facts *facts, struct err *err)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[512];

	if (!file)
		return err_errno(err, "/proc/self/status");
	while (fgets(line, sizeof(line), file))
		read_status_line(facts, line);
	fclose(file);
	return 0;
}

/* Whether `does` succeeds, in a child; a signal is a no. */
static enum whether try_status(bool (*does)(void), int *status)
{
	pid_t child = fork();

	if (child == 0)
		_exit(does() ? 0 : 1);
	if (child < 0 || waitpid(child, status, 0) != child)
		return UNKNOWN;
	return WIFEXITED(*status) && WEXITSTATUS(*status) == 0 ? YES : NO;
}

static enum whether try(bool (*does)(void))
{
	int status;

	return try_status(does, &status);
}

static bool does_nothing(void)
{
	return true;
}

static bool makes_user_namespace(void)
{
	return unshare(CLONE_NEWUSER) == 0;
}

static bool reads_tracepoints(void)
{
	return access("/sys/kernel/tracing/events/raw_syscalls", R_OK | X_OK) == 0 ||
	       access("/sys/kernel/debug/tracing/events/raw_syscalls", R_OK | X_OK) == 0;
}

static bool tracefs_is_mounted(void)
{
	struct statfs system;

	return statfs("/sys/kernel/tracing", &system) == 0 && system.f_type == TRACEFS_MAGIC;
}

/* Where it is not mounted, the right to mount it suffices. */
static bool mounts_tracefs(void)
{
	return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL) == 0 && reads_tracepoints();
}

#ifdef __x86_64__
/* The 32-bit call getpid(), number 20, from 64-bit code: SIGSEGV where the kernel has no such calls. */
static bool makes_32_bit_call(void)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
	return result > 0;
}

/* A call that the kernel has no entry for is a fault; what fails otherwise, a filter has refused. */
static void read_narrow(struct facts *facts)
{
	int status = 0;

	facts->narrow = try_status(makes_32_bit_call, &status);
	facts->narrow_filtered = facts->narrow == NO && facts->seccomp && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}
#else
static void read_narrow(struct facts *facts)
{
	facts->narrow = UNKNOWN;
}
#endif

/* Reads this program as a recorder reads the files of the recorded one. */
static enum whether reads_confined(void)
{
	static const char self[] = "/proc/self/exe";
	struct elf_reader reader = {0};
	struct reader_file *file = reader_open(&reader, self, "", self);
	enum whether confined = reader.mode == READER_DIRECT ? NO : file ? YES : UNKNOWN;

	reader_close(file);
	reader_free(&reader);
	return confined;
}

static void read_kernel(struct facts *facts)
{
	struct utsname name;

	if (uname(&name) == 0)
		sscanf(name.release, "%u.%u", &facts->major, &facts->minor);
	facts->yama = read_setting("/proc/sys/kernel/yama/ptrace_scope");
	facts->perf = read_setting("/proc/sys/kernel/perf_event_paranoid");
	read_line("/proc/sys/kernel/seccomp/actions_avail", facts->actions, sizeof(facts->actions));
	read_line("/sys/devices/system/clocksource/clocksource0/current_clocksource", facts->clock, sizeof(facts->clock));
	facts->vdso = getauxval(AT_SYSINFO_EHDR) != 0;
}

int facts_read(struct facts *facts, struct err *err)
{
	struct capstone capstone = {0};

	if (proc_check(err) < 0 || read_status(facts, err) < 0)
		return -1;
	facts->caps_apart = is_apart();
	read_kernel(facts);
	facts->forks = try(does_nothing) == YES;
	facts->user_namespaces = try(makes_user_namespace);
	facts->tracefs_mounted = tracefs_is_mounted();
	facts->tracefs = reads_tracepoints() ? YES : try(mounts_tracefs);
	read_narrow(facts);
	facts->confined = reads_confined();
	facts->capstone = capstone_load(&capstone);
	capstone_unload(&capstone);
	self_test_engines(facts);
	return 0;
}
