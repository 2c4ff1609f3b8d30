/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The settings of a systemd unit or drop-in that load seccomp filters, as a release of systemd reads them, but for the lists of calls
 * (emit/in/systemd_calls.c).
 */
#include <string.h>
#include <sys/stat.h>

#include "emit/in/readers.h"
#include "emit/in/systemd.h"

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
	(void)err;
	unit_list(unit, setting->which, rest);
	return 0;
}

/* systemd takes quotes and backslashes out of the words of some settings. */
static bool has_quotes(struct unit *unit, const struct setting *setting, const char *word)
{
	bool has = strpbrk(word, "\"'\\");

	if (has)
		inexact(unit, setting->key, "quotes or a backslash; the word is skipped");
	return has;
}

/* Words that systemd ignores leave an empty list, which is none. */
static int read_archs(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	char *word = in_word(&rest, " \t");

	(void)err;
	if (!word) {
		unit->archs = 0;
		unit->foreign = false;
	}
	for (; word; word = in_word(&rest, " \t")) {
		int arch = has_quotes(unit, setting, word) ? -1 : unit_arch(unit, word);
		if (arch >= 0)
			unit->archs |= ARCH_BIT(arch);
		unit->foreign |= arch == UNIT_FOREIGN;
	}
	return 0;
}

static int read_errno(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	int number = unit_errno(rest);

	(void)err;
	if (!*rest || !strcmp(rest, "kill"))
		unit->denied = (struct verdict){ ACTION_KILL, 0 };
	else if (number > 0)
		unit->denied = (struct verdict){ ACTION_ERRNO, (uint16_t)number };
	else
		unit_ignores(unit, &(struct unit_ignored){ setting->key, rest, "which is no errno", .names = number ? errno_name_at : NULL });
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

static int read_families(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	bool invert = *rest == '~';
	char *word;

	(void)err;
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
		int family = has_quotes(unit, setting, word) ? -1 : unit_family(unit, word);
		uint64_t bit = family < 0 ? 0 : UINT64_C(1) << family;
		unit->families = invert == unit->families_allow ? unit->families & ~bit : unit->families | bit;
	}
	return 0;
}

/* False: systemd ignores the line for a word. */
static bool namespace_flags(struct unit *unit, char *rest, uint32_t *flags)
{
	uint32_t flag = 0;
	char *word;

	while ((word = in_word(&rest, " \t"))) {
		if (!unit_namespace(unit, word, &flag))
			return false;
		*flags |= flag;
	}
	return true;
}

/* Namespaces that may be created: the union of several lines, minus those listed with ~. */
static int read_namespaces(struct unit *unit, const struct setting *setting, char *rest, struct err *err)
{
	bool invert = *rest == '~';
	int is = boolean(rest);
	uint32_t flags = 0;

	(void)setting;
	(void)err;
	if (!*rest || is >= 0) {
		unit->has_namespaces = *rest;
		unit->namespaces = is == 0 ? UNIT_NAMESPACES : 0;
		return 0;
	}
	if (!namespace_flags(unit, rest + invert, &flags))
		return 0;
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
	if (!unit->archs && !unit->foreign)
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
	if (unit.archs & (ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32)) || (unit.foreign && !unit.archs))
		unit.archs |= ARCH_BIT(ARCH_X86_64);          /* the machine's own arch is always included */
	unit_lists_doubt(&unit, unit_archs(&unit));
	return unit_filters(&unit, err) ? err_context(err, "%s", bytes->name) : 0;
}
