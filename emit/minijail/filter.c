/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text after the colon: an answer; or an OR of ANDs of atoms, each
 * comparing an argument with a constant, followed by an answer; or several of
 * these in { }, tested in order. A value extends to the end of a line or to a
 * character that no value contains.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emit/minijail/minijail.h"

enum { ATOMS_MOST = 64, ARMS_MOST = POLICY_ROWS_MOST, NESTED_MOST = 16 };

struct filter_reader {
	struct minijail *jail;
	const struct minijail_call *call;
	char *at;                             /* the text left to read */
	size_t first;                         /* the first rule of the source for an alternative */
	bool unknown;                         /* a constant of this condition has an unknown value */
	bool unused;                          /* the line has no call for the arch: nothing is added */
};

static const struct { const char *word; struct verdict verdict; } actions[] = {
	{ "1", { ACTION_ALLOW, 0 } }, { "allow", { ACTION_ALLOW, 0 } }, { "log", { ACTION_LOG, 0 } },
	{ "trap", { ACTION_TRAP, 0 } }, { "trace", { ACTION_TRACE, 0 } }, { "kill", { ACTION_KILL, 0 } },
	{ "kill-process", { ACTION_KILL, 0 } }, { "kill-thread", { ACTION_KILL_THREAD, 0 } },
	{ "user-notify", { ACTION_NOTIFY, 0 } },
};

static const struct { const char *sign; enum in_op op; } ops[] = {
	{ "==", IN_EQ }, { "!=", IN_NE }, { "<=", IN_LE }, { ">=", IN_GE }, { "<", IN_LT }, { ">", IN_GT },
};

static const char word_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

static void skip_blanks(struct filter_reader *reader)
{
	reader->at += strspn(reader->at, " \t");
}

static bool stands(struct filter_reader *reader, const char *sign)
{
	skip_blanks(reader);
	return !strncmp(reader->at, sign, strlen(sign));
}

static bool takes(struct filter_reader *reader, const char *sign)
{
	bool does = stands(reader, sign);

	reader->at += does ? strlen(sign) : 0;
	return does;
}

static bool takes_word(struct filter_reader *reader, const char *word)
{
	size_t length = strlen(word);

	return stands(reader, word) && !(reader->at[length] && strchr(word_letters, reader->at[length])) && takes(reader, word);
}

/* A tool that does not know the constant refuses the file. */
static void doubt_untabled(struct filter_reader *reader, const char *word)
{
	AUTO_TEXT struct text reason = { 0 };

	text_format(&reason, "minijail refuses the file if it was not built with %s, which its tables of constants usually lack", word);
	if (!minijail_tables_have(word))
		in_source_inexact(reader->jail->source, reader->jail->source->line, NULL, reason.at);
}

/* Its value does not matter, only whether it has one. */
static int unused_constant(struct filter_reader *reader, const char *word, uint64_t *value)
{
	AUTO_TEXT struct text reason = { 0 };

	*value = 0;
	text_format(&reason, "%s, in a line without a call for %s: compile_seccomp_policy.py refuses the file if its constants lack it",
	            word, arch_info(reader->jail->arch)->name);
	if (!minijail_tables_have(word))
		in_source_inexact(reader->jail->source, reader->jail->source->line, NULL, reason.at);
	return 0;
}

/* A number or the name of a constant. */
static int single(struct filter_reader *reader, unsigned arg, uint64_t *value, struct err *err)
{
	size_t length;
	char word[64];
	const char *why = "unknown constant";

	skip_blanks(reader);
	length = strspn(reader->at, word_letters);
	if (!length || length >= sizeof(word))
		return err_set(err, "expected a number or the name of a constant");
	memcpy(word, reader->at, length);
	word[length] = '\0';
	reader->at += length;
	if ((*word >= '0' && *word <= '9') || *word == '-')
		return minijail_number(word, reader->jail->arch, value, err);
	if (reader->unused)
		return unused_constant(reader, word, value);
	if (minijail_constant(word, reader->call, reader->jail->arch, arg, value, &why)) {
		doubt_untabled(reader, word);
		return 0;
	}
	AUTO_TEXT struct text reason = { 0 };
	text_format(&reason, "%s: %s; the rule with this condition is skipped", word, why);
	in_source_inexact(reader->jail->source, reader->jail->source->line, reader->call->name, reason.at);
	reader->unknown = true;
	*value = 0;
	return 0;
}

static int constant(struct filter_reader *reader, unsigned arg, uint64_t *value, int depth, struct err *err);

/* X, (X|Y), ~X */
static int part(struct filter_reader *reader, unsigned arg, uint64_t *value, int depth, struct err *err)
{
	bool inverts = takes(reader, "~");

	if (depth > NESTED_MOST)
		return err_set(err, "brackets nested too deeply");
	if (!takes(reader, "(")) {
		if (single(reader, arg, value, err))
			return -1;
	} else {
		if (constant(reader, arg, value, depth + 1, err))
			return -1;
		if (!takes(reader, ")"))
			return err_set(err, "expected ')'");
	}
	*value = inverts ? ~*value : *value;
	return 0;
}

