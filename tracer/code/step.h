/* SPDX-License-Identifier: Apache-2.0 */
/*
 * step: an instruction, reduced to what this analysis asks of it.
 *
 * Where it goes, which memory it names, and what it puts into the general
 * registers. Whatever is not understood writes unknown values: a step that is
 * no more than its `kills` is always a correct description.
 */
#ifndef TRACER_CODE_STEP_H
#define TRACER_CODE_STEP_H

#include "tracer/code/binary.h"
#include "tracer/code/extent.h"

/* Numbered as in machine code. */
enum { REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI, REG_R8, REG_R11 = 11, REG_NONE = 16, REG_OPAQUE };

#define REG_BIT(reg) (1u << (reg))
#define REGS_OF_CALLER (REG_BIT(REG_RAX) | REG_BIT(REG_RCX) | REG_BIT(REG_RDX) | REG_BIT(REG_RSI) | REG_BIT(REG_RDI) | \
                        REG_BIT(8) | REG_BIT(9) | REG_BIT(10) | REG_BIT(11))      /* lost in a call */
#define REGS_OF_ARGUMENTS (REG_BIT(REG_RDI) | REG_BIT(REG_RSI) | REG_BIT(REG_RDX) | REG_BIT(REG_RCX) | REG_BIT(8) | REG_BIT(9))

enum step_op {
	STEP_OTHER,                           /* writes unknown values to `kills` */
	STEP_SET,                             /* to = value */
	STEP_ADD,                             /* to = from + value: also copies and address arithmetic */
	STEP_AND,                             /* to = from & value */
	STEP_LOW,                             /* the low `width` bytes of to = value; the others are those of from */
	STEP_LOAD,                            /* to = memory */
	STEP_STORE,                           /* memory = from, or value if from is REG_NONE */
	STEP_PUSH, STEP_POP, STEP_LEAVE,
	STEP_CALL, STEP_JUMP, STEP_BRANCH,    /* to `value`, or if that is 0 to what `from` or memory has */
	STEP_RETURN, STEP_STOP,
	STEP_SYSCALL, STEP_FOREIGN            /* into the kernel by another ABI: int 0x80, sysenter */
};

struct step {
	uint64_t at;
	uint64_t value;                       /* a constant, or a target */
	uint64_t memory;                      /* of the memory operand: its address, or displacement if it has a base */
	uint32_t kills;                       /* REG_BIT of each register that it writes */
	uint32_t uses;                        /* of each that it reads, not counting the memory operand */
	uint8_t length, op, to, from;
	uint8_t base, index;                  /* of the memory operand; REG_OPAQUE: a segment register */
	uint8_t width;                        /* bytes of the memory operand, of a load or store; else of `to` */
	bool has_memory, reads, writes;       /* the operand; neither reads nor writes: its address is taken */
	bool is_address;                      /* `value` of STEP_SET is relative to the image: it moves with it */
	bool has_constant;                    /* `value` is an immediate operand */
	bool may;                             /* `to` may keep its value */
	bool extends;                         /* the load keeps the sign */
	bool is_nop;
	bool if_equal, if_unequal;            /* the branch is taken if what was compared is equal, or is not */
	uint8_t compares;                     /* 1 + the register that is compared with `value`; 0: no such comparison */
};

struct code {
	struct step *at;
	size_t count, room;
	uint64_t lost;                        /* bytes that were not decoded */
};

struct decoder;
struct decoder *decoder_new(void);
void decoder_free(struct decoder *decoder);

/* Replaces `code` by the steps of an extent: none if it is data. */
void decode(struct decoder *decoder, const struct binary *binary, const struct extent *extent, struct code *code);

/* Splits extents that no table bounds, where calls and pointers lead into them. */
void extents_split(struct extents *extents, const struct binary *binary, struct decoder *decoder);

/* The length of an instruction of an extension that the decoder does not know; 0: not understood. */
unsigned vector_length(const unsigned char *at, size_t size);

bool step_is_padding(const struct step *step);
/* Whether control can go on behind a step. */
bool step_falls_through(const struct step *step);
/* The step at an address; -1: none begins there. */
long code_find(const struct code *code, uint64_t at);

#endif
