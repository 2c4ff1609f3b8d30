/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of dialects. JSON and YAML are recognised by their members, the others by how
 * one of their first lines begins, or else by the file's name. A file with a NUL
 * byte is an archive, or matches none, as a binary filter.
 */
#include "emit/in/in.h"

#include <stdio.h>
#include <string.h>

#include "core/base/json.h"
#include "core/base/tar.h"
#include "core/kernel/syscall.h"
#include "emit/in/readers.h"

struct in_dialect {
	const char *name;
	const char *const *members;           /* of an object; at least one is present */
	const char *const *inner;             /* or: the first member is an object with one of these */
	const char *const *lines;             /* or: a line begins with one of them */
	const char *const *names;             /* or: nothing decides, and the file's name ends with one */
	const char *const *sure;              /* text of a file that is surely of it */
	unsigned takes;                       /* options */
	int (*read)(struct in_source *source, const struct in_bytes *bytes, struct err *err);
};

#define WORDS(...) (const char *const[]){ __VA_ARGS__, NULL }

#define NONE NULL

enum { ARCH = 1, VERSION = 2 };

static const struct in_dialect dialects[] = {
#define INPUT(id, label, members, inner, lines, names, sure, takes) { label, members, inner, lines, names, sure, takes, in_##id },
#include "emit/in/inputs.def"
#undef INPUT
};

static bool has_one(const json_t *object, const char *const *members)
{
	for (; members && *members; members++)
		if (json_object_get(object, *members))
			return true;
	return false;
}

static bool is_json_of(const struct in_dialect *dialect, const json_t *root)
{
	const json_t *first = json_object_iter_value(json_object_iter((json_t *)root));

	return has_one(root, dialect->members) || has_one(first, dialect->inner);
}

static const struct in_dialect *recognise_json(const struct in_bytes *bytes)
{
	struct err ignored;
	AUTO_JSON json_t *root = in_json(bytes, &ignored);

	for (size_t i = 0; i < COUNT_OF(dialects); i++)
		if (root && is_json_of(&dialects[i], root))
			return &dialects[i];
	return NULL;
}

/* By the index of an image layout. */
static const struct in_dialect *recognise_archive(const char *at, size_t size)
{
	AUTO_TEXT struct text index = { 0 };
	struct tar_member member;

	if (!tar_is_tar(at, size) || !tar_find(at, size, "index.json", &member) || memchr(member.bytes, '\0', member.size))
		return NULL;
	text_add_bytes(&index, member.bytes, member.size);
	return recognise_json(&(struct in_bytes){ .name = "", .at = index.at, .size = index.length });
}

/* minijail's "name: …", "name[…]: …", "name@group: …" or "{a, b}: …". */
static bool names_a_call(const char *line)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	size_t brace = *line == '{' ? 1 + strspn(line + 1, " \t") : 0;
	size_t length = strspn(line + brace, name);
	const char *end = line + brace + length, *rest = end + strspn(end, " \t");

	return length && *rest && strchr(brace ? ",}[@" : rest == end ? ":[@" : ":[", *rest);
}

static bool begins_with(const char *line, const char *word)
{
	size_t length = strcspn(word, "\n");

	return !strncmp(line, word, length) && (!word[length] || !line[length]);
}

static bool begins_line(const struct in_dialect *dialect, const char *line)
{
	for (const char *const *word = dialect->lines; word && *word; word++)
		if (**word ? begins_with(line, *word) : names_a_call(line))
			return true;
	return false;
}

static const struct in_dialect *recognise_line(const char *line)
{
	for (size_t i = 0; i < COUNT_OF(dialects); i++)
		if (begins_line(&dialects[i], line))
			return &dialects[i];
	return NULL;
}

static bool has_line(const struct in_bytes *bytes, const char *begin)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes };

	while (in_lines_next(&lines, "#"))
		if (!strncmp(lines.line.at, begin, strlen(begin)))
			return true;
	return false;
}

/* The first lines of these ("metadata:", "name:") would also pass for calls of minijail's. */
static const struct in_dialect *recognise_key(const struct in_bytes *bytes)
{
	static const struct { const char *begin, *as; } keys[] = {
		{ "apiVersion:", "apiVersion:" }, { "'apiVersion'", "apiVersion:" }, { "\"apiVersion\"", "apiVersion:" }, { "apiVersion ", "apiVersion:" },
		{ "? apiVersion", "apiVersion:" }, { "seccomp_string:", "seccomp_string:" },
	};

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (has_line(bytes, keys[i].begin))
			return recognise_line(keys[i].as);
	return NULL;
}

