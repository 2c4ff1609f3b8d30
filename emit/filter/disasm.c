/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The meaning of an instruction follows from what is known when it is reached:
 * the arch, the range of numbers, the accumulator's contents. Jumps only go
 * forward, so one pass in program order knows all paths to an instruction
 * before it reaches it. Where two paths join, anything they disagree on is
 * unknown, and unknown values are shown as numbers.
 */
#include "emit/filter/disasm.h"

#include <string.h>

#include "core/kernel/syscall.h"
#include "core/verdict/verdict.h"


struct view {
	bool reached;
	uint32_t audit;                       /* 0: unknown */
	uint32_t low, high;                   /* the numbers that reach this point */
	enum role role[SYSCALL_ARGS];
	int held;                             /* offset of the word in the accumulator, or -1 */
};

enum { OFFSET_NR = offsetof(struct seccomp_data, nr), OFFSET_ARCH = offsetof(struct seccomp_data, arch),
       OFFSET_ARGS = offsetof(struct seccomp_data, args) };

static int arch_of(const struct view *v)
{
	return arch_of_call(v->audit, v->low);
}

static int call_of(const struct view *v)
{
	int arch = arch_of(v);
	return arch < 0 || v->low != v->high ? CALL_UNKNOWN : syscall_by_nr((enum arch)arch, v->low);
}

/* Once the call is known, so are the roles of its arguments. */
static void learn_roles(struct view *v)
{
	int id = call_of(v);
	for (unsigned i = 0; i < SYSCALL_ARGS && id != CALL_UNKNOWN; i++)
		v->role[i] = syscall_role((enum syscall_id)id, (enum arch)arch_of(v), i);
}

static void join(struct view *into, const struct view *from)
{
	if (!into->reached) {
		*into = *from;
		return;
	}
	into->audit = into->audit == from->audit ? into->audit : 0;
	into->low = into->low < from->low ? into->low : from->low;
	into->high = into->high > from->high ? into->high : from->high;
	into->held = into->held == from->held ? into->held : -1;
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		into->role[i] = into->role[i] == from->role[i] ? into->role[i] : ROLE__;
}

/* What is known on one side of a comparison. */
static struct view narrowed(struct view v, const struct sock_filter *insn, bool yes)
{
	bool equal = BPF_OP(insn->code) == BPF_JEQ;

	if (v.held == OFFSET_ARCH && equal && yes)
		v.audit = insn->k;
	if (v.held != OFFSET_NR)
		return v;
	if (equal && yes)
		v.low = v.high = insn->k;
	else if (equal && v.low == insn->k)
		v.low++;
	else if (equal && v.high == insn->k)
		v.high--;
	else if (BPF_OP(insn->code) == BPF_JGE && yes && v.low < insn->k)
		v.low = insn->k;
	else if (BPF_OP(insn->code) == BPF_JGE && !yes && v.high >= insn->k)
		v.high = insn->k - 1;
	learn_roles(&v);
	return v;
}

/* Propagates what is known at an instruction to its successors. */
static void flow(const struct sock_filter *insn, struct view *view, struct disasm_line *line)
{
	struct view after = *view;

	switch (BPF_CLASS(insn->code)) {
	case BPF_RET:
		return;
	case BPF_JMP:
		if (BPF_OP(insn->code) == BPF_JA) {
			join(view + 1 + insn->k, &after);
			line[1 + insn->k].target = true;
			return;
		}
		after = narrowed(*view, insn, true);
		join(view + 1 + insn->jt, &after);
		after = narrowed(*view, insn, false);
		join(view + 1 + insn->jf, &after);
		line[1 + insn->jt].target |= insn->jt != 0;
		line[1 + insn->jf].target |= insn->jf != 0;
		return;
	case BPF_LD:
		after.held = BPF_MODE(insn->code) == BPF_ABS ? (int)insn->k : -1;
		break;
	}
	join(view + 1, &after);
}

static bool is_argument(int offset)
{
	return offset >= OFFSET_ARGS;
}

static enum role role_at(const struct view *v, int offset)
{
	return is_argument(offset) ? v->role[(offset - OFFSET_ARGS) / 8] : ROLE__;
}

static bool is_high(const struct view *v, int offset)
{
	int arch = arch_of(v);
	bool big_endian = arch >= 0 && arch_info((enum arch)arch)->big_endian;
	return is_argument(offset) && (offset % 8 == 4) != big_endian;
}

static void name_word(const struct view *v, int offset, struct text *out)
{
	enum role role = role_at(v, offset);

	if (offset == OFFSET_NR)
		text_add(out, "nr");
	else if (offset == OFFSET_ARCH)
		text_add(out, "arch");
	else if (!is_argument(offset))
		text_format(out, "word %d", offset);
	else if (role == ROLE__)
		text_format(out, "args[%d]", (offset - OFFSET_ARGS) / 8);
	else
		text_add(out, role_info(role)->name);
	if (is_high(v, offset))
		text_add(out, ".high");
}

static bool is_named(const struct view *v, uint32_t nr)
{
	int arch = arch_of_call(v->audit, nr);
	return arch >= 0 && syscall_by_nr((enum arch)arch, nr) != CALL_UNKNOWN;
}

