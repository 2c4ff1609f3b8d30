/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the source answers to a call is written down as a diagram of its
 * arguments, and a rule read off it, as off the diagram of a filter: how the
 * source put it does not matter. Then the rule's own diagram is compared.
 * Bits that the kernel does not read are no difference; any other is told.
 */
#include "emit/in_source.h"

#include <stdlib.h>
#include <string.h>

#include "emit/lift.h"
#include "emit/meaning.h"
#include "emit/prove.h"
#include "emit/word.h"

struct making {
	const struct in_source *source;
	struct policy *policy;
	struct space *space;
	enum arch arch;
	struct text wider, narrower;          /* names of calls */
};

void in_source_free(struct in_source *source)
{
	arena_free(&source->arena);
	free(source->rules);
	text_free(&source->unknown);
}

static int add(struct in_source *source, struct in_rule rule, struct err *err)
{
	if (source->rule_count == POLICY_RULES_MOST)
		return err_set(err, "more than %d rules", POLICY_RULES_MOST);
	source->rules = mem_grow(source->rules, source->rule_count, &source->rule_room, sizeof(rule));
	rule.place = source->rule_count;
	source->rules[source->rule_count++] = rule;
	return 0;
}

/* What else stands there is no name, and would not be fit to be told. */
static bool is_name(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return length && length < 64 && !name[length];
}

/* Whether `name` is one of the words of `list`. */
static bool is_listed(const struct text *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list->at; at && (at = strstr(at, name)); at += length)
		if (at[-1] == ' ' && (at[length] == ' ' || !at[length]))
			return true;
	return false;
}

enum { LIST_MOST = 4096 };                    /* bytes of a line that is told */

static void list_once(struct text *list, const char *name)
{
	if (list->length < LIST_MOST && !is_listed(list, name))
		text_format(list, " %s", name);
}

/* A few calls have two names and one number: the rule is for the name that is ours. */
static int add_by_number(struct in_source *source, struct in_rule rule, enum syscall_id id, arch_set archs, struct err *err)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		int known = CALL_UNKNOWN;
		if (archs & ARCH_BIT(arch) && syscall_exists(id, (enum arch)arch))
			known = syscall_by_nr((enum arch)arch, (uint32_t)syscall_nr(id, (enum arch)arch));
		if (known == id)
			rule.archs |= ARCH_BIT(arch);
		else if (known != CALL_UNKNOWN && add_by_number(source, rule, (enum syscall_id)known, ARCH_BIT(arch), err))
			return -1;
	}
	rule.id = id;
	return rule.archs ? add(source, rule, err) : 0;
}

int in_source_add(struct in_source *source, const char *name, arch_set archs, struct verdict verdict,
                  const struct in_test *tests, size_t count, struct err *err)
{
	int id = syscall_by_name(name);
	struct in_rule rule = { .verdict = verdict, .count = count };

	if (!is_name(name))
		return err_set(err, "a call's name is expected: letters, digits and _");
	if (id == CALL_UNKNOWN) {
		list_once(&source->unknown, name);
		return 0;
	}
	if (count) {
		struct in_test *kept = arena_alloc(&source->arena, count * sizeof(*kept));
		memcpy(kept, tests, count * sizeof(*kept));
		rule.tests = kept;
	}
	return add_by_number(source, rule, (enum syscall_id)id, archs, err);
}

/* A number that has a name by now is that call. */
int in_source_add_number(struct in_source *source, uint32_t nr, arch_set archs, struct verdict verdict, struct err *err)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		struct in_rule rule = { .nr = nr, .archs = ARCH_BIT(arch), .verdict = verdict };
		rule.id = (enum syscall_id)syscall_by_nr((enum arch)arch, nr);
		if (archs & ARCH_BIT(arch) && add(source, rule, err))
			return -1;
	}
	return 0;
}

/* Rules of one call are neighbours, in the order in which they are asked. */
static int compare_calls(const struct in_rule *a, const struct in_rule *b)
{
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->id == CALL_UNKNOWN ? (a->nr > b->nr) - (a->nr < b->nr) : 0;
}

static int by_place(const void *a, const void *b)
{
	const struct in_rule *x = a, *y = b;
	int order = compare_calls(x, y);

	return order ? order : (x->place > y->place) - (x->place < y->place);
}

static int by_strictness(const void *a, const void *b)
{
	const struct in_rule *x = a, *y = b;
	int order = compare_calls(x, y);

	order = order ? order : (x->count != 0) - (y->count != 0);
	order = order || !x->count ? order : (int)y->verdict.action - (int)x->verdict.action;
	return order ? order : by_place(a, b);
}

