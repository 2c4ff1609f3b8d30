/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A .policy for minijail, a line per call. Its operators compare whole registers.
 * Two of them express a masked value: no bit outside those that may be set (`in`),
 * and each bit that must be set (`&` with one bit). minijail limits a file to 512
 * labels and 4096 instructions; calls beyond that are left out.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "emit/out/out.h"
#include "emit/out/lowered.h"

static void put_atom(struct text *out, const char *between, int arg, const char *op, uint64_t value)
{
	text_format(out, "%sarg%d %s 0x%" PRIx64, between, arg, op, value);
}

static void put_comparison(struct text *out, const struct comparison *c, uint64_t whole)
{
	static const char *const operators[] = {
		[COMPARE_EQ] = "==", [COMPARE_NE] = "!=", [COMPARE_LE] = "<=", [COMPARE_GE] = ">=",
	};
	uint64_t allowed = (~c->mask | c->value) & whole;
	const char *between = "";

	if ((c->mask & whole) == whole) {
		put_atom(out, "", c->arg, operators[c->op], c->value & whole);
		return;
	}
	if (allowed != whole) {
		put_atom(out, "", c->arg, "in", allowed);
		between = " && ";
	}
	for (uint64_t bit = 1; bit; bit <<= 1) {
		if (!(c->value & bit))
			continue;
		put_atom(out, between, c->arg, "&", bit);
		between = " && ";
	}
}

static void put_conditions(struct text *out, const struct lowered_call *call, uint64_t whole)
{
	for (size_t i = 0; i < call->any.count; i++) {
		const struct comparisons *all = &call->any.at[i];
		text_add(out, i ? " || " : "");
		for (size_t n = 0; n < all->count; n++) {
			text_add(out, n ? " && " : "");
			put_comparison(out, &all->at[n], whole);
		}
	}
}

/* An errno after a condition. The comment in the file says so too. */
static bool has_errno_beside(const struct lowered_call *call)
{
	return call->verdict.action == ACTION_ALLOW && !lowered_is_free(call) && call->beside.action == ACTION_ERRNO;
}

static void put_call(struct text *out, const struct lowered_call *call, const struct lowered *lowered)
{
	uint64_t whole = arch_info(lowered->arch)->bits == 64 ? UINT64_MAX : UINT32_MAX;

	text_format(out, "%s: ", call->name);
	if (call->verdict.action == ACTION_ERRNO)
		text_format(out, "return %u", call->verdict.data);
	else if (lowered_is_free(call))
		text_add(out, "1");
	else
		put_conditions(out, call, whole);
	if (has_errno_beside(call))
		text_format(out, "; return %u", call->beside.data);
	text_add(out, "\n");
}

struct room {
	size_t labels, instructions;          /* remaining */
};

/* Upper bounds of what minijail generates: for a plainly allowed call, for another line, for an
 * alternative, for an operator on 64 bits. */
enum { OF_ALLOW = 2, OF_LINE = 6, OF_ALTERNATIVE = 4, OF_OPERATOR = 10, LABELS_OF_LINE = 3 };

static bool is_just_allowed(const struct lowered_call *call)
{
	return call->verdict.action == ACTION_ALLOW && lowered_is_free(call);
}

/* What remains for lines with labels once all others are written. */
static struct room room_of(const struct lowered *lowered)
{
	struct room room = { 500, 4000 };

	for (size_t i = 0; i < lowered->count; i++)
		if (is_just_allowed(&lowered->call[i]))
			room.instructions -= OF_ALLOW;
	return room;
}

static size_t instructions_of(const struct lowered_call *call)
{
	size_t count = OF_LINE;

	for (size_t i = 0; i < call->any.count; i++) {
		const struct comparisons *all = &call->any.at[i];
		count += OF_ALTERNATIVE;
		for (size_t n = 0; n < all->count; n++)
			count += OF_OPERATOR * (1u + (unsigned)__builtin_popcountll(all->at[n].value));
	}
	return count;
}

static bool takes_room(struct room *room, const struct lowered_call *call)
{
	size_t labels = lowered_is_free(call) ? LABELS_OF_LINE : call->any.count + LABELS_OF_LINE;
	size_t instructions = lowered_is_free(call) ? OF_LINE : instructions_of(call);

	if (is_just_allowed(call))
		return true;
	if (labels > room->labels || instructions > room->instructions)
		return false;
	room->labels -= labels;
	room->instructions -= instructions;
	return true;
}

/* The errno at the end of the line for another answer of this call. */
static bool is_said_beside(const struct lowered *lowered, const struct lowered_call *call)
{
	bool said = false;

	for (size_t i = 0; i < lowered->count; i++) {
		const struct lowered_call *other = &lowered->call[i];
		said |= other->id == call->id && other != call && other->verdict.action == ACTION_ALLOW &&
		        verdict_equal(other->beside, call->verdict);
	}
	return said;
}

