/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each line of the diff becomes an item. What it opens is decided by the danger
 * reports of both sides; whether arguments were widened, by the judge. If neither
 * can decide, the item counts as wider.
 */
#include "analyzer/review/review.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/derive/relations.h"
#include "analyzer/review/place.h"
#include "analyzer/text/format.h"
#include "analyzer/text/list.h"
#include "core/base/order.h"

enum { BEFORE, AFTER };

struct reviewing {
	struct review *review;
	const struct review_side *sides;
	const struct judge *judge;
	struct relations relations;
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

static bool side_passes(const struct reviewing *c, int side, enum arch arch, uint32_t nr)
{
	const struct policy *policy = c->review->diff->side[side].policy;
	const struct rule *rule = rule_of(c, side, arch, nr);

	return rule ? rule_passes(rule) : verdict_passes(syscall_is_newer(arch, nr) ? policy->newer : policy->otherwise);
}

/* Whether the old rule certainly admits everything that the new one does. */
static bool is_covered(const struct reviewing *c, enum arch arch, uint32_t nr)
{
	const struct rule *was = rule_of(c, BEFORE, arch, nr), *is = rule_of(c, AFTER, arch, nr);

	if (!was || !is || !rule_has_one_verdict(was) || !rule_has_one_verdict(is))
		return false;
	if (!was->row_count)
		return true;
	for (size_t i = 0; i < is->row_count; i++)
		if (!c->judge->covers(c->judge->context, was, arch, &is->rows[i]))
			return false;
	return is->row_count;
}

static uint32_t number_of(const struct change *change, enum arch arch)
{
	return change->id == CALL_UNKNOWN ? change->nr : (uint32_t)syscall_nr((enum syscall_id)change->id, arch);
}

static enum review_kind kind_of_other(const struct reviewing *c, const struct change *change, arch_set archs)
{
	bool passes = false, covered = true;

	arch_each(arch, archs) {
		uint32_t nr = number_of(change, arch);
		passes |= side_passes(c, BEFORE, arch, nr) || side_passes(c, AFTER, arch, nr);
		covered &= is_covered(c, arch, nr);
	}
	return !passes ? REVIEW_ANSWER : covered ? REVIEW_NARROWED : REVIEW_WIDENED;
}

static enum review_kind kind_of(const struct reviewing *c, const struct change *change, arch_set archs)
{
	if (change->kind == CHANGE_OTHER)
		return kind_of_other(c, change, archs);
	return change->kind == CHANGE_GAINED ? REVIEW_GAINED : REVIEW_LOST;
}

/* --- danger --- */

static bool is_same_danger(const struct danger_found *a, const struct danger_found *b)
{
	return a->row == b->row && a->pair == b->pair;
}

static bool was_open(const struct danger_report *before, const struct danger_found *found)
{
	arch_set archs = 0;

	for (size_t i = 0; i < before->count; i++)
		if (is_same_danger(&before->found[i], found))
			archs |= before->found[i].archs;
	return !(found->archs & (arch_set)~archs);
}

static void find_opened(struct reviewing *c)
{
	const struct danger_report *after = c->sides[AFTER].danger;
	struct review *review = c->review;

	review->opened = mem_alloc((after->count + 1) * sizeof(*review->opened));
	for (size_t i = 0; i < after->count; i++)
		if (!was_open(c->sides[BEFORE].danger, &after->found[i]))
			review->opened[review->opened_count++] = &after->found[i];
}

static const struct danger *danger_opened(const struct review *review, int id)
{
	for (size_t i = 0; i < review->opened_count; i++)
		if (review->opened[i]->row && (int)review->opened[i]->first == id)
			return review->opened[i]->row;
	return NULL;
}

/* --- the same power --- */

/* A relation gives no more power if the old rule allows all arguments, or the new one restricts them too. */
static bool gives_the_same(const struct reviewing *c, const struct relation *relation, enum arch arch, const struct rule *is)
{
	const struct rule *was = syscall_exists(relation->from, arch) ?
	                         rule_of(c, BEFORE, arch, (uint32_t)syscall_nr(relation->from, arch)) : NULL;

	if (!was || !rule_passes(was) || !rule_has_one_verdict(was))
		return false;
	return !was->row_count || (relation->when.role == ROLE__ && is && is->row_count);
}

static bool is_same_everywhere(const struct reviewing *c, const struct relation *relation, arch_set archs)
{
	arch_each(arch, archs)
		if (!gives_the_same(c, relation, arch, rule_of(c, AFTER, arch, (uint32_t)syscall_nr(relation->to, arch))))
			return false;
	return true;
}

/* Rows of the family `harmless` only say that a call gives no power: another relation says more. */
static bool find_relation(const struct reviewing *c, struct review_item *item, bool harmless)
{
	for (size_t i = 0; i < c->relations.count; i++) {
		const struct relation *relation = &c->relations.at[i];
		if ((int)relation->to != item->id || equivalence_matches(relation->set, "harmless") != harmless ||
		    !is_same_everywhere(c, relation, item->archs))
			continue;
		item->same_as = syscall_name(relation->from);
		item->set = arena_string(&c->review->arena, relation->set);
		return true;
	}
	return false;
}

static void find_same_power(const struct reviewing *c, struct review_item *item)
{
	if (item->id != CALL_UNKNOWN && !find_relation(c, item, false))
		find_relation(c, item, true);
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
		.kind = kind_of(c, change, section->archs), .archs = section->archs, .category = change->category,
		.id = change->id, .nr = change->nr, .what = change->words, .because = "", .threads = "", .asked = "", .doubtful = diff_is_doubtful(review->diff, change),
	};

	find_names(c, &item, &section->changes, leader);
	if (!item.doubtful) {
		find_danger(c, &item, &section->changes, leader);
		if (item.kind == REVIEW_GAINED) {
			find_same_power(c, &item);
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

void review_of(struct review *review, const struct diff *diff, const struct review_side sides[2], const struct judge *judge)
{
	static const struct derive_options standard = { .level = LEVEL_DEFAULT };
	struct reviewing c = { .review = review, .sides = sides, .judge = judge };

	*review = (struct review){ .diff = diff, .name = {sides[BEFORE].name, sides[AFTER].name} };
	for (int side = 0; side < 2; side++)
		review->incomplete[side] = sides[side].trace && !sides[side].trace->complete;
	relations_of(&c.relations, &standard);
	find_opened(&c);
	for (size_t i = 0; i < diff->section_count; i++)
		for (size_t j = 0; j < diff->section[i].changes.count; j++)
			if (diff->section[i].changes.at[j].leader == (int)j)
				add_item(&c, &diff->section[i], j);
	if (review->count)
		qsort(review->items, review->count, sizeof(*review->items), item_order);
	relations_free(&c.relations);
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

bool review_gains(const struct review *review)
{
	return review->kinds[REVIEW_GAINED] || review->diff->gained || passes_in_general(review, AFTER);
}

bool review_loses(const struct review *review)
{
	return review->kinds[REVIEW_LOST] || review->diff->lost || passes_in_general(review, BEFORE);
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
