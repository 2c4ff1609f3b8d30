/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call of a block: by a name of emit/kafel/calls.def or a number, on the archs
 * that it is for, with a condition on its arguments.
 */
#include <stdlib.h>
#include <string.h>

#include "emit/kafel/program.h"

enum { RULES_MOST = 200000 };

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

bool kafel_has_arch(enum arch arch)
{
	return ALL & ARCH_BIT(arch);
}

/* --- archs --- */

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
	return kafel_take_name(&kafel->lex, &name, "an architecture", err);
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

/* --- the call --- */

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
		return kafel_next(lex, err) || kafel_take_sign(lex, '[', err) || kafel_take_number(&kafel->lex, UINT64_MAX, &subject->number, err)
		       ? -1 : kafel_take_sign(lex, ']', err);
	if (kafel_take_name(&kafel->lex, &subject->name, "a system call", err))
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
		if (count && kafel_take_sign(lex, ',', err))
			return -1;
		for (unsigned i = 0; i < count; i++)
			if (kafel_is_word(lex, subject->arguments.at[i].name))
				return kafel_unexpected(lex, "another name for the argument", err);
		if (kafel_take_name(&kafel->lex, &subject->arguments.at[count].name, "an argument", err))
			return -1;
		subject->arguments.at[count++].wide = true;
	}
	return kafel_next(lex, err);
}

/* Looks the call up, and which arguments it has. */
static int resolve(struct kafel *kafel, struct subject *subject, struct kafel_filter *filter, struct err *err)
{
	const struct call *call = subject->name ? find_call(kafel, subject->name) : NULL;

	*filter = (struct kafel_filter){ .id = call ? call->id : CALL_UNKNOWN, .nr = (uint32_t)subject->number, .line = kafel->lex.line };
	if (subject->name && !call) {
		err_set(err, "kafel knows no system call '%s' on %s", subject->name, arch_info(kafel->arch)->name);
		return kafel_err(&kafel->lex, err);
	}
	if (!call)
		filter->id = (enum syscall_id)syscall_by_nr(kafel->arch, filter->nr);
	if (call && !subject->declares)
		arguments_of(kafel, call, &subject->arguments);
	return 0;
}

/* --- its condition --- */

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

static int take_condition(struct kafel *kafel, bool is_for, const struct subject *subject, struct kafel_filter *filter, struct err *err)
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
int kafel_filter(struct kafel *kafel, struct kafel_policy *policy, struct verdict verdict, struct err *err)
{
	struct subject subject = { 0 };
	struct kafel_filter filter = { .id = CALL_UNKNOWN };
	bool is_for;

	if (kafel->filters++ == RULES_MOST) {
		err_set(err, "more than %d calls", RULES_MOST);
		return kafel_err(&kafel->lex, err);
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
		kafel_add_entry(policy)->filter = filter;
	return 0;
}
