/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An entry of OCI's "syscalls": names that share an action, tests of arguments,
 * and the conditions under which it applies.
 */
#include "emit/container/oci.h"

#include <string.h>

#include "core/base/json.h"
#include "emit/in/scmp.h"

enum { TESTS_MOST = 64, NAMES_MOST = 4096 };

struct entry {
	struct verdict verdict;
	arch_set archs;
	struct in_test tests[TESTS_MOST];
	size_t test_count;
	const char *names[NAMES_MOST];
	size_t name_count;
};

static const struct { const char *name; enum in_op op; } ops[] = {
	{ "SCMP_CMP_EQ", IN_EQ }, { "SCMP_CMP_NE", IN_NE }, { "SCMP_CMP_LT", IN_LT }, { "SCMP_CMP_LE", IN_LE },
	{ "SCMP_CMP_GT", IN_GT }, { "SCMP_CMP_GE", IN_GE },
};

static int read_test(const json_t *arg, struct in_test *test, struct err *err)
{
	uint64_t index = SYSCALL_ARGS, value = 0, two = 0;
	const char *op = "";

	if (!json_is_object(arg))
		return err_set(err, "not an object");
	if (in_bare_number(arg, "index", SYSCALL_ARGS - 1, &index, err) ||
	    in_bare_number(arg, "value", UINT64_MAX, &value, err) || in_bare_number(arg, "valueTwo", UINT64_MAX, &two, err) ||
	    json_get_string(arg, "op", &op, err))
		return -1;
	if (index == SYSCALL_ARGS)
		return err_set(err, "\"index\" is missing");
	*test = (struct in_test){ (unsigned)index, IN_EQ, UINT64_MAX, value };
	if (!strcmp(op, "SCMP_CMP_MASKED_EQ")) {
		*test = (struct in_test){ (unsigned)index, IN_MASKED, value, two & value };
		return 0;
	}
	for (size_t i = 0; i < COUNT_OF(ops); i++)
		if (!strcmp(op, ops[i].name)) {
			test->op = ops[i].op;
			return 0;
		}
	return err_set(err, "unknown comparison '%.40s'", op);
}

static int read_tests(const json_t *entry, struct in_test tests[TESTS_MOST], size_t *count, struct err *err)
{
	json_t *args = NULL;

	if (in_oci_array(entry, "args", &args, err))
		return -1;
	*count = json_array_size(args);
	if (*count > TESTS_MOST)
		return err_set(err, "more than %d \"args\"", TESTS_MOST);
	for (size_t i = 0; i < *count; i++)
		if (read_test(json_array_get(args, i), &tests[i], err))
			return err_context(err, "args[%zu]", i);
	return 0;
}

/* runc and Docker OR several tests of one argument; libseccomp rejects them. */
static bool is_doubled(const struct in_test *tests, size_t count)
{
	unsigned seen = 0;

	for (size_t i = 0; i < count; i++) {
		if (seen >> tests[i].arg & 1)
			return true;
		seen |= 1u << tests[i].arg;
	}
	return false;
}

static int read_names(const json_t *entry, const char **names, size_t *count, struct err *err)
{
	json_t *array = NULL;
	const char *one = NULL;

	if (in_oci_array(entry, "names", &array, err) || json_get_string(entry, "name", &one, err))
		return -1;
	*count = json_array_size(array);
	if (*count >= NAMES_MOST)
		return err_set(err, "more than %d names", NAMES_MOST - 1);
	for (size_t i = 0; i < *count; i++)
		if (in_oci_string(array, i, "names", &names[i], err))
			return -1;
	if (one && *one && *count)
		return err_set(err, "\"name\" and \"names\" exclude each other: Docker and Podman refuse both, runc ignores \"name\"");
	if (one && *one)
		names[(*count)++] = one;
	return *count || array ? 0 : err_set(err, "\"names\" is missing");
}

static void note_later(struct in_profile *p, const char *name, struct verdict verdict)
{
	int id = syscall_by_name(name);

	if (id != CALL_UNKNOWN && in_scmp_is_later((enum syscall_id)id) && !verdict_equal(verdict, p->source->otherwise))
		p->later[id] = true;
}

static int add_names(struct in_profile *p, const struct entry *e, struct err *err)
{
	size_t each = is_doubled(e->tests, e->test_count) ? 1 : e->test_count;

	for (size_t i = 0; i < e->name_count; i++) {
		in_oci_doubt_refused(p->source, e->names[i], e->verdict);
		note_later(p, e->names[i], e->verdict);
	}
	for (size_t i = 0; i < e->name_count; i++)
		for (size_t first = 0; !first || first < e->test_count; first += each ? each : 1)
			if (in_scmp_add(p->source, e->names[i], e->archs, e->verdict, e->tests + first, each, err))
				return -1;
	return 0;
}

/* libseccomp keeps rules also for archs that lack the call, and refuses those that overlap. */
static void doubt_lacking(struct in_profile *p, const struct entry *e, const char *name)
{
	int id = syscall_by_name(name);
	arch_set missing = id == CALL_UNKNOWN || in_scmp_is_command(name) ? 0 : in_scmp_missing((enum syscall_id)id, e->archs);

	if (!missing)
		return;
	if (!p->lacking[id])
		p->lacked[id] = e->verdict;
	if (p->lacking[id] & missing && !verdict_equal(p->lacked[id], e->verdict))
		in_source_inexact(p->source, 0, name, "entries with different actions for a call that an arch lacks, which libseccomp refuses if they overlap");
	p->lacking[id] |= missing;
}

/* Every runtime drops an entry whose action is the default. */
static int add_where_it_stands(struct in_profile *p, const struct entry *e, const struct in_standing *standing, struct err *err)
{
	if (!standing->stands || verdict_equal(e->verdict, p->source->otherwise))
		return 0;
	for (size_t i = 0; i < e->name_count && !standing->when.all && !standing->when.none; i++)
		doubt_lacking(p, e, e->names[i]);
	p->source->when = standing->when;
	int result = add_names(p, e, err);
	p->source->when = (struct in_when){ 0 };
	return result;
}

int in_oci_entry(struct in_profile *p, const json_t *from, struct err *err)
{
	AUTO_FREE struct entry *e = mem_alloc(sizeof(*e));
	struct in_standing standing;

	if (!json_is_object(from))
		return err_set(err, "not an object");
	if (read_names(from, e->names, &e->name_count, err) ||
	    in_oci_verdict(from, "action", "errnoRet", "errno", &e->verdict, err) ||
	    read_tests(from, e->tests, &e->test_count, err) || in_oci_standing(p, from, &standing, err))
		return -1;
	if (standing.stands && standing.archs)
		in_oci_doubt_errno(p, from, "action", "errnoRet", "errno");
	e->archs = standing.archs;
	return add_where_it_stands(p, e, &standing, err);
}
