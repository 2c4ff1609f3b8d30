/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The set of what happened: images, sites and calls are arrays that only grow,
 * each with a hash from an entry to its index. An index into an array is valid
 * as long as the trace.
 *
 * Every join here is commutative, associative and idempotent (counts add, and
 * the first stack stays: core/trace/merge.c picks one by content), so shards of
 * a recording merge in any order.
 */
#include "core/trace/trace.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"
#include "core/kernel/sockopt.h"

static const char *const origins[] = {
	[ORIGIN_DIRECT]      = "direct",
	[ORIGIN_VDSO]        = "vdso",
	[ORIGIN_VDSO_HIDDEN] = "vdso-hidden",
	[ORIGIN_VSYSCALL]    = "vsyscall",
};

const char *origin_name(enum origin origin)
{
	return origins[origin];
}

int origin_by_name(const char *name)
{
	for (int i = 0; i < ORIGIN_COUNT; i++)
		if (!strcmp(origins[i], name))
			return i;
	return -1;
}

static int found(int entry, size_t next, bool *added)
{
	if (added)
		*added = entry < 0;
	return entry < 0 ? (int)next : entry;
}

static bool image_equals(const void *trace, size_t entry, const void *key)
{
	const struct trace_image *a = &((const struct trace *)trace)->images[entry], *b = key;

	return string_equal(a->path, b->path) && string_equal(a->build_id, b->build_id) && string_equal(a->arch, b->arch);
}

static uint64_t image_hash(const struct trace_image *image)
{
	return hash_mix_string(hash_mix_string(hash_mix_string(0, image->path), image->build_id), image->arch);
}

int trace_find_image(const struct trace *trace, const struct trace_image *image)
{
	return (int)hash_find(&trace->index.images, image_hash(image), image_equals, trace, image);
}

static void image_package(struct trace *trace, struct trace_image *image, const struct trace_image *from)
{
	if (image->package || !from->package || !from->version)
		return;
	image->package = arena_string(&trace->arena, from->package);
	image->version = arena_string(&trace->arena, from->version);
}

int trace_image(struct trace *trace, const struct trace_image *image, bool *added)
{
	size_t next = trace->image_count;
	int entry = trace_find_image(trace, image);

	if (entry < 0) {
		hash_add(&trace->index.images, image_hash(image), next);
		trace->images = mem_grow(trace->images, next, &trace->image_room, sizeof(*trace->images));
		trace->images[trace->image_count++] = (struct trace_image){
			.path = arena_string(&trace->arena, image->path), .build_id = arena_string(&trace->arena, image->build_id),
			.arch = arena_string(&trace->arena, image->arch),
		};
	}
	image_package(trace, &trace->images[entry < 0 ? (int)next : entry], image);
	return found(entry, next, added);
}

static bool site_equals(const void *trace, size_t entry, const void *key)
{
	const struct trace_site *a = &((const struct trace *)trace)->sites[entry], *b = key;

	return a->image == b->image && a->offset == b->offset;
}

static void site_name(struct trace *trace, struct trace_site *site, const struct trace_site *from)
{
	if (!site->function && from->function) {
		site->function = arena_string(&trace->arena, from->function);
		site->into = from->into;
	}
	if (!site->file && from->file) {
		site->file = arena_string(&trace->arena, from->file);
		site->line = from->line;
	}
}

static uint64_t site_hash(const struct trace_site *site)
{
	return hash_mix(hash_mix(0, (uint64_t)site->image), site->offset);
}

int trace_find_site(const struct trace *trace, const struct trace_site *site)
{
	return (int)hash_find(&trace->index.sites, site_hash(site), site_equals, trace, site);
}

int trace_site(struct trace *trace, const struct trace_site *site, bool *added)
{
	size_t next = trace->site_count;
	int entry = trace_find_site(trace, site);

	if (entry < 0) {
		hash_add(&trace->index.sites, site_hash(site), next);
		trace->sites = mem_grow(trace->sites, next, &trace->site_room, sizeof(*trace->sites));
		trace->sites[trace->site_count++] = (struct trace_site){ .image = site->image, .offset = site->offset };
	}
	site_name(trace, &trace->sites[entry < 0 ? (int)next : entry], site);
	return found(entry, next, added);
}

static enum syscall_id call_id(const struct trace_call *call)
{
	return (enum syscall_id)syscall_by_nr(call->arch, call->nr);
}

enum role trace_role(const struct trace_call *call, unsigned arg)
{
	return syscall_role(call_id(call), call->arch, arg);
}

