/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A self-contained header: the instructions, their number, and a function that
 * loads them. Compiles as C99 and C++ without warnings.
 */
#include "emit/compile/compile.h"
#include "emit/filter/disasm.h"
#include "emit/out/out.h"

static const char opening[] =
"#ifndef SECCORD_FILTER_H\n"
"#define SECCORD_FILTER_H\n"
"\n"
"#include <errno.h>\n"
"#include <linux/filter.h>\n"
"#include <linux/seccomp.h>\n"
"#include <sys/prctl.h>\n"
"#include <sys/syscall.h>\n"
"#include <unistd.h>\n"
"\n";

static const char loader[] =
"/* Installs the filter on every thread of the process, permanently; fork and execve\n"
" * keep it. Sets no_new_privs first, so setuid programs gain no privileges.\n"
" * Returns 0, or -1 with errno. Without seccomp(2) (strict ISO C without\n"
" * _GNU_SOURCE, Linux before 3.17), only the calling thread gets the filter. */\n"
"static inline int seccord_filter_load(void)\n"
"{\n"
"\tstruct sock_fprog program;\n"
"\n"
"\tprogram.len = SECCORD_FILTER_LENGTH;\n"
"\tprogram.filter = (struct sock_filter *)seccord_filter;\n"
"\tif (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L))\n"
"\t\treturn -1;\n"
"#if defined(SYS_seccomp) && (defined(_GNU_SOURCE) || defined(_DEFAULT_SOURCE))\n"
"\tlong failed = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);\n"
"\tif (failed == 0)\n"
"\t\treturn 0;\n"
"\tif (failed > 0)\n"
"\t\terrno = EBUSY; /* a thread has a filter of its own */\n"
"\tif (failed > 0 || errno != ENOSYS)\n"
"\t\treturn -1;\n"
"#endif\n"
"\treturn prctl(PR_SET_SECCOMP, (unsigned long)SECCOMP_MODE_FILTER, &program, 0L, 0L);\n"
"}\n"
"\n"
"#endif\n";

/* User text inside a comment must not end the comment. */
static void put_comment(const char *words, struct text *out)
{
	for (const char *at = words; *at; at++) {
		bool ends = at[0] == '/' && at > words && at[-1] == '*';
		char shown[] = { (unsigned char)*at < ' ' ? ' ' : *at, '\0' };
		text_add(out, ends ? " /" : shown);
	}
}

static void put_head(const struct policy *policy, const struct filter *filter, struct text *out)
{
	text_add(out, "/*\n * A seccomp filter, made by `seccord emit -f c` from a policy. Change the policy,\n"
	              " * not this file.\n *\n");
	out_summary(policy, filter, " * ", out);
	if (policy->note) {
		text_add(out, " *\n * ");
		put_comment(policy->note, out);
		text_add(out, "\n");
	}
	text_add(out, " */\n");
}

static void put_array(const struct filter *filter, struct text *out)
{
	struct arena arena = { 0 };
	const struct disasm_line *lines = disasm_of(filter, &arena);

	text_format(out, "#define SECCORD_FILTER_LENGTH %zu\n\n", filter->length);
	text_add(out, "static const struct sock_filter seccord_filter[SECCORD_FILTER_LENGTH] = {\n");
	for (size_t i = 0; i < filter->length; i++) {
		const struct sock_filter *insn = &filter->insn[i];
		text_format(out, "\t{ 0x%02x, %3u, %3u, 0x%08x }, /* ", insn->code, insn->jt, insn->jf, insn->k);
		if (lines[i].target)
			text_format(out, "L%zu: ", i);
		put_comment(lines[i].text, out);
		text_add(out, " */\n");
	}
	text_add(out, "};\n\n");
	arena_free(&arena);
}

int out_c(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
          struct err *err)
{
	AUTO_FILTER struct filter filter = { 0 };

	(void)choice;
	(void)notes;
	if (filter_compile(&filter, policy, err))
		return -1;
	put_head(policy, &filter, out);
	text_add(out, opening);
	put_array(&filter, out);
	text_add(out, loader);
	return 0;
}
