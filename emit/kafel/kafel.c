/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kafel's language, which nsjail uses: named policies of blocks with one action, and the policy without a name, which is
 * what is loaded. The first rule for a call whose condition holds decides, so the blocks of used policies are
 * added where they are used. A policy counts once.
 */
#include <stdlib.h>
#include <string.h>

#include "emit/kafel/kafel.h"

enum { RULES_MOST = 200000, NAMES_MOST = 4096 };      /* NAMES_MOST: of constants, and of policies */

#define X86_64 ARCH_BIT(ARCH_X86_64)
#define I386 ARCH_BIT(ARCH_I386)
#define ARM64 ARCH_BIT(ARCH_ARM64)
#define ARM ARCH_BIT(ARCH_ARM)
#define RISCV64 ARCH_BIT(ARCH_RISCV64)
#define WIDE (X86_64 | ARM64 | RISCV64)
#define NARROW (I386 | ARM)
#define ALL (WIDE | NARROW)
static const struct call { const char *name; enum syscall_id id; arch_set archs; const char *arguments; } calls[] = {
#define KAFEL(name, call, archs, arguments) { #name, CALL_##call, archs, arguments },
#include "emit/kafel/calls.def"
#undef KAFEL
};

struct call_filter {                               /* a call of a block */
	enum syscall_id id;                   /* CALL_UNKNOWN: by number */
	uint32_t nr;
	struct verdict verdict;
	struct kafel_any any;
	bool conditional;
	unsigned line;
};

struct entry {                                /* of a policy */
	struct policy_of *uses;               /* or: */
	struct call_filter filter;
};

struct policy_of {
	const char *name;
	struct entry *at;
	size_t count, room;
	bool used;
	struct policy_of *next;
};

struct kafel {
	struct in_source *source;
	struct kafel_lex lex;
	struct kafel_constants constants;
	struct policy_of *policies, main;
	enum arch arch;
	bool has_default;
	size_t filters, policy_count;
};

const struct kafel_constant *kafel_constant(const struct kafel_constants *constants, const char *name)
{
	for (size_t i = 0; i < constants->count; i++)
		if (!strcmp(constants->at[i].name, name))
			return &constants->at[i];
	return NULL;
}

static int at_line(const struct kafel *kafel, struct err *err)
{
	return err_context(err, "%s:%u", kafel->lex.name, kafel->lex.line);
}

static int take_number(struct kafel *kafel, uint64_t most, uint64_t *number, struct err *err)
{
	*number = kafel->lex.token.number;
	if (kafel->lex.token.kind != KAFEL_NUMBER)
		return kafel_unexpected(&kafel->lex, "a number", err);
	if (*number > most) {
		err_set(err, "the number is too large: the maximum is %llu", (unsigned long long)most);
		return at_line(kafel, err);
	}
	return kafel_next(&kafel->lex, err);
}

static int take_name(struct kafel *kafel, const char **name, const char *what, struct err *err)
{
	if (!kafel_is_name(&kafel->lex))
		return kafel_unexpected(&kafel->lex, what, err);
	*name = arena_string(kafel->lex.arena, kafel->lex.token.word);
	return kafel_next(&kafel->lex, err);
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
	if (actions[row].number && (kafel_take_sign(&kafel->lex, '(', err) || take_number(kafel, UINT16_MAX, &number, err) ||
	                            kafel_take_sign(&kafel->lex, ')', err)))
		return -1;
	if (actions[row].action == ACTION_ERRNO && number > ERRNO_MOST)
		number = ERRNO_MOST;
	*verdict = (struct verdict){ actions[row].action, (uint16_t)number };
	return 0;
}

static int arch_of_word(const char *word)
{
	static const struct { const char *word; int arch; } words[] = {
		{ "arm", ARCH_ARM }, { "aarch64", ARCH_ARM64 }, { "arm64", ARCH_ARM64 }, { "x86_64", ARCH_X86_64 },
		{ "amd64", ARCH_X86_64 }, { "x86", ARCH_I386 }, { "i386", ARCH_I386 }, { "riscv64", ARCH_RISCV64 },
		{ "rv64", ARCH_RISCV64 }, { "mips", ARCH_COUNT }, { "mipso32", ARCH_COUNT }, { "mips64", ARCH_COUNT },
		{ "m68k", ARCH_COUNT },       /* big-endian */
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcasecmp(words[i].word, word))
			return words[i].arch;
	return -1;
}

