/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No order is a difference: that could overflow.
 */
#include "core/base/order.h"

#include <string.h>

int number_order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int string_order(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

bool string_equal(const char *a, const char *b)
{
	return !string_order(a, b);
}

int order_u32(const void *left, const void *right)
{
	return number_order(*(const uint32_t *)left, *(const uint32_t *)right);
}

int order_u64(const void *left, const void *right)
{
	return number_order(*(const uint64_t *)left, *(const uint64_t *)right);
}

int order_strings(const void *left, const void *right)
{
	return string_order(*(const char *const *)left, *(const char *const *)right);
}
