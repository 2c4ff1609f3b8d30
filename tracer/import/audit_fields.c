/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that end a line count as cut off, since fields that matter come before others.
 * auditd puts the byte 0x1d before what it adds by log_format=ENRICHED.
 */
#include "tracer/import/audit_fields.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/syscall.h"
#include "core/verdict/verdict.h"

#define ADDED "\x1d"

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

bool audit_number(const struct audit_record *record, const char *name, int base, uint64_t *value)
{
	const char *at = field(record, name);
	char *end;

	if (!at || !(isxdigit((unsigned char)*at) || *at == '-'))
		return false;
	errno = 0;
	*value = *at == '-' ? (uint64_t)strtoll(at, &end, base) : strtoull(at, &end, base);
	return !errno && (isspace((unsigned char)*end) || *end == *ADDED || (record->json && *end == '"'));
}

bool audit_text(const struct audit_record *record, const char *name, char *to, size_t room)
{
	const char *at = field(record, name);
	size_t length = at ? strcspn(at, record->json ? " \"" ADDED : " " ADDED) : 0;

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

	if (!audit_text(record, "arch", name, sizeof(name)))
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

	if (!interpreted_arch(record, &audit, &named) || !audit_text(record, "syscall", name, sizeof(name)))
		return false;
	if (unknown_number(name, "unknown-syscall(", 10, &number) || audit_number(record, "syscall", 10, &number))
		return of_number(audit, number, arch, nr);
	int known = arch_of_call(audit, 0), id = syscall_by_name(name);
	if (!named || known < 0 || id == CALL_UNKNOWN || !syscall_exists((enum syscall_id)id, (enum arch)known))
		return false;
	return of_number(audit, (uint64_t)syscall_nr((enum syscall_id)id, (enum arch)known), arch, nr);
}

static bool numbered_call(const struct audit_record *record, enum arch *arch, uint32_t *nr)
{
	uint64_t audit, number;

	return audit_number(record, "arch", 16, &audit) && audit_number(record, "syscall", 10, &number) &&
	       audit <= UINT32_MAX && of_number((uint32_t)audit, number, arch, nr);
}

bool audit_call(const struct audit_record *record, enum arch *arch, uint32_t *nr, bool *numbered)
{
	*numbered = numbered_call(record, arch, nr);
	return *numbered || interpreted_call(record, arch, nr);
}

int64_t audit_result(const struct audit_record *record)
{
	uint64_t result = 0;
	char name[32];

	if (audit_number(record, "exit", 10, &result))
		return (int64_t)result;
	if (!audit_text(record, "exit", name, sizeof(name)) || *name != 'E')
		return 0;
	name[strcspn(name, "(")] = '\0';
	int number = errno_by_name(name);
	return number < 0 ? 0 : -number;
}

/* "61206220" is "a b"; anything else is the text itself. */
static bool decode_hex(const char *from, size_t length, char *to, size_t room)
{
	if (!length || length % 2 || length / 2 >= room)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isxdigit((unsigned char)from[i]))
			return false;
	for (size_t i = 0; i < length; i += 2)
		to[i / 2] = (char)strtoul((char[]){ from[i], from[i + 1], '\0' }, NULL, 16);
	to[length / 2] = '\0';
	return true;
}

bool audit_string(const struct audit_record *record, const char *name, char *to, size_t room)
{
	const char *at = field(record, name);

	if (!at)
		return false;
	at += *at == '\\' && at[1] == '"';    /* in JSON */
	bool quoted = *at == '"';
	at += quoted;
	size_t length = strcspn(at, quoted ? "\"\\" : record->json ? " \"\\" : " \n" ADDED);
	if (!quoted && decode_hex(at, length, to, room))
		return true;
	if (!length || length >= room)
		return false;
	memcpy(to, at, length);
	to[length] = '\0';
	return true;
}
