/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord verify: proves that a filter implements a policy, or prints calls as
 * counterexamples.
 */
#include "cli/common/inexact.h"
#include "emit/proof/prove.h"

#include <inttypes.h>

#include "analyzer/text/format.h"
#include "cli/commands.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "cli/terminal/meter.h"
#include "core/base/json.h"
#include "core/base/printable.h"

enum { SHOWN_MOST = 64 };

struct verify_options {
	bool subset, json;
	const char *format, *progress, *color, *output;
	struct input_choice input;
};

static const struct option_row options[] = {
	{0,   "subset", OPTION_SWITCH, offsetof(struct verify_options, subset), NULL,   "prove only that the first allows no more"},
	{'f', "format", OPTION_WORD,   offsetof(struct verify_options, format), "FORMAT", FORMAT_HELP},
	{'j', "json",   OPTION_SWITCH, offsetof(struct verify_options, json),   NULL,   JSON_HELP},
	{0,   "progress", OPTION_WORD, offsetof(struct verify_options, progress), "WHEN", METER_HELP},
	{0,   "color",  OPTION_WORD,   offsetof(struct verify_options, color),  "WHEN", COLOUR_HELP},
	{'o', "output", OPTION_WORD,   offsetof(struct verify_options, output), "FILE", "output file; - is stdout, the default"},
	{0},
};

/* Filters are compared directly; a trace is compared by the policy derived from it. */
static int side_read(struct side *side, struct input *input, struct policy *policy, const char *name, struct err *err)
{
	AUTO_TEXT struct text notes = {0};

	if (input->kind == INPUT_FILTER) {
		*side = (struct side){ .filter = &input->filter };
		return 0;
	}
	input_note_incomplete(input, name);
	*side = (struct side){ .policy = policy };
	if (input_to_policy(policy, input, name, &notes, err) < 0)
		return -1;
	return inexact_check(policy, name, "prove", err);
}

static void answer_line(const char *name, uint32_t ret, struct text *out)
{
	text_add(out, "  ");
	printable_add_string(out, name);
	text_add(out, ": ");
	prove_answer_text(ret, out);
	text_add(out, "\n");
}

/* Prints the other calls that this difference stands for. */
static void beside_text(const struct refutation *one, struct text *out)
{
	int arch = arch_of_call(one->shown.call.arch, (uint32_t)one->shown.call.nr);

	mark_begin(out, MARK_REASON);
	if (one->whole) {
		text_add(out, "  and every other call on ");
		arch_list((arch_set)(one->archs | (arch < 0 ? 0 : ARCH_BIT(arch))), ", ", out);
		text_add(out, "\n");
	} else if (one->archs) {
		text_add(out, "  and the same numbers on ");
		arch_list(one->archs, ", ", out);
		text_add(out, "\n");
	}
	if (one->more)
		text_format(out, arch < 0 ? "  and calls on %" PRIu64 " more unnamed architectures\n" :
		            "  and %" PRIu64 " more unnamed numbers\n", one->more);
	mark_end(out);
}

static void difference_text(const struct refutation *one, const char *const names[2], struct text *out)
{
	mark_begin(out, MARK_CHANGED);
	prove_witness_text(&one->shown, out);
	mark_end(out);
	text_add(out, "\n");
	answer_line(names[0], one->shown.left, out);
	answer_line(names[1], one->shown.right, out);
	beside_text(one, out);
}

/* What is proved or not, of these files. */
struct said {
	bool subset;
	const char *const *names;
	const char *incomplete[2];            /* why a trace is; or NULL */
};

static void proof_text(const struct proof *proof, const struct differences *all, const struct said *said, struct text *out)
{
	const char *const *names = said->names;

	if (proof->holds) {
		mark_add(out, MARK_FINE, "proved");
		text_add(out, ": ");
		printable_add_string(out, names[0]);
		text_add(out, said->subset ? " allows nothing that " : " and ");
		printable_add_string(out, names[1]);
		text_add(out, said->subset ? " stops\n" : " give the same answer to every call\n");
	}
	for (size_t i = 0; i < all->count; i++)
		difference_text(&all->at[i], names, out);
	if (all->left_out)
		text_format(out, "... and %zu more\n", all->left_out);
}

/* --- JSON --- */

/* The files that are traces in which calls may be missing, each with the reason. */
static json_t *incomplete_json(const struct said *said)
{
	json_t *object = json_object();

	for (int i = 0; i < 2; i++)
		if (said->incomplete[i])
			json_object_set_new(object, i ? "right" : "left", json_string(said->incomplete[i]));
	return object;
}

/* 64 bits: JSON's integers end before. */
static json_t *number_json(uint64_t value)
{
	AUTO_TEXT struct text hex = {0};

	text_format(&hex, "0x%" PRIx64, value);
	return json_string(hex.at);
}

