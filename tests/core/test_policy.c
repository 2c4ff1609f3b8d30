/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The policy: its meaning case by case, and file round trips.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/order.h"
#include "core/policy/policy.h"
#include "core/kernel/structs.h"
#include "tests/core/example.h"

enum { SEEDS = 300 };

static struct policy must_read(const char *bytes)
{
	struct policy policy = {0};
	struct err err;

	if (policy_read_bytes(&policy, bytes, strlen(bytes), "p", &err))
		fail_msg("%s\n%s", err.text, bytes);
	return policy;
}

static void test_errnos(void **state)
{
	static const struct { int number, theirs; const char *name; } rows[] = {
#define ERRNO(number, name) { number, name, #name },
#include "core/verdict/errno.def"
#undef ERRNO
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(rows[i].number, rows[i].theirs);
		assert_int_equal(errno_by_name(rows[i].name), rows[i].number);
		assert_int_equal(errno_by_name(errno_name(rows[i].number)), rows[i].number);
	}
	assert_string_equal(errno_name(11), "EAGAIN");
	assert_string_equal(errno_name(95), "EOPNOTSUPP");
	assert_null(errno_name(0));
	assert_null(errno_name(41));
	assert_null(errno_name(134));
	assert_int_equal(errno_by_name("ENOTHING"), -1);
}

