/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trace: joining and merging as a semilattice, file round trips, and all
 * errors in files.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/trace/trace.h"
#include "core/values/values_json.h"

enum { SEEDS = 60, SUMS = 12, CALLS = 80 };

static uint64_t random_state;

static uint32_t random_below(uint32_t bound)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((random_state >> 33) % bound);
}

static const char *random_name(const char *const *names, size_t count)
{
	return names[random_below((uint32_t)count)];
}

static int random_site(struct trace *trace)
{
	static const char *const paths[] = { "/usr/bin/a", "/b\\n\xff\"", "[vdso]", "/lib/caf\xc3\xa9.so" };
	static const char *const functions[] = { "read", "oper\xe9", NULL };
	struct trace_image image = { random_name(paths, 4), random_below(2) ? "00ff" : NULL, random_below(2) ? "i386" : NULL };
	struct trace_site site = {
		.image = trace_image(trace, &image, NULL),
		.offset = random_below(4) ? random_below(8) : UINT64_MAX - random_below(2),
		.function = random_name(functions, 3),
	};

	site.into = site.function ? site.offset : 0;
	site.file = site.offset % 2 ? "who.c" : NULL;
	site.line = site.file ? (unsigned)site.offset % 99 : 0;
	return trace_site(trace, &site, NULL);
}

static void random_args(struct trace_call *call)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		for (uint32_t n = random_below(8) ? 1 : 30; n && role_is_filterable(role); n--) {
			uint64_t value = random_below(4) ? random_below(40) : (uint64_t)random_below(UINT32_MAX) << random_below(30);
			values_add(&call->arg[i], role, value);
			if (role_info(role)->selector && !call->wide) {
				call->selector[i] = call->arg[i];
				break;
			}
		}
	}
}

/* Combinations are known if each argument has one value, and mostly written. */
static void random_tuple(struct trace_call *call)
{
	uint64_t tuple[TUPLE_VALUES] = {0};
	bool known = random_below(16), any = false;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		if (!role_is_filterable(trace_role(call, i)))
			continue;
		known &= call->arg[i].kind == VALUES_SET && call->arg[i].count == 1;
		tuple[i] = call->arg[i].v[0];
		any = true;
	}
	if (any && known)
		tuples_add(&call->tuples, tuple);
	call->high = any && !random_below(8);
}

static void random_deep(struct trace_call *call)
{
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (trace_deep_role(call, i) != ROLE__ && random_below(2))
			values_add(&call->deep[i], trace_deep_role(call, i), (uint64_t)random_below(UINT32_MAX) << random_below(30));
	call->deep_tail = struct_of(syscall_by_nr(call->arch, call->nr)) && !random_below(8);
}

/* Started by itself at times: a shell starts shells. */
static int random_program(struct trace *trace)
{
	static const char *const builds[] = { NULL, "ab", "cd" };
	static const char *const names[] = { NULL, "/bin/sh", "./caf\xe9" };
	struct trace_program program = { random_below(2) ? "/usr/bin/dash" : "/usr/bin/bash", builds[random_below(3)],
	                                 names[random_below(3)] };
	int entry = trace_program(trace, &program, NULL);
	struct trace_start start = { entry, (int)random_below((uint32_t)trace->program_count + 1) - 1, random_below(2) };

	start.replaced &= start.by != TRACE_NOWHERE;
	trace_start(trace, &start, NULL);
	return entry;
}

static struct trace_call random_call(struct trace *trace)
{
	static const enum arch archs[] = { ARCH_X86_64, ARCH_I386, ARCH_X32 };
	struct trace_call call = {
		.arch = archs[random_below(3)], .origin = (enum origin)random_below(ORIGIN_COUNT),
		.site = random_below(4) ? random_site(trace) : TRACE_NOWHERE,
		.wide = !random_below(8), .known = !random_below(8), .count = random_below(1000), .least = !random_below(4),
		.errnos = { (uint16_t)random_below(140) },
	};

	call.nr = arch_info(call.arch)->base + random_below(random_below(8) ? 60 : 600);
	call.function = call.origin == ORIGIN_VDSO ? "__vdso_time" : NULL;
	random_args(&call);
	random_tuple(&call);
	call.caller = random_below(2) ? 0 : 1 + random_site(trace);
	call.program = random_below(2) ? 0 : 1 + random_program(trace);
	for (unsigned i = 0; i < TRACE_THREADS && random_below(3); i++)
		snprintf(call.threads[i], TRACE_THREAD_NAME, "w%u\xe9", 10 * i + random_below(9));
	for (unsigned i = 0; i < TRACE_DRIVERS && random_below(3); i++)
		snprintf(call.drivers[i], TRACE_DRIVER_NAME, "anon:%u\xe9", 10 * i + random_below(3));
	call.many_drivers = !*call.drivers[0] && !random_below(20);
	for (uint32_t n = random_below(4); n; n--)
		trace_labels_add(trace, &call.labels, trace_label(trace, arena_format(&trace->arena, "test %u\xe9", random_below(40))));
	random_deep(&call);
	for (; !random_below(3) && call.stack_depth < TRACE_STACK; call.stack_depth++)
		call.stack[call.stack_depth] = random_site(trace);
	return call;
}

