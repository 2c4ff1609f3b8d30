/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of conditions, each checked against its call: a role that the call lacks
 * would make a condition that never holds, and a value with bits that the kernel
 * ignores would compare as another value. The two lists differ in where a role
 * must be: in a register of the call, or in the struct it points to; only rows on
 * registers have answers.
 */
#include "core/policy/args.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/policy/verdict_json.h"
#include "core/kernel/structs.h"
#include "core/values/values_json.h"

int policy_unknown(const char *what, const char *word, const char *meant, struct err *err)
{
	err_set(err, "unknown %s '%s'", what, word);
	return nearest_hint(err, meant);
}

static bool call_has_role(enum syscall_id id, arch_set archs, enum role role)
{
	arch_each(arch, archs)
		if (syscall_arg(id, arch, role) >= 0)
			return true;
	return false;
}

static void list_roles(enum syscall_id id, arch_set archs, struct text *out)
{
	for (int i = ROLE__ + 1; i < ROLE_arg0; i++)
		if (call_has_role(id, archs, (enum role)i))
			text_format(out, "%s%s", out->length ? ", " : "", role_info((enum role)i)->name);
}

static bool call_has_several(enum syscall_id id, arch_set archs, enum role role)
{
	unsigned several = 0;

	arch_each(arch, archs)
		for (unsigned arg = 0, met = 0; arg < SYSCALL_ARGS; arg++)
			several |= syscall_role(id, arch, arg) == role && met++;
	return several;
}

static int check_arg(const struct rule *rule, enum role role, struct err *err)
{
	const char *name = role_info(role)->name;
	AUTO_TEXT struct text roles = {0};

	if (call_has_role(rule->id, rule->archs, role))
		return 0;
	if (rule->id == CALL_UNKNOWN)
		return err_set(err, "'%s': a call without a name has only the registers arg0 to arg5", name);
	if (deep_place((int)rule->id, role) >= 0)
		return err_set(err, "'%s' is behind a pointer, which a filter cannot read; use it under \"deep\"", name);
	if (call_has_several(rule->id, rule->archs, role))
		return err_set(err, "the call has more than one '%s'; use the register, arg0 to arg5", name);
	list_roles(rule->id, rule->archs, &roles);
	if (!roles.length)
		return err_set(err, "the call has no argument '%s'", name);
	return err_set(err, "the call has no argument '%s'; it has %s", name, roles.at);
}

static int check_deep(const struct rule *rule, enum role role, struct err *err)
{
	AUTO_TEXT struct text roles = {0};

	if (deep_place((int)rule->id, role) >= 0)
		return 0;
	for (unsigned place = 0; place < DEEP_PLACES; place++)
		if (deep_role((int)rule->id, place) != ROLE__)
			text_format(&roles, "%s%s", roles.length ? ", " : "", role_info(deep_role((int)rule->id, place))->name);
	return err_set(err, "the call passes no '%s' by pointer; it passes %s", role_info(role)->name, roles.at);
}

static uint64_t arg_mask(const struct rule *rule, enum role role, enum arch arch)
{
	return syscall_arg(rule->id, arch, role) < 0 ? UINT64_MAX : syscall_mask(rule->id, arch, role);
}

/* A field's width is that in the struct, not that of an argument of its role. */
static uint64_t field_mask(const struct rule *rule, enum role role, enum arch arch)
{
	(void)arch;
	return deep_mask((int)rule->id, (unsigned)deep_place((int)rule->id, role));
}

static const struct kind {
	const char *member;
	const char *without;                  /* how to fix an empty list */
	bool answers;                         /* its rows may have an answer of their own */
	int (*check)(const struct rule *rule, enum role role, struct err *err);
	uint64_t (*mask)(const struct rule *rule, enum role role, enum arch arch);
} args = { "args", "leave it out to allow all arguments", true, check_arg, arg_mask },
  deep = { "deep", "leave it out to allow everything passed by pointer", false, check_deep, field_mask };

static int check_role(const struct kind *kind, const struct rule *rule, const char *name, struct err *err)
{
	int role = role_by_name(name);

	if (role <= ROLE__)
		return policy_unknown("argument", name, role < 0 ? nearest(name, role_name_at) : NULL, err);
	return kind->check(rule, (enum role)role, err);
}

/* Rejects bits that the kernel does not read or that rules on this role ignore. */
static int check_width(const struct kind *kind, const struct rule *rule, const struct condition *condition, struct err *err)
{
	uint64_t bits = values_bits(&condition->values);

	arch_each(arch, rule->archs) {
		uint64_t mask = kind->mask(rule, condition->role, arch);
		if (bits & ~mask)
			return err_set(err, "the bits 0x%" PRIx64 " are ignored on %s (only 0x%" PRIx64 " is compared): "
			               "use the register, arg0 to arg5, to compare them, or give the arch its own rule",
			               bits & ~mask, arch_info(arch)->name, mask);
	}
	return 0;
}

