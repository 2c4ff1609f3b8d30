/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layers: the inputs of `seccord policy`: traces, other tools' policies, and the
 * author's own rules; each layer overrides the previous one.
 */
#ifndef CLI_LAYERS_H
#define CLI_LAYERS_H

#include "cli/common/input.h"
#include "emit/merge/merge.h"

struct layer {                                /* policies, merged as by `merge` */
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

/* Merges the policies of a layer; a layer without policies leaves `out` unchanged. With `rules_only`, their general
 * answers may differ; `otherwise` is the default to use, or NULL. */
int layer_join(struct policy *out, const struct layer *layer, bool rules_only, const struct verdict *otherwise, struct err *err);

#endif