static struct trace random_trace(uint64_t seed)
{
	struct trace trace = {0};

	random_state = seed;
	trace.kernel = arena_format(&trace.arena, "6.%u.2 \"odd\"", 18 - random_below(3));
	trace.engine = random_below(3) ? "seccomp" : "syscall";
	trace.host = arena_string(&trace.arena, "x86_64");
	trace.command = arena_alloc(&trace.arena, 3 * sizeof(*trace.command));
	trace.command[0] = arena_string(&trace.arena, "ls");
	trace.command[1] = arena_string(&trace.arena, seed % 5 ? "caf\xe9\\x41" : "other");
	trace.complete = random_below(2);
	trace.end = random_below(2) ? (struct trace_end){ TRACE_END_SIGNAL, 1 + (int)random_below(64) } :
	            (struct trace_end){ TRACE_END_STATUS, (int)random_below(3) };
	for (int i = 0; i < CALLS; i++) {
		struct trace_call call = random_call(&trace);
		int entry = trace_call(&trace, &call, NULL);
		trace_call_join(&trace.calls[entry], &call);
		trace_labels_join(&trace, &trace.calls[entry].labels, &call.labels);
	}
	trace_note(&trace, "a note");
	trace_note(&trace, arena_format(&trace.arena, "note %u", random_below(100)));
	return trace;
}

static struct text written(const struct trace *trace)
{
	struct trace_writer to = { .fd = memfd_create("trace", MFD_CLOEXEC), .name = "trace" };
	struct text bytes = {0};
	struct err err;
	char path[64];

