/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_line: recognises audit records in a log, and their type.
 */
#ifndef TRACER_IMPORT_AUDIT_LINE_H
#define TRACER_IMPORT_AUDIT_LINE_H

#include <stdbool.h>

enum audit_line {
	AUDIT_NOTHING,                        /* cannot be in a log of audit records */
	AUDIT_CALL,                           /* a record of a call */
	AUDIT_OTHER,                          /* a record of something else, or a message of the audit system */
	AUDIT_FOREIGN                         /* written into the same log by the kernel or another program */
};

struct audit_record {
	const char *fields;                   /* starts at its type */
	bool last;                            /* of fields of one name the last is valid: a program's name comes first */
	bool json;                            /* it is part of a JSON string: a quote ends a value, and a backslash precedes those inside */
	bool quoted;                          /* a program wrote the record: it is text of that program */
	bool stamped;                         /* it has "audit(time:serial)", which no other log has */
};

/* Whether a line has the fields of a filter's record, wherever they come from. */
bool audit_looks_like_refusal(const char *line);

enum audit_line audit_line(const char *line, struct audit_record *out);

#endif