/* Of an int the kernel reads 32 bits, and a register of a 32-bit arch has no more. A
 * comparison of all 64 was meant for those: else NE would hold for any value with a
 * bit set above. */
static bool is_narrow(enum syscall_id id, enum arch arch, unsigned arg)
{
	return arch_info(arch)->bits == 32 || role_info(syscall_role(id, arch, arg))->width == WIDTH_INT;
}

/* libseccomp cuts a value for an arch of 32 bits. An int may stand with its sign in all 64. */
static uint64_t narrow_value(enum arch arch, uint64_t value)
{
	bool is_signed = (int64_t)value < 0 && (int64_t)value >= INT32_MIN;

	return is_signed || arch_info(arch)->bits == 32 ? (uint32_t)value : value;
}

static diagram test_diagram(struct making *m, enum syscall_id id, const struct in_test *test)
{
	bool narrow = is_narrow(id, m->arch, test->arg);
	uint64_t mask = test->mask & (narrow ? UINT32_MAX : UINT64_MAX);
	uint64_t value = narrow ? narrow_value(m->arch, test->value) : test->value;
	diagram is = argument_is(m->space, test->arg, mask, value);
	diagram least = argument_at_least(m->space, test->arg, mask, value);

	switch (test->op) {
	case IN_EQ: return is;
	case IN_NE: return diagram_not(m->space, is);
	case IN_LT: return diagram_not(m->space, least);
	case IN_GE: return least;
	case IN_LE: return diagram_or(m->space, diagram_not(m->space, least), is);
	case IN_GT: return diagram_and(m->space, least, diagram_not(m->space, is));
	}
	return DIAGRAM_NO;
}

static diagram rule_tests(struct making *m, const struct in_rule *rule)
{
	diagram all = DIAGRAM_YES;

	for (size_t i = 0; i < rule->count && all != DIAGRAM_NO; i++)
		all = diagram_and(m->space, all, test_diagram(m, rule->id, &rule->tests[i]));
	return all;
}

/* The last rule first: earlier ones are laid over it. */
static diagram answers_of(struct making *m, const struct in_rule *rules, size_t count)
{
	diagram answers = diagram_word(m->space, verdict_ret(m->source->otherwise));

	for (size_t i = count; i-- > 0;)
		if (rules[i].archs & ARCH_BIT(m->arch))
			answers = diagram_choose(m->space, rule_tests(m, &rules[i]),
			                         diagram_word(m->space, verdict_ret(rules[i].verdict)), answers);
	return answers;
}

/* The bits of a call that the kernel does not read. */
static void unread_bits(enum syscall_id id, enum arch arch, uint32_t unread[DATA_WORDS])
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		unread[DATA_ARG_HIGH + 2 * i] = is_narrow(id, arch, i) ? UINT32_MAX : 0;
}

static bool happens(struct making *m, diagram condition, enum syscall_id id)
{
	uint32_t unread[DATA_WORDS] = { 0 };

	unread_bits(id, m->arch, unread);
	return diagram_quantify(m->space, condition, unread, FOR_ALL) != DIAGRAM_NO;
}

static void compare(struct making *m, enum syscall_id id, diagram theirs, diagram ours)
{
	diagram differ = diagram_differ(m->space, theirs, ours);
	diagram more = diagram_and(m->space, diagram_where(m->space, ours, effect_may_pass),
	                           diagram_not(m->space, diagram_where(m->space, theirs, effect_may_pass)));

	if (happens(m, more, id))
		list_once(&m->wider, syscall_name(id));
	else if (happens(m, differ, id))
		list_once(&m->narrower, syscall_name(id));
}

static void add_plain(struct making *m, const struct in_rule *from)
{
	if (!verdict_equal(from->verdict, m->source->otherwise) || from->id == CALL_UNKNOWN)
		*policy_add(m->policy) = (struct rule){ .id = from->id, .nr = from->nr, .archs = ARCH_BIT(m->arch),
		                                        .verdict = from->verdict, .why = WHY_USER };
}

static diagram rule_answers(struct making *m, const struct rule *rule)
{
	return rule_diagram(m->space, rule, m->arch, m->source->otherwise);
}

/* The rule that gives these answers, as far as one can; not left in the policy. */
static struct rule read_off(struct making *m, enum syscall_id id, diagram answers)
{
	AUTO_TEXT struct text ignored = { 0 };
	struct rule rule = { .id = id, .archs = ARCH_BIT(m->arch), .verdict = m->source->otherwise, .why = WHY_USER };
	size_t before = m->policy->rule_count;

	lift_rule(m->policy, m->space, m->arch, (uint32_t)syscall_nr(id, m->arch), answers, &ignored);
	if (m->policy->rule_count > before)
		rule = m->policy->rules[--m->policy->rule_count];
	return rule;
}