static int take_arch(struct kafel *kafel, bool *is_for, struct err *err)
{
	const char *name;
	int arch = kafel_is_name(&kafel->lex) ? arch_of_word(kafel->lex.token.word) : -1;

	if (arch < 0)
		return kafel_unexpected(&kafel->lex, "an architecture of kafel", err);
	*is_for |= arch == (int)kafel->arch;
	return take_name(kafel, &name, "an architecture", err);
}

/* "ON ARCH" or "ON { ARCH, ARCH }" */
static int take_guard(struct kafel *kafel, bool *is_for, struct err *err)
{
	struct kafel_lex *lex = &kafel->lex;

	*is_for = true;
	if (!kafel_is_word(lex, "ON"))
		return 0;
	*is_for = false;
	if (kafel_next(lex, err))
		return -1;
	if (!kafel_is_sign(lex, '{'))
		return take_arch(kafel, is_for, err);
	do {
		if (kafel_next(lex, err) || take_arch(kafel, is_for, err))
			return -1;
	} while (kafel_is_sign(lex, ','));
	return kafel_take_sign(lex, '}', err);
}

static const struct call *find_call(const struct kafel *kafel, const char *name)
{
	for (size_t i = 0; i < COUNT_OF(calls); i++)
		if (calls[i].archs & ARCH_BIT(kafel->arch) && !strcmp(calls[i].name, name))
			return &calls[i];
	return NULL;
}

/* "fd buf+ pos++": an argument is a register wide, or has 64 bits everywhere. */
static void arguments_of(const struct kafel *kafel, const struct call *call, struct kafel_arguments *arguments)
{
	char *rest = arena_string(kafel->lex.arena, call->arguments), *word;
	bool is_wide = arch_info(kafel->arch)->bits == 64;

	for (unsigned i = 0; i < SYSCALL_ARGS && (word = in_word(&rest, " ")); i++) {
		size_t length = strcspn(word, "+");
		arguments->at[i].wide = word[length] && (is_wide || word[length + 1]);
		word[length] = '\0';
		arguments->at[i].name = word;
	}
}

struct subject {                              /* of a filter, before its condition */
	const char *name;                     /* NULL: by number */
	uint64_t number;
	bool declares;                        /* arguments of its own */
	struct kafel_arguments arguments;
};

static int take_subject(struct kafel *kafel, struct subject *subject, struct err *err)
{
	struct kafel_lex *lex = &kafel->lex;

	if (kafel_is_word(lex, "SYSCALL"))
		return kafel_next(lex, err) || kafel_take_sign(lex, '[', err) || take_number(kafel, UINT64_MAX, &subject->number, err)
		       ? -1 : kafel_take_sign(lex, ']', err);
	if (take_name(kafel, &subject->name, "a system call", err))
		return -1;
	const struct kafel_constant *constant = kafel_constant(&kafel->constants, subject->name);
	if (!constant)
		return 0;
	subject->name = NULL;
	subject->number = (uint32_t)constant->value;
	return 0;
}

/* "(a, b)": all 64 bits of the registers. */
static int take_arguments(struct kafel *kafel, struct subject *subject, struct err *err)
{
	struct kafel_lex *lex = &kafel->lex;
	unsigned count = 0;

	if (!kafel_is_sign(lex, '('))
		return 0;
	subject->declares = true;
	if (kafel_next(lex, err))
		return -1;
	while (!kafel_is_sign(lex, ')')) {
		if (count == SYSCALL_ARGS)
			return kafel_unexpected(lex, "')' after six arguments", err);
		for (unsigned i = 0; i < count; i++)
			if (kafel_is_word(lex, subject->arguments.at[i].name))
				return kafel_unexpected(lex, "another name for the argument", err);
		if ((count && kafel_take_sign(lex, ',', err)) || take_name(kafel, &subject->arguments.at[count].name, "an argument", err))
			return -1;
		subject->arguments.at[count++].wide = true;
	}
	return kafel_next(lex, err);
}

