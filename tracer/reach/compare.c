/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/compare.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"
#include "core/base/path.h"

int compare_image(const struct answer *answer, const struct trace_image *image, bool *changed)
{
	*changed = false;
	for (size_t i = 0; i < answer->image_count; i++) {
		const struct answer_image *own = &answer->images[i];
		bool same_name = !strcmp(path_base(own->path), path_base(image->path));
		if (own->build_id && image->build_id ? !strcmp(own->build_id, image->build_id) : same_name)
			return (int)i;
		*changed |= same_name;
	}
	return -1;
}

/* --- recorded calls --- */

static const struct answer_call *find_call(const struct answer *answer, uint32_t nr)
{
	for (size_t i = 0; i < answer->call_count; i++)
		if (answer->calls[i].nr == nr)
			return &answer->calls[i];
	return NULL;
}

static bool has_site(const struct answer *answer, uint32_t image, uint64_t offset, uint32_t nr)
{
	for (size_t i = 0; i < answer->site_count; i++)
		if (answer->sites[i].image == image && answer->sites[i].offset == offset && answer->sites[i].nr == nr)
			return true;
	return false;
}

static bool is_unknown(const struct answer *answer, uint32_t image, uint64_t offset)
{
	for (size_t i = 0; i < answer->unknown_count; i++)
		if (answer->unknowns[i].image == image && answer->unknowns[i].offset == offset)
			return true;
	return false;
}

static bool is_exec(const struct trace_call *call)
{
	int id = syscall_by_nr(call->arch, call->nr);

	return id == CALL_execve || id == CALL_execveat;
}

/* The recorder's own exec of the program has no site. */
static bool starts_program(const struct trace_call *call)
{
	return is_exec(call) && call->site == TRACE_NOWHERE && call->count == 1;
}

static bool starts_another(const struct trace_call *call)
{
	return is_exec(call) && !starts_program(call);
}

/* Libraries that the program opens by itself may call what no image does that was read. */
static bool opens_libraries(const struct answer *answer)
{
	for (size_t i = 0; i < answer->gap_count; i++)
		if (!strcmp(answer->gaps[i].kind, "dlopen") || !strcmp(answer->gaps[i].kind, "NSS") || !strcmp(answer->gaps[i].kind, "iconv"))
			return true;
	return false;
}

/* Whether a recorded stack shows that all frames are of these images. */
static bool stack_is_ours(const struct answer *answer, const struct trace *trace, const struct trace_call *call)
{
	bool changed;

	for (int i = 0; i < call->stack_depth; i++)
		if (compare_image(answer, &trace->images[trace->sites[call->stack[i]].image], &changed) < 0)
			return false;
	return call->stack_depth;
}

/* Whether it is certain that the compared images made this call. */
static bool is_own(const struct compared *compared, const struct trace *trace, const struct trace_call *call, int image)
{
	if (call->origin != ORIGIN_DIRECT || image < 0 || starts_another(call) || compared->started_others)
		return false;
	return !opens_libraries(compared->answer) || stack_is_ours(compared->answer, trace, call);
}

static enum recorded_as judge(struct compared *compared, const struct trace *trace, const struct trace_call *call, int image)
{
	const struct answer *answer = compared->answer;

	if (find_call(answer, call->nr))
		return RECORDED_REACHABLE;
	if (image >= 0 && is_unknown(answer, (uint32_t)image, trace->sites[call->site].offset))
		return RECORDED_BY_UNKNOWN;
	return is_own(compared, trace, call, image) ? RECORDED_MISSING : RECORDED_ELSEWHERE;
}

static void compare_site(struct compared *compared, const struct trace *trace, const struct trace_call *call, int image)
{
	char label[16];
	uint64_t at = trace->sites[call->site].offset;

	if (!is_own(compared, trace, call, image))
		return;
	compared->site_count++;
	if (has_site(compared->answer, (uint32_t)image, at, call->nr) || is_unknown(compared->answer, (uint32_t)image, at))
		return;
	text_format(&compared->missing_sites, "%s+0x%lx %s\n", path_base(compared->answer->images[image].path), (unsigned long)at,
	            syscall_label(call->arch, call->nr, label));
}

