/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of policies is strict: a misread rule is a security hole, so
 * anything misspelt, duplicate, without effect or out of place is an error that
 * names the rule and the problem.
 *
 * A call given by a number that has a name by now is read as that name, so a
 * policy outlives the table that it was written with.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/base/order.h"
#include "core/policy/policy.h"
#include "core/policy/args.h"
#include "core/policy/verdict_json.h"

struct number_claim {                         /* which entry of "calls" covers which numbers */
	bool range;                           /* may contain numbers with their own rule */
	uint64_t number, last;                /* arch and nr */
	size_t entry;
};

struct reader {
	struct policy *policy;
	struct number_claim *claims;
	size_t claim_count, claim_room;
};

static int read_arch(const json_t *from, arch_set *archs, struct err *err)
{
	const char *name = json_string_value(from);
	int arch = name ? arch_by_name(name) : -1;

	if (!name)
		return err_set(err, "\"archs\" is not a list of names");
	if (arch < 0)
		return policy_unknown("arch", name, arch_nearest(name), err);
	if (*archs & ARCH_BIT(arch))
		return err_set(err, "duplicate arch %s", name);
	*archs |= ARCH_BIT(arch);
	return 0;
}

/* *archs stays 0 if the member is absent. */
static int read_archs(const json_t *object, arch_set *archs, struct err *err)
{
	json_t *list = NULL;

	if (json_get_array(object, "archs", &list, err))
		return -1;
	if (list && !json_array_size(list))
		return err_set(err, "\"archs\" is empty");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_arch(json_array_get(list, i), archs, err))
			return -1;
	return 0;
}

static const char *why_at(unsigned i)
{
	return i < WHY_COUNT ? why_name((enum why)i) : NULL;
}

static int unknown_why(const char *name, struct err *err)
{
	err_set(err, "unknown why '%s': expected observed, vdso, equivalent, implied, reachable, fallback, envelope, plan or user", name);
	return nearest_hint(err, nearest(name, why_at));
}

static int read_words(struct arena *arena, const json_t *object, struct rule *rule, struct err *err)
{
	const struct { const char *key, **out; } words[] = {
		{ "by", &rule->by }, { "of", &rule->of }, { "set", &rule->set }, { "note", &rule->note },
	};
	const char *name = why_name(WHY_USER);

	if (json_get_string(object, "why", &name, err))
		return -1;
	if (why_by_name(name) < 0)
		return unknown_why(name, err);
	rule->why = (enum why)why_by_name(name);
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (json_get_string(object, words[i].key, words[i].out, err))
			return -1;
		*words[i].out = arena_string(arena, *words[i].out);
	}
	return 0;
}

static void add_rule(struct reader *reader, const struct rule *rule, size_t entry)
{
	*policy_add(reader->policy) = *rule;
	arch_each(arch, rule->archs) {
		int64_t nr = rule->id == CALL_UNKNOWN ? rule->nr : syscall_nr(rule->id, arch);
		int64_t last = rule_is_range(rule) ? rule->last : nr;
		uint64_t high = (uint64_t)arch << 32;
		reader->claims = mem_grow(reader->claims, reader->claim_count, &reader->claim_room,
		                          sizeof(*reader->claims));
		reader->claims[reader->claim_count++] =
			(struct number_claim){ rule_is_range(rule), high | (uint64_t)nr, high | (uint64_t)last, entry };
	}
}

static int add_named(struct reader *reader, struct rule *rule, const char *name, size_t entry, struct err *err)
{
	rule->id = (enum syscall_id)syscall_by_name(name);
	if (rule->id == CALL_UNKNOWN)
		return policy_unknown("call", name, nearest(name, syscall_name_at), err);
	arch_set has = policy_archs_of(reader->policy, rule->id);
	if (!has)
		return err_set(err, "none of the policy's archs has this call");
	arch_each(arch, rule->archs & ~has)
		return err_set(err, "%s has no such call", arch_info(arch)->name);
	if (!rule->archs)
		rule->archs = has;
	add_rule(reader, rule, entry);
	return 0;
}

/* The archs on which the number is this call, or unknown. */
static arch_set archs_where(uint32_t nr, int id, arch_set among)
{
	arch_set archs = 0;

	arch_each(arch, among)
		if (syscall_by_nr(arch, nr) == id)
			archs |= ARCH_BIT(arch);
	return archs;
}

static int check_number(uint32_t nr, arch_set archs, struct err *err)
{
	arch_each(arch, archs)
		if (arch_of_call(arch_info(arch)->audit, nr) != (int)arch)
			return err_set(err, "%s has no such number (x32 numbers have bit 30 set)",
			               arch_info(arch)->name);
	return 0;
}

