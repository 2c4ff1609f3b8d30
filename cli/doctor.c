/* SPDX-License-Identifier: Apache-2.0 */
/* seccord doctor: prints what limits seccord on this machine, and how to change that. */
#include "cli/commands.h"
#include "cli/common/output.h"
#include "cli/doctor/judge.h"
#include "core/base/json.h"

struct doctor_options {
	const char *format, *color, *output;
	bool json, probe;
};

static const struct option_row options[] = {
	{'f', "format", OPTION_WORD,   offsetof(struct doctor_options, format), "FORMAT", "text (the default) or json"},
	{'j', "json",   OPTION_SWITCH, offsetof(struct doctor_options, json),   NULL,   "the same as --format=json"},
	{0,   "color",  OPTION_WORD,   offsetof(struct doctor_options, color),  "WHEN", COLOUR_HELP},
	{'o', "output", OPTION_WORD,   offsetof(struct doctor_options, output), "FILE", "output file; - is stdout, the default"},
	{0,   "probe",  OPTION_SWITCH, offsetof(struct doctor_options, probe),  NULL,   "only make the calls that the self-test records"},
	{0},
};

struct findings {
	struct finding at[FINDINGS_MOST];
	size_t count;
};

static void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		text_free(&findings->at[i].what);
}

static bool all_fine(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->at[i].health != HEALTH_FINE)
			return false;
	return true;
}

static enum mark mark_of(enum health health)
{
	return health == HEALTH_FINE ? MARK_FINE : health == HEALTH_LIMITED ? MARK_DANGER : MARK_CHANGED;
}

static void write_text(const struct findings *findings, struct text *out)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->at[i];
		mark_begin(out, mark_of(finding->health));
		text_format(out, "%-8s", health_name(finding->health));
		mark_end(out);
		text_format(out, " %-16s %s\n", finding->name, finding->what.at);
		if (finding->fix)
			text_format(out, "         fix: %s\n", finding->fix);
	}
}

static json_t *finding_json(const struct finding *finding)
{
	json_t *json = json_pack("{s:s, s:s, s:s}", "name", finding->name, "state", health_name(finding->health), "what", finding->what.at);

	if (finding->fix)
		json_object_set_new(json, "fix", json_string(finding->fix));
	return json;
}

static void write_json(const struct findings *findings, struct text *out)
{
	AUTO_JSON json_t *json = json_pack("{s:i, s:b, s:[]}", "version", 1, "fine", all_fine(findings), "findings");
	json_t *list = json_object_get(json, "findings");

	for (size_t i = 0; i < findings->count; i++)
		json_array_append_new(list, finding_json(&findings->at[i]));
	json_line(json, out);
	text_add(out, "\n");
}

static int doctor_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct doctor_options *choice = given;
	__attribute__((cleanup(findings_free))) struct findings findings = {0};
	AUTO_TEXT struct text out = {0};
	struct facts facts = {0};
	struct colour colour = {0};
	bool json = choice->json;

	(void)operands;
	if (output_format(&json, choice->format, err) < 0 || colour_choose(&colour, choice->color, choice->output, err) < 0)
		return -1;
	if (choice->probe) {
		self_test_probe();
		return EXIT_SAME;
	}
	if (facts_read(&facts, err) < 0)
		return -1;
	findings.count = doctor_judge(&facts, findings.at);
	(json ? write_json : write_text)(&findings, &out);
	if (output_report(choice->output, &out, !json, &colour, err) < 0)
		return -1;
	return all_fine(&findings) ? EXIT_SAME : EXIT_DIFFERENT;
}

static const struct option_choice choices[] = {
	{"format", output_format_at},
	{"color", when_at},
	{0},
};

const struct command command_doctor = {
	.name = "doctor",
	.what = "print what limits seccord on this machine, with fixes",
	.synopsis = "[options]",
	.example = "doctor --format=json",
	.more = "Reads settings, and records a small program with each engine. Changes nothing.\n"
	        "Exit status: 0 all is fine, 1 something is limited, 2 doctor itself failed.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct doctor_options),
	.main = doctor_main,
};
