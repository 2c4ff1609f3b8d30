/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each engine records this program as `seccord doctor --probe`, whose calls are
 * known, in a process of its own: an engine that hangs or dies here is a finding.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/doctor/facts.h"
#include "core/trace/trace.h"
#include "tracer/follow/engine.h"
#include "tracer/tracer.h"

enum { PATIENCE = 120 };                      /* seconds; it takes a tenth of one on an idle machine */

/* The parent makes a call by number, so that libc keeps nothing from the kernel; the child may die of its call. */
void self_test_probe(void)
{
	struct timespec now;

	syscall(SYS_getppid);
	clock_gettime(CLOCK_MONOTONIC, &now);
#ifdef __x86_64__
	if (fork() == 0) {
		long result;
		__asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
		_exit(result < 0);
	}
#endif
	wait(NULL);
}

/* --- what was recorded --- */

static bool has_call(const struct trace *trace, enum syscall_id id, arch_set archs)
{
	for (size_t i = 0; i < trace->call_count; i++)
		if (archs & ARCH_BIT(trace->calls[i].arch) && syscall_by_nr(trace->calls[i].arch, trace->calls[i].nr) == (int)id)
			return true;
	return false;
}

static bool has_hidden(const struct trace *trace)
{
	for (size_t i = 0; i < trace->call_count; i++)
		if (trace->calls[i].origin == ORIGIN_VDSO_HIDDEN)
			return true;
	return false;
}

static void read_trace(struct self_test *test, const struct trace *trace, int status)
{
	static const enum syscall_id certain[] = {CALL_execve, CALL_getppid, CALL_wait4, CALL_exit_group};
	arch_set wide = (arch_set)(ARCH_ALL & ~ARCH_BIT(ARCH_I386));

	test->ran = trace->complete && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	if (!test->ran)
		snprintf(test->error, sizeof(test->error), "the program that was recorded failed (wait status %d)", status);
	test->calls = true;
	for (size_t i = 0; i < COUNT_OF(certain); i++)
		test->calls &= has_call(trace, certain[i], wide);
	test->vdso = has_hidden(trace) ? YES : NO;
	test->narrow = has_call(trace, CALL_getpid, ARCH_BIT(ARCH_I386)) ? YES : NO;
}

/* --- a test --- */

/* An older kernel or a filter may refuse files in memory, which record does not need. */
static int open_nameless(void)
{
	int fd = memfd_create("trace", MFD_CLOEXEC);

	return fd < 0 ? open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : fd;
}

static int record(struct self_test *test, const struct engine *engine, struct err *err)
{
	char *argv[] = {"/proc/self/exe", "doctor", "--probe", NULL};
	const struct trace_writer writer = {.fd = open_nameless(), .name = "trace"};
	const struct record_options how = {.argv = argv, .engine = engine};
	struct trace trace = {0};
	int status = 0;

	if (writer.fd < 0)
		return err_errno(err, "cannot make a file for the trace");
	if (tracer_record(&trace, &writer, &how, &status, err) < 0)
		return -1;
	read_trace(test, &trace, status);
	trace_free(&trace);
	return 0;
}

/* In the child: the result goes through the pipe as it is. */
static void report(struct self_test *test, const struct engine *engine, int to)
{
	struct err err = {""};

	if (record(test, engine, &err) < 0)
		snprintf(test->error, sizeof(test->error), "%s", err.text);
	_exit(write(to, test, sizeof(*test)) == sizeof(*test) ? 0 : 1);
}

/* Whether the whole result arrives in time. */
static bool receive(struct self_test *test, int from)
{
	struct pollfd poll_one = {.fd = from, .events = POLLIN};

	return poll(&poll_one, 1, PATIENCE * 1000) == 1 && read(from, test, sizeof(*test)) == sizeof(*test);
}

static int run(struct self_test *test, const struct engine *engine, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(err, "cannot make a pipe");
	pid_t child = fork();
	if (child < 0)
		err_errno(err, "cannot start a process");
	if (child == 0)
		report(test, engine, ends[1]);
	close(ends[1]);
	if (child > 0 && !receive(test, ends[0])) {
		*test = (struct self_test){.engine = engine->name, .error = "the recorder hung or died"};
		kill(child, SIGKILL);
	}
	close(ends[0]);
	if (child > 0)
		waitpid(child, NULL, 0);
	return child > 0 ? 0 : -1;
}

void self_test_engines(struct facts *facts)
{
	for (unsigned i = 0; i < DOCTOR_ENGINES; i++) {
		const struct engine *engine = engine_find(engine_name_at(i + 1));    /* the first name is "auto" */
		struct err err = {""};
		facts->engine[i].engine = engine->name;
		if (run(&facts->engine[i], engine, &err) < 0)
			snprintf(facts->engine[i].error, DOCTOR_WORDS, "%s", err.text);
		if (!facts->vdso)
			facts->engine[i].vdso = UNKNOWN;
		if (facts->narrow != YES)
			facts->engine[i].narrow = UNKNOWN;
	}
}
