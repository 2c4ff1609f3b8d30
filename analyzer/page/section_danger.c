/* SPDX-License-Identifier: Apache-2.0 */
/* What an attacker who takes over the program could do with these calls: the gravest first. */
#include "analyzer/page/section.h"

static void add_calls(struct section *to, const struct danger_found *found)
{
	section_call(to, (int)found->first, found->archs);
	if (!found->pair)
		return;
	section_add(to, " + ");
	if (found->second == CALL_UNKNOWN)
		section_add(to, "conditions");
	else
		section_call(to, (int)found->second, found->archs);
}

static void add_row(struct section *to, const struct danger_found *found)
{
	bool is_grave = danger_found_is_grave(found);

	section_add(to, is_grave ? "<tr class=\"row grave\"><td><strong class=\"mark\">dangerous" : "<tr class=\"row\"><td>worth knowing");
	section_add(to, section_is_new(to, found) ? ", new" : "");
	section_add(to, is_grave ? "</strong></td><td>" : "</td><td>");
	html_words(&to->html, danger_class_name(danger_found_class(found)));
	section_add(to, "</td><th scope=\"row\">");
	add_calls(to, found);
	section_add(to, "</th><td>");
	html_words(&to->html, danger_found_what(found));
	section_add(to, found->possibly ? " <em>(possibly: some values are not known)</em></td>" : "</td>");
	section_archs_cell(to, found->archs);
	section_add(to, "</tr>\n");
}

static void add_profiles(struct section *to, const struct danger_report *report)
{
	section_add(to, "<ul>\n");
	for (int profile = 0; profile < PROFILE_COUNT; profile++) {
		section_add(to, "<li>");
		html_plural(&to->html, report->beyond[profile], "call");
		section_add(to, " beyond the default of ");
		html_words(&to->html, profile_name((enum profile_id)profile));
		section_add(to, " ");
		html_words(&to->html, profile_version((enum profile_id)profile));
		section_add(to, ", which allows ");
		html_number(&to->html, profile_calls((enum profile_id)profile, report->archs));
		section_add(to, "</li>\n");
	}
	section_add(to, "</ul>\n");
}

void section_danger(struct section *to)
{
	static const char *const headings[] = {"Degree", "Class", "Call", "What it opens", "@Architectures", NULL};
	const struct danger_report *report = to->page->danger;

	section_begin(to, "danger", "Danger", "What the recorded calls open to an attacker who takes over the program.");
	if (report->count) {
		section_table(to, NULL, headings);
		for (size_t i = 0; i < report->count; i++)
			add_row(to, &report->found[i]);
		section_table_end(to);
	} else {
		section_add(to, "<p>No recorded call is dangerous or worth knowing.</p>\n");
	}
	add_profiles(to, report);
	section_end(to);
}