static void test_results(void **state)
{
	static const struct { int64_t result; int number; } rows[] = {
		{ 0, 0 }, { 2, 0 }, { 4095, 0 }, { -1, 1 }, { -133, 133 }, { -511, 511 }, { -4095, 4095 }, { -4096, 0 },
		{ -512, 0 }, { -513, 0 }, { -514, 0 }, { -515, 515 }, { -516, 0 }, { -517, 517 }, { -524, 524 },
		{ INT64_MIN, 0 }, { INT64_MAX, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(errno_of_result(rows[i].result), rows[i].number);
}

static void test_whys(void **state)
{
	(void)state;
	for (int i = 0; i < WHY_COUNT; i++)
		assert_int_equal(why_by_name(why_name((enum why)i)), i);
	assert_int_equal(why_by_name(""), -1);
}

static void test_defaults(void **state)
{
	struct policy policy = {0};

	(void)state;
	policy_defaults(&policy);
	assert_true(verdict_equal(policy.otherwise, (struct verdict){ ACTION_ERRNO, EPERM }));
	assert_true(verdict_equal(policy.newer, (struct verdict){ ACTION_ERRNO, ENOSYS }));
	assert_true(verdict_equal(policy.foreign, (struct verdict){ ACTION_KILL, 0 }));
	policy_free(&policy);
}

static const char meaning[] =
	"{\"seccord\": 1, \"archs\": [\"x86_64\", \"i386\"], \"default\": {\"action\": \"log\"},\n"
	" \"newer\": {\"action\": \"errno\", \"errno\": 7}, \"foreign\": {\"action\": \"trap\"}, \"calls\": [\n"
	"  {\"call\": \"read\"}, {\"call\": \"write\", \"archs\": [\"i386\"]},\n"
	"  {\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\", \"deep\": [{\"clone_flags\": [\"CLONE_VM\"]}]},\n"
	"  {\"call\": \"statmount\", \"deep\": [{\"statmount_mask\": []}]},\n"
	"  {\"call\": 3000, \"archs\": [\"x86_64\"]},\n"
	"  {\"call\": \"lseek\", \"action\": \"kill\", \"args\": [{\"whence\": [2]}]},\n"
	"  {\"call\": \"socket\", \"args\": [{\"domain\": [1], \"socktype\": [1, 5]}, {\"domain\": [2, 10]}]},\n"
	"  {\"call\": \"listen\", \"args\": [{\"backlog\": {\"from\": 1, \"to\": 128}}]},\n"
	"  {\"call\": \"mprotect\", \"args\": [{\"prot\": {\"bits\": 3}}]},\n"
	"  {\"call\": \"dup3\", \"args\": [{\"fdflags\": []}]},\n"
	"  {\"call\": \"fcntl\", \"args\": [{\"fcntl_cmd\": \"any\"}]}]}";

#define X86_64 0xC000003Eu
#define I386   0x40000003u
#define ARM64  0xC00000B7u
#define HIGH   (UINT64_C(0xdeadbeef) << 32)

static const struct { uint32_t arch, nr; uint64_t args[6]; struct verdict verdict; } questions[] = {
	{ X86_64, 0,          {0}, { ACTION_ALLOW, 0 } },                          /* read */
	{ I386,   3,          {0}, { ACTION_ALLOW, 0 } },
	{ ARM64,  63,         {0}, { ACTION_TRAP, 0 } },
	{ 0,      0,          {0}, { ACTION_TRAP, 0 } },
	{ X86_64, X32_BIT,    {0}, { ACTION_TRAP, 0 } },                           /* x32 is another arch */
	{ X86_64, UINT32_MAX, {0}, { ACTION_ERRNO, 7 } },
	{ I386,   UINT32_MAX, {0}, { ACTION_ERRNO, 7 } },
	{ X86_64, 0xbfffffff, {0}, { ACTION_ERRNO, 7 } },
	{ X86_64, 1,          {0}, { ACTION_LOG, 0 } },                            /* write: only on i386 */
	{ I386,   4,          {0}, { ACTION_ALLOW, 0 } },
	{ X86_64, 435,        {0}, { ACTION_ERRNO, ENOSYS } },                     /* clone3 */
	{ X86_64, 457,        {0}, { ACTION_ALLOW, 0 } },                          /* statmount: deep rows are no filter's */
	{ X86_64, 3000,       {0}, { ACTION_ALLOW, 0 } },
	{ I386,   3000,       {0}, { ACTION_ERRNO, 7 } },
	{ X86_64, 335,        {0}, { ACTION_LOG, 0 } },                            /* below the newest: not newer */
	{ X86_64, 8,          { 0, 0, 2 }, { ACTION_KILL, 0 } },                   /* lseek: where no row matches, the default */
	{ X86_64, 8,          { 0, 0, 1 }, { ACTION_LOG, 0 } },
	{ X86_64, 41,         { 1, 1 }, { ACTION_ALLOW, 0 } },                     /* socket: an OR of ANDs */
	{ X86_64, 41,         { 1, 2 }, { ACTION_LOG, 0 } },
	{ X86_64, 41,         { 10, 2 }, { ACTION_ALLOW, 0 } },
	{ X86_64, 41,         { 3, 1 }, { ACTION_LOG, 0 } },
	{ X86_64, 41,         { HIGH | 1, HIGH | 1 }, { ACTION_ALLOW, 0 } },       /* ints: the low half */
	{ X86_64, 41,         { 1, 0x80801 }, { ACTION_ALLOW, 0 } },               /* SOCK_CLOEXEC is ignored */
	{ X86_64, 41,         { 1, 0x100001 }, { ACTION_LOG, 0 } },
	{ I386,   359,        { 1, 5 }, { ACTION_ALLOW, 0 } },
	{ X86_64, 50,         { 0, 0 }, { ACTION_LOG, 0 } },                       /* listen: a range */
	{ X86_64, 50,         { 0, 1 }, { ACTION_ALLOW, 0 } },
	{ X86_64, 50,         { 0, 128 }, { ACTION_ALLOW, 0 } },
	{ X86_64, 50,         { 0, 129 }, { ACTION_LOG, 0 } },
	{ X86_64, 10,         { 0, 0, 3 }, { ACTION_ALLOW, 0 } },                  /* mprotect: no other bits, 64 of them */
	{ X86_64, 10,         { 0, 0, 0 }, { ACTION_ALLOW, 0 } },
	{ X86_64, 10,         { 0, 0, 4 }, { ACTION_LOG, 0 } },
	{ X86_64, 10,         { 0, 0, HIGH | 1 }, { ACTION_LOG, 0 } },
	{ I386,   125,        { 0, 0, HIGH | 1 }, { ACTION_ALLOW, 0 } },
	{ X86_64, 292,        { 0, 0, 0 }, { ACTION_LOG, 0 } },                    /* dup3: an empty list */
	{ X86_64, 72,         { 0, 77 }, { ACTION_ALLOW, 0 } },                    /* fcntl: any */
};

static void test_eval(void **state)
{
	struct policy policy = must_read(meaning);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(questions); i++) {
		struct seccomp_data data = { .arch = questions[i].arch, .nr = (int)questions[i].nr };
		memcpy(data.args, questions[i].args, sizeof(data.args));
		struct verdict verdict = policy_eval(&policy, &data);
		if (!verdict_equal(verdict, questions[i].verdict))
			fail_msg("arch %x nr %u: %s", data.arch, questions[i].nr, action_name(verdict.action));
	}
	policy_free(&policy);
}

static void test_role_that_the_call_lacks_never_matches(void **state)
{
	struct condition condition = { ROLE_domain, { .kind = VALUES_ANY } };
	struct row row = { .condition = &condition, .count = 1 }, empty = {0};
	uint64_t args[6] = {0};

	(void)state;
	assert_true(row_admits(&row, CALL_socket, ARCH_X86_64, args));
	assert_false(row_admits(&row, CALL_read, ARCH_X86_64, args));
	assert_false(row_admits(&row, CALL_UNKNOWN, ARCH_X86_64, args));
	assert_true(row_admits(&empty, CALL_read, ARCH_X86_64, args));
}

/* One number of arm has two names. */
static void test_either_name_of_a_number(void **state)
{
	static const char *const names[] = { "arm_sync_file_range", "sync_file_range2" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		AUTO_TEXT struct text bytes = {0};
		text_format(&bytes, "{\"seccord\": 1, \"archs\": [\"arm\"], \"calls\": [{\"call\": \"%s\"}]}", names[i]);
		struct policy policy = must_read(bytes.at);
		assert_non_null(policy_find(&policy, ARCH_ARM, 341));
		assert_null(policy_find(&policy, ARCH_ARM, 342));
		policy_free(&policy);
	}
}

/* --- the file --- */

static const char normal[] =
	"{\n"
	" \"seccord\": 1,\n"
	" \"note\": \"ours: C:\\\\x \\\"q\\\" \\u0007 \u00e9\",\n"
	" \"archs\": [\"x86_64\", \"i386\"],\n"
	" \"default\": {\"action\": \"errno\", \"errno\": \"EPERM\"},\n"
	" \"newer\": {\"action\": \"errno\", \"errno\": \"ENOSYS\"},\n"
	" \"foreign\": {\"action\": \"kill\"},\n"
	" \"calls\": [\n"
	"  {\"call\": \"clock_gettime\", \"why\": \"vdso\", \"by\": \"__vdso_clock_gettime\"},\n"
	"  {\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\", \"why\": \"fallback\", \"of\": \"clone\"},\n"
	"  {\"call\": \"getpid\", \"archs\": [\"i386\"], \"why\": \"equivalent\", \"of\": \"gettid\", \"set\": \"s\"},\n"
	"  {\"call\": \"lseek\", \"args\": [{}]},\n"
	"  {\"call\": \"mkdir\", \"action\": \"errno\", \"errno\": 0, \"note\": \"pretend\"},\n"
	"  {\"call\": \"socket\", \"why\": \"observed\", \"args\": [{\"domain\": [\"AF_UNIX\"], \"socktype\": [\"SOCK_STREAM\"]}, "
	"{\"domain\": [\"AF_INET\", \"AF_INET6\"]}]},\n"
	"  {\"call\": \"socketcall\"},\n"
	"  {\"call\": 5000, \"archs\": [\"x86_64\"], \"why\": \"observed\"}\n"
	" ]\n"
	"}\n";

static const char sloppy[] =
	"{\"calls\": [{\"call\": \"0x1388\", \"why\": \"observed\", \"archs\": [\"amd64\"]},"
	"{\"why\": \"user\", \"call\": \"socketcall\", \"archs\": [\"x86\"], \"action\": \"allow\"},"
	"{\"args\": [{\"socktype\": [1], \"domain\": [\"0x1\"]}, {\"domain\": [\"AF_INET6\", \"2\"]}], \"call\": \"socket\","
	" \"archs\": [\"i386\", \"x86_64\"], \"why\": \"observed\"},"
	"{\"call\": \"mkdir\", \"action\": \"errno\", \"errno\": 0, \"note\": \"pretend\"},"
	"{\"call\": 8, \"archs\": [\"x86_64\"], \"args\": [{}]}, {\"call\": 19, \"archs\": [\"i386\"], \"args\": [{}]},"
	"{\"call\": \"getpid\", \"archs\": [\"SCMP_ARCH_X86\"], \"why\": \"equivalent\", \"of\": \"gettid\", \"set\": \"s\"},"
	"{\"call\": 435, \"archs\": [\"x86_64\", \"i386\"], \"action\": \"errno\", \"errno\": 38, \"why\": \"fallback\", \"of\": \"clone\"},"
	"{\"call\": \"clock_gettime\", \"why\": \"vdso\", \"by\": \"__vdso_clock_gettime\"}],"
	"\"note\": \"ours: C:\\\\x \\\"q\\\" \\u0007 \\u00e9\", \"archs\": [\"i386\", \"x86_64\"], \"seccord\": 1}";

static char *again(const char *bytes)
{
	struct policy policy = must_read(bytes);
	struct text out = {0};

	policy_write(&policy, &out);
	policy_free(&policy);
	return out.at;
}

static void test_normal_form_stays(void **state)
{
	AUTO_FREE char *bytes = again(normal);

	(void)state;
	assert_string_equal(bytes, normal);
}

static void test_the_documented_example(void **state)
{
	AUTO_TEXT struct text example = example_of("docs/policy-format.md");
	AUTO_FREE char *bytes = again(example.at);

	(void)state;
	assert_string_equal(bytes, example.at);
}

/* Numbers and aliases become names, in file order; rules for one call on
 * several archs stay separate. */
static void test_reading_normalises(void **state)
{
	AUTO_FREE char *bytes = again(sloppy);
	AUTO_TEXT struct text expected = {0};
	const char *lseek = strstr(normal, "  {\"call\": \"lseek\"");

	(void)state;
	text_add_bytes(&expected, normal, (size_t)(lseek - normal));
	text_add(&expected, "  {\"call\": \"lseek\", \"archs\": [\"x86_64\"], \"args\": [{}]},\n"
	                    "  {\"call\": \"lseek\", \"archs\": [\"i386\"], \"args\": [{}]},\n");
	text_add(&expected, strchr(lseek, '\n') + 1);
	assert_string_equal(bytes, expected.at);
}

/* A field of eight bytes is compared in full, whatever the width of its role. */
static void test_deep_values_are_as_wide_as_their_field(void **state)
{
	AUTO_FREE char *bytes = again("{\"seccord\": 1, \"archs\": [\"x86_64\", \"i386\"], \"calls\": [{\"call\": \"clone3\", \"deep\": "
	                               "[{\"struct_size\": [88], \"clone_flags\": {\"bits\": \"0x200000080\"}}]}]}");

	(void)state;
	assert_non_null(strstr(bytes, "\"deep\": [{\"clone_flags\": {\"bits\": \"CLONE_"));
	assert_non_null(strstr(bytes, "}, \"struct_size\": [88]}]}\n"));
}

static void test_number_that_has_a_name_now(void **state)
{
	AUTO_FREE char *bytes = again("{\"seccord\": 1, \"archs\": [\"x86_64\", \"i386\", \"arm\"],"
	                              " \"calls\": [{\"call\": 102, \"archs\": [\"x86_64\", \"i386\", \"arm\"], \"note\": \"n\"}]}");
	const char *rules = strstr(bytes, "\"calls\"");

	(void)state;
	assert_string_equal(rules, "\"calls\": [\n"
	                           "  {\"call\": \"getuid\", \"archs\": [\"x86_64\"], \"note\": \"n\"},\n"
	                           "  {\"call\": \"socketcall\", \"note\": \"n\"},\n"
	                           "  {\"call\": 102, \"archs\": [\"arm\"], \"note\": \"n\"}\n ]\n}\n");
}

static void test_empty_policy(void **state)
{
	AUTO_FREE char *bytes = again("{\"seccord\": 1, \"archs\": [\"x86_64\"], \"calls\": []}");

	(void)state;
	assert_non_null(strstr(bytes, " \"calls\": []\n}\n"));
}

/* --- random policies --- */

static uint64_t random_state;

static uint32_t random_below(uint32_t bound)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((random_state >> 33) % bound);
}

