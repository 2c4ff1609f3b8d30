/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge: what the facts of a machine mean for seccord, a finding for each row of
 * a table. Pure.
 */
#ifndef CLI_DOCTOR_JUDGE_H
#define CLI_DOCTOR_JUDGE_H

#include <stddef.h>

#include "cli/doctor/facts.h"
#include "core/base/mem.h"

enum health {
	HEALTH_FINE,
	HEALTH_LIMITED,                       /* something that seccord can do does not work here */
	HEALTH_UNKNOWN                        /* it could not be found out */
};

struct finding {
	const char *name;                     /* "ptrace-scope" */
	enum health health;
	struct text what;                     /* one line: how it is, and what is limited */
	const char *fix;                      /* one line: what to do; NULL: it is fine */
};

enum { FINDINGS_MOST = 24 };

/* Fills `findings`, which is zeroed, and returns their number. */
size_t doctor_judge(const struct facts *facts, struct finding findings[FINDINGS_MOST]);

const char *health_name(enum health health);  /* "fine", "limited", "unknown" */

#endif
