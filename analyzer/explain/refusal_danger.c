/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A row of the table of dangers applies to a refused call for certain if the record
 * shows each argument that the row looks at.
 */
#include "analyzer/explain/refusal_danger.h"

#include <string.h>

#include "core/libc/danger.h"

/* Whether a danger may apply: NO, only with arguments that are not known, or certainly. */
enum chance { NO, POSSIBLY, YES };

static enum chance danger_applies(const struct refusal *refusal, const struct danger *row, enum syscall_id id)
{
	enum chance chance = row->use.call == id ? YES : NO;

	for (size_t i = 0; i < DANGER_CONDITIONS && row->use.when[i].role != ROLE__ && chance; i++) {
		const struct condition *when = &row->use.when[i];
		int arg = syscall_arg(id, refusal->arch, when->role);
		if (arg < 0 || !(refusal->known >> arg & 1))
			chance = POSSIBLY;
		else if (!values_admit(&when->values, syscall_mask(id, refusal->arch, when->role), refusal->args[arg]))
			chance = NO;
	}
	return chance;
}

static json_t *same_danger(json_t *list, const struct danger *row)
{
	size_t i;
	json_t *danger;

	json_array_foreach(list, i, danger)
		if (!strcmp(json_string_value(json_object_get(danger, "class")), danger_class_name(row->class)) &&
		    !strcmp(json_string_value(json_object_get(danger, "what")), row->what))
			return danger;
	return NULL;
}

static void add_danger(json_t *list, const struct danger *row, enum chance chance)
{
	json_t *object = json_object();

	json_object_set_new(object, "class", json_string(danger_class_name(row->class)));
	json_object_set_new(object, "dangerous", json_boolean(row->grave));
	json_object_set_new(object, "certain", json_boolean(chance == YES));
	json_object_set_new(object, "what", json_string(row->what));
	json_array_append_new(list, object);
}

/* Several rows of a call may open the same, with different arguments. */
json_t *refusal_dangers(const struct refusal *refusal)
{
	int id = refusal->called ? syscall_by_nr(refusal->arch, refusal->nr) : CALL_UNKNOWN;
	json_t *list = json_array();

	for (size_t i = 0; i < danger_count() && id != CALL_UNKNOWN; i++) {
		const struct danger *row = danger_at(i);
		enum chance chance = danger_applies(refusal, row, (enum syscall_id)id);
		json_t *same = same_danger(list, row);
		if (chance != NO && !same)
			add_danger(list, row, chance);
		else if (chance == YES)
			json_object_set_new(same, "certain", json_true());
	}
	return list;
}
