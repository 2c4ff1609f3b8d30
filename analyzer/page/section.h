/* SPDX-License-Identifier: Apache-2.0 */
/*
 * section: what the sections of a page share. Each section is a function in a file
 * of its own, and page.c lists them.
 */
#ifndef ANALYZER_PAGE_SECTION_H
#define ANALYZER_PAGE_SECTION_H

#include "analyzer/check/usage.h"
#include "analyzer/page/html.h"
#include "analyzer/page/page.h"
#include "analyzer/page/uses.h"

struct section {
	const struct page *page;
	struct html html;
	struct usage usage;                   /* of the trace: a line per call and arch */
	struct page_uses by_call, by_program;
	const char *id;                       /* of the section that is being written */
	bool many_archs;                      /* of the trace, the policy and the changes: tables say of which */
};

/* Literal markup. */
void section_add(struct section *to, const char *markup);

/* "<h2 id=...>" and a line of explanation; both literals. */
void section_begin(struct section *to, const char *id, const char *title, const char *what);
void section_end(struct section *to);

/* A table with a caption, or NULL if the section's title is enough; and with these headings, a literal list that ends
 * with NULL; "#" before one: a column of numbers; "@": one of section_archs_cell(), for more than one arch only. */
void section_table(struct section *to, const char *caption, const char *const *headings);
void section_table_end(struct section *to);

/* The name of a call; a link if it is in the trace on one of the archs. */
void section_call(struct section *to, int id, arch_set archs);

/* The same of a line of the trace: "call-x86_64-257". */
void section_call_anchor(struct section *to, enum arch arch, uint32_t nr);

/* A cell: our words; names of the traced program, which may have no spaces and break anywhere; a list of archs. */
void section_cell(struct section *to, const char *words);
void section_names_cell(struct section *to, const char *words);
void section_archs_cell(struct section *to, arch_set archs);

/* Whether the older side of the changes does not open it; false without changes. */
bool section_is_new(const struct section *to, const struct danger_found *found);

void section_danger(struct section *to);
void section_refused(struct section *to);
void section_changes(struct section *to);
void section_programs(struct section *to);
void section_calls(struct section *to);
void section_policy(struct section *to);
void section_coverage(struct section *to);

#endif
