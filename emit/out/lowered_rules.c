/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule that a dialect cannot express becomes the nearest safe alternative: it
 * is left out if the default denies it. Two cases are widened, each with a
 * note, as the program would not run otherwise: a rule with conditions where
 * the dialect has none, and a rule for one arch where all archs share their
 * rules.
 *
 * A rule is written answer by answer, each with exactly the arguments that get it
 * (emit/terms/regions.h), so the reader's order of entries does not matter.
 */
#include "emit/out/lowered_rules.h"

#include "emit/out/out.h"
#include "emit/terms/unroll.h"

enum { NUMBERS_MOST = 256 };                  /* of a range that is written number by number */

/* --- several rules for one call --- */

/* The archs of the policy that have the call but no rule for it. */
static arch_set silent_archs(const struct policy *policy, enum syscall_id id)
{
	arch_set silent = 0;

	arch_each(arch, policy->archs)
		if (syscall_exists(id, arch) &&
		    !policy_find(policy, arch, (uint32_t)syscall_nr(id, arch)))
			silent |= ARCH_BIT(arch);
	return silent;
}

/* Of several rules for one call, only the most lenient action can be expressed. */
static bool is_outdone(const struct policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (rule->id != CALL_UNKNOWN && policy->rules[i].id == rule->id &&
		    rule_laxest(&policy->rules[i]).action < rule_laxest(rule).action)
			return true;
	return false;
}

static bool has_another(const struct policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].id == rule->id && &policy->rules[i] != rule)
			return true;
	return false;
}

static void report_archs(const struct lowered *s, const struct rule *rule, struct text *notes)
{
	bool shared = lowered_says(s, SAYS_ARCHS) && !lowered_says(s, SAYS_RULE_ARCHS);

	if (!shared || (!silent_archs(&s->policy, rule->id) && !has_another(&s->policy, rule)))
		return;
	text_format(notes, "%s: the rule is for ", syscall_name(rule->id));
	arch_list(rule->archs, " ", notes);
	text_format(notes, " only, but %s applies it to every arch\n", s->dialect->label);
}

/* Arguments already covered by rules for other archs keep the answer of those
 * rules. */
static void subtract_said(struct regions *regions, const struct regions *said)
{
	for (size_t i = 0; i < regions->count; i++)
		for (size_t n = 0; n < said->count; n++)
			if (!verdict_equal(regions->at[i].verdict, said->at[n].verdict))
				cubes_subtract(&regions->at[i].where, &said->at[n].where);
	for (size_t i = 0; i < regions->count; i++)
		regions->at[i].lost |= regions->at[i].where.full;
}

/* --- arguments --- */

/* The position of a role, on the first arch that has it. */
static int first_position(const struct rule *rule, enum role role)
{
	int found = -1;

	arch_each(arch, found < 0 ? rule->archs : 0)
		found = syscall_arg(rule->id, arch, role);
	return found;
}

static void report_position(const struct lowered *s, const struct rule *rule, enum role role, struct text *notes)
{
	int found = first_position(rule, role);

	arch_each(arch, found < 0 ? 0 : rule->archs)
		if (syscall_arg(rule->id, arch, role) != found)
			text_format(notes, "%s: %s is a different argument on %s, but %s compares the one of other archs\n",
			            syscall_name(rule->id), role_info(role)->name, arch_info(arch)->name, s->dialect->label);
}

/* libseccomp treats x32 as an arch with 32-bit registers. */
static void report_x32_role(const struct rule *rule, enum role role, struct text *notes)
{
	if (rule->archs & ARCH_BIT(ARCH_X32) && syscall_mask(rule->id, ARCH_X32, role) >> 32)
		text_format(notes, "%s: libseccomp does not compare the high half of %s on x32\n",
		            syscall_name(rule->id), role_info(role)->name);
}

/* Each role once. */
static void report_roles(const struct lowered *s, const struct rule *rule, struct text *notes)
{
	for (int role = ROLE__ + 1; role < ROLE_COUNT; role++) {
		if (rule->id == CALL_UNKNOWN || !rows_look_at(rule->rows, rule->row_count, (enum role)role))
			continue;
		report_position(s, rule, (enum role)role, notes);
		report_x32_role(rule, (enum role)role, notes);
	}
}