/* Looks the call up, and which arguments it has. */
static int resolve(struct kafel *kafel, struct subject *subject, struct call_filter *filter, struct err *err)
{
	const struct call *call = subject->name ? find_call(kafel, subject->name) : NULL;

	*filter = (struct call_filter){ .id = call ? call->id : CALL_UNKNOWN, .nr = (uint32_t)subject->number, .line = kafel->lex.line };
	if (subject->name && !call) {
		err_set(err, "kafel knows no system call '%s' on %s", subject->name, arch_info(kafel->arch)->name);
		return at_line(kafel, err);
	}
	if (!call)
		filter->id = (enum syscall_id)syscall_by_nr(kafel->arch, filter->nr);
	if (call && !subject->declares)
		arguments_of(kafel, call, &subject->arguments);
	return 0;
}

static struct entry *add_entry(struct policy_of *policy)
{
	policy->at = mem_grow(policy->at, policy->count, &policy->room, sizeof(*policy->at));
	policy->at[policy->count] = (struct entry){ 0 };
	return &policy->at[policy->count++];
}

/* A condition of a call that another arch has. */
static int skip_condition(struct kafel *kafel, struct err *err)
{
	unsigned depth = 0;

	for (; depth || !kafel_is_sign(&kafel->lex, '}'); ) {
		depth += kafel_is_sign(&kafel->lex, '{');
		depth -= kafel_is_sign(&kafel->lex, '}');
		if (kafel->lex.token.kind == KAFEL_END)
			return kafel_unexpected(&kafel->lex, "'}'", err);
		if (kafel_next(&kafel->lex, err))
			return -1;
	}
	return 0;
}

static int take_condition(struct kafel *kafel, bool is_for, const struct subject *subject, struct call_filter *filter, struct err *err)
{
	struct kafel_lex *lex = &kafel->lex;

	if (!kafel_is_sign(lex, '{'))
		return 0;
	if (kafel_next(lex, err))
		return -1;
	if (!is_for ? skip_condition(kafel, err) : !kafel_is_sign(lex, '}')) {
		if (!is_for || kafel_condition(lex, &kafel->constants, &subject->arguments, &filter->any, err))
			return -1;
		filter->conditional = true;
	}
	return kafel_take_sign(lex, '}', err);
}

/* CALL, CALL ON ARCH, CALL { CONDITION } */
static int take_filter(struct kafel *kafel, struct policy_of *policy, struct verdict verdict, struct err *err)
{
	struct subject subject = { 0 };
	struct call_filter filter = { .id = CALL_UNKNOWN };
	bool is_for;

	if (kafel->filters++ == RULES_MOST) {
		err_set(err, "more than %d calls", RULES_MOST);
		return at_line(kafel, err);
	}
	if (take_subject(kafel, &subject, err) || take_arguments(kafel, &subject, err) || take_guard(kafel, &is_for, err))
		return -1;
	if (is_for && resolve(kafel, &subject, &filter, err))
		return -1;
	filter.verdict = verdict;
	if (take_condition(kafel, is_for, &subject, &filter, err)) {
		free(filter.any.at);
		return -1;
	}
	if (is_for)
		add_entry(policy)->filter = filter;
	return 0;
}

