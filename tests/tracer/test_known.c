/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known, and the filter made of it, which a small interpreter runs on many
 * calls beside the trace: it must let pass exactly those of which nothing is new.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "core/trace/trace.h"
#include "tracer/learn/bpf.h"
#include "tracer/learn/known.h"
#include "tracer/learn/known_filter.h"
#include "tracer/passes.h"

enum { TRACED = SECCOMP_RET_TRACE | 7 };

/* --- the interpreter --- */

static uint32_t word_at(const struct seccomp_data *data, uint32_t at)
{
	uint32_t word;

	assert_true(at % 4 == 0 && at + 4 <= sizeof(*data));
	memcpy(&word, (const char *)data + at, sizeof(word));
	return word;
}

static bool holds(const struct sock_filter *insn, uint32_t a)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return a == insn->k;
	case BPF_JGE:
		return a >= insn->k;
	case BPF_JGT:
		return a > insn->k;
	default:
		assert_int_equal(BPF_OP(insn->code), BPF_JSET);
		return a & insn->k;
	}
}

static uint32_t run(const struct bpf *bpf, const struct seccomp_data *data)
{
	uint32_t a = 0, memory = 0;

	for (size_t at = 0; at < bpf->count; at++) {
		const struct sock_filter *insn = &bpf->insn[at];
		switch (insn->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			a = word_at(data, insn->k);
			break;
		case BPF_LD | BPF_MEM:
			a = memory;
			break;
		case BPF_ST:
			memory = a;
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= insn->k;
			break;
		case BPF_RET | BPF_K:
			return insn->k;
		case BPF_JMP | BPF_JA:
			at += insn->k;
			break;
		default:
			assert_int_equal(BPF_CLASS(insn->code), BPF_JMP);
			at += holds(insn, a) ? insn->jt : insn->jf;
		}
	}
	fail_msg("ran over the end");
	return 0;
}

/* --- calls --- */

struct recording {
	struct trace trace;
	struct known known;
	uint64_t rare;                        /* calls that were seen so often or less are traced */
};

static void forget(struct recording *recording)
{
	known_free(&recording->known);
	trace_free(&recording->trace);
}

/* As the recorder sees a call. */
static struct trace_call seen_of(const struct seccomp_data *data, int site)
{
	struct trace_call call = { .arch = ARCH_X86_64, .nr = (uint32_t)data->nr, .site = site, .count = 1 };
	uint64_t tuple[TUPLE_VALUES] = { 0 };
	bool any = false;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(&call, i);
		if (!role_is_filterable(role))
			continue;
		bool is_int = role_info(role)->width == WIDTH_INT;
		tuple[i] = role_recorded(role, is_int ? (uint32_t)data->args[i] : data->args[i]);
		values_add(&call.arg[i], role, tuple[i]);
		call.high |= is_int && data->args[i] >> 32;
		if (role_info(role)->selector)
			values_add(&call.selector[i], role, tuple[i] & role_mask(role, call.arch));
		any = true;
	}
	if (any)
		tuples_add(&call.tuples, tuple);
	return call;
}

/* A site for each address, as if each were in an image of its own. */
static int record(struct recording *recording, const struct seccomp_data *data)
{
	struct trace_site site = { .offset = data->instruction_pointer };
	struct trace_call call;

	trace_image(&recording->trace, &(struct trace_image){ .path = "/a" }, NULL);
	call = seen_of(data, trace_site(&recording->trace, &site, NULL));
	int entry = trace_call(&recording->trace, &call, NULL);
	trace_call_join(&recording->trace.calls[entry], &call);
	known_add(&recording->known, call.nr, data->instruction_pointer, entry);
	return entry;
}

static uint64_t tuple_passes(const struct trace_call *call)
{
	return passes(syscall_by_nr(call->arch, call->nr), call->tuples.kind == TUPLES_SET ? call->tuples.v[0] : NULL);
}

