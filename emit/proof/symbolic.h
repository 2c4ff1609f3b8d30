/* SPDX-License-Identifier: Apache-2.0 */
/*
 * symbolic: runs a filter for every system call at once.
 */
#ifndef EMIT_SYMBOLIC_H
#define EMIT_SYMBOLIC_H

#include "emit/proof/diagram.h"
#include "emit/filter/filter.h"

/* The kernel's action, by filter_effect(), for the return values of a checked
 * filter. Check space_is_full() before using the result. */
diagram filter_diagram(struct space *space, const struct filter *filter, bool big_endian);

#endif
