/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord explain: what is known of a system call, what refused calls in a log mean, or which equivalence sets exist.
 *
 * An operand that is an existing file is a file, else the name or number of a call.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/explain/call.h"
#include "analyzer/explain/sets.h"
#include "cli/commands.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "cli/explain_log.h"
#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/kernel/syscall_word.h"
#include "emit/defaults/defaults.h"

struct explain_options {
	bool json, sets;
	const char *arch, *format, *color, *output;
	struct input_choice input;
};

static const struct option_row options[] = {
	{0,   "arch",   OPTION_WORD,   offsetof(struct explain_options, arch),   "ARCH", "arch of a number, or of records that name none"},
	{0,   "sets",   OPTION_SWITCH, offsetof(struct explain_options, sets),   NULL,   "list all equivalence sets (takes no operand)"},
	{'f', "format", OPTION_WORD,   offsetof(struct explain_options, format), "FORMAT", FORMAT_HELP},
	{'j', "json",   OPTION_SWITCH, offsetof(struct explain_options, json),   NULL,   JSON_HELP},
	{0,   "color",  OPTION_WORD,   offsetof(struct explain_options, color),  "WHEN", COLOUR_HELP},
	{'o', "output", OPTION_WORD,   offsetof(struct explain_options, output), "FILE", "output file; - is stdout, the default"},
	{0},
};

/* --- calls --- */

static void one_call(enum syscall_id id, bool json, struct text *out)
{
	AUTO_JSON json_t *facts = explain_call_json(id);

	if (json) {
		json_line(facts, out);
		text_add(out, "\n");
		return;
	}
	text_add(out, out->length ? "\n" : "");
	explain_call_text(facts, out);
}

static bool is_of_earlier_arch(arch_set archs, enum arch until, uint32_t nr, int id)
{
	arch_each(arch, archs)
		if (arch < until && syscall_by_nr(arch, nr) == id)
			return true;
	return false;
}

/* A number is another call on another arch; each is explained. */
static int by_number(uint32_t nr, arch_set archs, const char *word, bool json, struct text *out, struct err *err)
{
	bool found = false;

	arch_each(arch, archs) {
		int id = syscall_by_nr(arch, nr);
		if (id == CALL_UNKNOWN || is_of_earlier_arch(archs, arch, nr, id))
			continue;
		one_call((enum syscall_id)id, json, out);
		found = true;
	}
	return found ? 0 : err_set(err, "%s: no system call has this number", word);
}

static int explain_word(const char *word, arch_set archs, bool json, struct text *out, struct err *err)
{
	int id = syscall_by_word(word);
	char *end;
	unsigned long nr = strtoul(word, &end, 0);

	if (id != CALL_UNKNOWN) {
		one_call((enum syscall_id)id, json, out);
		return 0;
	}
	if (*word >= '0' && *word <= '9' && !*end && nr <= UINT32_MAX)
		return by_number((uint32_t)nr, archs, word, json, out, err);
	err_set(err, "%s: not a file and not a system call", word);
	return nearest_hint(err, syscall_nearest(word));
}

static int explain_calls(const struct operands *operands, arch_set archs, bool json, struct text *out, struct err *err)
{
	for (size_t i = 0; i < operands->count; i++)
		if (explain_word(operands->at[i], archs, json, out, err) < 0)
			return -1;
	return EXIT_SAME;
}

static bool is_file(const char *operand)
{
	AUTO_TEXT struct text index = {0};
	struct stat is;

	return !strcmp(operand, "-") || defaults_is_name(operand) || (!stat(input_file(operand, &index), &is) && !S_ISDIR(is.st_mode));
}

static int list_sets(const struct operands *operands, bool json, struct text *out, struct err *err)
{
	if (operands->count || json)
		return err_set(err, "--sets takes no operand and has no JSON output");
	explain_sets_text(out);
	return EXIT_SAME;
}

static int explain_what(const struct explain_options *choice, const struct operands *operands, int arch, bool json,
                        struct text *out, struct err *err)
{
	if (choice->sets)
		return list_sets(operands, json, out, err);
	if (!operands->count)
		return err_set(err, "missing operand: CALL; usage: seccord explain %s", command_explain.synopsis);
	if (is_file(operands->at[0]))
		return explain_log(operands, &choice->input, arch < 0 ? ARCH_X86_64 : (enum arch)arch, json, out, err);
	return explain_calls(operands, arch < 0 ? ARCH_ALL : ARCH_BIT(arch), json, out, err);
}

static int explain_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct explain_options *choice = given;
	int arch = choice->arch ? arch_by_name(choice->arch) : -1;
	AUTO_TEXT struct text out = {0};
	bool json = choice->json;
	struct colour colour = {0};

	if (output_format(&json, choice->format, err) < 0 || colour_choose(&colour, choice->color, choice->output, err) < 0)
		return -1;
	if (choice->arch && arch < 0)
		return arch_refuse(err, choice->arch);
	int status = explain_what(choice, operands, arch, json, &out, err);
	return status < 0 || output_report(choice->output, &out, !json, &colour, err) < 0 ? -1 : status;
}

static const struct option_choice choices[] = {
	{"format", output_format_at},
	{"", syscall_name_at},
	{"arch", arch_name_at},
	{"color", when_at},
	{0},
};

const struct command command_explain = {
	.name = "explain",
	.what = "explain a system call, or the refused calls in a log",
	.synopsis = "[options] CALL... | [POLICY] [TRACE...] LOG|CORE...",
	.example = "explain policy.json kern.log",
	.more = "An operand that is an existing file (or docker:default and the like) is a file,\n"
	        "else the name of a call, or its number, which is explained for each arch that\n"
	        "has it. A log can be of the kernel, audit, ausearch, the journal, strace, gdb or\n"
	        "`seccord run`, or any text with messages about refused calls; a core file works\n"
	        "too. Exit status of a log: 0 if each refused call is named; 1 if one is not,\n"
	        "there is none, a record was not read, or the log says that records were lost; 2\n"
	        "on trouble or if the policy was read inexactly.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct explain_options),
	.shared = input_rows, .shared_at = offsetof(struct explain_options, input),
	.least = 0, .most = OPERANDS_ANY,
	.main = explain_main,
};