/* libminijail takes a value up to the next blank. */
static bool takes_or(struct filter_reader *reader)
{
	const char *before = reader->at;
	bool does = stands(reader, "|") && reader->at[1] != '|' && takes(reader, "|");

	reader->jail->is_compilers |= does && (*before != '|' || strchr(" \t", *reader->at));
	return does;
}

/* Parts joined by | */
static int constant(struct filter_reader *reader, unsigned arg, uint64_t *value, int depth, struct err *err)
{
	uint64_t one;

	*value = 0;
	do {
		if (part(reader, arg, &one, depth, err))
			return -1;
		*value |= one;
	} while (takes_or(reader));
	return 0;
}

/* "in X": no bit outside of X; "& X": at least one of these bits. */
static int operator_of(struct filter_reader *reader, struct in_test *test, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(ops); i++)
		if (takes(reader, ops[i].sign)) {
			test->op = ops[i].op;
			return constant(reader, test->arg, &test->value, 0, err);
		}
	bool in = takes_word(reader, "in");
	if (!in && (!takes(reader, "&") || *reader->at == '&'))
		return err_set(err, "expected one of ==, !=, <, <=, >, >=, &, in");
	if (constant(reader, test->arg, &test->mask, 0, err))
		return -1;
	test->mask = in ? ~test->mask : test->mask;
	test->op = in ? IN_EQ : IN_NE;
	return 0;
}

static int atom(struct filter_reader *reader, struct in_test *test, struct err *err)
{
	*test = (struct in_test){ .mask = UINT64_MAX };
	if (!takes(reader, "arg") || *reader->at < '0' || *reader->at > '5')
		return err_set(err, "expected arg0 to arg5");
	test->arg = (unsigned)(*reader->at++ - '0');
	return operator_of(reader, test, err);
}

static int add(struct filter_reader *reader, struct verdict verdict, const struct in_test *tests, size_t count, struct err *err)
{
	struct in_source *source = reader->jail->source;

	if (reader->unused)
		return 0;
	if (!reader->call->name)
		return in_source_add_number(source, reader->call->nr, source->archs, verdict, tests, count, err);
	return in_source_add(source, reader->call->name, source->archs, verdict, tests, count, err);
}

/* Atoms joined by &&: a rule, whose answer may follow. */
static int arm(struct filter_reader *reader, struct err *err)
{
	struct in_test tests[ATOMS_MOST];
	size_t count = 0;

	reader->unknown = false;
	do {
		if (count == ATOMS_MOST)
			return err_set(err, "more than %d conditions joined by &&", ATOMS_MOST);
		if (atom(reader, &tests[count++], err))
			return -1;
	} while (takes(reader, "&&"));
	return reader->unknown ? 0 : add(reader, (struct verdict){ ACTION_ALLOW, 0 }, tests, count, err);
}

static int return_action(struct filter_reader *reader, struct verdict *verdict, struct err *err)
{
	struct minijail_call nothing = { .id = CALL_UNKNOWN };
	uint64_t number = 0;

	skip_blanks(reader);
	if (!*reader->at || strchr(",};", *reader->at)) {
		if (reader->unused)
			return err_set(err, "expected an errno after return");
		*verdict = (struct verdict){ ACTION_KILL, 0 };    /* only libminijail takes a bare "return" */
		if (!reader->jail->bare_return)
			reader->jail->bare_return = reader->jail->source->line;
		return 0;
	}
	const struct minijail_call *call = reader->call;
	reader->call = &nothing;
	reader->unknown = false;
	int result = constant(reader, 0, &number, 0, err);
	reader->call = call;
	if (result)
		return -1;
	if (number > ERRNO_MOST || reader->unknown)
		return err_set(err, "expected an errno after return: a name, or a number up to %d", ERRNO_MOST);
	*verdict = (struct verdict){ ACTION_ERRNO, (uint16_t)number };
	return 0;
}

static int action(struct filter_reader *reader, struct verdict *verdict, struct err *err)
{
	if (takes_word(reader, "return"))
		return return_action(reader, verdict, err);
	for (size_t i = 0; i < COUNT_OF(actions); i++)
		if (takes_word(reader, actions[i].word)) {
			reader->jail->is_compilers |= i != 0;
			*verdict = actions[i].verdict;
			return 0;
		}
	return err_set(err, "expected a condition or one of 1, allow, log, trap, trace, user-notify, kill, kill-process, kill-thread, "
	                    "return ERRNO");
}

static int already_ended(const struct filter_reader *reader, struct err *err)
{
	const struct minijail_call_state *call = &reader->jail->calls[reader->call->id];

	err_set(err, "%s already has an unconditional action", syscall_name(reader->call->id));
	return reader->jail->including.files ? -1 : err_set(err, "%s already has an unconditional action, in line %u; remove one of them",
	                                                    syscall_name(reader->call->id), call->end_line);
}

/* Something follows an unconditional answer. Only a minijail0 built for it accepts that: the first line decides, and of the
 * lines of a call one at most has more than "1". */
