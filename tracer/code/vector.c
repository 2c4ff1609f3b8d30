/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The length of vector instructions. capstone 4 does not know all of AVX-512
 * and its successors; a decoder that skips one byte at a time instead reads
 * their operands as instructions, and finds system calls in them.
 */
#include "tracer/code/step.h"

/* ModRM, SIB and displacement. */
static unsigned operand_length(const unsigned char *at, size_t size)
{
	unsigned mod, rm, length = 1;

	if (!size)
		return 0;
	mod = at[0] >> 6;
	rm = at[0] & 7;
	if (mod == 3)
		return 1;
	if (rm == 4) {
		if (size < 2)
			return 0;
		length++;
		rm = at[1] & 7;
	}
	return length + (mod == 1 ? 1 : mod == 2 || rm == 5 ? 4 : 0);
}

/* Whether an opcode of a map has a byte behind its operand. */
static unsigned constant_length(unsigned map, unsigned opcode)
{
	if (map == 3)
		return 1;
	return map == 1 && ((opcode >= 0x70 && opcode <= 0x73) || opcode == 0xc2 || (opcode >= 0xc4 && opcode <= 0xc6));
}

static unsigned with_map(const unsigned char *at, size_t size, unsigned prefix, unsigned map)
{
	unsigned operand = prefix + 1 < size ? operand_length(at + prefix + 1, size - prefix - 1) : 0;
	unsigned length = prefix + 1 + operand + (operand ? constant_length(map, at[prefix]) : 0);

	return operand && length <= size ? length : 0;
}

/* Without VEX: prefixes, then 0f, 0f 38 or 0f 3a. */
static unsigned legacy_length(const unsigned char *at, size_t size)
{
	unsigned i = 0;

	while (i + 3 < size && i < 5 && (at[i] == 0x66 || at[i] == 0xf2 || at[i] == 0xf3 || (at[i] & 0xf0) == 0x40))
		i++;
	if (i + 3 >= size || at[i] != 0x0f)
		return 0;
	if (at[i + 1] == 0x38 || at[i + 1] == 0x3a)
		return with_map(at, size, i + 2, at[i + 1] == 0x38 ? 2 : 3);
	return at[i + 1] == 0x01 || at[i + 1] == 0x1e || at[i + 1] == 0xae || at[i + 1] == 0xc7 ? with_map(at, size, i + 1, 0) : 0;
}

unsigned vector_length(const unsigned char *at, size_t size)
{
	if (size > 6 && at[0] == 0x62)
		return with_map(at, size, 4, at[1] & 7);
	if (size > 4 && at[0] == 0xc4)
		return with_map(at, size, 3, at[1] & 0x1f);
	if (size > 3 && at[0] == 0xc5)
		return with_map(at, size, 2, 1);
	return legacy_length(at, size);
}
