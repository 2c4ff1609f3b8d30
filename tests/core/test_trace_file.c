/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file of a trace: what each line means, the journal that grows, and all
 * errors.
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

#include "core/trace/trace.h"
#include "tests/core/example.h"
#include "tests/core/random_trace.h"

#define HEAD "{\"seccord-trace\": 1}\n"
#define HEAD2 "{\"seccord-trace\": 2}\n"
#define HEAD3 "{\"seccord-trace\": 3}\n"
#define PROGRAM "{\"program\": 0, \"path\": \"/a\"}\n"
#define MMAP "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 9, \"args\": {\"prot\": [1, 3], \"mapflags\": [33, 34]}"
#define SITE "{\"image\": 0, \"path\": \"/a\"}\n{\"site\": 0, \"image\": 0, \"offset\": \"0x10\"}\n"
#define READ "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 0"
#define CLONE3 "{\"call\": 0, \"arch\": \"x86_64\", \"nr\": 435"

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
	AUTO_TEXT struct text bytes = trace_bytes(&trace);
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
	AUTO_TEXT struct text bytes = trace_bytes(&trace);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tuples_of_a_line),
		cmocka_unit_test(test_tuples_overflow_in_the_journal),
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
		cmocka_unit_test(test_the_documented_example),
		cmocka_unit_test(test_is_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
