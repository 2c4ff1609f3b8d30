/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit records as refusals. A SECCOMP record has the filter's answer in `code`,
 * without an errno, the address behind the call in `ip`, and no arguments; a
 * SYSCALL record has the result and four arguments, and does not say who refused
 * the call.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "tracer/import/audit_fields.h"
#include "tracer/refusal/readers.h"

enum { PROGRAM_MOST = 4096 };

/* ausearch -i prints the name of the action alone: without the number of an errno, and before audit 3 "kill" for a
 * thread or a process, so these do not say the answer. */
static bool answer_named(const char *name, struct verdict *answer)
{
	static const struct {
		const char *name;
		enum action action;
	} names[] = {
		{ "allow", ACTION_ALLOW }, { "log", ACTION_LOG }, { "trace", ACTION_TRACE }, { "trap", ACTION_TRAP },
		{ "kill-thread", ACTION_KILL_THREAD }, { "kill-process", ACTION_KILL }, { "user-notify", ACTION_NOTIFY },
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (!strcmp(name, names[i].name)) {
			*answer = (struct verdict){ names[i].action, 0 };
			return true;
		}
	return false;
}

/* The kernel records the action without its data, so an errno is not known. */
static void take_answer(const struct audit_record *record, struct refusal *refusal)
{
	char words[32], *end;

	if (!audit_string(record, "code", words, sizeof(words)))
		return;
	unsigned long code = strtoul(words, &end, 16);
	refusal->answered = !strncmp(words, "0x", 2) && !*end && code <= UINT32_MAX;
	if (refusal->answered)
		refusal->answer = verdict_of_ret((uint32_t)code);
	else
		refusal->answered = answer_named(words, &refusal->answer);
	refusal->bare = refusal->answered && !refusal->answer.data &&
	                (refusal->answer.action == ACTION_ERRNO || refusal->answer.action == ACTION_TRAP || refusal->answer.action == ACTION_TRACE);
}

static void take_program(const struct audit_record *record, struct refusal *refusal, char program[PROGRAM_MOST])
{
	uint64_t pid;

	if (audit_string(record, "exe", program, PROGRAM_MOST) || audit_string(record, "comm", program, PROGRAM_MOST))
		refusal->program = program;
	if (audit_number(record, "pid", 10, &pid))
		refusal->pid = pid;
}

static void take_arguments(const struct audit_record *record, struct refusal *refusal)
{
	static const char *const names[] = { "a0", "a1", "a2", "a3" };

	for (unsigned i = 0; i < COUNT_OF(names); i++)
		if (audit_number(record, names[i], 16, &refusal->args[i]))
			refusal->known |= 1u << i;
}

/* A SYSCALL record: a refusal if the call failed. */
static enum line_use failed_call(struct refusal_log *log, const struct audit_record *record, struct refusal *refusal, bool numbered)
{
	int64_t result = audit_result(record);

	refusal->kind = REFUSAL_ERROR;
	refusal->source = "audit record of a failed call";
	refusal->error = errno_of_result(result);
	if (!refusal->error)
		return LINE_IDLE;
	if (numbered)
		take_arguments(record, refusal);
	refusal_add(log, *refusal);
	return LINE_REFUSAL;
}

static enum line_use take_record(struct refusal_log *log, const struct audit_record *record)
{
	struct refusal refusal = { .kind = REFUSAL_RECORD, .source = "audit record", .called = true };
	char program[PROGRAM_MOST];
	bool numbered;

	if (!audit_call(record, &refusal.arch, &refusal.nr, &numbered))
		return audit_looks_like_refusal(record->fields) ? LINE_UNREAD : LINE_UNKNOWN;
	take_program(record, &refusal, program);
	take_answer(record, &refusal);
	refusal.has_ip = audit_number(record, "ip", 16, &refusal.ip);
	/* Only records of filters have them. */
	if (!refusal.answered && !refusal.has_ip)
		return failed_call(log, record, &refusal, numbered);
	refusal_add(log, refusal);
	return LINE_REFUSAL;
}

/* --- lines of other forms --- */

/* The bytes of a message that is not UTF-8, as the journal writes them. */
static bool add_bytes(const json_t *message, struct text *out)
{
	size_t i;
	json_t *byte;

	json_array_foreach(message, i, byte) {
		json_int_t value = json_integer_value(byte);
		if (!json_is_integer(byte) || value <= 0 || value > UINT8_MAX)
			return false;
		text_format(out, "%c", (int)value);
	}
	return json_is_array(message);
}

/* The message of the kernel or the audit system in an object of the journal with blanks or bytes; false: none. */
static bool add_message(const char *object, struct text *out)
{
	AUTO_JSON json_t *entry = json_loads(object, JSON_DISABLE_EOF_CHECK, NULL);
	const json_t *message = json_object_get(entry, "MESSAGE");
	const char *transport = json_string_value(json_object_get(entry, "_TRANSPORT"));

	if (!transport || (strcmp(transport, "audit") && strcmp(transport, "kernel")))
		return false;
	text_add(out, json_is_string(message) ? json_string_value(message) : "");
	return json_is_string(message) || add_bytes(message, out);
}

/* Whatever a copy of a log has before a line: a byte order mark, the separator of JSON sequences, a bullet. */
static const char *begin_of(const char *line)
{
	static const char *const begins[] = { "\xef\xbb\xbf", "\x1e", "- ", "* ", "+ ", "> " };

	for (size_t i = 0; i < COUNT_OF(begins); i++)
		if (!strncmp(line, begins[i], strlen(begins[i])))
			return begin_of(line + strlen(begins[i]));
	return line;
}

/* The line as the readers of records expect it. */
static const char *normal_line(const char *line, struct text *own)
{
	const char *begin = begin_of(line);

	if (*begin == '{' && strstr(begin, "\"MESSAGE\"") && !strstr(begin, "\"MESSAGE\":\""))
		return add_message(begin, own) ? own->at : begin;
	if (!strchr(begin, '\t'))
		return begin;
	text_add(own, begin);
	for (char *tab = own->at; (tab = strchr(tab, '\t'));)
		*tab = ' ';
	return own->at;
}

enum line_use refusal_audit_line(struct refusal_log *log, const char *given)
{
	AUTO_TEXT struct text own = {0};
	const char *line = normal_line(given, &own);
	struct audit_record record;
	enum audit_line kind = audit_line(line, &record);

	if (kind == AUDIT_CALL)
		return take_record(log, &record);
	if (kind == AUDIT_OTHER)
		return LINE_IDLE;
	if (!record.quoted && audit_looks_like_refusal(line))
		return LINE_UNREAD;
	return kind == AUDIT_FOREIGN ? LINE_FOREIGN : LINE_UNKNOWN;
}
