/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/random_trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/values/values_json.h"

enum { CALLS = 80 };

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
	static const char *const names[] = { "libcurl4", "libc6" }, *const versions[] = { "7.88.1-10", "8.14.1-2" };
	struct trace_image image = { .path = random_name(paths, 4), .build_id = random_below(2) ? "00ff" : NULL,
	                             .arch = random_below(2) ? "i386" : NULL };
	bool packaged = random_below(2);

	image.package = packaged ? random_name(names, 2) : NULL;
	image.version = packaged ? random_name(versions, 2) : NULL;
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

struct trace random_trace(uint64_t seed)
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

struct text trace_bytes(const struct trace *trace)
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
