/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order: how numbers and strings compare. An order is negative, 0 or positive,
 * as for qsort; a string that is NULL equals NULL only, and comes first.
 */
#ifndef CORE_ORDER_H
#define CORE_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int number_order(uint64_t a, uint64_t b);
int string_order(const char *a, const char *b);
bool string_equal(const char *a, const char *b);

/* For qsort, of arrays of uint32_t, uint64_t and strings. */
int order_u32(const void *left, const void *right);
int order_u64(const void *left, const void *right);
int order_strings(const void *left, const void *right);

/* The index of the first of `count` elements that is not before the key; all that are come first.
 * Here, so that the compiler sees which `before` it calls. */
static inline size_t order_search(const void *array, size_t count, size_t size,
                                  bool (*before)(const void *element, const void *key), const void *key)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (before((const char *)array + middle * size, key))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif
