/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of a firejail profile that load seccomp filters, read as firejail 0.9.72 does on x86_64: the
 * last line for a list wins; protocols and namespaces accumulate. All other lines concern files, networks
 * and capabilities. Anything that depends on the command line or on directories that the profile does not
 * name is inexact.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "emit/in/firejail.h"
#include "emit/in/readers.h"

enum { IGNORES_MOST = 32, DEPTH_MOST = 16, LINE_MOST = 8190 };     /* limits of firejail */

struct profile {
	struct firejail jail;
	const char *ignores[IGNORES_MOST];
	unsigned ignore_count;
	const char *name;                     /* of the file being read ... */
	const struct in_chain *chain;         /* ... and those that include it */
	struct in_including including;
	struct text absent;                   /* names of included files that may be missing, and are */
};

const struct firejail_word firejail_protocols[] = {
	{ "unix", AF_UNIX }, { "inet", AF_INET }, { "inet6", AF_INET6 }, { "netlink", AF_NETLINK }, { "packet", AF_PACKET },
	{ "bluetooth", AF_BLUETOOTH }, { NULL, 0 },
};

const struct firejail_word firejail_namespaces[] = {
#define NAMESPACE(name, flag) { name, flag },
#include "emit/namespaces.def"
#undef NAMESPACE
	{ NULL, 0 },
};

static int read_file(struct profile *profile, const struct in_bytes *bytes, struct err *err);

static int bit_of(const struct firejail_word *words, const char *word)
{
	for (int i = 0; words[i].name; i++)
		if (!strcmp(words[i].name, word))
			return i;
	return -1;
}

/* "unix,+inet,-inet6,=netlink": adds, removes, starts over. */
static int augment(unsigned *set, const struct firejail_word *words, char *list, struct err *err)
{
	char *word;

	while ((word = in_word(&list, ","))) {
		bool without = *word == '-';
		const char *name = word + (*word && strchr("+-=", *word) ? 1 : 0);
		int bit = *name ? bit_of(words, name) : 0;
		if (bit < 0 && !without)
			return err_set(err, "'%.40s' is not a name that firejail accepts here", name);
		if (*word == '=')
			*set = 0;
		if (*name && bit >= 0)
			*set = without ? *set & ~(1u << bit) : *set | 1u << bit;
	}
	return 0;
}

static int read_protocols(struct profile *profile, char *rest, unsigned which, struct err *err)
{
	(void)which;
	profile->jail.has_protocols = true;
	return augment(&profile->jail.protocols, firejail_protocols, rest, err);
}

static int read_namespaces(struct profile *profile, char *rest, unsigned which, struct err *err)
{
	static const char all[] = "cgroup,ipc,net,mnt,pid,time,user,uts";
	char list[sizeof(all)];

	(void)which;
	memcpy(list, all, sizeof(all));
	profile->jail.has_namespaces = true;
	return augment(&profile->jail.namespaces, firejail_namespaces, *rest ? rest : list, err);
}

static int read_list(struct profile *profile, char *rest, unsigned which, struct err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_,:@-$!";

	if (rest[strspn(rest, letters)])
		return err_set(err, "firejail expects names separated by commas, without blanks");
	if (!rest[strspn(rest, ",")])
		return err_set(err, "firejail does not accept an empty list of calls");
	profile->jail.list[which] = arena_string(&profile->jail.source->arena, rest);
	profile->jail.line[which] = profile->jail.source->line;
	*(which < FIREJAIL_MORE_32 ? &profile->jail.native : &profile->jail.other) = true;
	return 0;
}

enum { NATIVE, BLOCK_SECONDARY, DEBUGGERS, MDWX };

static int read_flag(struct profile *profile, char *rest, unsigned which, struct err *err)
{
	(void)rest;
	(void)err;
	profile->jail.native |= which == NATIVE || which == BLOCK_SECONDARY;
	profile->jail.block_secondary |= which == BLOCK_SECONDARY;
	profile->jail.debuggers |= which == DEBUGGERS;
	profile->jail.mdwx |= which == MDWX;
	return 0;
}

static int read_answer(struct profile *profile, char *rest, unsigned which, struct err *err)
{
	(void)which;
	return firejail_answer(rest, &profile->jail.denied) ? err_set(err, "firejail has no errno '%.40s'", rest) : 0;
}

