/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_loss: records that are not in a log, as the kernel says, or as the serial
 * numbers of those that are suggest.
 *
 * All records have serials, whatever they are about, so a gap is no proof: the log
 * may have been filtered.
 */
#ifndef TRACER_IMPORT_AUDIT_LOSS_H
#define TRACER_IMPORT_AUDIT_LOSS_H

#include <stdbool.h>
#include <stdint.h>

struct audit_serials {
	uint64_t latest;                      /* 0: none yet */
	uint64_t missing;                     /* how many are not in the log */
	uint64_t line;                        /* where the first gap ends, if some are missing */
};

/* "kauditd_printk_skb: 9 callbacks suppressed" and others: the kernel dropped records. */
bool audit_line_is_loss(const char *line);

/* The serial of a record "audit(1700000000.123:7)", if the line has one. */
void audit_serials_take(struct audit_serials *serials, const char *line, uint64_t number);

#endif
