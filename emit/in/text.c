/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the readers: lines, words, numbers and included files.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/nearest.h"
#include "emit/in/readers.h"

static const char blanks[] = " \t\r";

/* Appends the next line of the file verbatim. */
static void add_line(struct in_lines *lines)
{
	const char *at = lines->bytes.at + lines->at;
	size_t length = strcspn(at, "\n");

	text_add_bytes(&lines->line, at, length);
	lines->at += length + (at[length] == '\n');
	lines->next++;
}

static bool goes_on(const struct in_lines *lines, struct text *line)
{
	while (line->length && strchr(blanks, line->at[line->length - 1]))
		line->at[--line->length] = '\0';
	if (lines->whole || !line->length || line->at[line->length - 1] != '\\')
		return false;
	line->at[line->length - 1] = ' ';
	return true;
}

static bool is_comment(const char *line, const char *comments)
{
	return *line && strchr(comments, *line);
}

/* The line that continues this one, after any comments between them. */
static void add_rest(struct in_lines *lines, const char *comments)
{
	const char *next = lines->bytes.at + lines->at;

	while (lines->comments_inside && is_comment(next + strspn(next, blanks), comments)) {
		next += strcspn(next, "\n");
		next += *next == '\n';
		lines->next++;
	}
	lines->at = (size_t)(next - lines->bytes.at);
	add_line(lines);
}

/* Whether the backslash is part of the comment is for the reader to know. */
static void note_comment(struct in_lines *lines, const char *comments)
{
	const char *next = lines->bytes.at + lines->at;

	next += strspn(next, blanks);
	if (*next && *next != '\n' && !is_comment(next, comments) && strpbrk(lines->line.at, comments))
		lines->open_comment = lines->next;
}

bool in_lines_next(struct in_lines *lines, const char *comments)
{
	while (lines->at < lines->bytes.size) {
		lines->line.length = 0;
		lines->number = lines->next + 1;
		add_line(lines);
		size_t first = strspn(lines->line.at, blanks);
		bool comment = is_comment(lines->line.at + first, comments);
		while (goes_on(lines, &lines->line)) {
			note_comment(lines, comments);
			lines->unfinished = !comment && lines->at >= lines->bytes.size ? lines->number : 0;
			if (comment || lines->unfinished)
				break;
			add_rest(lines, comments);
		}
		if (lines->line.length > first && !comment)
			return true;
	}
	return false;
}

int in_lines_err(const struct in_lines *lines, struct err *err)
{
	return err_context(err, "%s:%u", lines->bytes.name, lines->number);
}

int in_lines_err_inside(const struct in_lines *lines, struct in_including *all, struct err *err)
{
	bool placed = all->placed;

	all->placed = true;
	return placed ? -1 : in_lines_err(lines, err);
}

void in_lines_free(struct in_lines *lines)
{
	text_free(&lines->line);
}

char *in_word(char **at, const char *separators)
{
	char *word = *at + strspn(*at, separators);
	size_t length = strcspn(word, separators);

	*at = word + length + (word[length] != '\0');
	word[length] = '\0';
	return length ? word : NULL;
}

enum { INCLUDED_MOST = 256, INCLUDED_BYTES_MOST = 4 * POLICY_FILE_MOST };

struct in_chain in_chain_begin(const char *name)
{
	struct stat file;
	bool is_file = !stat(name, &file) && S_ISREG(file.st_mode);

	return (struct in_chain){ .device = is_file ? (uint64_t)file.st_dev : 0, .inode = is_file ? (uint64_t)file.st_ino : 0 };
}

static bool is_within_itself(const struct in_chain *chain)
{
	for (const struct in_chain *from = chain->from; from; from = from->from)
		if (from->inode == chain->inode && from->device == chain->device)
			return true;
	return false;
}

