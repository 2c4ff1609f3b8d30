/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trace is a set: joining and merging as a semilattice, in memory and through
 * files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/trace/trace.h"
#include "core/values/values_json.h"
#include "tests/core/random_trace.h"

enum { SEEDS = 60, SUMS = 12 };

static void site_text(const struct trace *trace, int site, struct text *out)
{
	if (site == TRACE_NOWHERE)
		return;
	const struct trace_site *at = &trace->sites[site];
	const struct trace_image *image = &trace->images[at->image];
	text_format(out, " %s %s %s +%llx %s:%u", image->path, image->build_id ? image->build_id : "", image->arch ? image->arch : "",
	            (unsigned long long)at->offset, at->file ? at->file : "", at->line);
}

static void program_text(const struct trace *trace, int program, struct text *out)
{
	if (program == TRACE_NOWHERE)
		return;
	const struct trace_program *at = &trace->programs[program];
	text_format(out, " %s %s %s", at->path, at->build_id ? at->build_id : "", at->as ? at->as : "");
}

/* A call without indexes, which depend on order. */
static char *call_text(const struct trace *trace, const struct trace_call *call, bool with_count)
{
	struct text out = {0};

	text_format(&out, "%d %u %d %d %d %d %s", call->arch, call->nr, call->origin, call->wide, call->known, call->least, call->function ? call->function : "");
	site_text(trace, call->site, &out);
	site_text(trace, call->caller - 1, &out);
	program_text(trace, call->program - 1, &out);
	text_format(&out, " %d", call->many_threads);
	for (unsigned i = 0; i < TRACE_THREADS; i++)
		text_format(&out, " %s", call->threads[i]);
	text_format(&out, " %d", call->labels.more);
	for (int i = 0; trace_label_at(trace, &call->labels, i); i++)
		text_format(&out, " %s", trace_label_at(trace, &call->labels, i));
	text_format(&out, " %d", call->many_drivers);
	for (unsigned i = 0; i < TRACE_DRIVERS; i++)
		text_format(&out, " %s", call->drivers[i]);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		values_write(&call->selector[i], trace_role(call, i), &out);
		values_write(&call->arg[i], trace_role(call, i), &out);
	}
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		values_write(&call->deep[i], trace_deep_role(call, i), &out);
	text_format(&out, " %d %d", call->tuples.kind, call->high);
	for (unsigned i = 0; i < call->tuples.count * TUPLE_VALUES; i++)
		text_format(&out, " %llx", (unsigned long long)call->tuples.v[i / TUPLE_VALUES][i % TUPLE_VALUES]);
	text_add(&out, call->deep_tail ? "tail" : "");
	for (unsigned i = 0; i < TRACE_ERRNOS; i++)
		text_format(&out, " %u", call->errnos[i]);
	if (with_count)
		text_format(&out, " %llu", (unsigned long long)call->count);
	text_add(&out, "\n");
	return out.at;
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Who started whom, as a set. */
static struct text starts_of(const struct trace *trace)
{
	char **lines = mem_alloc(trace->start_count * sizeof(*lines));
	struct text out = {0};

	for (size_t i = 0; i < trace->start_count; i++) {
		struct text line = {0};
		text_format(&line, "%d", trace->starts[i].replaced);
		program_text(trace, trace->starts[i].program, &line);
		program_text(trace, trace->starts[i].by, &line);
		lines[i] = line.at;
	}
	qsort(lines, trace->start_count, sizeof(*lines), compare_strings);
	for (size_t i = 0; i < trace->start_count; i++) {
		text_format(&out, "%s\n", lines[i]);
		free(lines[i]);
	}
	free(lines);
	return out;
}

/* The trace as a set: the same for every order of merging. */
static struct text set_of(const struct trace *trace, bool with_count)
{
	char **lines = mem_alloc(trace->call_count * sizeof(*lines));
	struct text out = {0};

	for (size_t i = 0; i < trace->call_count; i++)
		lines[i] = call_text(trace, &trace->calls[i], with_count);
	qsort(lines, trace->call_count, sizeof(*lines), compare_strings);
	for (size_t i = 0; i < trace->call_count; i++) {
		text_add(&out, lines[i]);
		free(lines[i]);
	}
	free(lines);
	return out;
}

static void assert_same_starts(const struct trace *a, const struct trace *b)
{
	AUTO_TEXT struct text left = starts_of(a), right = starts_of(b);

	assert_string_equal(left.at ? left.at : "", right.at ? right.at : "");
}

