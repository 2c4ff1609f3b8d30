/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which programs the interpreter accepts and what they compute, one row per
 * program. test_kernel.c runs such programs in the kernel.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "core/base/mem.h"
#include "emit/filter/filter.h"

enum { LONGEST = 8 };

#define LD(k) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, k)
#define IMM(k) BPF_STMT(BPF_LD | BPF_IMM, k)
#define X_IMM(k) BPF_STMT(BPF_LDX | BPF_IMM, k)
#define ALU(op, k) BPF_STMT(BPF_ALU | op | BPF_K, k)
#define ALU_X(op) BPF_STMT(BPF_ALU | op | BPF_X, 0)
#define RET_A BPF_STMT(BPF_RET | BPF_A, 0)
#define RET(k) BPF_STMT(BPF_RET | BPF_K, k)
#define JUMP(op, k, jt, jf) BPF_JUMP(BPF_JMP | op | BPF_K, k, jt, jf)
#define JUMP_X(op, jt, jf) BPF_JUMP(BPF_JMP | op | BPF_X, 0, jt, jf)
#define TAX BPF_STMT(BPF_MISC | BPF_TAX, 0)
#define TXA BPF_STMT(BPF_MISC | BPF_TXA, 0)

static const struct checked {
	size_t length;
	struct sock_filter insn[LONGEST];
	const char *refusal;                  /* NULL: accepted */
} checks[] = {
	{ 1, { RET(0) }, NULL },
	{ 1, { RET_A }, NULL },
	{ 0, { RET(0) }, "a filter of 0 instructions: the kernel accepts 1 to 4096" },
	{ 1, { LD(0) }, "the last instruction is not a return" },
	{ 2, { LD(60), RET(0) }, NULL },
	{ 2, { LD(64), RET(0) }, "instruction 0 (code 0x20, k 0x40) loads from outside of struct seccomp_data" },
	{ 2, { LD(2), RET(0) }, "instruction 0 (code 0x20, k 0x2) loads from outside of struct seccomp_data" },
	{ 2, { LD(UINT32_MAX), RET(0) }, "instruction 0 (code 0x20, k 0xffffffff) loads from outside of struct seccomp_data" },
	{ 2, { BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0), RET(0) }, "instruction 0 (code 0x28, k 0x0) is not allowed in a seccomp filter" },
	{ 2, { BPF_STMT(BPF_LD | BPF_W | BPF_IND, 0), RET(0) }, "instruction 0 (code 0x40, k 0x0) is not allowed in a seccomp filter" },
	{ 2, { BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), RET(0) }, "instruction 0 (code 0xb1, k 0x0) is not allowed in a seccomp filter" },
	{ 2, { ALU(BPF_MOD, 3), RET(0) }, "instruction 0 (code 0x94, k 0x3) is not allowed in a seccomp filter" },
	{ 2, { { 0xffff, 0, 0, 0 }, RET(0) }, "instruction 0 (code 0xffff, k 0x0) is not allowed in a seccomp filter" },
	{ 2, { { 0x0120, 0, 0, 0 }, RET(0) }, "instruction 0 (code 0x120, k 0x0) is not allowed in a seccomp filter" },
	{ 2, { ALU(BPF_DIV, 0), RET(0) }, "instruction 0 (code 0x34, k 0x0) divides by zero" },
	{ 2, { ALU(BPF_LSH, 31), RET(0) }, NULL },
	{ 2, { ALU(BPF_RSH, 32), RET(0) }, "instruction 0 (code 0x74, k 0x20) shifts by 32 or more" },
	{ 2, { BPF_STMT(BPF_JMP | BPF_JA, 0), RET(0) }, NULL },
	{ 2, { BPF_STMT(BPF_JMP | BPF_JA, 1), RET(0) }, "instruction 0 (code 0x05, k 0x1) jumps past the end" },
	{ 2, { BPF_STMT(BPF_JMP | BPF_JA, UINT32_MAX), RET(0) }, "instruction 0 (code 0x05, k 0xffffffff) jumps past the end" },
	{ 2, { JUMP(BPF_JEQ, 0, 1, 0), RET(0) }, "instruction 0 (code 0x15, k 0x0) jumps past the end" },
	{ 2, { JUMP(BPF_JSET, 0, 0, 255), RET(0) }, "instruction 0 (code 0x45, k 0x0) jumps past the end" },
	{ 2, { BPF_STMT(BPF_ST, 16), RET(0) }, "instruction 0 (code 0x02, k 0x10) uses scratch memory that does not exist" },
	{ 3, { BPF_STMT(BPF_ST, 3), BPF_STMT(BPF_LD | BPF_MEM, 3), RET_A }, NULL },
	{ 2, { BPF_STMT(BPF_LD | BPF_MEM, 3), RET_A }, "instruction 0 reads scratch memory that may be uninitialized" },
	{ 4, { JUMP(BPF_JEQ, 0, 1, 0), BPF_STMT(BPF_STX, 0), BPF_STMT(BPF_LDX | BPF_MEM, 0), RET_A },
	  "instruction 2 reads scratch memory that may be uninitialized" },
	/* After a return the kernel still counts what was written before it. */
	{ 3, { RET(0), BPF_STMT(BPF_LD | BPF_MEM, 0), RET_A }, "instruction 1 reads scratch memory that may be uninitialized" },
	{ 4, { BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_LD | BPF_MEM, 0), RET_A, RET(0) }, NULL },
};

