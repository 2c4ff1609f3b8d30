/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/base64.h"

#include <nettle/base64.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int base64_decode(const char *text, struct text *out, struct err *err)
{
	struct base64_decode_ctx decoder;
	size_t length = strlen(text), got = 0;
	uint8_t *bytes = mem_alloc(BASE64_DECODE_LENGTH(length) + 1);

	base64_decode_init(&decoder);
	bool decoded = base64_decode_update(&decoder, &got, bytes, length, text) && base64_decode_final(&decoder);
	if (decoded)
		text_add_bytes(out, (const char *)bytes, got);
	free(bytes);
	return decoded ? 0 : err_set(err, "not base64");
}
