/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blocks: the instructions that libseccomp makes of a tree. A block loads and masks a word if it is not loaded already, compares it,
 * and goes on to one of two blocks; equal blocks are one.
 *
 * What a block finds loaded is taken from the node before it on the level, but others jump there as well. Once the order of all
 * blocks is known, each block is looked at from the first one that leads to it, and loads the word again if that one has another.
 */
#ifndef EMIT_SCMP_BLOCKS_H
#define EMIT_SCMP_BLOCKS_H

#include "core/base/hash.h"
#include "emit/scmp/tree.h"

struct loaded { unsigned word; uint32_t mask; };              /* what is in the accumulator */
enum { NOTHING_LOADED = 100 };

struct block {
	bool ends;                            /* with an answer, ... */
	uint32_t answer;                      /* ... this one */
	bool load, masks;
	enum scmp_op op;
	uint32_t value;
	unsigned to[2];                       /* earlier blocks, for false and true */
	struct loaded before, after;          /* NOTHING_LOADED: it needs nothing; before and after the comparison */
	bool seen, loads, relies;             /* as of struct scmp_block */
	uint64_t content;
};

struct blocks {
	struct block *at;
	size_t count, room;
	struct hash_table table;              /* by content */
};
void blocks_free(struct blocks *blocks);

/* Makes the blocks, from the last to the first. Returns the first; a later one never leads to an earlier one. */
unsigned blocks_of(struct blocks *blocks, struct scmp_tree *tree, uint32_t otherwise);

/* Finds out which blocks load their word again. */
void blocks_check(struct blocks *blocks, unsigned first);

/* The answers, after that check (emit/scmp/run.c). */
bdd blocks_run(struct manager *manager, const struct blocks *blocks, unsigned first);

#endif