static void assert_same_set(const struct trace *a, const struct trace *b, bool with_count, uint64_t seed)
{
	AUTO_TEXT struct text left = set_of(a, with_count);
	AUTO_TEXT struct text right = set_of(b, with_count);

	if (strcmp(left.at, right.at))
		fail_msg("seed %llu:\n%s\n%s", (unsigned long long)seed, left.at, right.at);
	assert_same_starts(a, b);
}

static void test_read_of_write(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct trace trace = random_trace(seed), again = {0};
		AUTO_TEXT struct text bytes = trace_bytes(&trace);
		struct err err;
		if (trace_read_bytes(&again, bytes.at, bytes.length, "trace", &err))
			fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
		AUTO_TEXT struct text second = trace_bytes(&again);
		assert_string_equal(bytes.at, second.at);
		assert_same_set(&trace, &again, true, seed);
		assert_int_equal(again.call_count, trace.call_count);
		assert_int_equal(again.complete, trace.complete);
		assert_memory_equal(&again.end, &trace.end, sizeof(trace.end));
		assert_string_equal(again.command[1], trace.command[1]);
		assert_null(again.command[2]);
		trace_free(&trace);
		trace_free(&again);
	}
}

static struct trace merged(const struct trace *a, const struct trace *b)
{
	struct trace sum = {0};

	trace_merge(&sum, a);
	trace_merge(&sum, b);
	return sum;
}

static void test_merge_is_a_join(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct trace a = random_trace(seed), b = random_trace(seed + 1000), c = random_trace(seed + 2000);
		struct trace ab = merged(&a, &b), ba = merged(&b, &a), bc = merged(&b, &c);
		struct trace left = merged(&ab, &c), right = merged(&a, &bc), twice = merged(&a, &a), alone = {0};
		trace_merge(&alone, &a);
		assert_same_set(&ab, &ba, true, seed);
		assert_same_set(&left, &right, true, seed);
		assert_same_set(&twice, &a, false, seed);
		assert_same_set(&alone, &a, true, seed);
		assert_int_equal(alone.complete, a.complete);
		assert_int_equal(ab.complete, a.complete && b.complete);
		assert_memory_equal(&ab.end, &ba.end, sizeof(ab.end));
		assert_memory_equal(&left.end, &right.end, sizeof(left.end));
		assert_memory_equal(&alone.end, &a.end, sizeof(a.end));
		struct trace *all[] = { &a, &b, &c, &ab, &ba, &bc, &left, &right, &twice, &alone };
		for (size_t i = 0; i < COUNT_OF(all); i++)
			trace_free(all[i]);
	}
}

/* The bytes of a sum of three, in the given order, merged at once or in steps. */
static struct text sum_of(const struct trace *const part[3], bool nested)
{
	struct trace sum = {0}, inner = {0};

	trace_merge(&sum, part[0]);
	if (nested) {
		trace_merge(&inner, part[1]);
		trace_merge(&inner, part[2]);
		trace_merge(&sum, &inner);
	} else {
		trace_merge(&sum, part[1]);
		trace_merge(&sum, part[2]);
	}
	trace_sort(&sum);
	struct text bytes = trace_bytes(&sum);
	trace_free(&inner);
	trace_free(&sum);
	return bytes;
}

static void test_a_sorted_sum_has_the_same_bytes(void **state)
{
	static const unsigned orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

	(void)state;
	for (uint64_t seed = 1; seed <= SUMS; seed++) {
		struct trace shards[3] = { random_trace(seed), random_trace(seed + 1000), random_trace(seed + 2000) };
		const struct trace *const first[3] = { &shards[0], &shards[1], &shards[2] };
		AUTO_TEXT struct text expected = sum_of(first, false);
		for (size_t i = 0; i < 2 * COUNT_OF(orders); i++) {
			const unsigned *order = orders[i / 2];
			const struct trace *const part[3] = { &shards[order[0]], &shards[order[1]], &shards[order[2]] };
			AUTO_TEXT struct text bytes = sum_of(part, i % 2);
			if (strcmp(expected.at, bytes.at))
				fail_msg("seed %llu, order %zu:\n%s\n%s", (unsigned long long)seed, i, expected.at, bytes.at);
		}
		for (size_t i = 0; i < 3; i++)
			trace_free(&shards[i]);
	}
}

