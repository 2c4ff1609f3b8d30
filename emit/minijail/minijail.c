/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A minijail .policy: lines of one or more calls (emit/minijail/descriptor.c),
 * and after the colon the answer (emit/minijail/filter.c). Which of the two tools a file is for is
 * known only at its end, so the file is read a second time if the first guess
 * was wrong.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emit/minijail/minijail.h"

enum { DEPTH_MOST = 8 };   /* DEPTH_MOST is compile_seccomp_policy.py's */

static int read_file(struct minijail *jail, const struct in_bytes *bytes, const struct in_chain *from, struct err *err);

static char *skip_blanks(char *at)
{
	return at + strspn(at, " \t");
}

/* A group of calls that the tool's own table for the arch may define; seccord does not have it. */
static bool is_group(struct minijail *jail, const struct minijail_call *call)
{
	if (!call->name || !strchr(call->name, '@'))
		return false;
	jail->is_compilers = true;
	in_source_inexact(jail->source, jail->source->line, NULL, "a group of calls (NAME@GROUP) defined by the tool's own tables; skipped");
	return true;
}

/* libminijail accepts a second line for a call only if it was built for that, and then only one that has more than "1". */
static void count_line(struct minijail *jail, struct minijail_call_state *call, const char *filter)
{
	const char *first = filter + strspn(filter, " \t");

	call->lines++;
	call->with_more += *first != '1' || first[1 + strspn(first + 1, " \t")];
	jail->has_compilers_words |= call->lines > 1;
	jail->is_compilers |= call->with_more > 1;
}

/* Both tools look names up in the table of the arch. */
static void doubt_absent(struct minijail *jail, const struct minijail_call *call)
{
	AUTO_TEXT struct text reason = { 0 };

	text_format(&reason, "not a system call of %s: minijail refuses the file; the line is skipped", arch_info(jail->arch)->name);
	in_source_inexact(jail->source, jail->source->line, call->name, reason.at);
}

static int add_call(struct minijail *jail, const struct minijail_call *call, const char *filter, struct err *err)
{
	AUTO_TEXT struct text copy = { 0 };
	bool known = call->id != CALL_UNKNOWN;

	text_add(&copy, filter);
	if (known && !syscall_exists(call->id, jail->arch))
		doubt_absent(jail, call);
	if (known)
		count_line(jail, &jail->calls[call->id], filter);
	return minijail_filter(jail, call, copy.at, err);
}

/* The tool reads the filter of a line whose calls are all for other archs too, and refuses the file for it. */
static int add_calls(struct minijail *jail, const struct minijail_call *calls, size_t count, char *filter, struct err *err)
{
	bool unread = true;

	for (size_t i = 0; i < count; i++) {
		if (is_group(jail, &calls[i]))
			continue;
		unread = false;
		if (add_call(jail, &calls[i], filter, err))
			return -1;
	}
	return unread ? minijail_check_filter(jail, filter, err) : 0;
}

static int read_calls(struct minijail *jail, char *line, struct err *err)
{
	char *colon = strchr(line, ':');
	AUTO_FREE struct minijail_call *calls = mem_alloc(MINIJAIL_CALLS_MOST * sizeof(*calls));
	size_t count = 0;

	if (!colon)
		return err_set(err, "expected \"CALL: CONDITION\"");
	*colon = '\0';
	if (minijail_descriptors(jail, line, calls, &count, err))
		return -1;
	if (!*skip_blanks(colon + 1))
		return err_set(err, "expected a condition or an action after the colon");
	return add_calls(jail, calls, count, colon + 1, err);
}

/* A path relative to the including file, as in compile_seccomp_policy.py. An absolute one is of the machine that the
 * file is for; where it does not exist, the file of this name beside the including one is that file's source. */
static void find_included(struct minijail *jail, struct text *path, const char *name, const char *includes)
{
	in_path_beside(path, name, includes, strlen(includes));
	if (*includes != '/' || !access(path->at, F_OK))
		return;
	path->length = 0;
	in_path_beside(path, name, strrchr(includes, '/') + 1, strlen(strrchr(includes, '/') + 1));
	if (access(path->at, F_OK)) {
		path->length = 0;
		text_add(path, includes);
	} else if (!strstr(jail->source->notes->at ? jail->source->notes->at : "", includes)) {
		text_format(jail->source->notes, "@include %s: read from %s\n", includes, path->at);
	}
}

