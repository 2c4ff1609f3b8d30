/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings of systemd units beside SystemCallFilter=. Policies are drawn from variants of the calls that settings
 * refuse; the unit is read back as the filters that systemd loads, and proved in both directions: it stops nothing
 * that the policy allows, and allows nothing else but what the notes list.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "emit/in/in.h"
#include "emit/out/emit.h"
#include "emit/proof/prove.h"
#include "tests/emit/random.h"

enum { SEED = 20261130, POLICIES = 300, VARIANTS = 8 };

#define NOT_SET_ID "{\"mode\": {\"not\": {\"has_any\": \"06000\"}}}"
#define NOT_SET_UID "{\"mode\": {\"not\": {\"has_any\": \"04000\"}}}"
#define NO_NAMESPACE "{\"bits\": \"CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD\"}"
#define ENOSYS_ "\"action\": \"errno\", \"errno\": \"ENOSYS\""

/* A call, and what a rule may say of it; "" is no condition, and no rule is always one more variant. */
static const struct {
	const char *call;
	const char *variant[VARIANTS];
} calls[] = {
	{ "socket", { "", "\"args\": [{\"domain\": [\"AF_UNIX\", \"AF_INET\"]}]", "\"args\": [{\"domain\": {\"not\": [\"AF_PACKET\"]}}]",
	              "\"args\": [{\"domain\": {\"from\": 1, \"to\": 10}}]", "\"args\": [{\"domain\": [1], \"socktype\": [1]}]",
	              "\"args\": [{\"domain\": [0]}]", "\"args\": [{\"domain\": [70]}]" } },
	{ "clone", { "", "\"args\": [{\"clone_flags\": " NO_NAMESPACE "}]", "\"args\": [{\"clone_flags\": {\"not\": {\"has_any\": \"CLONE_NEWUSER\"}}}]",
	             "\"args\": [{\"clone_flags\": [\"CLONE_NEWNET\"]}]" } },
	{ "clone3", { "", ENOSYS_, ENOSYS_ } },
	{ "unshare", { "", "\"args\": [{\"nsflags\": " NO_NAMESPACE "}]", "\"args\": [{\"nsflags\": [\"CLONE_NEWNET\"]}]",
	               "\"args\": [{\"nsflags\": [\"CLONE_NEWTIME\"]}]" } },
	{ "setns", { "", "\"args\": [{\"nstype\": [\"CLONE_NEWNET\"]}]", "\"args\": [{\"nstype\": [0]}]" } },
	{ "mmap", { "", "\"args\": [{\"prot\": {\"not\": {\"has_all\": \"PROT_WRITE|PROT_EXEC\"}}}]", "\"args\": [{\"prot\": [1, 3]}]" } },
	{ "mprotect", { "", "\"args\": [{\"prot\": {\"not\": {\"has_any\": \"PROT_EXEC\"}}}]", "\"args\": [{\"prot\": [0, 1]}]" } },
	{ "pkey_mprotect", { "\"args\": [{\"prot\": {\"not\": {\"has_any\": \"PROT_EXEC\"}}}]" } },
	{ "shmat", { "", "\"args\": [{\"ipcflags\": {\"not\": {\"has_any\": 32768}}}]" } },
	{ "sched_setscheduler", { "", "\"args\": [{\"sched_policy\": [0, 3, 5]}]" } },
	{ "personality", { "", "\"args\": [{\"personality\": [0]}]", "\"args\": [{\"personality\": [\"0xffffffff\"]}]" } },
	{ "chmod", { "", "\"args\": [" NOT_SET_ID "]", "\"args\": [" NOT_SET_UID "]" } },
	{ "fchmodat2", { "\"args\": [" NOT_SET_ID "]" } },
	{ "mknod", { "", "\"args\": [" NOT_SET_ID "]" } },
	{ "open", { "", "\"args\": [{\"oflags\": {\"not\": {\"has_any\": \"O_CREAT\"}}}]", "\"args\": [" NOT_SET_ID "]",
	            "\"args\": [{\"oflags\": {\"not\": {\"has_any\": \"O_CREAT\"}}}, " NOT_SET_ID "]" } },
	{ "openat2", { "", ENOSYS_, ENOSYS_ } },
	{ "sethostname", { "" } }, { "syslog", { "" } }, { "init_module", { "" } }, { "clock_settime", { "" } }, { "iopl", { "" } },
	{ "_sysctl", { "" } }, { "read", { "" } },
};

/* What the notes say that settings refuse besides: registers are compared as a whole. */
static const struct { const char *call, *condition; } besides[] = {
	{ "socket", "\"arg0\": {\"from\": 0, \"to\": \"0xffffffff\"}" },
	{ "sched_setscheduler", "\"arg1\": {\"from\": 0, \"to\": \"0xffffffff\"}" },
	{ "personality", "\"arg0\": {\"from\": 0, \"to\": \"0xffffffff\"}" },
	{ "clone", "\"arg0\": {\"not\": {\"has_any\": 128}}" },
};

/* `least`: the same rule without what settings refuse besides; it has one row, or none. */
static void put_rule(const char *call, const char *variant, bool least, struct text *out)
{
	const char *condition = NULL;

	for (size_t i = 0; i < COUNT_OF(besides); i++)
		if (least && !strcmp(besides[i].call, call))
			condition = besides[i].condition;
	text_format(out, "%s{\"call\": \"%s\"", out->at[out->length - 1] == '}' ? ", " : "", call);
	if (condition && *variant)
		text_format(out, ", %.*s, %s}]}", (int)strlen(variant) - 2, variant, condition);
	else if (condition)
		text_format(out, ", \"args\": [{%s}]}", condition);
	else
		text_format(out, "%s%s}", *variant ? ", " : "", variant);
}

