/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each line of the diff becomes an item, of the kind that the diff says. What it
 * opens is what the calls open that may do more than before.
 */
#include "analyzer/review/review.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/review/place.h"
#include "analyzer/text/format.h"
#include "analyzer/text/list.h"
#include "core/base/order.h"

enum { BEFORE, AFTER };

struct reviewing {
	struct review *review;
	const struct review_side *sides;
};

const char *review_kind_name(enum review_kind kind)
{
	static const char *const names[] = {
		[REVIEW_GAINED] = "gained", [REVIEW_WIDENED] = "widened", [REVIEW_LOST] = "lost",
		[REVIEW_NARROWED] = "narrowed", [REVIEW_ANSWER] = "changed",
	};

	return names[kind];
}

/* --- kinds --- */

static const struct rule *rule_of(const struct reviewing *c, int side, enum arch arch, uint32_t nr)
{
	return policy_find(c->review->diff->side[side].policy, arch, nr);
}

static uint32_t number_of(const struct change *change, enum arch arch)
{
	return change->id == CALL_UNKNOWN ? change->nr : (uint32_t)syscall_nr((enum syscall_id)change->id, arch);
}

static enum review_kind kind_of(const struct change *change)
{
	if (change->kind == CHANGE_OTHER)
		return change->wider ? REVIEW_WIDENED : change->narrower ? REVIEW_NARROWED : REVIEW_ANSWER;
	return change->kind == CHANGE_GAINED ? REVIEW_GAINED : REVIEW_LOST;
}

/* --- danger --- */

static void list_opened(struct review *review, const struct danger_report *opened)
{
	review->opened = mem_alloc((opened->count + 1) * sizeof(*review->opened));
	for (size_t i = 0; i < opened->count; i++)
		review->opened[review->opened_count++] = &opened->found[i];
}

static const struct danger *danger_opened(const struct review *review, int id)
{
	for (size_t i = 0; i < review->opened_count; i++)
		if (review->opened[i]->row && (int)review->opened[i]->first == id)
			return review->opened[i]->row;
	return NULL;
}

/* --- items --- */

/* Of rules that nobody recorded. */
static void find_because(const struct reviewing *c, struct review_item *item, uint32_t nr)
{
	const struct rule *rule = rule_of(c, AFTER, (enum arch)__builtin_ctz(item->archs), nr);
	AUTO_TEXT struct text words = {0};

	if (rule && rule->why == WHY_EQUIVALENT && rule->of) {
		item->cause = arena_string(&c->review->arena, rule->of);
		text_add(&words, "equivalent of ");
		format_plain(rule->of, &words);
	} else if (rule && rule->by && rule->why != WHY_VDSO) {
		text_format(&words, "%s: ", why_name(rule->why));
		format_plain(rule->by, &words);
	}
	if (words.length)
		item->because = arena_string(&c->review->arena, words.at);
}

static void add_name(const struct change *change, struct text *out)
{
	if (change->id != CALL_UNKNOWN)
		text_add(out, syscall_name((enum syscall_id)change->id));
	else if (change->last > change->nr)
		text_format(out, "%" PRIu32 " to %" PRIu32, change->nr, change->last);
	else
		text_format(out, "%" PRIu32, change->nr);
}

static bool follows(const struct changes *changes, size_t i, size_t leader)
{
	return i != leader && changes->at[i].leader == (int)leader;
}

static void find_names(const struct reviewing *c, struct review_item *item, const struct changes *changes, size_t leader)
{
	AUTO_TEXT struct text name = {0}, with = {0};

	add_name(&changes->at[leader], &name);
	for (size_t i = 0; i < changes->count; i++) {
		if (!follows(changes, i, leader))
			continue;
		text_add(&with, with.length ? ", " : "");
		add_name(&changes->at[i], &with);
	}
	item->name = arena_string(&c->review->arena, name.at);
	item->with = with.length ? arena_string(&c->review->arena, with.at) : "";
}

/* The gravest of the calls that changed together. */
static void find_danger(const struct reviewing *c, struct review_item *item, const struct changes *changes, size_t leader)
{
	if (item->kind != REVIEW_GAINED && item->kind != REVIEW_WIDENED)
		return;
	for (size_t i = 0; i < changes->count; i++) {
		const struct danger *danger = i == leader || follows(changes, i, leader) ? danger_opened(c->review, changes->at[i].id) : NULL;
		if (danger && (!item->danger || (danger->grave && !item->danger->grave)))
			item->danger = danger;
	}
}

static void find_cause(const struct reviewing *c, struct review_item *item, const struct changes *changes, size_t leader)
{
	int side = item->kind == REVIEW_LOST || item->kind == REVIEW_NARROWED ? BEFORE : AFTER;
	struct place_finder finder = {
		.arena = &c->review->arena, .trace = c->sides[side].trace, .other = c->sides[!side].trace,
		.check = c->sides[side].check, .item = item,
		.rule = side == AFTER ? rule_of(c, AFTER, (enum arch)__builtin_ctz(item->archs), item->nr) : NULL,
	};

	if (!c->sides[side].trace)
		return;
	for (size_t i = 0; i < changes->count; i++)
		if (i == leader || follows(changes, i, leader))
			place_add_call(&finder, &changes->at[i]);
	place_finish(&finder);
}

