/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strace's line as slices. An argument ends at a comma outside of anything that
 * has its own commas: strings, structs, comments, and the suffix of -yy between
 * < and >, where a path may contain any character except these two.
 */
#include "tracer/import/strace_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/policy/policy.h"

/* --- arguments --- */

/* After the end of a string that starts here. */
static const char *skip_string(const char *at)
{
	for (at++; *at && *at != '"'; at++)
		if (*at == '\\' && at[1])
			at++;
	return at + (*at == '"');
}

/* After "<...>": they nest (</dev/tty<char 5:0>>), and "->" ends one only in a path. */
static const char *skip_angles(const char *at)
{
	bool path = at[1] == '/';
	unsigned depth = 0;

	for (; *at; at++) {
		depth += *at == '<';
		if (*at == '>' && (path || at[-1] != '-') && !--depth)
			return at + 1;
	}
	return at;
}

static const char *skip_comment(const char *at)
{
	const char *end = strstr(at + 2, "*/");

	return end ? end + 2 : at + strlen(at);
}

/* Whether a "<" belongs to the text before it, as in 3</dev/null>, and is not a shift. */
static bool is_angle(const char *at)
{
	return *at == '<' && at[1] != '<' && (isalnum((unsigned char)at[-1]) || at[-1] == '_');
}

/* Printed by strace after the arguments of an interrupted call; old versions print "Process 29431 attached". */
static const char *const interruptions[] = {
	"<unfinished ...>", "<detached ...>", "<pid changed to ", "strace: Process ", "Process ",
};

static bool is_interruption(const char *at)
{
	for (size_t i = 0; i < COUNT_OF(interruptions); i++)
		if (!strncmp(at, interruptions[i], strlen(interruptions[i])))
			return true;
	return false;
}

static bool is_end(const char *at)
{
	return !*at || is_interruption(at);
}

static const char *skip_one(const char *at, int *depth)
{
	if (*at == '"')
		return skip_string(at);
	if (is_angle(at))
		return skip_angles(at);
	if (at[0] == '/' && at[1] == '*')
		return skip_comment(at);
	*depth += *at == '(' || *at == '[' || *at == '{';
	*depth -= *at == ')' || *at == ']' || *at == '}';
	return at + 1;
}

static struct strace_slice trimmed(const char *at, const char *end)
{
	while (at < end && *at == ' ')
		at++;
	while (end > at && end[-1] == ' ')
		end--;
	return (struct strace_slice){ at, (size_t)(end - at) };
}

static void take(struct strace_args *out, const char *at, const char *end)
{
	struct strace_slice slice = trimmed(at, end);

	if (slice.length && out->count < SYSCALL_ARGS)
		out->arg[out->count++] = slice;
}

static void take_behind(struct strace_args *out, const char *close)
{
	out->behind = close + 1 + strspn(close + 1, " ");
	out->result = strncmp(out->behind, "= ", 2) ? NULL : out->behind + 2;
}

void strace_args(const char *at, struct strace_args *out)
{
	const char *begin = at;
	int depth = 0;

	*out = (struct strace_args){0};
	while (!is_end(at) && !(depth == 0 && *at == ')')) {
		bool comma = depth == 0 && *at == ',';
		if (comma)
			take(out, begin, at);
		at = skip_one(at, &depth);
		if (comma)
			begin = at;
	}
	/* If a line just ends, its last word may be incomplete, or a program's output follows. */
	if (depth == 0 && *at)
		take(out, begin, at);
	out->end = at;
	if (*at == ')')
		take_behind(out, at);
}

/* --- values --- */

static bool is_member(struct strace_slice slice, size_t at, const char *name, size_t length)
{
	bool begins = !at || slice.at[at - 1] == '{' || slice.at[at - 1] == ' ';

	return begins && slice.length - at > length && !memcmp(slice.at + at, name, length) && slice.at[at + length] == '=';
}

static struct strace_slice value_from(const char *at, const char *end)
{
	struct strace_slice value = { at, 0 };

	while (at + value.length < end && at[value.length] != ',' && at[value.length] != '}')
		value.length++;
	return trimmed(value.at, value.at + value.length);
}

