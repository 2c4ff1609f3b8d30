/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every setting is a list of refusals: a call, and the tests that its arguments pass. If the policy lets one of these
 * calls through, the setting is not written.
 *
 * systemd compares whole registers, and this what the kernel reads of them: a caller that leaves other bits set in the
 * rest of a register may be refused, which the notes say.
 */
#include "emit/out/systemd_settings.h"

#include <errno.h>
#include <string.h>

#include "emit/terms/passing.h"
#include "emit/systemd/members.h"

enum {
	X86_64 = ARCH_BIT(ARCH_X86_64), I386 = ARCH_BIT(ARCH_I386), X32 = ARCH_BIT(ARCH_X32), LOCAL = X86_64 | I386 | X32
};

static const struct setting_refusal {
	enum unit_setting setting;
	enum syscall_id id;
	unsigned archs;
	int errno_number;
	size_t count;
	struct passing_test tests[2];
} refusals[] = {
#define REFUSAL(id, call, archs, errno, count, ...) { SETTING_##id, CALL_##call, archs, errno, count, { __VA_ARGS__ } },
#define T(arg, op, mask, value) { arg, PASSING_##op, mask, value }
#include "emit/systemd/settings.def"
#undef REFUSAL
#undef T
};

static const struct { enum unit_setting setting; const char *name; } groups[] = {
#define GROUP(id, group) { SETTING_##id, group },
#include "emit/systemd/settings.def"
#undef GROUP
};

static const struct {
	const char *name;
	unsigned since;
	const char *reason, *beyond;
} settings_info[] = {
#define SETTING(id, name, since, reason, beyond) [SETTING_##id] = { name, since, reason, beyond },
#include "emit/systemd/settings.def"
#undef SETTING
};

static const struct { const char *name; uint32_t flag; } namespaces[] = {
#define NAMESPACE(name, flag) { name, flag },
#include "emit/namespaces.def"
#undef NAMESPACE
};
enum { NAMESPACES_SAID = 0x7e020000, NAMESPACE_TIME = 0x80, FAMILIES = 64 };     /* SAID: all, in the eyes of systemd */

/* --- what the policy lets through --- */

static bool may_pass_at_all(const struct policy *policy, enum syscall_id id)
{
	return passing_may(policy, id, LOCAL, NULL, 0);
}

static bool may_pass_with(const struct policy *policy, enum syscall_id id, unsigned arg, uint32_t flag)
{
	const struct passing_test test = { arg, PASSING_EQ, flag, flag };

	return passing_may(policy, id, LOCAL, &test, 1);
}

/* --- which settings hold --- */

static bool group_may_pass(const struct policy *policy, const char *name)
{
	struct systemd_calls calls = systemd_members_of(name, policy).ever;

	for (int id = 0; id < CALL_COUNT; id++)
		if (calls.has[id] && may_pass_at_all(policy, (enum syscall_id)id))
			return true;
	return false;
}

static void find_settings(struct settings *s)
{
	for (int i = 0; i < SETTING_COUNT; i++)
		s->holds[i] = true;
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		const struct setting_refusal *r = &refusals[i];
		s->holds[r->setting] = s->holds[r->setting] && !passing_may(s->policy, r->id, (arch_set)r->archs, r->tests, r->count);
	}
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		s->holds[groups[i].setting] = s->holds[groups[i].setting] && !group_may_pass(s->policy, groups[i].name);
}

static const struct passing_test domain = { .arg = 0, .mask = UINT64_MAX };

/* Not on i386, where a socket is made by socketcall. The value of RestrictAddressFamilies= is a list of names; AF_UNSPEC
 * is not among them. */
static void find_families(struct settings *s)
{
	bool beyond;

	s->families = passing_numbers(s->policy, CALL_socket, X86_64 | X32, domain, &beyond);
	s->has_families = s->policy->archs & (X86_64 | X32) && !(s->families & 1) && !beyond;
	for (unsigned i = 0; i < FAMILIES && s->has_families; i++) {
		AUTO_TEXT struct text name = { 0 };
		role_spell(ROLE_domain, i, &name);
		s->has_families = !(s->families >> i & 1) || !strncmp(name.at, "AF_", 3);
	}
}

/* systemd refuses clone3, whose flags are in memory, and setns wholly or, if some namespaces are left, without a type.
 * In clone, it also refuses the bit of time namespaces, which no program sets there. */
