/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_fields: the fields of an audit record, raw or as ausearch -i prints them.
 *
 * Fields have the form name=value. Text chosen by a program is quoted, or
 * hexadecimal if it has spaces or quotes, so it cannot imitate a field. Only
 * ausearch -i decodes it, so the position of such text decides which of two fields
 * of one name is valid.
 */
#ifndef TRACER_IMPORT_AUDIT_FIELDS_H
#define TRACER_IMPORT_AUDIT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/arch.h"
#include "tracer/import/audit_line.h"

/* A complete number in this base; values at the end of a line count as cut off. */
bool audit_number(const struct audit_record *record, const char *name, int base, uint64_t *value);

/* The value as text, up to a blank; false if there is none, it does not fit or it ends the line. */
bool audit_text(const struct audit_record *record, const char *name, char *to, size_t room);

/* The text of comm, exe or a path: quoted, in hexadecimal, or interpreted. The value may end the line. */
bool audit_string(const struct audit_record *record, const char *name, char *to, size_t room);

/* The call; *numbered: arch and number are raw, and so are all other fields. */
bool audit_call(const struct audit_record *record, enum arch *arch, uint32_t *nr, bool *numbered);

/* "-13", or interpreted "EACCES(Permission denied)"; 0 without a result. */
int64_t audit_result(const struct audit_record *record);

#endif
