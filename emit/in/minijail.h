/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in_minijail: what the readers of minijail's files and of its expressions share.
 */
#ifndef EMIT_IN_MINIJAIL_H
#define EMIT_IN_MINIJAIL_H

#include "emit/in/readers.h"

/* Two tools read such files. libminijail (minijail0 -S) knows one condition a line, and allows what meets it;
 * compile_seccomp_policy.py knows more words, and gives what meets a condition the answer behind it. A file that
 * uses one of those words can only be for the latter. */
struct minijail {
	struct in_source *source;
	enum arch arch;
	bool as_compiler;                     /* read as compile_seccomp_policy.py does */
	bool has_compilers_words;
	bool answers_behind;                  /* "CONDITION; ANSWER" is used, and means two things */
	bool denylist;
	bool seen[CALL_COUNT];
	bool ended[CALL_COUNT];               /* has an answer for all arguments: */
	struct verdict end[CALL_COUNT];
	bool refuses[CALL_COUNT];             /* has a condition whose answer is not allow */
	struct text absent;                   /* names that are calls, but not of this arch */
	size_t files;                         /* that were read */
};

struct minijail_call {                        /* that a line is about */
	const char *name;                     /* NULL: by number */
	uint32_t nr;
	enum syscall_id id;                   /* CALL_UNKNOWN: by number, or an unknown name */
};

/* The filter behind a line's colon, up to the end of the line, for one call. */
int minijail_filter(struct minijail *jail, const struct minijail_call *call, char *filter, struct err *err);

/* "allow", "kill-process", "return EPERM" …: all of the text. */
int minijail_action(struct minijail *jail, char *at, struct verdict *verdict, struct err *err);

/* A constant of Linux by the name it has in C, for an argument of a call. False where it is not known, or where
 * it is not the same number on all systems; then `why` says so. */
bool minijail_constant(const char *word, const struct minijail_call *call, enum arch arch, unsigned arg,
                       uint64_t *value, const char **why);

/* Numbers as C writes them, negative ones too; cut to a register of the arch. */
int minijail_number(const char *word, enum arch arch, uint64_t *value, struct err *err);

#endif