/* YAML has many ways to write a key. */
static const struct in_dialect *recognise_yaml(const struct in_bytes *bytes)
{
	static const char *const keys[] = { "apiVersion", "kind" };
	bool possible = strstr(bytes->at, keys[0]) || strstr(bytes->at, keys[1]);
	struct err ignored;
	AUTO_JSON json_t *documents = possible ? in_yaml(bytes, &ignored) : NULL;

	for (size_t i = 0; i < json_array_size(documents); i++)
		for (size_t k = 0; k < COUNT_OF(keys); k++)
			if (json_is_string(json_object_get(json_array_get(documents, i), keys[k])))
				return recognise_line("apiVersion:");
	return NULL;
}

/* Past a comment at the beginning, as kafel has it. */
static size_t comment_size(const char *at)
{
	const char *begin = at + strspn(at, " \t\n"), *end = strncmp(begin, "/*", 2) ? NULL : strstr(begin, "*/");

	return end ? (size_t)(end - at) + 2 : 0;
}

/* The reader handles whatever precedes the first line that identifies the dialect. */
static const struct in_dialect *recognise_lines(const struct in_bytes *bytes)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes, .at = comment_size(bytes->at) };
	const struct in_dialect *found = recognise_key(bytes);

	found = found ? found : recognise_yaml(bytes);
	while (!found && in_lines_next(&lines, "#;"))
		found = recognise_line(lines.line.at + strspn(lines.line.at, " \t"));
	return found;
}

const struct in_dialect *in_recognise(const char *at, size_t size)
{
	if (!size || size > POLICY_FILE_MOST)
		return NULL;
	if (memchr(at, '\0', size))
		return recognise_archive(at, size);
	const struct in_bytes bytes = { .name = "", .at = at + in_mark_size(at), .size = size - in_mark_size(at) };
	if (*json_start(at) == '<')
		return NULL;                  /* HTML or XML, whose lines could be anything */
	if (*json_start(at) != '{' || at[strcspn(at, "\"}:,")] != '"')
		return recognise_lines(&bytes);
	const struct in_dialect *found = recognise_json(&bytes);
	return found ? found : recognise_yaml(&bytes);
}

unsigned in_line_of_nul(const char *at, size_t size)
{
	const char *nul = memchr(at, '\0', size);
	unsigned line = 1;

	if (!nul || !in_recognise(at, (size_t)(nul - at)))
		return 0;
	for (const char *c = at; c < nul; c++)
		line += *c == '\n';
	return line;
}

static bool ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), tail = strlen(end);

	return length > tail && !strcmp(name + length - tail, end);
}

static const struct in_dialect *recognise_name(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(dialects); i++)
		for (const char *const *end = dialects[i].names; end && *end; end++)
			if (ends_with(name, *end))
				return &dialects[i];
	return NULL;
}

/* kafel's includes look like minijail's comments, but a file of nothing else is no policy of minijail's. */
static bool has_include(const char *text)
{
	static const char include[] = "#include \"";

	for (const char *at = text; *at; at += *at == '\n') {
		at += strspn(at, " \t");
		if (!strncmp(at, include, strlen(include)))
			return true;
		at += strcspn(at, "\n");
	}
	return false;
}

const struct in_dialect *in_recognise_file(const char *at, size_t size, const char *name)
{
	const struct in_dialect *found = in_recognise(at, size);
	bool is_text = size && size <= POLICY_FILE_MOST && !memchr(at, '\0', size) && *json_start(at) != '{';

	if (found || !is_text)
		return found;
	return has_include(at + in_mark_size(at)) ? recognise_line("USE ") : recognise_name(name);
}

static bool names_known_call(const char *line)
{
	const char *name = line + (*line == '{');
	char first[64];

	name += strspn(name, " \t");
	snprintf(first, sizeof(first), "%.*s", (int)strcspn(name, ":[@,} \t"), name);
	return names_a_call(line) && syscall_by_name(first) != CALL_UNKNOWN;
}

/* "read: 1" is of minijail; "read: maybe" and "access: rw" could be anything. */
static bool has_filter(const char *line)
{
	static const char *const words[] = { "1", "arg", "return", "allow", "kill", "trap", "trace", "log", "user-notify", "{" };
	const char *colon = strrchr(line, ':'), *rest = colon ? colon + 1 + strspn(colon + 1, " \t") : "";

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strncmp(rest, words[i], strlen(words[i])))
			return true;
	return false;
}

