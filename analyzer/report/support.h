/* SPDX-License-Identifier: Apache-2.0 */
/*
 * support: what of a policy an older kernel or libseccomp does not have, before it is deployed there.
 */
#ifndef ANALYZER_REPORT_SUPPORT_H
#define ANALYZER_REPORT_SUPPORT_H

#include "core/base/version.h"
#include "core/policy/policy.h"

struct support_target {
	bool has_kernel, has_library;         /* whether to look at it */
	struct version kernel, library;       /* the oldest */
	const char *kernel_text, *library_text;      /* as the author wrote them; borrowed */
};

/* Adds a line for each kind of thing that is missing there. Whether everything works there that the policy allows, which
 * is also so for calls that programs do without. */
bool support_report(const struct policy *policy, const struct support_target *target, struct text *notes);

#endif
