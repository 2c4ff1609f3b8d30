/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A SeccompProfile of the Kubernetes security-profiles-operator, in YAML: the
 * entries of OCI in another layout. Strings are quoted as in JSON, which is
 * valid YAML.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "core/base/json.h"
#include "emit/oci/oci.h"
#include "emit/oci/size.h"
#include "emit/out/out.h"

static void put_string(struct text *out, const char *before, const char *string)
{
	text_add(out, before);
	json_add_string(out, string);
	text_add(out, "\n");
}

static void put_archs(struct text *out, arch_set archs)
{
	text_add(out, "  architectures:\n");
	arch_each(arch, archs)
		put_string(out, "  - ", arch_info(arch)->scmp);
}

static void put_comparison(struct text *out, const struct comparison *c)
{
	bool masked = entries_is_masked(c);

	text_format(out, "    - index: %d\n      value: %" PRIu64 "\n", c->arg, masked ? c->mask : c->value);
	if (masked)
		text_format(out, "      valueTwo: %" PRIu64 "\n", c->value);
	put_string(out, "      op: ", entries_operator(c));
}

static void put_entry(struct text *out, const struct entry_name *piece, size_t names)
{
	put_string(out, "  - action: ", entries_action(piece->verdict.action));
	if (entries_has_number(piece->verdict.action))
		text_format(out, "    errnoRet: %u\n", piece->verdict.data);
	text_add(out, "    names:\n");
	for (size_t i = 0; i < names; i++)
		put_string(out, "    - ", piece[i].name);
	if (piece->all.count)
		text_add(out, "    args:\n");
	for (size_t i = 0; i < piece->all.count; i++)
		put_comparison(out, &piece->all.at[i]);
}

/* The API server's integers are at most 2^63 - 1. */
static bool is_too_large(const struct comparisons *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->at[i].value > INT64_MAX || (all->at[i].mask > INT64_MAX && all->at[i].mask != UINT64_MAX))
			return true;
	return false;
}

static int leave_out(const struct entry_name *piece, size_t names, struct verdict otherwise, struct text *notes,
                     struct err *err)
{
	if (verdict_may_pass(otherwise) && piece->verdict.action > otherwise.action)
		return err_set(err, "%s: Kubernetes cannot express a number above 2^63, and its default action would allow the call; "
		               "use another --default", piece->name);
	for (size_t i = 0; i < names; i++)
		text_format(notes, "%s: a row is left out, as Kubernetes cannot express a number above 2^63\n", piece[i].name);
	return 0;
}

static int put_entries(struct text *out, const struct entries *entries, struct verdict otherwise, struct text *notes,
                       struct err *err)
{
	size_t names;

	text_add(out, entries->count ? "  syscalls:\n" : "  syscalls: []\n");
	for (size_t i = 0; i < entries->count; i += names) {
		names = entries_names(entries, i);
		if (!is_too_large(&entries->at[i].all))
			put_entry(out, &entries->at[i], names);
		else if (leave_out(&entries->at[i], names, otherwise, notes, err))
			return -1;
	}
	return 0;
}

/* A DNS subdomain name of RFC 1123, as the names of Kubernetes' objects are. */
static bool is_subdomain(const char *name)
{
	bool valid = *name && strlen(name) <= 253;

	for (const char *c = name; *c && valid; c++) {
		bool edge = c == name || c[-1] == '.' || !c[1] || c[1] == '.';
		valid = islower((unsigned char)*c) || isdigit((unsigned char)*c) || (!edge && *c == '-') || (*c == '.' && c > name && c[1] && c[-1] != '.');
	}
	return valid;
}

int out_kubernetes(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                   struct err *err)
{
	const char *name = choice->name ? choice->name : "seccord";
	AUTO_LOWERED struct lowered lowered = { 0 };
	AUTO_ENTRIES struct entries entries = { 0 };

	if (!is_subdomain(name))
		return err_set(err, "--name=%s: Kubernetes' names have lower-case letters, digits, - and ., at most 253", name);
	if (lower_policy(&lowered, policy, DIALECT_kubernetes, notes, err))
		return -1;
	entries_of(&entries, &lowered);
	text_add(out, "# Made by `seccord emit -f kubernetes`; for kubectl apply -f FILE\n"
	              "apiVersion: \"security-profiles-operator.x-k8s.io/v1beta1\"\n"
	              "kind: \"SeccompProfile\"\n"
	              "metadata:\n");
	put_string(out, "  name: ", name);
	text_add(out, "spec:\n");
	put_string(out, "  defaultAction: ", entries_action(lowered.otherwise.action));
	if (choice->listener)
		put_string(out, "  listenerPath: ", choice->listener);
	put_archs(out, lowered.policy.archs);
	oci_report_listener(&lowered, choice->listener, notes);
	oci_report_archs(&lowered, notes);
	size_report(&lowered, notes);
	return put_entries(out, &entries, lowered.otherwise, notes, err);
}
