/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An OCI image layout with one artifact: a profile as container runtimes pull it from a
 * registry (Kubernetes' KEP-6061). Its manifest has a media type that says what it is,
 * an empty configuration, and the profile as its only layer, which is raw JSON.
 *
 * Each blob is named by its digest and nothing has a time, so the same policy
 * gives the same digest.
 */
#include <string.h>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/tar.h"
#include "emit/oci/artifact_limits.h"
#include "emit/oci/oci.h"
#include "emit/oci/size.h"
#include "emit/out/out.h"

#define SECCOMP_PROFILE "application/vnd.cncf.seccomp-profile.config.v1+json"
#define IMAGE_MANIFEST "application/vnd.oci.image.manifest.v1+json"

struct blob {
	const char *type;
	const struct text *bytes;
	char hex[DIGEST_HEX + 1];
};

static struct blob blob_of(const char *type, const struct text *bytes)
{
	struct blob blob = { .type = type, .bytes = bytes };

	digest_sha256(bytes->at, bytes->length, blob.hex);
	return blob;
}

/* Without the closing brace. */
static void put_descriptor(struct text *out, const struct blob *blob)
{
	text_add(out, "{");
	json_add_key(out, "mediaType");
	json_add_string(out, blob->type);
	text_format(out, ", \"digest\": \"sha256:%s\", \"size\": %zu", blob->hex, blob->bytes->length);
}

static void put_manifest(struct text *out, const struct blob *config, const struct blob *layer)
{
	text_add(out, "{\n\t\"schemaVersion\": 2,\n\t\"mediaType\": \"" IMAGE_MANIFEST "\",\n\t\"artifactType\": \"" SECCOMP_PROFILE
	              "\",\n\t\"config\": ");
	put_descriptor(out, config);
	text_add(out, "},\n\t\"layers\": [\n\t\t");
	put_descriptor(out, layer);
	text_add(out, ", \"annotations\": {\"org.opencontainers.image.title\": \"profile.json\"}}\n\t]\n}\n");
}

static void put_index(struct text *out, const struct blob *manifest)
{
	text_add(out, "{\n\t\"schemaVersion\": 2,\n\t\"mediaType\": \"application/vnd.oci.image.index.v1+json\",\n\t\"manifests\": [\n\t\t");
	put_descriptor(out, manifest);
	text_add(out, ", \"artifactType\": \"" SECCOMP_PROFILE "\", "
	              "\"annotations\": {\"org.opencontainers.image.ref.name\": \"latest\"}}\n\t]\n}\n");
}

static void add_blob(struct text *tar, const struct blob *blob)
{
	char name[TAR_NAME_MOST + 1];

	snprintf(name, sizeof(name), "blobs/sha256/%s", blob->hex);
	tar_add(tar, name, blob->bytes->at, blob->bytes->length);
}

static void put_layout(struct text *tar, const struct text *profile)
{
	static const char version[] = "{\"imageLayoutVersion\": \"1.0.0\"}\n";
	AUTO_TEXT struct text empty = { 0 }, manifest = { 0 }, index = { 0 };

	text_add(&empty, "{}");
	struct blob config = blob_of(SECCOMP_PROFILE, &empty), layer = blob_of("application/json", profile);
	put_manifest(&manifest, &config, &layer);
	struct blob whole = blob_of(IMAGE_MANIFEST, &manifest);
	put_index(&index, &whole);
	tar_add(tar, "oci-layout", version, strlen(version));
	tar_add(tar, "blobs/", "", 0);
	tar_add(tar, "blobs/sha256/", "", 0);
	add_blob(tar, &config);
	add_blob(tar, &layer);
	add_blob(tar, &whole);
	tar_add(tar, "index.json", index.at, index.length);
	tar_end(tar);
}

int out_oci_artifact(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                     struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { 0 };
	AUTO_ENTRIES struct entries entries = { 0 };
	AUTO_TEXT struct text profile = { 0 };

	(void)choice;
	if (lower_policy(&lowered, policy, DIALECT_oci_artifact, notes, err))
		return -1;
	entries_of(&entries, &lowered);
	oci_report_archs(&lowered, notes);
	size_report(&lowered, notes);
	oci_profile(&lowered, &entries, false, NULL, &profile);
	if (artifact_limits_check(&entries, profile.length, notes, err))
		return -1;
	put_layout(out, &profile);
	return 0;
}
