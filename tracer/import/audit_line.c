/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit records have three forms; the text before them depends on who logged
 * them:
 *
 *   type=SECCOMP msg=audit(1.2:3): auid=0 …                       auditd, ausearch
 *   [ 12.3] audit: type=1326 audit(1.2:3): auid=0 …               the kernel log
 *   Feb 01 10:00:00 host audit[5]: SECCOMP auid=0 …               the journal
 *   SECCOMP auid=0 …                                              the journal, -o cat
 *   Feb 01 10:00:00 host audit[5]: auid=0 …                       a tool that dropped the type
 *   {"MESSAGE":"SECCOMP auid=0 …","_TRANSPORT":"audit", …}        the journal, -o json; -o json-sse has "data: " before it
 *       "MESSAGE" : "SECCOMP auid=0 …",                           the journal, -o json-pretty
 *            "msg": "audit: type=1326 audit(1.2:3): auid=0 …"     dmesg --json
 *
 * A log may cover a whole machine, and programs may log any text: a record is
 * accepted only if the line comes from the kernel or the audit system.
 */
#include "tracer/import/audit_line.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "core/base/mem.h"

static const struct {
	const char *type;
	bool last;
} calls[] = {
	{ "SECCOMP",   true },  { "1326", true },  { "AUDIT1326", true },  { "<audit-1326>", true },  { "UNKNOWN[1326]", true },
	{ "SYSCALL",   false }, { "1300", false }, { "AUDIT1300", false }, { "<audit-1300>", false }, { "UNKNOWN[1300]", false },
};

/* The record type that starts here and ends before a blank: a call or something else. */
static enum audit_line typed(const char *type, struct audit_record *out)
{
	size_t length = strcspn(type, " ");

	out->fields = type;
	for (size_t i = 0; i < COUNT_OF(calls); i++)
		if (strlen(calls[i].type) == length && !memcmp(calls[i].type, type, length)) {
			out->last = calls[i].last;
			return AUDIT_CALL;
		}
	return AUDIT_OTHER;
}

/* "kernel:", "audit[5]:", "5,17,63,-;audit:" of /dev/kmsg, and ":notice:" of dmesg -x. */
static bool is_own_tag(const char *tag, size_t length)
{
	static const char *const names[] = { "kernel", "audit", "auditd", "audispd", "audisp-syslog", "tag_audit_log" };
	const char *level = memchr(tag, ';', length), *begin = level ? level + 1 : tag;
	const char *open = memchr(begin, '[', length - (size_t)(begin - tag)), *end = open ? open : tag + length - 1;
	size_t name = (size_t)(end - begin);

	if (*tag == ':')
		return true;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strlen(names[i]) == name && !memcmp(names[i], begin, name))
			return true;
	return false;
}

/* Whether the text before a record comes from the log and not from a program:
 * "evil[7]: type=SECCOMP …" is ordinary text, and an strace log quotes what
 * programs write. */
static bool is_own(const char *line, const char *end)
{
	for (const char *at = line; at < end;) {
		size_t length = strcspn(at, " ");
		if (memchr(at, '"', length) || (length && at + length < end && at[length - 1] == ':' && !is_own_tag(at, length)))
			return false;
		at += length + strspn(at + length, " ");
	}
	return true;
}

/* "type=SECCOMP msg=audit(", "type=1326 audit(". The search restarts after a blank, so no byte is read twice. */
static const char *typed_record(const char *line)
{
	for (const char *at = strstr(line, "type="); at; at = strstr(at + 1, "type=")) {
		if (at > line && at[-1] != ' ')
			continue;
		const char *behind = at + strcspn(at, " ");
		behind += strspn(behind, " ");
		if (!strncmp(behind, "msg=audit(", 10) || !strncmp(behind, "audit(", 6))
			return at;
	}
	return NULL;
}

/* After "audit: " or "audit[5]: ". */
static const char *behind_tag(const char *at)
{
	at += strlen("audit");
	if (*at == '[') {
		at += 1 + strspn(at + 1, "0123456789");
		if (*at++ != ']')
			return NULL;
	}
	return strncmp(at, ": ", 2) ? NULL : at + 2;
}

/* The start of the audit system's own text; *tag is the start of its tag. */
static const char *tagged(const char *line, const char **tag)
{
	for (const char *at = strstr(line, "audit"); at; at = strstr(at + 1, "audit")) {
		bool begins = at == line || at[-1] == ' ' || at[-1] == ';';
		const char *text = begins && (at[5] == '[' || at[5] == ':') ? behind_tag(at) : NULL;
		if (text) {
			*tag = at;
			return text;
		}
	}
	return NULL;
}

