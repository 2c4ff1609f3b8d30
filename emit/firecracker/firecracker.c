/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON of Firecracker's seccompiler: one filter per kind of thread, for one
 * arch, assumed to be x86_64. One filter makes a policy. Several become a
 * policy that allows what any of them allows; it is inexact unless they are all
 * equal.
 *
 * There are two compilers. The seccompiler crate alone takes "mismatch_action" and "match_action". Firecracker's
 * "default_action" and "filter_action" are compiled like that before 1.12, and by libseccomp since; where these
 * differ, the policy is inexact.
 */
#include <string.h>

#include "core/base/json.h"
#include "emit/in/document.h"
#include "emit/in/readers.h"

static const char *const filter_keys[] = {
	"default_action", "filter_action", "mismatch_action", "match_action", "filter", "comment", NULL
};
static const char *const rule_keys[] = { "syscall", "args", "comment", NULL };
static const char *const arg_keys[] = { "index", "arg_index", "type", "arg_type", "op", "val", "comment", NULL };

static const struct { const char *name; struct verdict verdict; } actions[] = {
	{ "allow", { ACTION_ALLOW, 0 } }, { "log", { ACTION_LOG, 0 } }, { "trap", { ACTION_TRAP, 0 } },
	{ "kill_thread", { ACTION_KILL_THREAD, 0 } }, { "kill_process", { ACTION_KILL, 0 } }, { "kill", { ACTION_KILL, 0 } },
};

static const struct { const char *name; enum in_op op; } ops[] = {
	{ "eq", IN_EQ }, { "ne", IN_NE }, { "lt", IN_LT }, { "le", IN_LE }, { "gt", IN_GT }, { "ge", IN_GE },
};

enum { TESTS_MOST = 64 };

/* {"errno": 1}, {"trace": 0} */
static int read_number_action(const json_t *value, struct verdict *verdict, struct err *err)
{
	uint64_t number = 0;
	bool is_errno = json_object_get(value, "errno");

	if (json_object_size(value) != 1 || (!is_errno && !json_object_get(value, "trace")))
		return err_set(err, "unknown action");
	if (in_number(value, is_errno ? "errno" : "trace", UINT16_MAX, &number, err))
		return -1;
	*verdict = (struct verdict){ is_errno ? ACTION_ERRNO : ACTION_TRACE, (uint16_t)number };
	if (is_errno && number > ERRNO_MOST)
		verdict->data = ERRNO_MOST;
	return 0;
}

static int read_action(const json_t *filter, const char *key, const char *other, struct verdict *verdict, struct err *err)
{
	const json_t *value = json_object_get(filter, key);
	const char *name;

	value = value ? value : json_object_get(filter, other);
	name = json_string_value(value);
	for (size_t i = 0; name && i < COUNT_OF(actions); i++)
		if (!strcmp(name, actions[i].name)) {
			*verdict = actions[i].verdict;
			return 0;
		}
	if (name)
		return err_set(err, "\"%s\": unknown action '%.40s'", key, name);
	return json_is_object(value) ? read_number_action(value, verdict, err) : err_set(err, "\"%s\" is missing", key);
}

static int read_op(const json_t *arg, struct in_test *test, struct err *err)
{
	const json_t *op = json_object_get(arg, "op");
	const char *name = json_string_value(op);
	uint64_t mask = 0;

	if (json_is_object(op) && json_object_get(op, "masked_eq")) {
		if (in_number(op, "masked_eq", UINT64_MAX, &mask, err))
			return -1;
		test->mask &= mask;
		test->value &= mask;
		return 0;
	}
	for (size_t i = 0; name && i < COUNT_OF(ops); i++)
		if (!strcmp(name, ops[i].name)) {
			test->op = ops[i].op;
			return 0;
		}
	return err_set(err, "unknown \"op\"");
}