static void report_left_out(const struct lowered *s, const struct lowered_call *call, const char *why, struct text *notes)
{
	text_format(notes, "%s: a row is left out, as %s cannot express %s\n", call->name, s->dialect->label, why);
}

/* --- what cannot be expressed --- */

static bool is_said(const struct lowered *s, enum syscall_id id)
{
	return s->said && s->said(s->context, id);
}

/* Whether the default would allow what the call's own answer denies. */
static bool is_laxer(const struct lowered *s, struct verdict verdict)
{
	return verdict_may_pass(s->otherwise) && verdict.action > s->otherwise.action;
}

/* What is left out gets the default, which must not be more lenient. */
static int leave_out(struct lowered *s, const struct lowered_call *call, const char *what, struct text *notes,
                     struct err *err)
{
	AUTO_TEXT struct text wanted = { 0 };

	verdict_text(call->verdict, &wanted);
	if (is_laxer(s, call->verdict))
		return err_set(err, "%s: %s cannot express %s%s, and its default action would allow the call; use another --default",
		               call->name, s->dialect->label, wanted.at, what);
	if (lowered_is_enosys(call->verdict) && !*what && is_said(s, call->id))
		return 0;
	if (lowered_is_enosys(call->verdict) && !*what)
		text_format(&s->without_enosys, " %s", call->name);
	else
		text_format(notes, "%s: gets the default action instead of %s%s: %s cannot express it\n", call->name, wanted.at, what,
		            s->dialect->label);
	return 0;
}

static struct verdict strictest(const struct rule *rule)
{
	struct verdict strictest = rule->row_count ? row_verdict(rule, &rule->rows[0]) : rule->verdict;

	for (size_t i = 1; i < rule->row_count; i++)
		if (row_verdict(rule, &rule->rows[i]).action > strictest.action)
			strictest = row_verdict(rule, &rule->rows[i]);
	return strictest;
}

static int leave_number_out(const struct lowered *s, const struct rule *rule, const char *why, struct text *notes,
                            struct err *err)
{
	AUTO_TEXT struct text which = { 0 };

	if (rule_has_one_verdict(rule) && verdict_equal(rule->verdict, s->otherwise))
		return 0;
	if (rule_is_range(rule))
		text_format(&which, "calls without a name from %u to %u", rule->nr, rule->last);
	else
		text_format(&which, "call %u", rule->nr);
	if (is_laxer(s, strictest(rule)))
		return err_set(err, "%s: %s %s, and its default action would allow the call; use another --default",
		               which.at, s->dialect->label, why);
	text_format(notes, "%s on ", which.at);
	arch_list(rule->archs, " ", notes);
	text_format(notes, " %s left out: %s %s\n", rule_is_range(rule) ? "are" : "is", s->dialect->label, why);
	return 0;
}

static void drop_number(const struct lowered *s, struct lowered_call *call, struct text *notes)
{
	if (lowered_says_number(s, call->verdict))
		return;
	text_format(notes, "%s: gets %s without its number %u: %s cannot express it\n", call->name,
	            action_name(call->verdict.action), call->verdict.data, s->dialect->label);
	call->verdict.data = 0;
}

static bool can_notify(const struct lowered *s, const struct lowered_call *call)
{
	bool refused = lowered_says(s, TAKES_LISTENER) && call->id == CALL_write;

	return call->verdict.action != ACTION_NOTIFY || !refused;
}

/* 1 if the call is written with that verdict, 0 if it is left out. */
static int choose_verdict(struct lowered *s, struct lowered_call *call, const char *what, struct text *notes, struct err *err)
{
	if (s->dialect->actions >> call->verdict.action & 1 && lowered_accepts_data(s, call->verdict) && can_notify(s, call)) {
		drop_number(s, call, notes);
		return !verdict_equal(call->verdict, s->otherwise);
	}
	if (call->verdict.action == ACTION_LOG && s->dialect->actions >> ACTION_ALLOW & 1) {
		text_format(notes, "%s: is allowed but not logged: %s cannot log\n", call->name, s->dialect->label);
		call->verdict.action = ACTION_ALLOW;
		return !verdict_equal(call->verdict, s->otherwise);
	}
	/* The kernel returns ENOSYS without a supervisor. */
	if (call->verdict.action == ACTION_NOTIFY && s->dialect->actions >> ACTION_ERRNO & 1) {
		text_format(notes, "%s: gets errno ENOSYS instead of a supervisor: %s cannot notify one\n", call->name, s->dialect->label);
		call->verdict = (struct verdict){ ACTION_ERRNO, 38 };
		return !verdict_equal(call->verdict, s->otherwise);
	}
	return leave_out(s, call, what, notes, err);
}

