/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two files of one layer have equal priority, so a conflict between them is an
 * error for the user to resolve.
 */
#include "cli/common/layers.h"
#include "cli/common/inexact.h"

#include <stdlib.h>

static void layer_free(struct layer *layer)
{
	for (size_t i = 0; i < layer->count; i++)
		policy_free(&layer->policy[i]);
	free(layer->policy);
	free(layer->input);
}

void layers_free(struct layers *layers)
{
	trace_free(&layers->trace);
	layer_free(&layers->others);
	layer_free(&layers->author);
}

static int add_policy(struct layer *layer, struct input *input, const char *name, struct text *notes, struct err *err)
{
	struct policy policy = {0};

	if (input_to_policy(&policy, input, name, notes, err) < 0)
		return -1;
	inexact_report(&policy, name, notes);
	layer->policy = mem_grow(layer->policy, layer->count, &layer->room, sizeof(*layer->policy));
	layer->input = mem_grow(layer->input, layer->count, &layer->input_room, sizeof(*layer->input));
	layer->input[layer->count].name = name;
	layer->policy[layer->count++] = policy;
	return 0;
}

int layers_add(struct layers *layers, const char *name, const struct input_choice *choice, struct text *notes, struct err *err)
{
	AUTO_INPUT struct input input = {0};

	if (input_read(&input, name, choice, err) < 0)
		return -1;
	if (input.kind != INPUT_TRACE)
		return add_policy(input.kind == INPUT_FILTER || input.dialect ? &layers->others : &layers->author, &input, name, notes, err);
	layers->traces++;
	trace_merge(&layers->trace, &input.trace);
	return 0;
}

int layer_join(struct policy *out, const struct layer *layer, bool rules_only, const struct verdict *otherwise, struct err *err)
{
	const struct merge_options how = {.rules_only = rules_only, .otherwise = otherwise};

	for (size_t i = 0; i < layer->count; i++)
		layer->input[i].policy = &layer->policy[i];
	if (layer->count == 1) {
		*out = layer->policy[0];
		layer->policy[0] = (struct policy){0};
	}
	if (layer->count < 2)
		return 0;
	if (policy_merge(out, layer->input, layer->count, &how, err) < 0)
		return err_context(err, "two policies disagree; use `seccord merge --prefer` to resolve this");
	return rules_only ? 0 : policy_merge_prove(out, layer->input, layer->count, &how, err);
}
