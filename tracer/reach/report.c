/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/report.h"

#include <string.h>

#include "core/base/path.h"

enum { WIDTH = 96, PATH_ENDS = 4, NAME_SHOWN = 56 };

void reach_function(const struct answer *answer, uint32_t function, struct text *out)
{
	const struct answer_function *at = &answer->functions[function];

	if (at->name && strlen(at->name) > NAME_SHOWN)
		text_format(out, "%.*s...", NAME_SHOWN - 3, at->name);
	else if (at->name)
		text_add(out, at->name);
	else
		text_format(out, "%s+0x%lx", path_base(answer->images[at->image].path), (unsigned long)at->at);
}

size_t reach_count(const struct compared *compared, enum recorded_as as)
{
	size_t count = 0;

	for (uint32_t nr = 0; nr < COMPARED_CALLS; nr++)
		count += compared->as[nr] == as;
	return count;
}

bool reach_is_unseen(const struct compared *compared, const struct answer_call *call)
{
	return !compared->recorded || call->nr >= COMPARED_CALLS || compared->as[call->nr] == RECORDED_NOT;
}

/* --- lists that wrap --- */

struct wrapped {
	struct text *out;
	size_t from;                          /* where the line begins */
	const char *indent;
	bool any;
};

static void wrap(struct wrapped *wrapped, const char *word)
{
	size_t column = wrapped->out->length - wrapped->from;

	if (wrapped->any && column + 2 + strlen(word) > WIDTH) {
		text_format(wrapped->out, ",\n%s", wrapped->indent);
		wrapped->from = wrapped->out->length - strlen(wrapped->indent);
	} else if (wrapped->any) {
		text_add(wrapped->out, ", ");
	}
	text_add(wrapped->out, word);
	wrapped->any = true;
}

/* --- the first lines --- */

static void add_gaps_of(const struct answer *answer, const char *kind, struct text *out)
{
	size_t from = out->length;

	text_format(out, "  %-12s ", kind);
	struct wrapped wrapped = {out, from, "               ", false};
	for (size_t i = 0; i < answer->gap_count; i++)
		if (!strcmp(answer->gaps[i].kind, kind))
			wrap(&wrapped, answer->gaps[i].what);
	text_add(out, "\n");
}

static bool is_first_of_kind(const struct answer *answer, size_t gap)
{
	for (size_t i = 0; i < gap; i++)
		if (!strcmp(answer->gaps[i].kind, answer->gaps[gap].kind))
			return false;
	return true;
}

static void add_unknowns(const struct answer *answer, struct text *out)
{
	for (size_t i = 0; i < answer->unknown_count; i++) {
		const struct answer_unknown *unknown = &answer->unknowns[i];
		text_format(out, "  %-12s ", i ? "" : "number");
		reach_function(answer, unknown->function, out);
		text_format(out, ": the number %s", unknown->why);
		if (unknown->where != unknown->function) {
			text_add(out, ", in ");
			reach_function(answer, unknown->where, out);
		}
		text_add(out, "\n");
	}
}

static void add_incomplete(const struct answer *answer, struct text *out)
{
	for (size_t i = 0; i < answer->gap_count; i++)
		if (is_first_of_kind(answer, i))
			add_gaps_of(answer, answer->gaps[i].kind, out);
	add_unknowns(answer, out);
}

static void add_summary(const struct compared *compared, struct text *out)
{
	const struct answer *answer = compared->answer;
	bool gaps = answer->gap_count || answer->unknown_count;

	text_format(out, "%s: ", path_base(answer->images[0].path));
	if (compared->recorded)
		text_format(out, "recorded %zu; ", compared->recorded_count);
	text_format(out, "the code of %s%zu image%s can reach %zu calls at most%s\n", answer->image_count > 1 ? "these " : "", answer->image_count,
	            answer->image_count > 1 ? "s" : "", answer->call_count, gaps ? ", except through:" : "");
	add_incomplete(answer, out);
	if (!compared->recorded)
		text_add(out, "Nothing was recorded. Programs use a third to a half of what their code has, so this is a place to start\n"
		              "looking, not a policy: record the program, then run reach on the trace.\n");
}

/* --- recorded --- */