/* --- writing --- */

/* An answer that the call already has, for other arguments or under another name, gets these in addition. */
static void push(struct lowered *s, struct lowered_call *call)
{
	for (size_t i = s->count; i-- > 0 && call->id != CALL_UNKNOWN && s->call[i].id == call->id;) {
		struct dnf *any = &s->call[i].any;
		if (!verdict_equal(s->call[i].verdict, call->verdict))
			continue;
		for (size_t n = 0; n < call->any.count; n++)
			dnf_add(any, &call->any.at[n]);
		dnf_free(&call->any);
		return;
	}
	s->call = mem_grow(s->call, s->count, &s->room, sizeof(*s->call));
	s->call[s->count++] = *call;
}

static arch_set archs_of(const struct lowered *s, const struct rule *rule)
{
	bool shared = rule->id != CALL_UNKNOWN && lowered_says(s, SAYS_ARCHS);

	return shared ? policy_archs_of(&s->policy, rule->id) : rule->archs;
}

/* What the call's other arguments get. */
static struct verdict verdict_beside(const struct lowered *s, const struct regions *regions, size_t which)
{
	struct verdict beside = s->policy.otherwise;
	bool one = regions->count != 1 || !regions->complete, any = !regions->complete;

	for (size_t i = 0; i < regions->count; i++) {
		if (i == which)
			continue;
		one &= !any || verdict_equal(regions->at[i].verdict, beside);
		beside = regions->at[i].verdict;
		any = true;
	}
	return one ? beside : s->otherwise;
}

static enum operators operators_of(const struct lowered *s)
{
	return lowered_says(s, SAYS_OPERATORS) ? ALL_OPERATORS : lowered_says(s, SAYS_SOME_OPERATORS) ? AS_LIBSECCOMP : EQUAL_ALONE;
}

/* One answer, with the arguments that get it. */
static int say_region(struct lowered *s, const struct rule *rule, struct lowered_call *call, const struct region *region,
                      struct text *notes, struct err *err)
{
	bool all = dnf_add_cubes(&call->any, &region->where, comparisons_registers(archs_of(s, rule)),
	                         operators_of(s));

	if (!all)
		report_left_out(s, call, "a value wider than 32 bits together with a 32-bit arch", notes);
	if (region->lost)
		report_left_out(s, call, "that many combinations of argument values", notes);
	if ((!all || region->lost) && is_laxer(s, call->verdict))
		return leave_out(s, call, " depending on its arguments", notes, err);
	if (call->any.count)
		push(s, call);
	return 0;
}

static int say_regions(struct lowered *s, const struct rule *rule, const char *name, const struct regions *regions,
                       struct text *notes, struct err *err)
{
	const char *what = rule_has_one_verdict(rule) ? "" : " depending on its arguments";

	for (size_t i = 0; i < regions->count; i++) {
		struct lowered_call call = { .name = name, .id = rule->id, .verdict = regions->at[i].verdict };
		bool empty = !regions->at[i].where.count && !regions->at[i].lost;
		if (empty || verdict_equal(call.verdict, s->otherwise))
			continue;
		call.beside = verdict_beside(s, regions, i);
		int result = choose_verdict(s, &call, what, notes, err);
		if (result > 0)
			result = say_region(s, rule, &call, &regions->at[i], notes, err);
		if (result < 0) {
			dnf_free(&call.any);
			return -1;
		}
	}
	return 0;
}