/* The one value that this argument had whenever `other` was `value`, or SOCKOPT_NO_LEVEL. */
static int64_t level_with(const struct trace_call *call, unsigned level, unsigned other, uint64_t value)
{
	int64_t found = SOCKOPT_NO_LEVEL;

	if (call->arg[level].kind == VALUES_SET && call->arg[level].count == 1)
		return (int64_t)call->arg[level].v[0];
	for (unsigned n = 0; call->tuples.kind == TUPLES_SET && n < call->tuples.count; n++) {
		int64_t here = (int64_t)call->tuples.v[n][level];
		if (call->tuples.v[n][other] != value)
			continue;
		if (found != SOCKOPT_NO_LEVEL && found != here)
			return SOCKOPT_NO_LEVEL;
		found = here;
	}
	return found;
}

void trace_spell(const struct trace_call *call, unsigned arg, uint64_t value, struct text *out)
{
	int level = trace_role(call, arg) == ROLE_sockopt_name ? syscall_arg(call_id(call), call->arch, ROLE_sockopt_level) : -1;

	sockopt_spell(trace_role(call, arg), value, level < 0 ? SOCKOPT_NO_LEVEL : level_with(call, (unsigned)level, arg, value), out);
}

enum role trace_deep_role(const struct trace_call *call, unsigned place)
{
	return deep_role(syscall_by_nr(call->arch, call->nr), place);
}

const struct values *trace_deep(const struct trace_call *call, enum role role)
{
	static const struct values nothing = {0};
	int place = deep_place(syscall_by_nr(call->arch, call->nr), role);

	return place < 0 ? &nothing : &call->deep[place];
}

/* The selectors as part of the key. */
static void selectors_of(const struct trace_call *call, struct values selector[SYSCALL_ARGS])
{
	enum syscall_id id = call_id(call);

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = syscall_role(id, call->arch, i);
		selector[i] = (struct values){0};
		if (!role_info(role)->selector)
			continue;
		if (call->wide)
			selector[i].kind = VALUES_ANY;
		else if (call->selector[i].kind == VALUES_SET && call->selector[i].count)
			values_add(&selector[i], role, call->selector[i].v[0] & role_mask(role, call->arch));
	}
}

/* The key of a call, cheap enough to build for each look-up. */
struct key {
	const struct trace_call *call;
	struct values selector[SYSCALL_ARGS];
};

static uint64_t key_hash(const struct key *key)
{
	const struct trace_call *call = key->call;
	uint64_t hash = hash_mix((uint64_t)call->arch << 32 | call->nr, (uint64_t)call->origin << 2 | (uint64_t)call->known << 1 | call->wide);

	hash = hash_mix_string(hash_mix(hash_mix(hash, (uint64_t)call->site), (uint64_t)call->caller << 32 | (uint32_t)call->program), call->function);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		hash = hash_mix(hash, key->selector[i].kind ? key->selector[i].v[0] + 1 : 0);
	return hash;
}

static bool call_equals(const void *trace, size_t entry, const void *key_of)
{
	const struct key *key = key_of;
	const struct trace_call *a = &((const struct trace *)trace)->calls[entry], *b = key->call;

	if (a->arch != b->arch || a->nr != b->nr || a->origin != b->origin || a->site != b->site ||
	    a->caller != b->caller || a->program != b->program || a->wide != b->wide || a->known != b->known ||
	    !string_equal(a->function, b->function))
		return false;
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (!values_equal(&a->selector[i], &key->selector[i]))
			return false;
	return true;
}

/* An entry takes a page, so a small array would be copied several times; what is not used of it costs nothing. */
static void reserve_calls(struct trace *trace)
{
	enum { FIRST = 64 };

	if (trace->call_room)
		return;
	trace->call_room = FIRST;
	trace->calls = mem_resize(NULL, FIRST * sizeof(*trace->calls));
}

static void call_add(struct trace *trace, const struct key *key)
{
	const struct trace_call *from = key->call;

	reserve_calls(trace);
	trace->calls = mem_grow(trace->calls, trace->call_count, &trace->call_room, sizeof(*trace->calls));
	struct trace_call *call = &trace->calls[trace->call_count++];
	*call = (struct trace_call){
		.arch = from->arch, .nr = from->nr, .origin = from->origin, .site = from->site, .wide = from->wide, .known = from->known,
		.caller = from->caller, .program = from->program, .function = arena_string(&trace->arena, from->function),
	};
	memcpy(call->selector, key->selector, sizeof(call->selector));
	if (!call->known)
		call->labels = trace->own;
}

int trace_find_call(const struct trace *trace, const struct trace_call *key_part)
{
	struct key key = { .call = key_part };

	selectors_of(key_part, key.selector);
	return (int)hash_find(&trace->index.calls, key_hash(&key), call_equals, trace, &key);
}