	assert_true(to.fd >= 0);
	assert_int_equal(trace_write(&to, trace, &err), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", to.fd);
	assert_int_equal(file_read(path, &bytes, &err), 0);
	close(to.fd);
	return bytes;
}

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
		AUTO_TEXT struct text bytes = written(&trace);
		struct err err;
		if (trace_read_bytes(&again, bytes.at, bytes.length, "trace", &err))
			fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
		AUTO_TEXT struct text second = written(&again);
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
	struct text bytes = written(&sum);
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
		AUTO_TEXT struct text bytes = written(&ab);
		if (trace_read_bytes(&again, bytes.at, bytes.length, "sum", &err))
			fail_msg("%s", err.text);
		struct trace abc = merged(&again, &c);
		trace_sort(&abc);
		AUTO_TEXT struct text sum = written(&abc), expected = sum_of(all, false);
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

#define HEAD "{\"seccord-trace\": 1}\n"
#define HEAD2 "{\"seccord-trace\": 2}\n"
#define HEAD3 "{\"seccord-trace\": 3}\n"
#define PROGRAM "{\"program\": 0, \"path\": \"/a\"}\n"
#define MMAP "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 9, \"args\": {\"prot\": [1, 3], \"mapflags\": [33, 34]}"
#define SITE "{\"image\": 0, \"path\": \"/a\"}\n{\"site\": 0, \"image\": 0, \"offset\": \"0x10\"}\n"
#define READ "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 0"
#define CLONE3 "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 435"

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

/* The start of the message, or NULL if the file is valid. */
static const struct { const char *bytes, *fault; } files[] = {
	{ "", "t: the file is empty" },
	{ "\n", "t:1: " },
	{ "{", "t:1: the first line is truncated" },
	{ "{\"seccord-trace\"", "t:1: the first line is truncated" },
	{ "{\"seccord-trace\": 1}", NULL },
	{ HEAD, NULL },
	{ "{\"seccord-trace\": 4, \"new\": 1}\n", "t:1: unsupported version 4; this seccord reads versions 1 to 3" },
	{ "{\"seccord-trace\": 0}\n", "t:1: unsupported version 0; this seccord reads versions 1 to 3" },
	{ "{\"seccord-trace\": 2, \"command\": \"several\"}\n", NULL },
	{ HEAD MMAP "}\n", NULL },
	{ "{\"seccord-trace\": 3, \"shards\": 2}\n" READ ", \"seen\": 2}\n", NULL },
	{ "{\"seccord-trace\": 3, \"shards\": 2}\n" READ ", \"seen\": 3}\n", "t:2: \"seen\" is more than the \"shards\"" },
	{ "{\"seccord-trace\": 3, \"shards\": 2}\n" READ ", \"seen\": 0}\n", "t:2: \"seen\" is 0" },
	{ "{\"seccord-trace\": 3, \"shards\": 0}\n", "t:1: \"shards\" is 0" },
	{ "{\"seccord-trace\": 2, \"shards\": 2}\n", "t:1: \"shards\" is 0, or in a trace before version 3" },
	{ HEAD MMAP ", \"tuples\": \"any\"}\n", "t:2: unknown member \"tuples\"" },
	{ HEAD MMAP ", \"high\": true}\n", "t:2: unknown member \"high\"" },
	{ HEAD2 MMAP "}\n", NULL },
	{ HEAD2 MMAP ", \"tuples\": \"any\"}\n", NULL },
	{ HEAD2 MMAP ", \"tuples\": \"all\"}\n", "t:2: \"tuples\" is neither a list nor \"any\"" },
	{ HEAD2 MMAP ", \"tuples\": {}}\n", "t:2: \"tuples\" is neither" },
	{ HEAD2 MMAP ", \"tuples\": [[1, 33]]}\n", "t:2: \"tuples\" has an entry that is not an object" },
	{ HEAD2 MMAP ", \"tuples\": [{\"prot\": 1, \"mapflags\": 33}, {\"prot\": 3, \"mapflags\": 34}]}\n", NULL },
	{ HEAD2 MMAP ", \"tuples\": [{\"prot\": 2, \"mapflags\": 33}]}\n", "t:2: \"tuples\": the value of 'prot' is not in \"args\"" },
	{ HEAD2 MMAP ", \"tuples\": [{\"prot\": 1, \"mapflags\": 33}]}\n", NULL },
	{ HEAD2 MMAP ", \"tuples\": [{\"prot\": 1}]}\n", NULL },
	{ HEAD2 MMAP ", \"tuples\": [{\"mode\": 1}]}\n", "t:2: \"tuples\": the call has no argument 'mode'" },
	{ HEAD2 MMAP ", \"tuples\": [{\"prot\": \"O_RDWR\"}]}\n", "t:2: \"tuples\": prot: 'O_RDWR' is neither" },
	{ HEAD2 MMAP ", \"tuples\": [{\"prot\": [1]}]}\n", "t:2: \"tuples\": prot: expected a word" },
	{ HEAD3 READ ", \"known\": true, \"count\": 3, \"least\": true}\n", NULL },
	{ HEAD3 READ ", \"known\": 1}\n", "t:2: \"known\" is not true or false" },
	{ HEAD3 READ ", \"least\": 1}\n", "t:2: \"least\" is not true or false" },
	{ HEAD3 READ "}\n" READ ", \"known\": true}\n", "t:3: call 0 " },
	{ HEAD2 MMAP ", \"high\": 1}\n", "t:2: \"high\" is not true or false" },
	{ HEAD3 PROGRAM "{\"started\": 0}\n{\"started\": 0, \"by\": 0, \"replaced\": true}\n" READ ", \"program\": 0}\n", NULL },
	{ HEAD2 PROGRAM, "t:2: expected a line that begins with" },
	{ HEAD2 READ ", \"program\": 0}\n", "t:2: unknown member \"program\"" },
	{ HEAD3 READ ", \"program\": 0}\n", "t:2: program 0 is not defined on an earlier line" },
	{ HEAD3 PROGRAM READ ", \"program\": 1}\n", "t:3: program 1 is not defined on an earlier line" },
	{ HEAD3 PROGRAM READ ", \"program\": 65536}\n", "t:3: \"program\": too large" },
	{ HEAD3 PROGRAM READ ", \"program\": [0]}\n", "t:3: \"program\": expected a number" },
	{ HEAD3 PROGRAM READ ", \"program\": null}\n", "t:3: \"program\": expected a number" },
	{ HEAD3 "{\"program\": 65536, \"path\": \"/a\"}\n", "t:2: \"program\": too large" },
	{ HEAD3 "{\"program\": 0}\n", "t:2: missing \"path\"" },
	{ HEAD3 "{\"program\": 0, \"path\": \"/a\", \"as\": 1}\n", "t:2: \"as\" is not a string" },
	{ HEAD3 PROGRAM "{\"program\": 0, \"path\": \"/b\"}\n", "t:3: program 0 is already defined differently" },
	{ HEAD3 "{\"started\": 0}\n", "t:2: program 0 is not defined on an earlier line" },
	{ HEAD3 PROGRAM "{\"started\": 0, \"by\": 1}\n", "t:3: program 1 is not defined on an earlier line" },
	{ HEAD3 PROGRAM "{\"started\": 0, \"replaced\": true}\n", "t:3: missing \"by\"" },
	{ HEAD3 PROGRAM "{\"started\": 0, \"by\": 0, \"replaced\": 1}\n", "t:3: \"replaced\" is not true or false" },
	{ HEAD3 PROGRAM "{\"started\": 0, \"replaced\": true, \"to\": 0}\n", "t:3: unknown member \"to\"" },
	{ "{\"seccord-trace\": \"one\"}\n", "t:1: \"seccord-trace\": expected a number" },
	{ "{\"seccord\": 1}\n", "t:1: not a seccord trace" },
	{ "\x7f" "ELF\n", "t:1: '[' or '{' expected" },
	{ "[]\n", "t:1: expected an object" },
	{ "{\"seccord-trace\": 1, \"hsot\": \"x\"}\n", "t:1: unknown member \"hsot\"" },
	{ "{\"seccord-trace\": 1, \"command\": [1]}\n", "t:1: \"command\" is not a list of strings" },
	{ "{\"seccord-trace\": 1, \"command\": \"ls\"}\n", "t:1: \"command\" is not a list" },
	{ "{\"seccord-trace\": 1, \"kernel\": 6}\n", "t:1: \"kernel\" is not a string" },
	{ HEAD HEAD, "t:2: expected a line that begins with" },
	{ HEAD "\n", "t:2: " },
	{ HEAD "{}\n", "t:2: expected a line that begins with" },
	{ HEAD "{\"colour\": 1}\n", "t:2: expected a line that begins with" },
	{ HEAD "{\"end\": true}\n" HEAD, "t:3: line after the end" },
	{ HEAD "{\"end\": false}\n", "t:2: \"end\" is not true" },
	{ HEAD "{\"end\": 1}\n", "t:2: \"end\" is not true or false" },
	{ HEAD "{\"note\": 1}\n", "t:2: \"note\" is not a string" },
	{ HEAD "{\"note\": \"a\", \"note\": \"b\"}\n", "t:2: duplicate object key" },
	{ HEAD "{\"image\": 0}\n", "t:2: missing \"path\"" },
	{ HEAD "{\"image\": -1, \"path\": \"/a\"}\n", "t:2: \"image\": expected a number" },
	{ HEAD "{\"image\": 65536, \"path\": \"/a\"}\n", "t:2: \"image\": too large" },
	{ HEAD "{\"image\": 65535, \"path\": \"/a\"}\n", NULL },
	{ HEAD "{\"image\": 0, \"path\": \"/a\"}\n{\"image\": 0, \"path\": \"/b\"}\n", "t:3: image 0 is already defined differently" },
	{ HEAD "{\"image\": 0, \"path\": \"/a\"}\n{\"image\": 0, \"path\": \"/a\"}\n", NULL },
	{ HEAD "{\"site\": 0, \"image\": 0, \"offset\": 0}\n", "t:2: image 0 is not defined on an earlier line" },
	{ HEAD "{\"site\": 0, \"offset\": 0}\n", "t:2: missing \"image\"" },
	{ HEAD "{\"image\": 0, \"path\": \"/a\"}\n{\"site\": 0, \"image\": 0}\n", "t:3: missing \"offset\"" },
	{ HEAD "{\"image\": 0, \"path\": \"/a\"}\n{\"site\": 1048576, \"image\": 0, \"offset\": 0}\n", "t:3: \"site\": too large" },
	{ HEAD SITE "{\"site\": 0, \"image\": 0, \"offset\": \"0x11\"}\n", "t:4: site 0 is already defined differently" },
	{ HEAD SITE READ ", \"site\": 0, \"stack\": [0, 0]}\n", NULL },
	{ HEAD SITE READ ", \"site\": 1}\n", "t:4: site 1 is not defined on an earlier line" },
	{ HEAD SITE READ ", \"stack\": [0, 1]}\n", "t:4: site 1 is not defined on an earlier line" },
	{ HEAD SITE READ ", \"stack\": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}\n", "t:4: a stack of more than 16" },
	{ HEAD SITE READ ", \"site\": 0, \"caller\": 0, \"threads\": [\"a\"]}\n", NULL },
	{ HEAD SITE READ ", \"caller\": 1}\n", "t:4: site 1 is not defined on an earlier line" },
	{ HEAD READ ", \"threads\": [\"0123456789abcdef\"]}\n", "t:2: the name of a thread is longer than 15" },
	{ HEAD READ ", \"threads\": [\"\"]}\n", "t:2: \"threads\" has an entry that is not a name" },
	{ HEAD READ ", \"threads\": [1]}\n", "t:2: \"threads\" has an entry that is not a name" },
	{ HEAD READ ", \"labels\": [\"a\"]}\n", "t:2: unknown member \"labels\"" },
	{ HEAD3 READ ", \"labels\": [\"\"]}\n", "t:2: \"labels\" has an entry that is not a name" },
	{ HEAD3 READ ", \"labels\": \"any\"}\n", "t:2: \"labels\"" },
	{ HEAD3 READ ", \"labels\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\"]}\n", "t:2: more than 8 labels" },
	{ HEAD3 READ ", \"labels\": [\"a\", \"a\"]}\n", NULL },
	{ HEAD3 READ ", \"labels\": [\"a\"], \"more_labels\": true}\n", "t:2: \"more_labels\" without 8 labels" },
	{ HEAD READ ", \"threads\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\",\"m\",\"n\",\"o\",\"p\",\"q\"]}\n", "t:2: more than 16 threads" },
	{ HEAD READ ", \"threads\": \"any\"}\n", NULL },
	{ HEAD READ ", \"threads\": \"all\"}\n", "t:2: \"threads\" is not a list" },
	{ HEAD READ ", \"drivers\": [\"pts\", \"block:loop\", \"pts\"]}\n", NULL },
	{ HEAD READ ", \"drivers\": \"any\"}\n", NULL },
	{ HEAD READ ", \"drivers\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\"]}\n", "t:2: more than 8 drivers" },
	{ HEAD READ ", \"drivers\": [\"0123456789abcdef0123456789abcdef\"]}\n", "t:2: the name of a driver is longer than 31" },
	{ HEAD READ ", \"drivers\": [{}]}\n", "t:2: \"drivers\" has an entry that is not a name" },
	{ HEAD "{\"image\": 0, \"path\": \"/a\"}\n{\"site\": 0, \"image\": 0, \"offset\": 1, \"file\": \"a.c\", \"line\": 3}\n", NULL },
	{ HEAD "{\"image\": 0, \"path\": \"/a\"}\n{\"site\": 0, \"image\": 0, \"offset\": 1, \"line\": 4294967296}\n", "t:3: \"line\": too large" },
	{ HEAD READ "}\n", NULL },
	{ HEAD READ ", \"name\": \"read\"}\n", NULL },
	{ HEAD READ ", \"name\": \"write\"}\n", "t:2: number 0 of x86_64 is read, not 'write'" },
	{ HEAD READ ", \"name\": \"frobnicate\"}\n", "t:2: number 0 of x86_64 is read, not 'frobnicate'" },
	{ HEAD "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 4000, \"name\": \"frobnicate\", \"args\": {\"f\": 1}}\n", NULL },
	{ HEAD "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 4000, \"name\": \"read\"}\n", "t:2: number 4000 of x86_64 is 4000, not 'read'" },
	{ HEAD "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 4294967295}\n", NULL },
	{ HEAD "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 4294967296}\n", "t:2: \"nr\": too large" },
	{ HEAD "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 1073741824}\n", "t:2: x86_64 has no number 1073741824" },
	{ HEAD "{\"call\": 0, \"arch\": \"x32\", \"nr\": 0}\n", "t:2: x32 has no number 0" },
	{ HEAD "{\"call\": 0, \"arch\": \"x32\", \"nr\": \"0x40000000\"}\n", NULL },
	{ HEAD "{\"call\": 0, \"arch\": \"vax\", \"nr\": 0}\n", "t:2: unknown arch 'vax'" },
	{ HEAD "{\"call\": 0, \"nr\": 0}\n", "t:2: missing \"arch\"" },
	{ HEAD "{\"call\": 0, \"arch\": \"x86_64\"}\n", "t:2: missing \"nr\"" },
	{ HEAD "{\"call\": 262144, \"arch\": \"x86_64\", \"nr\": 0}\n", "t:2: \"call\": too large" },
	{ HEAD READ "}\n{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 1}\n", "t:3: call 0 is already defined differently" },
	{ HEAD READ ", \"origin\": \"moon\"}\n", "t:2: unknown origin 'moon'" },
	{ HEAD READ ", \"count\": -1}\n", "t:2: \"count\": expected a number" },
	{ HEAD READ ", \"count\": \"0xffffffffffffffff\"}\n", NULL },
	{ HEAD READ ", \"errnos\": [\"ENOENT\", 512]}\n", NULL },
	{ HEAD READ ", \"errnos\": [\"ENOTHING\"]}\n", "t:2: \"errnos\" has an entry that is not an errno" },
	{ HEAD READ ", \"errnos\": [4096]}\n", "t:2: \"errnos\" has an entry" },
	{ HEAD READ ", \"errnos\": [1,2,3,4,5,6,7,8,9]}\n", "t:2: more than 8 errnos" },
	{ HEAD READ ", \"args\": {\"domain\": [1]}}\n", "t:2: the call has no argument 'domain'" },
	{ HEAD READ ", \"args\": {\"fd\": [1]}}\n", "t:2: values of 'fd' are never recorded" },
	{ HEAD READ ", \"args\": {\"_\": [1]}}\n", "t:2: the call has no argument '_'" },
	{ HEAD READ ", \"args\": []}\n", "t:2: \"args\" is not an object" },
	{ HEAD READ ", \"deep\": {\"clone_flags\": \"any\"}}\n", "t:2: the call passes no 'clone_flags' by pointer" },
	{ HEAD CLONE3 ", \"deep\": {}}\n", NULL },
	{ HEAD CLONE3 ", \"deep\": {\"clone_flags\": \"any\", \"struct_size\": [88], \"tail\": true}}\n", NULL },
	{ HEAD CLONE3 ", \"deep\": {\"clone_flags\": [\"O_RDWR\"]}}\n", "t:2: clone_flags: 'O_RDWR' is neither" },
	{ HEAD CLONE3 ", \"deep\": {\"oflags\": []}}\n", "t:2: the call passes no 'oflags'" },
	{ HEAD CLONE3 ", \"deep\": {\"nonsense\": []}}\n", "t:2: the call passes no 'nonsense'" },
	{ HEAD CLONE3 ", \"deep\": {\"tail\": 1}}\n", "t:2: \"tail\" is not true or false" },
	{ HEAD CLONE3 ", \"deep\": []}\n", "t:2: \"deep\" is not an object" },
	{ HEAD READ ", \"wide\": 1}\n", "t:2: \"wide\" is not true or false" },
	{ HEAD READ ", \"origin\"\n" READ "}\n", "t:2: " },
	{ HEAD "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 41, \"args\": {\"domain\": [\"AF_MARS\"]}}\n", "t:2: domain: 'AF_MARS' is neither" },
};

static void test_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct trace trace = {0};
		struct err err = {0};
		int failed = trace_read_bytes(&trace, files[i].bytes, strlen(files[i].bytes), "t", &err);
		if (failed ? !files[i].fault || strncmp(err.text, files[i].fault, strlen(files[i].fault)) : !!files[i].fault)
			fail_msg("%s\n%s", files[i].bytes, failed ? err.text : "reads");
		assert_true(!failed || !trace.arena.blocks);
		trace_free(&trace);
	}
}

