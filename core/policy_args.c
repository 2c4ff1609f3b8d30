/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of conditions, each held against the call that they are for: a role
 * that the call has not, or that no filter can see, would be a condition that
 * never holds.
 */
#include "core/policy_args.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/json.h"
#include "core/nearest.h"
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

static int check_role(const struct rule *rule, const char *name, struct err *err)
{
	AUTO_TEXT struct text roles = {0};
	int role = role_by_name(name);

	if (role <= ROLE__)
		return policy_unknown("argument", name, nearest_role(name), err);
	if (!role_is_filterable((enum role)role))
		return err_set(err, "no filter can check '%s' (%s)", name, role_info((enum role)role)->what);
	if (call_has_role(rule->id, rule->archs, (enum role)role))
		return 0;
	list_roles(rule->id, rule->archs, &roles);
	if (!roles.length)
		return err_set(err, "the call has no argument '%s', nor any other that a filter can check", name);
	return err_set(err, "the call has no argument '%s', but %s", name, roles.at);
}

/* No argument of that width can have such a value. */
static int check_width(const struct values *values, enum role role, struct err *err)
{
	unsigned count = values->kind == VALUES_SET ? values->count : values->kind == VALUES_RANGE ? 2 : 1;

	if (role_info(role)->width != WIDTH_INT)
		return 0;
	for (unsigned i = 0; i < count; i++)
		if (values->v[i] > UINT32_MAX)
			return err_set(err, "0x%" PRIx64 " does not fit into the 32 bits that the kernel reads", values->v[i]);
	return 0;
}

static int compare_conditions(const void *a, const void *b)
{
	return (int)((const struct condition *)a)->role - (int)((const struct condition *)b)->role;
}

static int read_row(struct arena *arena, const struct rule *rule, json_t *from, struct row *row, struct err *err)
{
	const char *name;
	json_t *values;

	if (!json_is_object(from))
		return err_set(err, "\"args\" is not a list of objects");
	row->condition = arena_alloc(arena, json_object_size(from) * sizeof(*row->condition));
	json_object_foreach(from, name, values) {
		struct condition *condition = &row->condition[row->count];
		if (check_role(rule, name, err))
			return -1;
		condition->role = (enum role)role_by_name(name);
		if (values_read(&condition->values, condition->role, values, err) ||
		    check_width(&condition->values, condition->role, err))
			return err_context(err, "%s", name);
		row->count++;
	}
	qsort(row->condition, row->count, sizeof(*row->condition), compare_conditions);
	return 0;
}

int policy_read_rows(struct arena *arena, const json_t *object, struct rule *rule, struct err *err)
{
	json_t *list = NULL;

	if (json_get_array(object, "args", &list, err))
		return -1;
	if (!list)
		return 0;
	size_t count = json_array_size(list);
	if (!count)
		return err_set(err, "\"args\" is empty: without it, all arguments are admitted");
	if (count > POLICY_ROWS_MOST)
		return err_set(err, "%zu rows of \"args\": the most is %d", count, POLICY_ROWS_MOST);
	if (rule->id == CALL_UNKNOWN)
		return err_set(err, "a call without a name has no arguments that could be checked");
	rule->rows = arena_alloc(arena, count * sizeof(*rule->rows));
	for (size_t i = 0; i < count; i++, rule->row_count++)
		if (read_row(arena, rule, json_array_get(list, i), &rule->rows[i], err))
			return -1;
	return 0;
}
