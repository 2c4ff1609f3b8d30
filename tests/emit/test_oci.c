/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The OCI output means what the policy says to the library that every runtime
 * hands it to: it is read back, given to libseccomp rule by rule, and the
 * filter that libseccomp makes is run beside our own.
 *
 * Policies here say only what the format can say; where something is told as
 * left out, the policy is not compared.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <jansson.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "emit/emit.h"
#include "emit/filter.h"
#include "tests/emit/random.h"

enum { SEED = 20261121, POLICIES = 400, INPUTS = 300 };

/* libseccomp keeps some memory to itself when a rule stands already. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libseccomp";
}

/* jansson's integers end at 2^63 - 1, OCI's are unsigned: long ones become strings. */
static json_t *parse(const char *text)
{
	AUTO_TEXT struct text quoted = { 0 };

	while (*text) {
		size_t digits = strspn(text, "0123456789"), size = digits ? digits : 1;
		text_add(&quoted, digits > 18 ? "\"" : "");
		text_add_bytes(&quoted, text, size);
		text_add(&quoted, digits > 18 ? "\"" : "");
		text += size;
	}
	return json_loads(quoted.at, JSON_REJECT_DUPLICATES, NULL);
}

static uint64_t number_at(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	return json_is_string(value) ? strtoull(json_string_value(value), NULL, 10) : (uint64_t)json_integer_value(value);
}

static const char *string_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static uint32_t action_of(const char *name, uint64_t error)
{
	static const struct { const char *name; uint32_t action; } actions[] = {
		{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW }, { "SCMP_ACT_LOG", SCMP_ACT_LOG }, { "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
		{ "SCMP_ACT_TRACE", SCMP_ACT_TRACE(0) }, { "SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD },
		{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
	};
	for (size_t i = 0; i < COUNT_OF(actions); i++)
		if (!strcmp(name, actions[i].name))
			return actions[i].action;
	assert_string_equal(name, "SCMP_ACT_ERRNO");
	return SCMP_ACT_ERRNO(error);
}

static struct scmp_arg_cmp comparison_of(const json_t *arg)
{
	struct scmp_arg_cmp cmp = { .arg = (unsigned)number_at(arg, "index"), .datum_a = number_at(arg, "value") };
	bool masked = !strcmp(string_at(arg, "op"), "SCMP_CMP_MASKED_EQ");

	cmp.op = masked ? SCMP_CMP_MASKED_EQ : SCMP_CMP_EQ;
	cmp.datum_b = masked ? number_at(arg, "valueTwo") : 0;
	return cmp;
}

static void add_entry(scmp_filter_ctx ctx, const json_t *entry)
{
	struct scmp_arg_cmp cmp[SYSCALL_ARGS];
	const json_t *names = json_object_get(entry, "names"), *args = json_object_get(entry, "args");
	uint32_t action = action_of(string_at(entry, "action"), number_at(entry, "errnoRet"));

	for (size_t i = 0; i < json_array_size(args); i++)
		cmp[i] = comparison_of(json_array_get(args, i));
	for (size_t i = 0; i < json_array_size(names); i++) {
		int nr = seccomp_syscall_resolve_name(json_string_value(json_array_get(names, i)));
		assert_int_not_equal(nr, __NR_SCMP_ERROR);
		int failed = seccomp_rule_add_array(ctx, action, nr, (unsigned)json_array_size(args), cmp);
		assert_true(failed == 0 || failed == -EEXIST);
	}
}

static void read_back(scmp_filter_ctx ctx, struct filter *filter)
{
	int fd = memfd_create("filter", 0);
	assert_int_equal(seccomp_export_bpf(ctx, fd), 0);
	off_t size = lseek(fd, 0, SEEK_END);
	filter->length = (size_t)size / sizeof(*filter->insn);
	filter->insn = mem_alloc((size_t)size);
	assert_int_equal(pread(fd, filter->insn, (size_t)size, 0), size);
	close(fd);
}

static void build(const char *oci, struct filter *filter)
{
	json_t *root = parse(oci);
	assert_non_null(root);
	const json_t *archs = json_object_get(root, "architectures"), *entries = json_object_get(root, "syscalls");
	scmp_filter_ctx ctx = seccomp_init(action_of(string_at(root, "defaultAction"), number_at(root, "defaultErrnoRet")));
	assert_non_null(ctx);
	seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
	for (size_t i = 0; i < json_array_size(archs); i++) {
		char name[32] = "";
		const char *scmp = json_string_value(json_array_get(archs, i)) + strlen("SCMP_ARCH_");
		for (size_t n = 0; scmp[n] && n < sizeof(name) - 1; n++)
			name[n] = (char)(scmp[n] >= 'A' && scmp[n] <= 'Z' ? scmp[n] + 'a' - 'A' : scmp[n]);
		assert_int_equal(seccomp_arch_add(ctx, seccomp_arch_resolve_name(name)), 0);
	}
	for (size_t i = 0; i < json_array_size(entries); i++)
		add_entry(ctx, json_array_get(entries, i));
	read_back(ctx, filter);
	seccomp_release(ctx);
	json_decref(root);
}

static bool is_multiplexed(const char *name)
{
	int nr = seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, name);
	return nr <= -100 && nr > -300;
}

/* What libseccomp knows by the same number. What it can also reach through
 * socketcall and ipc it treats in a way of its own. */
static bool is_comparable(const struct policy *policy, enum syscall_id id)
{
	const char *name = syscall_name(id);

	if (is_multiplexed(name) || id == CALL_socketcall || id == CALL_ipc)
		return false;
	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		if (!(policy->archs & ARCH_BIT(arch)))
			continue;
		char lower[32] = "";
		snprintf(lower, sizeof(lower), "%s", arch_info((enum arch)arch)->scmp + strlen("SCMP_ARCH_"));
		for (char *c = lower; *c; c++)
			*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
		int nr = seccomp_syscall_resolve_name_arch(seccomp_arch_resolve_name(lower), name);
		int64_t ours = syscall_nr(id, (enum arch)arch);
		if (ours < 0 ? nr >= 0 : nr != ours)
			return false;
	}
	return true;
}

static bool stands_already(const struct policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (&policy->rules[i] != rule && policy->rules[i].id == rule->id)
			return true;
	return false;
}

static arch_set archs_with(const struct policy *policy, enum syscall_id id)
{
	arch_set archs = 0;
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (policy->archs & ARCH_BIT(arch) && syscall_exists(id, (enum arch)arch))
			archs |= ARCH_BIT(arch);
	return archs;
}

/* libseccomp 2.5.4 forgets to load the number where an arch has one call alone. */
static void add_plain_rules(struct policy *policy)
{
	static const enum syscall_id ids[] = { CALL_close, CALL_exit_group, CALL_read, CALL_write };
	struct verdict verdict = { policy->otherwise.action == ACTION_ALLOW ? ACTION_LOG : ACTION_ALLOW, 0 };

	for (size_t i = 0; i < COUNT_OF(ids); i++)
		*policy_add(policy) = (struct rule){ .id = ids[i], .archs = policy->archs, .verdict = verdict };
}

/* A random policy that the format has words for. */
static void sayable_policy(struct rng *rng, struct policy *policy)
{
	static const arch_set sets[] = {
		ARCH_BIT(ARCH_X86_64), ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386),
		ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32),
		ARCH_BIT(ARCH_ARM64), ARCH_BIT(ARCH_ARM64) | ARCH_BIT(ARCH_ARM), ARCH_BIT(ARCH_RISCV64),
		ARCH_BIT(ARCH_PPC64LE),
	};
	random_policy_of(rng, policy, sets[rng_below(rng, COUNT_OF(sets))], 0);
	policy->newer = policy->otherwise;
	policy->foreign = (struct verdict){ ACTION_KILL, 0 };
	add_plain_rules(policy);
	for (unsigned i = 0, n = 1 + rng_below(rng, 8); i < n; i++) {
		random_rule(rng, policy);
		struct rule *rule = &policy->rules[policy->rule_count - 1];
		if (rule->id == CALL_UNKNOWN || stands_already(policy, rule) || !is_comparable(policy, rule->id))
			policy->rule_count--;
		else
			rule->archs = archs_with(policy, rule->id);
	}
	policy_sort(policy);
}