/* A recorder that is killed leaves any prefix of its file. */
static void test_every_prefix_reads(void **state)
{
	struct trace trace = random_trace(7);
	AUTO_TEXT struct text bytes = written(&trace);
	size_t header = strcspn(bytes.at, "\n");

	(void)state;
	for (size_t size = 1; size < bytes.length; size += size < 4096 ? 1 : 97) {
		struct trace part = {0};
		struct err err = {0};
		bool whole = bytes.at[size - 1] == '\n' || bytes.at[size] == '\n';
		int failed = trace_read_bytes(&part, bytes.at, size, "t", &err);
		assert_int_equal(failed, size < header ? -1 : 0);
		assert_false(part.complete);
		if (!failed && !whole)
			assert_non_null(strstr(part.notes[part.note_count - 1], "truncated"));
		trace_free(&part);
	}
	trace_free(&trace);
}

/* The journal writes a call again when it grew; its count is the whole count. */
static void test_lines_of_one_call_are_joined(void **state)
{
	static const char bytes[] = HEAD
		READ ", \"count\": 3, \"errnos\": [\"EINTR\"]}\n"
		READ ", \"count\": 2, \"errnos\": [\"EBADF\", \"EAGAIN\"]}\n"
		READ ", \"count\": 7}\n"
		"{\"call\": 9, \"arch\": \"x86_64\", \"nr\": 0, \"count\": 10}\n";
	static const uint16_t errnos[TRACE_ERRNOS] = { 4, 9, 11 };
	struct trace trace = {0};
	struct err err;

	(void)state;
	assert_int_equal(trace_read_bytes(&trace, bytes, sizeof(bytes) - 1, "t", &err), 0);
	assert_int_equal(trace.call_count, 1);
	assert_int_equal(trace.calls[0].count, 17);
	assert_memory_equal(trace.calls[0].errnos, errnos, sizeof(errnos));
	trace_free(&trace);
}