/* One answer for any arguments, for dialects without conditions. */
static int say_whole(struct lowered *s, const struct rule *rule, const char *name, const struct regions *regions,
                     struct text *notes, struct err *err)
{
	static const struct comparisons whatever;
	bool conditional = regions->count != 1 || !regions->complete;
	struct lowered_call call = { .name = name, .id = rule->id, .verdict = rule_laxest(rule) };

	call.beside = call.verdict;
	if (conditional && is_laxer(s, strictest(rule)))
		call.verdict = strictest(rule);
	if (conditional && !verdict_may_pass(call.verdict))
		return leave_out(s, &call, " depending on its arguments", notes, err);
	int result = choose_verdict(s, &call, "", notes, err);
	if (result <= 0)
		return result;
	if (conditional && !is_said(s, rule->id))
		text_format(&s->wider, " %s", name);
	dnf_add(&call.any, &whatever);
	push(s, &call);
	return 0;
}

/* `said`: what rules for other archs have already covered for this call. */
static int say_rule(struct lowered *s, const struct rule *rule, const char *name, struct regions *said, struct text *notes,
                    struct err *err)
{
	AUTO_REGIONS struct regions regions = { 0 };

	if (rule_has_one_verdict(rule) && verdict_equal(rule->verdict, s->otherwise))
		return 0;
	regions_of(&regions, rule, rule->archs);
	subtract_said(&regions, said);
	if (!lowered_says(s, SAYS_CONDITIONS))
		return say_whole(s, rule, name, &regions, notes, err);
	report_roles(s, rule, notes);
	if (say_regions(s, rule, name, &regions, notes, err))
		return -1;
	regions_join(said, &regions);
	return 0;
}

static int say_number(struct lowered *s, const struct rule *rule, uint32_t nr, struct text *notes, struct err *err)
{
	AUTO_REGIONS struct regions said = { 0 };
	struct rule one = *rule;

	one.nr = nr;
	one.last = 0;
	return say_rule(s, &one, arena_format(&s->arena, "%u", nr), &said, notes, err);
}

/* Numbers without a name, one by one. */
static int say_range(struct lowered *s, const struct rule *rule, struct text *notes, struct err *err)
{
	uint64_t nr = 0;
	unsigned count = 0;

	while (unroll_next(&s->policy, rule, s->arch, &nr) && count++ < NUMBERS_MOST)
		nr++;
	if (count > NUMBERS_MOST)
		return leave_number_out(s, rule, "cannot list that many numbers", notes, err);
	for (nr = 0; unroll_next(&s->policy, rule, s->arch, &nr); nr++)
		if (say_number(s, rule, (uint32_t)nr, notes, err))
			return -1;
	return 0;
}

static bool has_numbers_left(const struct lowered *s, const struct rule *range)
{
	bool left = false;

	arch_each(arch, range->archs)
		left |= unroll_next(&s->policy, range, arch, &(uint64_t){ 0 });
	return left;
}

static int say(struct lowered *s, const struct rule *rule, struct regions *said, struct text *notes, struct err *err)
{
	bool range = rule_is_range(rule);

	if (range && !has_numbers_left(s, rule))
		return 0;
	if (rule->id == CALL_UNKNOWN && !lowered_says(s, SAYS_NUMBERS))
		return leave_number_out(s, rule, "identifies calls by name only", notes, err);
	if (rule->id == CALL_UNKNOWN && lowered_says(s, LACKS_HIGH_NUMBERS) && (range ? rule->last : rule->nr) > INT32_MAX)
		return leave_number_out(s, rule, "reads no number above 2147483647", notes, err);
	if (range)
		return say_range(s, rule, notes, err);
	if (rule->id == CALL_UNKNOWN)
		return say_number(s, rule, rule->nr, notes, err);
	report_archs(s, rule, notes);
	return is_outdone(&s->policy, rule) ? 0 : say_rule(s, rule, syscall_name(rule->id), said, notes, err);
}

int lower_rules(struct lowered *s, struct text *notes, struct err *err)
{
	AUTO_REGIONS struct regions said = { 0 };

	for (size_t i = 0; i < s->policy.rule_count; i++) {
		const struct rule *rule = &s->policy.rules[i];
		if (!i || rule->id != rule[-1].id)
			regions_free(&said);
		if (say(s, rule, &said, notes, err))
			return -1;
	}
	return 0;
}