static void compare_call(struct compared *compared, const struct trace *trace, const struct trace_call *call)
{
	bool changed;
	int image = call->site == TRACE_NOWHERE ? -1 : compare_image(compared->answer, &trace->images[trace->sites[call->site].image], &changed);

	if (call->origin == ORIGIN_VDSO_HIDDEN || starts_program(call))
		return;
	if (call->arch != ARCH_X86_64 || call->nr >= COMPARED_CALLS) {
		compared->foreign_count++;
		return;
	}
	enum recorded_as as = judge(compared, trace, call, image);
	compared->recorded_count += compared->as[call->nr] == RECORDED_NOT;
	if (as > compared->as[call->nr])
		compared->as[call->nr] = as;
	if (call->site != TRACE_NOWHERE)
		compare_site(compared, trace, call, image);
}

static void find_changed(struct answer *answer, const struct trace *trace)
{
	for (size_t i = 0; i < trace->image_count; i++) {
		bool changed;
		if (compare_image(answer, &trace->images[i], &changed) < 0 && changed)
			answer_add_gap(answer, "changed", trace->images[i].path);
	}
}

/* --- groups --- */

/* Whether a function is on all paths to a call that did happen. */
static bool leads_to_recorded(const struct compared *compared, uint32_t function)
{
	for (size_t i = 0; i < compared->answer->call_count; i++) {
		const struct answer_call *call = &compared->answer->calls[i];
		bool happened = compared->recorded ? compared->as[call->nr] != RECORDED_NOT : (call->kind == ROOT_LIBC || syscall_by_nr(ARCH_X86_64, call->nr) == CALL_exit_group);
		for (size_t k = 0; happened && k < call->through.count; k++)
			if (call->through.at[k] == function)
				return true;
	}
	return false;
}

/* The entry and main always run. */
enum { ALWAYS_RUN = 2 };

/* The first function of all paths, behind main, that no recorded call needs: it probably never ran. */
static uint32_t group_of(const struct compared *compared, const struct answer_call *call)
{
	const struct answer_function *first = call->through.count ? &compared->answer->functions[call->through.at[0]] : NULL;

	for (size_t i = first && first->image == 0 ? ALWAYS_RUN : 0; i < call->through.count; i++)
		if (!leads_to_recorded(compared, call->through.at[i]))
			return call->through.at[i];
	return UINT32_MAX;
}

/* Calls of the program that share no function are groups of one. */
static struct compared_group *find_group(struct compared *compared, enum root_kind kind, uint32_t function)
{
	bool alone = kind == ROOT_OWN && function == UINT32_MAX;

	for (size_t i = 0; i < compared->group_count && !alone; i++)
		if (compared->groups[i].kind == kind && compared->groups[i].function == function)
			return &compared->groups[i];
	compared->groups = mem_grow(compared->groups, compared->group_count, &compared->group_room, sizeof(*compared->groups));
	compared->groups[compared->group_count] = (struct compared_group){.kind = kind, .function = function};
	return &compared->groups[compared->group_count++];
}

static int by_size(const void *a, const void *b)
{
	const struct compared_group *first = a, *second = b;

	if (first->kind != second->kind)
		return (int)first->kind - (int)second->kind;
	if (first->count != second->count)
		return first->count > second->count ? -1 : 1;
	return number_order(first->calls[0], second->calls[0]);
}

static void group_calls(struct compared *compared)
{
	const struct answer *answer = compared->answer;

	for (uint32_t i = 0; i < answer->call_count; i++) {
		const struct answer_call *call = &answer->calls[i];
		if (compared->recorded && call->nr < COMPARED_CALLS && compared->as[call->nr] != RECORDED_NOT)
			continue;
		uint32_t function = call->kind == ROOT_OWN ? group_of(compared, call) : UINT32_MAX;
		struct compared_group *group = find_group(compared, call->kind, function);
		if (group->count < COMPARED_CALLS)
			group->calls[group->count++] = i;
	}
	if (compared->group_count)
		qsort(compared->groups, compared->group_count, sizeof(*compared->groups), by_size);
}

void compare(struct compared *compared, struct answer *answer, const struct trace *trace)
{
	*compared = (struct compared){.answer = answer, .recorded = trace};
	for (size_t i = 0; trace && i < trace->call_count; i++)
		compared->started_others |= starts_another(&trace->calls[i]);
	for (size_t i = 0; trace && i < trace->call_count; i++)
		compare_call(compared, trace, &trace->calls[i]);
	if (trace)
		find_changed(answer, trace);
	group_calls(compared);
}

void compared_free(struct compared *compared)
{
	free(compared->groups);
	text_free(&compared->missing_sites);
	memset(compared, 0, sizeof(*compared));
}
