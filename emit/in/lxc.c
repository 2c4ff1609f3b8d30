/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A profile of lxc.seccomp.profile, read as lxc 4 to 7 load it on x86_64: with libseccomp, and each rule by name on
 * x86_64, i386 and x32, whatever section it is in. Sections only exclude other hosts. Version 1 is a list of numbers
 * of x86_64. Where lxc refuses a profile, so does this; where it silently ignores a line, a note says so.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emit/in/readers.h"
#include "emit/in/scmp.h"

enum { SCMP_ERRNO_END = 4095 };               /* libseccomp accepts errnos below */
enum { FORCE = 1 };                           /* MNT_FORCE of umount2 */

struct lxc {
	struct in_source *source;
	struct verdict action;                /* of a rule without one */
	int version;
	bool elsewhere;                       /* the section is for other hosts */
	struct text ignored;                  /* names that lxc passes over */
};

static char *skip(char *at, char letter)
{
	while (*at == letter)
		at++;
	return at;
}

static bool begins(const char *at, const char *word)
{
	return !strncmp(at, word, strlen(word));
}

/* "errno N": as scanf has it. libseccomp is given 16 bits of it. */
static int errno_action(const char *at, struct verdict *verdict, struct err *err)
{
	char *end;
	long number = strtol(at, &end, 10);

	if (end == at)
		return err_set(err, "expected a number after errno");
	*verdict = (struct verdict){ ACTION_ERRNO, (uint16_t)number };
	return verdict->data < SCMP_ERRNO_END ? 0 : err_set(err, "errno too large: libseccomp accepts less than %d", SCMP_ERRNO_END);
}

/* A word at most begins with the action. Nothing leaves the verdict as it is. */
static int read_action(char *at, struct verdict *verdict, struct err *err)
{
	static const struct { const char *word; enum action action; } words[] = {
		{ "kill", ACTION_KILL_THREAD }, { "allow", ACTION_ALLOW }, { "trap", ACTION_TRAP }, { "notify", ACTION_NOTIFY },
	};

	at = skip(at, ' ');
	if (begins(at, "errno"))
		return errno_action(at + strlen("errno"), verdict, err);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (begins(at, words[i].word)) {
			*verdict = (struct verdict){ words[i].action, 0 };
			return 0;
		}
	return *at ? err_set(err, "expected kill, errno N, allow, trap or notify, not '%.40s'", at) : 0;
}

static const struct { const char *word, *sign; enum in_op op; bool masked; } ops[] = {
	{ "SCMP_CMP_NE", "!=", IN_NE, false }, { "SCMP_CMP_LT", "<", IN_LT, false }, { "SCMP_CMP_LE", "<=", IN_LE, false },
	{ "SCMP_CMP_EQ", "==", IN_EQ, false }, { "SCMP_CMP_GE", ">=", IN_GE, false }, { "SCMP_CMP_GT", ">", IN_GT, false },
	{ "SCMP_CMP_MASKED_EQ", "&=", IN_EQ, true },
};

static int read_op(const char *word, struct in_test *test, bool *masked, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(ops); i++)
		if (!strcmp(word, ops[i].word) || !strcmp(word, ops[i].sign)) {
			test->op = ops[i].op;
			*masked = ops[i].masked;
			return 0;
		}
	return err_set(err, "unknown comparison '%.40s'", word);
}

/* At most 23 letters, without a sign. */
static int read_value(const char *word, uint64_t *value, struct err *err)
{
	char *end;

	word += strspn(word, " \t");
	errno = 0;
	*value = strtoull(word, &end, 0);
	if (*word == '-' || *word == '+' || end == word || *end || errno || strlen(word) > 23)
		return err_set(err, "'%.40s' is not a number from 0 to 2^64 - 1", word);
	return 0;
}

/* "INDEX,VALUE,OP" or "INDEX,VALUE,OP,MASK". */
static int read_test(char *inside, struct in_test *test, struct err *err)
{
	char *parts[4] = { 0 };
	uint64_t index, mask = 0;
	bool masked = false;
	size_t count = 0;

	for (char *next = inside; next && count < COUNT_OF(parts); inside = next) {
		next = strchr(inside, ',');
		if (next)
			*next++ = '\0';
		parts[count++] = inside;
	}
	*test = (struct in_test){ .mask = UINT64_MAX };
	if (count < 3)
		return err_set(err, "expected [INDEX,VALUE,OPERATOR] or [INDEX,VALUE,OPERATOR,MASK]");
	if (read_value(parts[0], &index, err) || read_value(parts[1], &test->value, err) || read_op(parts[2], test, &masked, err) ||
	    (parts[3] && read_value(parts[3], &mask, err)))
		return -1;
	if (index >= SYSCALL_ARGS)
		return err_set(err, "the index of an argument is 0 to %d", SYSCALL_ARGS - 1);
	test->arg = (unsigned)index;
	if (masked)
		*test = (struct in_test){ (unsigned)index, IN_MASKED, mask, test->value & mask };
	return 0;
}

