/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each output for a few policies: the listing compared with testdata/emit/, the
 * header through the installed compilers, the JSON through a parser, and the
 * notes on each.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "emit/compile/compile.h"
#include "emit/out/emit.h"
#include "emit/filter/filter.h"
#include "tests/emit/noted.h"
#include "tests/emit/committed.h"

static const char *const names[] = { "basic", "arguments", "x32", "s390x" };

static void emit(const struct policy *policy, const char *output, struct text *out, struct text *notes)
{
	struct err err = { "" };

	text_add(out, "");
	text_add(notes, "");
	if (emit_output_find(output)->write(policy, &(struct emit_choice){ .listener = strcmp(output, "oci") ? NULL : "/a" }, out, notes, &err))
		fail_msg("%s", err.text);
}

static void test_listing(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		AUTO_TEXT struct text want = { 0 }, got = { 0 }, notes = { 0 };
		struct policy policy;
		struct err err = { "" };
		char path[64];
		committed_policy(names[i], &policy);
		emit(&policy, "asm", &got, &notes);
		snprintf(path, sizeof(path), "testdata/emit/%s.asm", names[i]);
		assert_int_equal(file_read(path, &want, &err), 0);
		if (strcmp(want.at, got.at))
			print_error("if this is right: ./seccord emit -f asm -o %s testdata/emit/%s.json\n", path, names[i]);
		assert_string_equal(got.at, want.at);
		assert_string_equal(notes.at, "");
		policy_free(&policy);
	}
}

/* Little-endian: the array as in memory here. Big-endian: each number byte-swapped. */
static void test_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		AUTO_TEXT struct text got = { 0 }, notes = { 0 };
		AUTO_FILTER struct filter filter = { 0 };
		struct policy policy;
		struct err err = { "" };
		bool big_endian = !strcmp(names[i], "s390x");
		committed_policy(names[i], &policy);
		assert_int_equal(filter_compile(&filter, &policy, &err), 0);
		emit(&policy, "bpf", &got, &notes);
		assert_int_equal(got.length, filter.length * 8);
		for (size_t n = 0; n < filter.length; n++) {
			const struct sock_filter *f = &filter.insn[n];
			const unsigned char *b = (const unsigned char *)got.at + 8 * n;
			const unsigned char le[] = { (unsigned char)f->code, (unsigned char)(f->code >> 8), f->jt, f->jf, (unsigned char)f->k,
				(unsigned char)(f->k >> 8), (unsigned char)(f->k >> 16), (unsigned char)(f->k >> 24) };
			const unsigned char be[] = { le[1], le[0], f->jt, f->jf, le[7], le[6], le[5], le[4] };
			assert_memory_equal(b, big_endian ? be : le, 8);
		}
		policy_free(&policy);
	}
}

/* Prints the array or, with an argument, loads it and is stopped by it. */
static const char program[] =
"#include <stdio.h>\n"
"#include \"filter.h\"\n"
"int main(int argc, char **argv)\n"
"{\n"
"\t(void)argv;\n"
"\tif (argc > 1)\n"
"\t\treturn seccord_filter_load() ? 77 : rmdir(\"\") == -1 && errno == EXDEV ? 0 : 1;\n"
"\tfwrite(seccord_filter, sizeof(seccord_filter[0]), SECCORD_FILTER_LENGTH, stdout);\n"
"\treturn 0;\n"
"}\n";

static const char *const compilers[] = {
	"gcc -std=c11 -x c", "gcc -std=gnu99 -x c", "g++ -std=c++11 -x c++", "clang -std=c17 -x c", "clang++ -std=c++17 -x c++",
};