static int read_ignore(struct profile *profile, char *rest, unsigned which, struct err *err)
{
	(void)which;
	if (profile->ignore_count == IGNORES_MOST)
		return err_set(err, "more than %d lines with ignore", IGNORES_MOST);
	profile->ignores[profile->ignore_count++] = arena_string(&profile->jail.source->arena, rest);
	return 0;
}

static int read_include(struct profile *profile, char *rest, unsigned which, struct err *err);

/* Lines that affect filters. */
enum line_shape { ALONE = 1, WITH_REST = 2 };
static const struct key {
	const char *word;
	unsigned shapes;
	int (*read)(struct profile *profile, char *rest, unsigned which, struct err *err);
	unsigned which;
} keys[] = {
	{ "seccomp",                   ALONE,             read_flag, NATIVE },
	{ "seccomp",                   WITH_REST,         read_list, FIREJAIL_MORE },
	{ "seccomp.drop",              WITH_REST,         read_list, FIREJAIL_DROP },
	{ "seccomp.keep",              WITH_REST,         read_list, FIREJAIL_KEEP },
	{ "seccomp.32",                WITH_REST,         read_list, FIREJAIL_MORE_32 },
	{ "seccomp.32.drop",           WITH_REST,         read_list, FIREJAIL_DROP_32 },
	{ "seccomp.32.keep",           WITH_REST,         read_list, FIREJAIL_KEEP_32 },
	{ "seccomp.block-secondary",   ALONE,             read_flag, BLOCK_SECONDARY },
	{ "seccomp-error-action",      WITH_REST,         read_answer, 0 },
	{ "allow-debuggers",           ALONE,             read_flag, DEBUGGERS },
	{ "memory-deny-write-execute", ALONE,             read_flag, MDWX },
	{ "protocol",                  WITH_REST,         read_protocols, 0 },
	{ "restrict-namespaces",       ALONE | WITH_REST, read_namespaces, 0 },
	{ "ignore",                    WITH_REST,         read_ignore, 0 },
	{ "include",                   WITH_REST,         read_include, 0 },
};

/* Whether the first word of a line is one of them. */
static bool matters(const char *line)
{
	size_t length = strcspn(line, " ");

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strlen(keys[i].word) == length && !strncmp(keys[i].word, line, length))
			return true;
	return !strncmp(line, "seccomp", 7);
}

static void inexact(struct profile *profile, const char *reason, const char *word)
{
	struct in_source *source = profile->jail.source;
	AUTO_TEXT struct text text = { 0 };

	text_add(&text, reason);
	in_text_list(&text, word);
	in_source_inexact(source, source->line, NULL, text.at);
}

/* "?HAS_X11: LINE" applies only with some of firejail's options. */
static int read_condition(struct profile *profile, char *line, struct err *err)
{
	char *colon = strchr(line, ':');

	if (!colon || !colon[1 + (colon[1] == ' ')])
		return err_set(err, "expected a colon and a line after the condition");
	colon[colon > line && colon[-1] == ' ' ? -1 : 0] = '\0';
	colon += 1 + (colon[1] == ' ');
	if (!strncmp(colon, "ignore ", 7) ? matters(colon + 7) : matters(colon))
		inexact(profile, "skipped, as it depends on how firejail is started: ", line);
	return 0;
}

static bool is_ignored(const struct profile *profile, const char *line)
{
	for (unsigned i = 0; i < profile->ignore_count; i++) {
		size_t length = strlen(profile->ignores[i]);
		if (!strncmp(line, profile->ignores[i], length) && (line[length] == '\0' || line[length] == ' '))
			return true;
	}
	return false;
}

static int read_line(struct profile *profile, char *line, struct err *err)
{
	size_t length = strcspn(line, " ");
	unsigned shape = line[length] ? WITH_REST : ALONE;

	if (*line == '?')
		return read_condition(profile, line, err);
	if (is_ignored(profile, line) || !matters(line))
		return 0;
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (keys[i].shapes & shape && strlen(keys[i].word) == length && !strncmp(keys[i].word, line, length))
			return keys[i].read(profile, line + length + (shape == WITH_REST), keys[i].which, err);
	return err_set(err, "unknown firejail line: '%.60s'", line);
}

/* Removes a comment and collapses runs of blanks, in place. */
static char *tidy(char *line)
{
	char *from = line, *to = line;

	line[strcspn(line, "#\r")] = '\0';
	for (; *from; from++) {
		if (*from != ' ' && *from != '\t')
			*to++ = *from;
		else if (to > line && to[-1] != ' ')
			*to++ = ' ';
	}
	to -= to > line && to[-1] == ' ';
	*to = '\0';
	return line;
}

