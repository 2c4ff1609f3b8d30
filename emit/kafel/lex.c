/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tokens of kafel's language, over a stack of included files. A line with
 * #include goes on with the next token after the end of the file that it names.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emit/kafel/kafel.h"

static const char *const keywords[] = {
	"SYSCALL", "ALLOW", "LOG", "USER_NOTIF", "ERRNO", "KILL_PROCESS", "KILL_THREAD", "KILL", "DENY", "TRAP", "TRACE", "USE",
	"POLICY", "DEFAULT", "ON", "define",
};

static const struct { const char *sign; enum kafel_kind kind; } signs[] = {
	{ "==", KAFEL_EQ }, { "!=", KAFEL_NE }, { "<=", KAFEL_LE }, { ">=", KAFEL_GE }, { "<", KAFEL_LT }, { ">", KAFEL_GT },
	{ "||", KAFEL_OR }, { "&&", KAFEL_AND },
};

static const char digits[] = "0123456789";
static const char hexadecimal[] = "0123456789abcdefABCDEF";
static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

static struct kafel_file *top(struct kafel_lex *lex)
{
	return &lex->file[lex->depth];
}

int kafel_err(const struct kafel_lex *lex, struct err *err)
{
	return err_context(err, "%s:%u", lex->name, lex->line);
}

/* kafel takes a star and the letter after it together, so it does not see the end of a comment that ends with two stars. */
static int skip_comment(struct kafel_lex *lex, struct kafel_file *file, struct err *err)
{
	for (file->at += 2; *file->at; file->at++) {
		if (file->at[0] == '*' && file->at[1] == '/') {
			file->at += 2;
			return 0;
		}
		file->at += file->at[0] == '*' && file->at[1];
		file->line += *file->at == '\n';
	}
	err_set(err, "a comment without an end");
	return kafel_err(lex, err);
}

static int skip_blanks(struct kafel_lex *lex, struct err *err)
{
	struct kafel_file *file = top(lex);

	for (;;) {
		if (file->at[0] == '/' && file->at[1] == '/') {
			file->at += strcspn(file->at, "\n");
		} else if (file->at[0] == '/' && file->at[1] == '*') {
			if (skip_comment(lex, file, err))
				return -1;
		} else if (*file->at && strchr(" \t\n", *file->at)) {
			file->line += *file->at++ == '\n';
		} else {
			return 0;
		}
	}
}

static int push(struct kafel_lex *lex, const char *path, struct err *err)
{
	AUTO_TEXT struct text text = { 0 };
	struct in_chain chain;

	lex->including.depth_most = KAFEL_INCLUDES;
	if (in_include(&lex->including, &top(lex)->chain, &chain, path, &text, err))
		return -1;
	lex->depth++;
	*top(lex) = (struct kafel_file){ .name = arena_string(lex->arena, path), .at = arena_string(lex->arena, text.at), .line = 1, .chain = chain };
	return 0;
}

/* Within a line with #include: the next file, or the end of the line. */
static int include(struct kafel_lex *lex, struct err *err)
{
	struct kafel_file *file = top(lex);
	AUTO_TEXT struct text path = { 0 };

	file->at += strspn(file->at, " \t");
	if (*file->at == '\n' || *file->at == ';') {
		file->line += *file->at++ == '\n';
		file->including = false;
		return 0;
	}
	size_t length = *file->at == '"' ? strcspn(file->at + 1, "\"\n") : 0;
	if (!length || file->at[1 + length] != '"') {
		err_set(err, "expected a file name in quotes after #include, and the end of the line");
		return kafel_err(lex, err);
	}
	in_path_beside(&path, file->name, file->at + 1, length);   /* kafel looks in the folders that its caller names, which are not known here */
	file->at += length + 2;
	return push(lex, path.at, err) ? kafel_err(lex, err) : 0;
}

static int read_number(struct kafel_lex *lex, const char *at, size_t *size, struct err *err)
{
	bool negative = *at == '-';
	int base = at[0] != '0' ? 10 : at[1] == 'x' && at[2] && strchr(hexadecimal, at[2]) ? 16 :
	           at[1] == 'b' && (at[2] == '0' || at[2] == '1') ? 2 : 8;
	const char *first = at + negative + (base == 16 || base == 2 ? 2 : 0);

	*size = (size_t)(first - at) + strspn(first, base == 16 ? hexadecimal : base == 2 ? "01" : digits);
	char *copy = arena_format(lex->arena, "%.*s", (int)(*size - (size_t)(first - at)), first);
	errno = 0;
	lex->token.number = strtoull(copy, NULL, base);
	lex->token.number = negative ? -lex->token.number : lex->token.number;
	lex->token.kind = KAFEL_NUMBER;
	return errno ? err_set(err, "'%.40s' does not fit into 64 bits", copy) : 0;
}

