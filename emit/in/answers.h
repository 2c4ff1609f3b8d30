/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in_answers: what a source answers to a call, as a diagram.
 */
#ifndef EMIT_IN_ANSWERS_H
#define EMIT_IN_ANSWERS_H

#include "emit/proof/diagram.h"
#include "emit/in/source.h"

struct in_answers {
	const struct in_source *source;
	struct space *space;
	enum arch arch;
	uint64_t holds;                       /* of what is unsaid */
};

/* Whether a rule is there on the arch, with what holds. */
bool in_stands(const struct in_answers *of, const struct in_rule *rule);

/* The answers of all rules of one call, which are in the order in which they are asked. */
diagram in_answers(struct in_answers *of, const struct in_rule *rules, size_t count);

/* Whether it matters in which order rules with tests are asked: two that hold for one call answer differently. Rules
 * without tests stand first, and stay there. */
bool in_answers_hang_on_order(struct in_answers *of, const struct in_rule *rules, size_t count);

#endif
