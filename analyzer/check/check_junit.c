/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cases are written first and counted on the way, since the counts belong to
 * the element around them. Every string is printable before it is XML: XML
 * 1.0 has no way to write a control character.
 */
#include "analyzer/check/check_junit.h"

#include <string.h>

#include "analyzer/check/check_deep.h"
#include "analyzer/text/format.h"
#include "core/base/printable.h"

struct suite {
	const struct check *check;
	const struct trace *trace;
	const struct check_junit *how;
	size_t tests, failures, errors;
	struct text cases;
};

/* --- XML --- */

static const char *entity(char byte)
{
	switch (byte) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	default: return NULL;
	}
}

/* U+FFFE and U+FFFF are UTF-8, but no characters of XML. */
static bool is_no_character(const char *at)
{
	return !strncmp(at, "\xef\xbf\xbe", 3) || !strncmp(at, "\xef\xbf\xbf", 3);
}

static void add_xml(const char *words, struct text *out)
{
	AUTO_TEXT struct text plain = {0};

	printable_add_lines(&plain, words, strlen(words));
	for (const char *at = plain.at; *at; at++) {
		if (entity(*at)) {
			text_add(out, entity(*at));
		} else if (is_no_character(at)) {
			text_add(out, "?");
			at += 2;
		} else {
			text_add_bytes(out, at, 1);
		}
	}
}

static void add_attribute(const char *name, const char *words, struct text *out)
{
	text_format(out, " %s=\"", name);
	add_xml(words, out);
	text_add(out, "\"");
}

/* --- names --- */

static bool is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_name(const struct trace *trace, int a, int b)
{
	return is_same(trace->programs[a].path, trace->programs[b].path) && is_same(trace->programs[a].as, trace->programs[b].as);
}

static bool has_namesake(const struct trace *trace, int program)
{
	for (int i = 0; i < (int)trace->program_count; i++)
		if (i != program && same_name(trace, i, program))
			return true;
	return false;
}

static void add_program(const struct trace *trace, int program, struct text *out)
{
	format_program(trace, program, out);
	if (program == TRACE_NOWHERE || !has_namesake(trace, program))
		return;
	const char *build_id = trace->programs[program].build_id;
	text_format(out, ", build %.12s", build_id ? build_id : "unknown");
}

/* --- cases --- */

/* A case has the calls of a program or, if recordings had labels, of a label. */
enum { NONE = TRACE_NOWHERE, FURTHER = TRACE_NOWHERE - 1 };     /* of no program or label; of labels that are not kept */

static bool has_label(const struct trace_call *call, int label)
{
	bool any = false;

	if (label == FURTHER)
		return call->labels.more;
	for (int i = 0; i < TRACE_LABELS && call->labels.at[i]; i++)
		any |= label == NONE || call->labels.at[i] == label + 1;
	return label == NONE ? !any : any;
}

static bool is_of(const struct suite *suite, const struct trace_call *call, int which)
{
	if (suite->trace->label_count)
		return has_label(call, which);
	return which == NONE ? !call->program : call->program == which + 1;
}

static bool has_calls(const struct suite *suite, int which)
{
	for (size_t i = 0; i < suite->trace->call_count; i++)
		if (is_of(suite, &suite->trace->calls[i], which))
			return true;
	return false;
}

/* Only what makes `check` exit with 1; returns how many. */
static size_t add_findings(const struct suite *suite, int which, struct text *out)
{
	const struct check *check = suite->check;
	size_t count = 0;

	for (size_t i = 0; i < check->count; i++) {
		if (check->findings[i].planned || !is_of(suite, check->findings[i].call, which))
			continue;
		check_finding_text(&check->findings[i], suite->trace, suite->how->policy, suite->how->suggest, out);
		count++;
	}
	for (size_t i = 0; i < check->outside_count; i++) {
		if (!is_of(suite, check->outside[i].call, which) || !rule_passes(check->outside[i].rule))
			continue;
		check_deep_text(&check->outside[i], suite->trace, out);
		count++;
	}
	return count;
}

static void add_result(struct suite *suite, size_t count, const char *findings)
{
	struct text *out = &suite->cases;
	AUTO_TEXT struct text message = {0};

	if (count) {
		format_plural(&message, count, "call");
		text_add(&message, " refused or in doubt");
		text_add(out, ">\n      <failure type=\"refused\"");
		add_attribute("message", message.at, out);
		text_add(out, ">\n");
		add_xml(findings, out);
		text_add(out, "</failure>\n    </testcase>\n");
		suite->failures++;
	} else if (suite->how->doubt) {
		text_add(out, ">\n      <error type=\"inexact\"");
		add_attribute("message", suite->how->doubt, out);
		text_add(out, "/>\n    </testcase>\n");
		suite->errors++;
	} else {
		text_add(out, "/>\n");
	}
}

static void add_name(const struct suite *suite, int which, struct text *out)
{
	if (!suite->trace->label_count)
		add_program(suite->trace, which, out);
	else if (which >= 0)
		format_plain(suite->trace->labels[which], out);
	else
		text_add(out, which == NONE ? "without a label" : "further labels");
}

static void add_case(struct suite *suite, int which)
{
	AUTO_TEXT struct text name = {0}, findings = {0};
	size_t count = add_findings(suite, which, &findings);

	add_name(suite, which, &name);
	text_add(&suite->cases, "    <testcase");
	add_attribute("classname", suite->how->name, &suite->cases);
	add_attribute("name", name.at, &suite->cases);
	add_result(suite, count, findings.at);
	suite->tests++;
}

/* The first execve belongs to no program, and is worth a case only where it is refused. */
static bool needs_unknown(const struct suite *suite)
{
	AUTO_TEXT struct text findings = {0};

	return !suite->tests || add_findings(suite, NONE, &findings);
}

/* What was not recorded is no case: it would pass whatever the policy says. */
static void add_cases(struct suite *suite)
{
	const struct trace *trace = suite->trace;

	for (int i = 0; i < (int)(trace->label_count ? trace->label_count : trace->program_count); i++)
		if (has_calls(suite, i))
			add_case(suite, i);
	if (trace->label_count && has_calls(suite, FURTHER))
		add_case(suite, FURTHER);
	if (needs_unknown(suite))
		add_case(suite, NONE);
}

static void add_counts(const struct suite *suite, struct text *out)
{
	text_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", suite->tests, suite->failures, suite->errors);
}

static void add_incomplete(const struct trace *trace, struct text *out)
{
	if (!trace->complete)
		text_format(out, "    <system-err>the recording is incomplete (%s): calls may be missing</system-err>\n", trace_why_incomplete(trace));
}

void check_junit(const struct check *check, const struct trace *trace, const struct check_junit *how, struct text *out)
{
	struct suite suite = {.check = check, .trace = trace, .how = how};

	add_cases(&suite);
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"seccord check\"");
	add_counts(&suite, out);
	text_add(out, ">\n  <testsuite");
	add_attribute("name", how->name, out);
	add_counts(&suite, out);
	text_format(out, ">\n%s", suite.cases.at);
	add_incomplete(trace, out);
	text_add(out, "  </testsuite>\n</testsuites>\n");
	text_free(&suite.cases);
}
