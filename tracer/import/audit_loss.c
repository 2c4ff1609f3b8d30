/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of several processors can be out of order by a few; serials that go back
 * further are of another boot.
 */
#include "tracer/import/audit_loss.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

enum { LATE_MOST = 64 };

static const char *const losses[] = {
	"_printk_skb: ", "audit: audit_lost=", "audit: backlog limit exceeded", "audit: rate limit exceeded",
};

bool audit_line_is_loss(const char *line)
{
	for (size_t i = 0; i < COUNT_OF(losses); i++)
		if (strstr(line, losses[i]))
			return true;
	return false;
}

/* Of "type=1326 audit(1.2:3)": the kernel's own log, where its rate limit applies. What auditd and ausearch print has
 * "msg=audit(", and is often a selection. 0: none. */
static uint64_t serial_of(const char *line)
{
	const char *at = strstr(line, " audit(");
	size_t time = at ? strspn(at + 7, "0123456789.") : 0;
	char *end;

	if (!time || at[7 + time] != ':' || !isdigit((unsigned char)at[8 + time]))
		return 0;
	uint64_t serial = strtoull(at + 8 + time, &end, 10);
	return *end == ')' ? serial : 0;
}

void audit_serials_take(struct audit_serials *serials, const char *line, uint64_t number)
{
	uint64_t serial = serial_of(line);

	if (!serial || serial == serials->latest)
		return;
	if (serial < serials->latest && serials->latest - serial <= LATE_MOST) {
		serials->missing -= serials->missing > 0;
		return;
	}
	if (serials->latest && serial > serials->latest + 1) {
		serials->line = serials->missing ? serials->line : number;
		serials->missing += serial - serials->latest - 1;
	}
	serials->latest = serial;
}
