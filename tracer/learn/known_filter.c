/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The number is found by halves, then the offset of the site; the argument tests
 * of all entries of such a pair follow one another. The legacy vsyscall page is
 * traced: a call there has an origin of its own.
 */
#include "tracer/learn/known_filter.h"

#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"
#include "core/trace/trace.h"

enum { LEAF = 3 };                            /* keys that are tested one by one */
enum { VSYSCALL_HIGH = -1 };                  /* the upper half of an address in that page */

struct maker {
	const struct known_filter *filter;
	const struct trace *trace;
	struct bpf *code;
	bpf_place pass, trace_it;
};

/* --- words of a call --- */

enum half { LOW, HIGH };

/* Archs of little-endian byte order only. */
static uint32_t argument_at(unsigned arg, enum half half)
{
	return (uint32_t)(offsetof(struct seccomp_data, args) + arg * sizeof(uint64_t) + (half == HIGH) * sizeof(uint32_t));
}

static bpf_place load(const struct maker *maker, uint32_t at, bpf_place next)
{
	return bpf_then(maker->code, BPF_LD | BPF_W | BPF_ABS, at, next);
}

static bpf_place test_half(const struct maker *maker, unsigned arg, enum half half, uint16_t operation, uint32_t value,
                            bpf_place yes, bpf_place no)
{
	return load(maker, argument_at(arg, half), bpf_test(maker->code, operation, value, yes, no));
}

/* --- one argument --- */

struct test {
	unsigned arg;
	enum role role;
	bool high;                            /* the upper half of an int may be anything */
	bpf_place yes, no;
};

static bool is_wide(const struct test *test)
{
	return role_info(test->role)->width == WIDTH_LONG;
}

static bool has_room_above(const struct test *test)
{
	return !is_wide(test) && test->high;
}

static bpf_place test_upper(const struct maker *maker, const struct test *test, uint32_t value)
{
	return has_room_above(test) ? test->yes : test_half(maker, test->arg, HIGH, BPF_JEQ, value, test->yes, test->no);
}

static bpf_place test_nonzero(const struct maker *maker, const struct test *test)
{
	if (is_wide(test)) {
		bpf_place upper = test_half(maker, test->arg, HIGH, BPF_JEQ, 0, test->no, test->yes);
		return test_half(maker, test->arg, LOW, BPF_JEQ, 0, upper, test->yes);
	}
	bpf_place upper = test_upper(maker, test, 0);
	return test_half(maker, test->arg, LOW, BPF_JEQ, 0, test->no, upper);
}

static bpf_place test_value(const struct maker *maker, const struct test *test, uint64_t value)
{
	if (role_info(test->role)->join == JOIN_ZERO && value)
		return test_nonzero(maker, test);
	bpf_place upper = test_upper(maker, test, (uint32_t)(value >> 32));
	return test_half(maker, test->arg, LOW, BPF_JEQ, (uint32_t)value, upper, test->no);
}

static bpf_place test_set(const struct maker *maker, const struct test *test, const struct values *values)
{
	struct test one = *test;

	for (unsigned i = values->count; i-- > 0;)
		one.no = test_value(maker, &one, values->v[i]);
	return one.no;
}

static bpf_place test_bits(const struct maker *maker, const struct test *test, uint64_t bits)
{
	bpf_place upper = has_room_above(test) ? test->yes
	                   : test_half(maker, test->arg, HIGH, BPF_JSET, ~(uint32_t)(bits >> 32), test->no, test->yes);

	return test_half(maker, test->arg, LOW, BPF_JSET, ~(uint32_t)bits, test->no, upper);
}

/* Ranges above 32 bits are traced. */
static bpf_place test_range(const struct maker *maker, const struct test *test, uint64_t from, uint64_t to)
{
	if (to >> 32)
		return test->no;
	bpf_place upper = test_upper(maker, test, 0);
	bpf_place below = bpf_test(maker->code, BPF_JGT, (uint32_t)to, test->no, upper);
	bpf_place above = bpf_test(maker->code, BPF_JGE, (uint32_t)from, below, test->no);
	return load(maker, argument_at(test->arg, LOW), above);
}

