/* SPDX-License-Identifier: Apache-2.0 */
/* seccord completion: writes the script by which a shell completes seccord's command line. */
#include <string.h>

#include "cli/commands.h"
#include "cli/common/output.h"
#include "cli/completion/value.h"

struct completion_options {
	const char *output;
};

static const struct option_row options[] = {
	{'o', "output", OPTION_WORD, offsetof(struct completion_options, output), "FILE", "output file; - is stdout, the default"},
	{0},
};

static const struct shell {
	const char *name;
	completion_shell *write;
} shells[] = {
	{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish},
};

static const char *shell_at(unsigned i)
{
	return i < COUNT_OF(shells) ? shells[i].name : NULL;
}

static const struct shell *shell_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(shells); i++)
		if (!strcmp(shells[i].name, name))
			return &shells[i];
	return NULL;
}

/* As contrib/ci/seccord-ci --help has them. Nothing reads a command line by these rows. */
static const struct option_row ci_options[] = {
	{0, "policy",      OPTION_WORD,   0, "FILE", "the policy in the repository"},
	{0, "out",         OPTION_WORD,   0, "DIR",  "folder for the results"},
	{0, "shards",      OPTION_WORD,   0, "N",    "run the command N times at once"},
	{0, "shard",       OPTION_WORD,   0, "I/N",  "record only shard I of N, and compare nothing"},
	{0, "label",       OPTION_WORD,   0, "NAME", "name of the tests in comments"},
	{0, "only",        OPTION_LIST,   0, "GLOB", "record only these programs"},
	{0, "no-stacks",   OPTION_SWITCH, 0, NULL,   "do not record callers"},
	{0, "fail-on",     OPTION_LIST,   0, "WHAT", "gained, widened, lost, danger or danger:CLASS"},
	{0, "source-root", OPTION_WORD,   0, "DIR",  "source paths in SARIF are relative to it"},
	{0, "accept",      OPTION_SWITCH, 0, NULL,   "add what the suite needs to the policy"},
	{0},
};

/* The words of diff, which seccord-ci runs. */
static const char *fail_on_at(unsigned i)
{
	for (const struct option_choice *choice = command_diff.choices; choice->name; choice++)
		if (!strcmp(choice->name, "fail-on"))
			return choice->at(i);
	return NULL;
}

static const struct option_choice ci_choices[] = {
	{"fail-on", fail_on_at},
	{0},
};

static const struct command seccord_ci = {
	.name = "seccord-ci",
	.synopsis = "[options] [TRACE...] [-- COMMAND [ARGUMENT...]]",
	.options = ci_options,
	.choices = ci_choices,
};

static int completion_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct completion_options *choice = given;
	const struct shell *shell = shell_of(operands->at[0]);
	AUTO_TEXT struct text out = {0};

	if (!shell) {
		err_set(err, "%s: not one of bash, zsh, fish", operands->at[0]);
		return nearest_hint(err, nearest(operands->at[0], shell_at));
	}
	shell->write(command_at, &seccord_ci, &out);
	return output_text(choice->output, &out, err) < 0 ? -1 : EXIT_SAME;
}

static const struct option_choice choices[] = {
	{"", shell_at},
	{0},
};

const struct command command_completion = {
	.name = "completion",
	.what = "write the script that completes command lines in a shell",
	.synopsis = "[-o FILE] bash|zsh|fish",
	.example = "completion -o ~/.config/fish/completions/seccord.fish fish",
	.more = "Install the script of bash as ~/.local/share/bash-completion/completions/seccord\n"
	        "(with the package bash-completion; otherwise source it in ~/.bashrc), that of\n"
	        "zsh as _seccord in a folder of $fpath, and that of fish as\n"
	        "~/.config/fish/completions/seccord.fish. make install and packages install all.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct completion_options),
	.least = 1, .most = 1,
	.main = completion_main,
};