/* Each call counts, as in the text. */
static size_t count_names(const struct changes *changes, size_t leader)
{
	size_t count = 1;

	for (size_t i = 0; i < changes->count; i++)
		count += follows(changes, i, leader);
	return count;
}

static void add_item(struct reviewing *c, const struct diff_section *section, size_t leader)
{
	struct review *review = c->review;
	const struct change *change = &section->changes.at[leader];
	struct review_item item = {
		.kind = kind_of(change), .archs = section->archs, .category = change->category,
		.id = change->id, .nr = change->nr, .what = change->words, .because = "", .threads = "", .asked = "", .doubtful = diff_is_doubtful(review->diff, change),
	};

	find_names(c, &item, &section->changes, leader);
	if (!item.doubtful) {
		find_danger(c, &item, &section->changes, leader);
		if (item.kind == REVIEW_GAINED) {
			item.same_as = change->same_as;
			item.set = change->set;
			find_because(c, &item, number_of(change, (enum arch)__builtin_ctz(item.archs)));
		}
		find_cause(c, &item, &section->changes, leader);
		review->kinds[item.kind] += count_names(&section->changes, leader);
	}
	review->items = mem_grow(review->items, review->count, &review->room, sizeof(*review->items));
	review->items[review->count++] = item;
}

bool review_is_grave(const struct review_item *item)
{
	return item->danger && item->danger->grave;
}

static uint64_t rank_of(const struct review_item *item)
{
	uint64_t danger = review_is_grave(item) ? 0 : item->danger ? 1 : item->same_as ? 4 : item->because[0] ? 3 : 2;
	uint64_t class = item->danger ? (uint64_t)item->danger->class : 0;

	return danger << 24 | (uint64_t)item->kind << 16 | class << 8 | (uint64_t)item->category;
}

static int item_order(const void *left, const void *right)
{
	const struct review_item *a = left, *b = right;
	int order = number_order(rank_of(a), rank_of(b));

	if (!order)
		order = strcmp(a->name, b->name);
	return order ? order : number_order(a->archs, b->archs);
}

void review_of(struct review *review, const struct diff *diff, const struct review_side sides[2], const struct danger_report *opened)
{
	struct reviewing c = { .review = review, .sides = sides };

	*review = (struct review){ .diff = diff, .name = {sides[BEFORE].name, sides[AFTER].name} };
	for (int side = 0; side < 2; side++)
		if (sides[side].trace)
			review->incomplete[side] = trace_why_incomplete(sides[side].trace);
	list_opened(review, opened);
	for (size_t i = 0; i < diff->section_count; i++)
		for (size_t j = 0; j < diff->section[i].changes.count; j++)
			if (diff->section[i].changes.at[j].leader == (int)j)
				add_item(&c, &diff->section[i], j);
	if (review->count)
		qsort(review->items, review->count, sizeof(*review->items), item_order);
}

void review_free(struct review *review)
{
	free(review->items);
	free(review->opened);
	arena_free(&review->arena);
	*review = (struct review){0};
}

bool review_is_gone(const struct review_item *item)
{
	return item->shards >= 3 && item->seen == item->shards && !item->cut_off;
}

static bool passes_in_general(const struct review *review, int side)
{
	for (size_t i = 0; i < DIFF_GENERAL_LINES; i++)
		if (diff_general_passes(review->diff, i, side))
			return true;
	return false;
}

/* An arch that was listed counts, also with no calls, unless that only makes its calls stricter; the reverse if it no
 * longer is. */
static bool gains_archs(const struct diff *diff)
{
	return diff->opened || (diff->gained & (arch_set)~diff->narrowed);
}

static bool loses_archs(const struct diff *diff)
{
	return diff->closed || (diff->lost & (arch_set)~diff->widened);
}

bool review_gains(const struct review *review)
{
	return review->kinds[REVIEW_GAINED] || gains_archs(review->diff) || passes_in_general(review, AFTER);
}

bool review_widens(const struct review *review)
{
	bool widens = review->kinds[REVIEW_WIDENED] || (review->diff->widened & (arch_set)~review->diff->opened);

	for (size_t i = 0; i < DIFF_GENERAL_LINES; i++)
		widens |= diff_general_widens(review->diff, i);
	return widens;
}

bool review_loses(const struct review *review)
{
	return review->kinds[REVIEW_LOST] || loses_archs(review->diff) || passes_in_general(review, BEFORE);
}

bool review_is_apart(const struct review *review, const struct danger_found *found)
{
	for (size_t i = 0; i < review->count && !found->pair; i++)
		if (review->items[i].danger == found->row)
			return false;
	return danger_found_is_grave(found);
}

const struct review_item *review_item_of(const struct review *review, const struct change *change, arch_set archs)
{
	for (size_t i = 0; i < review->count; i++) {
		const struct review_item *item = &review->items[i];
		if (item->archs == archs && item->id == change->id && (item->id != CALL_UNKNOWN || item->nr == change->nr))
			return item;
	}
	return NULL;
}