static int read_test(const json_t *arg, struct in_test *test, struct err *err)
{
	uint64_t index = SYSCALL_ARGS, value = 0;
	const char *type = "qword";

	if (!json_is_object(arg))
		return err_set(err, "not an object");
	if (json_only(arg, arg_keys, err) || in_number(arg, "index", SYSCALL_ARGS - 1, &index, err) ||
	    in_number(arg, "arg_index", SYSCALL_ARGS - 1, &index, err) || in_number(arg, "val", UINT64_MAX, &value, err) ||
	    json_get_string(arg, "type", &type, err) || json_get_string(arg, "arg_type", &type, err))
		return -1;
	if (index == SYSCALL_ARGS)
		return err_set(err, "\"index\" is missing");
	if (strcmp(type, "dword") && strcmp(type, "qword"))
		return err_set(err, "unknown \"type\": dword or qword");
	uint64_t mask = *type == 'd' ? UINT32_MAX : UINT64_MAX;
	*test = (struct in_test){ (unsigned)index, IN_EQ, mask, value & mask };
	return read_op(arg, test, err);
}

struct reading {
	struct in_source *source;
	bool crate;                           /* for the crate alone */
	bool tested[CALL_COUNT];              /* calls for which the filter has a rule with conditions */
};

static void doubt(struct in_source *source, const char *call, const char *reason)
{
	in_source_inexact(source, 0, syscall_by_name(call) == CALL_UNKNOWN ? NULL : call, reason);
}

/* libseccomp compares 64 bits but for "eq", and refuses two tests of an argument. */
static bool compilers_differ(const json_t *args, const struct in_test *tests, size_t count)
{
	bool differ = false;
	unsigned seen = 0;

	for (size_t i = 0; i < count; i++) {
		const json_t *arg = json_array_get(args, i), *op = json_object_get(arg, "op");
		const json_t *val = json_object_get(arg, "val"), *mask = json_object_get(op, "masked_eq");
		bool narrow = tests[i].mask <= UINT32_MAX, masked = json_is_object(op);
		bool large = !json_is_integer(val) || json_integer_value(val) > UINT32_MAX;
		bool large_mask = !json_is_integer(mask) || json_integer_value(mask) > UINT32_MAX;
		differ |= seen >> tests[i].arg & 1 || (narrow && !masked && (tests[i].op != IN_EQ || large)) || (masked && narrow && large_mask);
		seen |= 1u << tests[i].arg;
	}
	return differ;
}

static int add_tested(struct reading *r, const char *name, struct verdict verdict, const json_t *args, struct err *err)
{
	struct in_test tests[TESTS_MOST];
	size_t count = json_array_size(args);

	if (count > TESTS_MOST)
		return err_set(err, "more than %d \"args\"", TESTS_MOST);
	for (size_t i = 0; i < count; i++)
		if (read_test(json_array_get(args, i), &tests[i], err))
			return err_context(err, "args[%zu]", i);
	if (!count && r->crate)
		return err_set(err, "\"args\" is empty, which seccompiler refuses; leave it out");
	if (!count)
		doubt(r->source, name, "\"args\" is empty, which Firecracker before 1.12 refuses; read as if it were left out");
	if (!r->crate && compilers_differ(args, tests, count))
		doubt(r->source, name, "Firecracker before 1.12 compares 32 bits for \"dword\", or reads two tests of an argument; later "
		      "ones compare 64 bits with all but \"eq\", or refuse; read as the former");
	return in_source_add(r->source, name, ARCH_BIT(ARCH_X86_64), verdict, tests, count, err);
}

/* Beside rules with conditions, the crate drops one without. */
static int add_plain(struct reading *r, const char *name, struct verdict verdict, struct err *err)
{
	int id = syscall_by_name(name);
	bool beside = id != CALL_UNKNOWN && r->tested[id];

	if (beside && r->crate) {
		text_format(r->source->notes, "%s: seccompiler ignores its rule without conditions, as another has some\n", syscall_name((enum syscall_id)id));
		return 0;
	}
	if (beside)
		doubt(r->source, name, "Firecracker before 1.12 ignores a rule without conditions beside one with some; read as later ones do");
	return in_source_add(r->source, name, ARCH_BIT(ARCH_X86_64), verdict, NULL, 0, err);
}

static int read_rule(struct reading *r, const json_t *rule, struct verdict verdict, struct err *err)
{
	json_t *args = NULL;
	const char *name = NULL;

	if (!json_is_object(rule))
		return err_set(err, "not an object");
	if (json_only(rule, rule_keys, err) || json_get_string(rule, "syscall", &name, err) ||
	    json_get_array(rule, "args", &args, err))
		return -1;
	if (!name)
		return err_set(err, "\"syscall\" is missing");
	return args ? add_tested(r, name, verdict, args, err) : add_plain(r, name, verdict, err);
}

