/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes the rows of a profile as JSON. The macros that the table uses for conditions are themselves pieces of it.
 */
#include "emit/defaults/defaults.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/nearest.h"

enum profile {
#define PROFILE(id, ...) id,
#include "emit/defaults/defaults.def"
#undef PROFILE
	PROFILES
};

/* Sets of profiles, a bit each. */
#define RANGE(first, last) ((UINT64_C(2) << (last)) - (UINT64_C(1) << (first)))
#define ONE(id) RANGE(id, id)
#define DOCKER RANGE(0, C1_6_0 - 1)
#define CONTAINERD RANGE(C1_6_0, P2_0_0 - 1)
#define BOTH (DOCKER | CONTAINERD)
#define PODMAN RANGE(P2_0_0, PROFILES - 1)
_Static_assert(PROFILES < 64, "a set of profiles is 64 bits");

static const struct { const char *tool, *first, *last, *newest, *word; } profiles[PROFILES] = {
#define PROFILE(id, tool, first, last) { tool, first, last, tool ":default", tool ":" last },
#include "emit/defaults/defaults.def"
#undef PROFILE
};

static const struct { uint64_t in; unsigned otherwise; } defaults[] = {
#define DEFAULT(in, otherwise) { in, otherwise },
#include "emit/defaults/defaults.def"
#undef DEFAULT
};

#define ALONE ""
static const struct { uint64_t in; const char *arch, *others[2]; } hosts[] = {
#define HOST(in, arch, ...) { in, arch, { __VA_ARGS__ } },
#include "emit/defaults/defaults.def"
#undef HOST
};

#define ALLOW "\"action\": \"SCMP_ACT_ALLOW\""
#define ERRNO(number) "\"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": " #number
#define ALWAYS ""
#define ANY ""
#define CAPS(...) "\"caps\": [" #__VA_ARGS__ "]"
#define ARCHES(...) "\"arches\": [" #__VA_ARGS__ "]"
#define KERNEL(version) "\"minKernel\": " #version
#define INCLUDES(what) ", \"includes\": {" what "}"
#define EXCLUDES(what) ", \"excludes\": {" what "}"
#define TEST(index, op, value) "{\"index\": " #index ", \"op\": \"SCMP_CMP_" #op "\", \"value\": " #value "}"
static const struct { uint64_t in; const char *answer, *where, *tests, *names; } entries[] = {
#define ENTRY(in, answer, where, tests, names) { in, answer, where, tests, names },
#include "emit/defaults/defaults.def"
#undef ENTRY
};

static size_t tool_length(const char *name)
{
	const char *colon = strchr(name, ':');

	for (int i = 0; colon && colon[1] && i < PROFILES; i++)
		if (strlen(profiles[i].tool) == (size_t)(colon - name) && !strncmp(name, profiles[i].tool, (size_t)(colon - name)))
			return (size_t)(colon - name);
	return 0;
}

/* The first row of a tool, or -1. */
static int tool_row(unsigned i)
{
	const char *before = NULL;

	for (size_t at = 0; at < PROFILES; at++) {
		if (before && !strcmp(before, profiles[at].tool))
			continue;
		before = profiles[at].tool;
		if (!i--)
			return (int)at;
	}
	return -1;
}

const char *defaults_tool_at(unsigned i)
{
	int row = tool_row(i);

	return row < 0 ? NULL : profiles[row].tool;
}

const char *defaults_word_at(unsigned i)
{
	unsigned tools = 0;

	while (tool_row(tools) >= 0)
		tools++;
	if (i < tools)
		return profiles[tool_row(i)].newest;
	return i - tools < PROFILES ? profiles[i - tools].word : NULL;
}

bool defaults_has_tool(const char *tool)
{
	const char *known = defaults_tool_at(0);

	for (unsigned i = 1; known && strcmp(known, tool); i++)
		known = defaults_tool_at(i);
	return known;
}

bool defaults_is_name(const char *name)
{
	return tool_length(name) > 0;
}

