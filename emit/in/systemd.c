/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The settings of a systemd unit or drop-in that load seccomp filters, as a release of systemd reads them, but for the lists of calls
 * (emit/in/systemd_calls.c).
 */
#include <string.h>
#include <sys/stat.h>

#include "core/base/nearest.h"
#include "emit/in/readers.h"
#include "emit/in/systemd.h"

static const struct { const char *name; enum arch arch; } archs[] = {
	{ "native", ARCH_X86_64 }, { "x86-64", ARCH_X86_64 }, { "x86", ARCH_I386 }, { "x32", ARCH_X32 }, { "arm64", ARCH_ARM64 },
	{ "arm", ARCH_ARM }, { "riscv64", ARCH_RISCV64 }, { "ppc64-le", ARCH_PPC64LE }, { "s390x", ARCH_S390X },
	{ "mips-le", ARCH_MIPSEL }, { "mips64-le", ARCH_MIPSEL64 }, { "loongarch64", ARCH_LOONGARCH64 },
};

static const struct { const char *name; uint32_t flag; } namespaces[] = {
#define NAMESPACE(name, flag) { name, flag },
#include "emit/namespaces.def"
#undef NAMESPACE
};

struct setting {
	const char *key;
	int (*read)(struct unit *unit, const struct setting *setting, char *rest, struct err *err);
	unsigned which;
};

static void inexact(struct unit *unit, const char *key, const char *reason)
{
	AUTO_TEXT struct text text = { 0 };

	text_format(&text, "%s=: %s", key, reason);
	in_source_inexact(unit->source, unit->source->line, NULL, text.at);
}

