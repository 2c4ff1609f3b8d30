/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties of every trace, tested on many random ones. SEED=number repeats a run.
 */
#include "analyzer/explain/remedy.h"
#include "tests/analyzer/traces.h"

#include <errno.h>
#include <unistd.h>

#include "analyzer/check/check_deep.h"
#include "analyzer/diff/diff.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/analyzer/judge.h"
#include "tests/sample.h"

enum { ROUNDS = 200, MOST_CALLS = 60, PROBES = 400 };

static uint64_t random_state;

static uint64_t random_next(void)
{
	random_state += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = random_state;
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint64_t random_below(uint64_t limit)
{
	return random_next() % limit;
}

static const enum arch archs[] = {ARCH_X86_64, ARCH_I386, ARCH_ARM64};

/* Calls that the passes treat specially are frequent. */
static const enum syscall_id favourites[] = {
	CALL_socket, CALL_socketcall, CALL_ipc, CALL_semtimedop, CALL_clone, CALL_clone3, CALL_fork, CALL_vfork,
	CALL_ioctl, CALL_fcntl, CALL_fcntl64, CALL_prctl, CALL_clock_gettime, CALL_openat2, CALL_socketpair,
	CALL_landlock_create_ruleset, CALL_bpf, CALL_sched_setattr, CALL_io_uring_enter, CALL_mmap, CALL_openat,
};

static const uint64_t interesting[] = {
	0, 1, 2, 3, 4, 9, 10, 11, 16, 17, 0x100, 0x3d0f00, 0x1200011, 0x10000000, 0x5401, 0x80801, 0xffffffff, UINT64_MAX,
	0x200000000, 0x700000001,
};

static uint64_t random_value(void)
{
	return random_below(8) ? interesting[random_below(COUNT_OF(interesting))] : random_next();
}

static int random_id(enum arch arch)
{
	for (;;) {
		int id = random_below(2) ? (int)favourites[random_below(COUNT_OF(favourites))] : (int)random_below(CALL_COUNT);
		if (syscall_exists((enum syscall_id)id, arch))
			return id;
	}
}

static struct trace_call random_vdso_call(enum arch arch)
{
	const struct vdso_function *row;

	do
		row = vdso_function_at(random_below(vdso_function_count()));
	while (row->arch != arch);
	return call_of_vdso(arch, random_below(2) ? ORIGIN_VDSO : ORIGIN_VDSO_HIDDEN, row->symbol);
}

static uint64_t random_field(int id, unsigned place)
{
	static const uint64_t sizes[] = {0, 7, 8, 16, 24, 32, 64, 88, 4096, UINT64_MAX};

	return place == DEEP_SIZE ? sizes[random_below(COUNT_OF(sizes))] : random_value() & deep_mask(id, place);
}

static void random_deep(struct trace_call *call, int id)
{
	if (!struct_of(id))
		return;
	for (unsigned place = 0; place < DEEP_PLACES; place++)
		if (deep_role(id, place) != ROLE__ && random_below(4))
			values_add(&call->deep[place], deep_role(id, place), random_field(id, place));
	call->deep_tail = !random_below(8);
	if (random_below(2))
		call->errnos[0] = E2BIG;
}

static struct trace_call random_call(void)
{
	enum arch arch = archs[random_below(COUNT_OF(archs))];

	if (!random_below(8))
		return random_vdso_call(arch);
	if (!random_below(16))
		return call_on(arch, 1000 + (uint32_t)random_below(4));
	int id = random_id(arch);
	struct trace_call call = call_on(arch, (uint32_t)syscall_nr((enum syscall_id)id, arch));
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (random_below(12))
			call_argument(&call, id, arg, random_value());
	if (random_below(20))
		call_tuple(&call);
	call.high = !random_below(8);
	random_deep(&call, id);
	if (!random_below(24))
		call_wide(&call, id);
	return call;
}

static void random_trace(struct trace *trace)
{
	for (uint64_t left = 1 + random_below(MOST_CALLS); left; left--) {
		struct trace_call call = random_call();
		record_call(trace, &call);
	}
}

/* As from many runs: a few calls have many tuples, and some overflow. */
static void random_shards(struct trace *sum)
{
	for (uint64_t shards = 1 + random_below(4); shards; shards--) {
		struct trace shard = {0};
		random_trace(&shard);
		for (uint64_t left = random_below(40); left; left--) {
			struct trace_call call = call_on(ARCH_X86_64, (uint32_t)syscall_nr(CALL_mmap, ARCH_X86_64));
			call_argument(&call, CALL_mmap, 2, random_below(8));
			call_argument(&call, CALL_mmap, 3, random_below(8));
			call_tuple(&call);
			record_call(&shard, &call);
		}
		trace_merge(sum, &shard);
		trace_free(&shard);
	}
}

static struct derive_options random_options(void)
{
	struct derive_options options = {.level = (enum level)random_below(LEVEL_COUNT), .no_args = !random_below(4)};

	if (!random_below(3))
		options.archs = ARCH_BIT(archs[random_below(COUNT_OF(archs))]);
	return options;
}

static void write_derived(const struct trace *trace, const struct derive_options *options, struct text *out)
{
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};

	derive(&policy, trace, options, &notes);
	policy_write(&policy, out);
	text_add(out, notes.at ? notes.at : "");
	policy_free(&policy);
}