static uint64_t random_value(uint64_t mask)
{
	uint64_t wide = (uint64_t)random_below(UINT32_MAX) << 32 | random_below(UINT32_MAX);

	return wide >> random_below(64) & mask;
}

static struct values random_values(uint64_t mask)
{
	struct values values = { .kind = (uint8_t)random_below(VALUES_MASKED + 1), .negated = !random_below(4) };
	uint64_t a = random_value(mask), b = random_value(mask);

	if (values.kind == VALUES_BITS || values.kind == VALUES_HAS_ALL || values.kind == VALUES_HAS_ANY || values.kind == VALUES_MASKED)
		values.v[0] = a;
	if (values.kind == VALUES_MASKED)
		values.v[1] = a & b;
	if (values.kind == VALUES_RANGE) {
		values.v[0] = a < b ? a : b;
		values.v[1] = a < b ? b : a;
	}
	if (values.kind == VALUES_SET) {
		values = (struct values){ .kind = VALUES_SET, .negated = values.negated };
		for (uint32_t n = 1 + random_below(VALUES_MAX); n; n--)
			values_insert(&values, random_value(mask));
	}
	return values;
}

/* The bits that a role has on each of the rule's archs; 0 where none has it. */
static uint64_t mask_of(const struct rule *rule, enum role role)
{
	uint64_t mask = UINT64_MAX;
	bool has = false;

	arch_each(arch, rule->archs) {
		if (syscall_arg(rule->id, arch, role) < 0)
			continue;
		has = true;
		mask &= syscall_mask(rule->id, arch, role);
	}
	return has ? mask : 0;
}

