/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The filter as text, an instruction a line, for review and for tests that
 * compare it.
 */
#include <stdio.h>

#include "emit/compile/compile.h"
#include "emit/filter/disasm.h"
#include "emit/out/out.h"

static void put_line(const struct disasm_line *line, size_t at, struct text *out)
{
	char label[24] = "";

	if (line->target)
		snprintf(label, sizeof(label), "L%zu:", at);
	text_format(out, *line->note ? "%-8s%-40s ; %s\n" : "%-8s%s\n", label, line->text, line->note);
}

int out_asm(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
            struct err *err)
{
	AUTO_FILTER struct filter filter = { 0 };
	struct arena arena = { 0 };

	(void)choice;
	(void)notes;
	if (filter_compile(&filter, policy, err))
		return -1;
	out_summary(policy, &filter, "; ", out);
	const struct disasm_line *lines = disasm_of(&filter, &arena);
	for (size_t i = 0; i < filter.length; i++)
		put_line(&lines[i], i, out);
	arena_free(&arena);
	return 0;
}