static struct filter as_filter(const struct sock_filter *insn, size_t length)
{
	return (struct filter){ (struct sock_filter *)insn, length };
}

static void test_check(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		struct filter filter = as_filter(checks[i].insn, checks[i].length);
		struct err err = { "" };
		int result = filter_check(&filter, &err);
		assert_int_equal(result, checks[i].refusal ? -1 : 0);
		assert_string_equal(err.text, checks[i].refusal ? checks[i].refusal : "");
	}
}

static void test_longest(void **state)
{
	static struct sock_filter insn[BPF_MAXINSNS + 1];
	struct err err = { "" };

	(void)state;
	for (size_t i = 0; i <= BPF_MAXINSNS; i++)
		insn[i] = (struct sock_filter)RET(0);
	struct filter fits = as_filter(insn, BPF_MAXINSNS), too_long = as_filter(insn, BPF_MAXINSNS + 1);
	assert_int_equal(filter_check(&fits, &err), 0);
	assert_int_equal(filter_check(&too_long, &err), -1);
	assert_string_equal(err.text, "a filter of 4097 instructions: the kernel accepts 1 to 4096");
}

static const struct seccomp_data input = {
	.nr = -2, .arch = 0xC000003E, .instruction_pointer = 0x1122334455667788,
	.args = { 0xAAAABBBBCCCCDDDD, 7, 0, 0, 0, 0xFFFFFFFF00000001 },
};

static const struct run {
	struct sock_filter insn[LONGEST];
	uint32_t result;
	unsigned steps;
} runs[] = {
	{ { LD(0), RET_A }, 0xFFFFFFFE, 2 },
	{ { LD(4), RET_A }, 0xC000003E, 2 },
	{ { LD(16), RET_A }, 0xCCCCDDDD, 2 },
	{ { LD(20), RET_A }, 0xAAAABBBB, 2 },
	{ { LD(60), RET_A }, 0xFFFFFFFF, 2 },
	{ { BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0), RET_A }, 64, 2 },
	{ { BPF_STMT(BPF_LDX | BPF_W | BPF_LEN, 0), TXA, RET_A }, 64, 3 },
	{ { RET_A }, 0, 1 },                  /* registers start at zero */
	{ { TXA, RET_A }, 0, 2 },
	{ { IMM(5), ALU(BPF_ADD, 0xFFFFFFFF), RET_A }, 4, 3 },
	{ { IMM(5), ALU(BPF_SUB, 6), RET_A }, 0xFFFFFFFF, 3 },
	{ { IMM(0x10001), ALU(BPF_MUL, 0x10001), RET_A }, 0x20001, 3 },
	{ { IMM(0xFFFFFFFF), ALU(BPF_DIV, 2), RET_A }, 0x7FFFFFFF, 3 },
	{ { IMM(0xF0), ALU(BPF_AND, 0x3C), RET_A }, 0x30, 3 },
	{ { IMM(0xF0), ALU(BPF_OR, 0x0F), RET_A }, 0xFF, 3 },
	{ { IMM(0xF0), ALU(BPF_XOR, 0xFF), RET_A }, 0x0F, 3 },
	{ { IMM(1), ALU(BPF_LSH, 31), RET_A }, 0x80000000, 3 },
	{ { IMM(0x80000000), ALU(BPF_RSH, 31), RET_A }, 1, 3 },
	{ { IMM(1), BPF_STMT(BPF_ALU | BPF_NEG, 0), RET_A }, 0xFFFFFFFF, 3 },
	{ { IMM(9), X_IMM(4), ALU_X(BPF_DIV), RET_A }, 2, 4 },
	{ { IMM(9), ALU_X(BPF_DIV), RET(7) }, 0, 2 },         /* by X == 0: the filter returns 0 */
	{ { IMM(3), X_IMM(33), ALU_X(BPF_LSH), RET_A }, 6, 4 },   /* by X modulo 32 */
	{ { IMM(3), X_IMM(32), ALU_X(BPF_RSH), RET_A }, 3, 4 },
	{ { IMM(3), TAX, IMM(4), ALU_X(BPF_SUB), RET_A }, 1, 5 },
	{ { IMM(8), BPF_STMT(BPF_ST, 15), IMM(0), BPF_STMT(BPF_LDX | BPF_MEM, 15), TXA, RET_A }, 8, 6 },
	{ { X_IMM(8), BPF_STMT(BPF_STX, 0), BPF_STMT(BPF_LD | BPF_MEM, 0), RET_A }, 8, 4 },
	{ { BPF_STMT(BPF_JMP | BPF_JA, 1), RET(1), RET(2) }, 2, 2 },
	{ { LD(0), JUMP(BPF_JGT, 0xFFFFFFFD, 0, 1), RET(1), RET(2) }, 1, 3 },
	{ { LD(0), JUMP(BPF_JGT, 0xFFFFFFFE, 0, 1), RET(1), RET(2) }, 2, 3 },
	{ { LD(0), JUMP(BPF_JGE, 0xFFFFFFFE, 0, 1), RET(1), RET(2) }, 1, 3 },
	{ { LD(0), JUMP(BPF_JSET, 1, 0, 1), RET(1), RET(2) }, 2, 3 },
	{ { LD(24), X_IMM(7), JUMP_X(BPF_JEQ, 0, 1), RET(1), RET(2) }, 1, 4 },
	{ { LD(24), X_IMM(8), JUMP_X(BPF_JGE, 0, 1), RET(1), RET(2) }, 2, 4 },
	{ { LD(24), X_IMM(6), JUMP_X(BPF_JGT, 0, 1), RET(1), RET(2) }, 1, 4 },
	{ { LD(24), X_IMM(8), JUMP_X(BPF_JSET, 0, 1), RET(1), RET(2) }, 2, 4 },
};