static void add_recorded(const struct compared *compared, enum recorded_as as, const char *title, struct text *out)
{
	struct wrapped wrapped = {out, out->length, "  ", false};
	char label[16];

	if (!reach_count(compared, as))
		return;
	text_format(out, "\n%s\n  ", title);
	wrapped.from = out->length - 2;
	for (uint32_t nr = 0; nr < COMPARED_CALLS; nr++)
		if (compared->as[nr] == as)
			wrap(&wrapped, syscall_label(ARCH_X86_64, nr, label));
	text_add(out, "\n");
}

static void add_missing(const struct compared *compared, struct text *out)
{
	add_recorded(compared, RECORDED_MISSING, "Recorded of these images, but not found in their code:", out);
	add_recorded(compared, RECORDED_BY_UNKNOWN, "Recorded where the number is unknown:", out);
	add_recorded(compared, RECORDED_ELSEWHERE,
	             compared->started_others ? "Recorded, but perhaps of a program that this one started:"
	                                      : "Recorded, but outside of these images, or perhaps by a library that the program opened:", out);
	if (compared->foreign_count)
		text_format(out, "\nNot compared: %zu recorded calls of other ABIs than x86_64.\n", compared->foreign_count);
}

/* --- not recorded --- */

static void add_list(const struct compared *compared, const struct compared_group *group, const char *title, struct text *out)
{
	char label[16];

	text_format(out, "\n%s: %zu\n  ", title, group->count);
	struct wrapped wrapped = {out, out->length - 2, "  ", false};
	for (size_t i = 0; i < group->count; i++)
		wrap(&wrapped, syscall_label(ARCH_X86_64, compared->answer->calls[group->calls[i]].nr, label));
	text_add(out, "\n");
}

/* The first function is the entry: the name of the program says more. */
static void add_step(const struct answer *answer, const struct answer_list *path, size_t i, struct text *out)
{
	text_add(out, i ? " -> " : "");
	if (!i && answer->functions[path->at[0]].image == 0)
		text_add(out, path_base(answer->images[0].path));
	else
		reach_function(answer, path->at[i], out);
}

static void add_path(const struct answer *answer, const struct answer_list *path, struct text *out)
{
	for (size_t i = 0; i < path->count; i++) {
		if (i == PATH_ENDS && path->count > 2 * PATH_ENDS + 1)
			text_add(out, " -> ...");
		if (i < PATH_ENDS || i + PATH_ENDS >= path->count || path->count <= 2 * PATH_ENDS + 1)
			add_step(answer, path, i, out);
	}
	text_add(out, "\n");
}

static void add_group(const struct compared *compared, const struct compared_group *group, struct text *out)
{
	const struct answer *answer = compared->answer;
	char label[16];

	if (group->count > 1 && group->function != UINT32_MAX) {
		text_format(out, "  %zu calls only through ", group->count);
		reach_function(answer, group->function, out);
		text_add(out, "\n");
	}
	for (size_t i = 0; i < group->count; i++) {
		const struct answer_call *call = &answer->calls[group->calls[i]];
		text_format(out, "%s%-18s ", group->count > 1 ? "    " : "  ", syscall_label(ARCH_X86_64, call->nr, label));
		add_path(answer, &call->path, out);
	}
}

static void add_own(const struct compared *compared, struct text *out)
{
	size_t count = 0;

	for (size_t i = 0; i < compared->group_count; i++)
		count += compared->groups[i].kind == ROOT_OWN ? compared->groups[i].count : 0;
	if (count)
		text_format(out, "\n%s: %zu, each with a shortest path\n", compared->recorded ? "Not recorded, of the program itself" : "Of the program itself", count);
	for (size_t i = 0; i < compared->group_count; i++)
		if (compared->groups[i].kind == ROOT_OWN)
			add_group(compared, &compared->groups[i], out);
}

void reach_text(const struct compared *compared, struct text *out)
{
	add_summary(compared, out);
	add_missing(compared, out);
	for (size_t i = 0; i < compared->group_count; i++) {
		if (compared->groups[i].kind == ROOT_LOADER)
			add_list(compared, &compared->groups[i], compared->recorded ? "Not recorded, only in the loader" : "Only in the loader", out);
		if (compared->groups[i].kind == ROOT_LIBC)
			add_list(compared, &compared->groups[i], compared->recorded ? "Not recorded, in every program of this libc (abort, contention, large memory)"
			                                                            : "In every program of this libc (start, abort, contention, large memory)", out);
	}
	add_own(compared, out);
}
