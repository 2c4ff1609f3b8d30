/* SPDX-License-Identifier: Apache-2.0 */
/*
 * systemd: the settings of a unit that load seccomp filters.
 *
 * emit/in/systemd.c reads the lines, emit/in/systemd_filters.c makes the layers: one per setting and arch, as
 * systemd loads them.
 */
#ifndef EMIT_IN_SYSTEMD_H
#define EMIT_IN_SYSTEMD_H

#include "core/base/nearest.h"
#include "emit/in/source.h"
#include "emit/systemd/release.h"

enum { UNIT_PLAIN = -1, UNIT_KILLED = -2 };   /* the answer to a listed call, besides errnos */

struct unit_calls {                           /* an allow list or a deny list */
	bool begun, allows;
	bool listed[CALL_COUNT];
	int answer[CALL_COUNT];
	unsigned doubted[CALL_COUNT];         /* the line that names a call which libseccomp may not know; 0: none */
};

enum unit_flag {                              /* the settings of emit/systemd/settings.def, and one that implies others */
#define SETTING(id, ...) UNIT_##id,
#include "emit/systemd/settings.def"
#undef SETTING
	UNIT_DYNAMIC_USER,
	UNIT_FLAGS
};

struct unit {
	struct in_source *source;
	const struct systemd_release *release;
	struct unit_calls filter, log;
	bool flags[UNIT_FLAGS];
	bool has_families, families_allow;
	bool families_begun;                  /* a list, which "none" is not: the next line starts one of either kind */
	uint64_t families;                    /* bit i: AF_ i */
	bool has_namespaces;
	uint32_t namespaces;                  /* CLONE_NEW... that may be created */
	struct verdict denied;                /* by SystemCallErrorNumber= */
	arch_set archs;                       /* of SystemCallArchitectures=; 0: all */
	bool foreign;                         /* it names an arch that seccord lacks */
};

/* What systemd 252 means by all namespaces, and the one that it also knows: CLONE_NEWTIME. */
enum { UNIT_NAMESPACES = 0x7e020000, UNIT_TIME_NAMESPACE = 0x80 };

/* Of the version, or of the nearest newer one that is known, which is inexact. Not a version: an error. NULL: the first. */
int unit_release_of(struct unit *unit, const char *version, struct err *err);
void unit_release_note(const struct unit *unit, bool given);
bool unit_does(const struct unit *unit, enum systemd_habit habit);

/* The members of a group of which libseccomp has the names; false: no such group. */
bool unit_group(const struct unit *unit, const char *name, struct systemd_calls *calls);

/* A word that systemd passes over with a warning. */
struct unit_ignored {
	const char *setting, *word, *what;
	name_at *names;                       /* one of which may be meant … */
	const char *meant;                    /* … by this part of the word; NULL: all of it */
	bool may_be_known;                    /* to a later release: the unit becomes inexact */
	const char *call;                     /* …, for a call of this name; NULL: in general */
};
void unit_ignores(struct unit *unit, const struct unit_ignored *ignored);
void unit_ignores_call(struct unit *unit, const char *setting, const char *word);
void unit_ignores_group(struct unit *unit, const char *setting, const char *group);
bool unit_word_is(const char *word, const char *letters);     /* of these letters alone, and not empty */

/* What a word means; -1 and false: systemd ignores it, which is reported. UNIT_FOREIGN: an arch that seccord lacks. */
enum { UNIT_FOREIGN = -2 };
int unit_arch(struct unit *unit, const char *word);
int unit_family(struct unit *unit, const char *word);
bool unit_namespace(struct unit *unit, const char *word, uint32_t *flag);

/* A name in any case, or a number of any base; -1: neither, which is not reported. */
int unit_errno(const char *word);

/* Reads a line of SystemCallFilter= or, with `log`, SystemCallLog=. */
void unit_list(struct unit *unit, bool log, char *rest);

/* Calls of the lists, on these archs, that libseccomp may not know. */
void unit_lists_doubt(struct unit *unit, arch_set archs);

enum { UNIT_X86 = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32) };

/* The archs that get filters. */
arch_set unit_archs(const struct unit *unit);

/* Fills the source. */
int unit_filters(struct unit *unit, struct err *err);

#endif
