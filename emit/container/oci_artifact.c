/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A seccomp profile as an OCI artifact, as container runtimes pull it (Kubernetes'
 * KEP-6061): an image layout, in a directory or a tar archive, or one manifest of it. What a
 * runtime refuses is an error here: it would load no profile at all.
 *
 * A blob is found by its digest beside the file, and must have that digest. Nothing is read
 * from the blob of the configuration, but registries and runtimes require it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/base/tar.h"
#include "emit/in/document.h"
#include "emit/in/readers.h"

#define SECCOMP_PROFILE "application/vnd.cncf.seccomp-profile.config.v1+json"
#define EMPTY_CONFIG "application/vnd.oci.empty.v1+json"

enum { MANIFESTS_MOST = 256, DIGEST_PREFIX = 7, ABSENT = 1 };

struct layout {
	const struct in_bytes *bytes;
	bool archive;                         /* else a file: index.json, or a manifest in blobs/sha256 */
};

struct profiles {
	struct in_document at[MANIFESTS_MOST];    /* names are borrowed from the index; the manifests are owned */
	size_t count, others;
};

static void free_profiles(struct profiles *profiles)
{
	for (size_t i = 0; i < profiles->count; i++)
		json_decref((json_t *)profiles->at[i].value);
}

/* --- blobs --- */

/* The digits of "sha256:…". Nothing else can become a part of a path. */
static int digest_of(const json_t *descriptor, const char **hex, struct err *err)
{
	const char *digest = NULL;

	if (!json_is_object(descriptor))
		return err_set(err, "not a descriptor");
	if (json_get_string(descriptor, "digest", &digest, err))
		return -1;
	if (!digest || strncmp(digest, "sha256:", DIGEST_PREFIX) || strlen(digest) != DIGEST_PREFIX + DIGEST_HEX ||
	    strspn(digest + DIGEST_PREFIX, "0123456789abcdef") != DIGEST_HEX)
		return err_set(err, "no \"digest\" of sha256");
	*hex = digest + DIGEST_PREFIX;
	return 0;
}

static int find_in_archive(const struct layout *layout, const char *hex, struct text *out, struct err *err)
{
	struct tar_member member;
	char name[TAR_NAME_MOST + 1];

	snprintf(name, sizeof(name), "blobs/sha256/%s", hex);
	if (!tar_find(layout->bytes->at, layout->bytes->size, name, &member)) {
		err_set(err, "blob %.12s is not in the archive", hex);
		return ABSENT;
	}
	text_add_bytes(out, member.bytes, member.size);
	return 0;
}

/* Beside a manifest, which is a blob itself, or in the folder of the blobs beside the index. */
static int find_beside(const struct layout *layout, const char *hex, struct text *out, struct err *err)
{
	const char *name = layout->bytes->name, *base = path_base(name);
	bool index = strlen(base) != DIGEST_HEX;
	AUTO_TEXT struct text path = { 0 };
	struct stat is;

	text_add_bytes(&path, name, (size_t)(base - name));
	text_format(&path, "%s%s", index ? "blobs/sha256/" : "", hex);
	if (stat(path.at, &is)) {
		int failed = errno == ENOENT ? ABSENT : -1;
		err_errno(err, "blob %s", path.at);
		return failed;
	}
	if (!S_ISREG(is.st_mode) || is.st_size > POLICY_FILE_MOST)
		return err_set(err, "blob %.12s is not a file of at most %d MiB", hex, POLICY_FILE_MOST >> 20);
	return file_read(path.at, out, err);
}

static int check_blob(const json_t *descriptor, const char *hex, const struct text *bytes, struct err *err)
{
	char found[DIGEST_HEX + 1];
	uint64_t size = bytes->length;

	digest_sha256(bytes->at, bytes->length, found);
	if (strcmp(found, hex))
		return err_set(err, "blob %.12s was changed: its digest is sha256:%.12s…", hex, found);
	if (json_get_uint(descriptor, "size", INT64_MAX, &size, err))
		return -1;
	return size == bytes->length ? 0 :
	       err_set(err, "blob %.12s has %zu bytes, and its \"size\" is %" PRIu64, hex, bytes->length, size);
}

/* Or ABSENT, with the error set. */
static int read_blob(const struct layout *layout, const json_t *descriptor, struct text *out, struct err *err)
{
	const char *hex = "";

	if (digest_of(descriptor, &hex, err))
		return -1;
	int failed = layout->archive ? find_in_archive(layout, hex, out, err) : find_beside(layout, hex, out, err);
	return failed ? failed : check_blob(descriptor, hex, out, err);
}

