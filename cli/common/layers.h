/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layers: what `seccord policy` is given: traces, what other tools have, and
 * the author's own rules, each over the one before.
 */
#ifndef CLI_LAYERS_H
#define CLI_LAYERS_H

#include "cli/common/input.h"
#include "emit/merge/merge.h"

struct layer {                                /* of policies, which are joined as `merge` joins them */
	struct policy *policy;
	struct merge_input *input;
	size_t count, room, input_room;
};

struct layers {
	struct trace trace;
	size_t traces;
	struct layer others;                  /* filters, and policies in another tool's format */
	struct layer author;                  /* policies of seccord */
};
void layers_free(struct layers *layers);
#define AUTO_LAYERS __attribute__((cleanup(layers_free)))

int layers_add(struct layers *layers, const char *name, const struct input_choice *choice, struct text *notes, struct err *err);

/* The policies of a layer as one; a zeroed one stays as it is where there is none. With `rules_only` what they
 * answer to all the rest is of no matter; `otherwise` decides that, or NULL. */
int layer_join(struct policy *out, const struct layer *layer, bool rules_only, const struct verdict *otherwise, struct err *err);

#endif
