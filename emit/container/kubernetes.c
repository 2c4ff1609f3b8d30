/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kubernetes objects in YAML or JSON, as in files and as kubectl prints them: one
 * object, several documents, or a List. Each SeccompProfile of the
 * security-profiles-operator is a policy: its "spec" is an OCI profile. In a file
 * without any, those of the containers are read (emit/container/kubernetes_pod.c). Other
 * objects are skipped.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "emit/container/oci.h"
#include "emit/in/document.h"

struct profiles {
	struct in_document *at;               /* names are borrowed from the objects */
	size_t count, room, others;
	struct in_pods pods;
};

static const char *const object_keys[] = { "apiVersion", "kind", "metadata", "spec", "status", NULL };

/* The API server knows no default errno, and the operator drops one that is 0: runtimes then return EPERM. */
static void doubt_errnos(struct in_source *source, const json_t *spec)
{
	const json_t *entry, *entries = json_object_get(spec, "syscalls");
	bool zero = false;
	size_t i;

	json_array_foreach(entries, i, entry) {
		const json_t *number = json_object_get(entry, "errnoRet");
		zero |= json_is_integer(number) && !json_integer_value(number) && in_oci_takes_number(entry, "action");
	}
	if (zero)
		in_source_inexact(source, 0, NULL, "the operator drops an errnoRet of 0, and runtimes then return 1 (EPERM)");
	if (json_object_get(spec, "defaultErrnoRet") && !in_oci_takes_number(spec, "defaultAction"))
		text_add(source->notes, "a SeccompProfile has no defaultErrnoRet: the API server drops it\n");
	else if (json_object_get(spec, "defaultErrnoRet"))
		in_source_inexact(source, 0, NULL, "a SeccompProfile has no defaultErrnoRet: the API server drops it, and runtimes return EPERM");
}

/* Members that an operator or kubectl adds; a base profile is not available
 * here. */
static int check_spec(struct in_source *source, json_t *spec, struct err *err)
{
	AUTO_TEXT struct text reason = { 0 }, shown = { 0 };
	const json_t *disabled = json_object_get(spec, "disabled");
	const char *base = NULL, *folder = NULL;      /* where early releases put the profile; later ones drop it */

	if (json_get_string(spec, "baseProfileName", &base, err) || json_get_string(spec, "targetWorkload", &folder, err))
		return -1;
	if (base && *base) {
		in_text_list(&shown, base);
		text_format(&reason, "the operator adds what the base profile allows (baseProfileName: %s), which is not in the file", shown.at);
		in_source_inexact(source, 0, NULL, reason.at);
	}
	if (disabled && !json_is_boolean(disabled) && !json_is_null(disabled))
		return err_set(err, "\"disabled\" is not true or false");
	if (json_is_true(disabled))
		in_source_inexact(source, 0, NULL, "the profile is disabled: the operator does not install it; read as if it were not");
	doubt_errnos(source, spec);
	json_object_del(spec, "baseProfileName");
	json_object_del(spec, "disabled");
	json_object_del(spec, "targetWorkload");
	return 0;
}

static void check_version(struct in_source *source, const json_t *root)
{
	static const char group[] = "security-profiles-operator.x-k8s.io/";
	const char *version = json_string_value(json_object_get(root, "apiVersion"));
	AUTO_TEXT struct text reason = { 0 }, shown = { 0 };

	if (!version || !strncmp(version, group, strlen(group)))
		return;
	in_text_list(&shown, version);
	text_format(&reason, "apiVersion %s is not of the security-profiles-operator; read as if it were", shown.at);
	in_source_inexact(source, 0, NULL, reason.at);
}

static int read_object(struct in_source *source, const struct in_options *how, const json_t *root, struct err *err)
{
	json_t *spec = NULL;

	check_version(source, root);
	if (json_only(root, object_keys, err) || json_get_object(root, "spec", &spec, err))
		return -1;
	if (!spec)
		return err_set(err, "\"spec\" is missing");
	if (check_spec(source, spec, err) || in_oci_object(source, how, spec, IN_OCI_KUBERNETES, err))
		return err_context(err, "spec");
	return 0;
}

static const char *name_of(const json_t *object)
{
	const json_t *metadata = json_object_get(object, "metadata");
	const char *name = json_string_value(json_object_get(metadata, "name"));

	return name ? name : json_string_value(json_object_get(metadata, "generateName"));
}

static bool ends_with_list(const char *kind)
{
	size_t length = strlen(kind);

	return length >= 4 && !strcmp(kind + length - 4, "List");
}

/* Lists do not nest. */
static int gather(struct profiles *profiles, const json_t *object, bool within, struct err *err)
{
	const char *kind = json_string_value(json_object_get(object, "kind"));
	const json_t *items = json_object_get(object, "items");

	if (json_is_array(items) && !within && (!kind || ends_with_list(kind))) {
		for (size_t i = 0; i < json_array_size(items); i++)
			if (gather(profiles, json_array_get(items, i), true, err))
				return -1;
	} else if (kind && !strcmp(kind, "SeccompProfile")) {
		profiles->at = mem_grow(profiles->at, profiles->count, &profiles->room, sizeof(*profiles->at));
		profiles->at[profiles->count++] = (struct in_document){ name_of(object), object };
	} else if (!json_is_null(object)) {
		profiles->others++;
		return in_kubernetes_pod(&profiles->pods, object, err);
	}
	return 0;
}

static int read_chosen(struct in_source *source, const struct in_bytes *bytes, const struct profiles *profiles, struct err *err)
{
	const struct in_options *how = bytes->how;

	if (!profiles->count && profiles->pods.containers)
		return in_kubernetes_read_pods(source, bytes, &profiles->pods, err);
	if (!profiles->count)
		return err_set(err, "no SeccompProfile found; other Kubernetes objects are not policies");
	int chosen = in_document_choose(profiles->at, profiles->count, how->document, err);
	if (chosen < 0)
		return -1;
	if (profiles->others)
		text_format(source->notes, "objects skipped, as they are not a SeccompProfile: %zu\n", profiles->others);
	return read_object(source, how, profiles->at[chosen].value, err);
}

/* JSON is also YAML, except for its numbers and whitespace. */
static json_t *documents_of(const struct in_bytes *bytes, struct err *err)
{
	struct err ignored = { "" };
	json_t *one = *json_start(bytes->at) == '{' ? in_json(bytes, &ignored) : NULL;

	return one ? json_pack("[o]", one) : in_yaml(bytes, err);
}

int in_kubernetes(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	AUTO_JSON json_t *documents = documents_of(bytes, err);
	struct profiles profiles = { 0 };
	int failed = 0;

	if (!documents)
		return -1;
	for (size_t i = 0; !failed && i < json_array_size(documents); i++)
		failed = gather(&profiles, json_array_get(documents, i), false, err);
	failed = failed || read_chosen(source, bytes, &profiles, err);
	free(profiles.at);
	free(profiles.pods.containers);
	return failed ? err_context(err, "%s", bytes->name) : 0;
}