/* Whether the trace has an entry at that offset that has the values. */
static bool is_known(const struct recording *recording, const struct seccomp_data *data)
{
	struct trace_call seen = seen_of(data, TRACE_NOWHERE);

	for (size_t i = 0; i < recording->known.count; i++) {
		const struct known_call *known = &recording->known.at[i];
		const struct trace_call *entry = &recording->trace.calls[known->call];
		bool many = entry->tuples.kind == TUPLES_MANY;
		int id = syscall_by_nr(entry->arch, entry->nr);
		if (entry->count <= recording->rare)
			continue;
		if (known->nr == seen.nr && known->offset == data->instruction_pointer % KNOWN_PAGE && known_covers(entry, &seen) &&
		    (many ? passes(id, NULL) : tuple_passes(&seen)))
			return true;
	}
	return false;
}

static void make(struct recording *recording, struct bpf *bpf)
{
	const struct known_filter filter = { .arch = ARCH_X86_64, .traced = TRACED, .may_pass = passes, .often = recording->rare + 1 };

	assert_true(known_filter_make(&filter, &recording->known, &recording->trace, bpf));
}

static void agrees(const struct recording *recording, const struct bpf *bpf, const struct seccomp_data *data)
{
	uint32_t wanted = is_known(recording, data) ? SECCOMP_RET_ALLOW : TRACED;

	if (run(bpf, data) != wanted)
		fail_msg("nr %d at %llx (%llx %llx %llx %llx %llx): %s", data->nr, data->instruction_pointer, data->args[0], data->args[1],
		         data->args[2], data->args[3], data->args[4], wanted == TRACED ? "passes" : "is traced");
}

static struct seccomp_data call_at(enum syscall_id id, uint64_t ip)
{
	return (struct seccomp_data){ .nr = (int)syscall_nr(id, ARCH_X86_64), .arch = arch_info(ARCH_X86_64)->audit, .instruction_pointer = ip };
}

/* --- tests --- */

/* Of arguments: close to each other, and at the edges of the words. */
static uint64_t some_value(void)
{
	static const uint64_t values[] = { 0, 1, 2, 3, 4, 0x22, 0x32, 0x80000, 0xffffffff, 1ull << 32, 1ull << 32 | 1, UINT64_MAX };

	return values[(unsigned)rand() % COUNT_OF(values)];
}

static struct seccomp_data some_call(void)
{
	static const enum syscall_id ids[] = {
		CALL_getppid, CALL_read, CALL_mmap, CALL_mprotect, CALL_fcntl, CALL_openat, CALL_prlimit64, CALL_madvise, CALL_lseek, CALL_listen,
		CALL_ioctl, CALL_clone, CALL_prctl, CALL_openat2, CALL_mremap, CALL_getrusage, CALL_kill, CALL_socket, CALL_unshare, CALL_fadvise64
	};
	struct seccomp_data data = call_at(ids[(unsigned)rand() % COUNT_OF(ids)], 0x7f0000000000 + ((unsigned)rand() % 4) * 0x801);

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		data.args[i] = some_value();
	return data;
}

static void filter_agrees_with_trace(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 60; round++) {
		struct recording recording = { 0 };
		struct bpf bpf = { 0 };
		srand(round);
		for (unsigned i = 0; i < round * 3; i++)
			record(&recording, (struct seccomp_data[]){ some_call() });
		recording.rare = round % 4;
		make(&recording, &bpf);
		for (unsigned i = 0; i < 4000; i++)
			agrees(&recording, &bpf, (struct seccomp_data[]){ some_call() });
		bpf_free(&bpf);
		forget(&recording);
	}
}

/* More values than are kept as tuples: then each argument counts by itself, as in the trace. */
static void many_values(void **state)
{
	struct recording recording = { 0 };
	struct bpf bpf = { 0 };

	(void)state;
	for (uint64_t i = 0; i < 60; i++) {
		struct seccomp_data listen = call_at(CALL_listen, 0x1000), advise = call_at(CALL_madvise, 0x2000), open = call_at(CALL_openat, 0x3000);
		listen.args[1] = i + 5;
		advise.args[2] = i;
		open.args[2] = i << 1;
		record(&recording, &listen);
		record(&recording, &advise);
		record(&recording, &open);
	}
	make(&recording, &bpf);
	for (uint64_t i = 0; i < 200; i++) {
		static const enum syscall_id ids[] = { CALL_listen, CALL_madvise, CALL_openat };
		for (unsigned which = 0; which < COUNT_OF(ids); which++)
			for (unsigned high = 0; high < 2; high++) {
				struct seccomp_data data = call_at(ids[which], 0x1000 * (which + 1ull));
				data.args[1] = which == 0 ? i | (uint64_t)high << 32 : 0;
				data.args[2] = which ? i | (uint64_t)high << 32 : 0;
				agrees(&recording, &bpf, &data);
			}
	}
	bpf_free(&bpf);
	forget(&recording);
}