/* A sum that was written and read again merges like any other shard. */
static void test_a_sum_of_files(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SUMS; seed++) {
		struct trace a = random_trace(seed), b = random_trace(seed + 1000), c = random_trace(seed + 2000), again = {0};
		const struct trace *const all[3] = { &a, &b, &c };
		struct trace ab = merged(&a, &b);
		struct err err;
		trace_sort(&ab);
		AUTO_TEXT struct text bytes = trace_bytes(&ab);
		if (trace_read_bytes(&again, bytes.at, bytes.length, "sum", &err))
			fail_msg("%s", err.text);
		struct trace abc = merged(&again, &c);
		trace_sort(&abc);
		AUTO_TEXT struct text sum = trace_bytes(&abc), expected = sum_of(all, false);
		assert_string_equal(expected.at, sum.at);
		struct trace *traces[] = { &a, &b, &c, &ab, &again, &abc };
		for (size_t i = 0; i < COUNT_OF(traces); i++)
			trace_free(traces[i]);
	}
}

static void test_header_of_a_sum(void **state)
{
	const char *ls[] = { "ls", NULL }, *cat[] = { "cat", NULL };
	struct trace old = { .kernel = "6.1", .engine = "seccomp", .command = ls, .complete = true };
	struct trace new = { .kernel = "6.18", .engine = "seccomp", .command = cat, .complete = true };
	struct trace unknown = { .complete = true }, broken = { .complete = false };
	struct trace sum = merged(&new, &old);
	char kernel[16];

	(void)state;
	trace_merge(&sum, &unknown);
	trace_merge(&sum, &old);
	assert_string_equal(sum.kernel, "6.1, 6.18");
	assert_string_equal(sum.engine, "seccomp");
	assert_null(sum.host);
	assert_null(sum.command);
	assert_true(sum.many_commands && sum.complete);
	for (int i = 0; i < 9; i++) {
		struct trace other = { .kernel = kernel, .complete = true };
		snprintf(kernel, sizeof(kernel), "5.%d", i);
		trace_merge(&sum, &other);
	}
	trace_merge(&sum, &old);
	assert_string_equal(sum.kernel, "several");
	trace_free(&sum);
	sum = merged(&broken, &old);
	assert_false(sum.complete);
	trace_free(&sum);
}

static void test_the_lowest_notes_are_kept(void **state)
{
	struct trace low = {0}, high = {0};
	char note[32];

	(void)state;
	for (int i = 0; i < TRACE_NOTES_MOST; i++) {
		snprintf(note, sizeof(note), "%05d", i);
		trace_note(&low, note);
		snprintf(note, sizeof(note), "%05d", i + 100);
		trace_note(&high, note);
	}
	struct trace one = merged(&low, &high), other = merged(&high, &low);
	trace_sort(&one);
	trace_sort(&other);
	assert_string_equal(one.notes[TRACE_NOTES_MOST - 1], "04095");
	for (int i = 0; i < TRACE_NOTES_MOST; i++)
		assert_string_equal(one.notes[i], other.notes[i]);
	trace_free(&low);
	trace_free(&high);
	trace_free(&one);
	trace_free(&other);
}

static void test_equal_things_are_one(void **state)
{
	struct trace trace = {0};
	struct trace_image image = { .path = "/bin/true" };
	bool added;

	(void)state;
	assert_int_equal(trace_image(&trace, &image, &added), 0);
	assert_true(added);
	assert_int_equal(trace_image(&trace, &image, &added), 0);
	assert_false(added);
	image.build_id = "ab";
	assert_int_equal(trace_image(&trace, &image, NULL), 1);

	struct trace_site site = { .image = 0, .offset = 16 };
	assert_int_equal(trace_site(&trace, &site, NULL), 0);
	site.function = "main";
	site.into = 4;
	assert_int_equal(trace_site(&trace, &site, &added), 0);
	assert_false(added);
	assert_string_equal(trace.sites[0].function, "main");
	assert_int_equal(trace.sites[0].into, 4);
	site.image = 1;
	assert_int_equal(trace_site(&trace, &site, NULL), 1);

	struct trace_program program = { .path = "/bin/dash" };
	assert_int_equal(trace_program(&trace, &program, NULL), 0);
	program.as = "sh";
	assert_int_equal(trace_program(&trace, &program, NULL), 1);
	assert_int_equal(trace_program(&trace, &program, &added), 1);
	assert_false(added);

	assert_true(trace_note(&trace, "x"));
	assert_false(trace_note(&trace, "x"));
	trace_free(&trace);
}

