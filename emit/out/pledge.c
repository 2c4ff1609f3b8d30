/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The promises of OpenBSD's pledge(2) that cover the calls of a policy. This is
 * a hint for anyone porting a program, not a filter: a promise covers more than
 * the calls that need it.
 */
#include <stdlib.h>
#include <string.h>

#include "emit/out/out.h"
#include "emit/terms/regions.h"
#include "emit/terms/unroll.h"

/* In the order of pledge(2). */
static const char *const promises[] = {
	"stdio", "rpath", "wpath", "cpath", "inet", "fattr", "chown", "flock", "unix", "tty", "proc", "exec", "prot_exec",
	"settime", "id", "bpf",
};

struct promised {
	bool is[COUNT_OF(promises)];
};

#define OF_CATEGORY(category, promise)
#define OF_CALL(call, promise)
#define MORE(call, role, value, promise)
#define MORE_BITS(call, role, value, promise)

static const char *const of_category[CATEGORY_COUNT] = {
#undef OF_CATEGORY
#define OF_CATEGORY(category, promise) [CATEGORY_##category] = promise,
#include "emit/out/promises.def"
#undef OF_CATEGORY
#define OF_CATEGORY(category, promise)
};

static const struct { enum syscall_id id; const char *promise; } of_call[] = {
#undef OF_CALL
#define OF_CALL(call, promise) { CALL_##call, promise },
#include "emit/out/promises.def"
#undef OF_CALL
#define OF_CALL(call, promise)
};

static const struct more {
	enum syscall_id id;
	enum role role;
	uint64_t value;
	bool bits;
	const char *promise;
} more[] = {
#undef MORE
#undef MORE_BITS
#define MORE(call, role, value, promise) { CALL_##call, ROLE_##role, value, false, promise },
#define MORE_BITS(call, role, value, promise) { CALL_##call, ROLE_##role, value, true, promise },
#include "emit/out/promises.def"
};

static const char *promise_of(enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(of_call); i++)
		if (of_call[i].id == id)
			return of_call[i].promise;
	return of_category[syscall_category(id)];
}

static void promise(struct promised *promised, const char *name)
{
	for (size_t i = 0; i < COUNT_OF(promises); i++)
		promised->is[i] |= !strcmp(promises[i], name);
}

/* Whether an allowed call of the rule may need another promise. */
static bool rule_fits(const struct rule *rule, const struct more *m)
{
	bool fits = !rule->row_count;

	arch_each(arch, rule->id == m->id && !fits ? rule->archs : 0) {
		int arg = syscall_arg(rule->id, arch, m->role);
		AUTO_REGIONS struct regions regions = { 0 };
		struct cube among = { 0 };
		if (arg < 0)
			continue;
		regions_of(&regions, rule, ARCH_BIT(arch));
		among.mask[arg] = m->bits ? m->value : syscall_mask(rule->id, arch, m->role);
		among.value[arg] = m->value;
		fits = regions_may_pass(&regions, &among);
	}
	return rule->id == m->id && fits;
}

static void promise_more(struct promised *promised, const struct rule *rule)
{
	for (size_t i = 0; i < COUNT_OF(more); i++)
		if (rule_fits(rule, &more[i]))
			promise(promised, more[i].promise);
}

static void promise_rule(struct promised *promised, const struct rule *rule, struct text *uncovered)
{
	const char *name = rule->id == CALL_UNKNOWN ? NULL : promise_of(rule->id);

	if (name)
		promise(promised, name);
	else if (rule_is_range(rule))
		text_format(uncovered, " %u-%u", rule->nr, rule->last);
	else if (rule->id == CALL_UNKNOWN)
		text_format(uncovered, " %u", rule->nr);
	else
		text_format(uncovered, " %s", syscall_name(rule->id));
	promise_more(promised, rule);
}

static void put_promises(const struct promised *promised, struct text *out)
{
	const char *between = "";

	text_add(out, "/* closest OpenBSD promises: */ pledge(\"");
	for (size_t i = 0; i < COUNT_OF(promises); i++) {
		if (!promised->is[i])
			continue;
		text_format(out, "%s%s", between, promises[i]);
		between = " ";
	}
	text_add(out, "\", NULL);\n");
}

int out_pledge(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
               struct err *err)
{
	AUTO_TEXT struct text uncovered = { 0 };
	struct promised promised = { 0 };
	struct policy named = unroll_copy(policy);

	(void)choice;
	(void)err;
	for (size_t i = 0; i < named.rule_count; i++)
		if (verdict_may_pass(rule_laxest(&named.rules[i])))
			promise_rule(&promised, &named.rules[i], &uncovered);
	free(named.rules);
	text_add(notes, "a promise covers more than the calls that need it; actions other than allow are not represented\n");
	if (uncovered.length)
		text_format(notes, "no promise covers:%s\n", uncovered.at);
	put_promises(&promised, out);
	return 0;
}