static int read_file(struct profile *profile, const struct in_bytes *bytes, struct err *err)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes, .whole = true };
	int result = 0;

	profile->name = bytes->name;
	while (!result && in_lines_next(&lines, "#")) {
		if (!profile->chain->depth)
			profile->jail.source->line = lines.number;
		result = lines.line.length > LINE_MOST ? err_set(err, "line too long: firejail reads at most %d bytes", LINE_MOST)
		                                       : read_line(profile, tidy(lines.line.at), err);
	}
	return result ? in_lines_err_inside(&lines, &profile->including, err) : 0;
}

static bool is_readable(const char *path)
{
	struct stat file;

	return !stat(path, &file) && S_ISREG(file.st_mode) && file.st_size <= POLICY_FILE_MOST;
}

/* A path relative to the working directory, or with one of firejail's macros. */
static bool depends_on_caller(const char *path)
{
	return strchr(path, '/') ? *path != '/' : strstr(path, "${") != NULL;
}

/* firejail's search depends on the user and the working directory; here it is next to the profile, and then in firejail's own
 * folder. */
static bool find_included(const char *rest, const char *name, struct text *path)
{
	const char *slash = strrchr(name, '/');

	if (depends_on_caller(rest))
		return false;
	if (slash && *rest != '/')
		text_add_bytes(path, name, (size_t)(slash - name) + 1);
	text_add(path, rest);
	if (is_readable(path->at) || *rest == '/')
		return is_readable(path->at);
	path->length = 0;
	text_format(path, "/etc/firejail/%s", rest);
	return is_readable(path->at);
}

static int include(struct profile *profile, const char *path, struct err *err)
{
	AUTO_TEXT struct text text = { 0 };
	const char *name = profile->name;
	const struct in_chain *from = profile->chain;
	struct in_chain chain;
	int result;

	if (in_include(&profile->including, from, &chain, path, &text, err))
		return -1;
	profile->chain = &chain;
	result = read_file(profile, &(struct in_bytes){ .name = path, .at = text.at, .size = text.length }, err);
	profile->chain = from;
	profile->name = name;
	return result;
}

/* What a user adds: firejail goes on without it. */
static bool may_be_absent(const char *rest)
{
	static const char end[] = ".local";
	size_t length = strlen(rest);

	return !depends_on_caller(rest) && length >= strlen(end) && !strcmp(rest + length - strlen(end), end);
}

static int read_include(struct profile *profile, char *rest, unsigned which, struct err *err)
{
	AUTO_TEXT struct text path = { 0 };

	(void)which;
	if (find_included(rest, profile->name, &path))
		return include(profile, path.at, err);
	if (may_be_absent(rest))
		in_text_list(&profile->absent, rest);
	else
		inexact(profile, "neither in the profile's directory nor in /etc/firejail; skipped: include ", rest);
	return 0;
}

/* What was skipped may be why nothing is left. */
static void name_skipped(const struct in_source *source, struct err *err)
{
	const struct err why = *err;

	if (source->inexact_count && !source->rule_count)
		err_set(err, "%.200s (%.250s)", why.text, source->inexact[0].reason);
}

static int read_profile(struct profile *profile, const struct in_bytes *bytes, struct err *err)
{
	struct in_source *source = profile->jail.source;
	int result = read_file(profile, bytes, err);

	if (profile->absent.length)
		text_format(source->notes, "included files that do not exist here: %s\n", profile->absent.at);
	if (result)
		return -1;
	source->line = 0;
	if (!firejail_filters(&profile->jail, err))
		return 0;
	name_skipped(source, err);
	return source->line ? err_context(err, "%s:%u", bytes->name, source->line) : err_context(err, "%s", bytes->name);
}

int in_firejail(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	const struct in_chain chain = in_chain_begin(bytes->name);
	struct profile profile = { .jail = { .source = source, .denied = { ACTION_ERRNO, EPERM } }, .chain = &chain, .including = { .depth_most = DEPTH_MOST } };

	if (firejail_release_of(&profile.jail, bytes->how->version, err))
		return -1;
	int result = read_profile(&profile, bytes, err);
	text_free(&profile.absent);
	text_free(&profile.jail.ignored);
	return result;
}