static int repeated(struct filter_reader *reader, struct err *err)
{
	struct minijail *jail = reader->jail;
	enum syscall_id id = reader->call->id;

	if (jail->is_compilers || jail->calls[id].with_more > 1)
		return already_ended(reader, err);
	in_source_inexact(jail->source, jail->source->line, syscall_name(id),
	                  "already has an unconditional action: minijail0 and compile_seccomp_policy.py refuse the file; "
	                  "read as a minijail0 built with ALLOW_DUPLICATE_SYSCALLS does (Android): the first line decides");
	if (jail->repeated == CALL_UNKNOWN) {
		jail->repeated = id;
		jail->repeated_line = jail->source->line;
	}
	return 0;
}

static int add_for_all(struct filter_reader *reader, struct verdict verdict, struct err *err)
{
	struct minijail *jail = reader->jail;
	enum syscall_id id = reader->call->id;

	if (id == CALL_UNKNOWN)
		return add(reader, verdict, NULL, 0, err);
	struct minijail_call_state *call = &jail->calls[id];
	if (call->ended)
		return repeated(reader, err);
	call->ended = true;
	call->end_line = jail->source->line;
	if (call->refuses && verdict.action == ACTION_ALLOW)
		in_source_inexact(jail->source, jail->source->line, syscall_name(id),
		                  "compile_seccomp_policy.py drops the conditions of a call that is finally allowed; read as written");
	if (call->lines > 1 && verdict.action == ACTION_ALLOW && jail->opened == CALL_UNKNOWN) {
		jail->opened = id;
		jail->opened_line = jail->source->line;
	}
	return add(reader, verdict, NULL, 0, err);
}

/* "; ANSWER": the two tools differ in which calls it applies to. */
static int answer_behind(struct filter_reader *reader, struct err *err)
{
	struct in_source *source = reader->jail->source;
	struct verdict verdict;

	if (action(reader, &verdict, err))
		return -1;
	if (!reader->jail->answers_behind && !reader->unused)
		reader->jail->answers_behind = source->line ? source->line : 1;
	if (!reader->jail->as_compiler)
		return add(reader, verdict, NULL, 0, err);
	if (reader->call->id != CALL_UNKNOWN)
		reader->jail->calls[reader->call->id].refuses |= verdict.action != ACTION_ALLOW;
	for (size_t i = reader->first; i < source->rule_count; i++)
		source->rules[i].verdict = verdict;
	return 0;
}

static int conditions(struct filter_reader *reader, struct err *err)
{
	size_t count = 0;

	reader->first = reader->jail->source->rule_count;
	do {
		if (count++ == ARMS_MOST)
			return err_set(err, "more than %d conditions joined by ||", ARMS_MOST);
		if (arm(reader, err))
			return -1;
	} while (takes(reader, "||"));
	return takes(reader, ";") ? answer_behind(reader, err) : 0;
}

static int one_filter(struct filter_reader *reader, struct err *err)
{
	const struct minijail_call *call = reader->call;
	struct verdict verdict;

	if (stands(reader, "arg") && call->id != CALL_UNKNOWN && reader->jail->calls[call->id].ended && repeated(reader, err))
		return -1;
	if (stands(reader, "arg"))
		return conditions(reader, err);
	return action(reader, &verdict, err) || add_for_all(reader, verdict, err) ? -1 : 0;
}

static int several(struct filter_reader *reader, struct err *err)
{
	reader->jail->is_compilers = true;
	do {
		if (one_filter(reader, err))
			return -1;
	} while (takes(reader, ","));
	return takes(reader, "}") ? 0 : err_set(err, "expected '}' or ',', not '%.40s'", reader->at);
}

static int at_end(struct filter_reader *reader, struct err *err)
{
	skip_blanks(reader);
	return *reader->at ? err_set(err, "unexpected '%.40s'", reader->at) : 0;
}

int minijail_filter(struct minijail *jail, const struct minijail_call *call, char *at, struct err *err)
{
	struct filter_reader reader = { .jail = jail, .call = call, .at = at };

	if (takes(&reader, "{") ? several(&reader, err) : one_filter(&reader, err))
		return -1;
	return at_end(&reader, err);
}

int minijail_check_filter(struct minijail *jail, char *at, struct err *err)
{
	struct minijail_call nothing = { .id = CALL_UNKNOWN };
	struct filter_reader reader = { .jail = jail, .call = &nothing, .at = at, .unused = true };

	if (takes(&reader, "{") ? several(&reader, err) : one_filter(&reader, err))
		return -1;
	skip_blanks(&reader);
	if (*reader.at)
		in_source_inexact(jail->source, jail->source->line, NULL, "something follows the filter of a line without a call for this arch; "
		                  "compile_seccomp_policy.py ignores it if it consists of words that it knows");
	return 0;
}

int minijail_action(struct minijail *jail, char *at, struct verdict *verdict, struct err *err)
{
	struct minijail_call nothing = { .id = CALL_UNKNOWN };
	struct filter_reader reader = { .jail = jail, .call = &nothing, .at = at };

	return action(&reader, verdict, err) || at_end(&reader, err) ? -1 : 0;
}
