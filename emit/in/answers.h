/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answers: the answers of a source to a call, as a diagram.
 */
#ifndef EMIT_IN_ANSWERS_H
#define EMIT_IN_ANSWERS_H

#include "emit/proof/bdd.h"
#include "emit/in/source.h"

struct in_answers {
	const struct in_source *source;
	struct manager *manager;
	enum arch arch;
	uint64_t holds;                       /* bits of the unsaid conditions that hold */
};

/* Whether a rule applies on the arch under these conditions. */
bool in_stands(const struct in_answers *of, const struct in_rule *rule);

/* The condition that a call passes all tests of a rule. */
bdd in_rule_tests(struct in_answers *of, const struct in_rule *rule);

/* The bits of a register that tests compare on the arch. */
uint64_t in_answers_width(const struct in_answers *of);

/* The answers of all rules of one call, given in the order in which they are tested, or as libseccomp tests them. */
bdd in_answers(struct in_answers *of, const struct in_rule *rules, size_t count);

#endif
