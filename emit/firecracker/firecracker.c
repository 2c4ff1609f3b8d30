/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON of Firecracker's seccompiler: one filter per kind of thread, for one
 * arch, x86_64 unless it is given. One filter makes a policy. Several become a
 * policy that allows what any of them allows; it is inexact unless they are all
 * equal.
 *
 * There are several compilers (emit/firecracker/compilers.def). The seccompiler crate alone takes "mismatch_action" and
 * "match_action". Firecracker's "default_action" and "filter_action" are compiled by libseccomp since 1.11, and before
 * like the crate's; where these differ and the release is not given, the policy is inexact, or, for numbers and archs that no
 * program uses, there is a note.
 *
 * The members are those that the compilers take, where a null is as good as none if the member is optional.
 */
#include <string.h>

#include "core/base/json.h"
#include "emit/firecracker/compilers.h"
#include "emit/in/document.h"
#include "emit/in/readers.h"
#include "emit/in/scmp.h"

static const char *const filter_keys[] = {
	"default_action", "filter_action", "mismatch_action", "match_action", "filter", NULL
};
static const char *const rule_keys[] = { "syscall", "args", NULL };
static const char *const arg_keys[] = { "index", "type", "op", "val", NULL };

static const struct { const char *name; struct verdict verdict; } actions[] = {
	{ "allow", { ACTION_ALLOW, 0 } }, { "log", { ACTION_LOG, 0 } }, { "trap", { ACTION_TRAP, 0 } },
	{ "kill_thread", { ACTION_KILL_THREAD, 0 } }, { "kill_process", { ACTION_KILL, 0 } },
};

static const struct { const char *name; enum in_op op; } ops[] = {
	{ "eq", IN_EQ }, { "ne", IN_NE }, { "lt", IN_LT }, { "le", IN_LE }, { "gt", IN_GT }, { "ge", IN_GE },
};

enum { TESTS_MOST = 64 };

struct reading {
	struct in_source *source;
	struct compilers of;
	bool tested[CALL_COUNT];              /* calls for which the filter has a rule with conditions */
	bool plain[CALL_COUNT];               /* calls for which it has one without */
};

static bool is_scmp(const struct reading *r)
{
	return r->of.as == COMPILER_SCMP;
}

static void doubt(const struct reading *r, const char *call, const char *reason)
{
	compilers_doubt(&r->of, r->source, call, reason);
}

/* "allow", or as good {"allow": null}. */
static const char *word_of(const json_t *value)
{
	void *only = json_is_object(value) && json_object_size(value) == 1 ? json_object_iter((json_t *)value) : NULL;

	return only && json_is_null(json_object_iter_value(only)) ? json_object_iter_key(only) : json_string_value(value);
}

/* The crate drops what is above 16 bits, and the kernel what is above its largest errno. */
static int read_number_action(const struct reading *r, const json_t *value, struct verdict *verdict, struct err *err)
{
	uint64_t number = 0;
	bool is_errno = json_object_get(value, "errno");

	if (json_object_size(value) != 1 || (!is_errno && !json_object_get(value, "trace")))
		return err_set(err, "unknown action");
	if (in_bare_number(value, is_errno ? "errno" : "trace", is_scmp(r) ? UINT16_MAX : UINT32_MAX, &number, err))
		return -1;
	*verdict = (struct verdict){ is_errno ? ACTION_ERRNO : ACTION_TRACE, (uint16_t)number };
	if (!is_errno || verdict->data < ERRNO_MOST)
		return 0;
	verdict->data = ERRNO_MOST;
	if (is_scmp(r))
		in_source_inexact(r->source, 0, NULL, "Firecracker since 1.11 refuses the file: libseccomp takes no errno above 4094");
	return 0;
}

static int read_action(const struct reading *r, const json_t *filter, const char *key, const char *other, struct verdict *verdict,
                       struct err *err)
{
	const json_t *value = json_object_get(filter, key);

