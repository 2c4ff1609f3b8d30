/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A .policy of minijail, taken for x86_64: a line a call, and behind the colon
 * either an answer or an OR of ANDs of atoms, each of which compares an
 * argument with a constant. What a line's condition does not admit is killed,
 * or gets the errno behind "; return".
 */
#include <stdlib.h>
#include <string.h>

#include "emit/in_readers.h"

enum { ATOMS_MOST = 64, ARMS_MOST = POLICY_ROWS_MOST, NESTED_MOST = 16 };

struct policy_line {
	struct in_source *source;
	const char *name;                     /* of the call */
	enum syscall_id id;
	char *at;                             /* what is left to read */
	bool seen[CALL_COUNT];
};

static const struct { const char *word; struct verdict verdict; } answers[] = {
	{ "1", { ACTION_ALLOW, 0 } }, { "allow", { ACTION_ALLOW, 0 } }, { "log", { ACTION_LOG, 0 } },
	{ "trap", { ACTION_TRAP, 0 } }, { "trace", { ACTION_TRACE, 0 } }, { "kill", { ACTION_KILL, 0 } },
	{ "kill-process", { ACTION_KILL, 0 } }, { "kill-thread", { ACTION_KILL_THREAD, 0 } },
};

static const struct { const char *sign; enum in_op op; } ops[] = {
	{ "==", IN_EQ }, { "!=", IN_NE }, { "<=", IN_LE }, { ">=", IN_GE }, { "<", IN_LT }, { ">", IN_GT },
};

static void skip_blanks(struct policy_line *line)
{
	line->at += strspn(line->at, " \t");
}

/* Takes a sign or a word that stands next. */
static bool takes(struct policy_line *line, const char *word)
{
	size_t length = strlen(word);

	skip_blanks(line);
	if (strncmp(line->at, word, length))
		return false;
	line->at += length;
	return true;
}

static int number_or_name(struct policy_line *line, unsigned arg, uint64_t *value, struct err *err)
{
	size_t length = strspn(line->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
	char word[64];

	if (!length || length >= sizeof(word))
		return err_set(err, "a number or the name of a constant is expected");
	memcpy(word, line->at, length);
	word[length] = '\0';
	line->at += length;
	if ((*word >= '0' && *word <= '9') || *word == '-') {
		char *end;
		*value = strtoull(word, &end, 0);
		return *end ? err_set(err, "'%s' is not a number", word) : 0;
	}
	*value = 0;
	if (line->id == CALL_UNKNOWN)
		return 0;
	enum role role = syscall_role(line->id, ARCH_X86_64, arg);
	if (!role_is_filterable(role))
		return err_set(err, "'%s': seccord knows no names for this argument; give the number", word);
	return role_parse(role, word, value, err);
}

/* NUMBER, NAME, ~X, (X), X|Y */
static int constant(struct policy_line *line, unsigned arg, uint64_t *value, int depth, struct err *err)
{
	uint64_t one;

	*value = 0;
	do {
		bool inverts = takes(line, "~");
		if (depth > NESTED_MOST)
			return err_set(err, "too many brackets");
		if (takes(line, "(")) {
			if (constant(line, arg, &one, depth + 1, err))
				return -1;
			if (!takes(line, ")"))
				return err_set(err, "')' is expected");
		} else if (skip_blanks(line), number_or_name(line, arg, &one, err)) {
			return -1;
		}
		*value |= inverts ? ~one : one;
	} while (line->at += strspn(line->at, " \t"), *line->at == '|' && line->at[1] != '|' && line->at++);
	return 0;
}

/* "in X": no bit outside of X; "& X": one of these bits at least. */
static int operator_of(struct policy_line *line, struct in_test *test, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(ops); i++)
		if (takes(line, ops[i].sign)) {
			test->op = ops[i].op;
			return constant(line, test->arg, &test->value, 0, err);
		}
	bool in = takes(line, "in ");
	if (!in && (!takes(line, "&") || *line->at == '&'))
		return err_set(err, "==, !=, <, <=, >, >=, & or in is expected");
	if (constant(line, test->arg, &test->mask, 0, err))
		return -1;
	test->mask = in ? ~test->mask : test->mask;
	test->op = in ? IN_EQ : IN_NE;
	return 0;
}

