/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree of who started whom, and below each program its calls by category.
 *
 * HTML nests as deep as the tree, up to a depth that browsers still read.
 */
#include "analyzer/report/programs.h"

#include "analyzer/page/section.h"
#include "analyzer/text/format.h"

enum { DEEPEST = 24 };

struct nesting {
	struct section *to;
	size_t open;                          /* lists that are open; each but the innermost in an open item */
	bool item;                            /* the innermost has an open item, too */
};

/* The category that begins at row *at, which advances past it. */
static void add_category(struct section *to, size_t *at)
{
	const struct page_uses *uses = &to->by_program;
	const struct page_use *first = &uses->at[*at];
	char label[16];

	html_element(&to->html, "dt", first->category == CATEGORY_NONE ? "without a name" : category_name(first->category));
	section_add(to, "<dd>");
	for (; *at < uses->count && uses->at[*at].call->program == first->call->program && uses->at[*at].category == first->category; ++*at) {
		const struct page_use *use = &uses->at[*at];
		section_add(to, use == first ? "<a href=\"#" : ", <a href=\"#");
		section_call_anchor(to, use->call->arch, use->call->nr);
		section_add(to, "\"><code>");
		html_words(&to->html, syscall_label(use->call->arch, use->call->nr, label));
		section_add(to, "</code></a>&nbsp;<small>");
		html_number(&to->html, use->count);
		section_add(to, "</small>");
	}
	section_add(to, "</dd>\n");
}

struct total {
	size_t calls;
	uint64_t times;
};

static struct total total_of(const struct page_uses *uses, int program)
{
	struct total total = {0};

	for (size_t i = page_uses_of_program(uses, program); i < uses->count && uses->at[i].call->program == program; i++) {
		total.calls++;
		total.times += uses->at[i].count;
	}
	return total;
}

/* `program`: 1 + its index; 0: unknown. */
static void add_calls(struct section *to, int program)
{
	const struct page_uses *uses = &to->by_program;

	section_add(to, "<dl class=\"categories\">\n");
	for (size_t at = page_uses_of_program(uses, program); at < uses->count && uses->at[at].call->program == program;)
		add_category(to, &at);
	section_add(to, "</dl>\n");
}

static void add_total(struct section *to, struct total total)
{
	section_add(to, " <small>");
	html_plural(&to->html, total.calls, "call");
	section_add(to, ", ");
	html_plural(&to->html, total.times, "time");
	section_add(to, "</small>");
}

static void add_name(struct section *to, const struct program_visit *at)
{
	AUTO_TEXT struct text words = {0};

	format_program(to->page->trace, at->program, &words);
	html_element(&to->html, "code", words.at);
}

/* It is described where it was first met. */
static void add_again(struct section *to, const struct program_visit *at)
{
	section_add(to, at->replaced ? "<p>exec " : "<p>");
	text_format(to->html.out, "<a href=\"#program-%d\">", at->program);
	add_name(to, at);
	section_add(to, "</a> <small>see above</small></p>\n");
}

/* Other programs may have made its calls as well: then they are known as theirs, or as nobody's. */
static void add_bare(struct section *to, const struct program_visit *at)
{
	text_format(to->html.out, "<p id=\"program-%d\">%s", at->program, at->replaced ? "exec " : "");
	add_name(to, at);
	section_add(to, at->shim ? " <small>a shim, no calls known</small></p>\n" : " <small>no calls known</small></p>\n");
}

static void add_program(struct section *to, const struct program_visit *at)
{
	struct total total = total_of(&to->by_program, at->program + 1);

	if (!total.calls) {
		add_bare(to, at);
		return;
	}
	text_format(to->html.out, "<details id=\"program-%d\"><summary>%s", at->program, at->replaced ? "exec " : "");
	add_name(to, at);
	section_add(to, at->shim ? " <small>a shim</small>" : "");
	add_total(to, total);
	section_add(to, "</summary>\n");
	add_calls(to, at->program + 1);
	section_add(to, "</details>\n");
}

/* Closes items and lists until an item at this depth can begin. */
static void close_to(struct nesting *tree, size_t depth)
{
	while (tree->open > depth + 1) {
		section_add(tree->to, tree->item ? "</li></ul>" : "</ul>");
		tree->open--;
		tree->item = true;
	}
	if (tree->item && tree->open == depth + 1) {
		section_add(tree->to, "</li>\n");
		tree->item = false;
	}
}

static void visit(void *context, const struct program_visit *at)
{
	struct nesting *tree = context;
	size_t depth = at->depth < DEEPEST ? at->depth : DEEPEST;

	close_to(tree, depth);
	while (tree->open < depth + 1) {
		section_add(tree->to, "<ul class=\"tree\">\n");
		tree->open++;
	}
	section_add(tree->to, "<li class=\"row\">");
	tree->item = true;
	(at->again ? add_again : add_program)(tree->to, at);
}

/* Whether the calls of no program are only those that started the first one. */
static bool are_starts(const struct page_uses *uses)
{
	bool starts = true;

	for (size_t i = page_uses_of_program(uses, 0); i < uses->count && uses->at[i].call->program == 0; i++) {
		int id = syscall_by_nr(uses->at[i].call->arch, uses->at[i].call->nr);
		starts &= id == CALL_execve || id == CALL_execveat;
	}
	return starts;
}

static void add_unknown(struct section *to)
{
	struct total total = total_of(&to->by_program, 0);

	if (!total.calls)
		return;
	section_add(to, are_starts(&to->by_program) ? "<details class=\"row\"><summary>start of the recorded command"
	                                            : "<details class=\"row\"><summary>calls without a known program");
	add_total(to, total);
	section_add(to, "</summary>\n");
	if (!are_starts(&to->by_program))
		section_add(to, "<p>The recording does not name the program, or too many programs made the call.</p>\n");
	add_calls(to, 0);
	section_add(to, "</details>\n");
}

void section_programs(struct section *to)
{
	struct nesting tree = {.to = to};

	section_begin(to, "programs", "Programs", "Who started whom; below each program its calls by category, and how often it made them.");
	programs_walk(to->page->trace, visit, &tree);
	while (tree.open) {
		section_add(to, tree.item ? "</li></ul>\n" : "</ul>\n");
		tree.open--;
		tree.item = true;
	}
	add_unknown(to);
	section_end(to);
}
