/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a unit's settings. systemd warns of a word that it does not know and goes on without it, so that a misspelt
 * word of a deny list denies nothing. A note says so; where the word may be known to a later systemd or libseccomp, the unit is
 * inexact. What is ignored was compared with `systemd-analyze verify` of systemd 252, 254 and 257.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/version.h"
#include "emit/in/readers.h"
#include "emit/in/systemd.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

enum { WORD_MOST = 32 };

bool unit_word_is(const char *word, const char *letters)
{
	return *word && !word[strspn(word, letters)];
}

/* Of one or, where a setting takes only one, several words. */
static void show(struct text *shown, const char *words)
{
	AUTO_TEXT struct text copy = { 0 };
	char *rest, *word;

	text_add(&copy, words);
	for (rest = copy.at; rest && (word = in_word(&rest, " \t"));)
		in_text_list(shown, word);
}

void unit_ignores(struct unit *unit, const struct unit_ignored *ignored)
{
	AUTO_TEXT struct text reason = { 0 }, shown = { 0 };
	const char *near = ignored->names ? nearest(ignored->meant ? ignored->meant : ignored->word, ignored->names) : NULL;

	show(&shown, ignored->word);
	text_format(&reason, "%s=: systemd %u ignores '%s', %s", ignored->setting, unit->release->version, shown.at, ignored->what);
	if (near)
		text_format(&reason, "; did you mean '%s'?", near);
	if (ignored->may_be_known)
		in_source_inexact(unit->source, unit->source->line, ignored->call, reason.at);
	else
		text_format(unit->source->notes, "line %u: %s\n", unit->source->line, reason.at);
}

static void in_capitals(char capitals[WORD_MOST], const char *word)
{
	size_t i = 0;

	for (; word[i] && i + 1 < WORD_MOST; i++)
		capitals[i] = (char)toupper((unsigned char)word[i]);
	capitals[i] = '\0';
}

/* "0x10", "010", "0b101", "0o17". A number that systemd does not take is no name either. */
static int number_of(const char *word)
{
	int base = !strncasecmp(word, "0b", 2) ? 2 : !strncasecmp(word, "0o", 2) ? 8 : 0;
	const char *digits = word + (base ? 2 : 0);
	char *end;

	errno = 0;
	long number = strtol(digits, &end, base);
	return *end || end == digits || errno || number < 0 || number > ERRNO_MOST ? -1 : (int)number;
}

int unit_errno(const char *word)
{
	char capitals[WORD_MOST];

	if (strchr("+-" DIGITS, *word))
		return number_of(word);
	in_capitals(capitals, word);
	return strlen(word) < WORD_MOST ? errno_by_name(capitals) : -1;
}

/* ---------------------------------------------------------------- architectures */

static const struct { const char *name; int arch; } archs[] = {
	{ "native", ARCH_X86_64 }, { "x86-64", ARCH_X86_64 }, { "x86", ARCH_I386 }, { "x32", ARCH_X32 }, { "arm64", ARCH_ARM64 },
	{ "arm", ARCH_ARM }, { "riscv64", ARCH_RISCV64 }, { "ppc64-le", ARCH_PPC64LE }, { "s390x", ARCH_S390X },
	{ "mips-le", ARCH_MIPSEL }, { "mips64-le", ARCH_MIPSEL64 }, { "loongarch64", ARCH_LOONGARCH64 },
	{ "mips", -1 }, { "mips64", -1 }, { "mips64-n32", -1 }, { "mips64-le-n32", -1 }, { "parisc", -1 }, { "parisc64", -1 },
	{ "ppc", -1 }, { "ppc64", -1 }, { "s390", -1 },
};

static const char *arch_at(unsigned i)
{
	return i < COUNT_OF(archs) ? archs[i].name : NULL;
}

/* systemd has the arch if its libseccomp does. */
static bool has_arch(const struct unit *unit, int arch)
{
	static const struct version first = { { 2, 6, 0 } };
	struct version library = { 0 };

	version_parse(&library, unit->release->libseccomp);
	return arch != ARCH_LOONGARCH64 || version_order(library, first) >= 0;
}

static void doubt_arch(struct unit *unit, const char *name, const char *why)
{
	AUTO_TEXT struct text reason = { 0 };

	text_format(&reason, "SystemCallArchitectures=: %s: %s", name, why);
	in_source_inexact(unit->source, unit->source->line, NULL, reason.at);
}

static int known_arch(struct unit *unit, const char *name, int arch)
{
	if (arch < 0)
		doubt_arch(unit, name, "seccord does not know this architecture; read as if its calls were refused");
	else if (!has_arch(unit, arch))
		doubt_arch(unit, name, "libseccomp has this architecture since 2.6.0, and systemd ignores it with older ones; read as if it had it");
	return arch < 0 ? UNIT_FOREIGN : arch;
}