static struct verdict random_verdict(void)
{
	struct verdict verdict = { .action = (enum action)random_below(ACTION_COUNT) };

	if (verdict.action == ACTION_ERRNO)
		verdict.data = (uint16_t)(random_below(4) ? random_below(140) : random_below(4096));
	if (verdict.action == ACTION_TRAP || verdict.action == ACTION_TRACE)
		verdict.data = (uint16_t)(random_below(2) ? 0 : random_below(65536));
	return verdict;
}

static void random_row(struct policy *policy, const struct rule *rule, struct row *row)
{
	row->condition = arena_alloc(&policy->arena, ROLE_COUNT * 3 * sizeof(*row->condition));
	for (int i = 1; i < ROLE_COUNT; i++) {
		enum role role = (enum role)i;
		uint64_t mask = mask_of(rule, role);
		for (uint32_t n = mask ? random_below(role_is_register(role) ? 2 : 3) : 0; n; n--)
			row->condition[row->count++] = (struct condition){ role, random_values(mask) };
	}
	row->answers = !random_below(3);
	if (row->answers)
		row->verdict = random_verdict();
}

static void random_deep_row(struct policy *policy, const struct rule *rule, struct row *row)
{
	row->condition = arena_alloc(&policy->arena, DEEP_PLACES * sizeof(*row->condition));
	for (int i = 0; i < ROLE_COUNT; i++)
		if (deep_place((int)rule->id, (enum role)i) >= 0 && random_below(3))
			row->condition[row->count++] = (struct condition){ (enum role)i, random_values(deep_mask((int)rule->id, (unsigned)deep_place((int)rule->id, (enum role)i))) };
}

