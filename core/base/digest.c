/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hash is nettle's: a library that distributions have anyway, for GnuTLS, and
 * of which a static build contains the one function.
 */
#include "core/base/digest.h"

#include <nettle/sha2.h>

void digest_sha256(const void *bytes, size_t size, char hex[DIGEST_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";
	struct sha256_ctx context;
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_init(&context);
	sha256_update(&context, size, bytes);
	sha256_digest(&context, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[DIGEST_HEX] = '\0';
}
