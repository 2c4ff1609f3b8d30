/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The members of OCI's JSON. Runtimes ignore those that they do not know: a misspelt one has no effect, and a note says
 * so. The API server of Kubernetes refuses or drops them. Some members are known to Docker and Podman alone: in
 * objects that something else reads they are inexact.
 */
#include "emit/container/oci.h"

#include <string.h>
#include <strings.h>

#include "core/base/json.h"
#include "core/base/nearest.h"

enum member_of { PROFILE, ENTRY, TEST, CONDITIONS, LEVELS };

static const char *const known[LEVELS][12] = {
	[PROFILE] = { "defaultAction", "defaultErrnoRet", "defaultErrno", "archMap", "architectures", "syscalls", "flags", "listenerPath",
	              "listenerMetadata", "comment" },
	[ENTRY] = { "names", "name", "action", "args", "errnoRet", "errno", "includes", "excludes", "comment" },
	[TEST] = { "index", "value", "valueTwo", "op" },
	[CONDITIONS] = { "caps", "arches", "minKernel" },
};

static const char *const engines_own[LEVELS][5] = {
	[PROFILE] = { "defaultErrno", "archMap" }, [ENTRY] = { "name", "errno", "includes", "excludes" },
};

/* What becomes of the engines' own members. NULL: they are read. */
static const char *const elsewhere[] = {
	[IN_OCI_FILE] = NULL,
	[IN_OCI_CONFIGURATION] = "runtimes ignore them in a container's configuration",
	[IN_OCI_NODE] = "containerd ignores them in a profile of the node, CRI-O reads them",
	[IN_OCI_KUBERNETES] = "a SeccompProfile has no such members, and the API server drops or refuses them",
};

struct look {
	struct in_source *source;
	enum in_oci_home home;
	struct text ignored, misspelt, cased, own;     /* names, each once */
};

static bool is_one_of(const char *key, const char *const *keys)
{
	for (; *keys; keys++)
		if (!strcmp(key, *keys))
			return true;
	return false;
}

static const char *in_other_case(const char *key, const char *const *keys)
{
	for (; *keys; keys++)
		if (!strcasecmp(key, *keys))
			return *keys;
	return NULL;
}

static bool is_empty(const json_t *value)
{
	const char *string = json_string_value(value);

	return json_is_null(value) || (string && !*string) || (json_is_object(value) && !json_object_size(value)) ||
	       (json_is_array(value) && !json_array_size(value));
}

static const char *nearest_of(const char *key, const char *const *keys)
{
	struct closest near;

	nearest_begin(&near, key);
	for (; *keys; keys++)
		nearest_offer(&near, *keys);
	return nearest_found(&near);
}

static void note_unknown(struct look *look, const char *key, const char *const *keys)
{
	AUTO_TEXT struct text shown = { 0 };
	const char *near = nearest_of(key, keys);

	in_text_list(&shown, key);
	if (in_other_case(key, keys))
		in_text_list_once(&look->cased, key);
	else if (!near)
		in_text_list_once(&look->ignored, key);
	else if (in_text_list_once(&look->misspelt, key))
		text_format(look->source->notes, "unknown member \"%s\", which runtimes ignore; did you mean '%s'?\n", shown.at, near);
}

/* Fails for an unknown member of a Kubernetes object. */
static int look_at(struct look *look, const json_t *object, enum member_of level, struct err *err)
{
	const char *key;
	json_t *value;

	if (look->home == IN_OCI_KUBERNETES && json_only(object, known[level], err))
		return -1;
	json_object_foreach((json_t *)object, key, value) {
		if (!is_one_of(key, known[level]))
			note_unknown(look, key, known[level]);
		else if (is_one_of(key, engines_own[level]) && !is_empty(value))
			in_text_list_once(&look->own, key);
	}
	return 0;
}

static int look_at_entry(struct look *look, const json_t *entry, struct err *err)
{
	static const char *const conditions[] = { "includes", "excludes" };
	const json_t *tests = json_object_get(entry, "args");

	if (look_at(look, entry, ENTRY, err))
		return -1;
	for (size_t i = 0; i < json_array_size(tests); i++)
		if (look_at(look, json_array_get(tests, i), TEST, err))
			return err_context(err, "args[%zu]", i);
	for (size_t i = 0; i < COUNT_OF(conditions); i++)
		if (look_at(look, json_object_get(entry, conditions[i]), CONDITIONS, err))
			return err_context(err, "\"%s\"", conditions[i]);
	return 0;
}

static int look_at_all(struct look *look, const json_t *profile, struct err *err)
{
	const json_t *entries = json_object_get(profile, "syscalls");

	if (look_at(look, profile, PROFILE, err))
		return -1;
	for (size_t i = 0; i < json_array_size(entries); i++)
		if (look_at_entry(look, json_array_get(entries, i), err))
			return err_context(err, "syscalls[%zu]", i);
	return 0;
}

static void report(const struct look *look)
{
	AUTO_TEXT struct text reason = { 0 };

	if (look->ignored.length)
		text_format(look->source->notes, "unknown members, which runtimes ignore: %s\n", look->ignored.at);
	if (look->cased.length) {
		text_format(&reason, "upper and lower case of members differ (%s): Docker, Podman and runc read them, crun ignores them; read as by crun", look->cased.at);
		in_source_inexact(look->source, 0, NULL, reason.at);
	}
	if (look->own.length && elsewhere[look->home]) {
		reason.length = 0;
		text_format(&reason, "%s: members of Docker's and Podman's profiles; %s; read as Docker and Podman do", look->own.at, elsewhere[look->home]);
		in_source_inexact(look->source, 0, NULL, reason.at);
	}
}

int in_oci_members(struct in_source *source, const json_t *profile, enum in_oci_home home, struct err *err)
{
	struct look look = { .source = source, .home = home };
	int failed = look_at_all(&look, profile, err);

	if (!failed)
		report(&look);
	text_free(&look.ignored);
	text_free(&look.misspelt);
	text_free(&look.cased);
	text_free(&look.own);
	return failed;
}