/* "yes", "no" and similar; -1: neither. */
static int boolean(const char *word)
{
	static const struct { const char *word; int is; } words[] = {
		{ "1", 1 }, { "yes", 1 }, { "y", 1 }, { "true", 1 }, { "t", 1 }, { "on", 1 },
		{ "0", 0 }, { "no", 0 }, { "n", 0 }, { "false", 0 }, { "f", 0 }, { "off", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcasecmp(word, words[i].word))
			return words[i].is;
	return -1;
}

static int read_calls(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	return unit_list(unit, setting->which, rest, err);
}

static int read_archs(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	char *word = in_word(&rest, " \t");

	(void)setting;
	if (!word)
		unit->archs = 0;
	for (; word; word = in_word(&rest, " \t")) {
		size_t i = 0;
		while (i < COUNT_OF(archs) && strcmp(word, archs[i].name))
			i++;
		if (i == COUNT_OF(archs))
			return err_set(err, "unknown arch '%.40s'", word);
		unit->archs |= ARCH_BIT(archs[i].arch);
	}
	return 0;
}

static int read_errno(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	char *word = in_word(&rest, " \t");
	struct verdict verdict;

	(void)setting;
	if (in_word(&rest, " \t"))
		return err_set(err, "SystemCallErrorNumber= takes one errno");
	if (!word || !strcmp(word, "kill"))
		unit->denied = (struct verdict){ ACTION_KILL, 0 };
	else if (in_errno(word, &verdict, err))
		return -1;
	else if (verdict.data)
		unit->denied = verdict;
	else
		text_add(unit->source->notes, "SystemCallErrorNumber=0 is ignored, as in systemd\n");
	return 0;
}

/* For most settings systemd passes over the line. */
static void read_no_flag(struct unit *unit, const struct setting *setting)
{
	if (setting->which == UNIT_DYNAMIC_USER)
		inexact(unit, setting->key, "not a boolean: systemd refuses the unit or, in a drop-in, ignores the rest of that file");
	else
		text_format(unit->source->notes, "%s=: not a boolean; systemd ignores the line\n", setting->key);
}

static int read_flag(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	int is = boolean(rest);

	(void)err;
	if (is < 0)
		read_no_flag(unit, setting);
	else
		unit->flags[setting->which] = is;
	return 0;
}

/* systemd has no name for AF_UNSPEC, and one more for AF_UNIX. */
static int family_of(const char *word, uint64_t *family, struct err *err)
{
	const char *name = strcmp(word, "AF_FILE") ? word : "AF_UNIX";

	if (strncmp(name, "AF_", 3) || strchr(name, '|') || role_parse(ROLE_domain, name, family, err) || !*family || *family >= 64)
		return err_set(err, "unknown address family '%.40s'", word);
	return 0;
}

static int read_families(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	bool invert = *rest == '~';
	uint64_t family;
	char *word;

	(void)setting;
	rest += invert;
	if ((!*rest && !invert) || !strcmp(rest, "none")) {
		unit->has_families = unit->families_allow = *rest;
		unit->families_begun = false;
		unit->families = 0;
		return 0;
	}
	if (!unit->families_begun)
		unit->families_allow = !invert;
	unit->has_families = unit->families_begun = true;
	while ((word = in_word(&rest, " \t"))) {
		if (family_of(word, &family, err))
			return -1;
		unit->families = invert == unit->families_allow ? unit->families & ~(1ull << family) : unit->families | 1ull << family;
	}
	return 0;
}

static const char *namespace_at(unsigned i)
{
	return i < COUNT_OF(namespaces) ? namespaces[i].name : NULL;
}

static int unknown_namespace(const char *word, struct err *err)
{
	err_set(err, "unknown namespace '%.40s'", word);
	return nearest_hint(err, nearest(word, namespace_at));
}

static int namespace_flags(char *rest, uint32_t *flags, struct err *err)
{
	char *word;

	while ((word = in_word(&rest, " \t"))) {
		size_t i = 0;
		while (i < COUNT_OF(namespaces) && strcmp(word, namespaces[i].name))
			i++;
		if (i == COUNT_OF(namespaces))
			return unknown_namespace(word, err);
		*flags |= namespaces[i].flag;
	}
	return 0;
}

/* Namespaces that may be created: the union of several lines, minus those listed with ~. */
static int read_namespaces(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	bool invert = *rest == '~';
	int is = boolean(rest);
	uint32_t flags = 0;

	(void)setting;
	if (!*rest || is >= 0) {
		unit->has_namespaces = *rest;
		unit->namespaces = is == 0 ? UNIT_NAMESPACES : 0;
		return 0;
	}
	if (namespace_flags(rest + invert, &flags, err))
		return -1;
	if (!unit->has_namespaces)
		unit->namespaces = invert ? UNIT_NAMESPACES : 0;
	unit->has_namespaces = true;
	unit->namespaces = invert ? unit->namespaces & ~flags : unit->namespaces | flags;
	return 0;
}

/* LockPersonality= keeps its value. */
static int read_personality(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	(void)err;
	if (*rest && strcmp(rest, "x86-64"))
		inexact(unit, setting->key, "not the default domain; LockPersonality= is read as if it were");
	return 0;
}

/* "+COMMAND" runs without filters. */
static int read_command(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	(void)err;
	if (memchr(rest, '+', strspn(rest, "@-:+!|")))
		inexact(unit, setting->key, "a command with the prefix + runs without the filters");
	return 0;
}

static const struct setting settings[] = {
	{ "SystemCallFilter",        read_calls, 0 },
	{ "SystemCallLog",           read_calls, 1 },
	{ "SystemCallArchitectures", read_archs, 0 },
	{ "SystemCallErrorNumber",   read_errno, 0 },
	{ "RestrictAddressFamilies", read_families, 0 },
	{ "RestrictNamespaces",      read_namespaces, 0 },
#define SETTING(id, name, ...) { name, read_flag, UNIT_##id },
#include "emit/systemd/settings.def"
#undef SETTING
	{ "DynamicUser",             read_flag, UNIT_DYNAMIC_USER },
	{ "Personality",             read_personality, 0 },
	{ "ExecStart",               read_command, 0 },
};

/* Sections whose settings apply to processes. Lines before any section count as part of one. */
static bool is_section(const char *line)
{
	static const char *const sections[] = { "[Service]", "[Socket]", "[Mount]", "[Swap]" };

	for (size_t i = 0; i < COUNT_OF(sections); i++)
		if (!strcmp(line, sections[i]))
			return true;
	return false;
}

static int read_line(struct unit *unit, char *line, bool counts, struct err *err)
{
	char *rest = strchr(line, '='), *key;

	if (!rest)
		return 0;
	*rest++ = '\0';
	rest += strspn(rest, " \t");
	key = in_word(&line, " \t");
	for (size_t i = 0; key && i < COUNT_OF(settings); i++) {
		if (strcmp(key, settings[i].key))
			continue;
		if (counts)
			return settings[i].read(unit, &settings[i], rest, err);
		text_format(unit->source->notes, "%s= is in a section where systemd ignores it\n", key);
	}
	return 0;
}

/* systemd takes the first byte order mark that begins a line out of it, wherever that line is: a drop-in may be appended. */
static char *without_mark(struct unit *unit, char *line, bool *marked)
{
	size_t mark = *marked ? 0 : in_mark_size(line);

	*marked |= mark > 0;
	line += mark;
	if (strstr(line, "\xef\xbb\xbf") || (mark && strchr("#;", *line)))
		in_source_inexact(unit->source, unit->source->line, NULL, "a byte order mark that systemd reads as part of a word, or before a comment");
	return line + strspn(line, " \t");
}

static int read_lines(struct unit *unit, const struct in_bytes *bytes, struct err *err)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes, .comments_inside = true };
	bool counts = true, marked = false;

	while (in_lines_next(&lines, "#;")) {
		unit->source->line = lines.number;
		char *line = without_mark(unit, lines.line.at, &marked);
		if (*line == '[')
			counts = is_section(line);
		else if (read_line(unit, line, counts, err))
			return in_lines_err(&lines, err);
	}
	unit->source->line = 0;
	return 0;
}

