/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seccomp part of an OCI runtime configuration, which is also the profile
 * format of Podman and of Docker, whose archMap selects archs by the host's.
 */
#include <inttypes.h>

#include "core/base/json.h"
#include "core/libc/support.h"
#include "emit/oci/oci.h"
#include "emit/oci/size.h"
#include "emit/out/out.h"

static void put_action(struct text *out, const char *action, const char *errno_key, struct verdict verdict)
{
	json_add_key(out, action);
	json_add_string(out, entries_action(verdict.action));
	if (!entries_has_number(verdict.action))
		return;
	json_add_key(out, errno_key);
	text_format(out, "%u", verdict.data);
}

static void put_comparison(struct text *out, const struct comparison *c)
{
	json_add_item(out);
	text_format(out, "{\"index\": %d, \"value\": %" PRIu64, c->arg, entries_is_masked(c) ? c->mask : c->value);
	if (entries_is_masked(c))
		text_format(out, ", \"valueTwo\": %" PRIu64, c->value);
	text_format(out, ", \"op\": \"%s\"}", entries_operator(c));
}

/* Several names have a line each, so that a change of the policy changes one line. */
static void put_names(struct text *out, const struct entry_name *piece, size_t names)
{
	const char *between = names > 1 ? "\n\t\t\t" : "";

	text_add(out, "\t\t{\"names\": [");
	for (size_t i = 0; i < names; i++) {
		text_format(out, "%s%s", i ? "," : "", between);
		json_add_string(out, piece[i].name);
	}
	text_add(out, names > 1 ? "\n\t\t]" : "]");
}

static void put_entry(struct text *out, const struct entry_name *piece, size_t names)
{
	put_names(out, piece, names);
	put_action(out, "action", "errnoRet", piece->verdict);
	entries_add_args(out, &piece->all, put_comparison);
	text_add(out, "}");
}

static void put_entries(struct text *out, const struct entries *entries)
{
	size_t names;

	text_add(out, ",\n\t\"syscalls\": [");
	for (size_t i = 0; i < entries->count; i += names) {
		names = entries_names(entries, i);
		text_add(out, i ? ",\n" : "\n");
		put_entry(out, &entries->at[i], names);
	}
	text_add(out, "\n\t]\n}\n");
}

static void put_archs(struct text *out, arch_set archs)
{
	arch_each(arch, archs) {
		json_add_item(out);
		json_add_string(out, arch_info(arch)->scmp);
	}
}

static void put_architectures(struct text *out, arch_set archs)
{
	text_add(out, ",\n\t\"architectures\": [");
	put_archs(out, archs);
	text_add(out, "]");
}

/* The other archs that run on a machine of that arch. */
static arch_set subarchitectures(enum arch arch)
{
	static const arch_set beside[ARCH_COUNT] = {
		[ARCH_X86_64] = ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32),
		[ARCH_ARM64] = ARCH_BIT(ARCH_ARM),
		[ARCH_RISCV64] = ARCH_BIT(ARCH_RISCV32),
		[ARCH_MIPSEL64] = ARCH_BIT(ARCH_MIPSEL),
	};
	return beside[arch];
}

/* The archs that are listed in another one's row. */
static arch_set guests(arch_set archs)
{
	arch_set found = 0;
	arch_each(arch, archs)
		found |= subarchitectures(arch);
	return found;
}

static void put_arch_map(struct text *out, arch_set archs)
{
	const char *between = "\n";

	text_add(out, ",\n\t\"archMap\": [");
	arch_each(arch, archs & ~guests(archs)) {
		text_format(out, "%s\t\t{", between);
		json_add_key(out, "architecture");
		json_add_string(out, arch_info(arch)->scmp);
		json_add_key(out, "subArchitectures");
		text_add(out, "[");
		put_archs(out, archs & subarchitectures(arch));
		text_add(out, "]}");
		between = ",\n";
	}
	text_add(out, "\n\t]");
}

void oci_report_listener(const struct lowered *lowered, const char *listener, struct text *notes)
{
	bool asks = false;

	for (size_t i = 0; i < lowered->count; i++)
		asks |= lowered->call[i].verdict.action == ACTION_NOTIFY;
	if (asks && !listener)
		text_add(notes, "runc, and so Docker and containerd, starts no container with this profile (\"listenerPath is not set\"): give the "
		                "socket of the supervisor with --listener=PATH; crun starts it, and these calls get ENOSYS\n");
}

/* crun has the archs of its libseccomp. */
void oci_report_archs(const struct lowered *lowered, struct text *notes)
{
	arch_each(arch, lowered->policy.archs) {
		const char *runc = support_runc_of_arch(arch), *library = support_library_of_arch(arch);
		if (!runc)
			continue;
		text_format(notes, "%s: ", arch_info(arch)->name);
		if (*runc)
			text_format(notes, "runc before %s, and crun with libseccomp before %s, start", runc, library);
		else
			text_add(notes, "neither runc nor crun starts");
		text_format(notes, " %s with a profile that lists %s; leave it out with --arch= where it is not needed\n",
		            *runc ? "no container" : "a container", arch_info(arch)->scmp);
	}
}

static void put_listener(struct text *out, const char *listener)
{
	if (!listener)
		return;
	json_add_key(out, "listenerPath");
	json_add_string(out, listener);
}

void oci_profile(const struct lowered *lowered, const struct entries *entries, bool arch_map, const char *listener, struct text *out)
{
	text_add(out, "{");
	put_action(out, "defaultAction", "defaultErrnoRet", lowered->otherwise);
	put_listener(out, listener);
	if (arch_map)
		put_arch_map(out, lowered->policy.archs);
	else
		put_architectures(out, lowered->policy.archs);
	put_entries(out, entries);
}

static int put_profile(const struct policy *policy, enum dialect_id dialect, const char *listener, struct text *out,
                       struct text *notes, struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { 0 };
	AUTO_ENTRIES struct entries entries = { 0 };

	if (lower_policy(&lowered, policy, dialect, notes, err))
		return -1;
	entries_of(&entries, &lowered);
	oci_profile(&lowered, &entries, dialect == DIALECT_docker, listener, out);
	oci_report_listener(&lowered, listener, notes);
	size_report(&lowered, notes);
	if (dialect != DIALECT_docker)
		oci_report_archs(&lowered, notes);        /* its archMap lists them on a host of that arch alone */
	return 0;
}

int out_oci(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
            struct err *err)
{
	return put_profile(policy, DIALECT_oci, choice->listener, out, notes, err);
}

int out_docker(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
               struct err *err)
{
	return put_profile(policy, DIALECT_docker, choice->listener, out, notes, err);
}
