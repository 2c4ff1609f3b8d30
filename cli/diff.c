/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord diff: lists what one policy, filter or trace allows and another does not.
 */
#include <limits.h>
#include <string.h>
#include <stdlib.h>

#include "analyzer/review/doubt.h"
#include "analyzer/text/redact.h"
#include "cli/commands.h"
#include "cli/version.h"
#include "cli/common/comparison.h"
#include "cli/common/output.h"
#include "core/base/nearest.h"

struct diff_options {
	bool json, added, show_paths;
	const char *format, *root, *color, *output;
	struct option_words fail_on;
	struct input_choice input;
};

static const struct option_row options[] = {
	{'f', "format", OPTION_WORD,   offsetof(struct diff_options, format), "FORMAT", "text (the default), json, markdown or sarif"},
	{'j', "json",   OPTION_SWITCH, offsetof(struct diff_options, json),   NULL,     "the same as --format=json"},
	{0,   "fail-on", OPTION_LIST,  offsetof(struct diff_options, fail_on), "WHAT,...", "exit 1 only for these; see below"},
	{0,   "added", OPTION_SWITCH,  offsetof(struct diff_options, added),  NULL,     "do not count in Markdown what OLD has and NEW lacks"},
	{0,   "source-root", OPTION_WORD, offsetof(struct diff_options, root), "DIR",  "sources in SARIF are relative to it; default: ."},
	{0,   "show-paths", OPTION_SWITCH, offsetof(struct diff_options, show_paths), NULL, "keep home directories in Markdown and SARIF"},
	{0,   "color",  OPTION_WORD,   offsetof(struct diff_options, color), "WHEN",   COLOUR_HELP},
	{'o', "output", OPTION_WORD,   offsetof(struct diff_options, output), "FILE",   "output file; - is stdout, the default"},
	{0},
};

/* --- formats --- */

static const struct format {
	const char *name;
	void (*write)(const struct review *review, struct text *out);
	bool shared;                          /* made to be shown to others: home directories become ~ */
} formats[] = {
	{"text", review_text, false}, {"json", review_json, false}, {"markdown", review_markdown, true}, {"sarif", review_sarif, true},
};

static const char *format_at(unsigned i)
{
	return i < COUNT_OF(formats) ? formats[i].name : NULL;
}

static const struct format *format_of(const struct diff_options *choice, struct err *err)
{
	const char *name = choice->format ? choice->format : choice->json ? "json" : "text";

	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	nearest_refuse(err, "--format", name, format_at);
	return NULL;
}

/* --- what fails --- */

static const struct failing {
	const char *name;
	bool (*holds)(const struct review *review);
	enum doubt_about about;
} failings[] = {
	{"gained", review_gains, DOUBT_MORE}, {"widened", review_widens, DOUBT_MORE}, {"lost", review_loses, DOUBT_LESS},
};

static const char *const danger_words[DANGER_CLASSES + 1] = {
	[DANGER_CODE] = "danger:code",
	[DANGER_PRIVILEGE] = "danger:privilege",
	[DANGER_NAMESPACES] = "danger:namespaces",
	[DANGER_KERNEL] = "danger:kernel",
	[DANGER_BYPASS] = "danger:bypass",
	[DANGER_INFORMATION] = "danger:information",
	[DANGER_NETWORK] = "danger:network",
	[DANGER_CLASSES] = "danger",
};

/* "danger" or "danger:CLASS": the class, DANGER_CLASSES for any; -1: it is not about danger. */
static int danger_of_word(const char *word)
{
	for (int class = 0; class <= DANGER_CLASSES; class++)
		if (!strcmp(danger_words[class], word))
			return class;
	return -1;
}

static const struct failing *failing_of(const char *word)
{
	for (size_t i = 0; i < COUNT_OF(failings); i++)
		if (!strcmp(failings[i].name, word))
			return &failings[i];
	return NULL;
}

static const char *fail_on_at(unsigned i)
{
	if (i < COUNT_OF(failings))
		return failings[i].name;
	i -= (unsigned)COUNT_OF(failings);
	return i < COUNT_OF(danger_words) ? danger_words[i] : NULL;
}

static int check_fail_on(const struct diff_options *choice, struct err *err)
{
	for (size_t i = 0; i < choice->fail_on.count; i++)
		if (!failing_of(choice->fail_on.at[i]) && danger_of_word(choice->fail_on.at[i]) < 0)
			return nearest_refuse(err, "--fail-on", choice->fail_on.at[i], fail_on_at);
	return 0;
}

/* None of the network is more than worth knowing: asking for the class means that. */
static bool has_grave(int class)
{
	for (size_t i = 0; i < danger_count(); i++)
		if (danger_at(i)->grave && (class == DANGER_CLASSES || (int)danger_at(i)->class == class))
			return true;
	return false;
}

