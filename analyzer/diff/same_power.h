/* SPDX-License-Identifier: Apache-2.0 */
/*
 * same_power: whether a call that is newly allowed gives no power that a policy
 * did not give already, by another call.
 *
 * The measure is what a derived policy allows: the old rule of the other call is
 * carried over the relations between the two, with its conditions and theirs, and
 * the new rule must not allow more than the rule derived from that at the default
 * level.
 */
#ifndef ANALYZER_SAME_POWER_H
#define ANALYZER_SAME_POWER_H

#include "analyzer/derive/relations.h"
#include "analyzer/rows/judge.h"

struct same_power {
	const char *call, *set;               /* the other call, and the set of the last step; NULL: new power */
};

struct same_power same_power_of(const struct relations *relations, const struct policy *before, const struct rule *is,
                                enum arch arch, const struct judge *judge);

#endif