/* Whether the call has another answer. */
static bool has_another(const struct lowered *lowered, size_t which)
{
	enum syscall_id id = lowered->call[which].id;

	return (which && lowered->call[which - 1].id == id) ||
	       (which + 1 < lowered->count && lowered->call[which + 1].id == id);
}

/* Why a line cannot be written, or NULL. minijail cannot return an errno for specific arguments, only
 * for all others. */
static const char *obstacle(struct room *room, const struct lowered_call *call)
{
	if (call->verdict.action == ACTION_ERRNO && !lowered_is_free(call))
		return "cannot return an errno depending on arguments";
	return takes_room(room, call) ? NULL : "accepts no more conditions in a file";
}

/* minijail knows only names in the kernel headers it was built with. */
static void report_recent(const struct lowered *lowered, struct text *notes)
{
	bool any = false;

	for (size_t i = 0; i < lowered->count; i++) {
		if (!out_is_recent(lowered->call[i].id, lowered->arch))
			continue;
		text_format(notes, "%s %s", any ? "" : "a minijail built before these calls existed rejects the file:",
		            lowered->call[i].name);
		any = true;
	}
	text_add(notes, any ? "\n" : "");
}

/* --- a file that is included --- */

/* Without blanks at its ends, comments and empty lines aside. */
static char *next_rule(char **text)
{
	char *line;

	while ((line = strsep(text, "\n"))) {
		line += strspn(line, " \t");
		for (size_t length = strlen(line); length && strchr(" \t\r", line[length - 1]);)
			line[--length] = '\0';
		if (*line && *line != '#')
			return line;
	}
	return NULL;
}

/* Takes a line out of those of the policy; false if it is not among them. */
static bool take_out(struct text *lines, const char *rule)
{
	AUTO_TEXT struct text line = { 0 };

	text_format(&line, "\n%s\n", rule);
	char *at = strstr(lines->at, line.at);
	if (!at)
		return false;
	memmove(at, at + line.length - 1, strlen(at + line.length - 1) + 1);
	lines->length -= line.length - 1;
	return true;
}

/* Whatever the file says must be said by the policy in the same words, so that including it allows no more. */
static int leave_common_out(struct text *lines, const struct emit_choice *choice, struct err *err)
{
	AUTO_FREE char *copy = strdup(choice->common_text);
	char *rest = copy, *rule;

	while ((rule = next_rule(&rest)))
		if (!take_out(lines, rule))
			return err_set(err, "--common=%s: the policy has no line '%.60s'", choice->common, rule);
	return 0;
}

/* minijail includes files whose path begins with / or ./ only. */
static void put_include(const char *path, struct text *out)
{
	bool explicit = *path == '/' || !strncmp(path, "./", 2);

	text_format(out, "@include %s%s\n", explicit ? "" : "./", path);
}

static void report_errno(const struct lowered *lowered, struct text *notes)
{
	AUTO_TEXT struct text calls = { 0 };

	for (size_t i = 0; i < lowered->count; i++)
		if (has_errno_beside(&lowered->call[i]))
			text_format(&calls, " %s", lowered->call[i].name);
	if (calls.length)
		text_format(notes, "for minijail0 -S only, as compile_seccomp_policy.py returns the errno if the condition holds, not otherwise:%s\n", calls.at);
}

static void put_calls(const struct lowered *lowered, struct text *out, struct text *notes)
{
	struct room room = room_of(lowered);

	for (size_t i = 0; i < lowered->count; i++) {
		if (is_said_beside(lowered, &lowered->call[i]))
			continue;
		const char *why = obstacle(&room, &lowered->call[i]);
		if (why)
			text_format(notes, "%s: left out%s and killed: minijail %s\n", lowered->call[i].name,
			            has_another(lowered, i) ? " in part" : "", why);
		else
			put_call(out, &lowered->call[i], lowered);
	}
}

int out_minijail(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                 struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { 0 };
	AUTO_TEXT struct text lines = { 0 };

	if (lower_policy(&lowered, policy, DIALECT_minijail, notes, err))
		return -1;
	text_add(notes, "minijail0 kills the thread, not the process, except with -Y or if the file was compiled with --use-kill-process; "
	                "for calls of other archs, -S always does\n");
	report_recent(&lowered, notes);
	report_errno(&lowered, notes);
	text_add(&lines, "\n");
	put_calls(&lowered, &lines, notes);
	if (choice->common && leave_common_out(&lines, choice, err))
		return -1;
	text_format(out, "# Made by `seccord emit -f minijail`; for minijail0 -S FILE on %s\n",
	            arch_info(lowered.arch)->name);
	if (choice->common)
		put_include(choice->common, out);
	text_add(out, lines.at + 1);
	return 0;
}
