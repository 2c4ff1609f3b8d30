/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An entry of OCI's "syscalls": names that share an action, tests of arguments,
 * and where it stands at all.
 */
#include "emit/in_oci.h"

#include <string.h>

#include "core/json.h"

enum { TESTS_MOST = 64, NAMES_MOST = 4096, NAMES_LISTED = 6 };

struct entry {
	struct verdict verdict;
	arch_set archs;
	struct in_test tests[TESTS_MOST];
	size_t test_count;
	const char *names[NAMES_MOST];
	size_t name_count;
};

static const char *const entry_keys[] = {
	"names", "name", "action", "args", "errnoRet", "errno", "includes", "excludes", "comment", NULL
};
static const char *const arg_keys[] = { "index", "value", "valueTwo", "op", NULL };
static const char *const filter_keys[] = { "caps", "arches", "minKernel", NULL };

static const struct { const char *name; enum in_op op; } ops[] = {
	{ "SCMP_CMP_EQ", IN_EQ }, { "SCMP_CMP_NE", IN_NE }, { "SCMP_CMP_LT", IN_LT }, { "SCMP_CMP_LE", IN_LE },
	{ "SCMP_CMP_GT", IN_GT }, { "SCMP_CMP_GE", IN_GE },
};

/* Whether the host is one of those that are named. */
static int is_one_of(const json_t *names, arch_set main, bool *is, struct err *err)
{
	const char *name;

	for (size_t i = 0; i < json_array_size(names); i++) {
		if (in_oci_string(names, i, "arches", &name, err))
			return -1;
		int arch = arch_by_name(name);
		*is |= arch >= 0 && main & ARCH_BIT(arch);
	}
	return 0;
}

struct filter_of {                            /* "includes" or "excludes" */
	json_t *caps, *arches;
	const char *kernel;
};

static int read_filter(const json_t *entry, const char *key, struct filter_of *filter, struct err *err)
{
	json_t *object = NULL;

	*filter = (struct filter_of){ 0 };
	if (json_is_null(json_object_get(entry, key)))
		return 0;
	if (json_get_object(entry, key, &object, err))
		return -1;
	if (!object)
		return 0;
	if (json_only(object, filter_keys, err) || in_oci_array(object, "caps", &filter->caps, err) ||
	    in_oci_array(object, "arches", &filter->arches, err) || json_get_string(object, "minKernel", &filter->kernel, err))
		return err_context(err, "\"%s\"", key);
	return 0;
}

/* On which archs the entry stands. */
static int archs_of(const struct in_profile *p, const struct filter_of *in, const struct filter_of *out, arch_set *archs,
                    struct err *err)
{
	*archs = 0;
	for (size_t i = 0; i < p->hosts; i++) {
		bool included = !json_array_size(in->arches), excluded = false;
		if (is_one_of(in->arches, p->host[i].main, &included, err) || is_one_of(out->arches, p->host[i].main, &excluded, err))
			return -1;
		if (included && !excluded)
			*archs |= p->host[i].archs;
	}
	*archs &= p->source->archs;
	return 0;
}

/* "since 4.8 (ptrace process_vm_readv)" */
static void list_names(struct text *list, const struct entry *e, const char *what, const char *of)
{
	text_add(list, list->length ? ", " : "");
	text_add(list, what);
	in_text_list(list, of);
	for (size_t i = 0; i < e->name_count && i < NAMES_LISTED; i++) {
		text_add(list, i ? "" : " (");
		in_text_list(list, e->names[i]);
	}
	text_add(list, e->name_count > NAMES_LISTED ? " ...)" : ")");
}

static const char *first_of(const json_t *array)
{
	const char *name = json_string_value(json_array_get(array, 0));
	return name ? name : "?";
}

static int read_test(const json_t *arg, struct in_test *test, struct err *err)
{
	uint64_t index = SYSCALL_ARGS, value = 0, two = 0;
	const char *op = "";

	if (!json_is_object(arg))
		return err_set(err, "not an object");
	if (json_only(arg, arg_keys, err) || in_number(arg, "index", SYSCALL_ARGS - 1, &index, err) ||
	    in_number(arg, "value", UINT64_MAX, &value, err) || in_number(arg, "valueTwo", UINT64_MAX, &two, err) ||
	    json_get_string(arg, "op", &op, err))
		return -1;
	if (index == SYSCALL_ARGS)
		return err_set(err, "\"index\" is missing");
	*test = (struct in_test){ (unsigned)index, IN_EQ, UINT64_MAX, value };
	if (!strcmp(op, "SCMP_CMP_MASKED_EQ")) {
		*test = (struct in_test){ (unsigned)index, IN_EQ, value, two & value };
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

/* runc and Docker OR several tests of one argument, libseccomp refuses them. */
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
	if (one && *one)
		names[(*count)++] = one;
	return *count ? 0 : err_set(err, "\"names\" is missing");
}

static int add_names(struct in_profile *p, const struct entry *e, struct err *err)
{
	size_t each = is_doubled(e->tests, e->test_count) ? 1 : e->test_count;

	for (size_t i = 0; i < e->name_count; i++)
		for (size_t first = 0; !first || first < e->test_count; first += each ? each : 1)
			if (in_source_add(p->source, e->names[i], e->archs, e->verdict, e->tests + first, each, err))
				return -1;
	return 0;
}

static int add_where_it_stands(struct in_profile *p, const struct entry *e, const struct filter_of *in,
                               const struct filter_of *out, struct err *err)
{
	if (json_array_size(in->caps)) {
		list_names(&p->caps, e, "", first_of(in->caps));
		return 0;
	}
	if (in->kernel)
		list_names(&p->kernels, e, "in since ", in->kernel);
	if (out->kernel) {
		list_names(&p->kernels, e, "out since ", out->kernel);
		return 0;
	}
	/* An entry that does as the default is none, to every runtime. */
	return verdict_equal(e->verdict, p->source->otherwise) ? 0 : add_names(p, e, err);
}

int in_oci_entry(struct in_profile *p, const json_t *from, struct err *err)
{
	AUTO_FREE struct entry *e = mem_alloc(sizeof(*e));
	struct filter_of in, out;
	const char *action = "";

	if (!json_is_object(from))
		return err_set(err, "not an object");
	if (json_only(from, entry_keys, err) || read_names(from, e->names, &e->name_count, err) ||
	    in_oci_verdict(from, "action", "errnoRet", "errno", &e->verdict, err) ||
	    read_tests(from, e->tests, &e->test_count, err) || read_filter(from, "includes", &in, err) ||
	    read_filter(from, "excludes", &out, err) || archs_of(p, &in, &out, &e->archs, err) ||
	    json_get_string(from, "action", &action, err))
		return -1;
	if (!strcmp(action, "SCMP_ACT_NOTIFY"))
		list_names(&p->notify, e, "", "of");
	return add_where_it_stands(p, e, &in, &out, err);
}