static bool opens(const struct review *review, int class)
{
	bool any = !has_grave(class);

	for (size_t i = 0; i < review->opened_count; i++)
		if ((any || danger_found_is_grave(review->opened[i])) &&
		    (class == DANGER_CLASSES || (int)danger_found_class(review->opened[i]) == class))
			return true;
	return false;
}

static bool fails_on(const struct review *review, const char *word)
{
	const struct failing *failing = failing_of(word);

	return failing ? failing->holds(review) : opens(review, danger_of_word(word));
}

/* Fails if it is not known whether `word` holds, which does not hold for certain. */
static int check_known(const struct comparing *comparison, const char *word, struct err *err)
{
	const struct diff *diff = &comparison->diff;
	const struct failing *failing = failing_of(word);
	int side;
	const struct inexact *doubt = failing ? doubt_find(diff, failing->about, &side) :
	                              doubt_of_danger(diff, &comparison->side[1].danger, danger_of_word(word), &side);

	if (!doubt)
		return 0;
	return err_set(err, "cannot rule out '%s': %s was read inexactly: %s%s%s", word, comparison->side[side].name,
	               doubt->call ? doubt->call : "", doubt->call ? ": " : "", doubt->reason);
}

static int status_of(const struct comparing *comparison, const struct diff_options *choice, struct err *err)
{
	const struct review *review = &comparison->review;

	if (!choice->fail_on.count)
		return review->diff->outcome == DIFF_DIFFERENT ? EXIT_DIFFERENT : EXIT_SAME;
	for (size_t i = 0; i < choice->fail_on.count; i++)
		if (fails_on(review, choice->fail_on.at[i]))
			return EXIT_DIFFERENT;
	for (size_t i = 0; i < choice->fail_on.count; i++)
		if (check_known(comparison, choice->fail_on.at[i], err) < 0)
			return -1;
	return EXIT_SAME;
}

/* --- the comparison --- */

static int write_review(struct comparing *comparison, const struct format *format, const struct diff_options *choice,
                        const struct colour *colour, struct err *err)
{
	struct review *review = &comparison->review;
	AUTO_TEXT struct text out = {0};
	char root[PATH_MAX];

	review->root = realpath(choice->root ? choice->root : ".", root);
	if (!review->root && choice->root)
		return err_errno(err, "%s", choice->root);
	review->version = SECCORD_VERSION;
	review->added = choice->added;
	format->write(review, &out);
	if (format->shared && !choice->show_paths)
		redact_text(&out);
	if (output_report(choice->output, &out, format->write == review_text, colour, err) < 0)
		return -1;
	return status_of(comparison, choice, err);
}

static int diff_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct diff_options *choice = given;
	const struct format *format = format_of(choice, err);
	AUTO_COMPARISON struct comparing comparison = {0};
	AUTO_TEXT struct text notes = {0};
	struct colour colour = {0};

	if (!format || check_fail_on(choice, err) < 0 || colour_choose(&colour, choice->color, choice->output, err) < 0)
		return -1;
	for (int i = 0; i < 2; i++)
		if (comparison_read(&comparison, i, operands->at[i], &choice->input, &notes, err) < 0)
			return -1;
	if (comparison_make(&comparison, err) < 0)
		return -1;
	for (int i = 0; i < 2; i++)
		output_incomplete(comparison.review.name[i], comparison.review.incomplete[i]);
	for (int i = 0; i < 2; i++)
		if (comparison.side[i].input.kind != INPUT_TRACE)
			comparison.review.policy = operands->at[i];
	return write_review(&comparison, format, choice, &colour, err);
}

static const struct option_choice choices[] = {
	{"format", format_at},
	{"fail-on", fail_on_at},
	{"color", when_at},
	{0},
};

const struct command command_diff = {
	.name = "diff",
	.what = "compare two policies or filters, or what two traces need",
	.synopsis = "[options] OLD NEW",
	.example = "diff --format=markdown --fail-on=danger policy.json new.trace",
	.more = "Compares the answers to every possible call; filters are compared directly.\n"
	        "Calls affected by an inexactly read input are not compared, and the result is\n"
	        "then never \"the same\". Exit status: 0 the same, 1 different, 2 trouble. With\n"
	        "--fail-on, the status is 1 only if a call was gained, widened or lost, or if\n"
	        "NEW opens what is dangerous and OLD did not: gained, widened, lost, danger,\n"
	        "danger:CLASS (code, privilege, namespaces, kernel, bypass, information; network\n"
	        "for sockets of the internet, which are only worth knowing). It is 2 if an\n"
	        "inexactly read input leaves that open.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct diff_options),
	.shared = input_rows, .shared_at = offsetof(struct diff_options, input),
	.least = 2, .most = 2,
	.main = diff_main,
};
