/* SPDX-License-Identifier: Apache-2.0 */
/*
 * minijail: shared by the readers of minijail's files and of its expressions.
 */
#ifndef EMIT_IN_MINIJAIL_H
#define EMIT_IN_MINIJAIL_H

#include "emit/in/readers.h"

/* Two tools read such files. libminijail (minijail0 -S) knows one condition a line and allows calls that meet
 * it; compile_seccomp_policy.py knows more syntax, and the action after a condition applies to calls that meet
 * it. A file with syntax that libminijail refuses can only be for the latter; any other with such an action is inexact. */
struct minijail_call_state {                  /* what the lines of a call have so far */
	unsigned lines, with_more;            /* lines for it; those with more than "1" */
	bool ended;                           /* has an unconditional answer ... */
	unsigned end_line;                    /* ... in this line */
	bool refuses;                         /* has a condition with an answer other than allow */
};

struct minijail {
	struct in_source *source;
	enum arch arch;
	bool as_compiler;                     /* read as compile_seccomp_policy.py does */
	bool has_compilers_words;             /* words that people write for it */
	bool is_compilers;                    /* words that libminijail refuses */
	bool is_libminijails;                 /* a file that seccord wrote for it */
	unsigned answers_behind;              /* the first line with "CONDITION; ANSWER", which is ambiguous; 0: none */
	unsigned bare_return;                 /* the first line with a return without an errno; 0: none */
	bool denylist;
	struct minijail_call_state calls[CALL_COUNT];
	enum syscall_id repeated;             /* has lines after an unconditional answer; CALL_UNKNOWN: none has */
	unsigned repeated_line;
	enum syscall_id opened;               /* is allowed by a line after its conditions; likewise */
	unsigned opened_line;
	struct in_including including;
};

struct minijail_call {                        /* the call of a line */
	const char *name;                     /* NULL: by number */
	uint32_t nr;
	enum syscall_id id;                   /* CALL_UNKNOWN: by number, or an unknown name */
};

/* An arch by its name in libminijail or Android, or seccord's; -1: unknown. */
int minijail_arch(const char *word);

/* The calls before a line's colon that are for the arch. */
enum { MINIJAIL_CALLS_MOST = 1024 };
int minijail_descriptors(struct minijail *jail, char *text, struct minijail_call *calls, size_t *count, struct err *err);

/* The filter after a line's colon, up to the end of the line, for one call. */
int minijail_filter(struct minijail *jail, const struct minijail_call *call, char *filter, struct err *err);

/* The same for a line without a call for the arch: adds nothing, but says what compile_seccomp_policy.py refuses. */
int minijail_check_filter(struct minijail *jail, char *filter, struct err *err);

/* "allow", "kill-process", "return EPERM" …: the whole text. */
int minijail_action(struct minijail *jail, char *at, struct verdict *verdict, struct err *err);

/* A Linux constant by its C name, for an argument of a call. False if it is unknown, or if its value differs
 * between systems; `why` says which. */
bool minijail_constant(const char *word, const struct minijail_call *call, enum arch arch, unsigned arg,
                       uint64_t *value, const char **why);

/* Whether the tools know a constant that seccord knows. */
bool minijail_tables_have(const char *word);

/* Numbers in C syntax, also negative; truncated to a register of the arch. */
int minijail_number(const char *word, enum arch arch, uint64_t *value, struct err *err);

#endif