/* Each "[...]" of a line is a test. libseccomp refuses a second one of an argument. */
static int read_tests(char *at, struct in_test tests[SYSCALL_ARGS], size_t *count, struct err *err)
{
	unsigned seen = 0;

	for (char *open = strchr(at, '['), *close; open; open = *at ? strchr(at, '[') : NULL) {
		close = strchr(open, ']');
		if (!close)
			return err_set(err, "expected ']'");
		if (*count == SYSCALL_ARGS)
			return err_set(err, "more than %d conditions", SYSCALL_ARGS);
		*close = '\0';
		if (read_test(open + 1, &tests[*count], err))
			return -1;
		if (seen >> tests[*count].arg & 1)
			return err_set(err, "libseccomp refuses two conditions on one argument");
		seen |= 1u << tests[(*count)++].arg;
		at = close + 1;
	}
	return *count && *at ? err_set(err, "unexpected '%.40s'", at) : 0;
}

/* lxc gives libseccomp no rule for the calls that i386 makes through socketcall and ipc, not even for their own numbers. */
static arch_set archs_of(const struct lxc *lxc, const char *name)
{
	return lxc->source->archs & (arch_set)~(in_scmp_is_command(name) ? ARCH_BIT(ARCH_I386) : 0);
}

static bool exists(const char *name, arch_set archs)
{
	int id = syscall_by_name(name);

	arch_each(arch, id == CALL_UNKNOWN ? 0 : archs)
		if (syscall_exists((enum syscall_id)id, arch))
			return true;
	return false;
}

/* libseccomp refuses a rule whose action is the default, and lxc then the profile. */
static int add(struct lxc *lxc, const char *name, struct verdict verdict, const struct in_test *tests, size_t count, struct err *err)
{
	if (verdict_equal(verdict, lxc->source->otherwise) && exists(name, archs_of(lxc, name)))
		return err_set(err, "%s: the action is the default one, which libseccomp refuses", name);
	bool later = in_scmp_is_later(syscall_by_name(name));
	if (later)
		in_source_inexact(lxc->source, lxc->source->line, name, "lxc passes over it with libseccomp 2.5.4 or older; read as the stricter of both");
	return later && verdict.action < lxc->source->otherwise.action ? 0 :
	       in_source_add(lxc->source, name, archs_of(lxc, name), verdict, tests, count, err);
}

/* Names are those of the host. lxc passes over others, and so over lines that are indented. */
static bool is_passed_over(struct lxc *lxc, const char *name)
{
	if (name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] || !*name) {
		in_text_list(&lxc->ignored, *name ? name : "(indented)");
		return true;
	}
	return false;
}

static int read_rule(struct lxc *lxc, char *line, struct err *err)
{
	static const struct in_test force = { 1, IN_MASKED, FORCE, FORCE };
	struct in_test tests[SYSCALL_ARGS];
	struct verdict verdict = lxc->action;
	size_t count = 0;
	char *rest = strchr(line, ' ');
	char *action = rest ? skip(rest, ' ') : NULL;

	if (action && *action && *action != '#' && read_action(action, &verdict, err))
		return -1;
	if (read_tests(line, tests, &count, err))
		return -1;
	line[strcspn(line, " ")] = '\0';
	if (begins(line, "reject_force_umount"))
		return add(lxc, "umount2", (struct verdict){ ACTION_ERRNO, EACCES }, &force, 1, err);
	return is_passed_over(lxc, line) ? 0 : add(lxc, line, verdict, tests, count, err);
}

static int read_section(struct lxc *lxc, const char *line, struct err *err)
{
	static const char *const here[] = { "[all]", "[x86]", "[x32]", "[x86_64]", "[ALL]", "[X86]", "[X32]", "[X86_64]" };
	static const char *const others[] = {
		"[arm]", "[arm64]", "[ppc64le]", "[ppc64]", "[ppc]", "[mips64]", "[mips64n32]", "[mips]", "[mipsel64]", "[mipsel64n32]",
		"[mipsel]", "[s390x]", "[s390]", "[loongarch64]",
	};

	for (size_t i = 0; i < COUNT_OF(here); i++)
		if (!strcmp(line, here[i])) {
			lxc->elsewhere = false;
			return 0;
		}
	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (!strcasecmp(line, others[i])) {
			lxc->elsewhere = true;
			return 0;
		}
	return err_set(err, "lxc knows no section '%.40s'", line);
}

