/* SPDX-License-Identifier: Apache-2.0 */
/*
 * miscompiled: rules that libseccomp 2.5 makes a wrong filter of, as emit/in/scmp.h doubts them when they are read.
 */
#ifndef EMIT_MISCOMPILED_H
#define EMIT_MISCOMPILED_H

#include "emit/out/lowered.h"

void miscompiled_report(const struct lowered *lowered, struct text *notes);

#endif