static int take_block(struct kafel *kafel, struct policy_of *policy, struct err *err)
{
	struct verdict verdict;
	struct kafel_lex *lex = &kafel->lex;

	if (take_action(kafel, &verdict, err) || kafel_take_sign(lex, '{', err))
		return -1;
	while (!kafel_is_sign(lex, '}')) {
		if (take_filter(kafel, policy, verdict, err))
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

static struct policy_of *find_policy(const struct kafel *kafel, const char *name)
{
	for (struct policy_of *policy = kafel->policies; policy; policy = policy->next)
		if (!strcmp(policy->name, name))
			return policy;
	return NULL;
}

static int take_use(struct kafel *kafel, struct policy_of *policy, struct err *err)
{
	struct policy_of *used = NULL;

	if (kafel_next(&kafel->lex, err))
		return -1;
	if (kafel_is_name(&kafel->lex))
		used = find_policy(kafel, kafel->lex.token.word);
	if (!used)
		return kafel_unexpected(&kafel->lex, "the name of a policy above", err);
	add_entry(policy)->uses = used;
	return kafel_next(&kafel->lex, err);
}

static int take_statement(struct kafel *kafel, struct policy_of *policy, struct err *err)
{
	return kafel_is_word(&kafel->lex, "USE") ? take_use(kafel, policy, err) : take_block(kafel, policy, err);
}

static int take_statements(struct kafel *kafel, struct policy_of *policy, struct err *err)
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
	return at_line(kafel, err);
}

/* A policy can use those above it only. */
static int take_policy(struct kafel *kafel, struct err *err)
{
	struct policy_of *policy = arena_alloc(kafel->lex.arena, sizeof(*policy));

	if (kafel_next(&kafel->lex, err) || take_name(kafel, &policy->name, "the name of the policy", err))
		return -1;
	if (find_policy(kafel, policy->name)) {
		err_set(err, "a second policy '%s'", policy->name);
		return at_line(kafel, err);
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
	if (kafel_next(&kafel->lex, err) || take_name(kafel, &constant.name, "the name of the constant", err) ||
	    take_number(kafel, UINT64_MAX, &constant.value, err))
		return -1;
	const struct kafel_constant *before = kafel_constant(&kafel->constants, constant.name);
	if (before && before->value != constant.value) {
		err_set(err, "'%s' is already defined with another value", constant.name);
		return at_line(kafel, err);
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

static int add_rule(struct kafel *kafel, const struct call_filter *filter, const struct kafel_all *all, struct err *err)
{
	struct in_source *source = kafel->source;
	arch_set arch = ARCH_BIT(kafel->arch);
	const struct in_test *tests = all ? all->test : NULL;
	size_t count = all ? all->count : 0;

	if (filter->id != CALL_UNKNOWN)
		return in_source_add(source, syscall_name(filter->id), arch, filter->verdict, tests, count, err);
	if (kafel->arch == ARCH_X86_64 && filter->nr & X32_BIT && filter->nr != UINT32_MAX) {
		arch = ARCH_BIT(ARCH_X32);
		source->archs |= arch;
	}
	return in_source_add_number(source, filter->nr, arch, filter->verdict, tests, count, err);
}

/* Of a condition that no rule can express, the stricter outcome is read. */
static int add_unknown(struct kafel *kafel, const struct call_filter *filter, struct err *err)
{
	const char *name = filter->id == CALL_UNKNOWN ? NULL : syscall_name(filter->id);

	in_source_inexact(kafel->source, filter->line, name, "a condition compares two arguments; read as the stricter outcome");
	return filter->verdict.action == ACTION_ALLOW ? 0 : add_rule(kafel, filter, NULL, err);
}

static int add_filter(struct kafel *kafel, const struct call_filter *filter, struct err *err)
{
	kafel->source->line = filter->line;
	if (!filter->conditional)
		return add_rule(kafel, filter, NULL, err);
	if (filter->any.unknown)
		return add_unknown(kafel, filter, err);
	for (size_t i = 0; i < filter->any.count; i++)
		if (add_rule(kafel, filter, &filter->any.at[i], err))
			return -1;
	return 0;
}

/* Only the first use of a policy counts. Policies use those above them, so the depth is bounded by DEPTH. */
enum { DEPTH = 1000 };
static int add_policy(struct kafel *kafel, struct policy_of *policy, unsigned depth, struct err *err)
{
	if (depth > DEPTH)
		return err_set(err, "policies use each other more than %d levels deep", DEPTH);
	for (size_t i = 0; i < policy->count; i++) {
		struct policy_of *used = policy->at[i].uses;
		if (used && used->used)
			continue;
		if (used)
			used->used = true;
		if (used ? add_policy(kafel, used, depth + 1, err) : add_filter(kafel, &policy->at[i].filter, err))
			return -1;
	}
	return 0;
}

static void free_policy(struct policy_of *policy)
{
	for (size_t i = 0; i < policy->count; i++)
		free(policy->at[i].filter.any.at);
	free(policy->at);
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
	return ALL & ARCH_BIT(kafel->arch) ? 0 : err_set(err, "%s: kafel policies are read for x86_64, i386, arm64, arm and riscv64 only", bytes->name);
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
		result = add_policy(&kafel, &kafel.main, 0, err);
	if (!result && !kafel.main.count && kafel.policies)
		text_add(source->notes, "the file uses none of its policies, so kafel gives every call the default action\n");
	for (struct policy_of *policy = kafel.policies; policy; policy = policy->next)
		free_policy(policy);
	free_policy(&kafel.main);
	free(kafel.constants.at);
	return result ? -1 : 0;
}
