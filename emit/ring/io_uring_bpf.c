/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C code for the opcode filters of Linux 7.0: for one ring, or for all future
 * rings of a task and its children, without support by the program. Entries'
 * contents are not recorded; only a socket's arguments get the call's rule, so
 * that a ring cannot bypass it.
 */
#include <inttypes.h>

#include "emit/terms/dnf.h"
#include "emit/out/out.h"
#include "emit/terms/regions.h"
#include "emit/ring/rings.h"

enum { OPCODE_SOCKET = 45, SOCKET_AT = 16, SOCKET_BYTES = 12 };    /* of struct io_uring_bpf_ctx: three words */

static const char opening[] =
"/*\n"
" * The operations that io_uring rings may perform, as filters of Linux 7.0, made by\n"
" * `seccord emit -f io_uring_bpf` from a policy. Change the policy, not this file.\n"
" * It follows the kernel's headers, and has not been tested on such a kernel.\n"
" */\n"
"#ifndef SECCORD_IO_URING_BPF_H\n"
"#define SECCORD_IO_URING_BPF_H\n"
"\n"
"#include <errno.h>\n"
"#include <linux/filter.h>\n"
"#include <stddef.h>\n"
"#include <stdint.h>\n"
"#include <string.h>\n"
"#include <sys/prctl.h>\n"
"#include <sys/syscall.h>\n"
"#include <unistd.h>\n"
"\n"
"static const struct sock_filter seccord_io_uring_allow[] = { { 0x06, 0, 0, 1 } };\n"
"\n";

static const char list_opening[] =
"/* The lowest opcode is last: every kernel with filters knows it, and it denies the rest. */\n"
"static const struct seccord_io_uring_op {\n"
"\tuint32_t opcode, length;\n"
"\tconst struct sock_filter *filter;\n"
"\tuint8_t size; /* of what the filter looks at */\n"
"} seccord_io_uring_ops[] = {\n";

static const char function[] =
"};\n"
"enum { SECCORD_IO_URING_OPS = sizeof(seccord_io_uring_ops) / sizeof(seccord_io_uring_ops[0]) };\n"
"\n"
"/* As struct io_uring_bpf. */\n"
"struct seccord_io_uring_bpf {\n"
"\tuint16_t type, no_flags;\n"
"\tuint32_t reserved_1;\n"
"\tuint32_t opcode, flags, length;\n"
"\tuint8_t size, reserved_2[3];\n"
"\tuint64_t filter, reserved_3[5];\n"
"};\n"
"\n"
"static inline int seccord_io_uring_add(int ring, const struct seccord_io_uring_op *op, uint32_t flags)\n"
"{\n"
"\tstruct seccord_io_uring_bpf bpf;\n"
"\n"
"\tmemset(&bpf, 0, sizeof(bpf));\n"
"\tbpf.type = 1; /* IO_URING_BPF_CMD_FILTER */\n"
"\tbpf.opcode = op->opcode;\n"
"\tbpf.flags = flags;\n"
"\tbpf.length = op->length;\n"
"\tbpf.size = op->size;\n"
"\tbpf.filter = (uint64_t)(uintptr_t)op->filter;\n"
"\treturn (int)syscall(SYS_io_uring_register, ring, 37 /* IORING_REGISTER_BPF_FILTER */, &bpf, 1);\n"
"}\n"
"\n"
"/* For a ring, or with -1 for all rings that the task and its children make from\n"
" * now on, before a filter refuses io_uring_register. Sets no_new_privs. What is\n"
" * not in the list gets EACCES. 0, or -1 with errno: then some filters may be on. */\n"
"static inline int seccord_io_uring_filter(int ring)\n"
"{\n"
"\tint i;\n"
"\n"
"\tif (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L))\n"
"\t\treturn -1;\n"
"\tfor (i = 0; i < SECCORD_IO_URING_OPS - 1; i++)\n"
"\t\tif (seccord_io_uring_add(ring, &seccord_io_uring_ops[i], 0) && errno != EINVAL)\n"
"\t\t\treturn -1; /* EINVAL: a kernel without this operation */\n"
"\treturn seccord_io_uring_add(ring, &seccord_io_uring_ops[i], 1 /* IO_URING_BPF_FILTER_DENY_REST */);\n"
"}\n"
"\n"
"#endif\n";

static void put_instruction(struct text *out, unsigned code, size_t jf, uint64_t k)
{
	text_format(out, "\t{ 0x%02x, 0, %zu, 0x%08" PRIx64 " },\n", code, jf, k);
}

static bool is_masked(const struct comparison *c)
{
	return (uint32_t)c->mask != UINT32_MAX;
}

/* The number of instructions between the comparison and the next alternative.
 * */
static size_t left_after(const struct comparisons *all, size_t n)
{
	size_t left = 1;

	while (++n < all->count)
		left += is_masked(&all->at[n]) ? 3 : 2;
	return left;
}

