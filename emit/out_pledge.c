/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The promises of OpenBSD's pledge(2) that the calls of a policy come to. It is
 * a hint for those who port a program, and no filter: a promise is broader than
 * the calls that asked for it.
 */
#include <string.h>

#include "emit/out.h"

/* In the order of pledge(2). */
static const char *const promises[] = {
	"stdio", "rpath", "wpath", "cpath", "inet", "fattr", "chown", "flock", "unix", "tty", "proc", "exec", "prot_exec",
	"settime", "id", "bpf",
};

struct promised {
	bool is[COUNT_OF(promises)];
};

static const char *const of_category[CATEGORY_COUNT] = {
#define OF_CATEGORY(category, promise) [CATEGORY_##category] = promise,
#define OF_CALL(call, promise)
#include "emit/promises.def"
#undef OF_CATEGORY
#undef OF_CALL
};

static const struct { enum syscall_id id; const char *promise; } of_call[] = {
#define OF_CATEGORY(category, promise)
#define OF_CALL(call, promise) { CALL_##call, promise },
#include "emit/promises.def"
#undef OF_CATEGORY
#undef OF_CALL
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

/* Whether a rule admits a call whose role has all these bits, as far as that condition says. */
static bool may_have(const struct rule *rule, enum role role, uint64_t bits)
{
	bool may = !rule->row_count;

	for (size_t i = 0; i < rule->row_count; i++) {
		bool row = true;
		for (size_t n = 0; n < rule->rows[i].count; n++) {
			const struct condition *c = &rule->rows[i].condition[n];
			bool set = false;
			for (unsigned v = 0; c->values.kind == VALUES_SET && v < c->values.count; v++)
				set |= (c->values.v[v] & bits) == bits;
			if (c->values.kind == VALUES_BITS)
				set = (c->values.v[0] & bits) == bits;
			row &= c->role != role || c->values.kind >= VALUES_RANGE || set;
		}
		may |= row;
	}
	return may;
}

enum { BIT_WRONLY = 1, BIT_RDWR = 2, BIT_CREAT = 0x40, BIT_EXEC = 4, FAMILY_UNIX = 1 };

/* What the arguments of a call promise besides. */
static void promise_more(struct promised *promised, const struct rule *rule)
{
	static const struct { enum syscall_id id; enum role role; uint64_t bits; const char *promise; } more[] = {
		{ CALL_open, ROLE_oflags, BIT_WRONLY, "wpath" }, { CALL_open, ROLE_oflags, BIT_RDWR, "wpath" },
		{ CALL_open, ROLE_oflags, BIT_CREAT, "cpath" },
		{ CALL_openat, ROLE_oflags, BIT_WRONLY, "wpath" }, { CALL_openat, ROLE_oflags, BIT_RDWR, "wpath" },
		{ CALL_openat, ROLE_oflags, BIT_CREAT, "cpath" },
		{ CALL_mmap, ROLE_prot, BIT_EXEC, "prot_exec" }, { CALL_mmap2, ROLE_prot, BIT_EXEC, "prot_exec" },
		{ CALL_mprotect, ROLE_prot, BIT_EXEC, "prot_exec" },
		{ CALL_socket, ROLE_domain, FAMILY_UNIX, "unix" },
	};
	for (size_t i = 0; i < COUNT_OF(more); i++)
		if (more[i].id == rule->id && may_have(rule, more[i].role, more[i].bits))
			promise(promised, more[i].promise);
}

static void tell_uncovered(const struct rule *rule, bool first, struct text *told)
{
	text_format(told, "%s ", first ? "no promise covers:" : "");
	if (rule->id == CALL_UNKNOWN)
		text_format(told, "%u", rule->nr);
	else
		text_add(told, syscall_name(rule->id));
}

int out_pledge(const struct policy *policy, struct text *out, struct text *told, struct err *err)
{
	struct promised promised = { 0 };
	size_t uncovered = 0;

	(void)err;
	text_add(told, "a promise is broader than the calls that need it, and other answers than allow are not in it\n");
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (rule->verdict.action > ACTION_TRACE)
			continue;
		const char *name = rule->id == CALL_UNKNOWN ? NULL : promise_of(rule->id);
		if (name)
			promise(&promised, name);
		else
			tell_uncovered(rule, !uncovered++, told);
		promise_more(&promised, rule);
	}
	text_add(told, uncovered ? "\n" : "");
	text_add(out, "/* the nearest of OpenBSD: */ pledge(\"");
	const char *between = "";
	for (size_t i = 0; i < COUNT_OF(promises); i++) {
		if (!promised.is[i])
			continue;
		text_format(out, "%s%s", between, promises[i]);
		between = " ";
	}
	text_add(out, "\", NULL);\n");
	return 0;
}
