/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call: everything that the tables of core/ say about one system call.
 *
 * The facts are collected as JSON, each member from the rows of one table, and
 * the text is made from that; nothing here knows a call by name.
 */
#ifndef ANALYZER_EXPLAIN_CALL_H
#define ANALYZER_EXPLAIN_CALL_H

#include <jansson.h>

#include "core/base/mem.h"
#include "core/kernel/syscall.h"

/* The caller owns the result; docs/schema/explain-call.schema.json describes it. */
json_t *explain_call_json(enum syscall_id id);

/* The same in words. */
void explain_call_text(const json_t *facts, struct text *out);

/* The calls that give the same power in both directions, whatever their arguments: a list of names for the caller. */
json_t *explain_equivalents_json(enum syscall_id id);

/* The same by set, "creat, openat2 (at.open: opening files)", for a line of a report; nothing if it has none. */
void explain_equivalents_text(enum syscall_id id, struct text *out);

#endif
