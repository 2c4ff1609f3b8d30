/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bitvector: 32 conditions, one per bit: the contents of a register for every system
 * call at once.
 */
#ifndef EMIT_BITVECTOR_H
#define EMIT_BITVECTOR_H

#include <linux/seccomp.h>

#include "emit/proof/bdd.h"

struct bitvector {
	bdd bit[32];                          /* the least significant first */
};

/* The words of struct seccomp_data, in the order of diagrams. */
enum data_word {
	DATA_ARCH,
	DATA_NR,
	DATA_ARG_HIGH,                        /* of argument i: this + 2 * i */
	DATA_ARG_LOW,
	DATA_IP_HIGH = DATA_ARG_HIGH + 12,
	DATA_IP_LOW,
	DATA_WORDS
};

/* The word at this offset, which is aligned and in range. */
enum data_word data_word_at(uint32_t offset, bool big_endian);

/* Converts between a call and the words of diagrams. */
void data_to_words(const struct seccomp_data *data, uint32_t word[DATA_WORDS]);
struct seccomp_data data_of_words(const uint32_t word[DATA_WORDS]);

/* Of a set with one bit for each word: one bit for each argument, and bit SYSCALL_ARGS for the instruction pointer. */
unsigned data_asked(uint32_t words);

struct bitvector bitvector_of_data(struct manager *manager, enum data_word which);
struct bitvector bitvector_constant(uint32_t value);
bool bitvector_is_constant(const struct bitvector *word, uint32_t *value);

/* The arithmetic of one instruction: `op` is BPF_ADD … BPF_NEG. A division by zero gives
 * zero. */
struct bitvector bitvector_calculate(struct manager *manager, uint16_t op, const struct bitvector *a, const struct bitvector *b);

/* BPF_JEQ, BPF_JGT, BPF_JGE or BPF_JSET. */
bdd bitvector_compare(struct manager *manager, uint16_t op, const struct bitvector *a, const struct bitvector *b);

struct bitvector bitvector_choose(struct manager *manager, bdd condition, const struct bitvector *yes, const struct bitvector *no);

#endif
