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

static bool is_of(const struct trace_call *call, int program)
{
	return program == TRACE_NOWHERE ? !call->program : call->program == program + 1;
}

/* Only what makes `check` exit with 1; returns how many. */
static size_t add_findings(const struct suite *suite, int program, struct text *out)
{
	const struct check *check = suite->check;
	size_t count = 0;

	for (size_t i = 0; i < check->count; i++) {
		if (check->findings[i].planned || !is_of(check->findings[i].call, program))
			continue;
		check_finding_text(&check->findings[i], suite->trace, suite->how->policy, suite->how->suggest, out);
		count++;
	}
	for (size_t i = 0; i < check->outside_count; i++) {
		if (!is_of(check->outside[i].call, program) || !verdict_passes(check->outside[i].rule->verdict))
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

static void add_case(struct suite *suite, int program)
{
	AUTO_TEXT struct text name = {0}, findings = {0};
	size_t count = add_findings(suite, program, &findings);

	add_program(suite->trace, program, &name);
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

	return !suite->trace->program_count || add_findings(suite, TRACE_NOWHERE, &findings);
}

static void add_counts(const struct suite *suite, struct text *out)
{
	text_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", suite->tests, suite->failures, suite->errors);
}

void check_junit(const struct check *check, const struct trace *trace, const struct check_junit *how, struct text *out)
{
	struct suite suite = {.check = check, .trace = trace, .how = how};

	for (int i = 0; i < (int)trace->program_count; i++)
		add_case(&suite, i);
	if (needs_unknown(&suite))
		add_case(&suite, TRACE_NOWHERE);
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"seccord check\"");
	add_counts(&suite, out);
	text_add(out, ">\n  <testsuite");
	add_attribute("name", how->name, out);
	add_counts(&suite, out);
	text_format(out, ">\n%s  </testsuite>\n</testsuites>\n", suite.cases.at);
	text_free(&suite.cases);
}