	if (value && json_object_get(filter, other))
		return err_set(err, "\"%s\" and \"%s\" are the same member; leave one out", key, other);
	value = value ? value : json_object_get(filter, other);
	const char *name = word_of(value);
	for (size_t i = 0; name && i < COUNT_OF(actions); i++)
		if (!strcmp(name, actions[i].name)) {
			*verdict = actions[i].verdict;
			return 0;
		}
	if (name)
		return err_set(err, "\"%s\": unknown action '%.40s'", key, name);
	return json_is_object(value) ? read_number_action(r, value, verdict, err) : err_set(err, "\"%s\" is missing", key);
}

static int read_op(const json_t *arg, struct in_test *test, struct err *err)
{
	const json_t *op = json_object_get(arg, "op");
	const char *name = word_of(op);
	uint64_t mask = 0;

	if (json_is_object(op) && json_object_size(op) == 1 && json_object_get(op, "masked_eq") && !name) {
		if (in_bare_number(op, "masked_eq", UINT64_MAX, &mask, err))
			return -1;
		test->op = IN_MASKED;
		test->mask = mask;
		return 0;
	}
	for (size_t i = 0; name && i < COUNT_OF(ops); i++)
		if (!strcmp(name, ops[i].name)) {
			test->op = ops[i].op;
			return 0;
		}
	return err_set(err, "unknown \"op\"");
}

static int read_numbers(const json_t *arg, uint64_t *index, uint64_t *value, struct err *err)
{
	if (json_only(arg, arg_keys, err))
		return -1;
	if (!json_object_get(arg, "index"))
		return err_set(err, "\"index\" is missing");
	if (!json_object_get(arg, "val"))
		return err_set(err, "\"val\" is missing");
	return in_bare_number(arg, "index", SYSCALL_ARGS - 1, index, err) || in_bare_number(arg, "val", UINT64_MAX, value, err) ? -1 : 0;
}

/* As it is written: `mask` is that of "masked_eq". */
static int read_test(const json_t *arg, struct in_test *test, bool *narrow, struct err *err)
{
	uint64_t index = 0, value = 0;
	const char *type = NULL;

	if (!json_is_object(arg))
		return err_set(err, "not an object");
	if (read_numbers(arg, &index, &value, err) || json_get_string(arg, "type", &type, err))
		return -1;
	if (!type || (strcmp(type, "dword") && strcmp(type, "qword")))
		return err_set(err, type ? "unknown \"type\": dword or qword" : "\"type\" is missing: dword or qword");
	*narrow = *type == 'd';
	*test = (struct in_test){ (unsigned)index, IN_EQ, UINT64_MAX, value };
	return read_op(arg, test, err);
}

/* What libseccomp is given: "dword" counts for "eq" alone. */
static void as_scmp(struct in_test *test, bool narrow)
{
	if (narrow && test->op == IN_EQ) {
		test->op = IN_MASKED;
		test->mask = UINT32_MAX;
	}
	test->value &= test->mask;
}

static void as_own(struct in_test *test, bool narrow)
{
	test->op = test->op == IN_MASKED ? IN_EQ : test->op;
	test->mask &= narrow ? UINT32_MAX : UINT64_MAX;
	test->value &= test->mask;
}

/* Whether another compiler reads other bits of it. */
static bool compilers_differ(const struct in_test *test, bool narrow)
{
	bool large = test->value > UINT32_MAX, large_mask = test->mask > UINT32_MAX;

	if (test->op == IN_MASKED)
		return narrow && large_mask;
	return narrow && (test->op != IN_EQ || large);
}

static int read_tests(const struct reading *r, const char *name, const json_t *args, struct in_test *tests, struct err *err)
{
	bool narrow = false, differ = false;

	for (size_t i = 0; i < json_array_size(args); i++) {
		if (read_test(json_array_get(args, i), &tests[i], &narrow, err))
			return err_context(err, "args[%zu]", i);
		differ |= compilers_differ(&tests[i], narrow);
		if (is_scmp(r))
			as_scmp(&tests[i], narrow);
		else
			as_own(&tests[i], narrow);
	}
	if (differ && is_scmp(r))
		doubt(r, name, "Firecracker before 1.11 compares 32 bits for \"dword\", later ones 64 with all but \"eq\"; read as by these");
	return 0;
}