static void random_deep(struct policy *policy, struct rule *rule)
{
	if (!struct_of((int)rule->id))
		return;
	rule->deep_count = random_below(4);
	rule->deep = arena_alloc(&policy->arena, 4 * sizeof(*rule->deep));
	for (size_t i = 0; i < rule->deep_count; i++)
		random_deep_row(policy, rule, &rule->deep[i]);
}

static const char *random_string(void)
{
	static const char *const strings[] = { NULL, NULL, "", "x", "a \"b\" \\ \n", "caf\xc3\xa9 \xf0\x9f\x98\x80", "\x01\x7f" };

	return strings[random_below(COUNT_OF(strings))];
}

static void random_rule(struct policy *policy, int id, arch_set archs)
{
	struct rule *rule = policy_add(policy);

	*rule = (struct rule){
		.id = (enum syscall_id)id, .archs = archs, .verdict = random_verdict(), .why = (enum why)random_below(WHY_COUNT),
		.by = random_string(), .of = random_string(), .set = random_string(), .note = random_string(),
	};
	random_deep(policy, rule);
	if (random_below(2))
		return;
	rule->row_count = random_below(4);
	rule->rows = arena_alloc(&policy->arena, 4 * sizeof(*rule->rows));
	for (size_t i = 0; i < rule->row_count; i++)
		random_row(policy, rule, &rule->rows[i]);
}