/* Only compile_seccomp_policy.py accepts includes in included files. */
static int include(struct minijail *jail, char *rest, const char *name, const struct in_chain *from, struct err *err)
{
	struct in_chain chain;
	AUTO_TEXT struct text path = { 0 }, text = { 0 };
	const char *word = in_word(&rest, " \t");

	if (!word || *skip_blanks(rest))
		return err_set(err, "expected one path after @include");
	if (*word != '/' && strncmp(word, "./", 2))
		return err_set(err, "minijail expects a path that begins with / or ./ after @include: use ./%.200s", word);
	jail->is_compilers |= from->depth > 0;
	find_included(jail, &path, name, word);
	if (in_include(&jail->including, from, &chain, path.at, &text, err))
		return -1;
	return read_file(jail, &(struct in_bytes){ .name = path.at, .at = text.at, .size = text.length }, &chain, err);
}

static int set_default(struct minijail *jail, char *rest, struct err *err)
{
	enum action action;

	jail->is_compilers = true;
	if (minijail_action(jail, rest, &jail->source->otherwise, err))
		return -1;
	action = jail->source->otherwise.action;
	if (action != ACTION_KILL && action != ACTION_KILL_THREAD && action != ACTION_TRAP && action != ACTION_NOTIFY)
		return err_set(err, "minijail accepts kill, kill-process, kill-thread, trap or user-notify as the default");
	jail->source->newer = jail->source->otherwise;
	return 0;
}

static void set_denylist(struct minijail *jail)
{
	jail->denylist = jail->is_compilers = true;
	in_source_inexact(jail->source, jail->source->line, NULL, "@denylist: compile_seccomp_policy.py answers EPERM on other archs, and with "
	                  "@default allows the listed calls");
	jail->source->otherwise = jail->source->newer = (struct verdict){ ACTION_ALLOW, 0 };
}

/* @default, @denylist, @include; @frequency only affects the order of tests. */
static int read_directive(struct minijail *jail, char *rest, const char *name, const struct in_chain *chain, struct err *err)
{
	const char *word = in_word(&rest, " \t");

	if (!strcmp(word, "@include"))
		return include(jail, rest, name, chain, err);
	if (!strcmp(word, "@default"))
		return set_default(jail, rest, err);
	if (!strcmp(word, "@denylist"))
		return set_denylist(jail), 0;
	return !strcmp(word, "@frequency") ? 0 : err_set(err, "unknown directive '%.40s'", word);
}

static int read_line(struct minijail *jail, char *line, const char *name, const struct in_chain *chain, struct err *err)
{
	size_t length = strcspn(line, "#");
	bool has_comment = line[length] != '\0';
	line[length] = '\0';
	line = skip_blanks(line);
	if (!*line)
		return 0;
	jail->has_compilers_words |= has_comment;     /* libminijail knows comments at the beginning of a line only ... */
	jail->is_compilers |= has_comment && *line != '@' && !strstr(line, "return");   /* ... but ignores words after an errno */
	return *line == '@' ? read_directive(jail, line, name, chain, err) : read_calls(jail, line, err);
}

static int read_file(struct minijail *jail, const struct in_bytes *bytes, const struct in_chain *chain, struct err *err)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes };

	while (in_lines_next(&lines, "#")) {
		jail->source->line = chain->depth ? jail->source->line : lines.number;
		if (read_line(jail, lines.line.at, bytes->name, chain, err))
			return in_lines_err_inside(&lines, &jail->including, err);
	}
	if (lines.unfinished)
		in_source_inexact(jail->source, chain->depth ? jail->source->line : lines.unfinished, NULL,
		                  "the last line ends in a backslash, and minijail's compilers drop such a line");
	if (lines.open_comment)
		in_source_inexact(jail->source, chain->depth ? jail->source->line : lines.open_comment, NULL, "a comment that ends in a backslash: "
		                  "minijail0 continues it on the next line, compile_seccomp_policy.py does not; read as by the latter");
	return 0;
}

/* The last word of the file's name, or of its directory's, that names an arch. */
static int arch_of_name(const char *name)
{
	const char *slash = strrchr(name, '/'), *folder = slash;
	AUTO_TEXT struct text words = { 0 };
	int found = -1;

	while (folder && folder > name && folder[-1] != '/')
		folder--;
	text_add(&words, folder ? folder : name);
	char *rest = words.at, *word;
	while ((word = in_word(&rest, "-./"))) {
		int arch = minijail_arch(word);
		found = arch >= 0 ? arch : found;
	}
	return found;
}