/* Nothing is stopped, and nothing may be. */
static void test_admits_its_own_trace(void **state)
{
	(void)state;
	for (int round = 0; round < (int)sample_of(ROUNDS); round++) {
		struct derive_options options = random_options();
		struct trace trace = {0};
		struct policy policy = {0};
		struct check check = {0};
		AUTO_TEXT struct text notes = {0}, words = {0};
		random_shards(&trace);
		derive(&policy, &trace, &options, &notes);
		check_sampled(&check, &trace, decide_by_policy, &policy);
		check_deep(&check, &trace, &policy);
		check_text(&check, &trace, &policy, remedy_suggest, &words);
		if (check.stopped || check.maybe || check.outside_count)
			fail_msg("level %d, no_args %d:\n%s", (int)options.level, options.no_args, words.at);
		check_free(&check);
		policy_free(&policy);
		trace_free(&trace);
	}
}

static struct seccomp_data random_probe(void)
{
	enum arch arch = archs[random_below(COUNT_OF(archs))];
	struct seccomp_data data = {.arch = arch_info(arch)->audit};

	data.nr = (int)syscall_nr((enum syscall_id)random_id(arch), arch);
	for (int arg = 0; arg < SYSCALL_ARGS; arg++)
		data.args[arg] = random_value();
	return data;
}

static bool allows(const struct policy *policy, const struct seccomp_data *data)
{
	return policy_eval(policy, data).action == ACTION_ALLOW;
}

static void assert_wider(const struct policy *wide, const struct policy *narrow, const char *what)
{
	for (int i = 0; i < PROBES; i++) {
		struct seccomp_data data = random_probe();
		int arch = arch_of_call(data.arch, (uint32_t)data.nr);
		int id = syscall_by_nr((enum arch)arch, (uint32_t)data.nr);
		if (allows(narrow, &data) && !allows(wide, &data))
			fail_msg("%s: %s(%llx, %llx) on %s only in the narrow one", what, syscall_name((enum syscall_id)id),
			         data.args[0], data.args[1], arch_info((enum arch)arch)->name);
	}
}

static void test_equivalence_only_widens(void **state)
{
	(void)state;
	for (int round = 0; round < (int)sample_of(ROUNDS); round++) {
		const char *without[] = {equivalence_at(random_below(equivalence_count()))->name, NULL};
		struct derive_options options = random_options(), exact, fewer;
		struct trace trace = {0};
		struct policy full = {0}, narrow = {0}, open = {0};
		AUTO_TEXT struct text notes = {0};
		options.level = LEVEL_DEFAULT;
		exact = fewer = options;
		exact.level = LEVEL_EXACT;
		fewer.without_sets = without;
		random_trace(&trace);
		derive(&full, &trace, &options, &notes);
		derive(&narrow, &trace, &exact, &notes);
		derive(&open, &trace, &fewer, &notes);
		assert_wider(&full, &narrow, "exact");
		assert_wider(&full, &open, without[0]);
		policy_free(&full);
		policy_free(&narrow);
		policy_free(&open);
		trace_free(&trace);
	}
}