/* Adds a rule for each call that the number means on its archs. */
static int add_numbered(struct reader *reader, struct rule *rule, size_t entry, struct err *err)
{
	arch_set left = rule->archs ? rule->archs : reader->policy->archs;

	if (!rule->archs && left & (left - 1))
		return err_set(err, "a number needs \"archs\": each arch has another call of this number");
	if (check_number(rule->nr, left, err))
		return -1;
	arch_each(arch, left) {
		struct rule part = *rule;
		part.id = (enum syscall_id)syscall_by_nr(arch, rule->nr);
		part.archs = archs_where(rule->nr, part.id, left);
		part.nr = part.id == CALL_UNKNOWN ? rule->nr : 0;
		left &= (arch_set)~part.archs;
		add_rule(reader, &part, entry);
	}
	return 0;
}

/* {"from": …, "to": …}: numbers of an arch without their own rule. */
static int add_range(struct reader *reader, struct rule *rule, const json_t *call, size_t entry, struct err *err)
{
	static const char *const keys[] = { "from", "to", NULL };
	uint64_t from = UINT64_MAX, to = UINT64_MAX;

	if (json_only(call, keys, err) || json_get_uint(call, "from", UINT32_MAX, &from, err) ||
	    json_get_uint(call, "to", UINT32_MAX, &to, err))
		return err_context(err, "\"call\"");
	if (from == UINT64_MAX || to == UINT64_MAX || from > to)
		return err_set(err, "a range of numbers is {\"from\": …, \"to\": …}, lower number first");
	rule->nr = (uint32_t)from;
	rule->last = (uint32_t)to;
	if (from == to)
		return add_numbered(reader, rule, entry, err);
	if (!rule->archs && reader->policy->archs & (reader->policy->archs - 1))
		return err_set(err, "a range of numbers needs \"archs\": each arch has other calls in it");
	rule->id = CALL_UNKNOWN;
	rule->archs = rule->archs ? rule->archs : reader->policy->archs;
	add_rule(reader, rule, entry);
	return 0;
}

static int read_call(struct reader *reader, const json_t *object, struct rule *rule, size_t entry, struct err *err)
{
	const json_t *call = json_object_get(object, "call");
	const char *name = json_string_value(call);
	uint64_t nr = 0;

	if (!call)
		return err_set(err, "missing \"call\"");
	if (rule->archs & ~reader->policy->archs)
		return err_set(err, "\"archs\" names an arch that is not in the policy's \"archs\"");
	if (name && strncmp(name, "0x", 2))
		return add_named(reader, rule, name, entry, err);
	if (json_is_object(call))
		return add_range(reader, rule, call, entry, err);
	if (json_uint(call, UINT32_MAX, &nr, err))
		return err_context(err, "\"call\"");
	rule->nr = (uint32_t)nr;
	return add_numbered(reader, rule, entry, err);
}

static int read_rule(struct reader *reader, const json_t *object, size_t entry, struct err *err)
{
	static const char *const keys[] = {
		"call", "archs", "action", "errno", "ret_data", "why", "by", "of", "set", "args", "deep", "note", NULL
	};
	struct policy *policy = reader->policy;
	struct rule rule = {0};
	size_t first = policy->rule_count;

	if (!json_is_object(object))
		return err_set(err, "expected an object: {…}");
	if (json_only(object, keys, err) || read_archs(object, &rule.archs, err) ||
	    policy_read_verdict(object, &rule.verdict, err) || read_words(&policy->arena, object, &rule, err) ||
	    read_call(reader, object, &rule, entry, err))
		return -1;
	for (size_t i = first; i < policy->rule_count; i++)
		if (policy_read_rows(&policy->arena, object, &policy->rules[i], err))
			return -1;
	return 0;
}

static int rule_context(const json_t *list, size_t entry, struct err *err)
{
	const json_t *call = json_object_get(json_array_get(list, entry), "call");

	if (json_is_string(call))
		return err_context(err, "calls[%zu] (%.40s)", entry, json_string_value(call));
	if (json_is_integer(call))
		return err_context(err, "calls[%zu] (%" JSON_INTEGER_FORMAT ")", entry, json_integer_value(call));
	if (json_is_object(call))
		return err_context(err, "calls[%zu] (a range)", entry);
	return err_context(err, "calls[%zu]", entry);
}

static int compare_claims(const void *a, const void *b)
{
	const struct number_claim *left = a, *right = b;
	int order = number_order(left->range, right->range);

	if (!order)
		order = number_order(left->number, right->number);
	return order ? order : number_order(left->entry, right->entry);
}

static int check_doubles(struct reader *reader, const json_t *list, struct err *err)
{
	struct number_claim *claims = reader->claims;

	if (claims)
		qsort(claims, reader->claim_count, sizeof(*claims), compare_claims);
	for (size_t i = 1; i < reader->claim_count; i++) {
		if (claims[i - 1].range != claims[i].range || claims[i - 1].last < claims[i].number)
			continue;
		err_set(err, "calls[%zu] is already a rule for this call on %s", claims[i - 1].entry,
		        arch_info((enum arch)(claims[i].number >> 32))->name);
		return rule_context(list, claims[i].entry, err);
	}
	return 0;
}

