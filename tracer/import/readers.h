/* SPDX-License-Identifier: Apache-2.0 */
/*
 * readers: the readers of lines, one file per tool;
 * tracer/import/import.c has their table.
 */
#ifndef TRACER_IMPORT_READERS_H
#define TRACER_IMPORT_READERS_H

#include "tracer/import/import.h"

import_recogniser import_strace_recognises, import_perf_recognises, import_audit_recognises, import_bpftrace_recognises;
import_recogniser import_strace_idle, import_perf_idle, import_audit_idle, import_bpftrace_idle;
import_reader import_strace_read, import_perf_read, import_audit_read, import_bpftrace_read;

/* The end of a log: calls that no line resumed. */
void import_strace_end(struct import *import);

#endif
