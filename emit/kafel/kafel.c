/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kafel's language, which nsjail uses: named policies of blocks with one action, and the policy without a name, which is
 * what is loaded. filter.c reads a call of a block, rules.c makes rules of what was read.
 */
#include <stdlib.h>
#include <string.h>

#include "emit/kafel/program.h"

enum { NAMES_MOST = 4096 };                   /* of constants, and of policies */

const struct kafel_constant *kafel_constant(const struct kafel_constants *constants, const char *name)
{
	for (size_t i = 0; i < constants->count; i++)
		if (!strcmp(constants->at[i].name, name))
			return &constants->at[i];
	return NULL;
}

static const struct { const char *word; enum action action; bool number; } actions[] = {
	{ "ALLOW", ACTION_ALLOW, false }, { "LOG", ACTION_LOG, false }, { "DENY", ACTION_KILL_THREAD, false },
	{ "KILL", ACTION_KILL_THREAD, false }, { "KILL_THREAD", ACTION_KILL_THREAD, false },
	{ "KILL_PROCESS", ACTION_KILL, false }, { "USER_NOTIF", ACTION_NOTIFY, false }, { "ERRNO", ACTION_ERRNO, true },
	{ "TRACE", ACTION_TRACE, true }, { "TRAP", ACTION_TRAP, true },
};

/* The row of the next token, or -1. */
static int action_at(const struct kafel *kafel)
{
	for (int i = 0; i < (int)COUNT_OF(actions); i++)
		if (kafel_is_word(&kafel->lex, actions[i].word))
			return i;
	return -1;
}

/* The kernel clamps an errno. */
static int take_action(struct kafel *kafel, struct verdict *verdict, struct err *err)
{
	int row = action_at(kafel);
	uint64_t number = 0;

	if (row < 0)
		return kafel_unexpected(&kafel->lex, "an action", err);
	if (kafel_next(&kafel->lex, err))
		return -1;
	if (actions[row].number && (kafel_take_sign(&kafel->lex, '(', err) || kafel_take_number(&kafel->lex, UINT16_MAX, &number, err) ||
	                            kafel_take_sign(&kafel->lex, ')', err)))
		return -1;
	if (actions[row].action == ACTION_ERRNO && number > ERRNO_MOST)
		number = ERRNO_MOST;
	*verdict = (struct verdict){ actions[row].action, (uint16_t)number };
	return 0;
}

struct kafel_entry *kafel_add_entry(struct kafel_policy *policy)
{
	policy->at = mem_grow(policy->at, policy->count, &policy->room, sizeof(*policy->at));
	policy->at[policy->count] = (struct kafel_entry){ 0 };
	return &policy->at[policy->count++];
}

static int take_block(struct kafel *kafel, struct kafel_policy *policy, struct err *err)
{
	struct verdict verdict;
	struct kafel_lex *lex = &kafel->lex;

	if (take_action(kafel, &verdict, err) || kafel_take_sign(lex, '{', err))
		return -1;
	while (!kafel_is_sign(lex, '}')) {
		if (kafel_filter(kafel, policy, verdict, err))
			return -1;
		if (kafel_is_sign(lex, '}'))
			break;
		if (kafel_take_sign(lex, ',', err))
			return -1;
		if (kafel_is_sign(lex, '}'))
			return kafel_unexpected(lex, "a system call after the comma", err);
	}
	return kafel_next(lex, err);
}

static struct kafel_policy *find_policy(const struct kafel *kafel, const char *name)
{
	for (struct kafel_policy *policy = kafel->policies; policy; policy = policy->next)
		if (!strcmp(policy->name, name))
			return policy;
	return NULL;
}

static int take_use(struct kafel *kafel, struct kafel_policy *policy, struct err *err)
{
	struct kafel_policy *used = NULL;

	if (kafel_next(&kafel->lex, err))
		return -1;
	if (kafel_is_name(&kafel->lex))
		used = find_policy(kafel, kafel->lex.token.word);
	if (!used)
		return kafel_unexpected(&kafel->lex, "the name of a policy above", err);
	kafel_add_entry(policy)->uses = used;
	return kafel_next(&kafel->lex, err);
}

static int take_statement(struct kafel *kafel, struct kafel_policy *policy, struct err *err)
{
	return kafel_is_word(&kafel->lex, "USE") ? take_use(kafel, policy, err) : take_block(kafel, policy, err);
}

static int take_statements(struct kafel *kafel, struct kafel_policy *policy, struct err *err)
{
	if (take_statement(kafel, policy, err))
		return -1;
	while (kafel_is_sign(&kafel->lex, ','))
		if (kafel_next(&kafel->lex, err) || take_statement(kafel, policy, err))
			return -1;
	return 0;
}

static int too_many(const struct kafel *kafel, const char *what, struct err *err)
{
	err_set(err, "more than %d %s", NAMES_MOST, what);
	return kafel_err(&kafel->lex, err);
}