/* Those that matter. */
static json_t *args_json(const struct witness *witness)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (witness->asked >> i & 1)
			json_array_append_new(list, json_pack("{s:i, s:o}", "index", (int)i, "value", number_json(witness->call.args[i])));
	return list;
}

static json_t *difference_json(const struct refutation *one)
{
	const struct witness *shown = &one->shown;
	int arch = arch_of_call(shown->call.arch, (uint32_t)shown->call.nr);
	int id = arch < 0 ? CALL_UNKNOWN : syscall_by_nr((enum arch)arch, (uint32_t)shown->call.nr);
	json_t *object = json_object();

	json_object_set_new(object, "arch", json_of_bytes(arch < 0 ? NULL : arch_info((enum arch)arch)->name));
	json_object_set_new(object, "audit_arch", json_integer(shown->call.arch));
	json_object_set_new(object, "call", json_of_bytes(id == CALL_UNKNOWN ? NULL : syscall_name((enum syscall_id)id)));
	json_object_set_new(object, "nr", json_integer((uint32_t)shown->call.nr));
	json_object_set_new(object, "args", args_json(shown));
	if (shown->asked >> SYSCALL_ARGS & 1)
		json_object_set_new(object, "instruction_pointer", number_json(shown->call.instruction_pointer));
	json_object_set_new(object, "answers",
	                    json_pack("[o, o]", verdict_json(verdict_of_ret(shown->left)), verdict_json(verdict_of_ret(shown->right))));
	json_object_set_new(object, "every_call", json_boolean(one->whole));
	json_object_set_new(object, "other_archs", arch_json(one->archs));
	json_object_set_new(object, "more", json_integer((json_int_t)one->more));
	return object;
}

static void proof_json(const struct proof *proof, const struct differences *all, const struct said *said, struct text *out)
{
	const char *const *names = said->names;
	AUTO_JSON json_t *object = json_object();
	json_t *list = json_array();

	for (size_t i = 0; i < all->count; i++)
		json_array_append_new(list, difference_json(&all->at[i]));
	json_object_set_new(object, "version", json_integer(1));
	json_object_set_new(object, "claim", json_string(said->subset ? "subset" : "equal"));
	json_object_set_new(object, "files", json_pack("[o, o]", json_of_bytes(names[0]), json_of_bytes(names[1])));
	if (said->incomplete[0] || said->incomplete[1])
		json_object_set_new(object, "incomplete", incomplete_json(said));
	json_object_set_new(object, "proved", json_boolean(proof->holds));
	json_object_set_new(object, "differences", list);
	json_object_set_new(object, "left_out", json_integer((json_int_t)all->left_out));
	json_line(object, out);
	text_add(out, "\n");
}

static int verify_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct verify_options *choice = given;
	AUTO_INPUT struct input left = {0}, right = {0};
	AUTO_POLICY struct policy one = {0}, other = {0};
	AUTO_TEXT struct text out = {0};
	AUTO_DIFFERENCES struct differences all = {0};
	AUTO_METER struct meter meter = {0};
	struct colour colour = {0};
	bool json = choice->json;
	struct side sides[2];
	struct proof proof;

	if (output_format(&json, choice->format, err) < 0 || meter_choose(&meter, choice->progress, false, err) < 0 ||
	    colour_choose(&colour, choice->color, choice->output, err) < 0)
		return -1;
	if (input_read(&left, operands->at[0], &choice->input, err) < 0 ||
	    side_read(&sides[0], &left, &one, operands->at[0], err) < 0)
		return -1;
	if (input_read(&right, operands->at[1], &choice->input, err) < 0 ||
	    side_read(&sides[1], &right, &other, operands->at[1], err) < 0)
		return -1;
	meter_start(&meter, METER_STEPS);
	int proved = prove_each(&proof, &all, SHOWN_MOST, sides, choice->subset ? CLAIM_SUBSET : CLAIM_EQUAL, meter_progress(&meter), err);
	meter_stop(&meter);
	if (proved < 0)
		return -1;
	const struct said said = {choice->subset, operands->at, {input_incomplete(&left), input_incomplete(&right)}};
	(json ? proof_json : proof_text)(&proof, &all, &said, &out);
	if (output_report(choice->output, &out, !json, &colour, err) < 0)
		return -1;
	return proof.holds ? EXIT_SAME : EXIT_DIFFERENT;
}

static const struct option_choice choices[] = {
	{"format", output_format_at},
	{"progress", when_at},
	{"color", when_at},
	{0},
};

const struct command command_verify = {
	.name = "verify",
	.what = "prove that a filter implements a policy, for every call",
	.synopsis = "[options] FILTER.bpf POLICY|FILTER.bpf",
	.example = "verify sort.bpf sort.json",
	.more = "Exit status: 0 proved; 1 refuted, with counterexamples printed; 2 trouble, or a\n"
	        "file was read inexactly.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct verify_options),
	.shared = input_rows, .shared_at = offsetof(struct verify_options, input),
	.least = 2, .most = 2,
	.main = verify_main,
};
