/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oci: shared by the parts of the OCI reader: the profile, its archs and its entries.
 */
#ifndef EMIT_CONTAINER_OCI_H
#define EMIT_CONTAINER_OCI_H

#include "emit/in/readers.h"

enum { HOSTS_MOST = 32 };

struct in_host {                              /* a row of archMap */
	arch_set main, archs;
};

struct in_profile {
	struct in_source *source;
	const struct in_options *how;
	struct in_host host[HOSTS_MOST];
	size_t hosts;
	arch_set host_arch;                   /* of the host, if it was given; 0: not known */
	bool refused;                         /* a host of archMap was left out, as runtimes refuse its archs */
	bool by_operator;                     /* of Kubernetes: no runtime sees a default errno, or one that is 0 */
	struct text foreign;                  /* names of unknown archs, for a note */
	struct text numbers;                  /* actions and their errno, which they do not have, likewise */
	bool later[CALL_COUNT];               /* calls with another answer than the default that libseccomp 2.5.4 has no name for */
	arch_set lacking[CALL_COUNT];         /* of calls with an entry: archs that lack the call */
	struct verdict lacked[CALL_COUNT];    /* and the answer of the first such entry */
};

/* Notes members that runtimes ignore, and doubts those that this home's readers do not agree on. */
int in_oci_members(struct in_source *source, const json_t *profile, enum in_oci_home home, struct err *err);

/* Finds the archs, and the hosts. */
int in_oci_archs(struct in_profile *profile, const json_t *object, struct err *err);

/* One entry of "syscalls". */
int in_oci_entry(struct in_profile *profile, const json_t *entry, struct err *err);

/* Where and when an entry applies, by its "includes" and "excludes". */
struct in_standing {
	arch_set archs;
	bool stands;                          /* false: never */
	struct in_when when;                  /* other conditions that it depends on */
};
int in_oci_standing(struct in_profile *profile, const json_t *entry, struct in_standing *standing, struct err *err);

/* The errno is `ret`, a number, or (Podman, takes precedence) `word`. */
int in_oci_verdict(const json_t *object, const char *action, const char *ret, const char *word, struct verdict *verdict,
                   struct err *err);

/* Whether the action is one that has a number. */
bool in_oci_takes_number(const json_t *object, const char *action);

/* Makes the source inexact if both are given and differ: runtimes do not agree which counts. Of an action that has no
 * number, keeps them for a note. */
void in_oci_doubt_errno(struct in_profile *profile, const json_t *object, const char *action, const char *ret, const char *word);

/* Makes the source inexact if runtimes refuse this answer for a call. */
void in_oci_doubt_refused(struct in_source *source, const char *call, struct verdict verdict);

/* As json_get_array, where null counts as absent. */
int in_oci_array(const json_t *object, const char *key, json_t **out, struct err *err);
int in_oci_string(const json_t *array, size_t i, const char *key, const char **out, struct err *err);

#endif
