/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instructions are written last to first; code[0] is the end of the program. A
 * hash table finds nodes by contents (opcode, constant, successors), so equal
 * nodes are written once.
 *
 * A branch reaches 255 instructions. If a successor is farther away, a
 * trampoline is written right after the branch and shared by all nearby
 * branches: a copy of a return, a jump for anything else. Trampolines also
 * serve an instruction whose successor is not the next one.
 *
 * The length of the program is only checked at the end, so that the error can
 * state it. Instructions reachable only through trampolines are removed then.
 */
#include "emit/compile/assemble.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/mem.h"

enum { REACH = 255 };

struct made {                                 /* contents of a node */
	uint16_t code;
	uint32_t k;
	node yes, no;
};

struct assembler {
	struct sock_filter *code;
	size_t count, room;
	node *nearest;                        /* for each instruction: its latest trampoline, or itself */
	size_t nearest_room;
	struct made *made;                    /* for each instruction, but trampolines: what it was made for */
	size_t made_room;
	struct hash_table table;              /* of them */
};

struct assembler *assemble_begin(void)
{
	return mem_alloc(sizeof(struct assembler));
}

void assemble_drop(struct assembler **assembler)
{
	struct assembler *as = *assembler;
	if (!as)
		return;
	free(as->code);
	free(as->nearest);
	free(as->made);
	hash_free(&as->table);
	free(as);
	*assembler = NULL;
}

static uint64_t hash_of(const struct made *made)
{
	return hash_mix(hash_mix(hash_mix(made->code, made->k), made->yes), made->no);
}

static bool same(const void *assembler, size_t at, const void *wanted)
{
	const struct made *a = &((const struct assembler *)assembler)->made[at], *b = wanted;

	return a->code == b->code && a->k == b->k && a->yes == b->yes && a->no == b->no;
}

static bool find(const struct assembler *as, const struct made *wanted, node *at)
{
	int64_t found = hash_find(&as->table, hash_of(wanted), same, as, wanted);

	*at = (node)found;
	return found >= 0;
}

static void remember(struct assembler *as, struct made made, node at)
{
	as->made[at] = made;
	hash_add(&as->table, hash_of(&made), at);
}

static node put(struct assembler *as, uint16_t code, uint8_t jt, uint8_t jf, uint32_t k)
{
	as->code = mem_grow(as->code, as->count, &as->room, sizeof(*as->code));
	as->nearest = mem_grow(as->nearest, as->count, &as->nearest_room, sizeof(*as->nearest));
	as->made = mem_grow(as->made, as->count, &as->made_room, sizeof(*as->made));
	as->code[as->count] = (struct sock_filter){ code, jt, jf, k };
	as->nearest[as->count] = as->count;
	return as->count++;
}

static node stand_in(struct assembler *as, node target)
{
	struct sock_filter insn = as->code[target];

	if (BPF_CLASS(insn.code) != BPF_RET)
		insn = (struct sock_filter){ BPF_JMP | BPF_JA, 0, 0, (uint32_t)(as->count - 1 - target) };
	node at = put(as, insn.code, 0, 0, insn.k);
	as->nearest[target] = at;
	return at;
}

/* The number of instructions that a jump from the next one written skips. */
static size_t distance(const struct assembler *as, node target)
{
	return as->count - 1 - target;
}

/* An equivalent of `target` within reach, if `more` instructions will be
 * written before the one that jumps. */
static node within_reach(struct assembler *as, node target, size_t more)
{
	if (distance(as, target) + more <= REACH)
		return target;
	if (distance(as, as->nearest[target]) + more <= REACH)
		return as->nearest[target];
	return stand_in(as, target);
}

node assemble_return(struct assembler *as, uint32_t value)
{
	struct made made = { .code = BPF_RET | BPF_K, .k = value };
	node at;

	if (find(as, &made, &at))
		return at;
	at = put(as, made.code, 0, 0, value);
	remember(as, made, at);
	return at;
}

static void next_is(struct assembler *as, node next)
{
	if (next != as->count - 1 && as->nearest[next] != as->count - 1)
		stand_in(as, next);
}

node assemble_then(struct assembler *as, uint16_t code, uint32_t k, node next)
{
	struct made made = { .code = code, .k = k, .yes = next };
	node at;

	if (find(as, &made, &at))
		return at;
	next_is(as, next);
	at = put(as, code, 0, 0, k);
	remember(as, made, at);
	return at;
}

node assemble_branch(struct assembler *as, uint16_t op, uint32_t k, node yes, node no)
{
	struct made made = { .code = BPF_JMP | BPF_K | op, .k = k, .yes = yes, .no = no };
	node at;

	if (yes == no)
		return yes;
	if (find(as, &made, &at))
		return at;
	yes = within_reach(as, yes, 1);       /* the other target may need a trampoline as well */
	no = within_reach(as, no, 0);
	at = put(as, made.code, (uint8_t)distance(as, yes), (uint8_t)distance(as, no), k);
	remember(as, made, at);
	return at;
}

/* A node that was only reached through trampolines is unreachable itself. Jumps only go forward, so one
 * pass finds what is reached; places[i] counts such instructions before i. */
static size_t find_places(const struct sock_filter *insn, size_t length, size_t *places)
{
	AUTO_FREE bool *met = mem_alloc(length + 1);
	size_t kept = 0;

	met[0] = true;
	for (size_t i = 0; i < length; i++) {
		places[i] = kept;
		if (!met[i])
			continue;
		kept++;
		if (BPF_CLASS(insn[i].code) == BPF_RET)
			continue;
		bool jumps = BPF_CLASS(insn[i].code) == BPF_JMP, always = jumps && BPF_OP(insn[i].code) == BPF_JA;
		met[i + 1 + (always ? insn[i].k : jumps ? insn[i].jt : 0)] = true;
		if (jumps && !always)
			met[i + 1 + insn[i].jf] = true;
	}
	places[length] = kept;
	return kept;
}

/* Jumps can only become shorter. */
static struct sock_filter moved(const struct sock_filter *insn, size_t at, const size_t *places)
{
	struct sock_filter out = *insn;

	if (BPF_CLASS(insn->code) != BPF_JMP)
		return out;
	if (BPF_OP(insn->code) == BPF_JA) {
		out.k = (uint32_t)(places[at + 1 + insn->k] - places[at] - 1);
		return out;
	}
	out.jt = (uint8_t)(places[at + 1 + insn->jt] - places[at] - 1);
	out.jf = (uint8_t)(places[at + 1 + insn->jf] - places[at] - 1);
	return out;
}

static void write_out(const struct assembler *as, struct filter *filter)
{
	AUTO_FREE struct sock_filter *insn = mem_alloc(as->count * sizeof(*insn));
	AUTO_FREE size_t *places = mem_alloc((as->count + 1) * sizeof(*places));

	for (size_t i = 0; i < as->count; i++)
		insn[i] = as->code[as->count - 1 - i];
	filter->length = find_places(insn, as->count, places);
	filter->insn = mem_alloc(filter->length * sizeof(*filter->insn));
	for (size_t i = 0; i < as->count; i++)
		if (places[i + 1] > places[i])
			filter->insn[places[i]] = moved(&insn[i], i, places);
}

int assemble_finish(struct assembler *as, node start, struct filter *filter, struct err *err)
{
	next_is(as, start);
	write_out(as, filter);
	if (filter->length <= BPF_MAXINSNS)
		return 0;
	err_set(err, "the filter needs %zu instructions, but the kernel accepts at most %d: "
	        "use fewer argument rules or archs", filter->length, BPF_MAXINSNS);
	filter_free(filter);
	return -1;
}
