/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord explain: what is known of a system call.
 *
 * An operand that is an existing file is a file, else the name or number of a call.
 */
#include <stdlib.h>

#include "analyzer/explain/call.h"
#include "cli/commands.h"
#include "cli/common/output.h"
#include "core/base/json.h"
#include "core/kernel/nearest.h"

struct explain_options {
	bool json;
	const char *arch, *output;
};

static const struct option_row options[] = {
	{0,   "arch",   OPTION_WORD,   offsetof(struct explain_options, arch),   "ARCH", "of a number; default: each arch that has it"},
	{'j', "json",   OPTION_SWITCH, offsetof(struct explain_options, json),   NULL,   "print JSON"},
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
	int id = syscall_by_name(word);
	const char *near = nearest_call(word);
	char *end;
	unsigned long nr = strtoul(word, &end, 0);

	if (id != CALL_UNKNOWN) {
		one_call((enum syscall_id)id, json, out);
		return 0;
	}
	if (*word >= '0' && *word <= '9' && !*end && nr <= UINT32_MAX)
		return by_number((uint32_t)nr, archs, word, json, out, err);
	return err_set(err, "%s: not a file and not a system call%s%s%s", word, near ? "; did you mean " : "", near ? near : "",
	               near ? "?" : "");
}

static int explain_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct explain_options *choice = given;
	int arch = choice->arch ? arch_by_name(choice->arch) : -1;
	AUTO_TEXT struct text out = {0};

	if (choice->arch && arch < 0)
		return err_set(err, "--arch=%s: unknown arch", choice->arch);
	for (size_t i = 0; i < operands->count; i++)
		if (explain_word(operands->at[i], arch < 0 ? ARCH_ALL : ARCH_BIT(arch), choice->json, &out, err) < 0)
			return -1;
	return output_text(choice->output, &out, err) < 0 ? -1 : EXIT_SAME;
}

const struct command command_explain = {
	.name = "explain",
	.what = "print what is known of a system call",
	.synopsis = "[options] CALL...",
	.example = "explain openat2",
	.more = "A call is given by its name, or by its number, which is explained for each arch\n"
	        "that has it.",
	.options = options,
	.size = sizeof(struct explain_options),
	.least = 1, .most = OPERANDS_ANY,
	.main = explain_main,
};