static int check_included(const struct in_including *all, const struct in_chain *chain, const char *path, const struct stat *file, struct err *err)
{
	if (!S_ISREG(file->st_mode) || file->st_size > POLICY_FILE_MOST)
		return err_set(err, "%s: not a regular file of at most %d MiB", path, POLICY_FILE_MOST >> 20);
	if (is_within_itself(chain))
		return err_set(err, "%s includes itself; remove one of the includes", path);
	if (chain->depth > all->depth_most)
		return err_set(err, "files are included more than %u levels deep", all->depth_most);
	if (all->files == INCLUDED_MOST)
		return err_set(err, "more than %d included files", INCLUDED_MOST);
	return all->bytes + (size_t)file->st_size <= INCLUDED_BYTES_MOST ? 0 :
	       err_set(err, "the included files have more than %d MiB", INCLUDED_BYTES_MOST >> 20);
}

int in_include(struct in_including *all, const struct in_chain *from, struct in_chain *chain, const char *path, struct text *text, struct err *err)
{
	struct stat file;

	if (stat(path, &file))
		return err_errno(err, "%s", path);
	*chain = (struct in_chain){ from, from->depth + 1, (uint64_t)file.st_dev, (uint64_t)file.st_ino };
	if (check_included(all, chain, path, &file, err) || file_read(path, text, err))
		return -1;
	all->files++;
	all->bytes += text->length;
	return memchr(text->at, '\0', text->length) ? err_set(err, "%s: has a NUL byte, which no text has", path) : 0;
}

void in_path_beside(struct text *path, const char *name, const char *included, size_t length)
{
	const char *slash = strrchr(name, '/');

	for (; slash && length > 1 && included[0] == '.' && included[1] == '/'; length -= 2)
		included += 2;
	if (slash && *included != '/')
		text_add_bytes(path, name, (size_t)(slash - name) + 1);
	text_add_bytes(path, included, length);
}

enum { LIST_MOST = 4096, WORD_MOST = 40 };

void in_text_list(struct text *list, const char *word)
{
	if (list->length > LIST_MOST)
		return;
	text_add(list, list->length && !strchr(" (", list->at[list->length - 1]) ? " " : "");
	for (size_t i = 0; word[i] && i < WORD_MOST; i++)
		text_format(list, "%c", word[i] > ' ' && word[i] < 0x7f ? word[i] : '?');
}

bool in_text_list_once(struct text *list, const char *word)
{
	AUTO_TEXT struct text shown = { 0 };

	in_text_list(&shown, word);
	for (const char *at = list->at; at && shown.length && (at = strstr(at, shown.at)); at++)
		if ((at == list->at || at[-1] == ' ') && (!at[shown.length] || at[shown.length] == ' '))
			return false;
	in_text_list(list, word);
	return true;
}

static int unknown_errno(const char *word, struct err *err)
{
	err_set(err, "unknown errno '%.40s'", word);
	return nearest_hint(err, nearest(word, errno_name_at));
}

int in_errno(const char *word, struct verdict *verdict, struct err *err)
{
	char *end;
	unsigned long number = strtoul(word, &end, 10);

	if (*word < '0' || *word > '9' || *end) {
		int known = errno_by_name(word);
		if (known < 0)
			return unknown_errno(word, err);
		number = (unsigned long)known;
	}
	if (number > ERRNO_MOST)
		return err_set(err, "errno too large: the maximum is %d", ERRNO_MOST);
	*verdict = (struct verdict){ ACTION_ERRNO, (uint16_t)number };
	return 0;
}

/* The length of the string that starts here, with its quotes. */
static size_t skip_string(const char *at)
{
	size_t length = 1;

	while (at[length] && at[length] != '"')
		length += at[length] == '\\' && at[length + 1] ? 2 : 1;
	return length + (at[length] == '"');
}

enum { DIGITS_OF_JANSSON = 18, HEX_OF_JANSSON = 17 };   /* letters that surely fit; the latter with 0x */

size_t in_mark_size(const char *text)
{
	static const char mark[] = "\xef\xbb\xbf";

	return strncmp(text, mark, strlen(mark)) ? 0 : strlen(mark);
}