/* systemd also reads the files in the directory NAME.d. */
static void find_drop_ins(struct unit *unit, const char *name)
{
	AUTO_TEXT struct text path = { 0 };
	struct stat file;

	text_format(&path, "%s.d", name);
	if (!stat(path.at, &file) && S_ISDIR(file.st_mode))
		in_source_inexact(unit->source, 0, NULL, "drop-ins in the unit's directory NAME.d are not read; append them to the unit");
}

/* Archs other than x86_64 have other filters for some settings. A machine's own arch is always included. */
static void find_other_archs(struct unit *unit)
{
	arch_set others = unit->archs & (arch_set)~UNIT_X86;
	bool more = unit->has_families || unit->has_namespaces;

	for (int flag = 0; flag < UNIT_FLAGS; flag++)
		more |= unit->flags[flag];
	if (others && more)
		in_source_inexact(unit->source, 0, NULL, "settings other than SystemCall...= are read for x86-64 only");
	if (others && others == unit->archs)
		text_add(unit->source->notes, "SystemCallArchitectures= names no arch of x86_64, so this is read for machines of those that it names; on others, "
		                              "systemd allows calls of the machine's own arch too\n");
	if (!unit->archs)
		text_add(unit->source->notes, "no SystemCallArchitectures=: read for x86_64 and the archs that it also runs\n");
}

int in_systemd(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	struct unit unit = { .source = source, .denied = { ACTION_KILL, 0 } };

	if (unit_release_of(&unit, bytes->how->version, err))
		return err_context(err, "%s", bytes->name);
	if (read_lines(&unit, bytes, err))
		return -1;
	unit_release_note(&unit, bytes->how->version);
	find_other_archs(&unit);
	find_drop_ins(&unit, bytes->name);
	if (unit.archs & (ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32)))
		unit.archs |= ARCH_BIT(ARCH_X86_64);          /* the machine's own arch is always included */
	unit_lists_doubt(&unit, unit_archs(&unit));
	return unit_filters(&unit, err) ? err_context(err, "%s", bytes->name) : 0;
}
