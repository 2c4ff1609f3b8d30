/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digest: SHA-256, as OCI names its blobs.
 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stddef.h>

enum { DIGEST_HEX = 64 };                     /* digits of a digest */

/* Writes the digest of the bytes in lower-case hexadecimal, and a NUL. */
void digest_sha256(const void *bytes, size_t size, char hex[DIGEST_HEX + 1]);

#endif