/* Whether the string is the name of a comment whose value is a string too. */
static bool is_comment_of_words(const char *string, size_t size)
{
	const char *colon = string + size + strspn(string + size, " \t\r\n");

	return *colon == ':' && colon[1 + strspn(colon + 1, " \t\r\n")] == '"' && json_is_comment_name(string + 1, size > 1 ? size - 2 : 0);
}

/* An object may have several comments of one name, which jansson refuses: each gets a name of its own. */
static json_t *parse(const struct in_bytes *bytes, struct err *err)
{
	AUTO_TEXT struct text quoted = { 0 };
	size_t size;

	for (const char *at = bytes->at; *at; at += size) {
		size_t digits = strspn(at, "0123456789");
		const char *quote = digits > DIGITS_OF_JANSSON ? "\"" : "";
		size = *at == '"' ? skip_string(at) : digits ? digits : 1;
		if (*at == '"' && is_comment_of_words(at, size)) {
			text_format(&quoted, "\"" JSON_COMMENT "%zu\"", (size_t)(at - bytes->at));
			continue;
		}
		text_add(&quoted, quote);
		text_add_bytes(&quoted, at, size);
		text_add(&quoted, quote);
	}
	return json_parse_object(quoted.at, quoted.length, bytes->name, 1, err);
}

json_t *in_json(const struct in_bytes *bytes, struct err *err)
{
	json_t *value = parse(bytes, err);

	json_drop_comments(value);
	return value;
}

static bool has_two_comments(const json_t *value)
{
	const char *key;
	json_t *member;
	unsigned comments = 0;

	json_object_foreach((json_t *)value, key, member) {
		comments += !strncmp(key, JSON_COMMENT, strlen(JSON_COMMENT));
		if (comments > 1 || has_two_comments(member))
			return true;
	}
	for (size_t i = 0; i < json_array_size(value); i++)
		if (has_two_comments(json_array_get(value, i)))
			return true;
	return false;
}

bool in_json_has_two_comments(const struct in_bytes *bytes)
{
	struct err ignored;
	AUTO_JSON json_t *value = parse(bytes, &ignored);

	return has_two_comments(value);
}

static int number_of_string(const char *string, uint64_t *out)
{
	char *end;
	int base = strncmp(string, "0x", 2) ? 10 : 16;
	const char *digits = string + (base == 16 ? 2 : 0);
	size_t length = strspn(digits, base == 16 ? "0123456789abcdefABCDEF" : "0123456789");

	errno = 0;
	*out = strtoull(string, &end, base);
	return length && !digits[length] && !errno ? 0 : -1;
}

int in_number(const json_t *object, const char *key, uint64_t most, uint64_t *out, struct err *err)
{
	const json_t *value = json_object_get(object, key);
	uint64_t number = 0;

	if (!value || json_is_null(value))
		return 0;
	if (json_is_integer(value) && json_integer_value(value) >= 0)
		number = (uint64_t)json_integer_value(value);
	else if (!json_is_string(value) || number_of_string(json_string_value(value), &number))
		return err_set(err, "\"%s\" is not a number from 0 to 2^64 - 1", key);
	if (number > most)
		return err_set(err, "\"%s\" is too large: the maximum is %llu", key, (unsigned long long)most);
	*out = number;
	return 0;
}

/* in_json() and in_yaml() make strings of numbers with too many digits for jansson. In a shorter string somebody put
 * quotes around a number. */
static bool is_quoted(const char *string)
{
	return strlen(string) <= (strncmp(string, "0x", 2) ? DIGITS_OF_JANSSON : HEX_OF_JANSSON);
}

int in_bare_number(const json_t *object, const char *key, uint64_t most, uint64_t *out, struct err *err)
{
	const char *string = json_string_value(json_object_get(object, key));
	uint64_t number;

	if (string && !number_of_string(string, &number) && is_quoted(string))
		return err_set(err, "\"%s\" is a number in quotes, which runtimes refuse: remove the quotes", key);
	return in_number(object, key, most, out, err);
}
