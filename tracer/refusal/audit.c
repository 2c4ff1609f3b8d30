/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit records as refusals. A SECCOMP record has the filter's answer in `code`
 * and the address behind the call in `ip`, and no arguments; a SYSCALL record has
 * the result and four arguments, and does not say who refused the call.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
		return LINE_UNKNOWN;
	take_program(record, &refusal, program);
	take_answer(record, &refusal);
	refusal.has_ip = audit_number(record, "ip", 16, &refusal.ip);
	/* Only records of filters have them. */
	if (!refusal.answered && !refusal.has_ip)
		return failed_call(log, record, &refusal, numbered);
	refusal_add(log, refusal);
	return LINE_REFUSAL;
}

enum line_use refusal_audit_line(struct refusal_log *log, const char *line)
{
	struct audit_record record;

	switch (audit_line(line, &record)) {
	case AUDIT_CALL:
		return take_record(log, &record);
	case AUDIT_OTHER:
		return LINE_IDLE;
	case AUDIT_FOREIGN:
		return LINE_FOREIGN;
	default:
		return LINE_UNKNOWN;
	}
}
