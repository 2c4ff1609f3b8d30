/* SPDX-License-Identifier: Apache-2.0 */
/*
 * On an arch with socketcall, libseccomp writes a rule for, say, connect twice:
 * for connect itself, and for socketcall with command 3 in its first argument.
 * The command replaces the condition on the first argument; conditions on the
 * others stay, although those registers now mean something else. Verified for
 * each call and arch (tests/emit/test_in_multiplexed.c).
 */
#include "emit/in/scmp.h"

#include <string.h>

#include "core/libc/equivalence.h"
#include "core/libc/support.h"

enum { TESTS_MOST = 64 };

/* libseccomp does not map the time64 forms to commands. */
static bool is_command(const struct multiplexed *m, const char *name)
{
	return m->direct != CALL_semtimedop_time64 && !strcmp(syscall_name(m->direct), name);
}

bool in_scmp_is_later(int id)
{
	static const struct version library = { { 2, 5, 4 } };

	return id != CALL_UNKNOWN && !support_library_names(library, (enum syscall_id)id);
}

arch_set in_scmp_missing(enum syscall_id id, arch_set archs)
{
	arch_set missing = 0;

	arch_each(arch, archs)
		if (!syscall_exists(id, arch) || support_library_call(arch, id) != id)
			missing |= ARCH_BIT(arch);
	return missing;
}

bool in_scmp_is_command(const char *name)
{
	for (size_t i = 0; i < multiplexed_count(); i++)
		if (is_command(multiplexed_at(i), name))
			return true;
	return false;
}

static int add_command(struct in_source *source, const struct multiplexed *m, const struct in_rule *from, struct err *err)
{
	struct in_test tests[TESTS_MOST + 1] = { { 0, IN_EQ, UINT64_MAX, m->command } };
	size_t count = 1;

	for (size_t i = 0; i < from->count && count <= TESTS_MOST; i++)
		if (from->tests[i].arg)
			tests[count++] = from->tests[i];
	return in_source_add(source, syscall_name(m->multiplexer), from->archs, from->verdict, tests, count, err);
}

static int add_commands(struct in_source *source, const char *name, const struct in_rule *rule, struct err *err)
{
	for (size_t i = 0; i < multiplexed_count(); i++)
		if (is_command(multiplexed_at(i), name) && add_command(source, multiplexed_at(i), rule, err))
			return -1;
	return 0;
}

int in_scmp_add_commands(struct in_source *source, const char *name, arch_set archs, struct verdict verdict, struct err *err)
{
	return add_commands(source, name, &(struct in_rule){ .archs = archs, .verdict = verdict }, err);
}

int in_scmp_add(struct in_source *source, const char *name, arch_set archs, struct verdict verdict,
                const struct in_test *tests, size_t count, struct err *err)
{
	const struct in_rule rule = { .archs = archs, .verdict = verdict, .tests = tests, .count = count };
	int id = syscall_by_name(name);

	arch_set missing = id == CALL_UNKNOWN ? 0 : in_scmp_missing((enum syscall_id)id, archs);

	source->as_missing |= missing;
	return in_source_add(source, name, archs & ~missing, verdict, tests, count, err) ? -1 : add_commands(source, name, &rule, err);
}

/* Without x32, libseccomp treats numbers from 2^30 up as x32's, so as another arch, except for the last one. For
 * seccord, those without bit 30 belong to x86_64. */
static const struct in_range beyond = { UINT32_C(0x80000000), UINT32_C(0xbfffffff), ARCH_BIT(ARCH_X86_64), { ACTION_KILL_THREAD, 0 } };

/* The only call that has rules on an arch, if one of them looks at an argument, or NULL. */
static const struct in_rule *lone_rule(const struct in_source *source, enum arch arch)
{
	const struct in_rule *found = NULL;
	bool tested = false;

	for (size_t i = 0; i < source->rule_count; i++) {
		const struct in_rule *rule = &source->rules[i];
		if (!(rule->archs & ARCH_BIT(arch)))
			continue;
		if (found && found->id != rule->id)
			return NULL;
		found = rule;
		tested |= rule->count > 0;
	}
	return tested ? found : NULL;
}

static bool has_plain_rule(const struct in_source *source, enum arch arch)
{
	for (size_t i = 0; i < source->rule_count; i++) {
		const struct in_rule *rule = &source->rules[i];
		if (rule->archs & ARCH_BIT(arch) && !rule->count && !rule->when.all && !rule->when.none)
			return true;
	}
	return false;
}

static bool has_rule(const struct in_source *source, enum arch arch)
{
	for (size_t i = 0; i < source->rule_count; i++)
		if (source->rules[i].archs & ARCH_BIT(arch))
			return true;
	return false;
}

/* The first call of an arch loads the number. If this is one that the arch does not have, libseccomp 2.5.4 leaves both
 * out. First come calls without tests and, of these, those that the arch has. */
static void doubt_first(struct in_source *source, enum arch arch)
{
	AUTO_TEXT struct text reason = { 0 };

	if (!(source->as_missing & ARCH_BIT(arch)) || !has_rule(source, arch) || has_plain_rule(source, arch))
		return;
	text_format(&reason, "calls that %s lacks, beside rules with conditions alone, which libseccomp 2.5 miscompiles", arch_info(arch)->name);
	in_source_inexact(source, 0, NULL, reason.at);
}

/* libseccomp 2.5.4 then loads the argument but not the number, unless it is for x86_64 alone. */
void in_scmp_doubt_lone(struct in_source *source)
{
	static const char reason[] = "the only call of an architecture, which libseccomp 2.5 can miscompile";

	arch_each(arch, source->archs == ARCH_BIT(ARCH_X86_64) ? 0 : source->archs) {
		const struct in_rule *rule = lone_rule(source, arch);
		if (rule && rule->id != CALL_UNKNOWN)
			in_source_inexact(source, 0, syscall_name(rule->id), reason);
		else
			doubt_first(source, arch);
	}
}

void in_scmp_rest(struct in_source *source)
{
	bool x86_64 = source->archs & ARCH_BIT(ARCH_X86_64), x32 = source->archs & ARCH_BIT(ARCH_X32);

	source->as_scmp = true;
	source->newer = source->otherwise;
	source->foreign = (struct verdict){ ACTION_KILL_THREAD, 0 };
	if (x86_64 && !x32 && !verdict_equal(source->otherwise, source->foreign))
		in_source_range(source, beyond);
	if (x32 && !x86_64)
		in_source_inexact(source, 0, NULL, "x32 without x86_64: numbers from 0x80000000 on get libseccomp's default action, but kill the thread here");
}