static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...)
{
	char command[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(command, sizeof(command), format, ap);
	va_end(ap);
	int status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void write_file(const char *folder, const char *name, const struct text *text)
{
	char path[128];
	struct err err = { "" };

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (file_write(path, text->at, text->length, &err))
		fail_msg("%s", err.text);
}

static void compile_and_compare(const char *folder, const char *compiler, const struct text *bytes)
{
	AUTO_TEXT struct text got = { 0 };
	struct err err = { "" };
	char path[128];

	assert_int_equal(run("cd %s && %s -Wall -Wextra -Wpedantic -Werror -o program program.c", folder, compiler), 0);
	assert_int_equal(run("cd %s && ./program >bytes", folder), 0);
	snprintf(path, sizeof(path), "%s/bytes", folder);
	assert_int_equal(file_read(path, &got, &err), 0);
	assert_int_equal(got.length, bytes->length);
	assert_memory_equal(got.at, bytes->at, bytes->length);
}

static void load(const char *folder)
{
	int result = run("%s/program load", folder);
	bool native = false;
#if defined(__x86_64__) || defined(__i386__)
	native = true;
#endif
	if (!native || result == 77)
		print_message("# SKIP the filter cannot be loaded here\n");
	else
		assert_int_equal(result, 0);
}

/* Allows everything but rmdir, so that any compiled program can load it. */
static void policy_without_rmdir(struct policy *policy)
{
	*policy = (struct policy){ .archs = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) };
	policy_defaults(policy);
	policy->otherwise = policy->newer = policy->foreign = (struct verdict){ ACTION_ALLOW, 0 };
	policy->note = "a note */ #error \n that */ tries */to get out";
	struct rule *rule = policy_add(policy);
	rule->id = CALL_rmdir;
	rule->archs = policy->archs;
	rule->verdict = (struct verdict){ ACTION_ERRNO, 18 };         /* EXDEV */
}

static void test_header(void **state)
{
	AUTO_TEXT struct text header = { 0 }, bytes = { 0 }, notes = { 0 };
	struct text source = { .at = (char *)program, .length = sizeof(program) - 1 };
	char folder[] = "/tmp/seccord-test-XXXXXX";
	struct policy policy;
	unsigned compiled = 0;

	(void)state;
	policy_without_rmdir(&policy);
	emit(&policy, "c", &header, &notes);
	emit(&policy, "bpf", &bytes, &notes);
	assert_non_null(mkdtemp(folder));
	write_file(folder, "filter.h", &header);
	write_file(folder, "program.c", &source);
	for (size_t i = 0; i < COUNT_OF(compilers); i++) {
		if (run("command -v $(echo %s | cut -d' ' -f1) >/dev/null", compilers[i])) {
			print_message("# SKIP no %s\n", compilers[i]);
			continue;
		}
		compile_and_compare(folder, compilers[i], &bytes);
		load(folder);
		compiled++;
	}
	run("rm -r %s", folder);
	policy_free(&policy);
	if (!compiled)
		skip();
}

static const char *string_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void test_json(void **state)
{
	AUTO_TEXT struct text out = { 0 }, notes = { 0 };
	struct policy policy;

	(void)state;
	committed_policy("x32", &policy);
	emit(&policy, "json", &out, &notes);
	json_t *root = json_loads(out.at, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_string_equal(string_at(json_object_get(root, "default"), "action"), "kill");
	assert_int_equal(json_integer_value(json_object_get(json_object_get(root, "newer"), "errno")), 38);
	json_t *x32 = json_array_get(json_object_get(root, "archs"), 1);
	assert_string_equal(string_at(x32, "arch"), "x32");
	json_t *call = json_array_get(json_object_get(x32, "calls"), 1);
	assert_string_equal(string_at(call, "name"), "ioctl");
	assert_int_equal(json_integer_value(json_object_get(call, "nr")), 0x40000000 + 514);
	json_t *condition = json_array_get(json_array_get(json_object_get(call, "any"), 0), 0);
	assert_int_equal(json_integer_value(json_object_get(condition, "index")), 1);
	assert_int_equal(json_integer_value(json_object_get(condition, "mask")), 0xffffffff);
	assert_int_equal(json_integer_value(json_array_get(json_object_get(condition, "values"), 0)), 0x5401);
	json_decref(root);
	policy_free(&policy);
}

#define OPENED(calls) "OCI allows socketcall and ipc, which the policy denies, for these calls too: " calls "\n"

static const struct rule_row {
	const char *calls;                    /* of a policy for x86_64 and i386 */
	const char *notes;                     /* by the output oci */
	const char *warned;                   /* by emit_warnings */
} noted_rows[] = {
	{ "{\"call\": \"read\"}", "", "" },
	{ "{\"call\": \"read\", \"archs\": [\"x86_64\"]}",
	  "read: the rule is for x86_64 only, but OCI applies it to every arch\n", "" },
	{ "{\"call\": 900, \"archs\": [\"i386\"]}", "call 900 on i386 is left out: OCI identifies calls by name only\n", "" },
	{ "{\"call\": \"read\", \"archs\": [\"x86_64\"]}, {\"call\": \"read\", \"archs\": [\"i386\"], \"action\": \"log\"}",
	  "read: the rule is for x86_64 only, but OCI applies it to every arch\n"
	  "read: the rule is for i386 only, but OCI applies it to every arch\n", "" },
	{ "{\"call\": \"sched_setaffinity\"}, {\"call\": \"umask\", \"args\": [{\"mode\": {\"from\": 3, \"to\": 4}}]}", "", "" },
	{ "{\"call\": \"mmap\", \"args\": [{\"prot\": {\"from\": 1, \"to\": \"0xfffffffffffffffe\"}}]}",
	  "mmap: prot is a different argument on i386, but OCI compares the one of other archs\n"
	  "mmap: a row is left out, as OCI cannot express a value wider than 32 bits together with a 32-bit arch\n", "" },
	{ "{\"call\": \"socket\", \"args\": [{\"domain\": {\"from\": 1, \"to\": \"0x7ffffffe\"}}]}", OPENED("socket"), "" },
	{ "{\"call\": \"accept\", \"archs\": [\"x86_64\"]}, {\"call\": \"semget\"}, {\"call\": \"bind\", \"action\": \"kill\"}",
	  OPENED("accept semget") "OCI gives socketcall and ipc the answers of these calls, which the policy does not: bind\n", "" },
	{ "{\"call\": \"semget\"}, {\"call\": \"ipc\", \"args\": [{\"ipccall\": [2]}]}", "", "" },
	{ "{\"call\": \"socket\", \"args\": [{\"domain\": {\"from\": 1, \"to\": \"0x7ffffffe\"}, \"protocol\": {\"from\": 1, \"to\": \"0x7ffffffe\"}}]}",
	  OPENED("socket") "socket: a row is left out, as OCI cannot express that many combinations of argument values\n", "" },
	{ "{\"call\": \"io_uring_setup\"}", "",
	  "io_uring_setup: filters do not see io_uring operations: a ring opens, connects and sends regardless of this policy; "
	  "remove it (programs fall back) or set kernel.io_uring_disabled\n" },
	{ "{\"call\": \"clone3\"}, {\"call\": \"clone\"}", "", "" },
	{ "{\"call\": \"clone3\"}, {\"call\": \"clone\", \"args\": [{\"clone_flags\": {\"bits\": \"CLONE_VM\"}}]}", "",
	  "clone3: its flags are in memory, so it bypasses the conditions on clone; "
	  "return ENOSYS, and libc falls back to clone\n" },
	{ "{\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}, "
	  "{\"call\": \"clone\", \"args\": [{\"clone_flags\": {\"bits\": \"CLONE_VM\"}}]}", "", "" },
	{ "{\"call\": \"openat2\"}, {\"call\": \"openat\", \"args\": [{\"oflags\": [0]}]}", "",
	  "openat2: its flags are in memory, so it bypasses the conditions on openat; "
	  "return ENOSYS if the program then uses openat\n" },
	{ "{\"call\": \"openat2\", \"deep\": [{\"oflags\": [0], \"mode\": [0]}, {\"resolve\": [8]}]}", "",
	  "openat2: 2 deep rows (oflags, mode, resolve behind a pointer, which a filter cannot read): it is allowed regardless\n" },
	{ "{\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\", \"why\": \"fallback\", \"of\": \"clone\", "
	  "\"deep\": [{\"clone_flags\": [0]}]}", "",
	  "clone3: 1 deep row (clone_flags behind a pointer, which a filter cannot read): it gets ENOSYS regardless, "
	  "and falls back to clone\n" },
	{ "{\"call\": \"clone3\", \"archs\": [\"x86_64\"], \"deep\": [{}]}, "
	  "{\"call\": \"clone3\", \"archs\": [\"i386\"], \"deep\": [{\"signal\": [0]}]}",
	  "clone3: the rule is for x86_64 only, but OCI applies it to every arch\n"
	  "clone3: the rule is for i386 only, but OCI applies it to every arch\n",
	  "clone3: 1 deep row (nothing behind a pointer, which a filter cannot read): it is allowed regardless\n" },
	{ "{\"call\": \"statmount\", \"action\": \"kill\", \"deep\": [{\"statmount_mask\": [0]}]}", "",
	  "statmount: 1 deep row (statmount_mask behind a pointer, which a filter cannot read): it gets kill regardless\n" },
	{ "{\"call\": \"ioctl\", \"args\": [{\"ioctl_cmd\": [\"TCGETS\"]}]}", "", "" },
	{ "{\"call\": \"ioctl\", \"args\": [{\"ioctl_cmd\": [\"TIOCSTI\"], \"action\": \"errno\", \"errno\": \"EPERM\"}, {}]}", "", "" },
	{ "{\"call\": \"ptrace\", \"action\": \"kill\", \"args\": [{\"pid\": [0]}, {\"action\": \"allow\"}]}", "", "" },
	{ "{\"call\": \"pidfd_getfd\", \"action\": \"kill\", \"args\": [{\"arg1\": [0]}, {\"action\": \"allow\"}]}", "",
	  "pidfd_getfd: it takes file descriptors from other processes of the user; remove it if it is not needed\n" },
	{ "{\"call\": {\"from\": 438, \"to\": 438}, \"archs\": [\"x86_64\", \"i386\"]}", "",
	  "pidfd_getfd: it takes file descriptors from other processes of the user; remove it if it is not needed\n" },
	{ "{\"call\": \"openat2\", \"action\": \"errno\", \"errno\": \"ENOSYS\", \"args\": [{\"arg3\": [24]}, {\"action\": \"supervise\"}], "
	  "\"deep\": [{\"oflags\": [0]}]}", "",
	  "sent to a supervisor, or ENOSYS without one: openat2; `seccord run --supervise` is one\n"
	  "openat2: 1 deep row (oflags behind a pointer, which a filter cannot read): only its registers decide\n" },
	{ "{\"call\": \"socketcall\", \"args\": [{\"sockcall\": [1], \"action\": \"kill\"}, {\"arg0\": {\"from\": 1, \"to\": 3}}]}, "
	  "{\"call\": \"connect\", \"args\": [{\"arg2\": [16]}]}", "",
	  "socketcall: its arguments are in memory, so it bypasses the policy's rules for these calls: "
	  "bind connect; allow only the commands needed\n" },
	{ "{\"call\": \"socketcall\", \"args\": [{\"sockcall\": [1, 3]}]}, {\"call\": \"connect\"}, "
	  "{\"call\": \"socket\", \"args\": [{\"domain\": [\"AF_UNIX\"]}]}", "",
	  "socketcall: its arguments are in memory, so it bypasses the policy's rules for these calls: "
	  "socket; allow only the commands needed\n" },
	{ "{\"call\": \"socketcall\", \"args\": [{\"sockcall\": [1, 3]}]}, {\"call\": \"connect\"}, {\"call\": \"socket\"}", "", "" },
};

static void policy_of_calls(const char *calls, const char *newer, struct policy *policy)
{
	AUTO_TEXT struct text text = { 0 };
	char path[] = "/tmp/seccord-test-XXXXXX";
	struct err err = { "" };
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	text_format(&text, "{\"seccord\": 2, \"archs\": [\"x86_64\", \"i386\"], \"default\": {\"action\": \"errno\", \"errno\": \"EPERM\"}, "
	            "\"newer\": %s, \"foreign\": {\"action\": \"kill\"}, \"calls\": [%s]}", newer, calls);
	*policy = (struct policy){ 0 };
	if (file_write(path, text.at, text.length, &err) || policy_read(policy, path, &err))
		fail_msg("%s", err.text);
	unlink(path);
}

static void test_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(noted_rows); i++) {
		AUTO_TEXT struct text out = { 0 }, notes = { 0 }, warned = { 0 };
		struct policy policy;
		policy_of_calls(noted_rows[i].calls, "{\"action\": \"errno\", \"errno\": \"EPERM\"}", &policy);
		emit(&policy, "oci", &out, &notes);
		noted_keep_calls(&notes);
		assert_string_equal(notes.at, noted_rows[i].notes);
		text_add(&warned, "");
		emit_warnings(&policy, &warned);
		assert_string_equal(warned.at, noted_rows[i].warned);
		policy_free(&policy);
	}
}

