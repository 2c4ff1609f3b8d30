/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Command lines as rows: the parser's result, in one line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/common/option.h"

struct choice {
	bool quick;
	const char *output;
	struct option_words deny;
	struct { bool loud; const char *how; } shared;
};

static const struct option_row rows[] = {
	{'q', "quick",  OPTION_SWITCH, offsetof(struct choice, quick),  NULL,   "be quick"},
	{'o', "output", OPTION_WORD,   offsetof(struct choice, output), "FILE", "where to write"},
	{0,   "deny",   OPTION_WORDS,  offsetof(struct choice, deny),   "CALL", "not this one"},
	{0},
};

static const struct option_row shared_rows[] = {
	{'l', "loud",   OPTION_SWITCH, 0,                                                                     NULL,  "be loud"},
	{0,   "how",    OPTION_WORD,   offsetof(struct choice, shared.how) - offsetof(struct choice, shared), "WAY", "in this way"},
	{0},
};

static const struct command both = {
	.name = "b", .synopsis = "A", .what = "does both", .example = "b a", .options = rows,
	.size = sizeof(struct choice), .shared = shared_rows, .shared_at = offsetof(struct choice, shared), .least = 1, .most = 1,
};
static const struct command filter = {
	.name = "f", .synopsis = "A [B]", .what = "does it", .example = "f a", .options = rows,
	.size = sizeof(struct choice), .least = 1, .most = 2,
};
static const struct command runner = {
	.name = "r", .synopsis = "A -- CMD", .what = "runs it", .example = "r a -- b", .options = rows,
	.size = sizeof(struct choice), .least = 1, .most = 1, .program = true,
};

static void spell(const struct choice *choice, const struct operands *operands, struct text *out)
{
	text_add(out, choice->quick ? "quick " : "");
	text_format(out, "o=%s deny=", choice->output ? choice->output : "");
	for (size_t i = 0; i < choice->deny.count; i++)
		text_format(out, "%s,", choice->deny.at[i]);
	text_add(out, choice->shared.loud ? " loud" : "");
	text_format(out, "%s%s of=", choice->shared.how ? " how=" : "", choice->shared.how ? choice->shared.how : "");
	for (size_t i = 0; i < operands->count; i++)
		text_format(out, "%s,", operands->at[i]);
	for (char **word = operands->program; word && *word; word++)
		text_format(out, " %s", *word);
	text_add(out, operands->help ? " help" : "");
}

enum { WORDS = 10 };

static const struct {
	const struct command *command;
	const char *argv[WORDS];
	const char *expected;                 /* what it is, or "!" and the message */
} cases[] = {
	{&filter, {"a"}, "o= deny= of=a,"},
	{&filter, {"-q", "a", "b"}, "quick o= deny= of=a,b,"},
	{&filter, {"a", "--quick"}, "quick o= deny= of=a,"},
	{&filter, {"-o", "x", "a"}, "o=x deny= of=a,"},
	{&filter, {"-ox", "a"}, "o=x deny= of=a,"},
	{&filter, {"--output=x", "a"}, "o=x deny= of=a,"},
	{&filter, {"--output", "x", "a"}, "o=x deny= of=a,"},
	{&filter, {"--output=", "a"}, "!option '--output' requires an argument: FILE"},
	{&filter, {"--output", "", "a"}, "!option '--output' requires an argument: FILE"},
	{&filter, {"--output=x=y", "a"}, "o=x=y deny= of=a,"},
	{&filter, {"-o", "-", "-"}, "o=- deny= of=-,"},
	{&filter, {"-o", "x", "-o", "y", "a"}, "o=y deny= of=a,"},
	{&filter, {"--deny=1", "a", "--deny", "2"}, "o= deny=1,2, of=a,"},
	{&filter, {"--", "--quick", "-o"}, "o= deny= of=--quick,-o,"},
	{&filter, {"a", "--help", "--nonsense"}, "o= deny= of=a, help"},
	{&filter, {"-h"}, "o= deny= of= help"},
	{&filter, {NULL}, "!missing operand: A; usage: seccord f A [B]"},
	{&filter, {"a", "b", "c"}, "!too many operands; usage: seccord f A [B]"},
	{&filter, {"--foo", "a"}, "!unknown option '--foo'; see seccord f --help"},
	{&filter, {"--quic", "a"}, "!unknown option '--quic'; did you mean '--quick'?"},
	{&filter, {"-x"}, "!unknown option '-x'; see seccord f --help"},
	{&filter, {"-qx", "a"}, "!unknown option '-qx'; see seccord f --help"},
	{&filter, {"--quick=1"}, "!option '--quick' takes no value"},
	{&filter, {"a", "--output"}, "!option '--output' requires an argument: FILE"},
	{&filter, {"a", "-o"}, "!option '--output' requires an argument: FILE"},
	{&filter, {"--how=x", "a"}, "!unknown option '--how=x'; see seccord f --help"},
	{&both, {"-l", "--how=x", "-q", "a"}, "quick o= deny= loud how=x of=a,"},
	{&both, {"--how", "x", "--deny=1", "a", "--loud"}, "o= deny=1, loud how=x of=a,"},
	{&both, {"a", "--how"}, "!option '--how' requires an argument: WAY"},
	{&runner, {"a", "--", "c", "-q"}, "o= deny= of=a, c -q"},
	{&runner, {"a", "c", "-q", "--help"}, "o= deny= of=a, c -q --help"},
	{&runner, {"-q", "a", "-o", "x", "c", "--", "d"}, "quick o=x deny= of=a, c -- d"},
	{&runner, {"--", "a", "c"}, "o= deny= of=a, c"},
	{&runner, {"a"}, "!no program to run; usage: seccord r A -- CMD"},
	{&runner, {"a", "--"}, "!no program to run; usage: seccord r A -- CMD"},
	{&runner, {"--", "a"}, "!no program to run; usage: seccord r A -- CMD"},
};

static void test_command_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct choice choice = {0};
		struct operands operands = {0};
		AUTO_TEXT struct text got = {0};
		struct err err = {""};
		char *argv[WORDS] = {0};
		memcpy(argv, cases[i].argv, sizeof(argv));
		if (option_parse(cases[i].command, argv, &choice, &operands, &err) < 0)
			text_format(&got, "!%s", err.text);
		else
			spell(&choice, &operands, &got);
		assert_string_equal(got.at, cases[i].expected);
		arena_free(&operands.arena);
	}
}

static void test_help(void **state)
{
	AUTO_TEXT struct text out = {0};

	(void)state;
	option_help(&filter, &out);
	assert_string_equal(out.at, "seccord f: does it\n"
	                            "usage: seccord f A [B]\n"
	                            "\n"
	                            "  -q, --quick              be quick\n"
	                            "  -o, --output=FILE        where to write\n"
	                            "      --deny=CALL          not this one\n"
	                            "  -h, --help               print this help\n"
	                            "\n"
	                            "Example: seccord f a\n");
	out.length = 0;
	option_help(&both, &out);
	assert_non_null(strstr(out.at, "      --deny=CALL          not this one\n"
	                               "  -l, --loud               be loud\n"
	                               "      --how=WAY            in this way\n"
	                               "  -h, --help               print this help\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_command_lines),
		cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
