/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compilers: what compiles the JSON of Firecracker and seccompiler, and which of them a file is read as for.
 */
#ifndef EMIT_FIRECRACKER_COMPILERS_H
#define EMIT_FIRECRACKER_COMPILERS_H

#include "emit/in/source.h"

enum json_compiler {
#define COMPILER(id, ...) COMPILER_##id,
#include "emit/firecracker/compilers.def"
#undef COMPILER
	COMPILERS
};

struct compilers {
	enum json_compiler as;                /* the file is read as this one compiles it */
	enum arch arch;
	bool given;                           /* it was chosen by its release; else an earlier one may compile the file */
};

/* `crate`: the file has members that only the crate knows. `version` may be NULL, `archs` 0. */
int compilers_choose(struct compilers *of, struct in_source *source, bool crate, const char *version, arch_set archs, struct err *err);

/* The first and the last release of each; NULL past the last. */
const char *compilers_version_at(unsigned i);

const char *compiler_name(enum json_compiler compiler);
bool compiler_is_crate(enum json_compiler compiler);

/* If the release is not given, and an earlier compiler does otherwise: marks the call (or, with NULL, the file) as inexact. */
void compilers_doubt(const struct compilers *of, struct in_source *source, const char *call, const char *reason);

/* Fails if the compiler refuses the name of a call. An earlier one that would makes it inexact. */
int compilers_check_name(const struct compilers *of, struct in_source *source, const char *name, struct err *err);

#endif