static int read_word(struct kafel_lex *lex, const char *at, size_t *size, struct err *err)
{
	*size = strspn(at, name_letters);
	if (*size > KAFEL_WORD_MOST)
		return err_set(err, "a name of more than %d letters", KAFEL_WORD_MOST);
	memcpy(lex->token.word, at, *size);
	lex->token.word[*size] = '\0';
	lex->token.kind = KAFEL_WORD;
	return 0;
}

static int read_sign(struct kafel_lex *lex, const char *at, size_t *size, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(signs); i++)
		if (!strncmp(at, signs[i].sign, strlen(signs[i].sign))) {
			*size = strlen(signs[i].sign);
			lex->token.kind = signs[i].kind;
			return 0;
		}
	*size = 1;
	lex->token = (struct kafel_token){ .kind = KAFEL_SIGN, .word = { *at } };
	return strchr("{}()[],!#|&", *at) ? 0 : err_set(err, "unexpected '%c'", *at);
}

/* A minus belongs to the number after it. */
static int read_token(struct kafel_lex *lex, struct err *err)
{
	struct kafel_file *file = top(lex);
	const char *at = file->at;
	bool is_number = strchr(digits, *at) || (*at == '-' && at[1] >= '1' && at[1] <= '9');
	size_t size = 0;

	if (is_number ? read_number(lex, at, &size, err) : *at != '_' && strchr(name_letters, *at) ? read_word(lex, at, &size, err)
	                                                                                           : read_sign(lex, at, &size, err))
		return kafel_err(lex, err);
	file->at += size;
	return 0;
}

static bool begins_include(struct kafel_file *file)
{
	static const char word[] = "#include";
	bool does = !strncmp(file->at, word, strlen(word));

	file->at += does ? strlen(word) : 0;
	file->including |= does;
	return does;
}

int kafel_next(struct kafel_lex *lex, struct err *err)
{
	for (;;) {
		struct kafel_file *file = top(lex);
		lex->name = file->name;
		lex->line = file->line;
		bool including = file->including;
		if (including ? include(lex, err) : skip_blanks(lex, err))
			return -1;
		lex->line = file->line;
		if (including || begins_include(file))
			continue;
		if (*file->at)
			return read_token(lex, err);
		if (!lex->depth)
			break;
		lex->depth--;
	}
	lex->token.kind = KAFEL_END;
	return 0;
}

int kafel_lex_begin(struct kafel_lex *lex, const struct in_bytes *bytes, struct arena *arena, struct err *err)
{
	*lex = (struct kafel_lex){ .arena = arena, .file = { { .name = bytes->name, .at = bytes->at, .line = 1, .chain = in_chain_begin(bytes->name) } } };
	return kafel_next(lex, err);
}

bool kafel_is_sign(const struct kafel_lex *lex, char sign)
{
	return lex->token.kind == KAFEL_SIGN && *lex->token.word == sign;
}

bool kafel_is_word(const struct kafel_lex *lex, const char *word)
{
	return lex->token.kind == KAFEL_WORD && !strcmp(lex->token.word, word);
}

bool kafel_is_name(const struct kafel_lex *lex)
{
	for (size_t i = 0; i < COUNT_OF(keywords); i++)
		if (kafel_is_word(lex, keywords[i]))
			return false;
	return lex->token.kind == KAFEL_WORD;
}

int kafel_unexpected(const struct kafel_lex *lex, const char *expected, struct err *err)
{
	const struct kafel_token *token = &lex->token;

	if (token->kind == KAFEL_END)
		err_set(err, "expected %s before the end of the file", expected);
	else if (token->kind == KAFEL_WORD || token->kind == KAFEL_SIGN)
		err_set(err, "expected %s, not '%s'", expected, token->word);
	else
		err_set(err, "expected %s, not %s", expected, token->kind == KAFEL_NUMBER ? "a number" : "an operator");
	return kafel_err(lex, err);
}

int kafel_take_sign(struct kafel_lex *lex, char sign, struct err *err)
{
	const char expected[] = { '\'', sign, '\'', '\0' };

	return kafel_is_sign(lex, sign) ? kafel_next(lex, err) : kafel_unexpected(lex, expected, err);
}

int kafel_take_number(struct kafel_lex *lex, uint64_t most, uint64_t *number, struct err *err)
{
	*number = lex->token.number;
	if (lex->token.kind != KAFEL_NUMBER)
		return kafel_unexpected(lex, "a number", err);
	if (*number > most) {
		err_set(err, "the number is too large: the maximum is %llu", (unsigned long long)most);
		return kafel_err(lex, err);
	}
	return kafel_next(lex, err);
}

int kafel_take_name(struct kafel_lex *lex, const char **name, const char *what, struct err *err)
{
	if (!kafel_is_name(lex))
		return kafel_unexpected(lex, what, err);
	*name = arena_string(lex->arena, lex->token.word);
	return kafel_next(lex, err);
}
