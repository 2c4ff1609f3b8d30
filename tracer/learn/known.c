/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/learn/known.h"

#include <stdlib.h>
#include <string.h>

#include "core/trace/trace.h"

static uint64_t known_hash(const struct known_call *call)
{
	return hash_mix((uint64_t)call->nr << 32 | call->offset, (uint64_t)call->call);
}

static bool known_equals(const void *owner, size_t entry, const void *key)
{
	const struct known_call *a = &((const struct known *)owner)->at[entry], *b = key;

	return a->nr == b->nr && a->offset == b->offset && a->call == b->call;
}

bool known_add(struct known *known, uint32_t nr, uint64_t ip, int call)
{
	struct known_call key = { .nr = nr, .offset = (unsigned)(ip % KNOWN_PAGE), .call = call };
	uint64_t hash = known_hash(&key);

	if (hash_find(&known->index, hash, known_equals, known, &key) >= 0)
		return false;
	hash_add(&known->index, hash, known->count);
	known->at = mem_grow(known->at, known->count, &known->room, sizeof(*known->at));
	known->at[known->count++] = key;
	return true;
}

void known_pass(struct known *known, const struct known_call *call)
{
	int64_t at = hash_find(&known->index, known_hash(call), known_equals, known, call);

	if (at >= 0)
		known->at[at].passes = true;
}

void known_free(struct known *known)
{
	hash_free(&known->index);
	free(known->at);
	*known = (struct known){ 0 };
}

/* --- values --- */

static bool has_tuple(const struct tuples *tuples, const uint64_t tuple[TUPLE_VALUES])
{
	for (unsigned i = 0; i < tuples->count; i++)
		if (!memcmp(tuples->v[i], tuple, sizeof(tuples->v[i])))
			return true;
	return false;
}

static bool admits_each(const struct trace_call *entry, const uint64_t tuple[TUPLE_VALUES])
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (role_is_filterable(trace_role(entry, i)) && !values_admit(&entry->arg[i], UINT64_MAX, tuple[i]))
			return false;
	return true;
}

bool known_covers(const struct trace_call *entry, const struct trace_call *seen)
{
	if (seen->high && !entry->high)
		return false;
	switch ((enum tuples_kind)seen->tuples.kind) {
	case TUPLES_NONE:
		return entry->tuples.kind == TUPLES_NONE && (entry->count || entry->known);
	case TUPLES_SET:
		break;
	default:
		return false;
	}
	if (entry->tuples.kind == TUPLES_SET)
		return has_tuple(&entry->tuples, seen->tuples.v[0]);
	return entry->tuples.kind == TUPLES_MANY && admits_each(entry, seen->tuples.v[0]);
}

struct known_call *known_find(const struct known *known, const struct trace *trace, uint32_t nr, uint64_t ip, const struct trace_call *seen)
{
	unsigned offset = (unsigned)(ip % KNOWN_PAGE);

	for (struct known_call *call = known->at; call < known->at + known->count; call++)
		if (call->nr == nr && call->offset == offset && known_covers(&trace->calls[call->call], seen))
			return call;
	return NULL;
}
