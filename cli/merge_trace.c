/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Only one trace at a time is in memory beside the sum, whose size depends on the
 * number of distinct calls and not of traces. The sum is sorted before it is
 * written, so the output does not depend on the order of the traces.
 */
#include "cli/merge_trace.h"

#include "cli/commands.h"
#include "cli/common/output.h"

struct sum {
	struct trace trace;
	size_t traces, incomplete;
};

static const struct limit {
	size_t at, most;
	const char *what;
} limits[] = {
	{offsetof(struct trace, image_count), TRACE_IMAGES_MOST, "images"},
	{offsetof(struct trace, site_count), TRACE_SITES_MOST, "sites"},
	{offsetof(struct trace, call_count), TRACE_CALLS_MOST, "distinct calls"},
};

/* Rejects a sum that exceeds the limits of the trace format. */
static int check_limits(const struct trace *trace, const char *name, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		const size_t *count = (const void *)((const char *)trace + limits[i].at);
		if (*count > limits[i].most)
			return err_set(err, "%s: the merged trace would exceed the limit of %zu %s; merge fewer traces at once",
			               name, limits[i].most, limits[i].what);
	}
	return 0;
}

int merge_trace_add(struct trace *sum, const struct trace *trace, const char *name, struct err *err)
{
	trace_merge(sum, trace);
	return check_limits(sum, name, err);
}

static int add(struct sum *sum, struct input *input, const char *name, struct err *err)
{
	if (input->kind != INPUT_TRACE)
		return err_set(err, "%s: not a trace; traces can be merged only with traces", name);
	sum->traces++;
	sum->incomplete += !input->trace.complete;
	return merge_trace_add(&sum->trace, &input->trace, name, err);
}

static int add_file(struct sum *sum, const char *name, struct err *err)
{
	AUTO_INPUT struct input input = {0};

	return input_read(&input, name, NULL, err) < 0 ? -1 : add(sum, &input, name, err);
}

static int write_sum(struct sum *sum, const char *output, struct err *err)
{
	AUTO_TEXT struct text out = {0}, notes = {0};

	trace_sort(&sum->trace);
	if (output_trace(&sum->trace, &out, err) < 0 || output_write(output, &out, err) < 0)
		return -1;
	if (sum->incomplete)
		text_format(&notes, "%zu of %zu traces are incomplete, so the merged trace is incomplete\n", sum->incomplete, sum->traces);
	output_notes(&notes);
	return EXIT_SAME;
}

static int add_all(struct sum *sum, struct input *first, const char *const *names, size_t count, struct progress *progress,
                   struct err *err)
{
	int status = add(sum, first, names[0], err);

	input_free(first);
	*first = (struct input){0};
	progress_begin(progress, names[0], count);
	progress_add(progress, 1);
	for (size_t i = 1; i < count && !status; i++) {
		progress_name(progress, names[i]);
		status = add_file(sum, names[i], err);
		progress_add(progress, 1);
	}
	return status;
}

int merge_traces(struct input *first, const char *const *names, size_t count, const char *output, struct meter *meter,
                 struct err *err)
{
	struct sum sum = {0};

	meter_start(meter, METER_FILES);
	int status = add_all(&sum, first, names, count, meter_progress(meter), err);
	meter_stop(meter);
	if (!status)
		status = write_sum(&sum, output, err);
	trace_free(&sum.trace);
	return status;
}