static void put_head(struct text *out)
{
	text_add(out, "{\"seccord\": 2, \"archs\": [\"x86_64\"], \"default\": {\"action\": \"errno\", \"errno\": \"EPERM\"}, "
	              "\"newer\": {\"action\": \"errno\", \"errno\": \"EPERM\"}, \"foreign\": {\"action\": \"kill-thread\"}, \"calls\": [");
}

/* Each call with a chance of one in three at a rule, so that many settings hold. */
static void draw(struct rng *rng, struct text *policy, struct text *least)
{
	put_head(policy);
	put_head(least);
	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		unsigned variants = 0;
		while (variants < VARIANTS && calls[i].variant[variants])
			variants++;
		unsigned which = rng_below(rng, 3 * variants);
		if (which >= variants)
			continue;
		put_rule(calls[i].call, calls[i].variant[which], false, policy);
		put_rule(calls[i].call, calls[i].variant[which], true, least);
	}
	text_add(policy, "]}");
	text_add(least, "]}");
}

static void read_policy(struct policy *policy, const struct text *text)
{
	struct err err = { "" };

	if (policy_read_bytes(policy, text->at, text->length, "policy", &err))
		fail_msg("%s", err.text);
}

static void read_unit(struct policy *policy, const char *unit)
{
	AUTO_TEXT struct text notes = { 0 };
	struct err err = { "" };

	*policy = (struct policy){ 0 };
	if (in_read_bytes(policy, in_recognise(unit, strlen(unit)), unit, strlen(unit), "unit", &notes, &err))
		fail_msg("%s\n%s", err.text, unit);
	assert_int_equal(policy->inexact_count, 0);
}

/* Whether `a` allows nothing that `b` stops. */
static void assert_within(const struct policy *a, const struct policy *b, const char *what, const struct text *unit)
{
	AUTO_TEXT struct text call = { 0 };
	struct proof proof;
	struct err err = { "" };

	if (prove(&proof, (struct side){ .policy = a }, (struct side){ .policy = b }, CLAIM_SUBSET, &err))
		fail_msg("%s", err.text);
	if (proof.holds)
		return;
	prove_call_text(&proof, &call);
	fail_msg("%s: %s: 0x%x and 0x%x\n%s", what, call.at, proof.left, proof.right, unit->at);
}

/* Calls that the notes list as allowed with any arguments lose their conditions, and systemd adds its own group. */
static void widen(struct policy *policy, const struct text *notes, const struct policy *always)
{
	const char *list = strstr(notes->at, "allows these calls with any arguments:");

	for (size_t i = 0; i < policy->rule_count; i++) {
		AUTO_TEXT struct text word = { 0 }, line = { 0 };
		text_format(&word, " %s ", syscall_name(policy->rules[i].id));
		text_format(&line, "%.*s ", list ? (int)strcspn(list, "\n") : 0, list ? list : "");
		if (strstr(line.at, word.at))
			policy->rules[i].row_count = 0;
	}
	for (size_t i = 0; i < always->rule_count; i++)
		if (!policy_find(policy, ARCH_X86_64, (uint32_t)syscall_nr(always->rules[i].id, ARCH_X86_64)))
			*policy_add(policy) = always->rules[i];
	policy_sort(policy);
}

/* Lines that begin with one of systemd's settings, in total. */
static unsigned settings_in(const char *unit)
{
	static const char *const words[] = { "\nRestrict", "\nMemory", "\nLock", "\nProtect", "\nPrivate" };
	unsigned found = 0;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		for (const char *at = unit; (at = strstr(at, words[i])); at++)
			found++;
	return found;
}

static unsigned there_and_back(struct rng *rng, const struct policy *always, bool protect)
{
	AUTO_TEXT struct text text = { 0 }, least_text = { 0 }, unit = { 0 }, notes = { 0 };
	AUTO_POLICY struct policy policy = { 0 }, least = { 0 }, back = { 0 };
	struct err err = { "" };

	draw(rng, &text, &least_text);
	read_policy(&policy, &text);
	read_policy(&least, &least_text);
	text_add(&notes, "");
	assert_int_equal(emit_output_find("systemd")->write(&policy, &(struct emit_choice){ .protect = protect }, &unit, &notes, &err), 0);
	read_unit(&back, unit.at);
	assert_within(&least, &back, "the unit stops what the policy allows", &unit);
	widen(&policy, &notes, always);
	assert_within(&back, &policy, "the unit allows more than the notes say", &unit);
	return settings_in(unit.at);
}

static void test_there_and_back(void **state)
{
	struct rng rng = { .state = SEED };
	AUTO_POLICY struct policy always = { 0 };
	unsigned written = 0;

	(void)state;
	read_unit(&always, "SystemCallArchitectures=native\nSystemCallFilter=@default\n");
	for (unsigned i = 0; i < POLICIES; i++)
		written += there_and_back(&rng, &always, i % 2);
	print_message("# %u settings in %d units\n", written, POLICIES);
	assert_true(written > 4 * POLICIES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