static void find_namespaces(struct settings *s)
{
	const struct passing_test untyped = { 1, PASSING_EQ, UINT64_MAX, 0 };
	const struct policy *policy = s->policy;

	for (size_t i = 0; i < COUNT_OF(namespaces); i++)
		if ((namespaces[i].flag != NAMESPACE_TIME && may_pass_with(policy, CALL_clone, 0, namespaces[i].flag)) ||
		    may_pass_with(policy, CALL_unshare, 0, namespaces[i].flag) || may_pass_with(policy, CALL_setns, 1, namespaces[i].flag))
			s->namespaces |= namespaces[i].flag;
	uint32_t left = s->namespaces & NAMESPACES_SAID;
	bool setns = left ? passing_may(policy, CALL_setns, LOCAL, &untyped, 1) : may_pass_at_all(policy, CALL_setns);
	s->has_namespaces = left != NAMESPACES_SAID && !setns && !may_pass_at_all(policy, CALL_clone3);
}

void settings_of(struct settings *settings, const struct policy *policy, bool protect)
{
	*settings = (struct settings){ .policy = policy };
	if (policy->archs & ~LOCAL)           /* other archs have other filters */
		return;
	find_settings(settings);
	find_families(settings);
	find_namespaces(settings);
	for (int i = 0; i < SETTING_COUNT; i++)
		settings->written[i] = settings->holds[i] && (protect || !*settings_info[i].beyond);
}

/* --- what the written ones refuse --- */

static void add_namespaces(const struct settings *s, enum syscall_id id, enum arch arch, unsigned arg, struct cubes *cubes)
{
	for (size_t i = 0; i < COUNT_OF(namespaces); i++) {
		const struct passing_test test = { arg, PASSING_EQ, namespaces[i].flag, namespaces[i].flag };
		if (!(s->namespaces & namespaces[i].flag) && (namespaces[i].flag != NAMESPACE_TIME || id != CALL_clone))
			passing_cubes(cubes, id, arch, &test, 1);
	}
}

static void add_refused(const struct settings *s, enum syscall_id id, enum arch arch, struct cubes *cubes)
{
	for (size_t i = 0; i < COUNT_OF(refusals); i++)
		if (s->written[refusals[i].setting] && refusals[i].id == id && refusals[i].archs & ARCH_BIT(arch))
			passing_cubes(cubes, id, arch, refusals[i].tests, refusals[i].count);
	if (id == CALL_socket && s->has_families && arch != ARCH_I386)
		passing_cubes_but(cubes, id, arch, domain, s->families);
	if (s->has_namespaces && (id == CALL_clone || id == CALL_unshare))
		add_namespaces(s, id, arch, 0, cubes);
	if (s->has_namespaces && id == CALL_setns)
		add_namespaces(s, id, arch, 1, cubes);
}

static bool say_on(const struct settings *s, enum syscall_id id, enum arch arch)
{
	AUTO_CUBES struct cubes refused = { 0 };

	add_refused(s, id, arch, &refused);
	return passing_is_all_but(s->policy, id, arch, &refused);
}

bool settings_say(const struct settings *settings, enum syscall_id id)
{
	bool say = true;

	arch_each(arch, settings->policy->archs)
		say &= !syscall_exists(id, arch) || say_on(settings, id, arch);
	return say;
}

/* --- writing --- */

static void put_families(const struct settings *s, struct text *out)
{
	text_add(out, "\n# The policy opens no sockets of other families; needs systemd 211, and `none` 249.\n"
	              "RestrictAddressFamilies=\nRestrictAddressFamilies=");
	for (unsigned i = 0, any = 0; i < FAMILIES; i++) {
		if (!(s->families >> i & 1))
			continue;
		text_add(out, any++ ? " " : "");
		role_spell(ROLE_domain, i, out);
	}
	text_add(out, s->families ? "\n" : "none\n");
}

static void put_namespaces(const struct settings *s, struct text *out)
{
	text_format(out, "\n# The policy creates and joins no%s namespaces; needs systemd 233.\nRestrictNamespaces=\nRestrictNamespaces=%s",
	            s->namespaces ? " other" : "", s->namespaces ? "" : "yes");
	for (size_t i = 0, any = 0; i < COUNT_OF(namespaces); i++)
		if (s->namespaces & namespaces[i].flag)
			text_format(out, "%s%s", any++ ? " " : "", namespaces[i].name);
	text_add(out, "\n");
}

