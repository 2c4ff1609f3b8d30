/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/learn/code.h"

#include <stdlib.h>

#include "core/base/mem.h"

enum { NEAR = 250 };                          /* a conditional jump reaches 255, and two more instructions may come between */

static code_place put(struct code *code, struct sock_filter insn)
{
	code->insn = mem_grow(code->insn, code->count, &code->room, sizeof(*code->insn));
	code->insn[code->count] = insn;
	return code->count++;
}

/* The distance from the next instruction that is put to a place. */
static size_t distance(const struct code *code, code_place target)
{
	return code->count - target - 1;
}

static code_place jump(struct code *code, code_place target)
{
	return put(code, (struct sock_filter){ BPF_JMP | BPF_JA, 0, 0, (uint32_t)distance(code, target) });
}

static code_place near(struct code *code, code_place target)
{
	return distance(code, target) > NEAR ? jump(code, target) : target;
}

code_place code_return(struct code *code, uint32_t value)
{
	return put(code, (struct sock_filter){ BPF_RET | BPF_K, 0, 0, value });
}

code_place code_test(struct code *code, uint16_t operation, uint32_t value, code_place yes, code_place no)
{
	yes = near(code, yes);
	no = near(code, no);
	return put(code, (struct sock_filter){ (uint16_t)(BPF_JMP | BPF_K | operation), (uint8_t)distance(code, yes),
	                                       (uint8_t)distance(code, no), value });
}

code_place code_then(struct code *code, uint16_t operation, uint32_t value, code_place next)
{
	if (distance(code, next))
		jump(code, next);
	return put(code, (struct sock_filter){ operation, 0, 0, value });
}

void code_finish(struct code *code, code_place first)
{
	if (distance(code, first))
		jump(code, first);
	for (size_t i = 0; i < code->count / 2; i++) {
		struct sock_filter insn = code->insn[i];
		code->insn[i] = code->insn[code->count - 1 - i];
		code->insn[code->count - 1 - i] = insn;
	}
}

void code_free(struct code *code)
{
	free(code->insn);
	*code = (struct code){ 0 };
}
