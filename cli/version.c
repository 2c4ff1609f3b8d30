/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report of an error needs more than a number: the commit, and the versions
 * of the libraries that read files of the program. Those are of the libraries
 * that are loaded, not of the headers, where a library says it.
 */
#include "cli/version.h"

#include <elfutils/libdwfl.h>
#include <jansson.h>
#include <libunwind.h>
#include <nettle/version.h>
#include <stdbool.h>
#include <string.h>
#include <sys/auxv.h>
#include <yaml.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "core/kernel/arch.h"
#include "tracer/code/capstone.h"

/* The Makefile sets it from git, or from the file that a release has. A package is built of neither, and its version says
 * which sources it has. */
#define UNKNOWN_COMMIT "unknown"
#ifndef SECCORD_COMMIT
#define SECCORD_COMMIT UNKNOWN_COMMIT
#endif

#ifdef __clang__
#define COMPILER __VERSION__                  /* "Clang 14.0.6" */
#else
#define COMPILER "gcc " __VERSION__
#endif

static void add_libdw(struct text *out)
{
	text_format(out, "libdw %s", dwfl_version(NULL));
}

static void add_libunwind(struct text *out)
{
	text_format(out, "libunwind %d.%d", UNW_VERSION_MAJOR, UNW_VERSION_MINOR);
}

static void add_capstone(struct text *out)
{
	struct capstone capstone = {0};
	int major = 0, minor = 0;

	if (capstone_load(&capstone)) {
		capstone.version(&major, &minor);
		text_format(out, "capstone %d.%d", major, minor);
	} else {
		text_add(out, "no capstone, so reach does not work");
	}
	capstone_unload(&capstone);
}

static void add_jansson(struct text *out)
{
#if JANSSON_VERSION_HEX >= 0x020d00
	text_format(out, "jansson %s", jansson_version_str());
#else
	text_format(out, "jansson %s", JANSSON_VERSION);
#endif
}

static void add_nettle(struct text *out)
{
	text_format(out, "nettle %d.%d", nettle_version_major(), nettle_version_minor());
}

static void add_yaml(struct text *out)
{
	text_format(out, "libyaml %s", yaml_get_version_string());
}

static void add_libc(struct text *out)
{
#ifdef __GLIBC__
	text_format(out, "glibc %s", gnu_get_libc_version());
#else
	text_add(out, "another libc than glibc");
#endif
}

/* A program that no loader has mapped has no base of one. */
static bool is_static(void)
{
	return !getauxval(AT_BASE);
}

void version_text(struct text *out)
{
	static void (*const libraries[])(struct text *out) = {add_libdw, add_libunwind, add_capstone, add_nettle, add_jansson, add_yaml, add_libc};

	text_format(out, "seccord %s (knows the system calls of %s)\n", SECCORD_VERSION, SYSCALLS_KNOWN_TO);
	if (strcmp(SECCORD_COMMIT, UNKNOWN_COMMIT))
		text_add(out, "commit " SECCORD_COMMIT ", ");
	text_format(out, "built by %s\n", COMPILER);
	text_add(out, is_static() ? "statically linked: " : "dynamically linked: ");
	for (size_t i = 0; i < COUNT_OF(libraries); i++) {
		text_add(out, i ? ", " : "");
		libraries[i](out);
	}
	text_add(out, "\n");
}