static void only_our_arch_outside_the_vsyscall_page(void **state)
{
	struct seccomp_data data = call_at(CALL_getppid, 0x7f0000000600), other;
	struct recording recording = { 0 };
	struct bpf bpf = { 0 };

	(void)state;
	record(&recording, &data);
	make(&recording, &bpf);
	assert_int_equal(run(&bpf, &data), SECCOMP_RET_ALLOW);
	assert_true(recording.known.at[0].passes);
	other = data;
	other.arch = arch_info(ARCH_I386)->audit;
	assert_int_equal(run(&bpf, &other), TRACED);
	other = data;
	other.nr |= (int)X32_BIT;
	assert_int_equal(run(&bpf, &other), TRACED);
	other = data;
	other.instruction_pointer = 0xffffffffff600600;
	assert_int_equal(run(&bpf, &other), TRACED);
	other = data;
	other.instruction_pointer = 0x5555555df600;               /* another page */
	assert_int_equal(run(&bpf, &other), SECCOMP_RET_ALLOW);
	bpf_free(&bpf);
	forget(&recording);
}

/* Jumps over more than 255 instructions, and programs that the kernel would not take. */
static void large_filters(void **state)
{
	struct known_filter filter = { .arch = ARCH_X86_64, .traced = TRACED, .may_pass = passes, .often = 1 };
	struct recording recording = { 0 };
	struct bpf bpf = { 0 };

	(void)state;
	for (unsigned i = 0; i < 1500; i++)
		record(&recording, (struct seccomp_data[]){ call_at(i % 2 ? CALL_read : CALL_write, 0x5000 + i * 2) });
	make(&recording, &bpf);
	assert_true(bpf.count > 1500 && bpf.count <= BPF_MAXINSNS);
	for (unsigned i = 0; i < 4096; i++)
		agrees(&recording, &bpf, (struct seccomp_data[]){ call_at(i % 4 ? CALL_read : CALL_write, 0x5000 + i) });
	bpf_free(&bpf);
	for (unsigned i = 0; i < 4000; i++)
		record(&recording, (struct seccomp_data[]){ call_at(CALL_close, 0x5000 + i) });
	assert_false(known_filter_make(&filter, &recording.known, &recording.trace, &bpf));
	assert_int_equal(bpf.count, 0);
	record(&recording, (struct seccomp_data[]){ call_at(CALL_close, 0x5000) });
	recording.rare = 1;                           /* what is left out takes no room */
	filter.often = 2;
	assert_true(known_filter_make(&filter, &recording.known, &recording.trace, &bpf));
	assert_true(bpf.count < 20);
	agrees(&recording, &bpf, (struct seccomp_data[]){ call_at(CALL_close, 0x5000) });
	agrees(&recording, &bpf, (struct seccomp_data[]){ call_at(CALL_close, 0x5001) });
	bpf_free(&bpf);
	for (size_t i = 0; i < recording.trace.call_count; i++)
		recording.trace.calls[i].count = UINT64_MAX;
	filter.often = UINT64_MAX;
	assert_false(known_filter_make(&filter, &recording.known, &recording.trace, &bpf));
	filter.often = 0;
	assert_true(known_filter_make(&filter, &recording.known, &recording.trace, &bpf));
	assert_true(bpf.count < 20);
	bpf_free(&bpf);
	forget(&recording);
}

static void each_pair_once(void **state)
{
	struct known known = { 0 };

	(void)state;
	assert_true(known_add(&known, 1, 0x7f0000001234, 3));
	assert_false(known_add(&known, 1, 0x5500000ff234, 3));
	assert_true(known_add(&known, 1, 0x7f0000001234, 4));
	assert_true(known_add(&known, 2, 0x7f0000001234, 3));
	assert_true(known_add(&known, 1, 0x7f0000001235, 3));
	assert_int_equal(known.count, 4);
	known_free(&known);
}