static bpf_place test_values(const struct maker *maker, const struct test *test, const struct values *values)
{
	switch ((enum values_kind)values->kind) {
	case VALUES_SET:
		return test_set(maker, test, values);
	case VALUES_BITS:
		return test_bits(maker, test, values->v[0]);
	case VALUES_RANGE:
		return test_range(maker, test, values->v[0], values->v[1]);
	case VALUES_ANY:
		return is_wide(test) ? test->yes : test_upper(maker, test, 0);
	default:
		return test->no;
	}
}

/* --- the arguments of a call --- */

static const struct trace_call *entry_of(const struct maker *maker, const struct known_call *known)
{
	return &maker->trace->calls[known->call];
}

/* `tuple`: the values, or NULL for those of the entry, each on its own. */
static bpf_place test_call(const struct maker *maker, const struct trace_call *call, const uint64_t *tuple, bpf_place no)
{
	bpf_place at = maker->pass;

	for (unsigned i = SYSCALL_ARGS; i-- > 0;) {
		struct test test = { i, trace_role(call, i), call->high, at, no };
		if (role_is_filterable(test.role))
			at = tuple ? test_value(maker, &test, tuple[i]) : test_values(maker, &test, &call->arg[i]);
	}
	return at;
}

static bool may_pass(const struct maker *maker, const struct trace_call *call, const uint64_t *tuple)
{
	return maker->filter->may_pass(syscall_by_nr(call->arch, call->nr), tuple);
}

/* An entry before it in its pair has the same values. */
static bool is_repeated(const struct maker *maker, const struct known_call *first, const struct known_call *known, const uint64_t *tuple)
{
	for (; first < known; first++) {
		const struct trace_call *other = entry_of(maker, first);
		if (other->high != entry_of(maker, known)->high || other->tuples.kind != TUPLES_SET)
			continue;
		for (unsigned i = 0; i < other->tuples.count; i++)
			if (!memcmp(other->tuples.v[i], tuple, sizeof(other->tuples.v[i])))
				return true;
	}
	return false;
}

static bpf_place test_tuples(const struct maker *maker, const struct known_call *first, struct known_call *known, bpf_place no)
{
	const struct trace_call *call = entry_of(maker, known);

	for (unsigned i = call->tuples.count; i-- > 0;) {
		const uint64_t *tuple = call->tuples.v[i];
		if (!may_pass(maker, call, tuple))
			continue;
		known->passes = true;
		if (!is_repeated(maker, first, known, tuple))
			no = test_call(maker, call, tuple, no);
	}
	return no;
}

static bpf_place test_entry(const struct maker *maker, const struct known_call *first, struct known_call *known, bpf_place no)
{
	const struct trace_call *call = entry_of(maker, known);

	if (call->tuples.kind == TUPLES_SET)
		return test_tuples(maker, first, known, no);
	if (!may_pass(maker, call, NULL))
		return no;
	known->passes = true;
	return test_call(maker, call, NULL, no);
}

static bpf_place test_pair(const struct maker *maker, struct known_call *from, const struct known_call *to)
{
	bpf_place at = maker->trace_it;

	for (struct known_call *known = from; known < to; known++)
		at = test_entry(maker, from, known, at);
	return at;
}

/* --- numbers and offsets --- */

/* Known calls that have one key. */
struct slice {
	uint32_t key;
	struct known_call *from, *to;
};

typedef uint32_t key_of(const struct known_call *known);

static uint32_t nr_of(const struct known_call *known)
{
	return known->nr;
}

static uint32_t offset_of(const struct known_call *known)
{
	return known->offset;
}

static size_t slice_up(struct slice *slices, struct known_call *from, const struct known_call *to, key_of *key)
{
	size_t count = 0;

	for (; from < to; from++) {
		if (!count || slices[count - 1].key != key(from))
			slices[count++] = (struct slice){ key(from), from, from };
		slices[count - 1].to = from + 1;
	}
	return count;
}