static uint64_t total_of(const struct trace *trace)
{
	uint64_t total = 0;

	for (size_t i = 0; i < trace->call_count; i++)
		total += trace->calls[i].count;
	return total;
}

static void test_programs_are_forgotten(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct trace trace = random_trace(seed);
		uint64_t total = total_of(&trace);
		size_t sites = trace.site_count;
		trace_forget_programs(&trace);
		assert_int_equal(total_of(&trace), total);
		for (size_t i = 0; i < trace.call_count; i++) {
			assert_int_equal(trace.calls[i].program, 0);
			assert_int_equal(trace_find_call(&trace, &trace.calls[i]), i);
		}
		assert_int_equal(trace_site(&trace, &trace.sites[0], NULL), 0);
		assert_int_equal(trace.site_count, sites);
		trace_free(&trace);
	}
}

static void test_calls_differ_by_program_alone(void **state)
{
	struct trace trace = {0};
	struct trace_program program = { .path = "/bin/a" };
	struct trace_call call = { .nr = 39, .site = TRACE_NOWHERE, .count = 1 };

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		program.build_id = (const char *[]){ "a", "b", "c" }[i];
		call.program = 1 + trace_program(&trace, &program, NULL);
		int entry = trace_call(&trace, &call, NULL);
		trace_call_join(&trace.calls[entry], &call);
	}
	assert_int_equal(trace.call_count, 3);
	trace_forget_programs(&trace);
	assert_int_equal(trace.call_count, 1);
	assert_int_equal(trace.calls[0].count, 3);
	trace_free(&trace);
}

/* Only selectors are in a call's key, without the bits that rules ignore. */
static void test_keys_of_calls(void **state)
{
	struct trace trace = {0};
	struct trace_call call = { .nr = 41, .site = TRACE_NOWHERE };
	struct values *selector = call.selector;

	(void)state;
	values_add(&selector[0], ROLE_domain, 1);
	selector[1] = (struct values){ .kind = VALUES_SET, .count = 1, .v = { 1 } };
	assert_int_equal(trace_call(&trace, &call, NULL), 0);
	selector[1].v[0] = 0x80001;
	assert_int_equal(trace_call(&trace, &call, NULL), 0);
	values_add(&selector[2], ROLE_protocol, 6);
	assert_int_equal(trace_call(&trace, &call, NULL), 0);
	selector[1].v[0] = 2;
	assert_int_equal(trace_call(&trace, &call, NULL), 1);
	call.wide = true;
	assert_int_equal(trace_call(&trace, &call, NULL), 2);
	selector[1].v[0] = 3;
	assert_int_equal(trace_call(&trace, &call, NULL), 2);
	assert_int_equal(trace.calls[2].selector[0].kind, VALUES_ANY);
	call.origin = ORIGIN_VDSO;
	assert_int_equal(trace_call(&trace, &call, NULL), 3);
	call.function = "f";
	assert_int_equal(trace_call(&trace, &call, NULL), 4);
	call.arch = ARCH_I386;
	assert_int_equal(trace_call(&trace, &call, NULL), 5);
	call.program = 1;
	assert_int_equal(trace_call(&trace, &call, NULL), 6);
	call.program = 2;
	assert_int_equal(trace_call(&trace, &call, NULL), 7);
	trace_free(&trace);
}

static void test_join(void **state)
{
	struct trace_call a = { .nr = 41, .count = 2, .errnos = { 13 } }, b = { .nr = 41, .count = UINT64_MAX - 1 };

	(void)state;
	assert_false(trace_call_join(&a, &b));
	assert_true(a.count == UINT64_MAX);
	for (unsigned i = 0; i < TRACE_ERRNOS; i++)
		b.errnos[i] = (uint16_t)(20 - i);
	assert_true(trace_call_join(&a, &b));
	assert_false(trace_call_join(&a, &b));
	static const uint16_t lowest[TRACE_ERRNOS] = { 13, 14, 15, 16, 17, 18, 19, 20 };
	assert_memory_equal(a.errnos, lowest, sizeof(lowest));
	b.stack_depth = 1;
	assert_true(trace_call_join(&a, &b));
	assert_int_equal(a.stack_depth, 1);
	for (unsigned i = 0; i < TRACE_THREADS; i++)
		snprintf(b.threads[i], TRACE_THREAD_NAME, "worker-%c", 'a' + (int)i);
	assert_true(trace_call_join(&a, &b));
	assert_false(trace_call_join(&a, &b));
	assert_string_equal(a.threads[1], "worker-b");
	struct trace_call more = { .threads = { "a" } };
	assert_true(trace_call_join(&a, &more));
	assert_true(a.many_threads && !*a.threads[0]);
	assert_false(trace_call_join(&a, &more));
	assert_false(trace_call_join(&a, &b));
	assert_false(trace_call_join(&a, &b));
}