static int atom(struct policy_line *line, struct in_test *test, struct err *err)
{
	*test = (struct in_test){ .mask = UINT64_MAX };
	if (!takes(line, "arg") || *line->at < '0' || *line->at > '5')
		return err_set(err, "arg0 to arg5 is expected");
	test->arg = (unsigned)(*line->at++ - '0');
	return operator_of(line, test, err);
}

static int arm(struct policy_line *line, struct err *err)
{
	struct in_test tests[ATOMS_MOST];
	size_t count = 0;

	do {
		if (count == ATOMS_MOST)
			return err_set(err, "more than %d conditions joined by &&", ATOMS_MOST);
		if (atom(line, &tests[count++], err))
			return -1;
	} while (takes(line, "&&"));
	return in_source_add(line->source, line->name, line->source->archs, (struct verdict){ ACTION_ALLOW, 0 }, tests, count, err);
}

static int answer(struct policy_line *line, struct verdict *verdict, struct err *err)
{
	if (takes(line, "return")) {
		skip_blanks(line);
		char *rest = line->at, *word = in_word(&rest, " \t");
		line->at = rest;
		return word ? in_errno(word, verdict, err) : err_set(err, "an errno is expected behind return");
	}
	skip_blanks(line);
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (!strncmp(line->at, answers[i].word, strlen(answers[i].word)) &&
		    strspn(line->at + strlen(answers[i].word), " \t") == strlen(line->at + strlen(answers[i].word))) {
			line->at += strlen(line->at);
			*verdict = answers[i].verdict;
			return 0;
		}
	return err_set(err, "neither a condition nor one of 1, allow, log, trap, trace, kill, kill-process, kill-thread, return ERRNO");
}

static int add_answer(struct policy_line *line, struct err *err)
{
	struct verdict verdict;

	if (answer(line, &verdict, err))
		return -1;
	return in_source_add(line->source, line->name, line->source->archs, verdict, NULL, 0, err);
}

static int add_arms(struct policy_line *line, struct err *err)
{
	size_t count = 0;

	do {
		if (count++ == ARMS_MOST)
			return err_set(err, "more than %d conditions joined by ||", ARMS_MOST);
		if (arm(line, err))
			return -1;
	} while (takes(line, "||"));
	return takes(line, ";") ? add_answer(line, err) : 0;
}

static int claim(struct policy_line *line, struct err *err)
{
	line->id = (enum syscall_id)syscall_by_name(line->name);
	if (line->id == CALL_UNKNOWN)
		return 0;
	if (line->seen[line->id])
		return err_set(err, "%s has a line already", line->name);
	line->seen[line->id] = true;
	return 0;
}

static int read_call(struct policy_line *line, struct err *err)
{
	char *colon = strchr(line->at, ':'), *name = line->at;

	if (!colon || *name == '{' || strchr(name, '[') || strchr(colon, '{'))
		return err_set(err, "\"CALL: CONDITION\" is expected: lists in {} and [] are not read");
	*colon = '\0';
	line->at = colon + 1;
	line->name = in_word(&name, " \t");
	if (!line->name)
		return err_set(err, "a call's name is expected before the colon");
	if (claim(line, err))
		return -1;
	skip_blanks(line);
	if (!strncmp(line->at, "arg", 3) ? add_arms(line, err) : add_answer(line, err))
		return -1;
	skip_blanks(line);
	return *line->at ? err_set(err, "what is '%.40s'?", line->at) : 0;
}

/* @default ANSWER, @include, @frequency */
static int read_directive(struct policy_line *line, struct err *err)
{
	if (takes(line, "@frequency"))
		return 0;
	if (!takes(line, "@default"))
		return err_set(err, "not read: give the lines of the file themselves");
	if (answer(line, &line->source->otherwise, err))
		return -1;
	line->source->newer = line->source->otherwise;
	return 0;
}

static void cut_comment(char *line)
{
	line[strcspn(line, "#")] = '\0';
}

static int read_lines(struct policy_line *line, const struct in_bytes *bytes, struct err *err)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes };

	while (in_lines_next(&lines, "#")) {
		line->at = lines.line.at;
		cut_comment(line->at);
		skip_blanks(line);
		if (*line->at == '@' ? read_directive(line, err) : read_call(line, err))
			return in_lines_err(&lines, err);
	}
	return 0;
}

int in_minijail(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	struct policy_line line = { .source = source };

	source->archs = ARCH_BIT(ARCH_X86_64);
	source->otherwise = source->newer = source->foreign = (struct verdict){ ACTION_KILL, 0 };
	return read_lines(&line, bytes, err);
}
