/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reach: every answer that the calls of a box get.
 *
 * Exact: an answer is reported if and only if some call of the box gets it.
 */
#ifndef EMIT_REACH_H
#define EMIT_REACH_H

#include "core/values/box.h"
#include "emit/proof/diagram.h"

struct reach {
	const struct space *space;
	diagram answers;                      /* of a filter or a policy; its space is not full, and stays unchanged */
	uint32_t *followed, *reached;         /* for each node, the last round in which it was */
	uint32_t now;
};
void reach_begin(struct reach *reach, const struct space *space, diagram answers);
void reach_free(struct reach *reach);
#define AUTO_REACH __attribute__((cleanup(reach_free)))

/* An answer, as in the diagram, and a call that gets it. */
typedef void reach_report(void *to, uint32_t answer, const struct seccomp_data *example);

/* Each answer is reported once. If several calls get it, the example is from the
 * first pattern that leads there, with that pattern's own bits if possible. */
void reach_answers(struct reach *reach, const struct box *box, reach_report *report, void *to);

#endif