static int add(const struct reading *r, const char *name, struct verdict verdict, const struct in_test *tests, size_t count, struct err *err)
{
	arch_set archs = ARCH_BIT(r->of.arch);

	return is_scmp(r) ? in_scmp_add(r->source, name, archs, verdict, tests, count, err) :
	                    in_source_add(r->source, name, archs, verdict, tests, count, err);
}

/* Beside rules with conditions, the crate drops one without. */
static int add_plain(struct reading *r, const char *name, struct verdict verdict, struct err *err)
{
	int id = syscall_by_name(name);
	bool tested = id != CALL_UNKNOWN && r->tested[id], again = id != CALL_UNKNOWN && r->plain[id];
	static const char reason[] = "Firecracker before 1.11 refuses a rule without conditions beside another one of the call";

	if (id != CALL_UNKNOWN)
		r->plain[id] = true;
	if (tested && compiler_is_crate(r->of.as)) {
		if (!again)
			text_format(r->source->notes, "%s: seccompiler ignores its rule without conditions, as another has some\n",
			            syscall_name((enum syscall_id)id));
		return 0;
	}
	if ((tested || again) && r->of.as == COMPILER_OWN)
		return err_set(err, "%s: %s", name, reason);
	if (tested || again)
		doubt(r, name, reason);
	return add(r, name, verdict, NULL, 0, err);
}

static int add_rule(struct reading *r, const char *name, struct verdict verdict, const json_t *args, struct err *err)
{
	struct in_test tests[TESTS_MOST];
	size_t count = json_array_size(args);

	if (compilers_check_name(&r->of, r->source, name, err))
		return -1;
	if (count > TESTS_MOST)
		return err_set(err, "more than %d \"args\"", TESTS_MOST);
	if (args && !count && compiler_is_crate(r->of.as))
		return err_set(err, "\"args\" is empty, which seccompiler refuses; leave it out");
	if (!count)
		return add_plain(r, name, verdict, err);
	return read_tests(r, name, args, tests, err) ? -1 : add(r, name, verdict, tests, count, err);
}

static int read_rule(struct reading *r, const json_t *rule, struct verdict verdict, struct err *err)
{
	json_t *args = NULL;
	const char *name = NULL;
	bool none = json_is_null(json_object_get(rule, "args"));

	if (!json_is_object(rule))
		return err_set(err, "not an object");
	if (json_only(rule, rule_keys, err) || json_get_string(rule, "syscall", &name, err) ||
	    (!none && json_get_array(rule, "args", &args, err)))
		return -1;
	return name ? add_rule(r, name, verdict, args, err) : err_set(err, "\"syscall\" is missing");
}

static void find_tested(struct reading *r, const json_t *rules)
{
	memset(r->tested, 0, sizeof(r->tested));
	memset(r->plain, 0, sizeof(r->plain));
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);
		const char *name = json_string_value(json_object_get(rule, "syscall"));
		int id = name ? syscall_by_name(name) : CALL_UNKNOWN;
		if (id != CALL_UNKNOWN && json_array_size(json_object_get(rule, "args")))
			r->tested[id] = true;
	}
}