/* Compares dotted numbers. One that the other begins with counts as equal: 1.7 is any 1.7.x. */
static int compare_versions(const char *a, const char *b)
{
	while (*a && *b) {
		char *after_a, *after_b;
		unsigned long x = strtoul(a, &after_a, 10), y = strtoul(b, &after_b, 10);
		if (x != y)
			return x < y ? -1 : 1;
		a = after_a + (*after_a == '.');
		b = after_b + (*after_b == '.');
	}
	return 0;
}

static bool is_version(const char *word)
{
	return strspn(word, "0123456789.") == strlen(word) && *word != '.' && !strstr(word, "..") && strlen(word) < 32;
}

/* The last profile of the tool that is not newer; -1: all are. */
static int find_profile(const char *name, size_t length, const char *version)
{
	bool newest = !strcmp(version, "default");
	int found = -1;

	for (int i = 0; i < PROFILES; i++)
		if (!strncmp(profiles[i].tool, name, length) && !profiles[i].tool[length] &&
		    (newest || compare_versions(profiles[i].first, version) <= 0))
			found = i;
	return found;
}

static void put_default(unsigned profile, struct text *json)
{
	for (size_t i = 0; i < COUNT_OF(defaults); i++)
		if (defaults[i].in >> profile & 1)
			text_format(json, "\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": %u", defaults[i].otherwise);
}

static void put_hosts(unsigned profile, struct text *json)
{
	const char *separator = "";

	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		if (!(hosts[i].in >> profile & 1))
			continue;
		text_format(json, "%s{\"architecture\": \"%s\", \"subArchitectures\": [", separator, hosts[i].arch);
		for (size_t k = 0; k < COUNT_OF(hosts[i].others) && hosts[i].others[k] && *hosts[i].others[k]; k++)
			text_format(json, "%s\"%s\"", k ? ", " : "", hosts[i].others[k]);
		text_add(json, "]}");
		separator = ", ";
	}
}

static void put_names(const char *names, struct text *json)
{
	for (const char *separator = ""; *names; separator = ", ") {
		size_t length = strcspn(names, " ");
		text_format(json, "%s\"%.*s\"", separator, (int)length, names);
		names += length + (names[length] == ' ');
	}
}

static void put_entries(unsigned profile, struct text *json)
{
	const char *separator = "";

	for (size_t i = 0; i < COUNT_OF(entries); i++) {
		if (!(entries[i].in >> profile & 1))
			continue;
		text_format(json, "%s\n{%s%s, \"args\": [%s], \"names\": [", separator, entries[i].answer, entries[i].where, entries[i].tests);
		put_names(entries[i].names, json);
		text_add(json, "]}");
		separator = ",";
	}
}

static const char *newest_at(unsigned i)
{
	return i ? NULL : "default";
}

static int unknown_profile(const char *name, size_t length, struct err *err)
{
	const char *meant = nearest(name + length + 1, newest_at);

	err_set(err, "no known default profile: %.60s; see 'DEFAULT PROFILES' in the manual", name);
	return meant ? err_add(err, "; did you mean '%.*s:%s'?", (int)length, name, meant) : -1;
}

int defaults_json(const char *name, struct text *json, struct text *notes, struct err *err)
{
	size_t length = tool_length(name);
	const char *version = name + length + 1;
	bool newest = !strcmp(version, "default");
	int profile = newest || is_version(version) ? find_profile(name, length, version) : -1;

	if (profile < 0)
		return unknown_profile(name, length, err);
	text_format(notes, "%s: the default profile of %s %s", name, profiles[profile].tool, profiles[profile].first);
	if (strcmp(profiles[profile].first, profiles[profile].last))
		text_format(notes, " to %s", profiles[profile].last);
	if (!newest && compare_versions(profiles[profile].last, version) < 0)
		text_add(notes, ", the nearest that is known");
	text_add(notes, "\n");
	text_add(json, "{");
	put_default((unsigned)profile, json);
	text_add(json, ", \"archMap\": [");
	put_hosts((unsigned)profile, json);
	text_add(json, "], \"syscalls\": [");
	put_entries((unsigned)profile, json);
	text_add(json, "]}\n");
	return 0;
}
