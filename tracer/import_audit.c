/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit records, in the kernel's log, the journal or auditd's files: fields
 * of the form name=value. SECCOMP (1326) says that a filter logged or refused a call,
 * SYSCALL (1300) that a rule of auditctl did; both tell arch and number. Text
 * that a program chose stands in quotes, or in hexadecimal where it has
 * spaces or quotes, so it cannot pass for a field.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/import_readers.h"
#include "tracer/imported.h"

static const struct {
	const char *type;
	bool call;                            /* others belong to a record of a call, or say nothing of one */
} types[] = {
	{ "type=1326 ",    true },
	{ "type=SECCOMP ", true },
	{ "type=1300 ",    true },
	{ "type=SYSCALL ", true },
	{ "type=",         false },
};

/* Where the value of a field begins; NULL where the line has none. */
static const char *field(const char *line, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = strstr(line, name); at; at = strstr(at + 1, name))
		if (at > line && at[-1] == ' ' && at[length] == '=')
			return at + length + 1;
	return NULL;
}

/* A whole value in this base, as everything that is not interpreted has. */
static bool field_number(const char *line, const char *name, int base, uint64_t *value)
{
	const char *at = field(line, name);
	char *end;

	if (!at || !(isxdigit((unsigned char)*at) || *at == '-'))
		return false;
	errno = 0;
	*value = *at == '-' ? (uint64_t)strtoll(at, &end, base) : strtoull(at, &end, base);
	return !errno && (!*end || isspace((unsigned char)*end));
}

/* By name, as ausearch -i has it. */
static bool interpreted_call(const char *line, enum arch *arch, uint32_t *nr)
{
	const char *name = field(line, "syscall"), *arch_at = field(line, "arch");
	char copy[32] = "";
	size_t length = arch_at ? strcspn(arch_at, " ") : 0;

	if (!name || !length || length >= sizeof(copy))
		return false;
	memcpy(copy, arch_at, length);
	int known = arch_by_name(copy), id = imported_id(name, strcspn(name, " "));
	if (known < 0 || id == CALL_UNKNOWN || !syscall_exists((enum syscall_id)id, (enum arch)known))
		return false;
	*arch = (enum arch)known;
	*nr = (uint32_t)syscall_nr((enum syscall_id)id, *arch);
	return true;
}

static bool numbered_call(const char *line, enum arch *arch, uint32_t *nr)
{
	uint64_t audit, number;

	if (!field_number(line, "arch", 16, &audit) || !field_number(line, "syscall", 10, &number) || audit > UINT32_MAX)
		return false;
	int known = arch_of_call((uint32_t)audit, (uint32_t)number);
	if (known < 0)
		return false;
	*arch = (enum arch)known;
	*nr = (uint32_t)number;
	return true;
}

/* a0 to a3 are registers in hexadecimal; the others are not told. */
static void take_arguments(struct trace_call *call, const char *line)
{
	static const char *const names[] = { "a0", "a1", "a2", "a3" };
	uint64_t value;

	for (unsigned i = 0; i < COUNT_OF(names); i++)
		if (field_number(line, names[i], 16, &value))
			imported_value(call, i, value);
}

static bool read_call(struct import *import, const char *line)
{
	struct trace_call call;
	uint64_t result = 0;
	enum arch arch;
	uint32_t nr;
	bool numbered = numbered_call(line, &arch, &nr);

	if (!numbered && !interpreted_call(line, &arch, &nr))
		return false;
	imported_begin(&call, arch, nr);
	if (numbered)
		take_arguments(&call, line);
	int entry = imported_enter(import, &call);
	if (field_number(line, "exit", 10, &result))
		imported_result(import, entry, (int64_t)result);
	return true;
}

/* The record's type stands before "audit(" or "msg=audit(". */
static const char *record_of(const char *line)
{
	const char *type = strstr(line, "type="), *stamp = type ? strstr(type, "audit(") : NULL;

	return stamp && (type == line || type[-1] == ' ') ? type : NULL;
}

bool import_audit_recognises(const char *line)
{
	return record_of(line);
}

bool import_audit_read(struct import *import, const char *line)
{
	const char *record = record_of(line);

	for (size_t i = 0; record && i < COUNT_OF(types); i++)
		if (!strncmp(record, types[i].type, strlen(types[i].type)))
			return !types[i].call || read_call(import, record);
	return false;
}
