/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SystemCall… lines of a systemd unit or drop-in. The first word of
 * SystemCallFilter= says whether it is a list of what is allowed or of what is
 * not; later ones add to it and, of the other kind, take away; an empty one
 * begins anew. Other settings that load filters of their own are told.
 */
#include <errno.h>
#include <string.h>

#include "emit/in_readers.h"

enum { ERRNO_OF_UNIT = -1, KILLED = -2 };     /* what a listed call gets, beside errnos */

struct unit {
	struct in_source *source;
	bool begun, allows;
	bool listed[CALL_COUNT];
	int answer[CALL_COUNT];
	struct text unknown, others;
	struct verdict denied;
	arch_set archs;
};

static const struct { const char *name, *members; } sets[] = {
#define SET(name, members) { name, members },
#include "emit/systemd_sets.def"
#undef SET
};

static const struct { const char *name; enum arch arch; } archs[] = {
	{ "native", ARCH_X86_64 }, { "x86-64", ARCH_X86_64 }, { "x86", ARCH_I386 }, { "x32", ARCH_X32 }, { "arm64", ARCH_ARM64 },
	{ "arm", ARCH_ARM }, { "riscv64", ARCH_RISCV64 }, { "ppc64-le", ARCH_PPC64LE }, { "s390x", ARCH_S390X },
	{ "mips-le", ARCH_MIPSEL }, { "mips64-le", ARCH_MIPSEL64 }, { "loongarch64", ARCH_LOONGARCH64 },
};

/* Each is a filter of its own, or part of one. */
static const char *const other_filters[] = {
	"SystemCallLog", "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
	"MemoryDenyWriteExecute", "LockPersonality", "ProtectKernelModules", "ProtectKernelLogs", "ProtectKernelTunables",
	"ProtectClock", "ProtectHostname", "PrivateDevices", "DynamicUser",
};

static void put(struct unit *unit, enum syscall_id id, bool invert, int answer)
{
	bool adds = invert != unit->allows;

	if (!adds && unit->allows && answer != ERRNO_OF_UNIT)
		adds = true;                  /* ~NAME:ERRNO beside what is allowed: that errno */
	unit->listed[id] = adds;
	unit->answer[id] = answer;
}

static const char *members_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(sets); i++)
		if (!strcmp(sets[i].name, name))
			return sets[i].members;
	return NULL;
}

static int put_word(struct unit *unit, const char *word, bool invert, int answer, struct err *err)
{
	const char *members = *word == '@' ? members_of(word) : NULL;
	char inner[64];
	size_t length;

	if (!strcmp(word, "@known")) {
		for (int id = 0; id < CALL_COUNT; id++)
			put(unit, (enum syscall_id)id, invert, answer);
		return 0;
	}
	if (*word == '@' && !members)
		return err_set(err, "unknown group '%.40s'", word);
	if (!members) {
		int id = syscall_by_name(word);
		if (id == CALL_UNKNOWN)
			in_text_list(&unit->unknown, word);
		else
			put(unit, (enum syscall_id)id, invert, answer);
		return 0;
	}
	for (; *members; members += length + (members[length] == ' ')) {
		length = strcspn(members, " ");
		memcpy(inner, members, length);
		inner[length] = '\0';
		if (*inner == '@' || syscall_by_name(inner) != CALL_UNKNOWN)
			put_word(unit, inner, invert, answer, err);
	}
	return 0;
}

/* "NAME", "@GROUP", each with ":ERRNO" or ":kill" */
static int read_word(struct unit *unit, char *word, bool invert, struct err *err)
{
	char *colon = strchr(word, ':');
	struct verdict verdict = { .data = 0 };
	int answer = ERRNO_OF_UNIT;

	if (colon) {
		*colon++ = '\0';
		bool kill = !strcmp(colon, "kill");
		if (!kill && in_errno(colon, &verdict, err))
			return -1;
		answer = kill ? KILLED : verdict.data;
	}
	return put_word(unit, word, invert, answer, err);
}

static void forget(struct unit *unit)
{
	memset(unit->listed, 0, sizeof(unit->listed));
	unit->begun = false;
}

