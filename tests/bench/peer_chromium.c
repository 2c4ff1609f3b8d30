/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer_chromium <RESOLVED >FILTER: a compiler like Chromium's bpf_dsl: equal
 * instructions are shared, adjacent numbers with the same answer form a range,
 * and a balanced tree of JGE finds the range. Arguments are tested in order of
 * appearance.
 */
#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/kernel/arch.h"
#include "tests/bench/resolved.h"

enum { INSTRUCTIONS = 1 << 16, RANGES = 8192 };
enum { ARCH = offsetof(struct seccomp_data, arch), NR = offsetof(struct seccomp_data, nr) };
enum { LOAD = BPF_LD | BPF_W | BPF_ABS, JEQ = BPF_JMP | BPF_JEQ | BPF_K, JGE = BPF_JMP | BPF_JGE | BPF_K };

/* Built from the end: successors have lower positions. */
static struct built {
	uint16_t code;
	uint32_t k;
	int yes, no;                          /* requested positions; -1: none */
	unsigned char jt, jf;
} built[INSTRUCTIONS];
static int length;

static int put(struct built insn)
{
	if (length == INSTRUCTIONS)
		abort();
	built[length] = insn;
	return length++;
}

static bool reaches(int place)
{
	return length - place - 1 <= UINT8_MAX;
}

static int near(int place)
{
	return reaches(place) ? place : put((struct built){ BPF_JMP | BPF_JA, (uint32_t)(length - place - 1), -2, -2, 0, 0 });
}

static int node(uint16_t code, uint32_t k, int yes, int no)
{
	bool jumps = BPF_CLASS(code) == BPF_JMP;

	for (int i = 0; i < length; i++)
		if (built[i].code == code && built[i].k == k && built[i].yes == yes && built[i].no == no)
			return i;
	if (!jumps && yes >= 0 && yes != length - 1)
		put((struct built){ BPF_JMP | BPF_JA, (uint32_t)(length - yes - 1), -2, -2, 0, 0 });
	if (!jumps)
		return put((struct built){ code, k, yes, no, 0, 0 });
	int far_no = near(no), far_yes = near(yes);
	far_no = near(far_no);
	return put((struct built){ code, k, yes, no, (unsigned char)(length - far_yes - 1), (unsigned char)(length - far_no - 1) });
}

static int returns(uint32_t ret)
{
	return node(BPF_RET | BPF_K, ret, -1, -1);
}

static int masked(uint32_t offset, uint32_t mask, uint32_t value, int yes, int no)
{
	if (!mask)
		return yes;
	int next = node(JEQ, value, yes, no);
	if (mask != UINT32_MAX)
		next = node(BPF_ALU | BPF_AND | BPF_K, mask, next, -1);
	return node(LOAD, offset, next, -1);
}

/* Tests whether an argument of 32 or 64 bits is at least `bound`. */
static int at_least(uint32_t offset, uint64_t most, uint64_t bound, int yes, int no)
{
	int low = node(LOAD, offset, node(JGE, (uint32_t)bound, yes, no), -1);

	if (most <= UINT32_MAX)
		return low;
	int equal = node(JEQ, (uint32_t)(bound >> 32), low, no);
	return node(LOAD, offset + 4, node(BPF_JMP | BPF_JGT | BPF_K, (uint32_t)(bound >> 32), yes, equal), -1);
}

static int test(const struct resolved_test *t, int yes, int no)
{
	uint32_t offset = (uint32_t)offsetof(struct seccomp_data, args) + t->arg * 8;

	if (t->kind == TEST_MASKED)
		return masked(offset + 4, (uint32_t)(t->mask >> 32), (uint32_t)(t->value >> 32),
		              masked(offset, (uint32_t)t->mask, (uint32_t)t->value, yes, no), no);
	int below = t->to == t->most ? yes : at_least(offset, t->most, t->to + 1, no, yes);
	return t->from ? at_least(offset, t->most, t->from, below, no) : below;
}

static int arguments(const json_t *rows, int yes, int otherwise)
{
	int next = otherwise;

	for (size_t r = json_array_size(rows); r-- > 0;) {
		const json_t *row = json_array_get(rows, r);
		int holds = yes;
		for (size_t c = json_array_size(row); c-- > 0;) {
			const json_t *condition = json_array_get(row, c);
			int fails = next;
			for (size_t i = resolved_tests(condition); i-- > 0;) {
				struct resolved_test t = resolved_test(condition, i);
				fails = test(&t, holds, fails);
			}
			holds = fails;
		}
		next = holds;
	}
	return next;
}

