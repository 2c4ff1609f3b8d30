/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame of the page: its head, what was recorded in short, and the list of its
 * sections, which are also the links at the top.
 *
 * The policy of the page allows its own style and script by their hashes and
 * nothing else, so even a string that escaped its quotes could neither run nor load anything.
 */
#include "analyzer/page/page.h"

#include "analyzer/page/section.h"
#include "analyzer/text/format.h"

static const char style[] =
#include "analyzer/page/style.def"
;

static const char script[] =
#include "analyzer/page/script.def"
;

/* Of the two above; tests/report.bats computes them. */
#include "analyzer/page/hashes.def"

static const struct {
	const char *id, *title;
	void (*write)(struct section *to);
	bool needs_policy, needs_review;
} sections[] = {                              /* the longest last: what is open is printed */
	{"changes",  "Changes",  section_changes,  false, true},
	{"danger",   "Danger",   section_danger,   false, false},
	{"refused",  "Refused",  section_refused,  true,  false},
	{"programs", "Programs", section_programs, false, false},
	{"calls",    "Calls",    section_calls,    false, false},
	{"coverage", "Coverage", section_coverage, false, false},
	{"policy",   "Policy",   section_policy,   true,  false},
};

static bool is_present(const struct page *page, size_t i)
{
	return (!sections[i].needs_policy || page->policy_name) && (!sections[i].needs_review || page->review);
}

/* --- head --- */

static void command_words(const struct page *page, struct text *out)
{
	size_t count = 0;

	if (page->private_facts || !page->trace->command || !*page->trace->command) {
		format_command(page->trace, out);
		return;
	}
	format_plain(page->trace->command[0], out);
	while (page->trace->command[count + 1])
		count++;
	if (count)
		text_format(out, " (%zu argument%s not shown)", count, count == 1 ? "" : "s");
}

static void add_file(struct section *to, const char *name, bool plain)
{
	if (plain)
		html_words(&to->html, name);
	else
		html_element(&to->html, "code", name);
}

/* "System calls in a.trace", "2 recordings compared with old.trace"; plain: without markup. */
static void add_title(struct section *to, bool plain)
{
	const struct page *page = to->page;
	const struct shard_coverage *coverage = page->coverage;
	uint64_t shards = trace_shards(page->trace);

	section_add(to, page->review ? "" : "System calls in ");
	if (coverage->file_count == 1)
		add_file(to, coverage->files[0].name, plain);
	if (coverage->file_count == 1 && shards > 1)
		section_add(to, ", ");
	if (coverage->file_count > 1 || shards > 1)
		html_plural(&to->html, shards, "recording");
	if (!page->review)
		return;
	section_add(to, " compared with ");
	add_file(to, page->review->name[0], plain);
}