/* The copy of a blob within its descriptor; `has` says whether there is one. */
static int check_embedded(const json_t *descriptor, bool *has, struct err *err)
{
	AUTO_TEXT struct text bytes = { 0 };
	const char *data = NULL, *hex = "";

	if (digest_of(descriptor, &hex, err) || json_get_string(descriptor, "data", &data, err))
		return -1;
	*has = data != NULL;
	if (data && (base64_decode(data, &bytes, err) || check_blob(descriptor, hex, &bytes, err)))
		return err_context(err, "\"data\"");
	return 0;
}

static json_t *json_of(const struct layout *layout, const struct text *bytes, struct err *err)
{
	struct in_bytes part = { layout->bytes->name, bytes->at, bytes->length, layout->bytes->archs, layout->bytes->how };

	if (memchr(bytes->at, '\0', bytes->length)) {
		err_set(err, "not JSON: it contains a NUL byte");
		return NULL;
	}
	return in_json(&part, err);
}

static json_t *json_of_blob(const struct layout *layout, const json_t *descriptor, struct err *err)
{
	AUTO_TEXT struct text bytes = { 0 };

	return read_blob(layout, descriptor, &bytes, err) ? NULL : json_of(layout, &bytes, err);
}

/* --- the manifest --- */

/* The type of the configuration, or of the artifact where the configuration is empty. */
static const char *type_of(const json_t *manifest)
{
	const char *type = json_string_value(json_object_get(json_object_get(manifest, "config"), "mediaType"));

	return type && strcmp(type, EMPTY_CONFIG) ? type : json_string_value(json_object_get(manifest, "artifactType"));
}

static bool is_profile(const json_t *manifest)
{
	const char *type = type_of(manifest);

	return type && !strcmp(type, SECCOMP_PROFILE);
}

/* The blob is there, or whole in the manifest: a registry takes no manifest without it, and a node no artifact. */
static int check_config(const struct layout *layout, const json_t *config, struct err *err)
{
	AUTO_TEXT struct text bytes = { 0 };
	bool embedded = false;

	if (check_embedded(config, &embedded, err))
		return -1;
	int failed = read_blob(layout, config, &bytes, err);
	return failed && !(failed == ABSENT && embedded) ? -1 : 0;
}

/* Of the types that disagree, scanners may go by one and runtimes by the other. */
static int check_manifest(const json_t *manifest, struct err *err)
{
	const char *type = json_string_value(json_object_get(manifest, "artifactType"));
	const json_t *layers = json_object_get(manifest, "layers");

	if (type && strcmp(type, SECCOMP_PROFILE))
		return err_set(err, "the types of the artifact and of its configuration differ: container runtimes refuse it");
	if (json_array_size(layers) != 1)
		return err_set(err, "%zu layers instead of one: container runtimes refuse it", json_array_size(layers));
	return 0;
}

/* --- the profile --- */

static int check_action(const json_t *object, const char *key, struct err *err)
{
	const char *action = json_string_value(json_object_get(object, key));

	return action && !strcmp(action, "SCMP_ACT_NOTIFY") ? err_set(err, "SCMP_ACT_NOTIFY needs a supervisor on the node") : 0;
}

static int check_entry(const json_t *entry, struct err *err)
{
	static const char *const members[] = { "names", "action", "errnoRet", "args", NULL };

	return json_is_object(entry) && (json_only(entry, members, err) || check_action(entry, "action", err)) ? -1 : 0;
}

/* Runtimes accept the members of runtime-spec, without those that name something of the node. Docker has more. */
static int check_profile(const json_t *profile, struct err *err)
{
	static const char *const members[] = { "defaultAction", "defaultErrnoRet", "architectures", "flags", "syscalls", NULL };
	const json_t *entries = json_object_get(profile, "syscalls");

	if (json_only(profile, members, err) || check_action(profile, "defaultAction", err))
		return err_context(err, "container runtimes refuse it");
	for (size_t i = 0; i < json_array_size(entries); i++)
		if (check_entry(json_array_get(entries, i), err))
			return err_context(err, "container runtimes refuse it: syscalls[%zu]", i);
	return 0;
}