static int read_filter(struct reading *r, const json_t *filter, bool first, struct err *err)
{
	struct verdict otherwise, verdict;
	json_t *rules = NULL;

	if (!json_is_object(filter))
		return err_set(err, "not an object");
	if (!json_object_get(filter, "filter"))
		return err_set(err, "\"filter\" is missing");
	if (json_only(filter, filter_keys, err) || json_get_array(filter, "filter", &rules, err) ||
	    read_action(r, filter, "default_action", "mismatch_action", &otherwise, err) ||
	    read_action(r, filter, "filter_action", "match_action", &verdict, err))
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

static bool has_two_tests(const json_t *args)
{
	unsigned seen = 0;

	for (size_t i = 0; i < json_array_size(args); i++) {
		const json_t *index = json_object_get(json_array_get(args, i), "index");
		unsigned bit = 1u << (json_is_integer(index) ? json_integer_value(index) & 31 : 31);
		if (seen & bit)
			return true;
		seen |= bit;
	}
	return false;
}

static bool has_doubled(const json_t *filter)
{
	const json_t *rules = json_object_get(filter, "filter");

	for (size_t i = 0; i < json_array_size(rules); i++)
		if (has_two_tests(json_object_get(json_array_get(rules, i), "args")))
			return true;
	return false;
}

/* libseccomp refuses two tests of an argument, so the file is for an earlier release. */
static int choose_earlier(struct reading *r, const struct in_document *threads, size_t count, struct err *err)
{
	static const char reason[] = "two tests of an argument, for which Firecracker since 1.11 refuses the file";
	bool doubled = false;

	for (size_t i = 0; i < count; i++)
		doubled |= has_doubled(threads[i].value);
	if (!doubled || !is_scmp(r))
		return 0;
	if (r->of.given)
		return err_set(err, "%s", reason);
	r->of.as = COMPILER_OWN;
	in_source_inexact(r->source, 0, NULL, reason);
	return 0;
}

/* Calls of x32, and of numbers that no arch has, are for most compilers like others without a rule. */
static void begin(const struct reading *r)
{
	struct in_source *source = r->source;

	source->archs = ARCH_BIT(r->of.arch);
	if (r->of.arch == ARCH_X86_64 && !is_scmp(r))
		source->archs |= ARCH_BIT(ARCH_X32);
}

static void end(const struct reading *r)
{
	struct in_source *source = r->source;
	bool x32 = r->of.arch == ARCH_X86_64;

	source->newer = source->otherwise;
	source->foreign = (struct verdict){ ACTION_KILL, 0 };
	if (!is_scmp(r))
		return;
	in_scmp_rest(source);
	in_scmp_doubt_lone(source);
	if (!r->of.given)
		text_format(source->notes, "read as by Firecracker since 1.11: other archs%s kill the thread; before, and by seccompiler, other archs kill "
		            "the process%s; --file-version= says which\n", x32 ? ", x32 calls and numbers from 0x80000000 on" : "",
		            x32 ? ", and those calls get the default action" : "");
}

/* Only Firecracker since 1.11 knows no comments, and so passes over any number of them. */
static int check_comments(const struct reading *r, const struct in_bytes *bytes, struct err *err)
{
	static const char reason[] = "a second comment in an object, which seccompiler and Firecracker before 1.11 refuse";

	if (!in_json_has_two_comments(bytes))
		return 0;
	if (!is_scmp(r))
		return err_set(err, "%s", reason);
	doubt(r, NULL, reason);
	return 0;
}

static bool are_same(const struct in_document *threads, size_t count)
{
	bool same = true;

	for (size_t i = 1; i < count; i++)
		same &= json_equal((json_t *)threads[0].value, (json_t *)threads[i].value);
	return same;
}

static int read_threads(struct in_source *source, const struct in_bytes *bytes, const struct in_document *threads, size_t count, struct err *err)
{
	const struct in_options *how = bytes->how;
	AUTO_FREE struct reading *r = mem_alloc(sizeof(*r));
	bool same = are_same(threads, count);

	*r = (struct reading){ .source = source };
	if (compilers_choose(&r->of, source, is_for_crate(threads, count), how->version, how->archs, err) ||
	    choose_earlier(r, threads, count, err) || check_comments(r, bytes, err))
		return -1;
	begin(r);
	for (size_t i = 0; i < (same && count ? 1 : count); i++)
		if (read_filter(r, threads[i].value, !i, err))
			return err_context(err, "%.40s", threads[i].name);
	end(r);
	if (!same)
		report_union(source, threads, count);
	return 0;
}

static int read_chosen(struct in_source *source, const struct in_bytes *bytes, const json_t *root, struct err *err)
{
	const struct in_options *how = bytes->how;
	AUTO_FREE struct in_document *threads = mem_alloc((json_object_size(root) + 1) * sizeof(*threads));
	size_t count = 0;
	const char *name;
	json_t *filter;

	json_object_foreach((json_t *)root, name, filter)
		threads[count++] = (struct in_document){ name, filter };
	int chosen = how->document ? in_document_choose(threads, count, how->document, err) : 0;
	if (chosen < 0)
		return -1;
	return read_threads(source, bytes, threads + chosen, how->document ? 1 : count, err);
}

int in_firecracker(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	AUTO_JSON json_t *root = in_json(bytes, err);

	if (!root)
		return -1;
	if (read_chosen(source, bytes, root, err))
		return err_context(err, "%s", bytes->name);
	return 0;
}
