/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of programs, by the rows of messages.def. Most name no call: then the
 * record has what can be concluded and what to look at next.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/refusal/readers.h"

#define KILLED \
	"a filter killed a process or sent it SIGSYS; the message does not say for which call: the kernel log (type=1326), " \
	"strace -f or a core file does"
#define STATUS_159 \
	"159 is 128 + 31, SIGSYS: a filter killed the program, unless it exits with 159 itself; the kernel log (type=1326), " \
	"strace -f or a core file names the call"
#define WITH_EPERM \
	"some call failed with EPERM: a filter may have refused it, or a missing capability, a security module or file " \
	"permissions; the message names no call: strace -f -Z shows it"
#define WITH_ENOSYS \
	"some call failed with ENOSYS: a filter answered so, or the kernel does not have the call; the message names no call: " \
	"strace -f -Z shows it"
#define AUDIT_REPORT \
	"a filter refused or logged a call, which ausearch leaves out of text and CSV: ausearch -i and raw records name it"
#define CAUSES \
	"a filter may have refused it, or the kernel for another reason: a missing capability, permissions, a security module, or a " \
	"call that it does not have"
#define BY_MESSAGE "by its message, the program says that this call failed: " CAUSES
#define BY_MESSAGE_OR_PROGRAM "by its message, this call failed, or perhaps a program of this name did: " CAUSES
#define NOT_LOADED "a filter was not loaded, so it refused no call: this is about the filter itself"

enum form { FORM_NONE, FORM_NAME, FORM_NUMBER, FORM_ARCH_NUMBER, FORM_FIREFOX, FORM_ERROR };

static const struct message {
	const char *text;
	enum form form;
	enum refusal_kind kind;
	const char *means;
} messages[] = {
#define MESSAGE(text, form, kind, means) { text, FORM_##form, REFUSAL_##kind, means },
#define FAILURE(...)
#define LIBC_NAME(...)
#define PROGRAM(...)
#include "tracer/refusal/messages.def"
#undef MESSAGE
#undef FAILURE
#undef LIBC_NAME
#undef PROGRAM
};

static const struct {
	const char *text;
	int error;
} failures[] = {
#define MESSAGE(...)
#define FAILURE(text, error) { text, error },
#define LIBC_NAME(...)
#define PROGRAM(...)
#include "tracer/refusal/messages.def"
#undef MESSAGE
#undef FAILURE
#undef LIBC_NAME
#undef PROGRAM
};

static const struct {
	const char *name;
	enum syscall_id call;
} libc_names[] = {
#define MESSAGE(...)
#define FAILURE(...)
#define LIBC_NAME(name, call) { #name, CALL_##call },
#define PROGRAM(...)
#include "tracer/refusal/messages.def"
#undef MESSAGE
#undef FAILURE
#undef LIBC_NAME
#undef PROGRAM
};

static const char *const programs[] = {
#define MESSAGE(...)
#define FAILURE(...)
#define LIBC_NAME(...)
#define PROGRAM(name) #name,
#include "tracer/refusal/messages.def"
#undef MESSAGE
#undef FAILURE
#undef LIBC_NAME
#undef PROGRAM
};

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

/* A decimal or hexadecimal number at the start of a text; *end is behind it. */
static bool number_at(const char *at, uint64_t *value, const char **end)
{
	char *stop;

	if (!isdigit((unsigned char)*at))
		return false;
	*value = strtoull(at, &stop, strncmp(at, "0x", 2) ? 10 : 16);
	*end = stop;
	return true;
}

static bool take_number(struct refusal *refusal, uint32_t audit, uint64_t nr)
{
	int arch = nr <= UINT32_MAX ? arch_of_call(audit, (uint32_t)nr) : -1;

	if (arch < 0)
		return false;
	refusal->arch = (enum arch)arch;
	refusal->nr = (uint32_t)nr;
	return true;
}

