/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each compiler has a table of names for each arch and refuses a file with another name; libseccomp has one for all archs. Without
 * a release, a file is read as by the newest compiler that takes its members.
 */
#include "emit/firecracker/compilers.h"

#include "core/base/version.h"
#include "core/libc/support.h"

static const struct { const char *name, *first, *last, *kernel; arch_set archs; } compilers[] = {
#define COMPILER(id, name, first, last, kernel, archs) { name, first, last, kernel, archs },
#include "emit/firecracker/compilers.def"
#undef COMPILER
};

const char *compilers_version_at(unsigned i)
{
	return i / 2 < COUNT_OF(compilers) ? i % 2 ? compilers[i / 2].last : compilers[i / 2].first : NULL;
}

const char *compiler_name(enum json_compiler compiler)
{
	return compilers[compiler].name;
}

bool compiler_is_crate(enum json_compiler compiler)
{
	return compiler <= COMPILER_CRATE_0_5;
}

/* The first whose last release is not older, or the newest. */
static enum json_compiler compiler_of(struct version version)
{
	unsigned at = 0;
	struct version last;

	while (at + 1 < COMPILERS && version_parse(&last, compilers[at].last) && version_order(last, version) < 0)
		at++;
	return (enum json_compiler)at;
}

static bool is_known_release(enum json_compiler compiler, struct version version)
{
	struct version last;

	return !version_is_after(compilers[compiler].first, version) && version_parse(&last, compilers[compiler].last) &&
	       version_order(version, last) <= 0;
}

static int choose_release(struct compilers *of, struct in_source *source, bool crate, const char *word, struct err *err)
{
	AUTO_TEXT struct text reason = { 0 };
	struct version version;

	if (!version_parse(&version, word))
		return err_set(err, "'%.40s' is not a version of Firecracker or seccompiler, as 1.12 is", word);
	of->as = compiler_of(version);
	of->given = true;
	if (crate && !compiler_is_crate(of->as))
		return err_set(err, "Firecracker has no \"mismatch_action\" and \"match_action\", so the file is not for Firecracker %.40s", word);
	if (is_known_release(of->as, version))
		return 0;
	text_format(&reason, "release %s is not known; read as by %s", word, compiler_name(of->as));
	in_source_inexact(source, 0, NULL, reason.at);
	return 0;
}

int compilers_choose(struct compilers *of, struct in_source *source, bool crate, const char *version, arch_set archs, struct err *err)
{
	AUTO_TEXT struct text list = { 0 };

	*of = (struct compilers){ .as = crate ? COMPILER_CRATE_0_5 : COMPILER_SCMP, .arch = ARCH_X86_64 };
	arch_each(arch, archs)
		of->arch = arch;
	if (version && choose_release(of, source, crate, version, err))
		return -1;
	/* The crate also takes Firecracker's members. */
	if (!version && !(compilers[of->as].archs & ARCH_BIT(of->arch)))
		of->as = COMPILER_CRATE_0_5;
	if (compilers[of->as].archs & ARCH_BIT(of->arch))
		return 0;
	arch_list(compilers[of->as].archs, " ", &list);
	return err_set(err, "%s compiles files for %s only", compiler_name(of->as), list.at);
}

void compilers_doubt(const struct compilers *of, struct in_source *source, const char *call, const char *reason)
{
	if (!of->given)
		in_source_inexact(source, 0, call && syscall_by_name(call) == CALL_UNKNOWN ? NULL : call, reason);
}

static bool is_in_kernel(enum json_compiler compiler, enum syscall_id id)
{
	struct version kernel;

	return version_parse(&kernel, compilers[compiler].kernel) && support_kernel_has(kernel, id);
}

static bool knows(enum json_compiler compiler, enum arch arch, int id)
{
	bool has = id != CALL_UNKNOWN && is_in_kernel(compiler, (enum syscall_id)id);

	return has && (compiler == COMPILER_SCMP || (compilers[compiler].archs & ARCH_BIT(arch) && syscall_exists((enum syscall_id)id, arch)));
}

/* libseccomp learns new names; the tables of the others are complete. */
static int refuse_name(const struct compilers *of, struct in_source *source, const char *name, struct err *err)
{
	if (of->as != COMPILER_SCMP)
		return err_set(err, "%s refuses the file: it knows no call '%.60s' of %s", compiler_name(of->as), name, arch_info(of->arch)->name);
	if (syscall_by_name(name) == CALL_UNKNOWN)
		return 0;                     /* in_source_add says so */
	in_source_inexact(source, 0, name, "Firecracker refuses the file unless its libseccomp, 2.6.0 in Firecracker 1.16, knows the call");
	return 0;
}

int compilers_check_name(const struct compilers *of, struct in_source *source, const char *name, struct err *err)
{
	int id = syscall_by_name(name);
	enum json_compiler before = of->as == COMPILER_SCMP ? COMPILER_OWN : COMPILER_CRATE_0_2;
	AUTO_TEXT struct text reason = { 0 };

	if (!knows(of->as, of->arch, id))
		return refuse_name(of, source, name, err);
	if (of->given || knows(before, of->arch, id))
		return 0;
	text_format(&reason, "%s refuses the file, as it knows no such call of %s", compiler_name(before), arch_info(of->arch)->name);
	compilers_doubt(of, source, name, reason.at);
	return 0;
}
