/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From machine code to steps. capstone decodes; a table maps its registers to
 * ours, and `translate` is the one place that knows what instructions mean.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"
#include "tracer/code/capstone.h"
#include "tracer/code/step.h"

struct decoder {
	struct capstone capstone;
	csh handle;
	cs_insn *insn;
};

struct decoder *decoder_new(void)
{
	struct decoder *decoder = mem_alloc(sizeof(*decoder));

	if (!capstone_load(&decoder->capstone) || decoder->capstone.open(CS_ARCH_X86, CS_MODE_64, &decoder->handle) != CS_ERR_OK) {
		decoder_free(decoder);
		return NULL;
	}
	decoder->capstone.option(decoder->handle, CS_OPT_DETAIL, CS_OPT_ON);
	decoder->insn = decoder->capstone.alloc(decoder->handle);
	return decoder;
}

void decoder_free(struct decoder *decoder)
{
	if (!decoder)
		return;
	if (decoder->insn) {
		decoder->capstone.free(decoder->insn, 1);
		decoder->capstone.close(&decoder->handle);
	}
	capstone_unload(&decoder->capstone);
	free(decoder);
}

/* --- operands --- */

struct general {
	uint8_t reg, width;
};

static const struct general generals[X86_REG_ENDING] = {
#define GENERAL(number, eight, four, two, one) \
	[X86_REG_##eight] = {number, 8}, [X86_REG_##four] = {number, 4}, [X86_REG_##two] = {number, 2}, [X86_REG_##one] = {number, 1},
#include "tracer/code/registers.def"
#undef GENERAL
	[X86_REG_AH] = {REG_RAX, 1}, [X86_REG_BH] = {REG_RBX, 1}, [X86_REG_CH] = {REG_RCX, 1}, [X86_REG_DH] = {REG_RDX, 1},
};

/* A width of 0: not a general register. */
static struct general general_of(unsigned reg)
{
	return reg < X86_REG_ENDING ? generals[reg] : (struct general){0, 0};
}

static uint8_t index_of(unsigned reg)
{
	struct general general = general_of(reg);

	return reg == X86_REG_INVALID ? REG_NONE : general.width ? general.reg : REG_OPAQUE;
}

static void set_memory(struct step *step, const cs_x86_op *operand)
{
	step->has_memory = true;
	step->width = operand->size;
	step->memory = (uint64_t)operand->mem.disp;
	step->base = index_of(operand->mem.base);
	step->index = index_of(operand->mem.index);
	step->reads = operand->access & CS_AC_READ || !operand->access;
	step->writes = operand->access & CS_AC_WRITE || !operand->access;
	if (operand->mem.base == X86_REG_RIP) {
		step->base = REG_NONE;
		step->memory += step->at + step->length;
	}
	if (operand->mem.segment == X86_REG_FS || operand->mem.segment == X86_REG_GS)
		step->base = REG_OPAQUE;
}

/* Instructions whose first operand is only read. Of all others it counts as written. */
static bool only_reads(unsigned id)
{
	switch (id) {
	case X86_INS_CMP: case X86_INS_TEST: case X86_INS_BT: case X86_INS_PUSH: case X86_INS_NOP: case X86_INS_CALL: case X86_INS_JMP:
		return true;
	default:
		return false;
	}
}

static uint32_t bit_of(unsigned reg)
{
	struct general general = general_of(reg);

	return general.width ? REG_BIT(general.reg) : 0;
}

static void set_registers(struct step *step, const cs_insn *insn)
{
	const cs_detail *detail = insn->detail;

	for (unsigned i = 0; i < detail->regs_write_count; i++)
		step->kills |= bit_of(detail->regs_write[i]);
	for (unsigned i = 0; i < detail->regs_read_count; i++)
		step->uses |= bit_of(detail->regs_read[i]);
	for (unsigned i = 0; i < detail->x86.op_count; i++) {
		const cs_x86_op *operand = &detail->x86.operands[i];
		uint32_t bit = operand->type == X86_OP_REG ? bit_of(operand->reg) : 0;
		step->kills |= (i == 0 ? !only_reads(insn->id) : operand->access & CS_AC_WRITE) ? bit : 0;
		step->uses |= operand->access != CS_AC_WRITE ? bit : 0;
	}
}

static void set_operands(struct step *step, const cs_insn *insn)
{
	const cs_x86 *x86 = &insn->detail->x86;

	for (unsigned i = 0; i < x86->op_count; i++) {
		if (x86->operands[i].type == X86_OP_MEM)
			set_memory(step, &x86->operands[i]);
		if (x86->operands[i].type == X86_OP_IMM) {
			step->value = (uint64_t)x86->operands[i].imm;
			step->has_constant = true;
		}
	}
}

/* --- what it means --- */

static uint64_t cut(uint64_t value, unsigned width)
{
	return width == 4 ? (uint32_t)value : value;
}

static void set_to(struct step *step, enum step_op op, struct general to)
{
	step->op = (uint8_t)op;
	step->to = to.reg;
	if (op != STEP_LOAD)
		step->width = to.width;
}

static void store(struct step *step, const cs_x86_op *from)
{
	struct general general = from->type == X86_OP_REG ? general_of(from->reg) : (struct general){0, 0};

	if (from->type == X86_OP_IMM || (general.width >= 4)) {
		step->op = STEP_STORE;
		step->from = from->type == X86_OP_IMM ? REG_NONE : general.reg;
	}
}

/* mov al, 56: the rest of the register stays. */
static void move_low(struct step *step, const cs_x86_op *op, struct general to)
{
	bool high = op[0].reg == X86_REG_AH || op[0].reg == X86_REG_BH || op[0].reg == X86_REG_CH || op[0].reg == X86_REG_DH;

	if (!to.width || high || op[1].type != X86_OP_IMM)
		return;
	step->value &= to.width == 1 ? 0xff : 0xffff;
	step->from = to.reg;
	set_to(step, STEP_LOW, to);
}

static void move(struct step *step, const cs_insn *insn)
{
	const cs_x86_op *op = insn->detail->x86.operands;
	struct general to = op[0].type == X86_OP_REG ? general_of(op[0].reg) : (struct general){0, 0};
	struct general from = op[1].type == X86_OP_REG ? general_of(op[1].reg) : (struct general){0, 0};

	if (op[0].type == X86_OP_MEM) {
		store(step, &op[1]);
	} else if (to.width < 4) {
		move_low(step, op, to);
	} else if (op[1].type == X86_OP_IMM) {
		step->value = cut(step->value, to.width);
		set_to(step, STEP_SET, to);
	} else if (op[1].type == X86_OP_MEM) {
		step->extends = insn->id == X86_INS_MOVSX || insn->id == X86_INS_MOVSXD;
		set_to(step, STEP_LOAD, to);
	} else if (from.width >= 4) {
		step->from = from.reg;
		step->value = 0;
		set_to(step, STEP_ADD, to);
	}
}

static void lea(struct step *step, const cs_insn *insn)
{
	const cs_x86_op *op = insn->detail->x86.operands;
	struct general to = general_of(op[0].reg);

	step->reads = step->writes = false;
	if (to.width < 4 || step->index != REG_NONE || step->base == REG_OPAQUE)
		return;
	step->value = step->memory;
	step->from = step->base;
	step->is_address = op[1].mem.base == X86_REG_RIP;
	set_to(step, step->base == REG_NONE ? STEP_SET : STEP_ADD, to);
}

/* With a constant, or of a register with itself: then equal means zero. */
static void compare(struct step *step, const cs_insn *insn)
{
	const cs_x86_op *op = insn->detail->x86.operands;
	struct general general = op[0].type == X86_OP_REG ? general_of(op[0].reg) : (struct general){0, 0};
	bool same = op[1].type == X86_OP_REG && op[0].type == X86_OP_REG && op[1].reg == op[0].reg;

	if (general.width < 4 || !(insn->id == X86_INS_TEST ? same : op[1].type == X86_OP_IMM))
		return;
	step->compares = (uint8_t)(general.reg + 1);
	step->value = same ? 0 : cut(step->value, general.width);
}

static void condition(struct step *step, const cs_insn *insn)
{
	move(step, insn);
	step->may = true;
}

/* add, sub, and, or, xor, inc, dec of a register */
static void arithmetic(struct step *step, const cs_insn *insn)
{
	const cs_x86_op *op = insn->detail->x86.operands;
	struct general to = op[0].type == X86_OP_REG ? general_of(op[0].reg) : (struct general){0, 0};
	bool constant = insn->detail->x86.op_count == 2 && op[1].type == X86_OP_IMM;
	bool same = insn->detail->x86.op_count == 2 && op[1].type == X86_OP_REG && op[1].reg == op[0].reg;
	unsigned id = insn->id;

	if (to.width < 4)
		return;
	step->from = to.reg;
	if (same && (id == X86_INS_XOR || id == X86_INS_SUB)) {
		step->value = 0;
		set_to(step, STEP_SET, to);
	} else if (constant && id == X86_INS_OR && step->value == UINT64_MAX) {
		step->value = cut(step->value, to.width);
		set_to(step, STEP_SET, to);
	} else if (constant && id == X86_INS_AND) {
		set_to(step, STEP_AND, to);
	} else if ((constant && (id == X86_INS_ADD || id == X86_INS_SUB)) || id == X86_INS_INC || id == X86_INS_DEC) {
		uint64_t amount = constant ? step->value : 1;
		step->value = id == X86_INS_ADD || id == X86_INS_INC ? amount : 0 - amount;
		set_to(step, STEP_ADD, to);
	}
}

/* A target that is not a constant is in `from` or in memory. */
static void transfer(struct step *step, const cs_insn *insn, enum step_op op)
{
	const cs_x86_op *operand = insn->detail->x86.operands;

	step->op = (uint8_t)op;
	step->has_constant = false;
	step->if_equal = insn->id == X86_INS_JE;
	step->if_unequal = insn->id == X86_INS_JNE;
	if (operand[0].type != X86_OP_IMM)
		step->value = 0;
	if (operand[0].type == X86_OP_REG)
		step->from = index_of(operand[0].reg);
	if (op == STEP_CALL)
		step->kills |= REGS_OF_CALLER;
}

static void push(struct step *step, const cs_insn *insn)
{
	const cs_x86_op *operand = insn->detail->x86.operands;

	step->op = STEP_PUSH;
	step->from = operand[0].type == X86_OP_REG ? index_of(operand[0].reg) : operand[0].type == X86_OP_IMM ? REG_NONE : REG_OPAQUE;
}

static void pop(struct step *step, const cs_insn *insn)
{
	const cs_x86_op *operand = insn->detail->x86.operands;
	struct general to = operand[0].type == X86_OP_REG ? general_of(operand[0].reg) : (struct general){0, 0};

	step->op = STEP_POP;
	step->to = to.width == 8 ? to.reg : REG_NONE;
	step->width = 8;
}

static bool in_group(const cs_insn *insn, unsigned group)
{
	for (unsigned i = 0; i < insn->detail->groups_count; i++)
		if (insn->detail->groups[i] == group)
			return true;
	return false;
}

static void translate_control(struct step *step, const cs_insn *insn)
{
	switch (insn->id) {
	case X86_INS_CALL: transfer(step, insn, STEP_CALL); break;
	case X86_INS_JMP: transfer(step, insn, STEP_JUMP); break;
	case X86_INS_SYSCALL: step->op = STEP_SYSCALL; step->kills |= REG_BIT(REG_RAX) | REG_BIT(REG_RCX) | REG_BIT(REG_R11); break;
	case X86_INS_SYSENTER: step->op = STEP_FOREIGN; break;
	case X86_INS_INT: step->op = step->value == 0x80 ? STEP_FOREIGN : STEP_OTHER; step->kills |= REG_BIT(REG_RAX); break;
	case X86_INS_RET: case X86_INS_RETF: case X86_INS_RETFQ: case X86_INS_IRETQ: step->op = STEP_RETURN; break;
	case X86_INS_UD2: case X86_INS_HLT: case X86_INS_INT3: case X86_INS_UD0: case X86_INS_UD2B: step->op = STEP_STOP; break;
	default:
		if (in_group(insn, X86_GRP_JUMP) || insn->id == X86_INS_XBEGIN || insn->id == X86_INS_LOOP || insn->id == X86_INS_LOOPE ||
		    insn->id == X86_INS_LOOPNE)
			transfer(step, insn, STEP_BRANCH);
	}
}

static void translate(struct step *step, const cs_insn *insn)
{
	switch (insn->id) {
	case X86_INS_MOV: case X86_INS_MOVABS: case X86_INS_MOVZX: case X86_INS_MOVSX: case X86_INS_MOVSXD: move(step, insn); break;
	case X86_INS_LEA: lea(step, insn); break;
	case X86_INS_ADD: case X86_INS_SUB: case X86_INS_AND: case X86_INS_OR: case X86_INS_XOR: case X86_INS_INC: case X86_INS_DEC:
		arithmetic(step, insn);
		break;
	case X86_INS_CMOVA: case X86_INS_CMOVAE: case X86_INS_CMOVB: case X86_INS_CMOVBE: case X86_INS_CMOVE: case X86_INS_CMOVG:
	case X86_INS_CMOVGE: case X86_INS_CMOVL: case X86_INS_CMOVLE: case X86_INS_CMOVNE: case X86_INS_CMOVNO: case X86_INS_CMOVNP:
	case X86_INS_CMOVNS: case X86_INS_CMOVO: case X86_INS_CMOVP: case X86_INS_CMOVS:
		condition(step, insn);
		break;
	case X86_INS_PUSH: push(step, insn); break;
	case X86_INS_POP: pop(step, insn); break;
	case X86_INS_LEAVE: step->op = STEP_LEAVE; step->kills |= REG_BIT(REG_RBP); break;
	case X86_INS_NOP: step->is_nop = true; break;
	case X86_INS_TEST: case X86_INS_CMP: compare(step, insn); break;
	case X86_INS_CPUID: step->kills |= REG_BIT(REG_RAX) | REG_BIT(REG_RBX) | REG_BIT(REG_RCX) | REG_BIT(REG_RDX); break;
	default: translate_control(step, insn);
	}
}

/* --- all of an extent --- */

bool step_falls_through(const struct step *step)
{
	return step->op != STEP_JUMP && step->op != STEP_RETURN && step->op != STEP_STOP;
}

static struct step *add_step(struct code *code, uint64_t at, unsigned length)
{
	code->at = mem_grow(code->at, code->count, &code->room, sizeof(*code->at));
	code->at[code->count] = (struct step){
		.at = at, .length = (uint8_t)length, .to = REG_NONE, .from = REG_NONE, .base = REG_NONE, .index = REG_NONE,
	};
	return &code->at[code->count++];
}

static void add_unknown(struct code *code, uint64_t at, unsigned length)
{
	struct step *step = add_step(code, at, length);

	step->kills = 0xffff & ~(REG_BIT(REG_RSP) | REG_BIT(REG_RBP));
	step->uses = 0xffff;
}

bool step_is_padding(const struct step *step)
{
	return step->is_nop || step->op == STEP_STOP;
}

/* A function can go on in the next extent: as if by a jump, of no bytes. */
static void add_end(struct code *code, const struct extent *extent)
{
	size_t last = code->count;

	while (last && code->at[last - 1].is_nop)
		last--;
	if (!last || !step_falls_through(&code->at[last - 1]) || code->at[last - 1].op == STEP_CALL)
		return;
	struct step *end = add_step(code, extent->to, 0);
	end->op = STEP_JUMP;
	end->value = extent->to;
}

void decode(struct decoder *decoder, const struct binary *binary, const struct extent *extent, struct code *code)
{
	uint64_t at = extent->from;
	size_t left = extent->to - extent->from;
	const uint8_t *bytes = binary_at(binary, at, left);

	code->count = code->lost = 0;
	while (bytes && left) {
		if (decoder->capstone.disasm(decoder->handle, &bytes, &left, &at, decoder->insn)) {
			struct step *step = add_step(code, decoder->insn->address, decoder->insn->size);
			set_operands(step, decoder->insn);
			set_registers(step, decoder->insn);
			translate(step, decoder->insn);
			continue;
		}
		unsigned known = vector_length(bytes, left), length = known ? known : 1;
		if (known)
			add_unknown(code, at, length);
		else
			code->lost++;
		bytes += length, at += length, left -= length;
	}
	if (!extent->named && code->lost)
		code->count = code->lost = 0;
	add_end(code, extent);
}

static bool is_before(const void *element, const void *key)
{
	return ((const struct step *)element)->at < *(const uint64_t *)key;
}

long code_find(const struct code *code, uint64_t at)
{
	size_t i = order_search(code->at, code->count, sizeof(*code->at), is_before, &at);

	return i < code->count && code->at[i].at == at ? (long)i : -1;
}
