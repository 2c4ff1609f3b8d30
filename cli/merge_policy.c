/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All inputs are read before merging, and the result is proved before it is
 * written.
 */
#include "cli/merge_policy.h"

#include <string.h>

#include "cli/common/answer.h"
#include "cli/commands.h"
#include "cli/common/output.h"
#include "core/base/nearest.h"
#include "emit/merge/merge.h"

struct inputs {
	struct policy *policy;
	struct merge_input *input;
	size_t count;
};

static void inputs_free(struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		policy_free(&inputs->policy[i]);
	mem_cleanup(&inputs->policy);
	mem_cleanup(&inputs->input);
}
#define AUTO_INPUTS __attribute__((cleanup(inputs_free)))

static int take(struct inputs *inputs, struct input *input, const char *name, struct text *notes, struct err *err)
{
	struct policy *policy = &inputs->policy[inputs->count];

	if (input->kind == INPUT_TRACE)
		return err_set(err, "%s: cannot merge a trace with policies; merge the traces and derive a policy first", name);
	if (input_to_policy(policy, input, name, notes, err) < 0)
		return -1;
	inputs->input[inputs->count++] = (struct merge_input){policy, name};
	return 0;
}

static int read_one(struct inputs *inputs, const char *name, const struct input_choice *choice, struct text *notes, struct err *err)
{
	AUTO_INPUT struct input input = {0};

	if (input_read(&input, name, choice, err) < 0)
		return -1;
	return take(inputs, &input, name, notes, err);
}

static int read_all(struct inputs *inputs, struct input *first, const char *const *names, size_t count,
                    const struct input_choice *choice, struct text *notes, struct err *err)
{
	inputs->policy = mem_alloc(count * sizeof(*inputs->policy));
	inputs->input = mem_alloc(count * sizeof(*inputs->input));
	for (size_t i = 0; i < count; i++)
		if (first && !i ? take(inputs, first, names[0], notes, err) : read_one(inputs, names[i], choice, notes, err))
			return -1;
	return 0;
}

const char *merge_prefer_at(unsigned i)
{
	static const char *const names[] = {"allow", "refuse"};

	return i < COUNT_OF(names) ? names[i] : NULL;
}

static int parse_prefer(enum merge_prefer *prefer, const char *word, struct err *err)
{
	*prefer = word && !strcmp(word, "allow") ? PREFER_ALLOW : word && !strcmp(word, "refuse") ? PREFER_REFUSE : PREFER_NEITHER;
	if (word && *prefer == PREFER_NEITHER)
		return nearest_refuse(err, "--prefer", word, merge_prefer_at);
	return 0;
}

const char *merge_default_at(unsigned i)
{
	return i ? answer_name_at(i - 1) : "allow";
}

static int parse_default(struct verdict *otherwise, const char *word, struct err *err)
{
	if (answer_is_known(word))
		return answer_parse(otherwise, word, err);
	if (strcmp(word, "allow"))
		return answer_refuse(word, merge_default_at, err);
	*otherwise = (struct verdict){ACTION_ALLOW, 0};
	return 0;
}

static int parse(struct merge_options *how, struct verdict *otherwise, const struct merge_choice *choice, struct err *err)
{
	how->intersect = choice->intersect;
	if (choice->intersect && (choice->prefer || choice->otherwise))
		return err_set(err, "--intersect cannot be combined with %s: it always takes the stricter answer", choice->prefer ? "--prefer" : "--default");
	if (parse_prefer(&how->prefer, choice->prefer, err))
		return -1;
	if (choice->otherwise && parse_default(otherwise, choice->otherwise, err))
		return -1;
	how->otherwise = choice->otherwise ? otherwise : NULL;
	return 0;
}

static int write_merged(const struct policy *merged, const char *output, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	policy_write(merged, &out);
	return output_write(output, &out, err);
}

int merge_policies(struct input *first, const char *const *names, size_t count, const struct merge_choice *choice,
                   struct err *err)
{
	AUTO_INPUTS struct inputs inputs = {0};
	AUTO_POLICY struct policy merged = {0};
	AUTO_TEXT struct text notes = {0};
	struct merge_options how = {0};
	struct verdict otherwise;

	if (parse(&how, &otherwise, choice, err) || read_all(&inputs, first, names, count, &choice->input, &notes, err))
		return -1;
	if (policy_merge(&merged, inputs.input, inputs.count, &how, err) ||
	    policy_merge_prove(&merged, inputs.input, inputs.count, &how, err))
		return -1;
	for (size_t i = 0; i < inputs.count; i++)
		if (merged.inexact_count && inputs.input[i].policy->inexact_count)
			text_format(&notes, "%s was read inexactly, so the result is inexact: %s\n", inputs.input[i].name,
			            inputs.input[i].policy->inexact[0].reason);
	if (write_merged(&merged, choice->output, err) < 0)
		return -1;
	output_notes(&notes);
	return EXIT_SAME;
}
