/* SPDX-License-Identifier: Apache-2.0 */
/* How far the recordings show all of the program. */
#include "analyzer/page/section.h"

static void add_file(struct section *to, size_t at)
{
	const struct shard_coverage *coverage = to->page->coverage;
	const struct coverage_file *file = &coverage->files[at];
	AUTO_TEXT struct text only = {0};

	if (coverage->file_count > 1)
		coverage_only_here(coverage, at, &only);
	section_add(to, "<tr class=\"row\"><th scope=\"row\" class=\"names\"><code>");
	html_words(&to->html, file->name);
	section_add(to, "</code></th>");
	html_cell(&to->html, file->shards);
	html_cell(&to->html, file->calls);
	html_cell(&to->html, file->added);
	section_names_cell(to, only.at);
	section_add(to, "</tr>\n");
}

static void add_paths(struct section *to)
{
	static const char *const headings[] = {"End of the program", "Recorded", NULL};

	section_table(to, "Paths that end a program, as far as traces show them", headings);
	for (int path = 0; path < COVERAGE_PATHS; path++) {
		AUTO_TEXT struct text words = {0};
		coverage_path_words(to->page->coverage, (enum coverage_path)path, &words);
		section_add(to, "<tr class=\"row\">");
		html_element(&to->html, "th scope=\"row\"", coverage_path_name((enum coverage_path)path));
		section_cell(to, words.at);
		section_add(to, "</tr>\n");
	}
	section_table_end(to);
}

void section_coverage(struct section *to)
{
	static const char *const headings[] = {"Recording", "#Shards", "#Calls", "#New", "Only here", NULL};
	const struct shard_coverage *coverage = to->page->coverage;
	AUTO_TEXT struct text unseen = {0};

	section_begin(to, "coverage", "Coverage", "What each recording adds to those before it, and how much one more would add.");
	section_table(to, "Recordings in the order given", headings);
	for (size_t i = 0; i < coverage->file_count; i++)
		add_file(to, i);
	section_table_end(to);
	coverage_unseen_words(coverage, &unseen);
	section_add(to, "<p>Unseen: ");
	html_words(&to->html, unseen.at);
	section_add(to, "</p>\n");
	add_paths(to);
	section_end(to);
}
