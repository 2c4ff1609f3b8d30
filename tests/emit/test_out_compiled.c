/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outputs for other compilers mean what the policy says: the tool's own compiler
 * builds a filter, which is compared with seccord's. One row per tool, skipped
 * if not installed.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "emit/out/emit.h"
#include "tests/emit/noted.h"
#include "tests/emit/sayable.h"

enum { SEED = 20261122 };

static const char scmp_main[] =
"#include <seccomp.h>\n"
"#include <unistd.h>\n"
"scmp_filter_ctx seccord_filter(void);\n"
"int main(void)\n"
"{\n"
"\tscmp_filter_ctx filter = seccomp_api_set(6) ? NULL : seccord_filter();\n"
"\treturn !filter || seccomp_export_bpf(filter, STDOUT_FILENO);\n"
"}\n";

static const char kafel_main[] =
"#include <kafel.h>\n"
"#include <linux/filter.h>\n"
"#include <stdio.h>\n"
"int main(int argc, char **argv)\n"
"{\n"
"\tkafel_ctxt_t ctxt = kafel_ctxt_create();\n"
"\tstruct sock_fprog program;\n"
"\tFILE *said = argc > 1 ? fopen(argv[1], \"r\") : NULL;\n"
"\tif (!said)\n"
"\t\treturn 1;\n"
"\tkafel_set_input_file(ctxt, said);\n"
"\tif (kafel_compile(ctxt, &program)) {\n"
"\t\tfprintf(stderr, \"%s\\n\", kafel_error_msg(ctxt));\n"
"\t\treturn 1;\n"
"\t}\n"
"\treturn fwrite(program.filter, sizeof(*program.filter), program.len, stdout) != program.len;\n"
"}\n";

#define BY_SCMP "cp said said.c && cc -std=c99 -Wall -Wextra -Wpedantic -Werror -o make said.c scmp.c -lseccomp && ./make >filter"
#define BY_MINIJAIL "parse_seccomp_policy --dump=filter said"
#define BY_KAFEL "test -x kafel || cc -o kafel kafel.c -lkafel && ./kafel said >filter"

static const struct peer {
	const char *output, *probe;
	const char *compile;                  /* from the file "said" to the file "filter" */
	unsigned policies;
	bool whole;                           /* of the whole language */
	bool kills;                           /* kill is its only default, or its answer to invalid numbers */
	bool plain;                           /* only allow, and errno without conditions */
} peers[] = {
	{ "libseccomp", "command -v cc", BY_SCMP, 12, false, false, false },
	{ "libseccomp", "command -v cc", BY_SCMP, 24, true, false, false },
	{ "minijail", "command -v parse_seccomp_policy", BY_MINIJAIL, 60, false, true, true },
	{ "minijail", "command -v parse_seccomp_policy", BY_MINIJAIL, 120, true, true, true },
	{ "kafel", "echo '#include <kafel.h>' | cc -E -", BY_KAFEL, 60, false, true, false },
	{ "kafel", "echo '#include <kafel.h>' | cc -E -", BY_KAFEL, 120, true, true, false },
};

static int run_in(const char *folder, const char *command)
{
	AUTO_TEXT struct text line = { 0 };

	text_format(&line, "cd %s && %s", folder, command);
	int status = system(line.at);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void write_file(const char *folder, const char *name, const char *bytes)
{
	char path[64];
	struct err err = { "" };

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (file_write(path, bytes, strlen(bytes), &err))
		fail_msg("%s", err.text);
}

static void read_filter(const char *folder, struct filter *filter)
{
	AUTO_TEXT struct text bytes = { 0 };
	char path[64];
	struct err err = { "" };

	snprintf(path, sizeof(path), "%s/filter", folder);
	assert_int_equal(file_read(path, &bytes, &err), 0);
	filter->length = bytes.length / sizeof(*filter->insn);
	filter->insn = mem_alloc(bytes.length);
	memcpy(filter->insn, bytes.at, bytes.length);
}

/* Allow, and errno without conditions, are all that some tools can express. */
static void make_plain(struct policy *policy)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		struct rule *rule = &policy->rules[i];
		if (rule->verdict.action != ACTION_ERRNO || rule->row_count)
			rule->verdict = (struct verdict){ ACTION_ALLOW, 0 };
		for (size_t n = 0; n < rule->row_count; n++)
			rule->rows[n].verdict = policy->otherwise;
	}
}

static bool has_notes(struct text *notes)
{
	noted_keep_calls(notes);
	return notes->length > 0;
}

static bool try_policy(const struct peer *peer, struct rng *rng, const char *folder)
{
	AUTO_TEXT struct text said = { 0 }, notes = { 0 };
	AUTO_FILTER struct filter theirs = { 0 };
	struct policy policy;
	struct err err = { "" };
	bool compared = false;

	sayable_policy(rng, &policy, ARCH_BIT(ARCH_X86_64));
	if (peer->kills)
		policy.otherwise = policy.newer = (struct verdict){ ACTION_KILL, 0 };
	if (peer->plain)
		make_plain(&policy);
	if (!emit_output_find(peer->output)->write(&policy, &(struct emit_choice){ 0 }, &said, &notes, &err) && !has_notes(&notes)) {
		write_file(folder, "said", said.at);
		if (run_in(folder, peer->compile))
			fail_msg("%s", said.at);
		read_filter(folder, &theirs);
		sayable_compare(rng, &policy, said.at, &theirs);
		compared = true;
	}
	policy_free(&policy);
	return compared;
}

static void test_peers_agree(void **state)
{
	char folder[] = "/tmp/seccord-test-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(folder));
	write_file(folder, "scmp.c", scmp_main);
	write_file(folder, "kafel.c", kafel_main);
	for (size_t i = 0; i < COUNT_OF(peers); i++) {
		struct rng rng = { .state = SEED, .whole = peers[i].whole };
		unsigned compared = 0;
		char probe[128];
		snprintf(probe, sizeof(probe), "%s >/dev/null 2>&1", peers[i].probe);
		if (run_in(folder, probe)) {
			print_message("# SKIP no compiler of %s, so its output is not compiled\n", peers[i].output);
			continue;
		}
		for (unsigned n = 0; n < peers[i].policies; n++)
			compared += try_policy(&peers[i], &rng, folder);
		print_message("# seed %d: %u policies for %s compared\n", SEED, compared, peers[i].output);
		assert_true(compared > peers[i].policies / 4);
	}
	char command[64];
	snprintf(command, sizeof(command), "rm -r %s", folder);
	assert_int_equal(run_in("/", command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peers_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