static void test_order_of_traces(void **state)
{
	(void)state;
	for (int round = 0; round < (int)sample_of(ROUNDS); round++) {
		struct derive_options options = random_options();
		struct trace a = {0}, b = {0}, ab = {0}, ba = {0};
		AUTO_TEXT struct text first = {0}, second = {0};
		random_trace(&a);
		random_trace(&b);
		trace_merge(&ab, &a);
		trace_merge(&ab, &b);
		trace_merge(&ba, &b);
		trace_merge(&ba, &a);
		write_derived(&ab, &options, &first);
		write_derived(&ba, &options, &second);
		assert_string_equal(first.at, second.at);
		trace_free(&a);
		trace_free(&b);
		trace_free(&ab);
		trace_free(&ba);
	}
}

/* A file that only this test has a name for. */
static void read_back(struct policy *policy, const struct text *text)
{
	char name[] = "/tmp/seccord-test-XXXXXX";
	int fd = mkstemp(name);
	struct err err = {0};

	assert_true(fd >= 0);
	close(fd);
	int result = file_write(name, text->at, text->length, &err) || policy_read(policy, name, &err);
	unlink(name);
	if (result)
		fail_msg("%s", err.text);
}

/* The result of a diff; DIFF_SAME only if no call differs and nothing is printed. */
static enum diff_outcome compare(const struct policy *before, const struct policy *after, struct text *words, struct text *json)
{
	struct test_sides policies = {before, after};
	struct judge judge = test_judge(&policies, true);
	AUTO_DIFF struct diff diff = {0};

	diff_of(&diff, (struct change_side[]){{before, false}, {after, false}}, &judge);
	AUTO_JSON json_t *object = diff_json(&diff, NULL);

	diff_text(&diff, NULL, words);
	json_line(object, json);
	return diff.outcome;
}

static void test_reads_back(void **state)
{
	(void)state;
	for (int round = 0; round < (int)sample_of(ROUNDS) / 4; round++) {
		struct derive_options options = random_options();
		struct trace trace = {0};
		struct policy policy = {0}, read = {0};
		AUTO_TEXT struct text notes = {0}, first = {0}, second = {0}, words = {0}, json = {0};
		random_trace(&trace);
		derive(&policy, &trace, &options, &notes);
		policy_write(&policy, &first);
		read_back(&read, &first);
		policy_write(&read, &second);
		assert_string_equal(first.at, second.at);
		assert_int_equal(compare(&policy, &read, &words, &json), DIFF_SAME);
		policy_free(&policy);
		policy_free(&read);
		trace_free(&trace);
	}
}

static void test_diff(void **state)
{
	(void)state;
	for (int round = 0; round < (int)sample_of(ROUNDS); round++) {
		struct derive_options options = random_options();
		struct trace trace = {0};
		struct policy policy = {0}, empty = {0};
		AUTO_TEXT struct text notes = {0}, words = {0}, json = {0};
		random_trace(&trace);
		derive(&policy, &trace, &options, &notes);
		assert_int_equal(compare(&policy, &policy, &words, &json), DIFF_SAME);
		assert_int_equal(words.length, 0);
		assert_non_null(strstr(json.at, "\"same\": true"));
		policy_defaults(&empty);
		empty.archs = policy.archs;
		assert_int_equal(compare(&empty, &policy, &words, &json), policy.rule_count ? DIFF_DIFFERENT : DIFF_SAME);
		policy_free(&policy);
		policy_free(&empty);
		trace_free(&trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_admits_its_own_trace),
		cmocka_unit_test(test_equivalence_only_widens),
		cmocka_unit_test(test_order_of_traces),
		cmocka_unit_test(test_reads_back),
		cmocka_unit_test(test_diff),
	};
	const char *seed = getenv("SEED");

	random_state = seed ? strtoull(seed, NULL, 0) : 1;
	print_message("SEED=%llu\n", (unsigned long long)random_state);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
