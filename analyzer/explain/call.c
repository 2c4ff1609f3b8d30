/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A function for each table, in the order of the text.
 */
#include "analyzer/explain/call.h"

#include <string.h>

#include "analyzer/rows/rows.h"
#include "analyzer/text/format.h"
#include "core/kernel/structs.h"
#include "core/libc/danger.h"
#include "core/libc/equivalence.h"
#include "core/libc/implied.h"
#include "core/libc/operation_group.h"
#include "core/libc/plan.h"
#include "core/libc/profile.h"
#include "core/libc/vdso.h"

static void set_string(json_t *object, const char *key, const char *string)
{
	json_object_set_new(object, key, string ? json_string(string) : json_null());
}

static void set_call(json_t *object, const char *key, enum syscall_id id)
{
	set_string(object, key, id == CALL_UNKNOWN ? NULL : syscall_name(id));
}

/* In words; null if there is none. Padded with ROLE__. */
static void set_conditions(json_t *object, const char *key, const struct condition *condition, size_t most)
{
	AUTO_TEXT struct text words = {0};
	struct row row = { .condition = (struct condition *)condition };

	while (row.count < most && condition[row.count].role != ROLE__)
		row.count++;
	if (row.count)
		row_words(&row, &words);
	set_string(object, key, words.at);
}

static json_t *numbers(enum syscall_id id)
{
	json_t *list = json_array();

	arch_each(arch, ARCH_ALL) {
		if (!syscall_exists(id, arch))
			continue;
		json_t *object = json_object();
		set_string(object, "arch", arch_info(arch)->name);
		json_object_set_new(object, "nr", json_integer(syscall_nr(id, arch)));
		json_array_append_new(list, object);
	}
	return list;
}

/* --- arguments --- */

static bool same_arguments(enum syscall_id id, enum arch a, enum arch b)
{
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (syscall_role(id, a, arg) != syscall_role(id, b, arg))
			return false;
	return true;
}

static json_t *argument(enum syscall_id id, enum role role)
{
	json_t *object = json_object();

	set_string(object, "role", role == ROLE__ ? NULL : role_info(role)->name);
	set_string(object, "what", role_info(role)->what);
	json_object_set_new(object, "filterable", json_boolean(role_is_filterable(role)));
	json_object_set_new(object, "judged", json_boolean(operation_group_judges(id, role)));
	return object;
}

static json_t *arguments_on(enum syscall_id id, enum arch arch)
{
	json_t *list = json_array();
	unsigned count = 0;

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (syscall_role(id, arch, arg) != ROLE__)
			count = arg + 1;
	for (unsigned arg = 0; arg < count; arg++)
		json_array_append_new(list, argument(id, syscall_role(id, arch, arg)));
	return list;
}

/* One entry for the archs that take the same arguments. */
static json_t *arguments(enum syscall_id id)
{
	json_t *list = json_array();
	arch_set left = 0;

	arch_each(arch, ARCH_ALL)
		left |= syscall_exists(id, arch) ? ARCH_BIT(arch) : 0;
	arch_each(arch, left) {
		arch_set same = 0;
		arch_each(other, left)
			same |= same_arguments(id, arch, other) ? ARCH_BIT(other) : 0;
		json_t *object = json_object();
		json_object_set_new(object, "archs", arch_json(same));
		json_object_set_new(object, "arguments", arguments_on(id, arch));
		json_array_append_new(list, object);
		left &= (arch_set)~same;
	}
	return list;
}

static json_t *behind_pointers(enum syscall_id id)
{
	json_t *list = json_array();

	for (unsigned place = 0; place < DEEP_SIZE; place++) {
		enum role role = deep_role((int)id, place);
		if (role == ROLE__)
			continue;
		json_t *object = json_object();
		set_string(object, "role", role_info(role)->name);
		set_string(object, "what", role_info(role)->what);
		json_array_append_new(list, object);
	}
	return list;
}

static bool vdso_makes(const struct vdso_function *function, enum syscall_id id)
{
	for (size_t i = 0; i < VDSO_CALLS; i++)
		if (function->call[i] == id)
			return true;
	return false;
}

static json_t *vdso(enum syscall_id id)
{
	json_t *list = json_array();

	for (size_t i = 0; i < vdso_function_count(); i++) {
		const struct vdso_function *function = vdso_function_at(i);
		if (!vdso_makes(function, id))
			continue;
		json_t *object = json_object();
		set_string(object, "arch", arch_info(function->arch)->name);
		set_string(object, "function", function->symbol);
		json_array_append_new(list, object);
	}
	return list;
}

/* --- equivalence sets --- */

