/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C code that applies io_uring restrictions (Linux 5.10): the opcodes that a
 * ring may use, which no seccomp filter sees. A kernel older than an entry
 * rejects the whole list, so the function drops the entries it does not know:
 * that kernel has no such operation to restrict.
 */
#include "emit/out/out.h"
#include "emit/ring/rings.h"

enum { REGISTER_RESTRICTIONS = 11, REGISTER_ENABLE_RINGS = 12 };   /* once each, and never on an enabled ring */

static const char opening[] =
"/*\n"
" * The operations that an io_uring may perform, made by `seccord emit -f io_uring`\n"
" * from a policy. Change the policy, not this file.\n"
" *\n";

static const char includes[] =
" */\n"
"#ifndef SECCORD_IO_URING_H\n"
"#define SECCORD_IO_URING_H\n"
"\n"
"#include <errno.h>\n"
"#include <linux/io_uring.h>\n"
"#include <stddef.h>\n"
"#include <string.h>\n"
"#include <sys/syscall.h>\n"
"#include <unistd.h>\n"
"\n";

static const char function[] =
"/* For a ring made with IORING_SETUP_R_DISABLED, before anything else is done with\n"
" * it and before a filter refuses io_uring_register: restricts it for good, and\n"
" * enables it. What is not in the list gets EACCES. 0, or -1 with errno. With\n"
" * -std=c99 or c11, define _GNU_SOURCE. */\n"
"static inline int seccord_io_uring_restrict(int ring)\n"
"{\n"
"\tstruct io_uring_restriction known[SECCORD_IO_URING_COUNT];\n"
"\tstruct io_uring_probe probe;\n"
"\tunsigned count = 0, i;\n"
"\n"
"\tmemset(&probe, 0, sizeof(probe));\n"
"\tif (syscall(SYS_io_uring_register, ring, IORING_REGISTER_PROBE, &probe, 0))\n"
"\t\treturn -1;\n"
"\tfor (i = 0; i < SECCORD_IO_URING_COUNT; i++)\n"
"\t\tif (seccord_io_uring[i].opcode != IORING_RESTRICTION_SQE_OP || seccord_io_uring[i].sqe_op <= probe.last_op)\n"
"\t\t\tknown[count++] = seccord_io_uring[i];\n"
"\twhile (syscall(SYS_io_uring_register, ring, IORING_REGISTER_RESTRICTIONS, known, count)) {\n"
"\t\tif (errno != EINVAL || !count || known[--count].opcode != IORING_RESTRICTION_REGISTER_OP)\n"
"\t\t\treturn -1;\n"
"\t}\n"
"\treturn (int)syscall(SYS_io_uring_register, ring, IORING_REGISTER_ENABLE_RINGS, NULL, 0);\n"
"}\n"
"\n"
"#endif\n";

static void put_setup(const struct rings *rings, struct text *out)
{
	text_add(out, " * The recorded rings were created with ");
	if (rings->setup)
		role_spell(ROLE_uring_setup, rings->setup, out);
	else
		text_add(out, "no flags");
	text_add(out, ".\n");
}

static void put_entry(struct text *out, const char *kind, unsigned value)
{
	text_format(out, "\t{ IORING_RESTRICTION_%s, { %u }, 0, { 0, 0, 0 } },", kind, value);
}

static void put_opcodes(const struct rings *rings, struct text *out)
{
	for (unsigned opcode = 0; opcode < URING_OPCODES; opcode++) {
		const struct uring_op *op = uring_op(opcode);
		if (!rings->asked[opcode])
			continue;
		put_entry(out, "SQE_OP", opcode);
		if (op)
			text_format(out, " /* %s, Linux %s */\n", op->name, op->since);
		else
			text_add(out, "\n");
	}
}

/* In ascending order, which is that of kernel versions, so the last ones can be
 * dropped. */
static void put_registers(const struct rings *rings, struct text *out)
{
	for (unsigned op = 0; op < RINGS_REGISTER_OPS; op++) {
		if (op == REGISTER_RESTRICTIONS || op == REGISTER_ENABLE_RINGS || !rings->registers[op])
			continue;
		put_entry(out, "REGISTER_OP", op);
		text_add(out, " /* ");
		role_spell(ROLE_uring_op, op, out);
		text_add(out, " */\n");
	}
}

static void put_list(const struct rings *rings, struct text *out)
{
	text_add(out, "static const struct io_uring_restriction seccord_io_uring[] = {\n");
	put_entry(out, "SQE_FLAGS_ALLOWED", UINT8_MAX);
	text_add(out, "\n");
	put_opcodes(rings, out);
	put_registers(rings, out);
	text_add(out, "};\n"
	              "enum { SECCORD_IO_URING_COUNT = sizeof(seccord_io_uring) / sizeof(seccord_io_uring[0]) };\n\n");
}

int out_io_uring(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                 struct err *err)
{
	struct rings rings;

	(void)choice;
	if (rings_of(&rings, policy, err))
		return -1;
	text_add(out, opening);
	put_setup(&rings, out);
	text_add(out, includes);
	put_list(&rings, out);
	text_add(out, function);
	text_add(notes, "this restricts the operations of a ring and enforces nothing else of the policy; "
	               "all flags of its entries (IOSQE_*) are allowed\n");
	if (rings.registers_any)
		text_add(notes, "the policy does not restrict the operations of io_uring_register, so all are allowed; "
		               "add conditions on its uring_op\n");
	return 0;
}