/* Each form of the member, and the resulting knowledge of combinations. */
static void test_tuples_of_a_line(void **state)
{
	static const struct { const char *bytes; enum tuples_kind kind; unsigned count; bool high; } rows[] = {
		{ HEAD MMAP "}\n", TUPLES_MANY, 0, true },
		{ HEAD2 MMAP "}\n", TUPLES_SET, 4, false },
		{ HEAD2 MMAP ", \"tuples\": \"any\", \"high\": true}\n", TUPLES_MANY, 0, true },
		{ HEAD2 MMAP ", \"tuples\": [{\"prot\": 1, \"mapflags\": 33}, {\"mapflags\": 34, \"prot\": 3}]}\n", TUPLES_SET, 2, false },
		{ HEAD2 MMAP ", \"tuples\": [{\"prot\": 1, \"mapflags\": 33}]}\n", TUPLES_MANY, 0, false },
		{ HEAD2 MMAP ", \"tuples\": [{\"prot\": 1}, {\"prot\": 3}]}\n", TUPLES_MANY, 0, false },
		{ HEAD2 READ "}\n", TUPLES_NONE, 0, false },
		{ HEAD READ "}\n", TUPLES_NONE, 0, false },
		{ HEAD2 "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 9, \"args\": {\"prot\": [1]}}\n", TUPLES_MANY, 0, false },
		{ HEAD2 "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 9, \"args\": {\"prot\": [1], \"mapflags\": \"any\"}}\n", TUPLES_MANY, 0, false },
		{ HEAD "{\"call\": 0, \"arch\": \"i386\", \"nr\": 90}\n", TUPLES_NONE, 0, false },
		{ HEAD "{\"call\": 0, \"arch\": \"i386\", \"nr\": 125, \"args\": {\"prot\": [1]}}\n", TUPLES_MANY, 0, false },
		/* Lines of one id add up, and an overflow persists. */
		{ HEAD2 MMAP "}\n" MMAP ", \"tuples\": \"any\"}\n" MMAP "}\n", TUPLES_MANY, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct trace trace = {0};
		struct err err;
		if (trace_read_bytes(&trace, rows[i].bytes, strlen(rows[i].bytes), "t", &err))
			fail_msg("%s", err.text);
		const struct trace_call *call = &trace.calls[0];
		if (call->tuples.kind != rows[i].kind || call->tuples.count != rows[i].count || call->high != rows[i].high)
			fail_msg("%s: kind %d, %d tuples, high %d", rows[i].bytes, call->tuples.kind, call->tuples.count, call->high);
		trace_free(&trace);
	}
}

/* The tuples of an entry overflow after it was written: a later line records that. */
static void test_tuples_overflow_in_the_journal(void **state)
{
	struct trace_writer to = { .fd = memfd_create("trace", MFD_CLOEXEC), .name = "trace" };
	struct trace trace = {0};
	struct err err;
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", to.fd);
	assert_int_equal(trace_write_header(&to, &trace, &err), 0);
	for (unsigned n = 0; n <= TUPLES_MOST; n++) {
		struct trace_call call = { .nr = 9, .site = TRACE_NOWHERE, .count = 1 };
		const uint64_t tuple[TUPLE_VALUES] = { 0, 0, n % 6, n / 6 };
		struct trace again = {0};
		values_add(&call.arg[2], ROLE_prot, tuple[2]);
		values_add(&call.arg[3], ROLE_mapflags, tuple[3]);
		tuples_add(&call.tuples, tuple);
		int entry = trace_call(&trace, &call, NULL);
		assert_true(trace_call_join(&trace.calls[entry], &call));
		assert_int_equal(trace_write_call(&to, &trace, entry, &err), 0);
		if (trace_read(&again, path, &err))
			fail_msg("%s", err.text);
		assert_true(tuples_equal(&again.calls[0].tuples, &trace.calls[0].tuples));
		trace_free(&again);
	}
	assert_int_equal(trace.calls[0].tuples.kind, TUPLES_MANY);
	trace_free(&trace);
	close(to.fd);
}

/* A role may become a selector, or stop being one, with the next table. */
static void test_selector_with_many_values_is_wide(void **state)
{
	static const char bytes[] = HEAD
		"{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 41, \"args\": {\"domain\": [1, 2]}}\n"
		"{\"call\": 1, \"arch\": \"x86_64\", \"nr\": 41, \"args\": {\"domain\": [1], \"protocol\": [0, 6]}}\n";
	struct trace trace = {0};
	struct err err;

	(void)state;
	assert_int_equal(trace_read_bytes(&trace, bytes, sizeof(bytes) - 1, "t", &err), 0);
	assert_int_equal(trace.call_count, 2);
	assert_true(trace.calls[0].wide);
	assert_false(trace.calls[1].wide);
	assert_int_equal(trace.calls[1].selector[0].v[0], 1);
	assert_int_equal(trace.calls[1].selector[2].kind, VALUES_NONE);
	trace_free(&trace);
}

static void test_line_without_end(void **state)
{
	AUTO_TEXT struct text bytes = {0};
	struct trace trace = {0};
	struct err err;

	(void)state;
	text_add(&bytes, HEAD "{\"note\": \"");
	for (int i = 0; i < TRACE_LINE_MOST; i++)
		text_add(&bytes, "x");
	assert_int_equal(trace_read_bytes(&trace, bytes.at, bytes.length, "t", &err), -1);
	assert_string_equal(err.text, "t:2: longer than 1048576 bytes");
}

static void test_longest_lines_read(void **state)
{
	char *name = mem_alloc(300 * 1024);
	struct trace trace = { .kernel = "", .command = (const char *[]){ name, name, name, NULL } }, again = {0};
	struct trace_image image = { .path = name, .build_id = name };
	struct err err;

	(void)state;
	memset(name, 0xff, 300 * 1024 - 1);
	trace_image(&trace, &image, NULL);
	trace_site(&trace, &(struct trace_site){ .function = name }, NULL);
	AUTO_TEXT struct text bytes = written(&trace);
	if (trace_read_bytes(&again, bytes.at, bytes.length, "t", &err))
		fail_msg("%s", err.text);
	trace_free(&again);
	trace_free(&trace);
	free(name);
}

/* As a recorder writes it: when first seen, when it grew, and at the end. */
static void test_journal(void **state)
{
	struct trace_writer to = { .fd = memfd_create("trace", MFD_CLOEXEC), .name = "trace" };
	struct trace trace = {0}, again = {0};
	struct trace_call call = { .site = TRACE_NOWHERE, .count = 1 };
	struct err err;
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", to.fd);
	assert_int_equal(trace_write_header(&to, &trace, &err), 0);
	int entry = trace_call(&trace, &call, NULL);
	trace_call_join(&trace.calls[entry], &call);
	assert_int_equal(trace_write_call(&to, &trace, entry, &err), 0);
	assert_int_equal(trace_write_note(&to, "so far", &err), 0);
	assert_int_equal(trace_read(&again, path, &err), 0);
	assert_int_equal(again.calls[0].count, 1);
	assert_false(again.complete);
	trace_free(&again);

	for (int i = 0; i < 41; i++)
		assert_false(trace_call_join(&trace.calls[entry], &call));
	assert_int_equal(trace_write_end(&to, &trace, &err), 0);   /* neither complete nor with a known end: no line */
	assert_int_equal(trace_read(&again, path, &err), 0);
	assert_false(again.complete);
	trace_free(&again);
	trace.complete = true;
	assert_int_equal(trace_write_end(&to, &trace, &err), 0);
	assert_int_equal(trace_read(&again, path, &err), 0);
	assert_int_equal(again.calls[0].count, 42);
	assert_int_equal(again.call_count, 1);
	assert_string_equal(again.notes[0], "so far");
	assert_true(again.complete);
	trace_free(&again);
	trace_free(&trace);
	close(to.fd);
}

static void test_journal_on_a_full_disk(void **state)
{
	struct trace_writer to = { .fd = open("/dev/full", O_WRONLY | O_CLOEXEC), .name = "/dev/full" };
	struct trace trace = { .complete = true };
	struct err err;

	(void)state;
	if (to.fd < 0)
		skip();
	assert_int_equal(trace_write_header(&to, &trace, &err), -1);
	assert_string_equal(err.text, "/dev/full: No space left on device");
	assert_int_equal(trace_write_end(&to, &trace, &err), -1);
	close(to.fd);
}

static void test_journal_goes_on_when_there_is_room_again(void **state)
{
	const struct rlimit small = { 30, RLIM_INFINITY }, none = { RLIM_INFINITY, RLIM_INFINITY };
	struct trace_writer to = { .fd = memfd_create("trace", MFD_CLOEXEC), .name = "trace" };
	struct trace trace = {0}, again = {0};
	struct err err;
	char path[64];

	(void)state;
	assert_int_equal(trace_write_header(&to, &trace, &err), 0);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	int failed = trace_write_note(&to, "there is no room for this", &err);
	setrlimit(RLIMIT_FSIZE, &none);
	assert_int_equal(failed, -1);
	assert_string_equal(err.text, "trace: File too large");
	assert_int_equal(trace_write_note(&to, "now there is", &err), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", to.fd);
	if (trace_read(&again, path, &err))
		fail_msg("%s", err.text);
	assert_int_equal(again.note_count, 1);
	trace_free(&again);
	close(to.fd);
}

static void test_bad_files(void **state)
{
	static const struct { const char *name, *fault; } rows[] = {
		{ "testdata/bad/no-such-file", ": No such file or directory" },
		{ "testdata/bad", ": Is a directory" },
		{ "testdata/bad/empty", ": the file is empty" },
		{ "testdata/bad/elf", ":1: the first line is truncated, or this is not a seccord trace" },
		{ "testdata/bad/deep.json", ":1: maximum parsing depth reached" },
		{ "testdata/bad/other-version.jsonl", ":1: unsupported version 99; this seccord reads versions 1 to 3" },
		{ "testdata/bad/no-header.jsonl", ":1: not a seccord trace" },
		{ "testdata/bad/broken-middle.jsonl", ":2: " },
		{ "testdata/bad/wrong-name.jsonl", ":2: number 0 of x86_64 is read, not 'write'" },
		{ "testdata/bad/unknown-site.jsonl", ":2: site 5 is not defined on an earlier line" },
		{ "testdata/bad/two-traces.jsonl", ":3: line after the end" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct trace trace = {0};
		struct err err = {0};
		size_t name = strlen(rows[i].name);
		assert_int_equal(trace_read(&trace, rows[i].name, &err), -1);
		if (strncmp(err.text, rows[i].name, name) || strncmp(err.text + name, rows[i].fault, strlen(rows[i].fault)))
			fail_msg("%s\n%s", rows[i].fault, err.text);
	}
}

static void test_cut_off_file(void **state)
{
	struct trace trace = {0};
	struct err err;

	(void)state;
	assert_int_equal(trace_read(&trace, "testdata/bad/cut-off.jsonl", &err), 0);
	assert_int_equal(trace.call_count, 1);
	assert_false(trace.complete);
	assert_string_equal(trace.notes[0], "line 3 of the trace is truncated; it was skipped");
	trace_free(&trace);
}

/* The first example of a document. */
static struct text example_of(const char *document)
{
	AUTO_TEXT struct text all = {0};
	struct text example = {0};
	struct err err;

	if (file_read(document, &all, &err))
		fail_msg("%s", err.text);
	const char *start = strchr(strstr(all.at, "\n```json") + 1, '\n') + 1;
	text_add_bytes(&example, start, (size_t)(strstr(start, "\n```") + 1 - start));
	return example;
}

static void test_the_documented_example(void **state)
{
	AUTO_TEXT struct text bytes = example_of("docs/trace-format.md");
	struct trace trace = {0};
	struct err err;

	(void)state;
	if (trace_read_bytes(&trace, bytes.at, bytes.length, "docs/trace-format.md", &err))
		fail_msg("%s", err.text);
	assert_int_equal(trace.call_count, 3);
	assert_true(trace.complete);
	trace_free(&trace);
}

static void test_is_trace(void **state)
{
	static const struct { const char *bytes; bool is; } rows[] = {
		{ "{\"seccord-trace\": 1}\n", true }, { " \n{ \"seccord-trace\":", true },
		{ "{\"seccord-trace", false }, { "{\n \"seccord\": 1", false }, { "", false }, { "{", false },
		{ "\"seccord-trace\"", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(trace_is_trace(rows[i].bytes, strlen(rows[i].bytes)), rows[i].is);
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
		cmocka_unit_test(test_tuples_of_a_line),
		cmocka_unit_test(test_tuples_overflow_in_the_journal),
		cmocka_unit_test(test_equal_things_are_one),
		cmocka_unit_test(test_keys_of_calls),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_every_prefix_reads),
		cmocka_unit_test(test_lines_of_one_call_are_joined),
		cmocka_unit_test(test_selector_with_many_values_is_wide),
		cmocka_unit_test(test_line_without_end),
		cmocka_unit_test(test_longest_lines_read),
		cmocka_unit_test(test_journal),
		cmocka_unit_test(test_journal_on_a_full_disk),
		cmocka_unit_test(test_journal_goes_on_when_there_is_room_again),
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_cut_off_file),
		cmocka_unit_test(test_what_is_known_is_apart),
		cmocka_unit_test(test_the_documented_example),
		cmocka_unit_test(test_is_trace),
		cmocka_unit_test(test_notes_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
