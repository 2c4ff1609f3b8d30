/* SPDX-License-Identifier: Apache-2.0 */
/*
 * word: 32 conditions, one per bit: the contents of a register for every system
 * call at once.
 */
#ifndef EMIT_WORD_H
#define EMIT_WORD_H

#include <linux/seccomp.h>

#include "emit/proof/diagram.h"

struct word {
	diagram bit[32];                      /* the least significant first */
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

struct word word_of_data(struct space *space, enum data_word which);
struct word word_constant(uint32_t value);
bool word_is_constant(const struct word *word, uint32_t *value);

/* The arithmetic of one instruction: `op` is BPF_ADD … BPF_NEG. A division by zero gives
 * zero. */
struct word word_calculate(struct space *space, uint16_t op, const struct word *a, const struct word *b);

/* BPF_JEQ, BPF_JGT, BPF_JGE or BPF_JSET. */
diagram word_compare(struct space *space, uint16_t op, const struct word *a, const struct word *b);

struct word word_choose(struct space *space, diagram condition, const struct word *yes, const struct word *no);

#endif