static int read_line(struct lxc *lxc, char *line, struct err *err)
{
	if (*line == '[')
		return read_section(lxc, line, err);
	return lxc->elsewhere ? 0 : read_rule(lxc, line, err);
}

static bool is_denylist(const char *line)
{
	return begins(line, "denylist") || begins(line, "blacklist");
}

/* Whether the line ends with a blank in the file. */
static bool ends_blank(const struct in_lines *lines)
{
	const char *end = lines->bytes.at + lines->at;

	end -= end > lines->bytes.at && end[-1] == '\n';
	return end > lines->bytes.at && end[-1] == ' ';
}

/* "denylist" or "allowlist", and the answer to calls without a rule. */
static int read_style(struct lxc *lxc, char *line, struct err *err)
{
	bool denies = is_denylist(line);
	char *rest = strchr(line, ' ');
	struct in_source *source = lxc->source;
	static const struct verdict allow = { ACTION_ALLOW, 0 }, kill = { ACTION_KILL_THREAD, 0 };

	if (!denies && !begins(line, "allowlist") && !begins(line, "whitelist"))
		return err_set(err, "expected allowlist or denylist");
	if (strstr(line, "debug"))
		return err_set(err, "lxc does not implement debug");
	source->archs = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32);
	source->otherwise = denies ? allow : kill;
	lxc->action = denies ? kill : allow;
	return rest ? read_action(rest + 1, &source->otherwise, err) : 0;
}

static int read_number(struct lxc *lxc, const char *line, struct err *err)
{
	char *end;
	long number = strtol(line, &end, 10);

	if (end == line)
		return err_set(err, "version 1 is a list of system call numbers");
	if (number < 0 || number > INT32_MAX)
		return err_set(err, "not a system call number: '%.40s'", line);
	return in_source_add_number(lxc->source, (uint32_t)number, lxc->source->archs, (struct verdict){ ACTION_ALLOW, 0 }, NULL, 0, err);
}

static int read_first(struct lxc *lxc, char *line, struct err *err)
{
	char *end;
	long version = strtol(line, &end, 10);

	lxc->version = (int)version;
	return end != line && !*end && (version == 1 || version == 2) ? 0 : err_set(err, "expected version 1 or 2");
}

static int read_second(struct lxc *lxc, const struct in_lines *lines, struct err *err)
{
	char *line = lines->line.at;

	if (lxc->version == 1 && !strstr(line, "allowlist"))
		return err_set(err, "lxc knows version 1 with allowlist only");
	if (!strchr(line, ' ') && ends_blank(lines))
		return err_set(err, "lxc refuses a blank without an action after it");
	if (read_style(lxc, line, err))
		return -1;
	lxc->source->archs &= lxc->version == 1 ? ARCH_BIT(ARCH_X86_64) : ARCH_ALL;
	in_scmp_rest(lxc->source);
	return 0;
}

static int read_rest(struct lxc *lxc, char *line, struct err *err)
{
	if (lxc->version == 1)
		return read_number(lxc, line, err);
	return *line == '#' ? 0 : read_line(lxc, line, err);
}

/* The version, the style, the rules. */
static int read_lines(struct lxc *lxc, struct in_lines *lines, struct err *err)
{
	unsigned count = 0;

	for (; in_lines_next(lines, ""); count++) {
		char *line = lines->line.at;
		if (lxc->version == 1 && count > 1 && lines->number != lxc->source->line + 1)
			return err_set(err, "%s:%u: lxc refuses a blank line of version 1", lines->bytes.name, lxc->source->line + 1);
		lxc->source->line = lines->number;
		if (count == 0 ? read_first(lxc, line, err) : count == 1 ? read_second(lxc, lines, err) : read_rest(lxc, line, err))
			return in_lines_err(lines, err);
	}
	if (lxc->version == 1 && count > 1 && lines->next != lxc->source->line)
		return err_set(err, "%s:%u: lxc refuses a blank line of version 1", lines->bytes.name, lxc->source->line + 1);
	return count > 1 ? 0 : err_set(err, "%s: the version and allowlist or denylist are missing", lines->bytes.name);
}

int in_lxc(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes, .whole = true };
	struct lxc lxc = { .source = source };
	int result = read_lines(&lxc, &lines, err);

	if (lxc.ignored.length)
		text_format(source->notes, "lxc passes over lines that do not begin with a name: %s\n", lxc.ignored.at);
	text_free(&lxc.ignored);
	if (result)
		return -1;
	if (memchr(bytes->at, '\r', bytes->size))
		in_source_inexact(source, 0, NULL, "lines end in a carriage return, which lxc takes as part of their last word");
	text_add(source->notes, "read as lxc loads it on x86_64\n");
	in_scmp_doubt_lone(source);
	return 0;
}
