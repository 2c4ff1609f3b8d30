/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The call becomes a trace of one entry, of which an exact policy is derived; its
 * rule for the call is the remedy, fitted to the policy that refused it.
 */
#include "analyzer/explain/remedy.h"

#include <errno.h>

#include "analyzer/derive/derive.h"
#include "analyzer/rows/rows.h"
#include "core/base/json.h"
#include "core/kernel/structs.h"
#include "core/libc/danger.h"
#include "core/libc/implied.h"
#include "core/libc/operation_group.h"
#include "core/values/values_json.h"

void remedy_free(struct remedy *remedy)
{
	json_decref(remedy->change);
	*remedy = (struct remedy){0};
}

static bool is_known(const struct refusal *refusal, unsigned arg)
{
	return refusal->known >> arg & 1;
}

/* --- the call as a trace --- */

static void add_argument(struct trace_call *call, const struct refusal *refusal, unsigned arg)
{
	enum role role = trace_role(call, arg);

	if (!role_is_filterable(role))
		return;
	if (!is_known(refusal, arg)) {
		call->arg[arg].kind = VALUES_ANY;
		return;
	}
	uint64_t value = role_recorded(role, refusal->args[arg] & role_mask(role, call->arch));
	values_add(&call->arg[arg], role, value);
	if (role_info(role)->selector)
		values_add(&call->selector[arg], role, value);
}

static bool add_tuple(struct trace_call *call)
{
	uint64_t tuple[TUPLE_VALUES] = {0};

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		if (!role_is_filterable(trace_role(call, arg)))
			continue;
		if (call->arg[arg].kind != VALUES_SET || call->arg[arg].count != 1)
			return tuples_forget(&call->tuples);
		tuple[arg] = call->arg[arg].v[0];
	}
	return tuples_add(&call->tuples, tuple);
}

static void trace_of(struct trace *trace, const struct refusal *refusal)
{
	struct trace_call call = { .arch = refusal->arch, .nr = refusal->nr, .site = TRACE_NOWHERE, .count = 1 };

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		add_argument(&call, refusal, arg);
	for (unsigned place = 0; place < DEEP_PLACES; place++)
		if (trace_deep_role(&call, place) != ROLE__)
			call.deep[place].kind = VALUES_ANY;
	add_tuple(&call);
	int entry = trace_call(trace, &call, NULL);
	trace_call_join(&trace->calls[entry], &call);
}

/* --- the rule --- */

static bool is_judged(const struct refusal *refusal, unsigned arg)
{
	int id = syscall_by_nr(refusal->arch, refusal->nr);
	enum role role = id == CALL_UNKNOWN ? ROLE__ : syscall_role((enum syscall_id)id, refusal->arch, arg);

	return role != ROLE__ && operation_group_judges((enum syscall_id)id, role);
}

static void find_unknown(struct remedy *remedy, const struct refusal *refusal)
{
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (is_judged(refusal, arg) && !is_known(refusal, arg)) {
			int id = syscall_by_nr(refusal->arch, refusal->nr);
			remedy->unknown[remedy->unknown_count++] = role_info(syscall_role((enum syscall_id)id, refusal->arch, arg))->name;
		}
}

/* Nothing that a policy restricts is known, and a table has what is allowed then. */
static bool is_assumed(const struct refusal *refusal)
{
	int id = syscall_by_nr(refusal->arch, refusal->nr);

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (is_judged(refusal, arg) && is_known(refusal, arg))
			return false;
	return operation_is_assumed((enum syscall_id)id);
}

static json_t *parsed(const struct text *words)
{
	return json_loads(words->at, JSON_DISABLE_EOF_CHECK, NULL);
}

static json_t *rows_json(const struct row *rows, size_t count)
{
	AUTO_TEXT struct text words = {0};

	policy_write_rows(&words, rows, count);
	return parsed(&words);
}

static void set_errno(json_t *object, int number)
{
	const char *name = errno_name(number);

	json_object_set_new(object, "action", json_string("errno"));
	json_object_set_new(object, "errno", name ? json_string(name) : json_integer(number));
}

/* `several`: the policy has this call on other archs too. */
static json_t *rule_json(const struct rule *rule, const struct refusal *refusal, bool several)
{
	json_t *object = json_object(), *archs = json_array();

	json_object_set_new(object, "call", rule->id == CALL_UNKNOWN ? json_integer(rule->nr) : json_string(syscall_name(rule->id)));
	json_array_append_new(archs, json_string(arch_info(refusal->arch)->name));
	if (several || rule->id == CALL_UNKNOWN)
		json_object_set(object, "archs", archs);
	json_decref(archs);
	if (rule->verdict.action == ACTION_ERRNO)
		set_errno(object, rule->verdict.data);
	if (rule->row_count)
		json_object_set_new(object, "args", rows_json(rule->rows, rule->row_count));
	return object;
}

