/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What earlier traces know: the calls that may pass unseen, whose image is still the
 * same by its build-id. The offset of a site in its file and its address have
 * the same place in their page.
 */
#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/base/mem.h"
#include "core/trace/program.h"
#include "core/trace/trace.h"
#include "tracer/learner.h"
#include "tracer/passes.h"
#include "tracer/process/abi.h"

/* Calls that may pass, but are not known any more. */
struct left_out {
	size_t changed;                       /* their file is not the same */
	size_t fileless;                      /* generated code, which has no build-id */
};

/* The vDSO belongs to the kernel. */
static bool is_same_vdso(const struct trace *earlier)
{
	struct utsname name;

	return !uname(&name) && earlier->kernel && !strcmp(earlier->kernel, name.release);
}

static bool is_same_file(struct elf_reader *reader, const struct trace_image *image)
{
	bool known = image->path[0] == '/' && image->build_id;
	struct reader_file *file = known ? reader_open(reader, image->path, "", image->path) : NULL;
	bool same = file && !strcmp(reader_build_id(file), image->build_id);

	reader_close(file);
	return same;
}

static bool *find_same(struct elf_reader *reader, const struct trace *earlier)
{
	bool *same = mem_alloc((earlier->image_count + 1) * sizeof(*same));

	for (size_t i = 0; i < earlier->image_count; i++)
		same[i] = strcmp(earlier->images[i].path, "[vdso]") ? is_same_file(reader, &earlier->images[i]) : is_same_vdso(earlier);
	return same;
}

/* Some of its calls may pass. */
static bool may_pass(const struct trace_call *call)
{
	int id = syscall_by_nr(call->arch, call->nr);

	if (call->arch != abi_native || call->site == TRACE_NOWHERE || call->origin == ORIGIN_VDSO_HIDDEN || call->origin == ORIGIN_VSYSCALL)
		return false;
	if (call->tuples.kind != TUPLES_SET)
		return passes(id, NULL);
	for (unsigned i = 0; i < call->tuples.count; i++)
		if (passes(id, call->tuples.v[i]))
			return true;
	return false;
}

static int take_site(const struct learner *learner, const struct trace *earlier, int from, int *site, struct err *err)
{
	const struct journal *journal = learner->journal;
	struct trace_site entry = earlier->sites[from];
	bool added;

	entry.image = trace_image(journal->trace, &earlier->images[entry.image], &added);
	if (added && trace_write_image(journal->writer, journal->trace, entry.image, err))
		return -1;
	*site = trace_site(journal->trace, &entry, &added);
	return added ? trace_write_site(journal->writer, journal->trace, *site, err) : 0;
}

/* Whose it was is left out: any program may make it now. */
static int take(struct learner *learner, const struct trace *earlier, const struct trace_call *from, struct err *err)
{
	const struct journal *journal = learner->journal;
	struct trace_call call = *from;

	if (take_site(learner, earlier, from->site, &call.site, err))
		return -1;
	call.known = true;
	call.least = call.many_threads = false;
	call.program = call.caller = call.stack_depth = 0;
	call.seen = 0;
	memset(call.threads, 0, sizeof(call.threads));
	int entry = trace_call(journal->trace, &call, NULL);
	trace_call_join(&journal->trace->calls[entry], &call);
	call.labels = trace_labels_take(journal->trace, earlier, &from->labels);
	trace_labels_join(journal->trace, &journal->trace->calls[entry].labels, &call.labels);
	known_add(&learner->known, call.nr, earlier->sites[from->site].offset, entry);
	return 0;
}

/* Of another program than those that are kept, or of one that is not known. */
static bool is_of_others(const struct trace *earlier, const struct trace_call *call, const char *const *only)
{
	return only && !(call->program && program_matches_any(&earlier->programs[call->program - 1], only));
}

static void say_taken(const struct learner *learner, size_t taken, const struct left_out *left)
{
	AUTO_TEXT struct text line = { 0 };

	if (!learner->say)
		return;
	text_format(&line, "known from earlier traces: %zu calls; left out because their files changed: %zu", taken, left->changed);
	if (left->fileless)
		text_format(&line, "; because their code has no file: %zu", left->fileless);
	learner->say(line.at);
}

static void leave_out(struct left_out *left, const struct trace_image *image)
{
	if (image->path[0] == '/' || !strcmp(image->path, "[vdso]"))
		left->changed++;
	else
		left->fileless++;
}

static int take_all(struct learner *learner, const struct trace *earlier, const char *const *only, struct left_out *left, struct err *err)
{
	AUTO_FREE bool *same = find_same(learner->reader, earlier);

	for (size_t i = 0; i < earlier->call_count; i++) {
		const struct trace_call *call = &earlier->calls[i];
		int image = call->site == TRACE_NOWHERE ? TRACE_NOWHERE : earlier->sites[call->site].image;
		if (!may_pass(call) || is_of_others(earlier, call, only))
			continue;
		if (!same[image])
			leave_out(left, &earlier->images[image]);
		else if (take(learner, earlier, call, err))
			return -1;
	}
	return 0;
}

int learner_take_known(struct learner *learner, const struct trace *earlier, const char *const *only, struct err *err)
{
	const struct journal *journal = learner->journal;
	struct left_out left = { 0 };

	if (take_all(learner, earlier, only, &left, err))
		return -1;
	learner->complete = !left.changed && !left.fileless;
	say_taken(learner, journal->trace->call_count, &left);
	for (size_t i = 0; i < journal->trace->call_count; i++)
		if (journal_write(journal, (int)i, err))
			return -1;
	return 0;
}