static bpf_place find(const struct maker *maker, const struct slice *slices, const bpf_place *at, size_t count)
{
	bpf_place place = maker->trace_it;

	if (count > LEAF) {
		size_t half = count / 2;
		bpf_place above = find(maker, slices + half, at + half, count - half), below = find(maker, slices, at, half);
		return bpf_test(maker->code, BPF_JGE, slices[half].key, above, below);
	}
	for (size_t i = count; i-- > 0;)
		place = bpf_test(maker->code, BPF_JEQ, slices[i].key, at[i], place);
	return place;
}

static bpf_place test_nr(const struct maker *maker, struct known_call *from, const struct known_call *to)
{
	AUTO_FREE struct slice *slices = mem_alloc((size_t)(to - from) * sizeof(*slices));
	size_t count = slice_up(slices, from, to, offset_of);
	AUTO_FREE bpf_place *at = mem_alloc(count * sizeof(*at));

	for (size_t i = 0; i < count; i++)
		at[i] = test_pair(maker, slices[i].from, slices[i].to);
	return bpf_then(maker->code, BPF_LD | BPF_MEM, 0, find(maker, slices, at, count));
}

static bpf_place test_all(const struct maker *maker, struct known_call *from, const struct known_call *to)
{
	AUTO_FREE struct slice *slices = mem_alloc((size_t)(to - from) * sizeof(*slices));
	size_t count = slice_up(slices, from, to, nr_of);
	AUTO_FREE bpf_place *at = mem_alloc(count * sizeof(*at));

	for (size_t i = 0; i < count; i++)
		at[i] = test_nr(maker, slices[i].from, slices[i].to);
	return find(maker, slices, at, count);
}

/* Leaves the offset of the site in the scratch memory, and goes on with the number. */
static bpf_place begin(const struct maker *maker, bpf_place numbers)
{
	enum { IP = offsetof(struct seccomp_data, instruction_pointer) };
	struct bpf *code = maker->code;

	bpf_place at = load(maker, offsetof(struct seccomp_data, nr), numbers);
	at = bpf_then(code, BPF_ST, 0, at);
	at = bpf_then(code, BPF_ALU | BPF_AND | BPF_K, KNOWN_PAGE - 1, at);
	at = load(maker, IP, at);
	at = load(maker, IP + sizeof(uint32_t), bpf_test(code, BPF_JEQ, (uint32_t)VSYSCALL_HIGH, maker->trace_it, at));
	return load(maker, offsetof(struct seccomp_data, arch),
	            bpf_test(code, BPF_JEQ, arch_info(maker->filter->arch)->audit, at, maker->trace_it));
}

static int known_order(const void *left, const void *right)
{
	const struct known_call *a = left, *b = right;
	int order = number_order(a->nr, b->nr);

	order = order ? order : number_order(a->offset, b->offset);
	return order ? order : number_order((uint64_t)a->call, (uint64_t)b->call);
}

/* What is left out takes no room in the filter: not even its number and offset are looked for. */
static size_t take_frequent(const struct maker *maker, const struct known *known, struct known_call *out)
{
	uint64_t often = maker->filter->often;
	size_t count = 0;

	for (size_t i = 0; i < known->count; i++)
		if (often && entry_of(maker, &known->at[i])->count >= often)
			out[count++] = known->at[i];
	qsort(out, count, sizeof(*out), known_order);
	return count;
}

static void mark(struct known *known, const struct known_call *from, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (from[i].passes)
			known_pass(known, &from[i]);
}

bool known_filter_make(const struct known_filter *filter, struct known *known, const struct trace *trace, struct bpf *code)
{
	AUTO_FREE struct known_call *calls = mem_alloc((known->count + 1) * sizeof(*calls));
	struct maker maker = { .filter = filter, .trace = trace, .code = code };
	size_t count = take_frequent(&maker, known, calls);

	maker.trace_it = bpf_return(code, filter->traced);
	maker.pass = bpf_return(code, SECCOMP_RET_ALLOW);
	bpf_finish(code, begin(&maker, test_all(&maker, calls, calls + count)));
	if (code->count > BPF_MAXINSNS) {
		bpf_free(code);
		return false;
	}
	mark(known, calls, count);
	return true;
}