/* "SECCOMP auid=0", "SYSCALL arch=c000003e": a complete message. */
static bool is_message(const char *at)
{
	struct audit_record record;
	size_t type = strcspn(at, " "), name = type && at[type] ? strspn(at + type + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;

	return name && at[type + 1 + name] == '=' && typed(at, &record) == AUDIT_CALL;
}

bool audit_looks_like_refusal(const char *line)
{
	return strstr(line, "syscall=") && strstr(line, "arch=") &&
	       (strstr(line, "sig=") || strstr(line, "type=1326") || strstr(line, "SECCOMP"));
}

/* A record of a filter's answer whose type was left out: what comes first is a field. */
static bool is_untyped(const char *text)
{
	return memchr(text, '=', strcspn(text, " ")) && strstr(text, " code=0x") && audit_looks_like_refusal(text);
}

static enum audit_line tagged_kind(const char *text, struct audit_record *out)
{
	if (!is_untyped(text))
		return typed(text, out);
	*out = (struct audit_record){ .fields = text - 1, .last = true };
	return AUDIT_CALL;
}

/* 10:00:00, or 2163.633265. */
static bool is_time(const char *at)
{
	size_t digits = strspn(at, "0123456789"), more = digits && at[digits] == '.' ? strspn(at + digits + 1, "0123456789") : 0;

	if (more >= 3)
		return true;
	return digits && digits <= 2 && at[digits] == ':' && isdigit((unsigned char)at[digits + 1]) &&
	       isdigit((unsigned char)at[digits + 2]) && at[digits + 3] == ':';
}

enum { STAMP_MOST = 48 };

/* Lines of a journal or kernel log start with a time; continuation lines are indented far. */
static bool is_of_a_log(const char *line)
{
	static const char indent[] = "        ", field[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	const char *first = line + strspn(line, " \t");

	for (const char *at = line; *at && at < line + STAMP_MOST; at++)
		if ((at == line || !isdigit((unsigned char)at[-1])) && is_time(at))
			return true;
	if (!strncmp(line, indent, sizeof(indent) - 1) || !strncmp(line, "-- ", 3) || !strncmp(line, "time->", 6))
		return true;
	if (*first == '"' && strspn(first + 1, field) && (!strncmp(first + 1 + strspn(first + 1, field), "\" : ", 4) ||
	                                                   !strncmp(first + 1 + strspn(first + 1, field), "\": ", 3)))
		return true;                                                         /* -o json-pretty, and jq */
	return strspn(first, field) && first[strspn(first, field)] == '=';          /* -o verbose, -o export */
}

/* Only the kernel and the audit system use these transports; a quote inside a value is escaped. */
static const char *json_message(const char *line)
{
	static const char begin[] = "\"MESSAGE\":\"";
	const char *message = strstr(line, begin);
	bool own = strstr(line, "\"_TRANSPORT\":\"audit\"") || strstr(line, "\"_TRANSPORT\":\"kernel\"");

	return message && own ? message + sizeof(begin) - 1 : NULL;
}

/* Whether a program wrote the message: another transport is named. */
static bool is_of_program(const char *line)
{
	const char *transport = strstr(line, "\"_TRANSPORT\"");
	const char *value = transport ? strchr(transport + strlen("\"_TRANSPORT\""), '"') : NULL;

	return value && strncmp(value, "\"audit\"", 7) && strncmp(value, "\"kernel\"", 8);
}

/* A member alone on its line. */
static const char *member_message(const char *line)
{
	static const char *const begins[] = { "\"MESSAGE\" : \"", "\"MESSAGE\": \"", "\"msg\": \"" };
	const char *first = line + strspn(line, " \t");

	for (size_t i = 0; i < COUNT_OF(begins); i++)
		if (!strncmp(first, begins[i], strlen(begins[i])))
			return first + strlen(begins[i]);
	return NULL;
}

static const char *behind_field(const char *line)
{
	static const char name[] = "MESSAGE=";
	const char *first = line + strspn(line, " \t");

	return strncmp(first, name, sizeof(name) - 1) ? line : first + sizeof(name) - 1;
}

static enum audit_line message_kind(const char *message, struct audit_record *out)
{
	const char *record = typed_record(message), *tag = NULL;

	if (record) {
		out->stamped = true;
		out->quoted = !is_own(message, record);
		return is_own(message, record) ? typed(record + strlen("type="), out) : AUDIT_FOREIGN;
	}
	if (is_message(message))
		return typed(message, out);
	const char *text = tagged(message, &tag);
	return text && is_own(message, tag) ? tagged_kind(text, out) : AUDIT_NOTHING;
}

static enum audit_line json_kind(const char *line, struct audit_record *out)
{
	const char *message = json_message(line);
	enum audit_line kind = message ? message_kind(message, out) : AUDIT_NOTHING;

	/* Other members follow the message. */
	out->last = false;
	out->json = true;
	out->quoted |= is_of_program(line);
	return kind == AUDIT_NOTHING && strstr(line, "\"__REALTIME_TIMESTAMP\"") ? AUDIT_FOREIGN : kind;
}

enum audit_line audit_line(const char *line, struct audit_record *out)
{
	*out = (struct audit_record){0};
	const char *object = strncmp(line, "data: {", 7) ? line : line + 6, *member = member_message(line);
	if (*object == '{')
		return json_kind(object, out);
	enum audit_line kind = message_kind(member ? member : behind_field(line), out);
	out->json = member;
	return kind == AUDIT_NOTHING && is_of_a_log(line) ? AUDIT_FOREIGN : kind;
}
