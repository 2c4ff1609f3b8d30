/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A SeccompProfile of the Kubernetes security-profiles-operator: its "spec" is
 * a profile of OCI, in YAML.
 */
#include <string.h>

#include "core/json.h"
#include "emit/in_readers.h"

/* What an operator or kubectl adds; a base is a profile that is not here. */
static int check_spec(struct in_source *source, json_t *spec, struct err *err)
{
	const char *base = NULL;

	if (json_get_string(spec, "baseProfileName", &base, err))
		return -1;
	if (base && *base)
		text_add(source->told, "the profile that it is based on (baseProfileName) is not read\n");
	json_object_del(spec, "baseProfileName");
	json_object_del(spec, "disabled");
	return 0;
}

static int read_object(struct in_source *source, const struct in_options *how, const json_t *root, struct err *err)
{
	const char *kind = "";
	json_t *spec = NULL;

	if (json_get_string(root, "kind", &kind, err) || json_get_object(root, "spec", &spec, err))
		return -1;
	if (strcmp(kind, "SeccompProfile"))
		return err_set(err, "of Kubernetes' objects only a SeccompProfile is a policy");
	if (!spec)
		return err_set(err, "\"spec\" is missing");
	return check_spec(source, spec, err) ? -1 : in_oci_object(source, how, spec, err);
}

int in_kubernetes(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	AUTO_JSON json_t *root = in_yaml(bytes, err);

	if (!root)
		return -1;
	return read_object(source, bytes->how, root, err) ? err_context(err, "%s", bytes->name) : 0;
}
