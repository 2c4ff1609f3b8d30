/* SPDX-License-Identifier: Apache-2.0 */
/* Tables have a caption or the section's title, and headings with a scope, and scroll inside their own frame on a narrow screen. */
#include "analyzer/page/section.h"

#include <inttypes.h>

void section_add(struct section *to, const char *markup)
{
	text_add(to->html.out, markup);
}

void section_begin(struct section *to, const char *id, const char *title, const char *what)
{
	to->id = id;
	text_format(to->html.out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n<p class=\"what\">%s</p>\n", id, id, title, what);
}

void section_end(struct section *to)
{
	section_add(to, "</section>\n");
}

static void add_heading(struct section *to, const char *heading)
{
	bool number = *heading == '#', archs = *heading == '@';

	if (archs && !to->many_archs)
		return;
	text_format(to->html.out, "<th scope=\"col\"%s>%s</th>", number ? " class=\"number\"" : "", heading + (number || archs));
}

void section_table(struct section *to, const char *caption, const char *const *headings)
{
	section_add(to, "<div class=\"frame\" tabindex=\"0\" role=\"group\" ");
	if (caption)
		text_format(to->html.out, "aria-label=\"%s\"><table class=\"sorts\">\n<caption>%s</caption>\n<thead><tr>", caption, caption);
	else
		text_format(to->html.out, "aria-labelledby=\"%s\"><table class=\"sorts\" aria-labelledby=\"%s\">\n<thead><tr>", to->id, to->id);
	for (; *headings; headings++)
		add_heading(to, *headings);
	section_add(to, "</tr></thead>\n<tbody>\n");
}

void section_table_end(struct section *to)
{
	section_add(to, "</tbody>\n</table></div>\n");
}

void section_call_anchor(struct section *to, enum arch arch, uint32_t nr)
{
	text_format(to->html.out, "call-%s-%" PRIu32, arch_info(arch)->name, nr);
}

/* The line of the trace with this call, or NULL. */
static const struct usage_line *line_of(const struct section *to, int id, arch_set archs)
{
	for (size_t i = 0; i < to->usage.count; i++)
		if (to->usage.lines[i].id == id && (ARCH_BIT(to->usage.lines[i].arch) & archs))
			return &to->usage.lines[i];
	return NULL;
}

void section_call(struct section *to, int id, arch_set archs)
{
	const struct usage_line *line = line_of(to, id, archs);

	if (line) {
		section_add(to, "<a href=\"#");
		section_call_anchor(to, line->arch, line->nr);
		section_add(to, "\">");
	}
	html_element(&to->html, "code", syscall_name((enum syscall_id)id));
	section_add(to, line ? "</a>" : "");
}

bool section_is_new(const struct section *to, const struct danger_found *found)
{
	const struct review *review = to->page->review;

	for (size_t i = 0; review && i < review->opened_count; i++)
		if (review->opened[i]->row == found->row && review->opened[i]->pair == found->pair)
			return true;
	return false;
}

void section_cell(struct section *to, const char *words)
{
	html_element(&to->html, "td", words);
}

void section_names_cell(struct section *to, const char *words)
{
	html_element(&to->html, "td class=\"names\"", words);
}

void section_archs_cell(struct section *to, arch_set archs)
{
	AUTO_TEXT struct text words = {0};

	if (!to->many_archs)
		return;
	arch_list(archs, " ", &words);
	section_cell(to, words.at);
}
