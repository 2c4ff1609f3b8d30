/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/base64.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { QUAD = 4, DIGIT_BITS = 6 };

/* The digits of one quad, without its padding; 0: it is none. Bits that no byte takes must be 0. */
static size_t quad_of(const char *text, uint32_t *bits)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t count = strcspn(text, "=");

	count = count < QUAD ? count : QUAD;
	*bits = 0;
	for (size_t i = 0; i < QUAD; i++) {
		const char *digit = i < count ? memchr(digits, text[i], sizeof(digits) - 1) : digits;
		if (!digit || (i >= count && text[i] != '='))
			return 0;
		*bits = *bits << DIGIT_BITS | (uint32_t)(digit - digits);
	}
	return count < 2 || *bits & (0xffffffu >> (8 * (count - 1))) ? 0 : count;
}

int base64_decode(const char *text, struct text *out, struct err *err)
{
	size_t length = strlen(text);

	for (size_t at = 0; at < length; at += QUAD) {
		uint32_t bits;
		size_t count = length - at < QUAD ? 0 : quad_of(text + at, &bits);
		if (!count || (count < QUAD && at + QUAD < length))
			return err_set(err, "not base64 at byte %zu", at);
		char bytes[] = { (char)(bits >> 16), (char)(bits >> 8), (char)bits };
		text_add_bytes(out, bytes, count - 1);
	}
	return 0;
}