static void print_difference(const struct policy *policy, const struct seccomp_data *data, const char *oci)
{
	AUTO_TEXT struct text text = { 0 };
	policy_write(policy, &text);
	fprintf(stderr, "%s\n%s\narch 0x%x nr 0x%x args", text.at, oci, data->arch, (uint32_t)data->nr);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		fprintf(stderr, " 0x%llx", (unsigned long long)data->args[i]);
	fprintf(stderr, "\n");
}

/* 32-bit archs have no more than 32 bits of an argument. */
static struct seccomp_data as_that_arch_makes_it(struct seccomp_data data)
{
	int arch = arch_of_call(data.arch, (uint32_t)data.nr);
	for (unsigned i = 0; i < SYSCALL_ARGS && arch >= 0 && arch_info((enum arch)arch)->bits == 32; i++)
		data.args[i] = (uint32_t)data.args[i];
	return data;
}

static void compare(struct rng *rng, const struct policy *policy, const char *oci, const struct filter *theirs)
{
	AUTO_FILTER struct filter ours = { 0 };
	struct err err = { "" };

	assert_int_equal(filter_compile(&ours, policy, &err), 0);
	for (unsigned i = 0; i < INPUTS; i++) {
		struct seccomp_data data = as_that_arch_makes_it(random_input(rng, policy));
		if (data.nr < 0)              /* no call; libseccomp takes some of them for x32 */
			continue;
		uint32_t want = filter_run(&ours, &data, NULL), got = filter_run(theirs, &data, NULL);
		if (want != got)
			print_difference(policy, &data, oci);
		assert_int_equal(got, want);
	}
}

static void test_libseccomp_agrees(void **state)
{
	struct rng rng = { SEED };
	unsigned compared = 0, conditions = 0;

	(void)state;
	seccomp_api_set(6);
	for (unsigned i = 0; i < POLICIES; i++) {
		AUTO_TEXT struct text oci = { 0 }, told = { 0 };
		AUTO_FILTER struct filter theirs = { 0 };
		struct policy policy;
		struct err err = { "" };
		sayable_policy(&rng, &policy);
		assert_int_equal(emit_output_find("oci")->write(&policy, &oci, &told, &err), 0);
		if (!told.length) {
			build(oci.at, &theirs);
			compare(&rng, &policy, oci.at, &theirs);
			compared++;
			conditions += strstr(oci.at, "SCMP_CMP") != NULL;
		}
		policy_free(&policy);
	}
	print_message("# seed %d: %u policies compared, %u with conditions\n", SEED, compared, conditions);
	assert_true(compared > POLICIES / 2 && conditions > POLICIES / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_libseccomp_agrees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
