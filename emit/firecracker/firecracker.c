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
 * Conditions are read by emit/firecracker/conditions.c. The members are those that the compilers take, where a null is as
 * good as none if the member is optional.
 */
#include <string.h>

#include "core/base/json.h"
#include "emit/firecracker/firecracker.h"
#include "emit/in/document.h"
#include "emit/in/scmp.h"

static const char *const filter_keys[] = {
	"default_action", "filter_action", "mismatch_action", "match_action", "filter", NULL
};
static const char *const rule_keys[] = { "syscall", "args", NULL };

static const struct { const char *name; struct verdict verdict; } actions[] = {
	{ "allow", { ACTION_ALLOW, 0 } }, { "log", { ACTION_LOG, 0 } }, { "trap", { ACTION_TRAP, 0 } },
	{ "kill_thread", { ACTION_KILL_THREAD, 0 } }, { "kill_process", { ACTION_KILL, 0 } },
};

enum { TESTS_MOST = 64 };

bool firecracker_is_scmp(const struct firecracker *r)
{
	return r->of.as == COMPILER_SCMP;
}

void firecracker_doubt(const struct firecracker *r, const char *call, const char *reason)
{
	compilers_doubt(&r->of, r->source, call, reason);
}

/* "allow", or as good {"allow": null}. */
const char *firecracker_word(const json_t *value)
{
	void *only = json_is_object(value) && json_object_size(value) == 1 ? json_object_iter((json_t *)value) : NULL;

	return only && json_is_null(json_object_iter_value(only)) ? json_object_iter_key(only) : json_string_value(value);
}

/* The crate drops what is above 16 bits, and the kernel what is above its largest errno. */
static int read_number_action(const struct firecracker *r, const json_t *value, struct verdict *verdict, struct err *err)
{
	uint64_t number = 0;
	bool is_errno = json_object_get(value, "errno");

	if (json_object_size(value) != 1 || (!is_errno && !json_object_get(value, "trace")))
		return err_set(err, "unknown action");
	if (in_bare_number(value, is_errno ? "errno" : "trace", firecracker_is_scmp(r) ? UINT16_MAX : UINT32_MAX, &number, err))
		return -1;
	*verdict = (struct verdict){ is_errno ? ACTION_ERRNO : ACTION_TRACE, (uint16_t)number };
	if (!is_errno || verdict->data < ERRNO_MOST)
		return 0;
	verdict->data = ERRNO_MOST;
	if (firecracker_is_scmp(r))
		in_source_inexact(r->source, 0, NULL, "Firecracker since 1.11 refuses the file: libseccomp takes no errno above 4094");
	return 0;
}

static int read_action(const struct firecracker *r, const json_t *filter, const char *key, const char *other, struct verdict *verdict,
                       struct err *err)
{
	const json_t *value = json_object_get(filter, key);

	if (value && json_object_get(filter, other))
		return err_set(err, "\"%s\" and \"%s\" are the same member; leave one out", key, other);
	value = value ? value : json_object_get(filter, other);
	const char *name = firecracker_word(value);
	for (size_t i = 0; name && i < COUNT_OF(actions); i++)
		if (!strcmp(name, actions[i].name)) {
			*verdict = actions[i].verdict;
			return 0;
		}
	if (name)
		return err_set(err, "\"%s\": unknown action '%.40s'", key, name);
	return json_is_object(value) ? read_number_action(r, value, verdict, err) : err_set(err, "\"%s\" is missing", key);
}

static int add(const struct firecracker *r, const char *name, struct verdict verdict, const struct in_test *tests, size_t count, struct err *err)
{
	arch_set archs = ARCH_BIT(r->of.arch);

	return firecracker_is_scmp(r) ? in_scmp_add(r->source, name, archs, verdict, tests, count, err) :
	                    in_source_add(r->source, name, archs, verdict, tests, count, err);
}

/* Beside rules with conditions, the crate drops one without. */
static int add_plain(struct firecracker *r, const char *name, struct verdict verdict, struct err *err)
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
		firecracker_doubt(r, name, reason);
	return add(r, name, verdict, NULL, 0, err);
}

static int add_rule(struct firecracker *r, const char *name, struct verdict verdict, const json_t *args, struct err *err)
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
	return firecracker_tests(r, name, args, tests, err) ? -1 : add(r, name, verdict, tests, count, err);
}

static int read_rule(struct firecracker *r, const json_t *rule, struct verdict verdict, struct err *err)
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

static void find_tested(struct firecracker *r, const json_t *rules)
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

static int read_filter(struct firecracker *r, const json_t *filter, bool first, struct err *err)
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

/* libseccomp refuses two tests of an argument, so the file is for an earlier release. */
static int choose_earlier(struct firecracker *r, const struct in_document *threads, size_t count, struct err *err)
{
	static const char reason[] = "two tests of an argument, for which Firecracker since 1.11 refuses the file";
	bool doubled = false;

	for (size_t i = 0; i < count; i++)
		doubled |= firecracker_has_doubled(threads[i].value);
	if (!doubled || !firecracker_is_scmp(r))
		return 0;
	if (r->of.given)
		return err_set(err, "%s", reason);
	r->of.as = COMPILER_OWN;
	in_source_inexact(r->source, 0, NULL, reason);
	return 0;
}

/* Calls of x32, and of numbers that no arch has, are for most compilers like others without a rule. */
static void begin(const struct firecracker *r)
{
	struct in_source *source = r->source;

	source->archs = ARCH_BIT(r->of.arch);
	if (r->of.arch == ARCH_X86_64 && !firecracker_is_scmp(r))
		source->archs |= ARCH_BIT(ARCH_X32);
}

static void end(const struct firecracker *r)
{
	struct in_source *source = r->source;
	bool x32 = r->of.arch == ARCH_X86_64;

	source->newer = source->otherwise;
	source->foreign = (struct verdict){ ACTION_KILL, 0 };
	if (!firecracker_is_scmp(r))
		return;
	in_scmp_rest(source);
	in_scmp_doubt_lone(source);
	if (!r->of.given)
		text_format(source->notes, "read as by Firecracker since 1.11: other archs%s kill the thread; before, and by seccompiler, other archs kill "
		            "the process%s; --file-version= says which\n", x32 ? ", x32 calls and numbers from 0x80000000 on" : "",
		            x32 ? ", and those calls get the default action" : "");
}

/* Only Firecracker since 1.11 knows no comments, and so passes over any number of them. */
static int check_comments(const struct firecracker *r, const struct in_bytes *bytes, struct err *err)
{
	static const char reason[] = "a second comment in an object, which seccompiler and Firecracker before 1.11 refuse";

	if (!in_json_has_two_comments(bytes))
		return 0;
	if (!firecracker_is_scmp(r))
		return err_set(err, "%s", reason);
	firecracker_doubt(r, NULL, reason);
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
	AUTO_FREE struct firecracker *r = mem_alloc(sizeof(*r));
	bool same = are_same(threads, count);

	*r = (struct firecracker){ .source = source };
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