static void put_setting(const struct settings *s, enum unit_setting i, struct text *out)
{
	text_format(out, "\n# The policy %s; needs systemd %u.\n", settings_info[i].reason, settings_info[i].since);
	if (*settings_info[i].beyond)
		text_format(out, "# It also %s.\n", settings_info[i].beyond);
	text_format(out, "%s%s=yes\n", s->written[i] ? "" : "#", settings_info[i].name);
}

/* `calls`: those that reach the setting, as SystemCallFilter= lets them through, each after a blank. */
static void report_answer(const struct settings *s, const char *setting, int number, const char *calls, struct text *notes)
{
	struct verdict answer = { ACTION_ERRNO, (uint16_t)number };

	if (verdict_equal(s->policy->otherwise, answer))
		return;
	text_format(notes, "%s= answers ", setting);
	verdict_text(answer, notes);
	text_add(notes, " where the policy answers ");
	verdict_text(s->policy->otherwise, notes);
	text_format(notes, ":%s\n", calls);
}

static void report_registers(const char *call, const char *setting, struct text *notes)
{
	text_format(notes, "%s: %s= compares the whole register, so bits that the kernel ignores are refused\n", call, setting);
}

static void add_call(struct text *calls, enum syscall_id id)
{
	const char *name = syscall_name(id);
	size_t length = strlen(name);

	if (calls->length < length || calls->at[calls->length - length - 1] != ' ' || strcmp(calls->at + calls->length - length, name))
		text_format(calls, " %s", name);
}

static void report_setting(const struct settings *s, enum unit_setting setting, struct text *notes)
{
	AUTO_TEXT struct text calls = { 0 };
	bool registers = false;

	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		const struct setting_refusal *r = &refusals[i];
		if (r->setting != setting || r->errno_number != EPERM || !passing_may(s->policy, r->id, (arch_set)r->archs, NULL, 0))
			continue;
		add_call(&calls, r->id);
		if (r->tests[0].op != PASSING_EQ && !registers)
			report_registers(syscall_name(r->id), settings_info[setting].name, notes);
		registers |= r->tests[0].op != PASSING_EQ;
	}
	if (calls.length)
		report_answer(s, settings_info[setting].name, EPERM, calls.at, notes);
	if (setting == SETTING_MDWX)
		text_add(notes, "with Linux 6.3 and later, systemd 254 and later load no filter for MemoryDenyWriteExecute=, but set PR_SET_MDWE, which "
		                "also looks at what files map: mmap mmap2 mprotect pkey_mprotect shmat\n");
}

static void report_namespaces(const struct settings *s, struct text *notes)
{
	static const enum syscall_id restricted[] = { CALL_clone, CALL_unshare, CALL_setns };
	AUTO_TEXT struct text calls = { 0 };

	if (may_pass_at_all(s->policy, CALL_clone))
		text_add(notes, "clone: RestrictNamespaces= refuses exit signals from 128 up, which do not exist\n");
	for (size_t i = 0; i < COUNT_OF(restricted); i++)
		if (may_pass_at_all(s->policy, restricted[i]))
			add_call(&calls, restricted[i]);
	if (calls.length)
		report_answer(s, "RestrictNamespaces", EPERM, calls.at, notes);
}

static void report_families(const struct settings *s, struct text *notes)
{
	if (!s->families)
		return;
	report_answer(s, "RestrictAddressFamilies", EAFNOSUPPORT, " socket", notes);
	report_registers("socket", "RestrictAddressFamilies", notes);
}

void settings_put(const struct settings *settings, struct text *out, struct text *notes)
{
	if (settings->has_families) {
		put_families(settings, out);
		report_families(settings, notes);
	}
	if (settings->has_namespaces) {
		put_namespaces(settings, out);
		report_namespaces(settings, notes);
	}
	for (int i = 0; i < SETTING_COUNT; i++)
		if (settings->holds[i])
			put_setting(settings, (enum unit_setting)i, out);
	for (int i = 0; i < SETTING_COUNT; i++)
		if (settings->written[i])
			report_setting(settings, (enum unit_setting)i, notes);
}
