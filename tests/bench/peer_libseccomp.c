/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer_libseccomp LEVEL [PRIORITIES] <RESOLVED >FILTER: the policy as a
 * libseccomp expert would write it, compiled with SCMP_FLTATR_CTL_OPTIMIZE
 * LEVEL: 1 is a chain in the order of priorities, 2 a binary tree. A line of
 * PRIORITIES is "COUNT NAME". With LEVEL "time", prints the median time of 21
 * runs of building plus export, in milliseconds.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "core/kernel/arch.h"
#include "tests/bench/resolved.h"

static uint32_t action(uint32_t ret)
{
	return (ret & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO ? SCMP_ACT_ERRNO(ret & 0xffff) : ret;
}

static void die(const char *what, int error)
{
	fprintf(stderr, "libseccomp: %s: %s\n", what, strerror(-error));
	exit(1);
}

/* At most one comparison: libseccomp accepts one per argument. */
static unsigned compare(const struct resolved_test *t, struct scmp_arg_cmp *cmp)
{
	if (t->kind == TEST_MASKED && !t->mask)
		return 0;
	if (t->kind == TEST_MASKED)
		*cmp = t->mask == UINT64_MAX ? SCMP_CMP64(t->arg, SCMP_CMP_EQ, t->value, 0) :
		                               SCMP_CMP64(t->arg, SCMP_CMP_MASKED_EQ, t->mask, t->value);
	else if (t->from && t->to != t->most)
		die("a range with two ends", -EDOM);
	else
		*cmp = t->from ? SCMP_CMP64(t->arg, SCMP_CMP_GE, t->from, 0) : SCMP_CMP64(t->arg, SCMP_CMP_LE, t->to, 0);
	return 1;
}

/* A row is an AND of ORs: each combination is a rule. */
static void add_row(scmp_filter_ctx filter, uint32_t answer, int nr, const json_t *row, size_t at,
                    struct scmp_arg_cmp *cmp, unsigned used)
{
	if (at == json_array_size(row)) {
		int failed = seccomp_rule_add_array(filter, answer, nr, used, cmp);
		if (failed && failed != -EEXIST)
			die("rule", failed);
		return;
	}
	const json_t *condition = json_array_get(row, at);
	for (size_t i = 0; i < resolved_tests(condition); i++) {
		struct resolved_test test = resolved_test(condition, i);
		add_row(filter, answer, nr, row, at + 1, cmp, used + compare(&test, &cmp[used]));
	}
}

/* libseccomp applies a rule to all archs, so each name is added once. */
static bool is_new(json_t *seen, const char *name)
{
	bool is = !json_object_get(seen, name);

	json_object_set_new(seen, name, json_true());
	return is;
}

static void add_call(scmp_filter_ctx filter, const json_t *call, uint32_t otherwise)
{
	int nr = seccomp_syscall_resolve_name(json_string_value(json_object_get(call, "name")));
	uint32_t answer = action(resolved_ret(call));
	json_t *none = json_pack("[[]]"), *row;
	json_t *rows = json_object_get(call, "any") ? json_object_get(call, "any") : none;
	struct scmp_arg_cmp cmp[6];
	size_t i;

	if (nr != __NR_SCMP_ERROR && answer != otherwise)     /* libseccomp older than the call */
		json_array_foreach(rows, i, row)
			add_row(filter, answer, nr, row, 0, cmp, 0);
	json_decref(none);
}

/* libseccomp's function expects "x86" for "SCMP_ARCH_X86". */
static int add_arch(scmp_filter_ctx filter, const char *ours)
{
	char name[32] = "";
	const char *scmp = arch_info((enum arch)arch_by_name(ours))->scmp + strlen("SCMP_ARCH_");

	for (size_t i = 0; scmp[i] && i + 1 < sizeof(name); i++)
		name[i] = (char)tolower((unsigned char)scmp[i]);
	return seccomp_arch_add(filter, seccomp_arch_resolve_name(name));
}

static scmp_filter_ctx build(const json_t *policy, uint32_t level)
{
	uint32_t otherwise = action(resolved_ret(json_object_get(policy, "default")));
	scmp_filter_ctx filter = seccomp_init(otherwise);
	json_t *arch, *call, *seen = json_object();
	size_t i, n;

	seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, action(resolved_ret(json_object_get(policy, "foreign"))));
	seccomp_arch_remove(filter, SCMP_ARCH_NATIVE);
	json_array_foreach(json_object_get(policy, "archs"), i, arch) {
		int failed = add_arch(filter, json_string_value(json_object_get(arch, "arch")));
		if (failed)
			die("arch", failed);
	}
	json_array_foreach(json_object_get(policy, "archs"), i, arch)
		json_array_foreach(json_object_get(arch, "calls"), n, call)
			if (is_new(seen, json_string_value(json_object_get(call, "name"))))
				add_call(filter, call, otherwise);
	json_decref(seen);
	int failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, level);
	if (failed)
		die("SCMP_FLTATR_CTL_OPTIMIZE", failed);
	return filter;
}

/* The most frequent first: the first line has the highest priority. */
static void prioritise(scmp_filter_ctx filter, const char *file)
{
	FILE *from = fopen(file, "r");
	char name[64];
	uint8_t priority = UINT8_MAX;

	if (!from)
		die(file, -errno);
	while (fscanf(from, "%*u %63s", name) == 1 && priority) {
		int nr = seccomp_syscall_resolve_name(name);
		if (nr != __NR_SCMP_ERROR)
			seccomp_syscall_priority(filter, nr, priority--);
	}
	fclose(from);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double once(const json_t *policy, int fd)
{
	struct timespec before, after;

	clock_gettime(CLOCK_MONOTONIC, &before);
	scmp_filter_ctx filter = build(policy, 2);
	seccomp_export_bpf(filter, fd);
	clock_gettime(CLOCK_MONOTONIC, &after);
	seccomp_release(filter);
	return (double)(after.tv_sec - before.tv_sec) * 1e3 + (double)(after.tv_nsec - before.tv_nsec) / 1e6;
}

static void print_times(const json_t *policy)
{
	double ms[21];
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	for (unsigned i = 0; i < 21; i++)
		ms[i] = once(policy, fd);
	qsort(ms, 21, sizeof(*ms), ascending);
	printf("%.3f\n", ms[10]);
}

int main(int argc, char **argv)
{
	const json_t *policy = resolved_read(stdin);

	if (argc > 1 && !strcmp(argv[1], "time")) {
		print_times(policy);
		return 0;
	}
	scmp_filter_ctx filter = build(policy, argc > 1 ? (uint32_t)atoi(argv[1]) : 1);
	if (argc > 2)
		prioritise(filter, argv[2]);
	int failed = seccomp_export_bpf(filter, STDOUT_FILENO);
	if (failed)
		die("export", failed);
	return 0;
}