/* Adds the rows of one; false where there is no room. */
static bool join_rows(struct making *m, struct rule *into, const struct rule *one)
{
	for (size_t i = 0; i < one->row_count; i++) {
		struct row *row = lift_add_row(&m->policy->arena, into);
		if (!row)
			return false;
		*row = one->rows[i];
	}
	return true;
}

/* Each rule of the source read off by itself, where all answer alike: rows are an OR as
 * well. What one of them cannot say is left to the default, if that is not laxer. */
static bool read_off_each(struct making *m, const struct in_rule *rules, size_t count, struct rule *out)
{
	diagram otherwise = diagram_word(m->space, verdict_ret(m->source->otherwise));
	struct verdict verdict = { ACTION_ALLOW, 0 };

	for (size_t i = count; i-- > 0;)
		if (rules[i].archs & ARCH_BIT(m->arch))
			verdict = rules[i].verdict;
	*out = (struct rule){ .id = rules->id, .archs = ARCH_BIT(m->arch), .verdict = verdict, .why = WHY_USER };
	for (size_t i = 0; i < count; i++) {
		bool here = rules[i].archs & ARCH_BIT(m->arch), last = here && !rules[i].count;
		if (last)
			return rules[i].verdict.action <= m->source->otherwise.action && out->row_count;
		if (here && (!verdict_equal(rules[i].verdict, verdict) || verdict.action > m->source->otherwise.action))
			return false;
		diagram answers = here ? diagram_choose(m->space, rule_tests(m, &rules[i]),
		                                        diagram_word(m->space, verdict_ret(verdict)), otherwise) : otherwise;
		struct rule one = read_off(m, rules->id, answers);
		if (one.row_count && !join_rows(m, out, &one))
			return false;
	}
	return out->row_count;
}

static void add_read_off(struct making *m, const struct in_rule *rules, size_t count)
{
	diagram theirs = answers_of(m, rules, count);
	struct rule each, rule = { 0 };

	if (space_is_full(m->space))
		return;
	rule = read_off(m, rules->id, theirs);
	if (happens(m, diagram_differ(m->space, theirs, rule_answers(m, &rule)), rules->id) &&
	    read_off_each(m, rules, count, &each))
		rule = each;
	compare(m, rules->id, theirs, rule_answers(m, &rule));
	if (rule.row_count || !verdict_equal(rule.verdict, m->source->otherwise))
		*policy_add(m->policy) = rule;
}

/* The rules of one call. */
static void add_call(struct making *m, const struct in_rule *rules, size_t count)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		size_t first = 0;
		m->arch = (enum arch)arch;
		while (first < count && !(rules[first].archs & ARCH_BIT(arch)))
			first++;
		if (first == count)
			continue;
		if (!rules[first].count)
			add_plain(m, &rules[first]);
		else
			add_read_off(m, rules, count);
	}
}

static void tell_list(struct text *told, const char *what, const struct text *list)
{
	if (list->length)
		text_format(told, "%s:%s\n", what, list->at);
}

static void tell(const struct making *m)
{
	struct text *told = m->source->told;

	tell_list(told, "no call that seccord knows, and left out", &m->source->unknown);
	tell_list(told, "allowed with more arguments than by the file, which compares bits that no rule looks at", &m->wider);
	tell_list(told, "refused with more arguments than by the file, or otherwise: it says what no rule can", &m->narrower);
}

static int make(struct making *m, struct err *err)
{
	const struct in_source *source = m->source;
	size_t same;

	for (size_t i = 0; i < source->rule_count; i += same) {
		for (same = 1; i + same < source->rule_count && !compare_calls(&source->rules[i], &source->rules[i + same]);)
			same++;
		add_call(m, &source->rules[i], same);
		if (space_is_full(m->space))
			return err_set(err, "%s: its conditions are too intricate to be read as a policy",
			               syscall_name(source->rules[i].id));
	}
	lift_join_archs(m->policy);
	tell(m);
	return 0;
}

int in_source_policy(struct in_source *source, struct policy *policy, struct err *err)
{
	AUTO_SPACE struct space *space = space_begin(SPACE_NODES);
	struct making m = { .source = source, .policy = policy, .space = space };

	policy->archs = source->archs;
	policy->otherwise = source->otherwise;
	policy->newer = source->newer;
	policy->foreign = source->foreign;
	if (source->rule_count)
		qsort(source->rules, source->rule_count, sizeof(*source->rules), source->as_scmp ? by_strictness : by_place);
	int result = make(&m, err);
	text_free(&m.wider);
	text_free(&m.narrower);
	if (result)
		policy_free(policy);
	return result;
}