static bool take_name(struct refusal *refusal, const char *at, enum arch native)
{
	size_t length = strspn(at, NAME_LETTERS);
	char name[64] = "";

	if (!length || length >= sizeof(name))
		return false;
	memcpy(name, at, length);
	int id = syscall_by_name(name);
	if (id == CALL_UNKNOWN || !syscall_exists((enum syscall_id)id, native))
		return false;
	refusal->arch = native;
	refusal->nr = (uint32_t)syscall_nr((enum syscall_id)id, native);
	return true;
}

/* " arg1=0x1 arg2=0x2" */
static void take_named_arguments(struct refusal *refusal, const char *at)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		char name[] = { ' ', 'a', 'r', 'g', (char)('1' + i), '=', '\0' };
		const char *found = strstr(at, name), *end;
		if (found && number_at(found + sizeof(name) - 1, &refusal->args[i], &end))
			refusal->known |= 1u << i;
	}
}

/* "0xc000003e,syscall:41 @ 0x7f…)" */
static bool take_arch_number(struct refusal *refusal, const char *at)
{
	static const char middle[] = ",syscall:";
	uint64_t audit, nr;

	if (!number_at(at, &audit, &at) || audit > UINT32_MAX || strncmp(at, middle, sizeof(middle) - 1) ||
	    !number_at(at + sizeof(middle) - 1, &nr, &at) || !take_number(refusal, (uint32_t)audit, nr))
		return false;
	refusal->has_ip = !strncmp(at, " @ ", 3) && number_at(at + 3, &refusal->ip, &at);
	return true;
}

/* "12, tid 12, syscall 41, args 2 526337 0 0 0 0." */
static bool take_firefox(struct refusal *refusal, const char *at, uint32_t audit)
{
	const char *call = strstr(at, "syscall "), *args = strstr(at, ", args ");
	uint64_t nr;

	number_at(at, &refusal->pid, &at);
	if (!call || !number_at(call + 8, &nr, &call) || !take_number(refusal, audit, nr))
		return false;
	at = args ? args + 7 : "";
	for (unsigned i = 0; i < SYSCALL_ARGS && number_at(at, &refusal->args[i], &at); i++) {
		refusal->known |= 1u << i;
		at += *at == ' ';
	}
	return true;
}

static bool take_call(struct refusal *refusal, const struct message *row, const char *behind, enum arch native)
{
	uint32_t audit = arch_info(native)->audit;
	uint64_t nr;

	switch (row->form) {
	case FORM_NAME:
		if (take_name(refusal, behind, native))
			return true;
		return number_at(behind, &nr, &behind) && take_number(refusal, audit, nr);
	case FORM_NUMBER:
		if (!number_at(behind, &nr, &behind) || !take_number(refusal, audit, nr))
			return false;
		take_named_arguments(refusal, behind);
		return true;
	case FORM_ARCH_NUMBER:
		return take_arch_number(refusal, behind);
	case FORM_FIREFOX:
		return take_firefox(refusal, behind, audit);
	default:
		return false;
	}
}

/* --- what failed --- */

/* A function of libc: its call. */
static bool take_function(struct refusal *refusal, const char *at, enum arch native)
{
	size_t length = strspn(at, NAME_LETTERS);

	for (size_t i = 0; i < COUNT_OF(libc_names); i++)
		if (strlen(libc_names[i].name) == length && !memcmp(libc_names[i].name, at, length)) {
			at = syscall_exists(libc_names[i].call, native) ? syscall_name(libc_names[i].call) : at;
			break;
		}
	return take_name(refusal, at, native);
}

static const char *name_before(const char *line, const char *end)
{
	while (end > line && strchr(NAME_LETTERS, end[-1]))
		end--;
	return end;
}

/* "setsid()", "kill(36, 1)", "unshare": the name ends before the parenthesis, or at the end. */
static bool take_before(struct refusal *refusal, const char *line, const char *end, enum arch native)
{
	if (end > line && end[-1] == ')')
		while (--end > line && *end != '(')
			;
	const char *begin = name_before(line, end);
	return begin < end && take_function(refusal, begin, native);
}

