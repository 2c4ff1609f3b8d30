/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit records, from the kernel log, the journal or auditd's files. SECCOMP
 * (1326) means that a filter logged or denied a call, SYSCALL (1300) that an
 * auditctl rule matched; both contain arch and number.
 */
#include "tracer/import/audit_fields.h"
#include "tracer/import/readers.h"
#include "tracer/import/call.h"

/* a0 to a3 are registers in hexadecimal; the record lacks the other two. */
static void take_arguments(struct trace_call *call, const struct audit_record *record)
{
	static const char *const names[] = { "a0", "a1", "a2", "a3" };
	uint64_t value;

	for (unsigned i = 0; i < COUNT_OF(names); i++)
		if (audit_number(record, names[i], 16, &value))
			imported_value(call, i, value);
}

static bool read_call(struct import *import, const struct audit_record *record)
{
	struct trace_call call;
	enum arch arch;
	uint32_t nr;
	bool numbered;

	if (!audit_call(record, &arch, &nr, &numbered))
		return false;
	imported_begin(&call, arch, nr);
	if (numbered)
		take_arguments(&call, record);
	imported_result(import, imported_enter(import, &call), audit_result(record));
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