static void find_tested(struct reading *r, const json_t *rules)
{
	memset(r->tested, 0, sizeof(r->tested));
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);
		const char *name = json_string_value(json_object_get(rule, "syscall"));
		int id = name ? syscall_by_name(name) : CALL_UNKNOWN;
		if (id != CALL_UNKNOWN && json_is_array(json_object_get(rule, "args")))
			r->tested[id] = true;
	}
}

static int read_filter(struct reading *r, const json_t *filter, bool first, struct err *err)
{
	struct verdict otherwise, verdict;
	json_t *rules = NULL;

	if (!json_is_object(filter))
		return err_set(err, "not an object");
	if (json_only(filter, filter_keys, err) || json_get_array(filter, "filter", &rules, err) ||
	    read_action(filter, "default_action", "mismatch_action", &otherwise, err) ||
	    read_action(filter, "filter_action", "match_action", &verdict, err))
		return -1;
	if (verdict_equal(otherwise, verdict))
		return err_set(err, "both actions are the same, which seccompiler and Firecracker refuse");
	if (first)
		r->source->otherwise = otherwise;
	if (!verdict_equal(r->source->otherwise, otherwise))
		return err_set(err, "its default action differs from the previous filter's; one policy cannot have both");
	find_tested(r, rules);
	for (size_t i = 0; i < json_array_size(rules); i++)
		if (read_rule(r, json_array_get(rules, i), verdict, err))
			return err_context(err, "filter[%zu]", i);
	return 0;
}

/* "several threads (api, vmm) ..." */
static void report_union(struct in_source *source, const struct in_document *threads, size_t count)
{
	AUTO_TEXT struct text reason = { 0 }, names = { 0 };

	for (size_t i = 0; i < count; i++)
		in_text_list(&names, threads[i].name);
	text_format(&reason, "the filters of several threads (%s) are read as one policy that allows what any of them allows; "
	            "--document=NAME selects one", names.at);
	in_source_inexact(source, 0, NULL, reason.at);
}

static bool is_for_crate(const struct in_document *threads, size_t count)
{
	bool found = false;

	for (size_t i = 0; i < count; i++)
		found |= json_object_get(threads[i].value, "mismatch_action") || json_object_get(threads[i].value, "match_action");
	return found;
}

/* The crate treats x32's numbers as others that have no rule; libseccomp kills. */
static void read_x32(const struct reading *r)
{
	struct in_source *source = r->source;

	source->archs = ARCH_BIT(ARCH_X86_64);
	if (r->crate)
		source->archs |= ARCH_BIT(ARCH_X32);
	else if (source->otherwise.action < ACTION_KILL_THREAD)
		text_add(source->notes, "x32 calls are read as killed, as by Firecracker 1.12 and later; earlier ones give them the default action\n");
}

static int read_threads(struct in_source *source, const struct in_document *threads, size_t count, struct err *err)
{
	AUTO_FREE struct reading *r = mem_alloc(sizeof(*r));
	bool same = true;

	*r = (struct reading){ .source = source, .crate = is_for_crate(threads, count) };
	for (size_t i = 0; i < count; i++) {
		if (read_filter(r, threads[i].value, !i, err))
			return err_context(err, "%.40s", threads[i].name);
		same &= json_equal((json_t *)threads[0].value, (json_t *)threads[i].value);
	}
	read_x32(r);
	if (!same)
		report_union(source, threads, count);
	return 0;
}

static int read_chosen(struct in_source *source, const struct in_options *how, const json_t *root, struct err *err)
{
	AUTO_FREE struct in_document *threads = mem_alloc((json_object_size(root) + 1) * sizeof(*threads));
	size_t count = 0;
	const char *name;
	json_t *filter;

	json_object_foreach((json_t *)root, name, filter)
		threads[count++] = (struct in_document){ name, filter };
	int chosen = how->document ? in_document_choose(threads, count, how->document, err) : 0;
	if (chosen < 0)
		return -1;
	return read_threads(source, threads + chosen, how->document ? 1 : count, err);
}

int in_firecracker(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	AUTO_JSON json_t *root = in_json(bytes, err);

	if (!root)
		return -1;
	if (read_chosen(source, bytes->how, root, err))
		return err_context(err, "%s", bytes->name);
	source->newer = source->otherwise;
	source->foreign = (struct verdict){ ACTION_KILL, 0 };
	return 0;
}