int unit_arch(struct unit *unit, const char *word)
{
	bool may_be_known = unit_word_is(word, LOWER DIGITS "-");

	for (size_t i = 0; i < COUNT_OF(archs); i++)
		if (!strcmp(word, archs[i].name))
			return known_arch(unit, word, archs[i].arch);
	unit_ignores(unit, &(struct unit_ignored){ "SystemCallArchitectures", word, may_be_known ?
	             "an architecture that it does not have; a later one may" : "which is no name of an architecture",
	             .names = arch_at, .may_be_known = may_be_known });
	return -1;
}

/* ---------------------------------------------------------------- address families */

/* The names of the kernel's headers, in any case, but for AF_UNSPEC; and one more for AF_UNIX. */
int unit_family(struct unit *unit, const char *word)
{
	char capitals[WORD_MOST];
	uint64_t family = 0;
	struct err unknown;

	in_capitals(capitals, word);
	bool prefixed = !strncmp(capitals, "AF_", 3) && strlen(word) < WORD_MOST && !strchr(word, '|');
	const char *name = !strcmp(capitals, "AF_FILE") ? "AF_UNIX" : !strcmp(capitals, "AF_DECNET") ? "AF_DECnet" : capitals;
	if (prefixed && !role_parse(ROLE_domain, name, &family, &unknown) && family && family < 64)
		return (int)family;
	bool may_be_known = prefixed && family == 0 && strcmp(name, "AF_UNSPEC") && strcmp(name, "AF_MAX") &&
	                    unit_word_is(name, UPPER DIGITS "_");
	unit_ignores(unit, &(struct unit_ignored){ "RestrictAddressFamilies", word, may_be_known ?
	             "an address family that seccord does not know; it may" : "which is no address family to it", .may_be_known = may_be_known });
	return -1;
}

/* ---------------------------------------------------------------- namespaces */

static const struct { const char *name; uint32_t flag; } namespaces[] = {
#define NAMESPACE(name, flag) { name, flag },
#include "emit/namespaces.def"
#undef NAMESPACE
};

static const char *namespace_at(unsigned i)
{
	return i < COUNT_OF(namespaces) ? namespaces[i].name : NULL;
}

bool unit_namespace(struct unit *unit, const char *word, uint32_t *flag)
{
	for (size_t i = 0; i < COUNT_OF(namespaces); i++)
		if (!strcmp(word, namespaces[i].name)) {
			*flag = namespaces[i].flag;
			return true;
		}
	bool may_be_known = unit_word_is(word, LOWER DIGITS "_-");
	unit_ignores(unit, &(struct unit_ignored){ "RestrictNamespaces", word, may_be_known ?
	             "a namespace that it does not have, and with it the line; a later one may have it" : "which is no namespace, and with it the line",
	             .names = namespace_at, .may_be_known = may_be_known });
	return false;
}

/* ---------------------------------------------------------------- calls */

/* Quotes and the like are left out of what may be meant. */
void unit_ignores_call(struct unit *unit, const char *setting, const char *word)
{
	AUTO_TEXT struct text name = { 0 }, meant = { 0 };
	bool may_be_known = unit_word_is(word, LOWER DIGITS "_") && !isdigit((unsigned char)*word);

	in_text_list(&name, word);
	for (const char *at = word; *at; at++)
		if (isalnum((unsigned char)*at) || *at == '_')
			text_add_bytes(&meant, at, 1);
	unit_ignores(unit, &(struct unit_ignored){ setting, word, may_be_known ?
	             "no system call that seccord knows; a later libseccomp may know it" : "which is no name of a system call",
	             .names = syscall_name_at, .meant = meant.at, .may_be_known = may_be_known, .call = name.at });
}

static const char *group_at(unsigned i)
{
	return systemd_group_at(i);
}

/* The first release that has it; NULL: none that is known. */
static const struct systemd_release *release_with(const char *group)
{
	const struct systemd_release *release;
	struct systemd_calls members = { 0 };

	for (size_t i = 0; (release = systemd_release_at(i)); i++)
		if (systemd_group(release, group, &members))
			return release;
	return NULL;
}

void unit_ignores_group(struct unit *unit, const char *setting, const char *group)
{
	const struct systemd_release *later = release_with(group);
	AUTO_TEXT struct text what = { 0 };
	bool may_be_known = unit_word_is(group + 1, LOWER DIGITS "-_");

	if (later)
		text_format(&what, "a group that systemd %u and later have", later->version);
	else
		text_add(&what, may_be_known ? "a group that it does not have; a later one may" : "which is no name of a group");
	unit_ignores(unit, &(struct unit_ignored){ setting, group, what.at, .names = later ? NULL : group_at, .may_be_known = may_be_known });
}