static void put_alternative(struct text *out, const struct comparisons *all)
{
	for (size_t n = 0; n < all->count; n++) {
		const struct comparison *c = &all->at[n];
		put_instruction(out, BPF_LD | BPF_W | BPF_ABS, 0, SOCKET_AT + 4 * (unsigned)c->arg);
		if (is_masked(c))
			put_instruction(out, BPF_ALU | BPF_AND | BPF_K, 0, (uint32_t)c->mask);
		put_instruction(out, BPF_JMP | BPF_JEQ | BPF_K, left_after(all, n), (uint32_t)c->value);
	}
	put_instruction(out, BPF_RET | BPF_K, 0, 1);
}

static size_t length_of(const struct dnf *any)
{
	size_t length = 1;

	for (size_t i = 0; i < any->count; i++)
		for (size_t n = 0; n < any->at[i].count; n++)
			length += is_masked(&any->at[i].at[n]) ? 3 : 2;
	return length + any->count;
}

static void put_socket(struct text *out, const struct dnf *any)
{
	text_add(out, "static const struct sock_filter seccord_io_uring_socket[] = {\n");
	for (size_t i = 0; i < any->count; i++)
		put_alternative(out, &any->at[i]);
	put_instruction(out, BPF_RET | BPF_K, 0, 0);
	text_add(out, "};\n\n");
}

static bool is_of_ring(const struct cube *cube)
{
	for (unsigned i = SOCKET_BYTES / 4; i < SYSCALL_ARGS; i++)
		if (cube->mask[i])
			return false;
	return true;
}

/* A ring has three 32-bit words in place of the call's six registers. */
static bool add_region(struct dnf *any, const struct region *region)
{
	AUTO_CUBES struct cubes where = { 0 };

	for (size_t i = 0; i < region->where.count; i++)
		if (is_of_ring(&region->where.at[i]))
			cubes_add(&where, &region->where.at[i]);
	dnf_add_cubes(any, &where, REGISTERS_32, EQUAL_ALONE);
	return !region->lost && where.count == region->where.count;
}

/* False if some allowed arguments cannot be expressed for a ring; they are denied there.
 * */
static bool add_rule(struct dnf *any, const struct rule *rule)
{
	AUTO_REGIONS struct regions regions = { 0 };
	bool said = true;

	regions_of(&regions, rule, rule->archs);
	for (size_t i = 0; i < regions.count; i++)
		if (regions.at[i].verdict.action <= ACTION_TRACE)
			said &= add_region(any, &regions.at[i]);
	return said;
}

/* Whether the call has conditions wherever it is allowed; they are in `any`. */
static bool has_conditions(const struct policy *policy, struct dnf *any, struct text *notes)
{
	bool conditions = false, said = true;

	for (size_t i = 0; i < policy->rule_count; i++) {
		if (policy->rules[i].id != CALL_socket || !verdict_may_pass(rule_laxest(&policy->rules[i])))
			continue;
		said &= add_rule(any, &policy->rules[i]);
		conditions = true;
	}
	if (!said)
		text_add(notes, "socket: a row is left out, as a ring's filter cannot express it\n");
	return conditions && !(any->count && !any->at[0].count);
}

static void put_op(struct text *out, unsigned opcode, bool socket)
{
	const struct uring_op *op = uring_op(opcode);
	const char *filter = socket ? "seccord_io_uring_socket" : "seccord_io_uring_allow";

	text_format(out, "\t{ %u, sizeof(%s) / sizeof(%s[0]), %s, %u },", opcode, filter, filter, filter,
	            socket ? SOCKET_BYTES : 0);
	if (op)
		text_format(out, " /* %s */", op->name);
	text_add(out, "\n");
}

static void put_ops(struct text *out, const struct rings *rings, bool socket)
{
	text_add(out, list_opening);
	for (unsigned opcode = URING_OPCODES; opcode-- > 0;)
		if (rings->asked[opcode])
			put_op(out, opcode, socket && opcode == OPCODE_SOCKET);
}

static int put_filters(const struct rings *rings, const struct dnf *any, bool socket, struct text *out,
                       struct err *err)
{
	if (socket && length_of(any) > BPF_MAXINSNS)
		return err_set(err, "socket: its rows need a filter of more than %d instructions; use fewer rows", BPF_MAXINSNS);
	text_add(out, opening);
	if (socket)
		put_socket(out, any);
	put_ops(out, rings, socket);
	text_add(out, function);
	return 0;
}

int out_io_uring_bpf(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                     struct err *err)
{
	struct dnf any = { 0 };
	struct rings rings;

	(void)choice;
	if (rings_of(&rings, policy, err))
		return -1;
	bool socket = rings.asked[OPCODE_SOCKET] && has_conditions(policy, &any, notes);
	int failed = put_filters(&rings, &any, socket, out, err);
	text_add(notes, "this restricts the operations of rings and enforces nothing else of the policy; "
	               "it needs Linux 7.0, and has not been tested there\n");
	if (socket)
		text_add(notes, "SOCKET gets the conditions of socket, although the arguments that rings passed to it were not recorded\n");
	dnf_free(&any);
	return failed;
}