static int read_calls(struct policy *policy, const json_t *object, struct err *err)
{
	struct reader reader = { .policy = policy };
	json_t *list = NULL;
	int failed = 0;

	if (json_get_array(object, "calls", &list, err))
		return -1;
	if (!list)
		return err_set(err, "missing \"calls\"");
	if (json_array_size(list) > POLICY_RULES_MOST)
		return err_set(err, "%zu rules: the maximum is %d", json_array_size(list), POLICY_RULES_MOST);
	for (size_t i = 0; i < json_array_size(list) && !failed; i++)
		if ((failed = read_rule(&reader, json_array_get(list, i), i, err)))
			rule_context(list, i, err);
	failed = failed || check_doubles(&reader, list, err);
	free(reader.claims);
	policy_sort(policy);
	return failed ? -1 : 0;
}

static int read_version(const json_t *object, struct err *err)
{
	uint64_t version = 0;

	if (!json_object_get(object, "seccord"))
		return err_set(err, "not a seccord policy (no \"seccord\" version field)");
	if (json_get_uint(object, "seccord", UINT64_MAX, &version, err))
		return -1;
	if (version < 1 || version > POLICY_VERSION)
		return err_set(err, "unsupported version %" PRIu64 "; this seccord reads versions 1 to %d", version, POLICY_VERSION);
	return 0;
}

/* Parts of the policy's source that could not be read exactly. */
static int read_inexact(struct policy *policy, const json_t *object, struct err *err)
{
	static const char *const keys[] = { "line", "call", "reason", NULL };
	json_t *list = NULL, *from;
	size_t i;

	if (json_get_array(object, "inexact", &list, err))
		return -1;
	json_array_foreach(list, i, from) {
		struct inexact entry = { .reason = NULL };
		uint64_t line = 0;
		if (!json_is_object(from) || json_only(from, keys, err) || json_get_uint(from, "line", UINT32_MAX, &line, err) ||
		    json_get_string(from, "call", &entry.call, err) || json_get_string(from, "reason", &entry.reason, err) ||
		    !entry.reason)
			return err_set(err, "inexact[%zu]: expected {\"line\": …, \"call\": …, \"reason\": …}", i);
		entry.line = (unsigned)line;
		policy_add_inexact(policy, entry);
	}
	return 0;
}

static int read_header_verdict(const json_t *object, const char *key, struct verdict *verdict, struct err *err)
{
	static const char *const keys[] = { "action", "errno", "ret_data", NULL };
	json_t *from = NULL;

	if (json_get_object(object, key, &from, err))
		return -1;
	if (!from)
		return 0;
	if (!json_object_get(from, "action"))
		return err_set(err, "\"%s\" has no \"action\"", key);
	if (json_only(from, keys, err) || policy_read_verdict(from, verdict, err))
		return err_context(err, "\"%s\"", key);
	return 0;
}

static int read_header(struct policy *policy, const json_t *object, struct err *err)
{
	static const char *const keys[] = {
		"seccord", "note", "archs", "default", "newer", "foreign", "inexact", "calls", NULL
	};

	policy_defaults(policy);
	if (read_version(object, err) || json_only(object, keys, err) || read_archs(object, &policy->archs, err) ||
	    json_get_string(object, "note", &policy->note, err) ||
	    read_header_verdict(object, "default", &policy->otherwise, err) ||
	    read_header_verdict(object, "newer", &policy->newer, err) ||
	    read_header_verdict(object, "foreign", &policy->foreign, err) || read_inexact(policy, object, err))
		return -1;
	if (!policy->archs)
		return err_set(err, "missing \"archs\"");
	policy->note = arena_string(&policy->arena, policy->note);
	return 0;
}

int policy_read_bytes(struct policy *policy, const char *bytes, size_t size, const char *name, struct err *err)
{
	if (size > POLICY_FILE_MOST)
		return err_set(err, "%s: larger than %d MiB: not a policy", name, POLICY_FILE_MOST >> 20);
	if (!size)
		return err_set(err, "%s: the file is empty", name);

	AUTO_JSON json_t *object = json_parse_object(bytes, size, name, 1, err);
	if (!object)
		return -1;
	if (!read_header(policy, object, err) && !read_calls(policy, object, err))
		return 0;
	policy_free(policy);
	return err_context(err, "%s", name);
}

int policy_read(struct policy *policy, const char *name, struct err *err)
{
	AUTO_TEXT struct text bytes = {0};

	if (file_read(name, &bytes, err))
		return -1;
	return policy_read_bytes(policy, bytes.at, bytes.length, file_shown(name), err);
}