static json_t *equivalent(const char *set, enum level level, const char *what)
{
	json_t *object = json_object();

	set_string(object, "set", set);
	set_string(object, "level", level < LEVEL_COUNT ? level_name(level) : NULL);
	set_string(object, "what", what);
	json_object_set_new(object, "allows", json_array());
	json_object_set_new(object, "allowed_by", json_array());
	json_object_set_new(object, "when", json_null());
	return object;
}

static void add_member(json_t *object, const char *key, enum syscall_id id)
{
	json_array_append_new(json_object_get(object, key), json_string(syscall_name(id)));
}

/* Of a set that is one way, any member allows the first. */
static void add_set(json_t *list, const struct equivalence *set, enum syscall_id id)
{
	if (!equivalence_has(set, id))
		return;
	json_t *object = equivalent(set->name, set->level, set->what);
	for (size_t i = 0; i < EQUIVALENCE_MEMBERS && set->member[i] != CALL_UNKNOWN; i++) {
		enum syscall_id member = set->member[i];
		if (member == id)
			continue;
		if (!set->toward || set->member[0] == member)
			add_member(object, "allows", member);
		if (!set->toward || set->member[0] == id)
			add_member(object, "allowed_by", member);
	}
	json_array_append_new(list, object);
}

/* `when` is on the arguments of the more general call; one way, only the special call allows that. */
static void add_case(json_t *list, const struct special_case *row, enum syscall_id id)
{
	if (row->call != id && row->of != id)
		return;
	json_t *object = equivalent(row->name, row->level, row->what);
	enum syscall_id other = row->call == id ? row->of : row->call;
	if (!row->toward || row->call == id)
		add_member(object, "allows", other);
	if (!row->toward || row->of == id)
		add_member(object, "allowed_by", other);
	set_conditions(object, "when", &row->when, 1);
	json_array_append_new(list, object);
}

static void add_multiplexed(json_t *list, const struct multiplexed *row, enum syscall_id id)
{
	const struct condition when = { row->selector, { .kind = VALUES_SET, .count = 1, .v = { row->command } } };

	if (row->multiplexer != id && row->direct != id)
		return;
	json_t *object = equivalent(row->name, LEVEL_LIBC, row->what);
	enum syscall_id other = row->direct == id ? row->multiplexer : row->direct;
	add_member(object, "allows", other);
	add_member(object, "allowed_by", other);
	set_conditions(object, "when", &when, 1);
	json_array_append_new(list, object);
}

static json_t *equivalents(enum syscall_id id)
{
	json_t *list = json_array();

	for (size_t i = 0; i < equivalence_count(); i++)
		add_set(list, equivalence_at(i), id);
	for (size_t i = 0; i < special_case_count(); i++)
		add_case(list, special_case_at(i), id);
	for (size_t i = 0; i < multiplexed_count(); i++)
		add_multiplexed(list, multiplexed_at(i), id);
	return list;
}

/* --- what is added with what --- */

static json_t *implied_row(const struct implied *row, enum syscall_id other)
{
	json_t *object = json_object();

	set_call(object, "call", other);
	set_conditions(object, "when", &row->only, 1);
	set_conditions(object, "with", row->with, IMPLIED_CONDITIONS);
	json_object_set_new(object, "archs", row->on ? arch_json(row->on) : json_null());
	set_string(object, "level", row->level < LEVEL_COUNT ? level_name(row->level) : NULL);
	set_string(object, "set", row->set);
	set_string(object, "by", row->by);
	return object;
}

static json_t *implied_by(enum syscall_id id)
{
	json_t *list = json_array();

	for (size_t i = 0; i < implied_count(); i++)
		if (implied_at(i)->call == id)
			json_array_append_new(list, implied_row(implied_at(i), implied_at(i)->when));
	return list;
}

static json_t *implies(enum syscall_id id)
{
	json_t *list = json_array();

	for (size_t i = 0; i < implied_count(); i++)
		if (implied_at(i)->when == id)
			json_array_append_new(list, implied_row(implied_at(i), implied_at(i)->call));
	return list;
}

static json_t *libcs(enum syscall_id id)
{
	json_t *list = json_array();

	for (size_t i = 0; i < portable_count(); i++) {
		const struct portable *row = portable_at(i);
		if (row->row.call != id)
			continue;
		json_t *object = json_object();
		set_string(object, "libc", row->libc);
		set_call(object, "call", row->row.when);
		set_conditions(object, "when", &row->row.only, 1);
		set_conditions(object, "with", row->row.with, IMPLIED_CONDITIONS);
		json_object_set_new(object, "archs", row->row.on ? arch_json(row->row.on) : json_null());
		set_string(object, "by", row->row.by);
		json_array_append_new(list, object);
	}
	return list;
}