static size_t length_of(const struct sock_filter *insn)
{
	size_t length = LONGEST;
	while (length && !memcmp(&insn[length - 1], &(struct sock_filter){ 0 }, sizeof(*insn)))
		length--;
	return length;
}

static void test_run(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(runs); i++) {
		struct filter filter = as_filter(runs[i].insn, length_of(runs[i].insn));
		struct err err = { "" };
		unsigned steps = 0;
		assert_int_equal(filter_check(&filter, &err), 0);
		assert_int_equal(filter_run(&filter, &input, &steps), runs[i].result);
		assert_int_equal(steps, runs[i].steps);
	}
}

/* With only number and arch known; the input is nr 5 of x86_64. */
static const struct constant {
	struct sock_filter insn[LONGEST];
	bool allow;
} constants[] = {
	{ { RET(SECCOMP_RET_ALLOW) }, true },
	{ { RET(SECCOMP_RET_ALLOW | 1) }, false },
	{ { RET(SECCOMP_RET_LOG) }, false },
	{ { IMM(SECCOMP_RET_ALLOW), RET_A }, false },
	{ { LD(0), JUMP(BPF_JEQ, 5, 0, 1), RET(SECCOMP_RET_ALLOW), RET(0) }, true },
	{ { LD(0), JUMP(BPF_JEQ, 6, 0, 1), RET(SECCOMP_RET_ALLOW), RET(0) }, false },
	{ { LD(0), ALU(BPF_AND, 4), JUMP(BPF_JEQ, 4, 0, 1), RET(SECCOMP_RET_ALLOW), RET(0) }, true },
	{ { LD(0), ALU(BPF_ADD, 1), RET(SECCOMP_RET_ALLOW) }, false },
	{ { LD(4), JUMP(BPF_JSET, 0x80000000, 0, 1), RET(SECCOMP_RET_ALLOW), RET(0) }, true },
	{ { LD(0), JUMP(BPF_JGE, 5, 1, 0), RET(0), BPF_STMT(BPF_JMP | BPF_JA, 0), RET(SECCOMP_RET_ALLOW) }, true },
	{ { LD(0), JUMP(BPF_JGT, 5, 0, 1), RET(0), RET(SECCOMP_RET_ALLOW) }, true },
	{ { LD(0), JUMP_X(BPF_JEQ, 0, 0), RET(SECCOMP_RET_ALLOW) }, false },
	{ { LD(8), RET(SECCOMP_RET_ALLOW) }, false },
	{ { LD(16), RET(SECCOMP_RET_ALLOW) }, false },
};

static void test_constant(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(constants); i++) {
		struct filter filter = as_filter(constants[i].insn, length_of(constants[i].insn));
		assert_int_equal(filter_is_constant_allow(&filter, 0xC000003E, 5), constants[i].allow);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_constant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