/* Every order of joins keeps the lowest names. */
static void test_labels(void **state)
{
	static const char *const names[] = { "k", "b", "d", "a", "j", "c", "i", "e", "h", "g" };
	struct trace trace = {0};
	struct trace_labels up = {0}, down = {0}, both = {0}, few = {0};

	(void)state;
	for (int i = 0; i < (int)COUNT_OF(names); i++) {
		assert_int_equal(trace_label(&trace, names[i]), i);
		assert_int_equal(trace_label(&trace, names[i]), i);
	}
	for (int i = 0; i < (int)COUNT_OF(names); i++) {
		trace_labels_add(&trace, &up, i);
		trace_labels_add(&trace, &down, (int)COUNT_OF(names) - 1 - i);
		trace_labels_add(&trace, i % 2 ? &few : &both, i);
	}
	assert_false(few.more || both.more);
	assert_true(trace_labels_join(&trace, &both, &few));
	assert_false(trace_labels_join(&trace, &both, &few));
	for (int i = 0; i < TRACE_LABELS; i++) {
		assert_int_equal(up.at[i], down.at[i]);
		assert_int_equal(up.at[i], both.at[i]);
	}
	assert_true(up.more && down.more && both.more);
	assert_string_equal(trace_label_at(&trace, &up, 0), "a");
	assert_string_equal(trace_label_at(&trace, &up, TRACE_LABELS - 1), "i");
	assert_null(trace_label_at(&trace, &up, TRACE_LABELS));
	assert_true(trace_has_label(&trace, "j"));
	assert_false(trace_has_label(&trace, "f"));
	trace_free(&trace);
}

static void test_what_is_known_is_apart(void **state)
{
	struct trace_call call = { .arch = ARCH_X86_64, .nr = 39, .site = TRACE_NOWHERE, .count = 5 }, known = call;
	struct trace trace = {0};

	(void)state;
	known.known = true;
	assert_false(trace_has_least(&trace));
	int entry = trace_call(&trace, &call, NULL);
	trace_call_join(&trace.calls[entry], &call);
	assert_false(trace_has_least(&trace));
	entry = trace_call(&trace, &known, NULL);
	trace_call_join(&trace.calls[entry], &known);
	assert_int_equal(trace.call_count, 2);
	assert_true(trace_has_least(&trace));
	assert_int_equal(trace_forget_known(&trace), 1);
	assert_int_equal(trace.call_count, 1);
	assert_int_equal(trace.calls[0].count, 5);
	assert_int_equal(trace_find_call(&trace, &call), 0);
	assert_int_equal(trace_find_call(&trace, &known), -1);
	assert_int_equal(trace_forget_known(&trace), 0);
	call.least = true;
	assert_true(trace_call_join(&trace.calls[0], &call));
	assert_false(trace_call_join(&trace.calls[0], &call));
	assert_true(trace_has_least(&trace));
	trace_free(&trace);
}

static void test_notes_are_bounded(void **state)
{
	struct trace trace = {0};
	char note[32];

	(void)state;
	for (int i = 0; i < TRACE_NOTES_MOST + 10; i++) {
		snprintf(note, sizeof(note), "%d", i);
		assert_int_equal(trace_note(&trace, note), i < TRACE_NOTES_MOST);
	}
	trace_free(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_of_write),
		cmocka_unit_test(test_programs_are_forgotten),
		cmocka_unit_test(test_calls_differ_by_program_alone),
		cmocka_unit_test(test_merge_is_a_join),
		cmocka_unit_test(test_a_sorted_sum_has_the_same_bytes),
		cmocka_unit_test(test_a_sum_of_files),
		cmocka_unit_test(test_header_of_a_sum),
		cmocka_unit_test(test_the_lowest_notes_are_kept),
		cmocka_unit_test(test_equal_things_are_one),
		cmocka_unit_test(test_keys_of_calls),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_what_is_known_is_apart),
		cmocka_unit_test(test_notes_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
