/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever an output changes is listed by a note of the output itself: random policies are written in each format and read
 * back, and each difference must have been noted. A note has the name of the call, or its number, or words for many. SEED= tries
 * other policies.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/in/in.h"
#include "emit/out/beyond.h"
#include "emit/out/emit.h"
#include "emit/proof/prove.h"
#include "tests/emit/random.h"

enum { SEED = 20261201, POLICIES = 60, DIFFERENCES = 4000 };

static const enum dialect_id dialects[] = {
	DIALECT_oci, DIALECT_docker, DIALECT_kubernetes, DIALECT_oci_artifact, DIALECT_systemd, DIALECT_firejail, DIALECT_lxc,
	DIALECT_minijail, DIALECT_kafel, DIALECT_firecracker,
};

struct trip {
	enum dialect_id dialect;
	struct policy policy, again;
	struct text out, notes, read;
	const char *version;
	unsigned unsaid;                      /* differences without a note */
};

static const char *name_of(enum dialect_id id)
{
	return emit_output_name_at((unsigned)id);
}

static bool is_in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether a note has the word. */
static bool notes_word(const struct text *notes, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = notes->length ? strstr(notes->at, word) : NULL; at; at = strstr(at + 1, word))
		if ((at == notes->at || !is_in_word(at[-1])) && !is_in_word(at[length]))
			return true;
	return false;
}