/* "bind() to 0.0.0.0:80": the first function of the line. */
static bool take_first(struct refusal *refusal, const char *line, const char *end, enum arch native)
{
	for (const char *open = strchr(line, '('); open && open < end; open = strchr(open + 1, '(')) {
		const char *begin = name_before(line, open);
		if (begin < open && take_function(refusal, begin, native))
			return true;
	}
	return false;
}

static bool is_program(const char *at, size_t length)
{
	for (size_t i = 0; i < COUNT_OF(programs); i++)
		if (strlen(programs[i]) == length && !memcmp(programs[i], at, length))
			return true;
	return false;
}

/* "kv: unshare: Operation not permitted", "Failed to setns: …", "unshare(): EPERM"; not the end of a path or of a
 * longer word. */
static bool take_subject(struct refusal *refusal, const char *line, const char *error, enum arch native)
{
	const char *end = error - (error > line && isalpha((unsigned char)error[-1]));

	if (end < line + 2 || strncmp(end - 2, ": ", 2))
		return false;
	end -= 2;
	const char *begin = name_before(line, end);
	if (end > line && end[-1] == ')')
		return take_before(refusal, line, end, native);
	if (begin == end || (begin > line && !strchr(" \t\"", begin[-1])) || !take_function(refusal, begin, native))
		return false;
	if (is_program(begin, (size_t)(end - begin)))
		refusal->means = BY_MESSAGE_OR_PROGRAM;
	return true;
}

/* "operation not permitted, chmod '/tmp/s'" */
static bool take_behind(struct refusal *refusal, const char *at, enum arch native)
{
	size_t length = strncmp(at, ", ", 2) ? 0 : strspn(at + 2, NAME_LETTERS);
	char next = length ? at[2 + length] : '.';

	return (next == ' ' || next == '\0') && take_function(refusal, at + 2, native);
}

static const char *last_before(const char *line, const char *text, const char *end)
{
	const char *last = NULL;

	for (const char *at = strstr(line, text); at && at < end; at = strstr(at + 1, text))
		last = at;
	return last;
}

static bool take_failure(struct refusal *refusal, const char *line, enum arch native)
{
	for (size_t i = 0; i < COUNT_OF(failures); i++) {
		const char *error = strstr(line, failures[i].text);
		const char *failed = error ? last_before(line, " failed", error) : NULL;
		refusal->error = failures[i].error;
		if ((failed && (take_before(refusal, line, failed, native) || take_first(refusal, line, failed, native))) ||
		    (error && take_subject(refusal, line, error, native)) ||
		    (error && take_behind(refusal, error + strlen(failures[i].text), native)))
			return true;
	}
	return false;
}

static bool is_failure(struct refusal_log *log, const char *line)
{
	struct refusal refusal = { .kind = REFUSAL_ERROR, .source = "message", .called = true, .means = BY_MESSAGE };

	if (!take_failure(&refusal, line, log->native))
		return false;
	refusal_add(log, refusal);
	return true;
}

enum line_use refusal_message_line(struct refusal_log *log, const char *line)
{
	for (size_t i = 0; i < COUNT_OF(messages); i++) {
		const struct message *row = &messages[i];
		struct refusal refusal = { .kind = row->kind, .source = "message" };
		const char *found = strstr(line, row->text);
		if (!found)
			continue;
		if (row->form == FORM_ERROR && is_failure(log, line))
			return LINE_REFUSAL;
		refusal.called = take_call(&refusal, row, found + strlen(row->text), log->native);
		if (row->form != FORM_NONE && row->form != FORM_ERROR && !refusal.called)
			return LINE_UNKNOWN;
		refusal.means = row->means;
		refusal_add(log, refusal);
		return LINE_REFUSAL;
	}
	return is_failure(log, line) ? LINE_REFUSAL : LINE_UNKNOWN;
}
