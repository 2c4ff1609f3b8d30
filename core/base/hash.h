/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash: finds entries of an array by their contents.
 *
 * A table holds hashes and indexes only. The array belongs to the owner of the
 * table, who computes the hashes and decides what is equal.
 */
#ifndef CORE_HASH_H
#define CORE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash_table {                           /* zeroed: empty */
	struct hash_slot *slots;
	size_t room, count;
};

typedef bool hash_equals(const void *owner, size_t entry, const void *key);

/* The index of the entry that equals the key, or -1. */
int64_t hash_find(const struct hash_table *table, uint64_t hash, hash_equals *equals, const void *owner, const void *key);

/* Adds an entry that is not in the table. */
void hash_add(struct hash_table *table, uint64_t hash, size_t entry);
void hash_free(struct hash_table *table);

/* The hash of what has been hashed, and one more value. */
uint64_t hash_mix(uint64_t hash, uint64_t value);
uint64_t hash_mix_string(uint64_t hash, const char *string);   /* NULL differs from "" */

#endif