/* --- refusals --- */

/* `to`: what callers of the call use instead; else the calls whose callers use it. */
static json_t *fallbacks(enum syscall_id id, bool to)
{
	json_t *list = json_array();

	for (size_t i = 0; i < fallback_count(); i++) {
		const struct fallback *row = fallback_at(i);
		if ((to ? row->call : row->instead) != id)
			continue;
		json_t *object = json_object();
		set_call(object, "call", to ? row->instead : row->call);
		set_string(object, "by", row->by);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *danger(enum danger_class class, bool grave, const char *what)
{
	json_t *object = json_object();

	set_string(object, "class", danger_class_name(class));
	json_object_set_new(object, "dangerous", json_boolean(grave));
	set_string(object, "what", what);
	json_object_set_new(object, "when", json_null());
	json_object_set_new(object, "with", json_array());
	return object;
}

static bool uses(const struct danger_use list[DANGER_USES], enum syscall_id id)
{
	for (size_t i = 0; i < DANGER_USES && list[i].call != CALL_UNKNOWN; i++)
		if (list[i].call == id)
			return true;
	return false;
}

static void add_combination(json_t *list, const struct danger_combination *pair, const struct danger_use *others)
{
	json_t *object = danger(pair->class, pair->grave, pair->what);

	for (size_t i = 0; i < DANGER_USES && others[i].call != CALL_UNKNOWN; i++)
		add_member(object, "with", others[i].call);
	if (others[0].call == CALL_UNKNOWN)
		set_string(object, "when", "conditions on arguments of any call");
	json_array_append_new(list, object);
}

static json_t *dangers(enum syscall_id id)
{
	json_t *list = json_array();

	for (size_t i = 0; i < danger_count(); i++) {
		const struct danger *row = danger_at(i);
		if (row->use.call != id)
			continue;
		json_t *object = danger(row->class, row->grave, row->what);
		set_conditions(object, "when", row->use.when, DANGER_CONDITIONS);
		json_array_append_new(list, object);
	}
	for (size_t i = 0; i < danger_combination_count(); i++) {
		const struct danger_combination *pair = danger_combination_at(i);
		if (uses(pair->first, id))
			add_combination(list, pair, pair->second);
		else if (uses(pair->second, id))
			add_combination(list, pair, pair->first);
	}
	return list;
}

static json_t *profiles(enum syscall_id id)
{
	json_t *list = json_array();

	for (int profile = 0; profile < PROFILE_COUNT; profile++) {
		json_t *object = json_object();
		set_string(object, "name", profile_name((enum profile_id)profile));
		set_string(object, "version", profile_version((enum profile_id)profile));
		json_object_set_new(object, "allows", json_boolean(profile_allows((enum profile_id)profile, id)));
		json_array_append_new(list, object);
	}
	return list;
}

/* Why a policy that does not allow it refuses it on purpose, or NULL. */
static const char *on_purpose(enum syscall_id id)
{
	struct policy nothing = {0};

	policy_defaults(&nothing);
	struct plan plan = plan_of(&nothing, ARCH_X86_64, id);
	return plan.why == PLAN_ON_PURPOSE ? plan.by : NULL;
}

json_t *explain_call_json(enum syscall_id id)
{
	json_t *facts = json_object();
	const char *since = syscall_since(id);

	json_object_set_new(facts, "version", json_integer(1));
	set_string(facts, "call", syscall_name(id));
	set_string(facts, "category", category_name(syscall_category(id)));
	set_string(facts, "help", category_help(syscall_category(id)));
	set_string(facts, "since", *since ? since : NULL);
	set_string(facts, "obsolete", plan_nobody(id));
	json_object_set_new(facts, "numbers", numbers(id));
	json_object_set_new(facts, "arguments", arguments(id));
	json_object_set_new(facts, "behind_pointers", behind_pointers(id));
	json_object_set_new(facts, "vdso", vdso(id));
	json_object_set_new(facts, "equivalents", equivalents(id));
	json_object_set_new(facts, "implied_by", implied_by(id));
	json_object_set_new(facts, "implies", implies(id));
	json_object_set_new(facts, "libcs", libcs(id));
	json_object_set_new(facts, "fallbacks", fallbacks(id, true));
	json_object_set_new(facts, "fallback_of", fallbacks(id, false));
	set_string(facts, "on_purpose", on_purpose(id));
	json_object_set_new(facts, "dangers", dangers(id));
	json_object_set_new(facts, "profiles", profiles(id));
	return facts;
}