/* A line of the notes has both. */
static bool notes_line(const struct text *notes, const char *a, const char *b)
{
	for (const char *line = notes->length ? notes->at : ""; *line;) {
		char one[8192];
		snprintf(one, sizeof(one), "%.*s", (int)strcspn(line, "\n"), line);
		if (strstr(one, a) && strstr(one, b))
			return true;
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return false;
}

static bool is_default(const struct trip *trip, uint32_t left)
{
	bool changed = notes_line(&trip->notes, "calls that no rule matches get", "instead of") || notes_line(&trip->notes, "systemd logs nothing", "");

	return changed && left == verdict_ret(trip->policy.otherwise);
}

static bool is_noted(const struct trip *trip, const struct seccomp_data *call, uint32_t left)
{
	const struct text *notes = &trip->notes;
	int arch = arch_of_call(call->arch, (uint32_t)call->nr);
	int id = arch < 0 ? (int)CALL_UNKNOWN : syscall_by_nr((enum arch)arch, (uint32_t)call->nr);
	char number[16];

	snprintf(number, sizeof(number), "%u", (uint32_t)call->nr);
	if (arch < 0)
		return notes_line(notes, "an arch that the policy does not name", "") || notes_line(notes, "other archs", "");
	if (!(trip->policy.archs & ARCH_BIT(arch)) && (notes_line(notes, "an arch that the policy does not name", "") ||
	    notes_line(notes, arch_info((enum arch)arch)->name, "") || (arch == ARCH_X32 && notes_line(notes, "numbers from", "x32"))))
		return true;
	if (is_default(trip, left) || notes_word(notes, number))
		return true;
	if (id != CALL_UNKNOWN)
		return notes_word(notes, syscall_name((enum syscall_id)id));
	if ((uint32_t)call->nr >= X32_BIT && notes_line(notes, "from 0x80000000 on", ""))
		return true;
	if (notes_line(notes, "numbers without a name", "ENOSYS"))
		return true;
	return left == verdict_ret(trip->policy.newer) ? notes_line(notes, "calls newer than", "") : notes_line(notes, "calls without a name from", "");
}

static void report(struct trip *trip, const struct seccomp_data *call, uint32_t left, uint32_t right)
{
	AUTO_TEXT struct text text = { 0 };

	if (is_noted(trip, call, left))
		return;
	prove_witness_text(&(struct witness){ .call = *call, .left = left, .right = right }, &text);
	text_add(&text, ": ");
	prove_answer_text(left, &text);
	text_add(&text, " and ");
	prove_answer_text(right, &text);
	print_error("%s%s: %s\n", name_of(trip->dialect), trip->version ? trip->version : "", text.at);
	trip->unsaid++;
}

/* Of calls with a name. */
static void compare_calls(struct trip *trip)
{
	AUTO_DIFFERENCES struct differences all = { 0 };
	const struct side sides[2] = { { .policy = &trip->policy }, { .policy = &trip->again } };
	struct proof proof;
	struct err err = { "" };

	if (prove_each(&proof, &all, DIFFERENCES, sides, CLAIM_EQUAL, NULL, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < all.count; i++)
		report(trip, &all.at[i].shown.call, all.at[i].shown.left, all.at[i].shown.right);
}

static void compare_number(struct trip *trip, uint32_t audit, uint32_t nr)
{
	struct seccomp_data call = { .nr = (int)nr, .arch = audit };
	uint32_t left = verdict_ret(policy_eval(&trip->policy, &call)), right = verdict_ret(policy_eval(&trip->again, &call));

	if (left != right)
		report(trip, &call, left, right);
}

/* Of numbers without a name, and of other archs: at the edges. */
static void compare_numbers(struct trip *trip)
{
	static const uint32_t numbers[] = {
		3000, 0x3fffffff, 0x40000003, 0x400003e8, 0x7fffffff, 0x80000000, 0x80000003, 0xbfffffff, 0xc0000003, 0xfffffffe, 0xffffffff,
	};

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		for (unsigned arch = 0; arch < ARCH_COUNT; arch++)
			if (arch != ARCH_X32)
				compare_number(trip, arch_info((enum arch)arch)->audit, numbers[i]);
		compare_number(trip, 0x12345678, numbers[i]);
	}
}

/* Of doubts without a call: words of the reader's reason, and of the note. */
static bool is_doubt_noted(const struct text *notes, const struct inexact *doubt)
{
	static const struct { const char *reason, *note; } kinds[] = {
		{ "which runtimes add on such a host", "to the arch of the host, which the policy does not name" },
		{ "x32 without x86_64", "x32 without x86_64" },
		{ "know SCMP_ARCH_RISCV32", "lists SCMP_ARCH_RISCV32" },
		{ "which libseccomp 2.5 miscompiles", "libseccomp 2.5 miscompiles" },
		{ "libseccomp has this architecture since 2.6.0", "if its libseccomp is older than 2.6.0" },
	};

	for (size_t i = 0; !doubt->call && i < COUNT_OF(kinds); i++)
		if (strstr(doubt->reason, kinds[i].reason))
			return notes_line(notes, kinds[i].note, "");
	/* A limit of the reader, which reads the strictest. */
	return doubt->call && (notes_word(notes, doubt->call) || strstr(doubt->reason, "more entries of one call than are compiled here"));
}

/* What the reader doubts, the writer has noted. */
static void compare_doubts(struct trip *trip)
{
	for (size_t i = 0; i < trip->again.inexact_count; i++) {
		const struct inexact *doubt = &trip->again.inexact[i];
		if (is_doubt_noted(&trip->notes, doubt))
			continue;
		print_error("%s%s: doubt: %s: %s\n", name_of(trip->dialect), trip->version ? trip->version : "", doubt->call ? doubt->call : "-", doubt->reason);
		trip->unsaid++;
	}
}

/* What a compiler refuses, as a note says. */
static void report_refused(struct trip *trip, const char *text)
{
	if (strstr(text, "refuses the file: it knows no call") && notes_line(&trip->notes, "does not know these calls refuses the file", ""))
		return;
	print_error("%s: %s\n", name_of(trip->dialect), text);
	trip->unsaid++;
}

static void read_back(struct trip *trip)
{
	const struct in_dialect *dialect = in_recognise_file(trip->out.at, trip->out.length, "file");
	struct in_options how = { .version = trip->version, .archs = trip->dialect == DIALECT_firecracker ? trip->policy.archs : 0 };

	if (trip->dialect == DIALECT_firecracker && trip->policy.archs == ARCH_BIT(ARCH_RISCV64))
		how.version = "0.5.0";        /* as a note says */
	struct err err = { "" };

	trip->again = (struct policy){ 0 };
	if (!dialect) {
		return;               /* of nothing but a comment */
	}
	if (in_read_bytes_for(&trip->again, dialect, trip->out.at, trip->out.length, "file", &how, &trip->read, &err)) {
		report_refused(trip, err.text);
		return;
	}
	compare_calls(trip);
	compare_numbers(trip);
	compare_doubts(trip);
	policy_free(&trip->again);
}

static unsigned go(enum dialect_id dialect, const struct policy *policy, const char *version)
{
	struct trip trip = { .dialect = dialect, .policy = *policy, .version = version };
	const struct emit_output *output = emit_output_at((unsigned)dialect);
	struct err err = { "" };

	if (!output->write(policy, &(struct emit_choice){ .listener = output->takes_listener ? "/a" : NULL }, &trip.out, &trip.notes, &err))
		read_back(&trip);
	if (trip.unsaid)
		print_error("%s---\n%s", trip.out.at, trip.notes.at);
	text_free(&trip.out);
	text_free(&trip.notes);
	text_free(&trip.read);
	return trip.unsaid;
}

/* The format does not say for which arch a file is, and is read for this one. */
static bool reads_x86_64(enum dialect_id id)
{
	return id == DIALECT_firejail || id == DIALECT_lxc;
}

/* One rule for a number of an arch, as in a file. */
static bool is_second(const struct policy *policy, const struct rule *rule)
{
	for (const struct rule *other = policy->rules; other < rule; other++)
		arch_each(arch, other->archs & rule->archs)
			if (other->id == CALL_UNKNOWN || rule->id == CALL_UNKNOWN ?
			    rule_names(other, arch, rule->id == CALL_UNKNOWN ? rule->nr : (uint32_t)syscall_nr(rule->id, arch)) ||
			    rule_names(rule, arch, other->id == CALL_UNKNOWN ? other->nr : (uint32_t)syscall_nr(other->id, arch)) : other->id == rule->id)
				return true;
	return false;
}

static void drop_seconds(struct policy *policy)
{
	size_t kept = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		policy->rules[kept] = policy->rules[i];
		if (!is_second(policy, &policy->rules[kept]))
			kept++;
	}
	policy->rule_count = kept;
}

