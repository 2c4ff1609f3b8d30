/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maps as printed by bpftrace: "@name[key, ..., call]: count". The last key is
 * the call: a number, or the probe of its tracepoint. Probes have a name and
 * the native arch; numbers may belong to 32-bit calls.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/import/readers.h"
#include "tracer/import/call.h"

static const char probe[] = "tracepoint:syscalls:sys_enter_";

/* Other output of bpftrace. */
static const char *const remarks[] = { "Attaching ", "Attached " };

/* "KEYS]: COUNT": start and length of the last key, and the count. */
struct count_row {
	const char *key;
	size_t length;
	uint64_t count;
};

static bool row_parse(const char *line, struct count_row *row)
{
	const char *open = *line == '@' ? strchr(line, '[') : NULL;
	const char *close = open ? strrchr(open, ']') : NULL;
	char *end;

	if (!close || strncmp(close, "]: ", 3) || !isdigit((unsigned char)close[3]))
		return false;
	errno = 0;
	row->count = strtoull(close + 3, &end, 10);
	row->key = close;
	while (row->key > open + 1 && row->key[-1] != ' ' && row->key[-1] != ',')
		row->key--;
	row->length = (size_t)(close - row->key);
	return !errno && !*end && row->length;
}

static bool by_probe(struct import *import, const struct count_row *row, uint32_t *nr)
{
	size_t skip = sizeof(probe) - 1;

	if (row->length <= skip || strncmp(row->key, probe, skip))
		return false;
	int id = imported_probe_id(row->key + skip, row->length - skip);
	if (id == CALL_UNKNOWN || !syscall_exists((enum syscall_id)id, import->native))
		return false;
	import->assumed = true;
	*nr = (uint32_t)syscall_nr((enum syscall_id)id, import->native);
	return true;
}

static bool by_number(struct import *import, const struct count_row *row, uint32_t *nr)
{
	char *end;

	errno = 0;
	unsigned long long number = strtoull(row->key, &end, 10);
	if (!isdigit((unsigned char)*row->key) || errno || end != row->key + row->length || number > UINT32_MAX)
		return false;
	import->assumed = true;
	*nr = (uint32_t)number;
	return true;
}

bool import_bpftrace_recognises(const char *line)
{
	struct count_row row;

	return row_parse(line, &row);
}

bool import_bpftrace_idle(const char *line)
{
	for (size_t i = 0; i < COUNT_OF(remarks); i++)
		if (!strncmp(line, remarks[i], strlen(remarks[i])))
			return true;
	return false;
}

bool import_bpftrace_read(struct import *import, const char *line)
{
	struct trace_call call;
	struct count_row row;
	uint32_t nr;

	if (!row_parse(line, &row) || !(by_probe(import, &row, &nr) || by_number(import, &row, &nr)))
		return false;
	imported_begin(&call, import->native, nr);
	call.count = row.count;
	imported_enter(import, &call);
	return true;
}
