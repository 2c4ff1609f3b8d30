/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel takes 4096 instructions for a filter, and runtimes learn that only when they load one. What libseccomp makes has at
 * least one instruction for each call of an arch, which compares its number, and one for each comparison of the low half of an
 * argument, as equal ones of several calls and archs may be shared. A tree has another one for each four calls. Measured with
 * libseccomp 2.5.4, 2.6.0 and 2.6.1 (tests/emit/test_oci.c); loads, masks, high halves and jumps beyond 255 come on top.
 *
 * All filters of a task together may have 32768 instructions: eight of the largest.
 */
#include "emit/oci/size.h"

#include <linux/filter.h>
#include <stdlib.h>

#include "core/base/order.h"
#include "core/base/version.h"
#include "core/libc/support.h"
#include "emit/out/lowered_rules.h"

enum { CALLS_OF_A_LEAF = 4 };

/* The oldest libseccomp that takes all these archs: a newer one knows more names. */
static struct version oldest_library(arch_set archs)
{
	struct version library = { { 2, 5, 4 } };

	arch_each(arch, archs) {
		struct version version;
		const char *first = support_library_of_arch(arch);
		if (first && version_parse(&version, first) && version_order(version, library) > 0)
			library = version;
	}
	return library;
}

static bool counts_on(enum syscall_id id, enum arch arch, struct version library)
{
	return id != CALL_UNKNOWN && syscall_exists(id, arch) && support_library_call(arch, id) == id && support_library_names(library, id);
}

/* One number may have several names. */
static size_t calls_on(const struct lowered *s, enum arch arch, struct version library)
{
	AUTO_FREE uint64_t *numbers = mem_alloc((s->count + 1) * sizeof(*numbers));
	size_t count = 0, different = 0;

	for (size_t i = 0; i < s->count; i++)
		if (counts_on(s->call[i].id, arch, library))
			numbers[count++] = (uint64_t)syscall_nr(s->call[i].id, arch);
	qsort(numbers, count, sizeof(*numbers), order_u64);
	for (size_t i = 0; i < count; i++)
		different += !i || numbers[i] != numbers[i - 1];
	return different;
}

struct half { int arg; bool orders; uint32_t mask, value; };      /* a comparison of the low half; LE and GE have instructions of their own */

static int order_halves(const void *left, const void *right)
{
	const struct half *a = left, *b = right;

	return a->arg != b->arg ? number_order((uint64_t)a->arg, (uint64_t)b->arg) : a->orders != b->orders ? (int)a->orders - (int)b->orders :
	       a->mask != b->mask ? number_order(a->mask, b->mask) : number_order(a->value, b->value);
}

struct halves { struct half *at; size_t count, room; };

static void add_halves(struct halves *halves, const struct lowered_call *call)
{
	for (size_t i = 0; i < call->any.count; i++)
		for (size_t k = 0; k < call->any.at[i].count; k++) {
			const struct comparison *c = &call->any.at[i].at[k];
			if (!(uint32_t)c->mask)
				continue;
			halves->at = mem_grow(halves->at, halves->count, &halves->room, sizeof(*halves->at));
			halves->at[halves->count++] = (struct half){ c->arg, c->op == COMPARE_LE || c->op == COMPARE_GE, (uint32_t)c->mask, (uint32_t)c->value };
		}
}

static size_t different_halves(const struct lowered *s, arch_set archs, struct version library)
{
	struct halves halves = { 0 };
	size_t different = 0;

	for (size_t i = 0; i < s->count; i++) {
		bool counts = false;
		arch_each(arch, archs)
			counts |= counts_on(s->call[i].id, arch, library);
		if (counts)
			add_halves(&halves, &s->call[i]);
	}
	if (halves.count)
		qsort(halves.at, halves.count, sizeof(*halves.at), order_halves);
	for (size_t i = 0; i < halves.count; i++)
		different += !i || order_halves(&halves.at[i], &halves.at[i - 1]);
	free(halves.at);
	return different;
}

struct size size_of(const struct lowered *s, arch_set archs)
{
	struct version library = oldest_library(archs);
	size_t halves = different_halves(s, archs, library);
	struct size size = { halves, halves };

	arch_each(arch, archs) {
		size_t calls = calls_on(s, arch, library);
		size.chain += calls;
		size.tree += calls + calls / CALLS_OF_A_LEAF;
	}
	return size;
}

/* The archs that one filter is for: all; Docker loads those of the host, and lxc those that run beside the file's. */
static struct size largest(const struct lowered *s)
{
	bool by_host = s->dialect == dialect_of(DIALECT_docker) || lowered_says(s, DROPS_NAMES);
	arch_set all = lowered_says(s, DROPS_NAMES) ? ARCH_ALL : s->policy.archs;
	struct size most = { 0, 0 };

	if (!by_host)
		return size_of(s, all);
	arch_each(host, s->policy.archs) {
		arch_set beside = 0;
		arch_each(arch, all)
			beside |= arch_host(arch) == arch_host(host) ? ARCH_BIT(arch) : 0;
		struct size size = size_of(s, beside);
		most = size.tree > most.tree ? size : most;
	}
	return most;
}

void size_report(const struct lowered *lowered, struct text *notes)
{
	const struct size size = largest(lowered);

	if (size.chain > BPF_MAXINSNS)
		text_format(notes, "too large to be loaded: libseccomp makes at least %zu instructions of it, and the kernel accepts %d; use fewer archs "
		                   "(--arch=) or conditions\n", size.chain, BPF_MAXINSNS);
	else if (size.tree > BPF_MAXINSNS && lowered_says(lowered, ADDS_ENOSYS))
		text_format(notes, "too large for runc 1.2 and later, which makes at least %zu instructions of it, while the kernel accepts %d; crun makes at "
		                   "least %zu; use fewer archs (--arch=) or conditions\n", size.tree, BPF_MAXINSNS, size.chain);
}