static struct policy random_policy(uint64_t seed)
{
	struct policy policy = { .note = NULL };

	random_state = seed;
	policy.archs = (arch_set)(1 + random_below((1u << ARCH_COUNT) - 1));
	policy.otherwise = random_verdict();
	policy.newer = random_verdict();
	policy.foreign = random_verdict();
	policy.note = random_string();
	for (int id = (int)random_below(30); id < CALL_COUNT; id += 1 + (int)random_below(40)) {
		arch_set has = policy_archs_of(&policy, (enum syscall_id)id), some = has & (arch_set)random_below(0x10000);
		if (id == CALL_arm_sync_file_range || id == CALL_sync_file_range2)      /* two names of one number */
			continue;
		if (some)
			random_rule(&policy, id, some);
		if (has & ~some && random_below(2))
			random_rule(&policy, id, (arch_set)(has & ~some));
	}
	arch_each(arch, ARCH_ALL) {
		uint32_t nr = arch_info(arch)->newest + 1 + random_below(1000);
		if (!(policy.archs & ARCH_BIT(arch)) || syscall_by_nr(arch, nr) != CALL_UNKNOWN)
			continue;
		random_rule(&policy, CALL_UNKNOWN, ARCH_BIT(arch));
		policy.rules[policy.rule_count - 1].nr = nr;
		random_rule(&policy, CALL_UNKNOWN, ARCH_BIT(arch));
		policy.rules[policy.rule_count - 1].nr = nr - random_below(100);
		policy.rules[policy.rule_count - 1].last = nr + 1 + random_below(1000);
	}
	for (uint32_t n = random_below(3); n; n--)
		policy_add_inexact(&policy, (struct inexact){ random_below(3), random_below(2) ? "read" : NULL, "a reason" });
	policy_sort(&policy);
	return policy;
}

static bool rules_equal(const struct rule *a, const struct rule *b)
{
	return a->id == b->id && a->nr == b->nr && a->last == b->last && a->archs == b->archs && rule_content_equal(a, b);
}

