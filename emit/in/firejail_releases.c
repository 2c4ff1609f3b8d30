/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What differs between releases of firejail: groups, and the calls that have a name.
 */
#include <string.h>

#include "core/base/version.h"
#include "emit/in/firejail.h"

static const struct { const char *first, *last; unsigned newest; } releases[] = {
#define RELEASE(id, first, last, newest) { first, last, newest },
#include "emit/firejail_sets.def"
#undef RELEASE
};

static const struct { unsigned in; const char *name, *members; } groups[] = {
#define GROUP(in, name, members) { in, name, members },
#include "emit/firejail_sets.def"
#undef GROUP
};

static const struct { unsigned in; enum arch arch; enum syscall_id id; } unknown[] = {
#define UNKNOWN(in, arch, call) { in, arch, CALL_##call },
#include "emit/firejail_sets.def"
#undef UNKNOWN
};

static void doubt(struct firejail *jail, const char *version)
{
	AUTO_TEXT struct text reason = { 0 };

	text_format(&reason, "the lists of firejail %s are not known; read as those of %s", version, firejail_release_name(jail));
	in_source_inexact(jail->source, 0, NULL, reason.at);
}

/* Whether a release that is known comes before, with, or after the one that is given. */
static int order_of(const char *known, struct version given)
{
	struct version version;

	return version_parse(&version, known) ? version_order(version, given) : 0;
}

int firejail_release_of(struct firejail *jail, const char *version, struct err *err)
{
	struct version given;
	unsigned at = 0;

	jail->release = FIREJAIL_USUAL;
	if (!version)
		return 0;
	if (!version_parse(&given, version))
		return err_set(err, "'%.40s' is not a version of firejail, as 0.9.72 is", version);
	if (order_of("0.9.64", given) > 0)
		return err_set(err, "--file-version=%.40s: before 0.9.64, firejail killed what it denied, and knew the calls of the headers that it was built "
		                    "with; seccord reads profiles for 0.9.64 and later", version);
	while (at + 1 < FIREJAIL_RELEASES && order_of(releases[at].last, given) < 0)
		at++;
	jail->release = (enum firejail_release)at;
	if (order_of(releases[at].first, given) > 0 || order_of(releases[at].last, given) < 0)
		doubt(jail, version);
	if (jail->release < FIREJAIL_R0_9_72)
		in_source_inexact(jail->source, 0, NULL, "before 0.9.72, firejail's filters answered other archs and x32 otherwise; read as 0.9.72 does");
	return 0;
}

const char *firejail_release_name(const struct firejail *jail)
{
	return releases[jail->release].first;
}

const char *firejail_version_at(unsigned i)
{
	return i / 2 < COUNT_OF(releases) ? i % 2 ? releases[i / 2].last : releases[i / 2].first : NULL;
}

unsigned firejail_newest(const struct firejail *jail)
{
	return releases[jail->release].newest;
}

bool firejail_lacks(const struct firejail *jail, enum syscall_id id, enum arch arch)
{
	for (size_t i = 0; i < COUNT_OF(unknown); i++)
		if (unknown[i].in >> jail->release & 1 && unknown[i].id == id && unknown[i].arch == arch)
			return true;
	return false;
}

int firejail_rows(const struct firejail *jail, const char *group, int (*row)(void *context, const char *members), void *context, bool *known)
{
	int result = 0;

	*known = false;
	for (size_t i = 0; i < COUNT_OF(groups) && !result; i++) {
		if (!(groups[i].in >> jail->release & 1) || strcmp(groups[i].name, group))
			continue;
		*known = true;
		result = row(context, groups[i].members);
	}
	return result;
}

static int has_word(void *call, const char *members)
{
	size_t length = strlen(call);

	for (const char *at = members; *at; at += strcspn(at, " "), at += *at == ' ')
		if (strcspn(at, " ") == length && !strncmp(at, call, length))
			return 1;
	return 0;
}

bool firejail_has_member(const struct firejail *jail, const char *group, const char *call)
{
	bool known;

	return firejail_rows(jail, group, has_word, (void *)(uintptr_t)call, &known) == 1;
}