/* By role; conditions on one argument keep the order of the file. */
static void stable_sort(struct row *row)
{
	for (size_t i = 1; i < row->count; i++) {
		struct condition moving = row->condition[i];
		size_t at = i;
		for (; at && row->condition[at - 1].role > moving.role; at--)
			row->condition[at] = row->condition[at - 1];
		row->condition[at] = moving;
	}
}

static int read_condition(const struct kind *kind, const struct rule *rule, enum role role, const json_t *from,
                          struct condition *condition, struct err *err)
{
	condition->role = role;
	if (values_read_condition(&condition->values, role, from, err))
		return -1;
	return check_width(kind, rule, condition, err);
}

/* {"and": […]}: several conditions on one argument. */
static int read_several(const struct kind *kind, const struct rule *rule, enum role role, const json_t *from,
                        struct row *row, struct err *err)
{
	static const char *const keys[] = { "and", NULL };
	const json_t *list = json_object_get(from, "and");
	size_t count = list ? json_array_size(list) : 1;

	if (list && json_only(from, keys, err))
		return -1;
	if (!count || count > POLICY_CONDITIONS_MOST)
		return err_set(err, "\"and\" is a list of 1 to %d conditions", POLICY_CONDITIONS_MOST);
	for (size_t i = 0; i < count; i++)
		if (read_condition(kind, rule, role, list ? json_array_get(list, i) : from, &row->condition[row->count++], err))
			return -1;
	return 0;
}

static bool is_answer(const char *member)
{
	return !strcmp(member, "action") || !strcmp(member, "errno") || !strcmp(member, "ret_data");
}

static int read_member(const struct kind *kind, const struct rule *rule, const char *name, const json_t *from,
                       struct row *row, struct err *err)
{
	if (kind->answers && is_answer(name))
		return 0;
	if (check_role(kind, rule, name, err))
		return -1;
	enum role role = (enum role)role_by_name(name);
	if (!read_several(kind, rule, role, from, row, err))
		return 0;
	if (role_is_filterable(role))
		return err_context(err, "%s", name);
	return err_context(err, "%s (%s)", name, role_info(role)->what);
}

static int read_answer(json_t *from, struct row *row, struct err *err)
{
	row->answers = json_object_get(from, "action");
	if (row->answers)
		return policy_read_verdict(from, &row->verdict, err);
	if (json_object_get(from, "errno") || json_object_get(from, "ret_data"))
		return err_set(err, "a row with \"errno\" or \"ret_data\" needs an \"action\"");
	return 0;
}

/* An upper bound: a member has one condition, or a list of them. */
static size_t conditions_of(json_t *from)
{
	size_t count = 0;
	const char *name;
	json_t *values;

	json_object_foreach(from, name, values) {
		const json_t *list = json_object_get(values, "and");
		size_t listed = json_array_size(list);
		count += listed ? listed : 1;
	}
	return count;
}

static int read_row(struct arena *arena, const struct kind *kind, const struct rule *rule, json_t *from,
                    struct row *row, struct err *err)
{
	const char *name;
	json_t *values;

	if (!json_is_object(from))
		return err_set(err, "\"%s\" is not a list of objects", kind->member);
	row->condition = arena_alloc(arena, conditions_of(from) * sizeof(*row->condition));
	json_object_foreach(from, name, values)
		if (read_member(kind, rule, name, values, row, err))
			return -1;
	stable_sort(row);
	return kind->answers ? read_answer(from, row, err) : 0;
}

static int check_list(const struct kind *kind, const struct rule *rule, size_t count, struct err *err)
{
	if (!count)
		return err_set(err, "\"%s\" is empty: %s", kind->member, kind->without);
	if (count > POLICY_ROWS_MOST)
		return err_set(err, "%zu rows of \"%s\": the maximum is %d", count, kind->member, POLICY_ROWS_MOST);
	if (kind == &deep && !struct_of((int)rule->id))
		return err_set(err, "\"deep\": this call passes no known struct by pointer");
	return 0;
}

static int read_list(struct arena *arena, const json_t *object, const struct kind *kind, const struct rule *rule,
                     struct row **rows, size_t *row_count, struct err *err)
{
	json_t *list = NULL;

	if (json_get_array(object, kind->member, &list, err))
		return -1;
	if (!list)
		return 0;
	size_t count = json_array_size(list);
	if (check_list(kind, rule, count, err))
		return -1;
	*rows = arena_alloc(arena, count * sizeof(**rows));
	for (size_t i = 0; i < count; i++, ++*row_count)
		if (read_row(arena, kind, rule, json_array_get(list, i), &(*rows)[i], err))
			return -1;
	return 0;
}

int policy_read_rows(struct arena *arena, const json_t *object, struct rule *rule, struct err *err)
{
	if (read_list(arena, object, &args, rule, &rule->rows, &rule->row_count, err))
		return -1;
	return read_list(arena, object, &deep, rule, &rule->deep, &rule->deep_count, err);
}
