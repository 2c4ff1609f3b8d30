/* SPDX-License-Identifier: Apache-2.0 */
/*
 * symbolic: a filter run for every system call at once.
 */
#ifndef EMIT_SYMBOLIC_H
#define EMIT_SYMBOLIC_H

#include "emit/proof/diagram.h"
#include "emit/filter/filter.h"

/* What the kernel does, by filter_effect(), for what a checked filter returns.
 * Look at space_is_full() before believing it. */
diagram filter_diagram(struct space *space, const struct filter *filter, bool big_endian);

#endif