struct strace_slice strace_member(struct strace_slice slice, const char *name)
{
	size_t length = strlen(name), most = slice.length && *slice.at == '{' ? slice.length : 1;

	for (size_t at = 0; at < most && at < slice.length; at++)
		if (is_member(slice, at, name, length))
			return value_from(slice.at + at + length + 1, slice.at + slice.length);
	return (struct strace_slice){0};
}

struct strace_slice strace_unnamed(struct strace_slice slice)
{
	size_t name = 0;

	while (name < slice.length && (islower((unsigned char)slice.at[name]) || isdigit((unsigned char)slice.at[name]) ||
	                               slice.at[name] == '_'))
		name++;
	if (!name || name >= slice.length || slice.at[name] != '=' || isdigit((unsigned char)*slice.at))
		return slice;
	return (struct strace_slice){ slice.at + name + 1, slice.length - name - 1 };
}

static const struct {
	enum role role;
	const char *word;
	uint64_t value;
} words[] = {
	{ ROLE_mode,     "S_IFSOCK", 0140000 }, { ROLE_mode, "S_IFLNK", 0120000 }, { ROLE_mode, "S_IFREG", 0100000 },
	{ ROLE_mode,     "S_IFBLK",  0060000 }, { ROLE_mode, "S_IFDIR", 0040000 }, { ROLE_mode, "S_IFCHR", 0020000 },
	{ ROLE_mode,     "S_IFIFO",  0010000 }, { ROLE_mode, "S_ISUID", 0004000 }, { ROLE_mode, "S_ISGID", 0002000 },
	{ ROLE_mode,     "S_ISVTX",  0001000 },
	{ ROLE_protocol, "NETLINK_ROUTE", 0 }, { ROLE_protocol, "NETLINK_USERSOCK", 2 }, { ROLE_protocol, "NETLINK_SOCK_DIAG", 4 },
	{ ROLE_protocol, "NETLINK_NFLOG", 5 }, { ROLE_protocol, "NETLINK_XFRM", 6 }, { ROLE_protocol, "NETLINK_SELINUX", 7 },
	{ ROLE_protocol, "NETLINK_AUDIT", 9 }, { ROLE_protocol, "NETLINK_CONNECTOR", 11 },
	{ ROLE_protocol, "NETLINK_NETFILTER", 12 }, { ROLE_protocol, "NETLINK_KOBJECT_UEVENT", 15 },
	{ ROLE_protocol, "NETLINK_GENERIC", 16 }, { ROLE_protocol, "NETLINK_CRYPTO", 21 },
	{ ROLE_fdflags,  "SOCK_CLOEXEC", 02000000 }, { ROLE_fdflags, "SOCK_NONBLOCK", 04000 }, { ROLE_fdflags, "EFD_CLOEXEC", 02000000 },
	{ ROLE_fdflags,  "EFD_NONBLOCK", 04000 }, { ROLE_fdflags, "EFD_SEMAPHORE", 1 }, { ROLE_fdflags, "EPOLL_CLOEXEC", 02000000 },
	{ ROLE_fdflags,  "TFD_CLOEXEC", 02000000 }, { ROLE_fdflags, "TFD_NONBLOCK", 04000 }, { ROLE_fdflags, "SFD_CLOEXEC", 02000000 },
	{ ROLE_fdflags,  "SFD_NONBLOCK", 04000 }, { ROLE_fdflags, "IN_CLOEXEC", 02000000 }, { ROLE_fdflags, "IN_NONBLOCK", 04000 },
	{ ROLE_fdflags,  "PIDFD_NONBLOCK", 04000 }, { ROLE_fdflags, "PIDFD_THREAD", 0200 }, { ROLE_fdflags, "UFFD_USER_MODE_ONLY", 1 },
};

static bool extra_word(enum role role, const char *word, uint64_t *value)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (words[i].role == role && !strcmp(words[i].word, word)) {
			*value = words[i].value;
			return true;
		}
	return false;
}

static bool negative(const char *word, uint64_t *value)
{
	char *end;

	if (*word != '-' || !isdigit((unsigned char)word[1]))
		return false;
	*value = (uint64_t)strtoll(word, &end, 0);
	return !*end;
}

