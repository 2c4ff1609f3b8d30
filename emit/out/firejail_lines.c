/* SPDX-License-Identifier: Apache-2.0 */
/*
 * As firejail 0.9.72 filters x86_64. It compares the low halves of registers.
 */
#include "emit/out/firejail_lines.h"

#include <errno.h>

#include "emit/terms/passing.h"

enum { X86_64 = ARCH_BIT(ARCH_X86_64) };

static const struct passing_test domain = { .arg = 0, .mask = UINT32_MAX };

static const struct { enum syscall_id id; size_t count; struct passing_test test; } mdwx[] = {
	{ CALL_mmap,          1, { 2, PASSING_EQ, 6, 6 } },           /* PROT_WRITE|PROT_EXEC */
	{ CALL_mprotect,      1, { 2, PASSING_EQ, 4, 4 } },
	{ CALL_pkey_mprotect, 1, { 2, PASSING_EQ, 4, 4 } },
	{ CALL_shmat,         1, { 2, PASSING_EQ, 0x8000, 0x8000 } },  /* SHM_EXEC */
	{ CALL_memfd_create,  0, { 0, PASSING_EQ, 0, 0 } },
};

static const struct { const char *name; unsigned family; } protocols[] = {
	{ "unix", 1 }, { "inet", 2 }, { "inet6", 10 }, { "netlink", 16 }, { "packet", 17 }, { "bluetooth", 31 },
};

static const struct { const char *name; uint32_t flag; } namespaces[] = {
#define NAMESPACE(name, flag) { name, flag },
#include "emit/namespaces.def"
#undef NAMESPACE
};
enum { NAMESPACES_ALL = 0x7e020080, NAMESPACE_TIME = 0x80 };

static bool may_pass(const struct firejail_lines *lines, enum syscall_id id, unsigned arg, enum passing_op op, uint64_t mask, uint64_t value)
{
	const struct passing_test test = { arg, op, mask, value };

	return passing_may(lines->policy, id, X86_64, &test, 1);
}

static void find_mdwx(struct firejail_lines *lines)
{
	lines->has_mdwx = true;
	for (size_t i = 0; i < COUNT_OF(mdwx); i++)
		lines->has_mdwx &= !passing_may(lines->policy, mdwx[i].id, X86_64, &mdwx[i].test, mdwx[i].count);
}

/* An empty list is an error to firejail, and no sockets at all are refused by the list of calls. */
static void find_protocols(struct firejail_lines *lines)
{
	uint64_t known = 0;
	bool beyond;

	for (size_t i = 0; i < COUNT_OF(protocols); i++)
		known |= UINT64_C(1) << protocols[i].family;
	lines->families = passing_numbers(lines->policy, CALL_socket, X86_64, domain, &beyond);
	lines->has_protocols = lines->families && !(lines->families & ~known) && !beyond;
}

/* clone has no flag for time namespaces. setns without a type and clone3 are refused with any of them. */
static void find_namespaces(struct firejail_lines *lines)
{
	if (passing_may(lines->policy, CALL_clone3, X86_64, NULL, 0) || may_pass(lines, CALL_setns, 1, PASSING_EQ, UINT32_MAX, 0))
		return;
	for (size_t i = 0; i < COUNT_OF(namespaces); i++) {
		uint32_t flag = namespaces[i].flag;
		bool passes = flag != NAMESPACE_TIME && may_pass(lines, CALL_clone, 0, PASSING_EQ, flag, flag);
		passes |= may_pass(lines, CALL_unshare, 0, PASSING_EQ, flag, flag) || may_pass(lines, CALL_setns, 1, PASSING_EQ, flag, flag);
		lines->namespaces |= passes ? 0 : flag;
	}
}

void firejail_lines_of(struct firejail_lines *lines, const struct policy *policy)
{
	*lines = (struct firejail_lines){ .policy = policy };
	if (policy->archs != X86_64)
		return;
	find_mdwx(lines);
	find_protocols(lines);
	find_namespaces(lines);
}

/* --- what they refuse --- */

static void add_namespaces(const struct firejail_lines *lines, enum syscall_id id, struct cubes *cubes)
{
	for (size_t i = 0; i < COUNT_OF(namespaces); i++) {
		uint32_t flag = lines->namespaces & namespaces[i].flag;
		const struct passing_test test = { id == CALL_setns, PASSING_EQ, flag, flag };
		if (flag && !(id == CALL_clone && flag == NAMESPACE_TIME))
			passing_cubes(cubes, id, ARCH_X86_64, &test, 1);
	}
}

static void add_refused(const struct firejail_lines *lines, enum syscall_id id, struct cubes *cubes)
{
	const struct passing_test untyped = { 1, PASSING_EQ, UINT32_MAX, 0 };

	for (size_t i = 0; i < COUNT_OF(mdwx) && lines->has_mdwx; i++)
		if (mdwx[i].id == id)
			passing_cubes(cubes, id, ARCH_X86_64, &mdwx[i].test, mdwx[i].count);
	if (id == CALL_socket && lines->has_protocols)
		passing_cubes_but(cubes, id, ARCH_X86_64, domain, lines->families);
	if (id == CALL_clone || id == CALL_unshare || id == CALL_setns)
		add_namespaces(lines, id, cubes);
	if (id == CALL_setns && lines->namespaces)
		passing_cubes(cubes, id, ARCH_X86_64, &untyped, 1);
}

bool firejail_lines_say(const struct firejail_lines *lines, enum syscall_id id)
{
	AUTO_CUBES struct cubes refused = { 0 };

	if (id == CALL_clone3)
		return firejail_lines_answer_clone3(lines);
	if (id == CALL_UNKNOWN || lines->policy->archs != X86_64)
		return false;
	add_refused(lines, id, &refused);
	return passing_is_all_but(lines->policy, id, ARCH_X86_64, &refused);
}

bool firejail_lines_answer_clone3(const struct firejail_lines *lines)
{
	const struct verdict enosys = { ACTION_ERRNO, ENOSYS };

	for (size_t i = 0; i < lines->policy->rule_count && lines->namespaces; i++)
		if (lines->policy->rules[i].id == CALL_clone3)
			return rule_has_one_verdict(&lines->policy->rules[i]) && verdict_equal(lines->policy->rules[i].verdict, enosys);
	return false;
}

/* --- writing --- */

static void put_protocols(const struct firejail_lines *lines, struct text *out)
{
	text_add(out, "protocol ");
	for (size_t i = 0, any = 0; i < COUNT_OF(protocols); i++)
		if (lines->families >> protocols[i].family & 1)
			text_format(out, "%s%s", any++ ? "," : "", protocols[i].name);
	text_add(out, "\n");
}

static void put_namespaces(const struct firejail_lines *lines, struct text *out)
{
	text_add(out, "restrict-namespaces");
	for (size_t i = 0, any = 0; i < COUNT_OF(namespaces) && lines->namespaces != NAMESPACES_ALL; i++)
		if (lines->namespaces & namespaces[i].flag)
			text_format(out, "%s%s", any++ ? "," : " ", namespaces[i].name);
	text_add(out, "\n");
}

void firejail_lines_put(const struct firejail_lines *lines, struct text *out, struct text *notes)
{
	if (lines->has_protocols) {
		put_protocols(lines, out);
		text_add(notes, "socket: other families get errno EOPNOTSUPP from firejail's protocol\n");
	}
	if (lines->has_mdwx)
		text_add(out, "memory-deny-write-execute\n");
	if (lines->namespaces)
		put_namespaces(lines, out);
}