static bool policies_equal(const struct policy *a, const struct policy *b)
{
	if (a->archs != b->archs || a->rule_count != b->rule_count || !string_equal(a->note, b->note) ||
	    !verdict_equal(a->otherwise, b->otherwise) || !verdict_equal(a->newer, b->newer) ||
	    !verdict_equal(a->foreign, b->foreign) || a->inexact_count != b->inexact_count)
		return false;
	for (size_t i = 0; i < a->inexact_count; i++)
		if (a->inexact[i].line != b->inexact[i].line || !string_equal(a->inexact[i].call, b->inexact[i].call) ||
		    !string_equal(a->inexact[i].reason, b->inexact[i].reason))
			return false;
	for (size_t i = 0; i < a->rule_count; i++)
		if (!rules_equal(&a->rules[i], &b->rules[i]))
			return false;
	return true;
}

static void test_read_of_write(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct policy policy = random_policy(seed), copy = {0};
		AUTO_TEXT struct text bytes = {0};
		struct err err;
		policy_write(&policy, &bytes);
		if (policy_read_bytes(&copy, bytes.at, bytes.length, "p", &err))
			fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
		if (!policies_equal(&policy, &copy))
			fail_msg("seed %llu: another policy came back", (unsigned long long)seed);
		policy_free(&policy);
		policy_free(&copy);
	}
}

static void test_find_is_the_rule_of_that_number(void **state)
{
	struct policy policy = random_policy(42);

	(void)state;
	arch_each(arch, ARCH_ALL)
		for (uint32_t nr = 0; nr < 1500; nr++) {
			uint32_t shown = nr + arch_info(arch)->base;
			const struct rule *rule = policy_find(&policy, arch, shown);
			int id = syscall_by_nr(arch, shown);
			if (rule)
				assert_true(rule->archs & ARCH_BIT(arch) && (int)rule->id == id);
			for (size_t i = 0; !rule && i < policy.rule_count; i++)
				assert_false(id != CALL_UNKNOWN && (int)policy.rules[i].id == id && policy.rules[i].archs & ARCH_BIT(arch));
		}
	policy_free(&policy);
}

static void test_kept_archs(void **state)
{
	struct policy policy = random_policy(7);
	struct verdict foreign = policy.foreign;
	struct seccomp_data data = { .arch = arch_info(ARCH_I386)->audit };

	(void)state;
	for (data.nr = 0; data.nr < 500; data.nr++) {
		struct policy kept = random_policy(7);
		policy_keep_archs(&kept, ARCH_BIT(ARCH_X86_64));
		assert_true(verdict_equal(policy_eval(&kept, &data), foreign));
		for (size_t i = 0; i < kept.rule_count; i++)
			assert_int_equal(kept.rules[i].archs, ARCH_BIT(ARCH_X86_64));
		struct seccomp_data wide = { .arch = arch_info(ARCH_X86_64)->audit, .nr = data.nr };
		if (policy.archs & ARCH_BIT(ARCH_X86_64))
			assert_true(verdict_equal(policy_eval(&kept, &wide), policy_eval(&policy, &wide)));
		policy_free(&kept);
	}
	policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errnos),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_whys),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_eval),
		cmocka_unit_test(test_role_that_the_call_lacks_never_matches),
		cmocka_unit_test(test_either_name_of_a_number),
		cmocka_unit_test(test_find_is_the_rule_of_that_number),
		cmocka_unit_test(test_normal_form_stays),
		cmocka_unit_test(test_the_documented_example),
		cmocka_unit_test(test_reading_normalises),
		cmocka_unit_test(test_number_that_has_a_name_now),
		cmocka_unit_test(test_empty_policy),
		cmocka_unit_test(test_read_of_write),
		cmocka_unit_test(test_kept_archs),
		cmocka_unit_test(test_deep_values_are_as_wide_as_their_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
