/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line of fixed size: reporting an error allocates no memory, and a hostile
 * name cannot make the report grow.
 */
#include "core/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/printable.h"

/* Names may come from hostile files, so control characters are escaped. */
static int finish(struct err *err)
{
	char line[sizeof(err->text)];

	memcpy(line, err->text, sizeof(line));
	printable_copy(err->text, sizeof(err->text), line);
	return -1;
}

int err_set(struct err *err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(err->text, sizeof(err->text), format, ap);
	va_end(ap);
	return finish(err);
}

int err_errno(struct err *err, const char *format, ...)
{
	int saved = errno;
	va_list ap;

	va_start(ap, format);
	vsnprintf(err->text, sizeof(err->text), format, ap);
	va_end(ap);

	size_t used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", strerror(saved));
	return finish(err);
}

int err_add(struct err *err, const char *format, ...)
{
	size_t used = strlen(err->text);
	va_list ap;

	va_start(ap, format);
	vsnprintf(err->text + used, sizeof(err->text) - used, format, ap);
	va_end(ap);
	return finish(err);
}

int err_context(struct err *err, const char *format, ...)
{
	struct err inner = *err;
	va_list ap;

	va_start(ap, format);
	vsnprintf(err->text, sizeof(err->text), format, ap);
	va_end(ap);

	size_t used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", inner.text);
	return finish(err);
}
