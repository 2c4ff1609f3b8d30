/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64: bytes as JSON carries them (RFC 4648, section 4).
 */
#ifndef CORE_BASE64_H
#define CORE_BASE64_H

#include "core/base/err.h"
#include "core/base/mem.h"

/* Appends the bytes that the text stands for. */
int base64_decode(const char *text, struct text *out, struct err *err);

#endif
