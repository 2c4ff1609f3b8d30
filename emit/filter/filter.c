/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel accepts as a filter: seccomp_check_filter() on top of
 * bpf_check_classic(), as one table of opcodes and the requirements on their
 * operands. Jumps only go forward, so two passes in program order suffice: each
 * instruction alone, then scratch memory along the jumps.
 */
#include "emit/filter/filter.h"

#include <stdlib.h>

#include "core/kernel/arch.h"
#include "core/base/mem.h"

enum need {
	NEED_REFUSED,                         /* not allowed in a seccomp filter */
	NEED_NOTHING,
	NEED_WORD,                            /* k: an aligned word of struct seccomp_data */
	NEED_CELL_READ,                       /* k: scratch memory that was written before */
	NEED_CELL_WRITE,
	NEED_NOT_ZERO,
	NEED_SHIFT,                           /* k: below 32 */
	NEED_JUMP,                            /* k: a place within the program */
	NEED_BRANCH                           /* jt and jf likewise */
};

#define ALU(op, k_need) [BPF_ALU | op | BPF_K] = k_need, [BPF_ALU | op | BPF_X] = NEED_NOTHING
#define JUMP(op) [BPF_JMP | op | BPF_K] = NEED_BRANCH, [BPF_JMP | op | BPF_X] = NEED_BRANCH
static const uint8_t needs[] = {
	[BPF_LD | BPF_W | BPF_ABS] = NEED_WORD,
	[BPF_LD | BPF_W | BPF_LEN] = NEED_NOTHING,
	[BPF_LDX | BPF_W | BPF_LEN] = NEED_NOTHING,
	[BPF_LD | BPF_IMM] = NEED_NOTHING,
	[BPF_LDX | BPF_IMM] = NEED_NOTHING,
	[BPF_LD | BPF_MEM] = NEED_CELL_READ,
	[BPF_LDX | BPF_MEM] = NEED_CELL_READ,
	[BPF_ST] = NEED_CELL_WRITE,
	[BPF_STX] = NEED_CELL_WRITE,
	[BPF_MISC | BPF_TAX] = NEED_NOTHING,
	[BPF_MISC | BPF_TXA] = NEED_NOTHING,
	[BPF_RET | BPF_K] = NEED_NOTHING,
	[BPF_RET | BPF_A] = NEED_NOTHING,
	[BPF_ALU | BPF_NEG] = NEED_NOTHING,
	ALU(BPF_ADD, NEED_NOTHING), ALU(BPF_SUB, NEED_NOTHING), ALU(BPF_MUL, NEED_NOTHING),
	ALU(BPF_AND, NEED_NOTHING), ALU(BPF_OR, NEED_NOTHING), ALU(BPF_XOR, NEED_NOTHING),
	ALU(BPF_DIV, NEED_NOT_ZERO), ALU(BPF_LSH, NEED_SHIFT), ALU(BPF_RSH, NEED_SHIFT),
	[BPF_JMP | BPF_JA] = NEED_JUMP,
	JUMP(BPF_JEQ), JUMP(BPF_JGT), JUMP(BPF_JGE), JUMP(BPF_JSET),
};

void filter_free(struct filter *filter)
{
	free(filter->insn);
	*filter = (struct filter){ 0 };
}

static enum need need_of(const struct sock_filter *insn)
{
	return insn->code < COUNT_OF(needs) ? (enum need)needs[insn->code] : NEED_REFUSED;
}

/* What is wrong with one instruction that has `after` others after it, or NULL. */
static const char *wrong(const struct sock_filter *insn, size_t after)
{
	switch (need_of(insn)) {
	case NEED_REFUSED:
		return "is not allowed in a seccomp filter";
	case NEED_WORD:
		return insn->k % 4 || insn->k >= sizeof(struct seccomp_data) ?
		       "loads from outside of struct seccomp_data" : NULL;
	case NEED_CELL_READ:
	case NEED_CELL_WRITE:
		return insn->k >= BPF_MEMWORDS ? "uses scratch memory that does not exist" : NULL;
	case NEED_NOT_ZERO:
		return insn->k == 0 ? "divides by zero" : NULL;
	case NEED_SHIFT:
		return insn->k >= 32 ? "shifts by 32 or more" : NULL;
	case NEED_JUMP:
		return insn->k >= after ? "jumps past the end" : NULL;
	case NEED_BRANCH:
		return insn->jt >= after || insn->jf >= after ? "jumps past the end" : NULL;
	case NEED_NOTHING:
		break;
	}
	return NULL;
}

/* One instruction of the pass over scratch memory. `open[i]` has a bit for each
 * cell written on every jump to i found so far; the result is what is written
 * when control falls through. As in the kernel, unreachable code counts as
 * having everything written. */
static int flow(const struct sock_filter *insn, uint16_t *open, uint16_t written)
{
	switch (need_of(insn)) {
	case NEED_CELL_WRITE:
		return written | 1 << insn->k;
	case NEED_CELL_READ:
		return written >> insn->k & 1 ? written : -1;
	case NEED_JUMP:
		open[1 + insn->k] &= written;
		return UINT16_MAX;
	case NEED_BRANCH:
		open[1 + insn->jt] &= written;
		open[1 + insn->jf] &= written;
		return UINT16_MAX;
	default:
		return written;
	}
}

static int check_scratch(const struct filter *filter, struct err *err)
{
	AUTO_FREE uint16_t *open = mem_alloc(filter->length * sizeof(*open));
	int written = 0;

	for (size_t i = 0; i < filter->length; i++)
		open[i] = UINT16_MAX;
	for (size_t i = 0; i < filter->length; i++) {
		written = flow(&filter->insn[i], &open[i], (uint16_t)(written & open[i]));
		if (written < 0)
			return err_set(err, "instruction %zu reads scratch memory that may be uninitialized", i);
	}
	return 0;
}

int filter_check(const struct filter *filter, struct err *err)
{
	if (filter->length < 1 || filter->length > BPF_MAXINSNS)
		return err_set(err, "a filter of %zu instructions: the kernel accepts 1 to %d",
		               filter->length, BPF_MAXINSNS);
	for (size_t i = 0; i < filter->length; i++) {
		const char *what = wrong(&filter->insn[i], filter->length - i - 1);
		if (what)
			return err_set(err, "instruction %zu (code 0x%02x, k 0x%x) %s", i,
			               filter->insn[i].code, filter->insn[i].k, what);
	}
	if (BPF_CLASS(filter->insn[filter->length - 1].code) != BPF_RET)
		return err_set(err, "the last instruction is not a return");
	return check_scratch(filter, err);
}

bool filter_is_big_endian(const struct filter *filter)
{
	for (size_t i = 0; i < filter->length; i++)
		for (int arch = 0; arch < ARCH_COUNT && BPF_CLASS(filter->insn[i].code) == BPF_JMP; arch++)
			if (arch_info((enum arch)arch)->audit == filter->insn[i].k)
				return arch_info((enum arch)arch)->big_endian;
	return false;
}
