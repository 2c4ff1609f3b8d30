/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter_bdd: runs a filter for every system call at once.
 */
#ifndef EMIT_FILTER_BDD_H
#define EMIT_FILTER_BDD_H

#include "emit/proof/bdd.h"
#include "emit/filter/filter.h"

/* The kernel's action, by filter_effect(), for the return values of a checked
 * filter. Check manager_is_full() before using the result. */
bdd filter_bdd(struct manager *manager, const struct filter *filter, bool big_endian);

#endif
