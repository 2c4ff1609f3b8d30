/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_audit_line: which line of a log is an audit record, and of what.
 */
#ifndef TRACER_IMPORT_AUDIT_LINE_H
#define TRACER_IMPORT_AUDIT_LINE_H

#include <stdbool.h>

enum audit_line {
	AUDIT_NOTHING,                        /* no line that a log of audit records would have */
	AUDIT_CALL,                           /* a record of a call */
	AUDIT_OTHER,                          /* a record of something else, or a word of the audit system */
	AUDIT_FOREIGN                         /* a line that another program or the kernel wrote into the same log */
};

struct audit_record {
	const char *fields;                   /* from its type on */
	bool last;                            /* of fields of one name the last counts: a program's name stands before them */
	bool stamped;                         /* it has "audit(time:serial)", as no other log has */
};

enum audit_line audit_line(const char *line, struct audit_record *out);

#endif