static void test_noted_answers(void **state)
{
	AUTO_TEXT struct text out = { 0 }, notes = { 0 }, warned = { 0 };
	struct policy policy;

	(void)state;
	policy_of_calls("", "{\"action\": \"errno\", \"errno\": \"ENOSYS\"}", &policy);
	policy.foreign = (struct verdict){ ACTION_ERRNO, 38 };
	policy.otherwise = (struct verdict){ ACTION_LOG, 0 };
	emit(&policy, "oci", &out, &notes);
	assert_string_equal(notes.at,
		"calls newer than " SYSCALLS_KNOWN_TO " get the default action instead of errno ENOSYS: OCI cannot match them\n"
		"an arch that the policy does not name gets kill-thread instead of errno ENOSYS: OCI cannot express it\n"
		"numbers of x86_64 from 0x80000000 on get kill-thread instead of errno ENOSYS: OCI takes them for x32's\n");
	emit_warnings(&policy, &warned);
	assert_string_equal(warned.at, "the default action allows any call that no rule matches\n");
	policy_free(&policy);
}

static void test_rows_of_outputs(void **state)
{
	const struct emit_output *output;

	(void)state;
	assert_null(emit_output_find("nonsense"));
	for (unsigned i = 0; (output = emit_output_at(i)); i++)
		assert_ptr_equal(emit_output_find(output->name), output);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_listing),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_noted),
		cmocka_unit_test(test_noted_answers),
		cmocka_unit_test(test_rows_of_outputs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