static void random_of(struct rng *rng, enum dialect_id id, struct policy *policy)
{
	const struct dialect *dialect = dialect_of(id);
	arch_set archs = random_archs(rng) & dialect->archs;

	if (rng_chance(rng, 60) || !archs)
		archs = rng_chance(rng, 70) ? ARCH_BIT(ARCH_X86_64) : ARCH_BIT(random_arch_of(rng, dialect->archs));
	if (!(dialect->says & SAYS_ARCHS))
		archs = reads_x86_64(id) ? ARCH_BIT(ARCH_X86_64) : archs & (arch_set)-archs;
	random_policy_of(rng, policy, archs, rng_below(rng, 12));
	for (size_t i = 0; i < policy->rule_count && rng_chance(rng, 50); i++)
		policy->rules[i].verdict = (struct verdict){ ACTION_ALLOW, 0 };
	drop_seconds(policy);
	if (rng_chance(rng, 50))
		policy_defaults(policy);
	if (rng_chance(rng, 30))
		policy->newer = policy->otherwise;
}

static void test_notes(void **state)
{
	uint64_t seed = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : SEED;
	unsigned unsaid = 0;

	(void)state;
	for (size_t d = 0; d < COUNT_OF(dialects); d++) {
		struct rng rng = { .state = seed + ((uint64_t)d << 32) };
		for (unsigned i = 0; i < POLICIES; i++) {
			struct policy policy;
			random_of(&rng, dialects[d], &policy);
			unsaid += go(dialects[d], &policy, NULL);
			if (dialects[d] == DIALECT_systemd)
				unsaid += go(dialects[d], &policy, "257");
			policy_free(&policy);
		}
	}
	assert_int_equal(unsaid, 0);
}

/* Policies of nothing but answers, and what is said of calls that no rule can name. */
static void test_beyond(void **state)
{
	static const struct verdict kill = { ACTION_KILL, 0 };
	static const struct { enum dialect_id output; arch_set archs; struct verdict foreign, newer; const char *notes; } rows[] = {
		{ DIALECT_oci, ARCH_BIT(ARCH_X86_64), { ACTION_KILL_THREAD, 0 }, { ACTION_KILL_THREAD, 0 }, "" },
		{ DIALECT_oci, ARCH_BIT(ARCH_ARM64), { ACTION_KILL, 0 }, { ACTION_ERRNO, 38 },
		  "an arch that the policy does not name gets kill-thread instead of kill: OCI cannot express it\n" },
		{ DIALECT_oci, ARCH_BIT(ARCH_X86_64), { ACTION_KILL_THREAD, 0 }, { ACTION_ERRNO, 38 },
		  "numbers of x86_64 from 0x80000000 on get kill-thread instead of errno ENOSYS: OCI takes them for x32's\n" },
		{ DIALECT_libseccomp, ARCH_BIT(ARCH_X86_64), { ACTION_KILL, 0 }, { ACTION_ERRNO, 38 },
		  "numbers of x86_64 from 0x80000000 on get kill instead of errno ENOSYS: libseccomp takes them for x32's\n" },
		{ DIALECT_minijail, ARCH_BIT(ARCH_ARM64), { ACTION_KILL_THREAD, 0 }, { ACTION_KILL, 0 },
		  "an arch that the policy does not name gets kill instead of kill-thread: minijail cannot express it\n" },
		{ DIALECT_kafel, ARCH_BIT(ARCH_X86_64), { ACTION_KILL_THREAD, 0 }, { ACTION_ERRNO, 38 },
		  "x32 calls get kill instead of kill-thread: kafel treats them as unknown calls of x86_64\n" },
		{ DIALECT_firecracker, ARCH_BIT(ARCH_ARM64), { ACTION_KILL_THREAD, 0 }, { ACTION_ERRNO, 38 }, "" },
		{ DIALECT_firecracker, ARCH_BIT(ARCH_RISCV64), { ACTION_KILL_THREAD, 0 }, { ACTION_ERRNO, 38 },
		  "an arch that the policy does not name gets kill instead of kill-thread: Firecracker cannot express it\n" },
		{ DIALECT_bpf, ARCH_BIT(ARCH_X86_64), { ACTION_ALLOW, 0 }, { ACTION_ALLOW, 0 }, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text notes = { 0 };
		const struct policy policy = { .archs = rows[i].archs, .otherwise = kill, .newer = rows[i].newer, .foreign = rows[i].foreign };
		text_add(&notes, "");
		beyond_report(&policy, rows[i].output, kill, &notes);
		assert_string_equal(notes.at, rows[i].notes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_beyond),
		cmocka_unit_test(test_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
