/* SPDX-License-Identifier: Apache-2.0 */
/*
 * box_answers: every answer that the calls of a box get.
 *
 * Exact: an answer is reported if and only if some call of the box gets it.
 */
#ifndef EMIT_BOX_ANSWERS_H
#define EMIT_BOX_ANSWERS_H

#include "core/values/box.h"
#include "emit/proof/bdd.h"

struct box_answers {
	const struct manager *manager;
	bdd answers;                          /* of a filter or a policy; its manager is not full, and stays unchanged */
	uint32_t *followed, *reached;         /* for each node, the last round in which it was */
	uint32_t now;
};
void box_answers_begin(struct box_answers *all, const struct manager *manager, bdd answers);
void box_answers_free(struct box_answers *all);
#define AUTO_BOX_ANSWERS __attribute__((cleanup(box_answers_free)))

/* An answer, as in the diagram, and a call that gets it. */
typedef void box_answers_report(void *to, uint32_t answer, const struct seccomp_data *example);

/* Each answer is reported once. If several calls get it, the example is from the
 * first pattern that leads there, with that pattern's own bits if possible. */
void box_answers_each(struct box_answers *all, const struct box *box, box_answers_report *report, void *to);

#endif
