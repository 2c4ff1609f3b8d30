/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of conditions, each held against the call that they are for: a role
 * that the call has not, or that no filter can see, would be a condition that
 * never holds. The two lists differ in where a role must stand: in a register
 * of the call, or in the struct behind one.
 */
#include "core/policy_args.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/json.h"
#include "core/nearest.h"
#include "core/structs.h"
#include "core/values_json.h"

int policy_unknown(const char *what, const char *word, const char *meant, struct err *err)
{
	if (meant)
		return err_set(err, "unknown %s '%s'; did you mean '%s'?", what, word, meant);
	return err_set(err, "unknown %s '%s'", what, word);
}

static bool call_has_role(enum syscall_id id, arch_set archs, enum role role)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (archs & ARCH_BIT(arch) && syscall_arg(id, (enum arch)arch, role) >= 0)
			return true;
	return false;
}

static void list_roles(enum syscall_id id, arch_set archs, struct text *out)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		enum role role = (enum role)i;
		if (role_is_filterable(role) && call_has_role(id, archs, role))
			text_format(out, "%s%s", out->length ? ", " : "", role_info(role)->name);
	}
}

static int check_arg(const struct rule *rule, enum role role, struct err *err)
{
	const char *name = role_info(role)->name;
	AUTO_TEXT struct text roles = {0};

	if (call_has_role(rule->id, rule->archs, role))
		return 0;
	if (deep_place((int)rule->id, role) >= 0)
		return err_set(err, "'%s' lies behind a pointer, where no filter can look; it may stand under \"deep\"", name);
	list_roles(rule->id, rule->archs, &roles);
	if (!roles.length)
		return err_set(err, "the call has no argument '%s', nor any other that a filter can check", name);
	return err_set(err, "the call has no argument '%s', but %s", name, roles.at);
}

static int check_deep(const struct rule *rule, enum role role, struct err *err)
{
	AUTO_TEXT struct text roles = {0};

	if (deep_place((int)rule->id, role) >= 0)
		return 0;
	for (unsigned place = 0; place < DEEP_PLACES; place++)
		if (deep_role((int)rule->id, place) != ROLE__)
			text_format(&roles, "%s%s", roles.length ? ", " : "", role_info(deep_role((int)rule->id, place))->name);
	return err_set(err, "the call is told no '%s' behind a pointer, but %s", role_info(role)->name, roles.at);
}

static bool arg_is_narrow(const struct rule *rule, enum role role)
{
	(void)rule;
	return role_info(role)->width == WIDTH_INT;
}

/* A field is as wide as the struct has it, whatever an argument of its role is. */
static bool deep_is_narrow(const struct rule *rule, enum role role)
{
	return deep_mask((int)rule->id, (unsigned)deep_place((int)rule->id, role)) == UINT32_MAX;
}

static const struct kind {
	const char *member;
	const char *without;                  /* what is admitted without such a list */
	int (*check)(const struct rule *rule, enum role role, struct err *err);
	bool (*is_narrow)(const struct rule *rule, enum role role);
} args = { "args", "all arguments are admitted", check_arg, arg_is_narrow },
  deep = { "deep", "nothing is said of what the call is told", check_deep, deep_is_narrow };

static int check_role(const struct kind *kind, const struct rule *rule, const char *name, struct err *err)
{
	int role = role_by_name(name);

	if (role <= ROLE__)
		return policy_unknown("argument", name, nearest_role(name), err);
	if (!role_is_filterable((enum role)role))
		return err_set(err, "no filter can check '%s' (%s)", name, role_info((enum role)role)->what);
	return kind->check(rule, (enum role)role, err);
}

/* Nothing of 32 bits can have such a value. */
static int check_width(const struct values *values, struct err *err)
{
	unsigned count = values->kind == VALUES_SET ? values->count : values->kind == VALUES_RANGE ? 2 : 1;

	for (unsigned i = 0; i < count; i++)
		if (values->v[i] > UINT32_MAX)
			return err_set(err, "0x%" PRIx64 " does not fit into the 32 bits that the kernel reads", values->v[i]);
	return 0;
}

static int compare_conditions(const void *a, const void *b)
{
	return (int)((const struct condition *)a)->role - (int)((const struct condition *)b)->role;
}

static int read_condition(const struct kind *kind, const struct rule *rule, const char *name, const json_t *from,
                          struct condition *condition, struct err *err)
{
	if (check_role(kind, rule, name, err))
		return -1;
	condition->role = (enum role)role_by_name(name);
	if (values_read(&condition->values, condition->role, from, err) ||
	    (kind->is_narrow(rule, condition->role) && check_width(&condition->values, err)))
		return err_context(err, "%s", name);
	return 0;
}

static int read_row(struct arena *arena, const struct kind *kind, const struct rule *rule, json_t *from,
                    struct row *row, struct err *err)
{
	const char *name;
	json_t *values;

	if (!json_is_object(from))
		return err_set(err, "\"%s\" is not a list of objects", kind->member);
	row->condition = arena_alloc(arena, json_object_size(from) * sizeof(*row->condition));
	json_object_foreach(from, name, values)
		if (read_condition(kind, rule, name, values, &row->condition[row->count++], err))
			return -1;
	qsort(row->condition, row->count, sizeof(*row->condition), compare_conditions);
	return 0;
}

static int check_list(const struct kind *kind, const struct rule *rule, size_t count, struct err *err)
{
	if (!count)
		return err_set(err, "\"%s\" is empty: without it, %s", kind->member, kind->without);
	if (count > POLICY_ROWS_MOST)
		return err_set(err, "%zu rows of \"%s\": the most is %d", count, kind->member, POLICY_ROWS_MOST);
	if (rule->id == CALL_UNKNOWN)
		return err_set(err, "a call without a name has no arguments that could be checked");
	if (kind == &deep && !struct_of((int)rule->id))
		return err_set(err, "\"deep\": this call is told nothing behind a pointer that is known");
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