static void choose_arch(struct minijail *jail, const struct in_bytes *bytes)
{
	int named = arch_of_name(bytes->name);

	arch_each_backwards(arch, bytes->archs)
		jail->arch = arch;
	if (!bytes->archs && named >= 0)
		jail->arch = (enum arch)named;
	if (!bytes->archs && named > 0)
		text_format(jail->source->notes, "arch %s assumed from the file's name\n", arch_info(jail->arch)->name);
}

static void begin(struct minijail *jail)
{
	struct in_source *source = jail->source;

	source->archs = ARCH_BIT(jail->arch);
	source->otherwise = source->newer = source->foreign = (struct verdict){ ACTION_KILL, 0 };
	source->rule_count = source->inexact_count = 0;
}

/* The tools test no single bit of the number, so x32 calls are numbers without a line. */
static void add_x32(struct minijail *jail)
{
	struct in_source *source = jail->source;

	if (jail->arch == ARCH_X86_64 && !verdict_equal(source->otherwise, source->foreign))
		source->archs |= ARCH_BIT(ARCH_X32);
}

/* What the tools disagree on, now that it is known which of them the file can be for. */
static void report_open(struct minijail *jail)
{
	if (jail->opened != CALL_UNKNOWN && !jail->is_compilers)
		in_source_inexact(jail->source, jail->opened_line, syscall_name(jail->opened),
		                  "read as compile_seccomp_policy.py does: the last line allows the call; minijail0 refuses a second line, "
		                  "or, built with ALLOW_DUPLICATE_SYSCALLS (Android), only looks at the first");
}

static int check_repeated(const struct minijail *jail, const char *name, struct err *err)
{
	return jail->repeated == CALL_UNKNOWN || !jail->is_compilers ? 0 :
	       err_set(err, "%s:%u: %s already has an unconditional action", name, jail->repeated_line, syscall_name(jail->repeated));
}

static void report(struct minijail *jail)
{
	struct text *notes = jail->source->notes;

	report_open(jail);
	if (jail->bare_return && jail->is_compilers)
		in_source_inexact(jail->source, jail->bare_return, NULL, "a return without an errno, which compile_seccomp_policy.py refuses, in a file that "
		                  "minijail0 refuses; read as minijail0 -S does: kill");
	if (jail->answers_behind && jail->is_compilers)
		text_add(notes, "read as compile_seccomp_policy.py does: the action after a condition applies when it holds\n");
	else if (jail->answers_behind && !jail->is_libminijails)
		in_source_inexact(jail->source, jail->answers_behind, NULL, jail->as_compiler ?
		                  "read as compile_seccomp_policy.py does: the action after a condition applies when it holds; minijail0 -S does the opposite" :
		                  "read as minijail0 -S does: a call that meets a condition is allowed, and the action after it applies otherwise; "
		                  "compile_seccomp_policy.py does the opposite");
}

/* By the first line of a file that seccord wrote. */
static void read_header(struct minijail *jail, const struct in_bytes *bytes)
{
	static const char made[] = "# Made by `seccord emit -f minijail`; for minijail0 -S FILE on ";
	char word[32] = "";

	if (strncmp(bytes->at, made, strlen(made)))
		return;
	jail->is_libminijails = true;
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(bytes->at + strlen(made), "\n"), bytes->at + strlen(made));
	if (!bytes->archs && arch_by_name(word) >= 0)
		jail->arch = (enum arch)arch_by_name(word);
}

static int read_as(struct minijail *jail, const struct in_bytes *bytes, struct err *err)
{
	const struct in_chain chain = in_chain_begin(bytes->name);

	jail->including.depth_most = DEPTH_MOST;
	begin(jail);
	return read_file(jail, bytes, &chain, err);
}

int in_minijail(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	struct minijail jail = { .source = source, .arch = ARCH_X86_64, .repeated = CALL_UNKNOWN, .opened = CALL_UNKNOWN };
	int result;

	choose_arch(&jail, bytes);
	read_header(&jail, bytes);
	result = read_as(&jail, bytes, err);
	if (!result && (jail.has_compilers_words || jail.is_compilers) && jail.answers_behind && !jail.is_libminijails) {
		struct minijail again = { .source = source, .arch = jail.arch, .as_compiler = true, .repeated = CALL_UNKNOWN, .opened = CALL_UNKNOWN };
		jail = again;
		result = read_as(&jail, bytes, err);
	}
	result = result || check_repeated(&jail, bytes->name, err) ? -1 : 0;
	if (!result)
		report(&jail);
	add_x32(&jail);
	return result;
}