static void add_value(json_t *row, enum role role, uint64_t value)
{
	struct values values = { .kind = VALUES_SET, .count = 1, .v = { value } };
	AUTO_TEXT struct text words = {0};

	if (json_object_get(row, role_info(role)->name))
		return;
	values_write(&values, role, &words);
	json_object_set_new(row, role_info(role)->name, parsed(&words));
}

/* An author's rule may restrict more than derived ones do: the row keeps to what the rule looks at. */
static void add_looked_at(json_t *row, const struct rule *author, const struct refusal *refusal)
{
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		enum role role = syscall_role(author->id, refusal->arch, arg), reg = (enum role)(ROLE_arg0 + arg);
		if (role != ROLE__ && syscall_arg(author->id, refusal->arch, role) >= 0 && rows_look_at(author->rows, author->row_count, role))
			add_value(row, role, refusal->args[arg] & syscall_mask(author->id, refusal->arch, role));
		if (rows_look_at(author->rows, author->row_count, reg))
			add_value(row, reg, refusal->args[arg]);
	}
}

/* What the derived rule allows, as a row of the author's: of several rows, the one that admits the call. */
static json_t *row_json(const struct rule *rule, const struct rule *author, const struct refusal *refusal)
{
	const struct row any = {0};
	const struct row *row = &any;

	for (size_t i = 0; i < rule->row_count && row == &any; i++)
		if (row_admits(&rule->rows[i], rule->id, refusal->arch, refusal->args))
			row = &rule->rows[i];
	json_t *list = rows_json(row, 1), *object = json_incref(json_array_get(list, 0));
	add_looked_at(object, author, refusal);
	if (!verdict_passes(author->verdict))
		json_object_set_new(object, "action", json_string("allow"));
	json_decref(list);
	return object;
}

static const struct row *answering_row(const struct rule *rule, const struct refusal *refusal)
{
	for (size_t i = 0; i < rule->row_count; i++)
		if (row_admits(&rule->rows[i], rule->id, refusal->arch, refusal->args))
			return &rule->rows[i];
	return NULL;
}

/* Chooses how the derived rule gets into the policy. */
static void fit(struct remedy *remedy, const struct refusal *refusal, const struct policy *policy, const struct rule *derived)
{
	bool known = policy && policy->archs & ARCH_BIT(refusal->arch);
	const struct rule *rule = known ? policy_find(policy, refusal->arch, refusal->nr) : NULL;
	arch_set having = policy ? (derived->id == CALL_UNKNOWN ? policy->archs : policy_archs_of(policy, derived->id)) : 0;
	bool several = having & (arch_set)~ARCH_BIT(refusal->arch);

	if (remedy->planned && rule && !rule->row_count && verdict_equal(rule->verdict, derived->verdict))
		return;                               /* it is answered so */
	if (!rule || rule_is_range(rule) || !rule->row_count || remedy->planned) {
		remedy->how = rule && !rule_is_range(rule) ? REMEDY_REPLACE_RULE : REMEDY_ADD_RULE;
		remedy->change = rule_json(derived, refusal, several);
		return;
	}
	const struct row *row = answering_row(rule, refusal);
	remedy->how = row ? REMEDY_ROW_FIRST : REMEDY_ADD_ROW;
	remedy->others = rule->archs & (arch_set)~ARCH_BIT(refusal->arch);
	remedy->change = row_json(derived, rule, refusal);
}

/* A rule that has conditions of its own needs the arguments: what is assumed may be far wider. */
static void fit_assumed(struct remedy *remedy, const struct refusal *refusal, const struct policy *policy, const struct rule *derived)
{
	const struct rule *rule = policy ? policy_find(policy, refusal->arch, refusal->nr) : NULL;

	if (!rule || rule_is_range(rule) || !rule->row_count)
		fit(remedy, refusal, policy, derived);
}

static bool allows(const struct policy *policy, const struct refusal *refusal)
{
	struct seccomp_data data = { .arch = arch_info(refusal->arch)->audit, .nr = (int)refusal->nr };

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		data.args[i] = refusal->args[i];
	return policy && verdict_passes(policy_eval(policy, &data));
}

/* The rule of a derived policy for the call; NULL: none. */
static const struct rule *derive_rule(struct policy *derived, const struct refusal *refusal, enum level level)
{
	const struct derive_options options = { .level = level, .otherwise = { ACTION_ERRNO, EPERM }, .no_exec = true };
	AUTO_TEXT struct text notes = {0};
	struct trace trace = {0};
	struct err err;

	trace_of(&trace, refusal);
	int status = derive_policy(derived, &trace, &options, &notes, &err);
	trace_free(&trace);
	return status < 0 ? NULL : policy_find(derived, refusal->arch, refusal->nr);
}

static bool passes(const struct rule *rule, const struct refusal *refusal)
{
	const struct verdict otherwise = { ACTION_KILL, 0 };

	return rule && verdict_passes(rule_eval(rule, refusal->arch, refusal->args, otherwise));
}

