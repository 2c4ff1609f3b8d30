/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which release of systemd a unit is read for (emit/systemd/release.h), and what is said of it.
 */
#include "core/base/version.h"
#include "emit/in/systemd.h"

static void add_name(const struct systemd_release *release, struct text *text)
{
	text_format(text, "systemd %u", release->version);
	if (release->point)
		text_format(text, ".%u", release->point);
}

static void doubt(struct unit *unit, const char *version)
{
	AUTO_TEXT struct text reason = { 0 };

	text_format(&reason, "the lists of systemd %s are not known; read as ", version);
	add_name(unit->release, &reason);
	text_add(&reason, " does");
	in_source_inexact(unit->source, 0, NULL, reason.at);
}

/* The series alone stands for its last known release. */
static bool is_release(const struct systemd_release *release, struct version given)
{
	return release->version == given.part[0] && (!release->point || !given.part[1] || release->point == given.part[1]);
}

int unit_release_of(struct unit *unit, const char *text, struct err *err)
{
	struct version given;
	size_t at = 0;

	unit->release = systemd_release_at(0);
	if (!text)
		return 0;
	if (!version_parse(&given, text))
		return err_set(err, "'%.40s' is not a version of systemd, as 257 is", text);
	while (systemd_release_at(at + 1) && systemd_release_at(at)->version < given.part[0])
		at++;
	unit->release = systemd_release_at(at);
	if (!is_release(unit->release, given))
		doubt(unit, text);
	return 0;
}

void unit_release_note(const struct unit *unit, bool given)
{
	struct text *notes = unit->source->notes;

	text_add(notes, "read as ");
	add_name(unit->release, notes);
	text_format(notes, " with libseccomp %s does%s\n", unit->release->libseccomp, given ? "" : "; --file-version=257 reads as that one does");
}

bool unit_does(const struct unit *unit, enum systemd_habit habit)
{
	return unit->release->does & habit;
}

bool unit_group(const struct unit *unit, const char *name, struct systemd_calls *calls)
{
	bool found = systemd_group(unit->release, name, calls);

	for (int id = 0; id < CALL_COUNT; id++)
		calls->has[id] = calls->has[id] && systemd_names(unit->release, (enum syscall_id)id);
	return found;
}
