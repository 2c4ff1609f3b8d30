/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disasm: a disassembled filter, an instruction a line.
 */
#ifndef EMIT_DISASM_H
#define EMIT_DISASM_H

#include "core/base/mem.h"
#include "emit/filter/filter.h"

struct disasm_line {
	const char *text;                     /* "if nr == socket goto L12" */
	const char *note;                     /* additional information, or "" */
	bool target;                          /* a jump target, which needs a label L<index> */
};

/* One line, in the arena, for each instruction of a filter that filter_check
 * accepts. Instructions that filter_compile does not generate are shown as
 * numbers. */
struct disasm_line *disasm_of(const struct filter *filter, struct arena *arena);

#endif
