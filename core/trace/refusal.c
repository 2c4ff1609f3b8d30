/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two records are equal if they are about one call with the same known arguments
 * from one place. Of an address only the end is compared: the rest is random.
 */
#include "core/trace/refusal.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_MASK = 0xfff };

void refusals_free(struct refusals *refusals)
{
	free(refusals->at);
	arena_free(&refusals->arena);
	*refusals = (struct refusals){0};
}

static bool same_string(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_call(const struct refusal *a, const struct refusal *b)
{
	if (a->called != b->called || a->known != b->known)
		return false;
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (a->known >> i & 1 && a->args[i] != b->args[i])
			return false;
	return !a->called || (a->arch == b->arch && a->nr == b->nr);
}

static bool same_answer(const struct refusal *a, const struct refusal *b)
{
	return a->answered == b->answered && a->bare == b->bare && a->error == b->error && (!a->answered || verdict_equal(a->answer, b->answer));
}

static bool same_place(const struct refusal *a, const struct refusal *b)
{
	return a->has_ip == b->has_ip && (a->ip & PAGE_MASK) == (b->ip & PAGE_MASK) && a->offset == b->offset &&
	       same_string(a->program, b->program) && same_string(a->image, b->image) && same_string(a->function, b->function);
}

static bool is_equal(const struct refusal *a, const struct refusal *b)
{
	return a->kind == b->kind && same_string(a->source, b->source) && same_string(a->means, b->means) && same_call(a, b) &&
	       same_answer(a, b) && same_place(a, b);
}

void refusals_join_last(struct refusals *refusals)
{
	size_t last = refusals->count - 1;

	for (size_t i = 0; i < last; i++)
		if (is_equal(&refusals->at[i], &refusals->at[last])) {
			refusals->at[i].count += refusals->at[last].count;
			refusals->count--;
			return;
		}
}

struct refusal *refusals_add(struct refusals *refusals, const struct refusal *refusal)
{
	struct arena *arena = &refusals->arena;

	for (size_t i = refusals->count; i-- > 0;)
		if (is_equal(&refusals->at[i], refusal)) {
			refusals->at[i].count++;
			return &refusals->at[i];
		}
	if (refusals->count == REFUSALS_MOST) {
		refusals->dropped++;
		return NULL;
	}
	refusals->at = mem_grow(refusals->at, refusals->count, &refusals->room, sizeof(*refusals->at));
	struct refusal *added = &refusals->at[refusals->count++];
	*added = *refusal;
	added->count = 1;
	added->source = arena_string(arena, refusal->source);
	added->program = arena_string(arena, refusal->program);
	added->image = arena_string(arena, refusal->image);
	added->build_id = arena_string(arena, refusal->build_id);
	added->function = arena_string(arena, refusal->function);
	added->means = arena_string(arena, refusal->means);
	return added;
}
