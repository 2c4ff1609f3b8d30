/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filters TRACE LABEL=FILTER...: the cost of these filters for the program of a
 * trace.
 *
 * The calls of the trace, weighted by their counts, are given to the interpreter,
 * which counts instructions, and to the running kernel. There they run twice: on
 * top of a filter that denies every call, so that any call is safe and none is
 * cached; and alone, for calls that do nothing with a descriptor of -1 or an empty
 * path. The cost of the same calls just before the filter was installed is
 * subtracted; rounds of all filters are interleaved, and medians compared.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/file.h"
#include "core/trace/trace.h"
#include "tests/emit/kernel.h"

enum { FILTERS = 16, ROUNDS = 9, CALLS = 2048, PASSES = 10, COMBINATIONS = 8 };

struct timed_input {
	struct seccomp_data data;
	double weight;
};

struct contest {
	struct timed_input *input;
	size_t count, room;
	const char *label[FILTERS];
	struct filter filter[FILTERS];        /* the first is seccord's */
	unsigned filters;
};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "filters: %s: %s\n", what, why);
	exit(2);
}

/* Cycles through the recorded values of an argument. */
static uint64_t pick(const struct values *values, unsigned turn)
{
	if (values->kind == VALUES_SET && values->count)
		return values->v[turn % values->count];
	return values->kind == VALUES_BITS || values->kind == VALUES_RANGE ? values->v[0] : 0;
}

static void add_call(struct contest *c, const struct trace_call *call)
{
	for (unsigned turn = 0; turn < COMBINATIONS && call->origin != ORIGIN_VDSO_HIDDEN; turn++) {
		struct timed_input input = { { .nr = (int)call->nr, .arch = arch_info(call->arch)->audit }, 0 };
		for (unsigned i = 0; i < SYSCALL_ARGS; i++)
			input.data.args[i] = pick(&call->arg[i], turn);
		input.weight = (double)call->count / (double)COMBINATIONS;
		c->input = mem_grow(c->input, c->count, &c->room, sizeof(*c->input));
		c->input[c->count++] = input;
	}
}

static void read_trace(struct contest *c, const char *name)
{
	struct trace trace = { 0 };
	struct err err;

	if (trace_read(&trace, name, &err))
		die(name, err.text);
	for (size_t i = 0; i < trace.call_count; i++)
		add_call(c, &trace.calls[i]);
	trace_free(&trace);
}

static void read_filter(struct contest *c, char *arg)
{
	char *file = strchr(arg, '=');
	struct filter *filter = &c->filter[c->filters];
	struct err err;

	if (!file || c->filters == FILTERS)
		die(arg, "LABEL=FILTER, and not too many");
	*file++ = '\0';
	FILE *from = fopen(file, "rb");
	filter->insn = mem_alloc((BPF_MAXINSNS + 1) * sizeof(*filter->insn));
	filter->length = from ? fread(filter->insn, sizeof(*filter->insn), BPF_MAXINSNS + 1, from) : 0;
	if (from)
		fclose(from);
	if (filter_check(filter, &err))
		die(file, err.text);
	c->label[c->filters++] = arg;
}

static bool lets_through(const struct filter *filter, const struct seccomp_data *data)
{
	return filter_effect(filter_run(filter, data, NULL)) == SECCOMP_RET_ALLOW;
}

/* Only calls that all filters allow can be compared. */
static bool all_let_through(const struct contest *c, const struct seccomp_data *data)
{
	for (unsigned f = 0; f < c->filters; f++)
		if (!lets_through(&c->filter[f], data))
			return false;
	return true;
}

static double keep_common(struct contest *c)
{
	double all = 0, kept = 0;
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++) {
		all += c->input[i].weight;
		if (!all_let_through(c, &c->input[i].data))
			continue;
		kept += c->input[i].weight;
		c->input[count++] = c->input[i];
	}
	c->count = count;
	return all > 0 ? kept / all : 0;
}

/* Average instructions per call; with the kernel's cache, none for cached calls. */
static double executed(const struct contest *c, const struct filter *filter, bool cache)
{
	double sum = 0, weight = 0;

	for (size_t i = 0; i < c->count; i++) {
		const struct seccomp_data *data = &c->input[i].data;
		unsigned steps;
		filter_run(filter, data, &steps);
		weight += c->input[i].weight;
		if (!cache || (uint32_t)data->nr >= X32_BIT ||
		    !filter_is_constant_allow(filter, data->arch, (uint32_t)data->nr))
			sum += steps * c->input[i].weight;
	}
	return weight > 0 ? sum / weight : 0;
}

