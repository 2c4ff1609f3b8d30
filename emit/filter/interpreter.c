/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An interpreter for filters that matches the kernel's: two 32-bit registers,
 * sixteen words of memory, forward jumps only. It accepts any filter that
 * passes filter_check, so every program terminates and no load is outside
 * struct seccomp_data.
 */
#include "emit/filter/filter.h"

#include <assert.h>
#include <string.h>

#include "core/verdict/verdict.h"

struct machine {
	uint32_t a, x, memory[BPF_MEMWORDS];
};

static uint32_t word_at(const struct seccomp_data *data, uint32_t offset)
{
	uint32_t word;
	memcpy(&word, (const char *)data + offset, sizeof(word));
	return word;
}

static void load_or_store(struct machine *m, const struct sock_filter *insn, const struct seccomp_data *data)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:  m->a = word_at(data, insn->k); break;
	case BPF_LD | BPF_W | BPF_LEN:  m->a = sizeof(*data); break;
	case BPF_LDX | BPF_W | BPF_LEN: m->x = sizeof(*data); break;
	case BPF_LD | BPF_IMM:          m->a = insn->k; break;
	case BPF_LDX | BPF_IMM:         m->x = insn->k; break;
	case BPF_LD | BPF_MEM:          m->a = m->memory[insn->k]; break;
	case BPF_LDX | BPF_MEM:         m->x = m->memory[insn->k]; break;
	case BPF_ST:                    m->memory[insn->k] = m->a; break;
	case BPF_STX:                   m->memory[insn->k] = m->x; break;
	}
}

/* `by` is nonzero for divisions; shifts use its low five bits, as the kernel's
 * interpreter and JIT compilers do. */
static uint32_t calculate(uint16_t code, uint32_t a, uint32_t by)
{
	switch (BPF_OP(code)) {
	case BPF_ADD: return a + by;
	case BPF_SUB: return a - by;
	case BPF_MUL: return a * by;
	case BPF_DIV: return a / by;
	case BPF_AND: return a & by;
	case BPF_OR:  return a | by;
	case BPF_XOR: return a ^ by;
	case BPF_LSH: return a << (by & 31);
	case BPF_RSH: return a >> (by & 31);
	default:      return -a;              /* BPF_NEG */
	}
}

static bool compare(uint16_t code, uint32_t a, uint32_t with)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ: return a == with;
	case BPF_JGT: return a > with;
	case BPF_JGE: return a >= with;
	default:      return a & with;        /* BPF_JSET */
	}
}

/* The number of instructions that a jump skips. */
static uint32_t skip(const struct sock_filter *insn, uint32_t a, uint32_t with)
{
	if (BPF_OP(insn->code) == BPF_JA)
		return insn->k;
	return compare(insn->code, a, with) ? insn->jt : insn->jf;
}

uint32_t filter_run(const struct filter *filter, const struct seccomp_data *data, unsigned *steps)
{
	struct machine m = { 0 };
	size_t at = 0;
	unsigned done = 0;
	uint32_t result = 0;                  /* the kernel's result for a division by X == 0 */

	for (bool running = true; running; at++) {
		assert(at < filter->length);
		const struct sock_filter *insn = &filter->insn[at];
		uint32_t operand = BPF_SRC(insn->code) == BPF_X ? m.x : insn->k;

		done++;
		switch (BPF_CLASS(insn->code)) {
		case BPF_RET:
			result = BPF_RVAL(insn->code) == BPF_A ? m.a : insn->k;
			running = false;
			break;
		case BPF_JMP:
			at += skip(insn, m.a, operand);
			break;
		case BPF_ALU:
			running = BPF_OP(insn->code) != BPF_DIV || operand;
			m.a = running ? calculate(insn->code, m.a, operand) : 0;
			break;
		case BPF_MISC:
			if (BPF_MISCOP(insn->code) == BPF_TAX)
				m.x = m.a;
			else
				m.a = m.x;
			break;
		default:
			load_or_store(&m, insn, data);
		}
	}
	if (steps)
		*steps = done;
	return result;
}

uint32_t filter_effect(uint32_t ret)
{
	return verdict_ret(verdict_of_ret(ret));
}

/* One step of the kernel's emulation, which knows only number and arch. False
 * where the kernel gives up: a result that depends on anything else is not
 * constant. */
static bool constant_step(const struct sock_filter *insn, const struct seccomp_data *data,
                          uint32_t *a, size_t *at)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		*a = word_at(data, insn->k);
		return insn->k == offsetof(struct seccomp_data, nr) || insn->k == offsetof(struct seccomp_data, arch);
	case BPF_ALU | BPF_AND | BPF_K:
		*a &= insn->k;
		return true;
	case BPF_JMP | BPF_JA:
	case BPF_JMP | BPF_JEQ | BPF_K:
	case BPF_JMP | BPF_JGE | BPF_K:
	case BPF_JMP | BPF_JGT | BPF_K:
	case BPF_JMP | BPF_JSET | BPF_K:
		*at += skip(insn, *a, insn->k);
		return true;
	default:
		return false;
	}
}

bool filter_is_constant_allow(const struct filter *filter, uint32_t audit, uint32_t nr)
{
	const struct seccomp_data data = { .nr = (int)nr, .arch = audit };
	uint32_t a = 0;

	for (size_t at = 0; at < filter->length; at++) {
		const struct sock_filter *insn = &filter->insn[at];
		if (insn->code == (BPF_RET | BPF_K))
			return insn->k == SECCOMP_RET_ALLOW;
		if (!constant_step(insn, &data, &a, &at))
			return false;
	}
	return false;
}
