/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libdw loads its debuginfod client with dlopen(), and does without if that
 * fails. A static program could load libraries by those of the very same libc
 * only, so there it fails at once: the linker takes these functions instead
 * (--wrap). seccord uses no network either way.
 */
#ifdef SECCORD_STATIC

#include <stddef.h>

void *__wrap_dlopen(const char *name, int flags);
void *__wrap_dlsym(void *library, const char *name);

void *__wrap_dlopen(const char *name, int flags)
{
	(void)name;
	(void)flags;
	return NULL;
}

void *__wrap_dlsym(void *library, const char *name)
{
	(void)library;
	(void)name;
	return NULL;
}

#endif
