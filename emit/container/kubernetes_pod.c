/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Objects that run containers: a Pod, or what makes Pods from a template. The seccompProfile of each container, or else of the
 * Pod, is the default profile of the node's runtime, or a file on the node. A privileged container has no filter, whatever
 * its profile.
 */
#include <string.h>
#include <sys/stat.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "emit/defaults/defaults.h"
#include "emit/in/document.h"
#include "emit/in/readers.h"

enum { CONTAINERS_MOST = 256 };

static const char usual_engine[] = "containerd";

struct containers {
	struct in_document at[CONTAINERS_MOST];       /* the value: its seccompProfile */
	size_t count;
	bool unconfined, privileged;                  /* some are, and have no filter */
	bool silent;                                  /* some have no seccompProfile, so the node decides */
};

/* A null is no member. */
static const json_t *member(const json_t *object, const char *const *path)
{
	for (; object && *path; path++)
		object = json_object_get(object, *path);
	return json_is_null(object) ? NULL : object;
}

/* The "spec" that has containers: of the object, or of its template. */
static const json_t *pod_spec(const json_t *object)
{
	static const char *const paths[][6] = {
		{ "spec", "jobTemplate", "spec", "template", "spec", NULL }, { "spec", "template", "spec", NULL },
		{ "template", "spec", NULL }, { "spec", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		const json_t *spec = member(object, paths[i]);
		if (json_is_array(json_object_get(spec, "containers")))
			return spec;
	}
	return NULL;
}

static const json_t *profile_of(const json_t *object)
{
	static const char *const path[] = { "securityContext", "seccompProfile", NULL };

	return member(object, path);
}

static int read_privileged(const json_t *container, bool *is, struct err *err)
{
	static const char *const path[] = { "securityContext", "privileged", NULL };
	const json_t *value = member(container, path);

	*is = json_is_true(value);
	return !value || json_is_boolean(value) ? 0 : err_set(err, "\"privileged\" is not true or false");
}

static bool is_unconfined(const json_t *profile)
{
	const char *type = json_string_value(json_object_get(profile, "type"));

	return !profile || (type && !strcmp(type, "Unconfined"));
}

static int add_container(struct containers *containers, const json_t *spec, const json_t *container, struct err *err)
{
	const json_t *own = profile_of(container), *profile = own ? own : profile_of(spec);
	bool privileged;

	if (read_privileged(container, &privileged, err))
		return -1;
	if (privileged || is_unconfined(profile)) {
		containers->privileged |= privileged;
		containers->unconfined = true;
		containers->silent |= !privileged && !profile;
		return 0;
	}
	if (containers->count == CONTAINERS_MOST)
		return err_set(err, "more than %d containers", CONTAINERS_MOST);
	containers->at[containers->count++] = (struct in_document){ json_string_value(json_object_get(container, "name")), profile };
	return 0;
}

static int add_containers(struct containers *containers, const json_t *spec, const char *key, struct err *err)
{
	const json_t *list = json_object_get(spec, key);

	for (size_t i = 0; i < json_array_size(list); i++)
		if (add_container(containers, spec, json_array_get(list, i), err))
			return err_context(err, "%s[%zu]", key, i);
	return 0;
}

int in_kubernetes_pod(struct in_pods *pods, const json_t *object, struct err *err)
{
	static const char *const keys[] = { "initContainers", "containers", "ephemeralContainers" };
	const json_t *spec = pod_spec(object);

	if (spec && !pods->containers)
		pods->containers = mem_alloc(sizeof(*pods->containers));
	for (size_t i = 0; spec && i < COUNT_OF(keys); i++)
		if (add_containers(pods->containers, spec, keys[i], err))
			return -1;
	return 0;
}

/* The runtime's: which one, and its version, the file does not say. */
static int read_default(struct in_source *source, const struct in_options *how, struct err *err)
{
	const char *engine = how->engine ? how->engine : usual_engine;
	AUTO_TEXT struct text name = { 0 }, json = { 0 }, note = { 0 }, reason = { 0 };

	text_format(&name, "%s:default", engine);
	if (defaults_json(name.at, &json, &note, err))
		return -1;
	AUTO_JSON json_t *profile = json_parse_object(json.at, json.length, name.at, 1, err);
	text_format(&reason, "RuntimeDefault is what the runtime of the node has; read as the default profile of the newest %s known", engine);
	in_source_inexact(source, 0, NULL, reason.at);
	return !profile || in_oci_object(source, how, profile, IN_OCI_FILE, err) ? -1 : 0;
}

/* The kubelet looks in its own folder on the node; here the file is beside the object. */
static int read_beside(const struct in_bytes *bytes, const char *file, struct text *path, struct text *text, struct err *err)
{
	const char *slash = strrchr(bytes->name, '/');
	struct stat is;

	if (slash)
		text_add_bytes(path, bytes->name, (size_t)(slash - bytes->name) + 1);
	text_add(path, file);
	if (*file == '/' || stat(path->at, &is) || !S_ISREG(is.st_mode) || is.st_size > POLICY_FILE_MOST)
		return err_set(err, "the profile of the node, %.200s, is not beside the file", file);
	if (file_read(path->at, text, err))
		return -1;
	return !text->at || memchr(text->at, '\0', text->length) ? err_set(err, "%s: not JSON", path->at) : 0;
}

/* What the API server refuses. */
static bool goes_up(const char *path)
{
	for (const char *at = path; at; at = strchr(at, '/')) {
		at += *at == '/';
		if (!strncmp(at, "..", 2) && (!at[2] || at[2] == '/'))
			return true;
	}
	return false;
}

static int read_localhost(struct in_source *source, const struct in_bytes *bytes, const char *file, struct err *err)
{
	AUTO_TEXT struct text path = { 0 }, text = { 0 };

	if (goes_up(file))
		return err_set(err, "localhostProfile: %.200s has a '..', which Kubernetes refuses", file);
	if (read_beside(bytes, file, &path, &text, err))
		return -1;
	text_format(source->notes, "localhostProfile: read from %s\n", path.at);
	AUTO_JSON json_t *profile = in_json(&(struct in_bytes){ .name = path.at, .at = text.at, .size = text.length, .how = bytes->how }, err);
	if (!profile)
		return -1;
	return in_oci_object(source, bytes->how, profile, IN_OCI_NODE, err) ? err_context(err, "%s", path.at) : 0;
}

/* Two profiles by different names, from files of the same content. */
static bool is_same_file(const struct in_bytes *bytes, const json_t *a, const json_t *b)
{
	const char *first = json_string_value(json_object_get(a, "localhostProfile"));
	const char *second = json_string_value(json_object_get(b, "localhostProfile"));
	AUTO_TEXT struct text path = { 0 }, text = { 0 }, other_path = { 0 }, other = { 0 };
	struct err ignored;

	return first && second && json_equal(json_object_get(a, "type"), json_object_get(b, "type")) &&
	       !read_beside(bytes, first, &path, &text, &ignored) && !read_beside(bytes, second, &other_path, &other, &ignored) &&
	       text.length == other.length && !memcmp(text.at, other.at, text.length);
}

static bool are_same_files(const struct in_bytes *bytes, const struct containers *containers)
{
	for (size_t i = 1; i < containers->count; i++)
		if (!is_same_file(bytes, containers->at[0].value, containers->at[i].value))
			return false;
	return true;
}

static int read_profile(struct in_source *source, const struct in_bytes *bytes, const json_t *profile, struct err *err)
{
	const char *type = json_string_value(json_object_get(profile, "type"));
	const char *file = json_string_value(json_object_get(profile, "localhostProfile"));

	if (type && file && strcmp(type, "Localhost"))
		return err_set(err, "seccompProfile: a localhostProfile beside type %.40s, which Kubernetes refuses", type);
	if (type && !strcmp(type, "RuntimeDefault"))
		return read_default(source, bytes->how, err);
	if (type && !strcmp(type, "Localhost") && file && *file)
		return read_localhost(source, bytes, file, err);
	return err_set(err, "seccompProfile: expected type RuntimeDefault, Unconfined or Localhost with a localhostProfile");
}

int in_kubernetes_read_pods(struct in_source *source, const struct in_bytes *bytes, const struct in_pods *pods, struct err *err)
{
	const struct containers *containers = pods->containers;

	if (!containers->count && containers->privileged)
		return err_set(err, "privileged containers have no filter, whatever their seccompProfile");
	if (!containers->count && containers->silent)
		return err_set(err, "no container has a seccompProfile: they have no filter, or that of RuntimeDefault if the kubelet has seccompDefault");
	if (!containers->count)
		return err_set(err, "every container is Unconfined, so none has a filter");
	bool same = !bytes->how->document && are_same_files(bytes, containers);
	int chosen = in_document_choose(containers->at, same ? 1 : containers->count, bytes->how->document, err);
	if (chosen < 0)
		return -1;
	if (containers->unconfined)
		text_format(source->notes, "other containers of the file have no filter%s\n",
		            containers->silent ? ", or that of RuntimeDefault if the kubelet has seccompDefault" : "");
	return read_profile(source, bytes, containers->at[chosen].value, err);
}