static void add_head(struct section *to)
{
	section_add(to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '" STYLE_HASH
	                "'; script-src '" SCRIPT_HASH "'; base-uri 'none'; form-action 'none'\">\n"
	                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	                "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
	add_title(to, true);
	section_add(to, "</title>\n<style>");
	section_add(to, style);
	section_add(to, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
	                "<header>\n<h1>");
	add_title(to, false);
	section_add(to, "</h1>\n");
}

static void add_card(struct section *to, const char *link, uint64_t number, const char *what, bool alert)
{
	text_format(to->html.out, "<li%s><a href=\"#%s\"><strong>", alert ? " class=\"alert\"" : "", link);
	html_number(&to->html, number);
	text_format(to->html.out, "</strong> %s</a></li>\n", what);
}

static size_t grave_count(const struct danger_report *report)
{
	size_t count = 0;

	while (count < report->count && danger_found_is_grave(&report->found[count]))
		count++;
	return count;
}

/* "dangerous", "dangerous, 1 of them new". */
static void add_danger_card(struct section *to)
{
	const struct page *page = to->page;
	size_t grave = grave_count(page->danger), fresh = 0;
	AUTO_TEXT struct text what = {0};

	for (size_t i = 0; i < grave; i++)
		fresh += section_is_new(to, &page->danger->found[i]);
	text_add(&what, "dangerous");
	if (page->review && grave && fresh == grave)
		text_add(&what, grave == 1 ? ", and new" : ", all new");
	else if (page->review && grave && fresh)
		text_format(&what, ", %zu of them new", fresh);
	else if (page->review && grave)
		text_add(&what, grave == 1 ? ", as before" : ", none new");
	add_card(to, "danger", grave, what.at, grave);
}

static void add_cards(struct section *to)
{
	const struct page *page = to->page;

	section_add(to, "<ul class=\"cards\">\n");
	if (page->review)
		add_card(to, "changes", page->review->count, page->review->count == 1 ? "change" : "changes", false);
	add_danger_card(to);
	if (page->policy_name)
		add_card(to, "refused", page->check->stopped, "refused", page->check->stopped);
	if (page->policy_name && (page->check->maybe || page->check->let_through))
		add_card(to, "refused", page->check->maybe + page->check->let_through, "perhaps refused or unreviewed", false);
	add_card(to, "calls", to->usage.count, to->usage.count == 1 ? "call" : "calls", false);
	add_card(to, "programs", page->trace->program_count, page->trace->program_count == 1 ? "program" : "programs", false);
	add_card(to, "coverage", trace_shards(page->trace), trace_shards(page->trace) == 1 ? "recording" : "recordings", false);
	section_add(to, "</ul>\n");
}

static void add_fact(struct section *to, const char *what, const char *words)
{
	section_add(to, "<div><dt>");
	section_add(to, what);
	section_add(to, "</dt>");
	html_element(&to->html, "dd", words ? words : "unknown");
	section_add(to, "</div>\n");
}

/* Of a sum, the trace keeps the command that is known of some, and the worst end. */
static void add_facts(struct section *to)
{
	const struct trace *trace = to->page->trace;
	bool is_sum = trace_shards(trace) > 1;
	AUTO_TEXT struct text command = {0}, archs = {0}, end = {0};

	command_words(to->page, &command);
	arch_list(to->usage.archs, ", ", &archs);
	trace_end_text(trace->end, &end);
	section_add(to, "<dl class=\"facts\">\n");
	add_fact(to, is_sum && trace->command ? "Known command" : "Command", command.at);
	add_fact(to, "Kernel", trace->kernel);
	add_fact(to, to->usage.archs & (to->usage.archs - 1) ? "Architectures" : "Architecture", archs.at);
	add_fact(to, "Engine", trace->engine);
	add_fact(to, is_sum ? "Worst end" : "Ended with", end.at);
	section_add(to, "</dl>\n");
	if (trace->complete)
		return;
	section_add(to, "<p class=\"alert\">Not complete: ");
	section_add(to, trace_why_incomplete(trace));
	section_add(to, ".</p>\n");
}

/* What the recording does not say. */
static void add_limits(struct section *to)
{
	const struct trace *trace = to->page->trace;
	size_t known = 0;

	for (size_t i = 0; i < trace->call_count; i++)
		known += trace->calls[i].known;
	if (trace_has_least(trace))
		section_add(to, "<p>Recorded with --engine=learn: calls were made at least this often, and other programs and threads may have made "
		                "them too.</p>\n");
	if (!known)
		return;
	section_add(to, "<p>Known from earlier traces and not seen in this recording: ");
	html_plural(&to->html, known, "call");
	section_add(to, ".</p>\n");
}

static void add_notes(struct section *to)
{
	const struct trace *trace = to->page->trace;

	if (!trace->note_count)
		return;
	section_add(to, "<details><summary>");
	html_plural(&to->html, trace->note_count, "note");
	section_add(to, " about the recording</summary>\n<ul>\n");
	for (size_t i = 0; i < trace->note_count; i++)
		html_element(&to->html, "li", trace->notes[i]);
	section_add(to, "</ul>\n</details>\n");
}

/* The script shows the tools, which need it. */
static void add_links(struct section *to)
{
	section_add(to, "<nav aria-label=\"Sections\">\n<ul>\n");
	for (size_t i = 0; i < COUNT_OF(sections); i++)
		if (is_present(to->page, i))
			text_format(to->html.out, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id, sections[i].title);
	section_add(to, "</ul>\n<div id=\"tools\" role=\"search\" hidden>\n"
	                "<label for=\"filter\">Filter</label> <input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">\n"
	                "<label for=\"order\">Calls by</label> <select id=\"order\"><option value=\"name\">name</option>"
	                "<option value=\"times\">times</option></select>\n"
	                "<button id=\"unfold\" type=\"button\" aria-pressed=\"false\">Unfold all</button>\n"
	                "<output id=\"found\" for=\"filter\"></output>\n</div>\n</nav>\n");
}

static void add_body(struct section *to)
{
	add_cards(to);
	add_facts(to);
	add_limits(to);
	add_notes(to);
	section_add(to, "</header>\n");
	add_links(to);
	section_add(to, "<main id=\"main\" tabindex=\"-1\">\n");
	for (size_t i = 0; i < COUNT_OF(sections); i++)
		if (is_present(to->page, i))
			sections[i].write(to);
	section_add(to, "</main>\n<footer><p>Made by seccord ");
	html_words(&to->html, to->page->version);
	section_add(to, to->page->private_facts ? ".</p></footer>\n" : ". Arguments of commands and home directories are left out.</p></footer>\n");
	section_add(to, "<script>");
	section_add(to, script);
	section_add(to, "</script>\n</body>\n</html>\n");
}

/* Whether the page is about more than one arch. */
static bool has_many_archs(const struct section *to)
{
	const struct page *page = to->page;
	arch_set archs = to->usage.archs | page->danger->archs;

	if (page->policy_name)
		archs |= page->policy->archs;
	for (size_t i = 0; page->policy_name && i < page->policy->rule_count; i++)
		archs |= page->policy->rules[i].archs;
	for (size_t i = 0; page->review && i < page->review->count; i++)
		archs |= page->review->items[i].archs;
	return archs & (archs - 1);
}

void page_write(const struct page *page, struct text *out)
{
	struct section to = {.page = page, .html = {out, page->private_facts}};

	usage_of(&to.usage, page->trace);
	page_uses_of(&to.by_call, page->trace, USES_BY_CALL);
	page_uses_of(&to.by_program, page->trace, USES_BY_PROGRAM);
	to.many_archs = has_many_archs(&to);
	add_head(&to);
	add_body(&to);
	page_uses_free(&to.by_program);
	page_uses_free(&to.by_call);
	usage_free(&to.usage);
}