/* A policy can use those above it only. */
static int take_policy(struct kafel *kafel, struct err *err)
{
	struct kafel_policy *policy = arena_alloc(kafel->lex.arena, sizeof(*policy));

	if (kafel_next(&kafel->lex, err) || kafel_take_name(&kafel->lex, &policy->name, "the name of the policy", err))
		return -1;
	if (find_policy(kafel, policy->name)) {
		err_set(err, "a second policy '%s'", policy->name);
		return kafel_err(&kafel->lex, err);
	}
	if (kafel->policy_count++ == NAMES_MOST)
		return too_many(kafel, "policies", err);
	int result = kafel_take_sign(&kafel->lex, '{', err);
	if (!result && !kafel_is_sign(&kafel->lex, '}'))
		result = take_statements(kafel, policy, err);
	policy->next = kafel->policies;
	kafel->policies = policy;
	return result ? -1 : kafel_take_sign(&kafel->lex, '}', err);
}

static int take_constant(struct kafel *kafel, struct err *err)
{
	struct kafel_constant constant;

	if (kafel_next(&kafel->lex, err) || !kafel_is_word(&kafel->lex, "define"))
		return kafel_unexpected(&kafel->lex, "define or include after #", err);
	if (kafel_next(&kafel->lex, err) || kafel_take_name(&kafel->lex, &constant.name, "the name of the constant", err) ||
	    kafel_take_number(&kafel->lex, UINT64_MAX, &constant.value, err))
		return -1;
	const struct kafel_constant *before = kafel_constant(&kafel->constants, constant.name);
	if (before && before->value != constant.value) {
		err_set(err, "'%s' is already defined with another value", constant.name);
		return kafel_err(&kafel->lex, err);
	}
	struct kafel_constants *all = &kafel->constants;
	if (all->count == NAMES_MOST)
		return too_many(kafel, "constants", err);
	all->at = mem_grow(all->at, all->count, &all->room, sizeof(*all->at));
	all->at[all->count] = constant;
	all->count += !before;
	return 0;
}

static int take_default(struct kafel *kafel, struct err *err)
{
	if (kafel->has_default)
		return kafel_unexpected(&kafel->lex, "one DEFAULT at most", err);
	kafel->has_default = true;
	return kafel_next(&kafel->lex, err) ? -1 : take_action(kafel, &kafel->source->otherwise, err);
}

static int take_program(struct kafel *kafel, struct err *err)
{
	struct kafel_lex *lex = &kafel->lex;

	while (lex->token.kind != KAFEL_END)
		if (kafel_is_word(lex, "POLICY") ? take_policy(kafel, err) : kafel_is_word(lex, "DEFAULT") ? take_default(kafel, err)
		    : kafel_is_sign(lex, '#') ? take_constant(kafel, err) : take_statements(kafel, &kafel->main, err))
			return -1;
	return 0;
}

/* Other archs kill the thread. kafel does not look for x32, whose numbers so have no rule. */
static void set_archs(struct kafel *kafel)
{
	struct in_source *source = kafel->source;

	source->foreign = (struct verdict){ ACTION_KILL_THREAD, 0 };
	source->newer = source->otherwise;
	source->archs = ARCH_BIT(kafel->arch);
	if (kafel->arch == ARCH_X86_64 && !verdict_equal(source->otherwise, source->foreign))
		source->archs |= ARCH_BIT(ARCH_X32);
}

/* By the first line of a file that seccord wrote; else x86_64. */
static enum arch arch_of_header(const char *text)
{
	static const char made[] = "// Made by `seccord emit -f kafel`; for ";
	const char *name = text + strlen(made);
	char word[32] = "";

	if (strncmp(text, made, strlen(made)))
		return ARCH_X86_64;
	strncat(word, name, strcspn(name, "\n") < sizeof(word) ? strcspn(name, "\n") : sizeof(word) - 1);
	return arch_by_name(word) < 0 ? ARCH_X86_64 : (enum arch)arch_by_name(word);
}

static int choose_arch(struct kafel *kafel, const struct in_bytes *bytes, struct err *err)
{
	kafel->arch = arch_of_header(bytes->at);
	arch_each(arch, bytes->archs)
		kafel->arch = arch;
	return kafel_has_arch(kafel->arch) ? 0 : err_set(err, "%s: kafel policies are read for x86_64, i386, arm64, arm and riscv64 only", bytes->name);
}

int in_kafel(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	struct kafel kafel = { .source = source };
	int result;

	source->otherwise = (struct verdict){ ACTION_KILL_THREAD, 0 };
	source->whole_registers = true;
	result = choose_arch(&kafel, bytes, err) || kafel_lex_begin(&kafel.lex, bytes, &source->arena, err) || take_program(&kafel, err);
	set_archs(&kafel);
	if (!result)
		result = kafel_rules(&kafel, err);
	if (!result && !kafel.main.count && kafel.policies)
		text_add(source->notes, "the file uses none of its policies, so kafel gives every call the default action\n");
	kafel_free_policies(&kafel);
	free(kafel.constants.at);
	return result ? -1 : 0;
}