static bool is_packed(const struct text *bytes)
{
	static const struct { const char *bytes; size_t count; } starts[] = { { "\x1f\x8b", 2 }, { "\x28\xb5\x2f\xfd", 4 } };

	for (size_t i = 0; i < COUNT_OF(starts); i++)
		if (bytes->length >= starts[i].count && !memcmp(bytes->at, starts[i].bytes, starts[i].count))
			return true;
	return tar_is_tar(bytes->at, bytes->length);
}

static int read_layer(struct in_source *source, const struct layout *layout, const json_t *layer, struct err *err)
{
	AUTO_TEXT struct text bytes = { 0 };

	if (read_blob(layout, layer, &bytes, err))
		return -1;
	if (is_packed(&bytes))
		return err_set(err, "the layer is an archive instead of JSON: container runtimes refuse it");
	AUTO_JSON json_t *profile = json_of(layout, &bytes, err);
	if (!profile || check_profile(profile, err))
		return -1;
	return in_oci_object(source, layout->bytes->how, profile, IN_OCI_FILE, err);
}

static int read_manifest(struct in_source *source, const struct layout *layout, const json_t *manifest, struct err *err)
{
	if (!is_profile(manifest))
		return err_set(err, "not the manifest of a seccomp profile: its configuration is not " SECCOMP_PROFILE);
	if (check_manifest(manifest, err))
		return -1;
	if (check_config(layout, json_object_get(manifest, "config"), err))
		return err_context(err, "config");
	return read_layer(source, layout, json_array_get(json_object_get(manifest, "layers"), 0), err);
}

/* --- the index --- */

static const char *name_of(const json_t *descriptor)
{
	return json_string_value(json_object_get(json_object_get(descriptor, "annotations"), "org.opencontainers.image.ref.name"));
}

/* Images and signatures may be in the same layout. An index within the index is none of them. */
static int gather(struct profiles *profiles, const struct layout *layout, const json_t *index, struct err *err)
{
	const json_t *manifests = json_object_get(index, "manifests");

	if (json_array_size(manifests) > MANIFESTS_MOST)
		return err_set(err, "more than %d manifests", MANIFESTS_MOST);
	for (size_t i = 0; i < json_array_size(manifests); i++) {
		const json_t *descriptor = json_array_get(manifests, i);
		json_t *manifest = json_of_blob(layout, descriptor, err);
		if (!manifest)
			return err_context(err, "manifests[%zu]", i);
		if (is_profile(manifest)) {
			profiles->at[profiles->count++] = (struct in_document){ name_of(descriptor), manifest };
		} else {
			profiles->others++;
			json_decref(manifest);
		}
	}
	return 0;
}

static int read_chosen(struct in_source *source, const struct layout *layout, const struct profiles *profiles, struct err *err)
{
	if (!profiles->count)
		return err_set(err, "no seccomp profile found; other artifacts and images are not policies");
	int chosen = in_document_choose(profiles->at, profiles->count, layout->bytes->how->document, err);
	if (chosen < 0)
		return -1;
	if (profiles->others)
		text_format(source->notes, "manifests skipped, as they are not of a seccomp profile: %zu\n", profiles->others);
	return read_manifest(source, layout, profiles->at[chosen].value, err);
}

static int read_root(struct in_source *source, const struct layout *layout, const json_t *root, struct err *err)
{
	struct profiles profiles = { .count = 0 };
	int failed;

	if (!json_object_get(root, "manifests"))
		return read_manifest(source, layout, root, err);
	failed = gather(&profiles, layout, root, err) || read_chosen(source, layout, &profiles, err);
	free_profiles(&profiles);
	return failed ? -1 : 0;
}

static int read_index(const struct layout *layout, struct text *out, struct err *err)
{
	const struct in_bytes *bytes = layout->bytes;
	struct tar_member member = { .bytes = bytes->at, .size = bytes->size };

	if (layout->archive && !tar_find(bytes->at, bytes->size, "index.json", &member))
		return err_set(err, "no index.json in the archive");
	text_add_bytes(out, member.bytes, member.size);
	return 0;
}

int in_oci_artifact(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	struct layout layout = { bytes, tar_is_tar(bytes->at, bytes->size) };
	AUTO_TEXT struct text index = { 0 };

	if (read_index(&layout, &index, err))
		return err_context(err, "%s", bytes->name);
	AUTO_JSON json_t *root = json_of(&layout, &index, err);
	if (!root || read_root(source, &layout, root, err))
		return err_context(err, "%s", bytes->name);
	return 0;
}