int trace_call(struct trace *trace, const struct trace_call *key_part, bool *added)
{
	int entry = trace_find_call(trace, key_part);
	size_t next = trace->call_count;
	struct key key = { .call = key_part };

	if (entry < 0) {
		selectors_of(key_part, key.selector);
		hash_add(&trace->index.calls, key_hash(&key), next);
		call_add(trace, &key);
	}
	return found(entry, next, added);
}

bool trace_selectors_are_full(const struct trace *trace, const struct trace_call *call)
{
	size_t count = 0;

	for (size_t i = 0; i < trace->call_count; i++) {
		const struct trace_call *other = &trace->calls[i];
		count += other->nr == call->nr && other->arch == call->arch && other->site == call->site &&
		         other->origin == call->origin && other->caller == call->caller && other->program == call->program &&
		         other->known == call->known && !other->wide;
	}
	return count >= TRACE_SELECTORS;
}

bool trace_has_least(const struct trace *trace)
{
	for (size_t i = 0; i < trace->call_count; i++)
		if (trace->calls[i].least || trace->calls[i].known)
			return true;
	return false;
}

bool trace_note(struct trace *trace, const char *note)
{
	for (size_t i = 0; i < trace->note_count; i++)
		if (!strcmp(trace->notes[i], note))
			return false;
	if (trace->note_count >= TRACE_NOTES_MOST)
		return false;
	trace->notes = mem_grow(trace->notes, trace->note_count, &trace->note_room, sizeof(*trace->notes));
	trace->notes[trace->note_count++] = arena_string(&trace->arena, note);
	return true;
}

/* Adds a number to the ascending list, which keeps the lowest. */
static bool errno_add(uint16_t errnos[TRACE_ERRNOS], uint16_t number)
{
	unsigned at = 0;

	while (at < TRACE_ERRNOS && errnos[at] && errnos[at] < number)
		at++;
	if (!number || at == TRACE_ERRNOS || errnos[at] == number)
		return false;
	memmove(&errnos[at + 1], &errnos[at], (TRACE_ERRNOS - 1 - at) * sizeof(*errnos));
	errnos[at] = number;
	return true;
}

static bool stack_take(struct trace_call *into, const struct trace_call *from)
{
	if (into->stack_depth || !from->stack_depth)
		return false;
	memcpy(into->stack, from->stack, sizeof(into->stack));
	into->stack_depth = from->stack_depth;
	return true;
}

static bool deep_join(struct trace_call *into, const struct trace_call *from)
{
	bool grew = from->deep_tail && !into->deep_tail;

	into->deep_tail |= from->deep_tail;
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (from->deep[i].kind != VALUES_NONE)
			grew |= values_join(&into->deep[i], trace_deep_role(into, i), &from->deep[i]);
	return grew;
}

static bool reports_arguments(const struct trace_call *call)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (call->arg[i].kind != VALUES_NONE)
			return true;
	return false;
}

/* Arguments without tuples may have occurred in any combination. */
static bool tuples_of_call_join(struct trace_call *into, const struct trace_call *from)
{
	bool grew = from->high && !into->high;

	into->high |= from->high;
	if (from->tuples.kind == TUPLES_NONE && reports_arguments(from))
		return tuples_forget(&into->tuples) || grew;
	return tuples_join(&into->tuples, &from->tuples) || grew;
}

static void count_join(struct trace_call *into, const struct trace_call *from)
{
	if (__builtin_add_overflow(into->count, from->count, &into->count))
		into->count = UINT64_MAX;
}

bool trace_call_join(struct trace_call *into, const struct trace_call *from)
{
	enum syscall_id id = call_id(into);
	bool grew = stack_take(into, from);

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		grew |= values_join(&into->arg[i], syscall_role(id, into->arch, i), &from->arg[i]);
	grew |= tuples_of_call_join(into, from);
	for (unsigned i = 0; i < TRACE_ERRNOS; i++)
		grew |= errno_add(into->errnos, from->errnos[i]);
	grew |= trace_threads_join(into, from);
	grew |= trace_drivers_join(into, from);
	grew |= deep_join(into, from);
	grew |= from->least && !into->least;
	into->least |= from->least;
	count_join(into, from);
	return grew;
}

bool trace_call_join_again(struct trace_call *into, const struct trace_call *from)
{
	count_join(into, from);
	return trace_threads_join(into, from);
}

void trace_forget_index(struct trace *trace)
{
	hash_free(&trace->index.images);
	hash_free(&trace->index.sites);
	hash_free(&trace->index.programs);
	hash_free(&trace->index.starts);
	hash_free(&trace->index.calls);
}

void trace_free(struct trace *trace)
{
	trace_forget_index(trace);
	hash_free(&trace->index.labels);
	free(trace->images);
	free(trace->sites);
	free(trace->programs);
	free(trace->starts);
	free(trace->calls);
	free(trace->notes);
	free(trace->labels);
	arena_free(&trace->arena);
	*trace = (struct trace){0};
}