static bool has_rule(const struct in_bytes *bytes)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes };
	bool has = false;

	while (!has && in_lines_next(&lines, "#"))
		has = names_known_call(lines.line.at) && has_filter(lines.line.at);
	return has;
}

static bool is_named(const struct in_dialect *dialect, const char *name)
{
	for (const char *const *end = dialect->names; end && *end; end++)
		if (ends_with(name, *end))
			return true;
	return false;
}

/* Whether the file is of the dialect, so that its errors are. */
static bool is_certain(const struct in_dialect *dialect, const struct in_bytes *bytes)
{
	if (!dialect->sure || (is_named(dialect, bytes->name) && in_recognise(bytes->at, bytes->size) == dialect))
		return true;
	for (const char *const *word = dialect->sure; *word; word++)
		if (**word ? strstr(bytes->at, *word) != NULL : has_rule(bytes))
			return true;
	return false;
}

/* Text quoted from the file must not break a message into two lines, or worse. */
static void make_one_line(struct err *err)
{
	for (char *at = err->text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
}

/* Why a file was taken for one of the dialect. */
static void add_cause(struct text *text, const struct in_dialect *dialect, const struct in_bytes *bytes)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes, .at = comment_size(bytes->at) };

	while (in_recognise(bytes->at, bytes->size) == dialect && in_lines_next(&lines, "#;"))
		if (begins_line(dialect, lines.line.at + strspn(lines.line.at, " \t"))) {
			text_format(text, "its line '%.24s'", lines.line.at + strspn(lines.line.at, " \t"));
			return;
		}
	text_add(text, "its name");
}

/* The error without the file's name before it. */
static const char *without_name(const char *text, const char *name)
{
	size_t length = strlen(name);
	bool begins = !strncmp(text, name, length) && text[length] == ':';

	return begins ? text + length + 1 + (text[length + 1] == ' ') : text;
}

void in_formats(struct text *list)
{
	text_add(list, "seccord");
	for (size_t i = 0; i < COUNT_OF(dialects); i++)
		text_format(list, "%s%s", i + 1 < COUNT_OF(dialects) ? ", " : " or ", dialects[i].name);
}

static int unreadable(const struct in_dialect *dialect, const struct in_bytes *bytes, struct err *err)
{
	const struct err why = *err;
	AUTO_TEXT struct text cause = { 0 }, formats = { 0 };

	if (!is_certain(dialect, bytes)) {
		add_cause(&cause, dialect, bytes);
		in_formats(&formats);
		const char *at = without_name(why.text, bytes->name);
		err_set(err, "%s: not a known policy format; tried %s because of %s: %s%.180s (known formats: %s)", bytes->name, dialect->name, cause.at,
		        *at >= '0' && *at <= '9' ? "line " : "", at, formats.at);
	}
	make_one_line(err);
	return -1;
}

/* An option without an effect would be taken for one with. */
static int check_options(const struct in_dialect *dialect, const struct in_options *how, const char *name, struct err *err)
{
	arch_set lost = dialect->takes & ARCH ? 0 : how->archs & (arch_set)~ARCH_BIT(ARCH_X86_64);

	arch_each(arch, lost)
		return err_set(err, "%s: --file-arch=%s: %s files are read for x86_64 alone", name, arch_info(arch)->name, dialect->name);
	if (how->version && !(dialect->takes & VERSION))
		return err_set(err, "%s: --file-version=%s: %s files are read alike for all releases; leave the option out, and convert other files "
		               "with `seccord policy` first", name, how->version, dialect->name);
	return 0;
}

int in_read_bytes(struct policy *policy, const struct in_dialect *dialect, const char *at, size_t size, const char *name,
                  struct text *notes, struct err *err)
{
	return in_read_bytes_for(policy, dialect, at, size, name, &(struct in_options){ 0 }, notes, err);
}

int in_read_bytes_for(struct policy *policy, const struct in_dialect *dialect, const char *at, size_t size, const char *name,
                      const struct in_options *how, struct text *notes, struct err *err)
{
	const struct in_bytes bytes = { name, at, size, how->archs, how };
	AUTO_SOURCE struct in_source source = { .notes = notes };

	if (check_options(dialect, how, name, err))
		return -1;
	if (dialect->read(&source, &bytes, err))
		return unreadable(dialect, &bytes, err);
	return in_source_policy(&source, policy, err) ? err_context(err, "%s", name) : 0;
}