static int read_calls(struct unit *unit, char *rest, struct err *err)
{
	rest += strspn(rest, " \t");
	bool invert = *rest == '~';
	char *word;

	rest += invert;
	if (!*rest && !invert) {
		forget(unit);
		return 0;
	}
	if (!unit->begun) {
		unit->begun = true;
		unit->allows = !invert;
		if (unit->allows && put_word(unit, "@default", false, ERRNO_OF_UNIT, err))
			return -1;
	}
	while ((word = in_word(&rest, " \t")))
		if (read_word(unit, word, invert, err))
			return -1;
	return 0;
}

static int read_archs(struct unit *unit, char *rest, struct err *err)
{
	char *word = in_word(&rest, " \t");

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

static int read_errno(struct unit *unit, char *rest, struct err *err)
{
	char *word = in_word(&rest, " \t");

	unit->denied = (struct verdict){ ACTION_KILL, 0 };
	return !word || !strcmp(word, "kill") ? 0 : in_errno(word, &unit->denied, err);
}

static const struct {
	const char *key;
	int (*read)(struct unit *unit, char *rest, struct err *err);
} settings[] = {
	{ "SystemCallFilter", read_calls },
	{ "SystemCallArchitectures", read_archs },
	{ "SystemCallErrorNumber", read_errno },
};

static int read_line(struct unit *unit, char *line, struct err *err)
{
	char *rest = strchr(line, '='), *key;

	if (!rest)
		return 0;
	*rest++ = '\0';
	key = in_word(&line, " \t");
	for (size_t i = 0; key && i < COUNT_OF(settings); i++)
		if (!strcmp(key, settings[i].key))
			return settings[i].read(unit, rest, err);
	for (size_t i = 0; key && i < COUNT_OF(other_filters); i++)
		if (!strcmp(key, other_filters[i]))
			in_text_list(&unit->others, key);
	return 0;
}

static int read_lines(struct unit *unit, const struct in_bytes *bytes, struct err *err)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes };

	while (in_lines_next(&lines, "#;"))
		if (read_line(unit, lines.line.at, err))
			return in_lines_err(&lines, err);
	return unit->begun ? 0 : err_set(err, "%s: a unit without SystemCallFilter=", bytes->name);
}

static struct verdict answer_of(const struct unit *unit, enum syscall_id id)
{
	struct verdict listed = unit->allows ? (struct verdict){ ACTION_ALLOW, 0 } : unit->denied;

	if (unit->answer[id] == KILLED)
		return (struct verdict){ ACTION_KILL, 0 };
	return unit->answer[id] == ERRNO_OF_UNIT ? listed : (struct verdict){ ACTION_ERRNO, (uint16_t)unit->answer[id] };
}

static int say(struct unit *unit, struct err *err)
{
	struct in_source *source = unit->source;

	source->archs = unit->archs;
	if (!source->archs) {
		source->archs = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32);
		text_add(source->told, "without SystemCallArchitectures= the unit is taken for one on x86_64, with all that runs there\n");
	}
	source->otherwise = unit->allows ? unit->denied : (struct verdict){ ACTION_ALLOW, 0 };
	source->newer = unit->allows ? (struct verdict){ ACTION_ERRNO, ENOSYS } : source->otherwise;
	source->foreign = (struct verdict){ ACTION_KILL, 0 };
	for (int id = 0; id < CALL_COUNT; id++)
		if (unit->listed[id] &&
		    in_source_add(source, syscall_name((enum syscall_id)id), source->archs, answer_of(unit, (enum syscall_id)id), NULL, 0, err))
			return -1;
	return 0;
}

static void tell(const struct unit *unit)
{
	if (unit->unknown.length)
		text_format(unit->source->told, "no call that seccord knows, and left out: %s\n", unit->unknown.at);
	if (unit->others.length)
		text_format(unit->source->told, "settings that load filters of their own are not read: %s\n", unit->others.at);
}

int in_systemd(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	struct unit unit = { .source = source, .denied = { ACTION_KILL, 0 } };
	int result = read_lines(&unit, bytes, err) ? -1 : say(&unit, err);

	tell(&unit);
	text_free(&unit.unknown);
	text_free(&unit.others);
	return result;
}