static const json_t *arch_of(const json_t *policy, int arch)
{
	size_t i;
	json_t *each;

	json_array_foreach(json_object_get(policy, "archs"), i, each)
		if (arch >= 0 && !strcmp(arch_info((enum arch)arch)->name, json_string_value(json_object_get(each, "arch"))))
			return each;
	return NULL;
}

static bool is_known(const json_t *arch, uint32_t nr)
{
	size_t i;
	json_t *each;

	json_array_foreach(json_object_get(arch, "known"), i, each)
		if ((uint32_t)json_integer_value(each) == nr)
			return true;
	return nr <= resolved_number(arch, "newest");
}

static int answer(const json_t *policy, uint32_t audit, uint32_t nr)
{
	const json_t *arch = arch_of(policy, arch_of_call(audit, nr));
	int otherwise = returns(resolved_ret(json_object_get(policy, "default")));
	size_t i;
	json_t *call;

	if (!arch)
		return returns(resolved_ret(json_object_get(policy, "foreign")));
	json_array_foreach(json_object_get(arch, "calls"), i, call) {
		const json_t *rows = json_object_get(call, "any");
		if (resolved_number(call, "nr") != nr)
			continue;
		return rows ? arguments(rows, returns(resolved_ret(call)), otherwise) : returns(resolved_ret(call));
	}
	return is_known(arch, nr) ? otherwise : returns(resolved_ret(json_object_get(policy, "newer")));
}

static uint32_t cut[RANGES];
static size_t cuts;

static void add_cut(uint64_t at)
{
	if (at > UINT32_MAX)
		return;
	if (cuts == RANGES)
		abort();
	cut[cuts++] = (uint32_t)at;
}

static void add_cuts(const json_t *list, const char *key)
{
	size_t i;
	json_t *each;

	json_array_foreach(list, i, each) {
		uint64_t nr = key ? resolved_number(each, key) : (uint64_t)json_integer_value(each);
		add_cut(nr);
		add_cut(nr + 1);
	}
}

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static void find_cuts(const json_t *policy, uint32_t audit)
{
	size_t i;
	json_t *arch;

	cuts = 0;
	for (uint64_t bits = 0; bits < 4; bits++)
		add_cut(bits * X32_BIT);
	add_cut(UINT32_MAX);
	json_array_foreach(json_object_get(policy, "archs"), i, arch) {
		if (resolved_number(arch, "audit") != audit)
			continue;
		add_cuts(json_object_get(arch, "calls"), "nr");
		add_cuts(json_object_get(arch, "known"), NULL);
		add_cut(resolved_number(arch, "newest") + 1);
	}
	qsort(cut, cuts, sizeof(*cut), ascending);
}

struct range {
	uint32_t from;
	int to;
};

static int tree(const struct range *range, size_t count)
{
	size_t half = count / 2;

	if (count == 1)
		return range->to;
	int lower = tree(range, half);
	return node(JGE, range[half].from, tree(range + half, count - half), lower);
}

static int numbers(const json_t *policy, uint32_t audit)
{
	static struct range range[RANGES];
	size_t count = 0;

	find_cuts(policy, audit);
	for (size_t i = 0; i < cuts; i++) {
		int to = answer(policy, audit, cut[i]);
		if (!count || range[count - 1].to != to)
			range[count++] = (struct range){ cut[i], to };
	}
	return node(LOAD, NR, tree(range, count), -1);
}

static void write_out(void)
{
	while (length-- > 0) {
		struct sock_filter insn = { built[length].code, built[length].jt, built[length].jf, built[length].k };
		fwrite(&insn, sizeof(insn), 1, stdout);
	}
}

int main(void)
{
	const json_t *policy = resolved_read(stdin);
	const json_t *archs = json_object_get(policy, "archs");
	int next = returns(resolved_ret(json_object_get(policy, "foreign")));

	for (size_t i = json_array_size(archs); i-- > 0;) {
		uint32_t audit = (uint32_t)resolved_number(json_array_get(archs, i), "audit");
		bool again = false;
		for (size_t other = 0; other < i; other++)
			again |= resolved_number(json_array_get(archs, other), "audit") == audit;
		if (!again)
			next = node(JEQ, audit, numbers(policy, audit), next);
	}
	int first = node(LOAD, ARCH, next, -1);
	length = first + 1;
	write_out();
	return 0;
}