static void put_number(uint32_t nr, struct text *out)
{
	text_format(out, nr < X32_BIT ? "%u" : "0x%x", nr);
}

static void name_call(const struct view *v, uint32_t nr, struct text *out)
{
	char buffer[16];

	if (is_named(v, nr))
		text_add(out, syscall_label((enum arch)arch_of_call(v->audit, nr), nr, buffer));
	else
		put_number(nr, out);
}

/* A constant in the notation of what it is compared with. */
static void name_value(const struct view *v, uint32_t k, struct text *out)
{
	enum role role = role_at(v, v->held);
	int arch = arch_of_call(k, 0);

	if (v->held == OFFSET_NR)
		name_call(v, k, out);
	else if (v->held == OFFSET_ARCH && arch >= 0)
		text_add(out, arch_info((enum arch)arch)->name);
	else if (role != ROLE__ && !is_high(v, v->held))
		role_spell(role, k, out);
	else
		text_format(out, "0x%x", k);
}

static const char *operator(const struct sock_filter *insn, bool inverted)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ: return inverted ? "!=" : "==";
	case BPF_JGE: return inverted ? "<" : ">=";
	case BPF_JGT: return inverted ? "<=" : ">";
	default:      return inverted ? "has none of" : "has any of";
	}
}

/* The side that falls through is not mentioned. */
static void branch(const struct sock_filter *insn, size_t at, const struct view *v, struct text *out)
{
	bool inverted = !insn->jt;

	text_add(out, "if ");
	name_word(v, v->held, out);
	text_format(out, " %s ", operator(insn, inverted));
	if (BPF_OP(insn->code) == BPF_JEQ)
		name_value(v, insn->k, out);
	else if (v->held == OFFSET_NR)
		put_number(insn->k, out);
	else
		text_format(out, "0x%x", insn->k);
	text_format(out, " goto L%zu", at + 1 + (inverted ? insn->jf : insn->jt));
	if (insn->jt && insn->jf)
		text_format(out, " else L%zu", at + 1 + insn->jf);
}

static void instruction(const struct sock_filter *insn, size_t at, const struct view *v, struct text *out)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		text_add(out, "load ");
		name_word(v, (int)insn->k, out);
		return;
	case BPF_ALU | BPF_AND | BPF_K:
		text_format(out, "and 0x%x", insn->k);
		return;
	case BPF_JMP | BPF_JA:
		text_format(out, "goto L%zu", at + 1 + insn->k);
		return;
	case BPF_RET | BPF_K:
		text_add(out, "return ");
		verdict_text(verdict_of_ret(insn->k), out);
		return;
	}
	if (BPF_CLASS(insn->code) == BPF_JMP && BPF_SRC(insn->code) == BPF_K)
		branch(insn, at, v, out);
	else
		text_format(out, "0x%02x %u %u 0x%x", insn->code, insn->jt, insn->jf, insn->k);
}

enum { BITS_ASKED = 8 };                      /* up to this many bits are listed, otherwise their complement */

/* For a load, the call of the arguments; for a range, its first call; for bits,
 * their names, or those of the complement. */
static void note(const struct sock_filter *insn, const struct view *v, struct text *out)
{
	uint16_t op = BPF_OP(insn->code);
	enum role role = role_at(v, v->held);
	int id = call_of(v);

	if (BPF_CLASS(insn->code) == BPF_LD && is_argument((int)insn->k) && id != CALL_UNKNOWN)
		text_format(out, "%s of %s", syscall_name((enum syscall_id)id), arch_info((enum arch)arch_of(v))->name);
	if (BPF_CLASS(insn->code) != BPF_JMP || op == BPF_JEQ || op == BPF_JA)
		return;
	if (op == BPF_JSET && role != ROLE__ && !is_high(v, v->held)) {
		bool few = __builtin_popcount(insn->k) <= BITS_ASKED;
		text_add(out, few ? "" : "other than ");
		role_spell(role, few ? insn->k : ~insn->k & ~(uint32_t)role_info(role)->ignore, out);
	} else if (v->held == OFFSET_NR && is_named(v, insn->k)) {
		name_call(v, insn->k, out);
	}
}

static const char *in_arena(struct arena *arena, struct text *text)
{
	const char *copy = arena_string(arena, text->at ? text->at : "");
	text_free(text);
	return copy;
}

struct disasm_line *disasm_of(const struct filter *filter, struct arena *arena)
{
	struct disasm_line *line = arena_alloc(arena, filter->length * sizeof(*line));
	AUTO_FREE struct view *view = mem_alloc(filter->length * sizeof(*view));

	view[0] = (struct view){ .reached = true, .high = UINT32_MAX, .held = -1 };
	for (size_t i = 0; i < filter->length; i++) {
		struct text text = { 0 };
		instruction(&filter->insn[i], i, &view[i], &text);
		line[i].text = in_arena(arena, &text);
		note(&filter->insn[i], &view[i], &text);
		line[i].note = in_arena(arena, &text);
		flow(&filter->insn[i], &view[i], &line[i]);
	}
	return line;
}