/* What the filter lets pass, the recorder finds as well. */
static void a_known_call_is_found_by_its_values(void **state)
{
	struct recording recording = { 0 };
	struct seccomp_data data = call_at(CALL_mmap, 0x5123), other = data;

	(void)state;
	data.args[2] = other.args[2] = 5;
	data.args[3] = 2;
	record(&recording, &data);
	struct trace_call same = seen_of(&data, 0), differs = seen_of(&other, 0), another = same;
	struct known *known = &recording.known;
	const struct trace *trace = &recording.trace;
	another.nr++;
	assert_non_null(known_find(known, trace, &same, 0x7f123));
	assert_null(known_find(known, trace, &same, 0x7f124));
	assert_null(known_find(known, trace, &another, 0x7f123));
	assert_null(known_find(known, trace, &differs, 0x7f123));
	data.instruction_pointer = 0x6123;     /* which of them it is cannot be said */
	record(&recording, &data);
	assert_null(known_find(known, trace, &same, 0x7f123));
	forget(&recording);
}

static const struct {
	int id;
	uint64_t args[SYSCALL_ARGS];
	bool passes;
} rows[] = {
	{ CALL_getppid,   { 0 },              true },
	{ CALL_execve,    { 0 },              true },
	{ CALL_munmap,    { 0 },              true },
	{ CALL_exit_group, { 0 },             true },
	{ CALL_mmap,      { 0, 0, 3, 0x22 },  true },
	{ CALL_mmap,      { 0, 0, 5, 2 },     true },      /* code */
	{ CALL_mprotect,  { 0, 0, 7 },        true },
	{ CALL_pkey_mprotect, { 0, 0, 4 },    true },
	{ CALL_mremap,    { 0 },              false },     /* of the vDSO */
	{ CALL_shmat,     { 0 },              true },
	{ CALL_ioctl,     { 0, 0x5413 },      true },      /* TIOCGWINSZ */
	{ CALL_ioctl,     { 0, 0x5411 },      false },     /* TIOCOUTQ and SIOCOUTQ */
	{ CALL_fork,      { 0 },              true },
	{ CALL_vfork,     { 0 },              true },
	{ CALL_clone,     { 17 },             true },      /* SIGCHLD; test_family.c has all kinds */
	{ CALL_clone,     { 0x111 },          false },     /* … and CLONE_VM */
	{ CALL_clone3,    { 0 },              false },
	{ CALL_exit,      { 0 },              false },
	{ CALL_chroot,    { 0 },              false },
	{ CALL_pivot_root, { 0 },             false },
	{ CALL_setns,     { 3, 0 },           false },
	{ CALL_seccomp,   { 3 },              false },
	{ CALL_prctl,     { 15 },             false },
	{ CALL_ptrace,    { 0 },              false },
	{ CALL_openat2,   { 0 },              false },
	{ CALL_bpf,       { 0 },              false },
	{ CALL_io_uring_setup, { 0 },         false },
	{ CALL_io_uring_enter, { 0 },         false },
	{ CALL_io_uring_register, { 0 },      false },
	{ CALL_sched_getaffinity, { 0 },      false },
	{ CALL_socketcall, { 1 },             false },
	{ CALL_ipc,       { 1 },              false },
	{ CALL_UNKNOWN,   { 0 },              false },
};

static void what_the_recorder_acts_on_never_passes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (passes(rows[i].id, rows[i].args) != rows[i].passes)
			fail_msg("row %zu", i);
	assert_false(passes(CALL_mremap, NULL));
	assert_false(passes(CALL_ioctl, NULL));
	assert_false(passes(CALL_clone, NULL));
	assert_true(passes(CALL_openat, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pair_once),
		cmocka_unit_test(a_known_call_is_found_by_its_values),
		cmocka_unit_test(filter_agrees_with_trace),
		cmocka_unit_test(many_values),
		cmocka_unit_test(only_our_arch_outside_the_vsyscall_page),
		cmocka_unit_test(large_filters),
		cmocka_unit_test(what_the_recorder_acts_on_never_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
