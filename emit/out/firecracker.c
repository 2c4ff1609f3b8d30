/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON for Firecracker's seccompiler. It needs a filter for each kind of
 * thread; a policy applies to a process, so each gets the same.
 */
#include <inttypes.h>
#include <string.h>

#include "core/base/json.h"
#include "core/libc/support.h"
#include "emit/out/entries.h"
#include "emit/out/miscompiled.h"
#include "emit/out/out.h"

enum { SIZE_MOST = 4096, LONGEST = 6 };        /* instructions: of a filter, and of one comparison */

static const char *const threads[] = { "vmm", "api", "vcpu" };

static void put_action(struct text *out, const char *key, struct verdict verdict)
{
	static const char *const actions[] = {
		[ACTION_ALLOW] = "allow", [ACTION_LOG] = "log", [ACTION_TRACE] = "trace", [ACTION_ERRNO] = "errno",
		[ACTION_TRAP] = "trap", [ACTION_KILL_THREAD] = "kill_thread", [ACTION_KILL] = "kill_process",
	};
	bool number = verdict.action == ACTION_ERRNO || verdict.action == ACTION_TRACE;

	json_add_key(out, key);
	if (number) {
		text_add(out, "{");
		json_add_key(out, actions[verdict.action]);
		text_format(out, "%u}", verdict.data);
	} else {
		json_add_string(out, actions[verdict.action]);
	}
}

static void put_comparison(struct text *out, const struct comparison *c)
{
	static const char *const operators[] = {
		[COMPARE_EQ] = "\"eq\"", [COMPARE_NE] = "\"ne\"", [COMPARE_LE] = "\"le\"", [COMPARE_GE] = "\"ge\"",
	};

	json_add_item(out);
	text_format(out, "{\"index\": %d, \"type\": \"%s\", \"op\": ", c->arg, c->mask == UINT32_MAX ? "dword" : "qword");
	if (c->mask == UINT32_MAX || c->mask == UINT64_MAX)
		text_add(out, operators[c->op]);
	else
		text_format(out, "{\"masked_eq\": %" PRIu64 "}", c->mask);
	text_format(out, ", \"val\": %" PRIu64 "}", c->value);
}

static void put_rule(struct text *out, const struct entry_name *piece)
{
	text_add(out, "\t\t\t{");
	json_add_key(out, "syscall");
	json_add_string(out, piece->name);
	entries_add_args(out, &piece->all, put_comparison);
	text_add(out, "}");
}

static void put_filter(struct text *out, struct verdict otherwise, const struct entries *rules)
{
	text_add(out, "{");
	put_action(out, "default_action", otherwise);
	put_action(out, "filter_action", (struct verdict){ ACTION_ALLOW, 0 });
	text_add(out, ",\n\t\t\"filter\": [");
	for (size_t i = 0; i < rules->count; i++) {
		text_add(out, i ? ",\n" : "\n");
		put_rule(out, &rules->at[i]);
	}
	text_add(out, "\n\t\t]\n\t}");
}

/* The instructions that the seccompiler crate, and Firecracker before 1.11, make of a comparison. */
static size_t comparison_size(const struct comparison *c)
{
	bool narrow = c->mask == UINT32_MAX, whole = narrow || c->mask == UINT64_MAX;

	if (!whole)
		return 6;
	return narrow ? 2 : c->op == COMPARE_EQ || c->op == COMPARE_NE ? 4 : 5;
}

/* A rule that a jump could not cross is cut with three more jumps. */
static size_t rule_size(const struct comparisons *all)
{
	size_t size = 3, offset = 1;

	for (size_t i = 0; i < all->count; i++) {
		bool cut = offset + LONGEST + 1 > UINT8_MAX;
		size_t length = comparison_size(&all->at[i]);
		size += length + (cut ? 3 : 0);
		offset = (cut ? 1 : offset) + length;
	}
	return all->count ? size : 3;
}

static size_t filter_size(const struct entries *rules)
{
	size_t size = 5;                      /* arch, number, default */

	for (size_t i = 0; i < rules->count; i++) {
		bool first = !i || strcmp(rules->at[i].name, rules->at[i - 1].name);
		size += rule_size(&rules->at[i].all) + (first ? 2 : 0);
	}
	return size;
}

/* Each compiler knows the calls of some kernel, and archs. */
static void report_known(const struct lowered *lowered, struct text *notes)
{
	static const struct version oldest = { { 5, 10 } };
	bool newer[CALL_COUNT] = { false };

	for (size_t i = 0; i < lowered->count; i++)
		if (lowered->call[i].id != CALL_UNKNOWN && !support_kernel_has(oldest, lowered->call[i].id))
			newer[lowered->call[i].id] = true;
	syscall_report("a compiler that does not know these calls refuses the file (seccompiler before 0.5 and Firecracker before 1.11: those after "
	               "Linux 5.10):", newer, notes);
	if (lowered->arch == ARCH_RISCV64)
		text_add(notes, "only seccompiler 0.5 and later knows riscv64; --file-version=0.5.0 reads the file as that does\n");
}

static void report_size(const struct entries *rules, struct text *notes)
{
	size_t size = filter_size(rules);

	if (size >= SIZE_MOST)
		text_format(notes, "seccompiler refuses this filter: it makes %zu instructions of it, and allows %d; Firecracker 1.11 and "
		            "later may accept it, as libseccomp compiles it there\n", size, SIZE_MOST - 1);
}

/* Neither the crate nor Firecracker before 1.11 looks at bit 30 of a number. */
static void report_x32(const struct lowered *lowered, struct text *notes)
{
	if (lowered->arch != ARCH_X86_64 || verdict_equal(lowered->policy.foreign, lowered->otherwise) ||
	    lowered->otherwise.action >= ACTION_KILL_THREAD)
		return;
	text_add(notes, "x32 calls get the default action instead of ");
	verdict_text(lowered->policy.foreign, notes);
	text_add(notes, " if seccompiler or Firecracker before 1.11 compiles this: they treat them as unknown calls of x86_64\n");
}

int out_firecracker(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                    struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { 0 };
	AUTO_ENTRIES struct entries rules = { 0 };

	(void)choice;
	if (lower_policy(&lowered, policy, DIALECT_firecracker, notes, err))
		return -1;
	entries_by_name(&rules, &lowered);
	report_x32(&lowered, notes);
	report_known(&lowered, notes);
	report_size(&rules, notes);
	miscompiled_report(&lowered, notes);
	text_add(out, "{");
	for (size_t i = 0; i < COUNT_OF(threads); i++) {
		text_format(out, "%s\n\t\"%s\": ", i ? "," : "", threads[i]);
		put_filter(out, lowered.otherwise, &rules);
	}
	text_add(out, "\n}\n");
	return 0;
}