#ifdef __x86_64__

/* Calls that do nothing with this value as that argument. None touches a bad
 * address: a fault would dominate the time. */
static const char empty[] = "";
#define NO_PATH (uint64_t)(uintptr_t)empty
static const struct harmless {
	int nr;
	unsigned arg;
	uint64_t value;
} harmless[] = {
	{ SYS_read, 0, UINT64_MAX }, { SYS_write, 0, UINT64_MAX }, { SYS_close, 0, UINT64_MAX },
	{ SYS_fstat, 0, UINT64_MAX }, { SYS_lseek, 0, UINT64_MAX }, { SYS_pread64, 0, UINT64_MAX }, { SYS_pwrite64, 0, UINT64_MAX },
	{ SYS_ioctl, 0, UINT64_MAX }, { SYS_fcntl, 0, UINT64_MAX }, { SYS_readv, 0, UINT64_MAX }, { SYS_writev, 0, UINT64_MAX },
	{ SYS_getdents64, 0, UINT64_MAX }, { SYS_sendto, 0, UINT64_MAX }, { SYS_recvfrom, 0, UINT64_MAX },
	{ SYS_epoll_wait, 0, UINT64_MAX }, { SYS_epoll_ctl, 0, UINT64_MAX }, { SYS_fdatasync, 0, UINT64_MAX },
	{ SYS_newfstatat, 1, NO_PATH }, { SYS_openat, 1, NO_PATH }, { SYS_readlinkat, 1, NO_PATH },
	{ SYS_access, 0, NO_PATH }, { SYS_stat, 0, NO_PATH }, { SYS_lstat, 0, NO_PATH }, { SYS_open, 0, NO_PATH },
	{ SYS_readlink, 0, NO_PATH }, { SYS_unlink, 0, NO_PATH }, { SYS_mmap, 1, 0 }, { SYS_munmap, 1, 0 }, { SYS_mprotect, 1, 0 }, { SYS_brk, 0, 0 },
	{ SYS_rt_sigaction, 3, 99 }, { SYS_rt_sigprocmask, 3, 99 }, { SYS_getpid, 0, 0 }, { SYS_getuid, 0, 0 },
	{ SYS_geteuid, 0, 0 }, { SYS_getgid, 0, 0 }, { SYS_getegid, 0, 0 }, { SYS_getppid, 0, 0 }, { SYS_gettid, 0, 0 },
	{ SYS_futex, 0, 1 }, { SYS_getrandom, 1, 0 },
};

static const struct harmless *harmless_as(const struct seccomp_data *data)
{
	for (size_t i = 0; i < COUNT_OF(harmless); i++)
		if (data->nr == harmless[i].nr)
			return &harmless[i];
	return NULL;
}

struct mix {
	struct seccomp_data call[CALLS];
	size_t count;
	double share;                         /* of all calls of the program, by weight */
};

/* The calls possible in this mode, each as often as its weight, evenly spread. */
static void make_mix(const struct contest *c, bool alone, struct mix *mix)
{
	AUTO_FREE struct timed_input *usable = mem_alloc((c->count + 1) * sizeof(*usable));
	AUTO_FREE double *owed = mem_alloc((c->count + 1) * sizeof(*owed));
	double weight = 0, all = 0;
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++) {
		struct timed_input input = c->input[i];
		const struct harmless *as = harmless_as(&input.data);
		all += input.weight;
		if (input.data.arch != AUDIT_ARCH_X86_64 || (alone && !as))
			continue;
		if (alone)
			input.data.args[as->arg] = as->value;
		if (!all_let_through(c, &input.data))
			continue;
		weight += input.weight;
		usable[count++] = input;
	}
	mix->share = all > 0 ? weight / all : 0;
	mix->count = count ? CALLS : 0;
	for (size_t n = 0; n < mix->count; n++) {
		size_t most = 0;
		for (size_t i = 0; i < count; i++) {
			owed[i] += usable[i].weight / weight;
			most = owed[i] > owed[most] ? i : most;
		}
		owed[most] -= 1;
		mix->call[n] = usable[most].data;
	}
}

struct timed {                                /* shared with the child */
	int trouble;
	double ns;
};

