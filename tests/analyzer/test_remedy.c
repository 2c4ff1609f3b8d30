/* SPDX-License-Identifier: Apache-2.0 */
/* What would allow a refused call: it does, and allows no more than a derived policy would. */
#include "analyzer/explain/remedy.h"
#include "core/base/json.h"
#include "core/libc/operation_group.h"
#include "tests/analyzer/traces.h"

enum { ALL = (1 << SYSCALL_ARGS) - 1 };

static const struct {
	const char *calls;                    /* of the policy; NULL: no policy */
	const char *call;
	unsigned known;                       /* bit i: argument i */
	uint64_t args[SYSCALL_ARGS];
	const char *wanted;
} rows[] = {
	{ NULL, "mkdir", 0, {0}, "add {\"call\": \"mkdir\"}" },
	{ "", "mkdir", 0, {0}, "add {\"call\": \"mkdir\"}" },
	{ "{\"call\": \"mkdir\"}", "mkdir", 0, {0}, "" },
	{ "", "socket", ALL, {10, 2, 0}, "add {\"call\": \"socket\", \"args\": [{\"domain\": [\"AF_INET6\"], \"socktype\": [\"SOCK_DGRAM\"], \"protocol\": [\"IPPROTO_IP\"]}]}" },
	/* Bits that rules ignore are no condition. */
	{ "", "socket", ALL, {10, 0x80002, 0}, "add {\"call\": \"socket\", \"args\": [{\"domain\": [\"AF_INET6\"], \"socktype\": [\"SOCK_DGRAM\"], \"protocol\": [\"IPPROTO_IP\"]}]}" },
	{ "", "socket", 1, {10}, "no rule can be derived from this record, which does not show what a policy restricts: socktype, protocol; repeat the call under `seccord run --learn`" },
	{ "", "keyctl", 0, {0}, "no rule can be derived from this record, which does not show what a policy restricts: keyctl_op; repeat the call under `seccord run --learn`" },
	{ "", "chmod", 0, {0}, "add {\"call\": \"chmod\", \"args\": [{\"mode\": {\"not\": {\"has_any\": \"06000\"}}}]}, which allows what is not dangerous, since the record does not show mode" },
	{ "{\"call\": \"chmod\", \"args\": [{\"mode\": [\"0644\"]}]}", "chmod", 0, {0},
	  "no rule can be derived from this record, which does not show what a policy restricts: mode; repeat the call under `seccord run --learn`" },
	{ "", "ioctl", 2, {0, 0x5413}, "add {\"call\": \"ioctl\", \"args\": [{\"ioctl_cmd\": [\"TIOCGWINSZ\"]}]}" },
	{ "{\"call\": \"ioctl\", \"args\": [{\"ioctl_cmd\": [\"TCGETS\"]}]}", "ioctl", 2, {0, 0x5413},
	  "add to the args of its rule: {\"ioctl_cmd\": [\"TIOCGWINSZ\"]}" },
	/* A rule that checks less gets no row that checks less than a derived one. */
	{ "{\"call\": \"socket\", \"args\": [{\"domain\": [\"AF_UNIX\"]}]}", "socket", ALL, {2, 1, 6},
	  "add to the args of its rule: {\"domain\": [\"AF_INET\"], \"socktype\": [\"SOCK_STREAM\"], \"protocol\": [\"IPPROTO_TCP\"]}" },
	{ "{\"call\": \"ioctl\", \"args\": [{\"ioctl_cmd\": [\"TIOCSTI\"], \"action\": \"kill\"}, {\"ioctl_cmd\": \"any\"}]}", "ioctl", 2, {0, 0x5412},
	  "put first in the args of its rule: {\"ioctl_cmd\": [\"TIOCSTI\"]}" },
	{ "{\"call\": \"mkdir\", \"action\": \"kill\"}", "mkdir", 0, {0}, "replace its rule by {\"call\": \"mkdir\"}" },
	{ "", "clone3", 0, {0}, "add {\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}, so that callers fall back to clone, which must be allowed" },
	{ "{\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}", "clone3", 0, {0}, "" },
};

static void read_calls(struct policy *policy, const char *calls, const char *archs)
{
	AUTO_TEXT struct text text = {0};
	struct err err = {0};

	text_format(&text, "{\"seccord\": 2, \"archs\": [%s], \"calls\": [%s]}", archs, calls);
	if (policy_read_bytes(policy, text.at, text.length, "p", &err) < 0)
		fail_msg("%s: %s", text.at, err.text);
}

static struct refusal refusal_on(enum syscall_id id, unsigned known, const uint64_t args[SYSCALL_ARGS])
{
	struct refusal refusal = { .kind = REFUSAL_SIGNAL, .called = true, .arch = ARCH_X86_64, .nr = (uint32_t)syscall_nr(id, ARCH_X86_64), .known = known };

	memcpy(refusal.args, args, sizeof(refusal.args));
	return refusal;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct refusal refusal = refusal_on((enum syscall_id)syscall_by_name(rows[i].call), rows[i].known, rows[i].args);
		AUTO_POLICY struct policy policy = {0};
		AUTO_REMEDY struct remedy remedy;
		AUTO_TEXT struct text words = {0};
		if (rows[i].calls)
			read_calls(&policy, rows[i].calls, "\"x86_64\"");
		remedy_of(&remedy, &refusal, rows[i].calls ? &policy : NULL);
		remedy_text(&remedy, &words);
		text_add(&words, "");
		if (strcmp(words.at, rows[i].wanted))
			fail_msg("%s under %s: %s\nwanted: %s", rows[i].call, rows[i].calls, words.at, rows[i].wanted);
	}
}