/* FUTEX_WAKE_PRIVATE is FUTEX_WAKE|FUTEX_PRIVATE_FLAG. */
static bool private_futex(enum role role, char *word, uint64_t *value)
{
	static const char suffix[] = "_PRIVATE";
	size_t length = strlen(word), least = sizeof(suffix) - 1;
	struct err err;

	if (role != ROLE_futex_op || length <= least || strcmp(word + length - least, suffix))
		return false;
	word[length - least] = '\0';
	if (role_parse(role, word, value, &err))
		return false;
	*value |= 128;
	return true;
}

/* clone's lowest byte is the exit signal. */
static bool exit_signal(enum role role, const char *word, uint64_t *value)
{
	struct err err;

	return role == ROLE_clone_flags && !role_parse(ROLE_signal, word, value, &err);
}

static bool part_value(enum role role, char *word, uint64_t *value)
{
	struct err err;

	return !role_parse(role, word, value, &err) || extra_word(role, word, value) || negative(word, value) ||
	       exit_signal(role, word, value) || private_futex(role, word, value);
}

static bool parts_value(enum role role, char *words_of, uint64_t *value)
{
	char *save = NULL;
	uint64_t sum = 0, one = 0;
	unsigned parts = 0;

	for (char *word = strtok_r(words_of, "| ", &save); word; word = strtok_r(NULL, "| ", &save), parts++) {
		if (!part_value(role, word, &one))
			return false;
		sum |= one;
	}
	*value = sum;
	return parts > 0;
}

/* "_IOC(_IOC_READ|_IOC_WRITE, 0x56, 0x78, 0x4)": linux/ioctl.h, in the layout of
 * asm-generic and x86. */
static bool ioc_value(const char *text, uint64_t *value)
{
	unsigned long long part[3];
	const char *at = strchr(text, ',');
	uint64_t direction = (strstr(text, "_IOC_READ") ? 2u : 0u) | (strstr(text, "_IOC_WRITE") ? 1u : 0u);

	for (int i = 0; i < 3; i++) {
		char *end;
		if (!at || *at != ',')
			return false;
		part[i] = strtoull(at + 1, &end, 0);
		at = end + strspn(end, " ");
	}
	if (strcmp(at, ")") || part[0] > 0xff || part[1] > 0xff || part[2] > 0x3fff)
		return false;
	*value = direction << 30 | part[2] << 16 | part[0] << 8 | part[1];
	return true;
}

/* Without the comments of -X verbose, which repeat a number by name. */
static bool copy_plain(struct strace_slice slice, char *to, size_t room)
{
	const char *end = slice.at + slice.length;

	for (const char *at = slice.at; at < end;) {
		if (at[0] == '/' && at + 1 < end && at[1] == '*') {
			at = skip_comment(at);
			continue;
		}
		if (room < 2)
			return false;
		*to++ = *at++;
		room--;
	}
	*to = '\0';
	return true;
}

/* "TCGETS or SNDCTL_TMR_TIMEBASE": names of one number; any of them will do. */
static bool alternative_value(enum role role, char *text, uint64_t *value)
{
	for (char *or; (or = strstr(text, " or ")); text = or + 4) {
		*or = '\0';
		if (parts_value(role, text, value))
			return true;
	}
	return parts_value(role, text, value);
}

bool strace_value(enum role role, struct strace_slice slice, uint64_t *value)
{
	char text[512];

	if (!copy_plain(slice, text, sizeof(text)))
		return false;
	if (role == ROLE_ioctl_cmd && !strncmp(text, "_IOC(", 5))
		return ioc_value(text, value);
	return alternative_value(role, text, value);
}

/* "-1 ENOENT (…)", or "-1 (errno 38)" if strace has no name for it. */
int strace_error(const char *result)
{
	static const char number[] = "-1 (errno ";
	char name[32];
	size_t length;

	if (result && !strncmp(result, number, sizeof(number) - 1))
		return -(int)(strtoul(result + sizeof(number) - 1, NULL, 10) & 0xffff);
	if (!result || strncmp(result, "-1 E", 4))
		return 0;
	length = strcspn(result + 3, " ");
	if (length >= sizeof(name))
		return 0;
	memcpy(name, result + 3, length);
	name[length] = '\0';
	int found = errno_by_name(name);
	return found < 0 ? 0 : -found;
}