static double now(void)
{
	struct timespec t = { 0, 0 };

	if (clock_gettime(CLOCK_MONOTONIC, &t))       /* by the vDSO, without a system call */
		return -1;
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static double pass(const struct mix *mix)
{
	double begin = now();

	for (size_t i = 0; i < mix->count; i++)
		kernel_call64((uint32_t)mix->call[i].nr, (const uint64_t *)(const void *)mix->call[i].args);
	return (now() - begin) / (double)mix->count;
}

/* The shortest pass is the least disturbed one. */
static double best(const struct mix *mix)
{
	double ns = pass(mix);

	for (size_t i = 1; i < PASSES; i++)
		ns = least(ns, pass(mix));
	return ns;
}

static void stay_here(void)
{
	cpu_set_t here;

	CPU_ZERO(&here);
	CPU_SET((size_t)sched_getcpu(), &here);
	sched_setaffinity(0, sizeof(here), &here);
}

/* The time with the filter minus that without it, on one processor, one after
 * the other. */
static void time_child(const struct mix *mix, const struct filter *filter, bool alone, struct timed *timed)
{
	kernel_quiet_child();
	stay_here();
	timed->trouble = now() < 0 || (!alone && kernel_refuse_all());
	double without = timed->trouble ? 0 : best(mix);
	timed->trouble |= kernel_install(filter->insn, filter->length, SECCOMP_FILTER_FLAG_SPEC_ALLOW) != 0;
	timed->ns = timed->trouble ? 0 : best(mix) - without;
	kernel_die();
}

static bool time_once(const struct mix *mix, const struct filter *filter, bool alone, struct timed *timed)
{
	timed->trouble = 0;
	pid_t child = fork();
	if (!child)
		time_child(mix, filter, alone, timed);
	return child > 0 && kernel_wait(child) == SIGILL && !timed->trouble;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The median of each filter's rounds. False if unavailable. */
static bool measure(const struct contest *c, bool alone, double ns[FILTERS], double *share)
{
	static struct mix mix;
	static double times[FILTERS][ROUNDS];
	struct timed *timed = mmap(NULL, sizeof(*timed), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool had = timed != MAP_FAILED;

	make_mix(c, alone, &mix);
	*share = mix.share;
	for (unsigned round = 0; round < ROUNDS && mix.count; round++)
		for (unsigned f = 0; f < c->filters && had; f++) {
			had = time_once(&mix, &c->filter[f], alone, timed);
			times[f][round] = timed->ns;
		}
	for (unsigned f = 0; f < c->filters; f++) {
		qsort(times[f], ROUNDS, sizeof(double), ascending);
		ns[f] = times[f][ROUNDS / 2];
	}
	munmap(timed, sizeof(*timed));
	return had && mix.count;
}

#else

static bool measure(const struct contest *c, bool alone, double ns[FILTERS], double *share)
{
	(void)c, (void)alone, (void)ns, (void)share;
	return false;
}

#endif

static void put_time(bool had, double ns, double ours)
{
	if (!had)
		printf(" %8s %6s", "-", "");
	else if (ours > 1)
		printf(" %8.1f %5.2fx", ns, ns / ours);
	else
		printf(" %8.1f %6s", ns, "");
}

/* One line per filter; marks those that need no more instructions than
 * seccord's. */
static void print_table(const struct contest *c)
{
	double ns[FILTERS] = { 0 }, cached[FILTERS] = { 0 }, share = 0, cached_share = 0;
	bool had = measure(c, false, ns, &share), had_cached = measure(c, true, cached, &cached_share);
	double ours = executed(c, &c->filter[0], false);

	printf("  on this kernel %.1f%% of these, without refusal %.1f%%\n", share * 100, cached_share * 100);
	printf("  %-26s %6s %9s %7s %15s %15s\n", "", "length", "executed", "cached", "ns, no cache", "ns, cache");
	for (unsigned f = 0; f < c->filters; f++) {
		double each = executed(c, &c->filter[f], false);
		printf("  %-26s %6zu %9.2f %7.2f", c->label[f], c->filter[f].length, each, executed(c, &c->filter[f], true));
		put_time(had, ns[f], ns[0]);
		put_time(had_cached, cached[f], cached[0]);
		printf("%s\n", f && each <= ours ? "  <- not above ours" : "");
	}
}

int main(int argc, char **argv)
{
	struct contest c = { 0 };

	if (argc < 3)
		die("usage", "filters TRACE LABEL=FILTER...");
	read_trace(&c, argv[1]);
	for (int i = 2; i < argc; i++)
		read_filter(&c, argv[i]);
	printf("  compared: %.1f%% of the calls\n", keep_common(&c) * 100);
	print_table(&c);
	for (unsigned f = 0; f < c.filters; f++)
		filter_free(&c.filter[f]);
	free(c.input);
	return 0;
}