/* What callers use after ENOSYS of a call that is dangerous with values behind a pointer, which no record and no filter
 * sees; CALL_UNKNOWN: allow the call itself. */
static enum syscall_id better_refused(int id)
{
	bool hidden = id != CALL_UNKNOWN && danger_of((enum syscall_id)id) && deep_role(id, 0) != ROLE__;

	for (size_t i = 0; i < fallback_count() && hidden; i++)
		if ((int)fallback_at(i)->call == id && fallback_at(i)->instead != CALL_UNKNOWN)
			return fallback_at(i)->instead;
	return CALL_UNKNOWN;
}

/* The exact rule, unless ENOSYS is better, or records of an argument do not keep its values
 * apart (whose limits prlimit64 reads). */
static void derive_remedy(struct remedy *remedy, const struct refusal *refusal, const struct policy *policy)
{
	int id = syscall_by_nr(refusal->arch, refusal->nr);
	enum syscall_id instead = better_refused(id);
	AUTO_POLICY struct policy usual = {0}, exact = {0};
	const struct rule *rule = derive_rule(&usual, refusal, LEVEL_DEFAULT), *narrow = derive_rule(&exact, refusal, LEVEL_EXACT);

	if (instead != CALL_UNKNOWN) {
		const struct rule enosys = { .id = (enum syscall_id)id, .verdict = { ACTION_ERRNO, ENOSYS } };
		remedy->planned = true;
		remedy->fallback = syscall_name(instead);
		fit(remedy, refusal, policy, &enosys);
	} else if (remedy->unknown_count) {
		if (rule)
			fit_assumed(remedy, refusal, policy, rule);
	} else if (passes(rule, refusal)) {
		fit(remedy, refusal, policy, passes(narrow, refusal) ? narrow : rule);
	}
}

void remedy_of(struct remedy *remedy, const struct refusal *refusal, const struct policy *policy)
{
	*remedy = (struct remedy){0};
	find_unknown(remedy, refusal);
	bool assumed = remedy->unknown_count && is_assumed(refusal);
	if (remedy->unknown_count ? !assumed : allows(policy, refusal))
		return;
	if (policy && !(policy->archs & ARCH_BIT(refusal->arch)))
		remedy->arch = ARCH_BIT(refusal->arch);
	derive_remedy(remedy, refusal, policy);
}

/* --- text --- */

const char *remedy_how_name(enum remedy_how how)
{
	static const char *const names[] = {
		[REMEDY_NONE] = "none", [REMEDY_ADD_RULE] = "add_rule", [REMEDY_REPLACE_RULE] = "replace_rule",
		[REMEDY_ADD_ROW] = "add_row", [REMEDY_ROW_FIRST] = "put_row_first",
	};
	return names[how];
}

static void unknown_text(const struct remedy *remedy, const char *before, struct text *out)
{
	for (size_t i = 0; i < remedy->unknown_count; i++)
		text_format(out, "%s%s", i ? ", " : before, remedy->unknown[i]);
}

void remedy_text(const struct remedy *remedy, struct text *out)
{
	static const char *const words[] = {
		[REMEDY_NONE] = "", [REMEDY_ADD_RULE] = "add ", [REMEDY_REPLACE_RULE] = "replace its rule by ",
		[REMEDY_ADD_ROW] = "add to the args of its rule: ", [REMEDY_ROW_FIRST] = "put first in the args of its rule: ",
	};

	if (!remedy->change) {
		unknown_text(remedy, "no rule can be derived from this record, which does not show what a policy restricts: ", out);
		text_add(out, remedy->unknown_count ? "; repeat the call under `seccord run --learn`" : "");
		return;
	}
	if (remedy->arch) {
		text_add(out, "add \"");
		arch_list(remedy->arch, ", ", out);
		text_add(out, "\" to archs, and ");
	}
	text_add(out, words[remedy->how]);
	json_line(remedy->change, out);
	if (remedy->planned && remedy->fallback)
		text_format(out, ", so that callers fall back to %s, which must be allowed", remedy->fallback);
	unknown_text(remedy, ", which allows what is not dangerous, since the record does not show ", out);
	if (remedy->others) {
		text_add(out, " (the rule is also for ");
		arch_list(remedy->others, ", ", out);
		text_add(out, ": split it to leave these as they are)");
	}
}

void remedy_suggest(const struct policy *policy, enum arch arch, uint32_t nr, const uint64_t args[SYSCALL_ARGS], unsigned known,
                    struct text *out)
{
	struct refusal refusal = { .called = true, .arch = arch, .nr = nr, .known = known };
	AUTO_REMEDY struct remedy remedy;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		refusal.args[i] = args[i];
	remedy_of(&remedy, &refusal, policy);
	remedy_text(&remedy, out);
}
