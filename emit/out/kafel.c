/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy in kafel's language, for nsjail. kafel's own argument names have the
 * widths of C types; those declared here are whole registers. Calls are declared by
 * number, as kafel's table has the kernel's function names (newfstat) and lacks
 * recent calls.
 */
#include <ctype.h>
#include <inttypes.h>

#include "emit/out/out.h"
#include "emit/out/lowered.h"

static void put_action(struct text *out, struct verdict verdict)
{
	static const char *const actions[] = {
		[ACTION_ALLOW] = "ALLOW", [ACTION_LOG] = "LOG", [ACTION_TRACE] = "TRACE", [ACTION_ERRNO] = "ERRNO",
		[ACTION_TRAP] = "TRAP", [ACTION_KILL_THREAD] = "KILL", [ACTION_KILL] = "KILL_PROCESS",
	};
	bool number = verdict.action == ACTION_TRACE || verdict.action == ACTION_ERRNO || verdict.action == ACTION_TRAP;

	text_add(out, actions[verdict.action]);
	if (number)
		text_format(out, "(%u)", verdict.data);
}

/* Words must begin with a letter. */
static bool is_word(const struct lowered_call *call)
{
	return call->id != CALL_UNKNOWN && *call->name != '_';
}

static void put_definitions(const struct lowered *lowered, struct text *out)
{
	for (size_t i = 0; i < lowered->count; i++)
		if (is_word(&lowered->call[i]) && !(i && lowered->call[i - 1].id == lowered->call[i].id))
			text_format(out, "#define %s %" PRIi64 "\n", lowered->call[i].name,
			            syscall_nr(lowered->call[i].id, lowered->arch));
}

static void put_comparison(struct text *out, const struct comparison *c)
{
	static const char *const operators[] = {
		[COMPARE_EQ] = "==", [COMPARE_NE] = "!=", [COMPARE_LE] = "<=", [COMPARE_GE] = ">=",
	};

	if (c->mask == UINT64_MAX)
		text_format(out, "a%d %s 0x%" PRIx64, c->arg, operators[c->op], c->value);
	else
		text_format(out, "(a%d & 0x%" PRIx64 ") == 0x%" PRIx64, c->arg, c->mask, c->value);
}

static void put_alternative(struct text *out, const struct comparisons *all)
{
	for (size_t i = 0; i < all->count; i++) {
		text_add(out, i ? " && " : "");
		put_comparison(out, &all->at[i]);
	}
}

enum { GROUP = 64 };                          /* kafel accepts expressions up to a depth of 200 */

static void put_conditions(struct text *out, const struct dnf *any)
{
	bool grouped = any->count > GROUP;

	text_add(out, "(a0, a1, a2, a3, a4, a5) {\n\t\t\t");
	for (size_t i = 0; i < any->count; i++) {
		bool first = grouped && i % GROUP == 0, last = grouped && (i % GROUP == GROUP - 1 || i + 1 == any->count);
		text_format(out, "%s%s", i ? " ||\n\t\t\t" : "", first ? "(" : "");
		put_alternative(out, &any->at[i]);
		text_add(out, last ? ")" : "");
	}
	text_add(out, "\n\t\t}");
}

static void put_call(struct text *out, const struct lowered_call *call, enum arch arch)
{
	if (is_word(call))
		text_add(out, call->name);
	else if (call->id == CALL_UNKNOWN)
		text_format(out, "SYSCALL[%s]", call->name);
	else
		text_format(out, "SYSCALL[%" PRIi64 "]", syscall_nr(call->id, arch));
	if (!lowered_is_free(call))
		put_conditions(out, &call->any);
}

/* All calls with the same answer in one block, at the position of the first. */
static void put_block(const struct lowered *lowered, size_t first, struct text *out)
{
	struct verdict verdict = lowered->call[first].verdict;

	for (size_t i = 0; i < first; i++)
		if (verdict_equal(lowered->call[i].verdict, verdict))
			return;
	text_add(out, first ? ",\n\t" : "\t");
	put_action(out, verdict);
	text_add(out, " {\n\t\t");
	for (size_t i = first; i < lowered->count; i++) {
		if (!verdict_equal(lowered->call[i].verdict, verdict))
			continue;
		text_add(out, i > first ? ",\n\t\t" : "");
		put_call(out, &lowered->call[i], lowered->arch);
	}
	text_add(out, "\n\t}");
}

/* An identifier of kafel's. */
static int check_name(const char *name, struct err *err)
{
	bool valid = isalpha((unsigned char)*name) || *name == '_';

	for (const char *c = name; *c; c++)
		valid &= isalnum((unsigned char)*c) || *c == '_';
	return valid ? 0 : err_set(err, "--name=%s: kafel's names have letters, digits and _, and do not begin with a digit", name);
}

int out_kafel(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
              struct err *err)
{
	const char *name = choice->name ? choice->name : "seccord";
	AUTO_LOWERED struct lowered lowered = { 0 };

	if (check_name(name, err) || lower_policy(&lowered, policy, DIALECT_kafel, notes, err))
		return -1;
	text_format(out, "// Made by `seccord emit -f kafel`; for %s\n", arch_info(lowered.arch)->name);
	put_definitions(&lowered, out);
	text_format(out, "POLICY %s {\n", name);
	for (size_t i = 0; i < lowered.count; i++)
		put_block(&lowered, i, out);
	text_format(out, "\n}\n\nUSE %s DEFAULT ", name);
	put_action(out, lowered.otherwise);
	text_add(out, "\n");
	return 0;
}
