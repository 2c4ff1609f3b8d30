/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C source that builds the filter with libseccomp at run time: the entries of
 * OCI as a C table, and a loop over it.
 */
#include <inttypes.h>

#include "core/base/json.h"
#include "emit/oci/size.h"
#include "emit/out/beyond.h"
#include "emit/out/entries.h"
#include "emit/out/out.h"

static const char opening[] =
"/* Made by `seccord emit -f libseccomp` from a policy. Change the policy, not this\n"
" * file. Link with -lseccomp. */\n"
"#include <errno.h>\n"
"#include <seccomp.h>\n"
"#include <stddef.h>\n"
"#include <stdint.h>\n"
"\n"
"scmp_filter_ctx seccord_filter(void);\n"
"int seccord_filter_load(void);\n"
"\n";

static const char functions[] =
"static int add_rule(scmp_filter_ctx filter, const struct rule *rule)\n"
"{\n"
"\tint nr = seccomp_syscall_resolve_name(rule->name);\n"
"\tint failed = 0;\n"
"\n"
"\tif (nr == __NR_SCMP_ERROR) /* libseccomp older than the call: it gets the default */\n"
"\t\treturn default_allows ? -EDOM : 0;\n"
"\tfailed = seccomp_rule_add_array(filter, rule->action, nr, rule->count, rule->args);\n"
"\treturn failed == -EEXIST ? 0 : failed;\n"
"}\n"
"\n"
"static int fill(scmp_filter_ctx filter)\n"
"{\n"
"\tint failed = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, foreign);\n"
"\tsize_t i;\n"
"\n"
"\tif (!failed)\n"
"\t\tfailed = seccomp_arch_remove(filter, SCMP_ARCH_NATIVE);\n"
"\tfor (i = 0; i < sizeof(archs) / sizeof(archs[0]) && !failed; i++)\n"
"\t\tfailed = seccomp_arch_add(filter, archs[i]);\n"
"\tfor (i = 0; rules[i].name && !failed; i++)\n"
"\t\tfailed = add_rule(filter, &rules[i]);\n"
"\treturn failed;\n"
"}\n"
"\n"
"/* The filter, for seccomp_load, seccomp_export_bpf and seccomp_release; or NULL\n"
" * with errno. */\n"
"scmp_filter_ctx seccord_filter(void)\n"
"{\n"
"\tscmp_filter_ctx filter = seccomp_init(default_action);\n"
"\tint failed = filter ? fill(filter) : -ENOMEM;\n"
"\n"
"\tif (!failed)\n"
"\t\treturn filter;\n"
"\tif (filter)\n"
"\t\tseccomp_release(filter);\n"
"\terrno = -failed;\n"
"\treturn NULL;\n"
"}\n"
"\n"
"/* Installs it on the calling thread, permanently. Returns 0, or -1 with errno. */\n"
"int seccord_filter_load(void)\n"
"{\n"
"\tscmp_filter_ctx filter = seccord_filter();\n"
"\tint failed;\n"
"\n"
"\tif (!filter)\n"
"\t\treturn -1;\n"
"\tfailed = seccomp_load(filter);\n"
"\tseccomp_release(filter);\n"
"\tif (failed)\n"
"\t\terrno = -failed;\n"
"\treturn failed ? -1 : 0;\n"
"}\n";

static void put_action(struct text *out, struct verdict verdict)
{
	text_add(out, entries_action(verdict.action));
	if (entries_has_number(verdict.action))
		text_format(out, "(%u)", verdict.data);
}

static void put_constant(struct text *out, const char *name, struct verdict verdict)
{
	text_format(out, "static const uint32_t %s = ", name);
	put_action(out, verdict);
	text_add(out, ";\n");
}

static void put_archs(struct text *out, arch_set archs)
{
	text_add(out, "static const uint32_t archs[] = {");
	arch_each(arch, archs) {
		json_add_item(out);
		text_add(out, arch_info(arch)->scmp);
	}
	text_add(out, "};\n\n");
}

static void put_comparison(struct text *out, const struct comparison *c)
{
	json_add_item(out);
	text_format(out, "{%d, %s, ", c->arg, entries_operator(c));
	if (entries_is_masked(c))
		text_format(out, "0x%" PRIx64 "u, 0x%" PRIx64 "u}", c->mask, c->value);
	else
		text_format(out, "0x%" PRIx64 "u, 0}", c->value);
}

static void put_rule(struct text *out, const struct entry_name *piece)
{
	text_add(out, "\t{");
	json_add_string(out, piece->name);
	text_add(out, ", ");
	put_action(out, piece->verdict);
	text_format(out, ", %zu, {", piece->all.count);
	for (size_t i = 0; i < piece->all.count; i++)
		put_comparison(out, &piece->all.at[i]);
	text_add(out, piece->all.count ? "}},\n" : "{0, SCMP_CMP_EQ, 0, 0}}},\n");
}

static void put_rules(struct text *out, const struct entries *entries)
{
	text_add(out, "static const struct rule {\n"
	              "\tconst char *name;\n"
	              "\tuint32_t action;\n"
	              "\tunsigned count;\n"
	              "\tstruct scmp_arg_cmp args[6];\n"
	              "} rules[] = {\n");
	for (size_t i = 0; i < entries->count; i++)
		put_rule(out, &entries->at[i]);
	text_add(out, "\t{NULL, 0, 0, {{0, SCMP_CMP_EQ, 0, 0}}}\n};\n\n");
}

int out_libseccomp(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                   struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { 0 };
	AUTO_ENTRIES struct entries entries = { 0 };

	(void)choice;
	if (lower_policy(&lowered, policy, DIALECT_libseccomp, notes, err))
		return -1;
	size_report(&lowered, notes);
	entries_of(&entries, &lowered);
	text_add(out, opening);
	put_constant(out, "default_action", lowered.otherwise);
	put_constant(out, "foreign", beyond_foreign(policy, DIALECT_libseccomp));
	text_format(out, "static const int default_allows = %d; /* for calls that no rule matches */\n",
	            verdict_may_pass(lowered.otherwise));
	put_archs(out, lowered.policy.archs);
	put_rules(out, &entries);
	text_add(out, functions);
	return 0;
}
