/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers without a name come last, as in every report. */
#include "analyzer/page/uses.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/order.h"
#include "core/trace/caller.h"

static int call_order(const struct trace_call *a, const struct trace_call *b)
{
	int order = number_order(a->arch, b->arch);

	return order ? order : number_order(a->nr, b->nr);
}

int page_use_order(const void *left, const void *right)
{
	const struct page_use *a = left, *b = right;
	int order = call_order(a->call, b->call);

	if (!order)
		order = strcmp(a->image, b->image);
	if (!order)
		order = strcmp(a->function, b->function);
	if (!order)
		order = strcmp(a->file, b->file);
	if (!order)
		order = number_order(a->line, b->line);
	return order ? order : number_order((uint64_t)a->call->program, (uint64_t)b->call->program);
}

static uint64_t category_key(enum category category)
{
	return category == CATEGORY_NONE ? CATEGORY_COUNT : (uint64_t)category;
}

static const char *name_of(const struct trace_call *call, char buffer[16])
{
	return syscall_label(call->arch, call->nr, buffer);
}

static int by_program(const void *left, const void *right)
{
	const struct page_use *a = left, *b = right;
	int order = number_order((uint64_t)a->call->program, (uint64_t)b->call->program);
	char buffer[2][16];

	if (!order)
		order = number_order(category_key(a->category), category_key(b->category));
	if (!order)
		order = strcmp(name_of(a->call, buffer[0]), name_of(b->call, buffer[1]));
	return order ? order : call_order(a->call, b->call);
}

static struct page_use use_of(const struct trace *trace, const struct trace_call *call)
{
	int id = syscall_by_nr(call->arch, call->nr), site = caller_of(trace, call);
	struct page_use use = {call, id == CALL_UNKNOWN ? CATEGORY_NONE : syscall_category((enum syscall_id)id), "", "", "", 0, call->count};

	if (site == TRACE_NOWHERE)
		return use;
	const struct trace_site *at = &trace->sites[site];
	use.image = trace->images[at->image].path;
	use.function = at->function ? at->function : "";
	use.file = at->file ? at->file : "";
	use.line = at->line;
	return use;
}

static void join(struct page_uses *uses)
{
	size_t kept = 0;

	for (size_t i = 0; i < uses->count; i++)
		if (kept && !by_program(&uses->at[kept - 1], &uses->at[i]))
			uses->at[kept - 1].count += uses->at[i].count;
		else
			uses->at[kept++] = uses->at[i];
	uses->count = kept;
}

void page_uses_of(struct page_uses *uses, const struct trace *trace, enum page_uses_by by)
{
	uses->at = mem_alloc((trace->call_count + 1) * sizeof(*uses->at));
	uses->count = trace->call_count;
	for (size_t i = 0; i < trace->call_count; i++)
		uses->at[i] = use_of(trace, &trace->calls[i]);
	qsort(uses->at, uses->count, sizeof(*uses->at), by == USES_BY_CALL ? page_use_order : by_program);
	if (by == USES_BY_PROGRAM)
		join(uses);
}

void page_uses_free(struct page_uses *uses)
{
	free(uses->at);
	*uses = (struct page_uses){0};
}

static bool is_call_before(const void *element, const void *key)
{
	return call_order(((const struct page_use *)element)->call, key) < 0;
}

size_t page_uses_of_call(const struct page_uses *uses, enum arch arch, uint32_t nr)
{
	const struct trace_call key = {.arch = arch, .nr = nr};

	return order_search(uses->at, uses->count, sizeof(*uses->at), is_call_before, &key);
}

static bool is_program_before(const void *element, const void *key)
{
	return (uint64_t)((const struct page_use *)element)->call->program < *(const uint64_t *)key;
}

size_t page_uses_of_program(const struct page_uses *uses, int program)
{
	const uint64_t key = (uint64_t)program;

	return order_search(uses->at, uses->count, sizeof(*uses->at), is_program_before, &key);
}