/* A rule for several archs is not widened on the others without a word. */
static void test_archs(void **state)
{
	struct refusal refusal = refusal_on(CALL_mkdir, 0, (uint64_t[SYSCALL_ARGS]){0});
	AUTO_POLICY struct policy policy = {0}, other = {0}, args = {0};
	AUTO_TEXT struct text both = {0}, foreign = {0}, shared = {0};

	(void)state;
	struct remedy remedy;
	read_calls(&policy, "", "\"x86_64\", \"i386\"");
	remedy_of(&remedy, &refusal, &policy);
	remedy_text(&remedy, &both);
	remedy_free(&remedy);
	assert_string_equal(both.at, "add {\"call\": \"mkdir\", \"archs\": [\"x86_64\"]}");
	read_calls(&other, "", "\"arm64\"");
	remedy_of(&remedy, &refusal, &other);
	remedy_text(&remedy, &foreign);
	remedy_free(&remedy);
	assert_string_equal(foreign.at, "add \"x86_64\" to archs, and add {\"call\": \"mkdir\"}");
	read_calls(&args, "{\"call\": \"ioctl\", \"args\": [{\"ioctl_cmd\": [\"TCGETS\"]}]}", "\"x86_64\", \"i386\"");
	refusal = refusal_on(CALL_ioctl, 2, (uint64_t[SYSCALL_ARGS]){0, 0x5413});
	remedy_of(&remedy, &refusal, &args);
	remedy_text(&remedy, &shared);
	remedy_free(&remedy);
	assert_string_equal(shared.at, "add to the args of its rule: {\"ioctl_cmd\": [\"TIOCGWINSZ\"]} (the rule is also for i386: split it to leave these as they are)");
}

/* --- no call gets more than `policy` would give it --- */

static const uint64_t tried[] = { 0, 1, 2, 3, 5, 6, 10, 16, 17, 0x1000, 0x5401, 0x5412, 0x5413, 0x10000000, 0x7e020000, 0xffffffff };

static uint64_t answer_to(const struct policy *policy, enum syscall_id id, const uint64_t args[SYSCALL_ARGS])
{
	struct seccomp_data data = { .arch = arch_info(ARCH_X86_64)->audit, .nr = (int)syscall_nr(id, ARCH_X86_64) };

	memcpy(data.args, args, sizeof(data.args));
	return verdict_passes(policy_eval(policy, &data));
}

static void derive_call(struct policy *policy, enum syscall_id id, const uint64_t args[SYSCALL_ARGS])
{
	struct derive_options options = {.level = LEVEL_DEFAULT, .otherwise = {ACTION_ERRNO, 1}};
	struct trace_call call = call_on(ARCH_X86_64, (uint32_t)syscall_nr(id, ARCH_X86_64));
	struct trace trace = {0};
	AUTO_TEXT struct text notes = {0};

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		call_argument(&call, (int)id, arg, args[arg]);
	call_tuple(&call);
	record_call(&trace, &call);
	derive(policy, &trace, &options, &notes);
	trace_free(&trace);
}

static size_t compare_call(enum syscall_id id, const uint64_t args[SYSCALL_ARGS])
{
	struct refusal refusal = refusal_on(id, ALL, args);
	AUTO_POLICY struct policy remedied = {0}, derived = {0};
	AUTO_REMEDY struct remedy remedy;
	AUTO_TEXT struct text rule = {0};
	size_t allowed = 0;

	remedy_of(&remedy, &refusal, NULL);
	if (!remedy.change || remedy.planned)
		return 0;
	json_line(remedy.change, &rule);
	read_calls(&remedied, rule.at, "\"x86_64\"");
	derive_call(&derived, id, args);
	if (!answer_to(&remedied, id, args))
		fail_msg("%s does not allow the call", rule.at);
	for (size_t a = 0; a < COUNT_OF(tried); a++)
		for (size_t b = 0; b < COUNT_OF(tried); b++) {
			const uint64_t other[SYSCALL_ARGS] = { tried[a], tried[b], args[2], tried[(a + b) % COUNT_OF(tried)], args[4], args[5] };
			allowed += answer_to(&remedied, id, other);
			if (answer_to(&remedied, id, other) && !answer_to(&derived, id, other))
				fail_msg("%s is laxer than the derived policy", rule.at);
		}
	return allowed;
}

static void test_never_laxer(void **state)
{
	size_t allowed = 0;

	(void)state;
	for (int id = 0; id < CALL_COUNT; id++) {
		if (!syscall_exists((enum syscall_id)id, ARCH_X86_64))
			continue;
		for (size_t i = 0; i < COUNT_OF(tried); i++)
			allowed += compare_call((enum syscall_id)id, (uint64_t[SYSCALL_ARGS]){ tried[i], tried[(i + 1) % COUNT_OF(tried)], 0, 1 });
	}
	assert_true(allowed > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_archs), cmocka_unit_test(test_never_laxer) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
