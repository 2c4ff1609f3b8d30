/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit records, from the kernel log, the journal or auditd's files: fields of
 * the form name=value. SECCOMP (1326) means that a filter logged or denied a
 * call, SYSCALL (1300) that an auditctl rule matched; both contain arch and
 * number. Text chosen by a program is quoted, or hexadecimal if it has spaces
 * or quotes, so it cannot imitate a field. Only ausearch -i decodes it, so the
 * position of such text decides which of two fields of one name is valid.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/policy/policy.h"
#include "tracer/import/audit_line.h"
#include "tracer/import/readers.h"
#include "tracer/import/call.h"

/* The value of a field; NULL if the record does not have it. */
static const char *field(const struct audit_record *record, const char *name)
{
	size_t length = strlen(name);
	const char *found = NULL;

	for (const char *at = strstr(record->fields, name); at; at = strstr(at + 1, name))
		if (at > record->fields && at[-1] == ' ' && at[length] == '=' && (!found || record->last))
			found = at + length + 1;
	return found;
}

/* A complete number in this base; all values are numbers unless interpreted.
 * Other fields follow those read here, so a value at the end of a line is cut
 * off. */
static bool field_number(const struct audit_record *record, const char *name, int base, uint64_t *value)
{
	const char *at = field(record, name);
	char *end;

	if (!at || !(isxdigit((unsigned char)*at) || *at == '-'))
		return false;
	errno = 0;
	*value = *at == '-' ? (uint64_t)strtoll(at, &end, base) : strtoull(at, &end, base);
	return !errno && isspace((unsigned char)*end);
}

static bool copy_field(const struct audit_record *record, const char *name, char *to, size_t room)
{
	const char *at = field(record, name);
	size_t length = at ? strcspn(at, " ") : 0;

	if (!length || length >= room || !at[length])
		return false;
	memcpy(to, at, length);
	to[length] = '\0';
	return true;
}

/* "unknown-syscall(5000)", "unknown-elf-type(c00000f3)": how ausearch prints
 * numbers without a name. */
static bool unknown_number(const char *text, const char *begin, int base, uint64_t *value)
{
	size_t skip = strlen(begin);
	char *end;

	if (strncmp(text, begin, skip) || !isxdigit((unsigned char)text[skip]))
		return false;
	*value = strtoull(text + skip, &end, base);
	return *end == ')' && *value <= UINT32_MAX;
}

/* *named: for an arch without a name, ausearch uses the calls of its own machine. */
static bool interpreted_arch(const struct audit_record *record, uint32_t *audit, bool *named)
{
	char name[32];
	uint64_t number;

	if (!copy_field(record, "arch", name, sizeof(name)))
		return false;
	int known = arch_by_name(name);
	*named = known >= 0;
	if (!*named && !unknown_number(name, "unknown-elf-type(", 16, &number))
		return false;
	*audit = *named ? arch_info((enum arch)known)->audit : (uint32_t)number;
	return true;
}

/* Number -1 is not a call: a tracer skipped one. */
static bool of_number(uint32_t audit, uint64_t number, enum arch *arch, uint32_t *nr)
{
	int known = arch_of_call(audit, (uint32_t)number);

	if (known < 0 || (number > UINT32_MAX && number != UINT64_MAX))
		return false;
	*arch = (enum arch)known;
	*nr = (uint32_t)number;
	return true;
}

/* By name, as ausearch -i prints it. */
static bool interpreted_call(const struct audit_record *record, enum arch *arch, uint32_t *nr)
{
	char name[64];
	uint32_t audit;
	uint64_t number;
	bool named;

	if (!interpreted_arch(record, &audit, &named) || !copy_field(record, "syscall", name, sizeof(name)))
		return false;
	if (unknown_number(name, "unknown-syscall(", 10, &number) || field_number(record, "syscall", 10, &number))
		return of_number(audit, number, arch, nr);
	int known = arch_of_call(audit, 0), id = syscall_by_name(name);
	if (!named || known < 0 || id == CALL_UNKNOWN || !syscall_exists((enum syscall_id)id, (enum arch)known))
		return false;
	return of_number(audit, (uint64_t)syscall_nr((enum syscall_id)id, (enum arch)known), arch, nr);
}

static bool numbered_call(const struct audit_record *record, enum arch *arch, uint32_t *nr)
{
	uint64_t audit, number;

	return field_number(record, "arch", 16, &audit) && field_number(record, "syscall", 10, &number) &&
	       audit <= UINT32_MAX && of_number((uint32_t)audit, number, arch, nr);
}

/* a0 to a3 are registers in hexadecimal; the record lacks the other two. */
static void take_arguments(struct trace_call *call, const struct audit_record *record)
{
	static const char *const names[] = { "a0", "a1", "a2", "a3" };
	uint64_t value;

	for (unsigned i = 0; i < COUNT_OF(names); i++)
		if (field_number(record, names[i], 16, &value))
			imported_value(call, i, value);
}

/* "-13", or interpreted "EACCES(Permission denied)". */
static int64_t result_of(const struct audit_record *record)
{
	uint64_t result = 0;
	char name[32];

	if (field_number(record, "exit", 10, &result))
		return (int64_t)result;
	if (!copy_field(record, "exit", name, sizeof(name)) || *name != 'E')
		return 0;
	name[strcspn(name, "(")] = '\0';
	int number = errno_by_name(name);
	return number < 0 ? 0 : -number;
}

static bool read_call(struct import *import, const struct audit_record *record)
{
	struct trace_call call;
	enum arch arch;
	uint32_t nr;
	bool numbered = numbered_call(record, &arch, &nr);

	if (!numbered && !interpreted_call(record, &arch, &nr))
		return false;
	imported_begin(&call, arch, nr);
	if (numbered)
		take_arguments(&call, record);
	imported_result(import, imported_enter(import, &call), result_of(record));
	return true;
}

bool import_audit_recognises(const char *line)
{
	struct audit_record record;

	return audit_line(line, &record) == AUDIT_CALL || (audit_line(line, &record) == AUDIT_OTHER && record.stamped);
}

bool import_audit_read(struct import *import, const char *line)
{
	struct audit_record record;

	return audit_line(line, &record) == AUDIT_CALL && read_call(import, &record);
}

bool import_audit_idle(const char *line)
{
	struct audit_record record;
	enum audit_line kind = audit_line(line, &record);

	return kind == AUDIT_OTHER || kind == AUDIT_FOREIGN;
}
