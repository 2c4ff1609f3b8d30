/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refusal: a call that was refused, as a log, a debugger or a core file shows it.
 *
 * A record has what its source shows and nothing else: no argument, address or
 * call is guessed. Equal records are one, with a count.
 */
#ifndef CORE_TRACE_REFUSAL_H
#define CORE_TRACE_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/mem.h"
#include "core/kernel/arch.h"
#include "core/kernel/syscall.h"
#include "core/verdict/verdict.h"

enum refusal_kind {
	REFUSAL_RECORD,                        /* the kernel's record of a filter's answer */
	REFUSAL_SIGNAL,                        /* SIGSYS was sent for the call: a filter refused it */
	REFUSAL_ERROR,                         /* the call failed; a filter may have refused it */
	REFUSAL_MESSAGE,                       /* a program's message that may be due to a filter */
	REFUSAL_UNLOADED                       /* a message that a filter could not be loaded: it refused nothing */
};

struct refusal {
	enum refusal_kind kind;
	const char *source;                   /* what shows it: "audit record", "strace" … */
	uint64_t line;                        /* of the first, from 1; 0: not a text */
	uint64_t count;
	bool called;                          /* arch and nr are known */
	enum arch arch;
	uint32_t nr;
	unsigned known;                       /* bit i: args[i] is the value of argument i */
	uint64_t args[SYSCALL_ARGS];
	bool answered;                        /* the answer is known */
	struct verdict answer;
	bool bare;                            /* of the answer only the action is known, not its errno or number */
	int error;                            /* ERROR: the errno */
	bool has_ip;
	uint64_t ip;                          /* address behind the instruction that made the call */
	uint64_t pid;                         /* 0: unknown */
	const char *program;                  /* path or name; NULL: unknown */
	const char *image;                    /* path of the file that `ip` is in; NULL: unknown */
	uint64_t offset;                      /* in that file, if it is known */
	const char *build_id;                 /* of that file; NULL: unknown */
	const char *function;                 /* of that code; NULL: unknown */
	uint64_t into;                        /* bytes behind its start */
	bool matched;                         /* the image was found by the end of the address and the instruction */
	const char *means;                    /* what follows from a message, or why no call is known; or NULL */
};

enum { REFUSALS_MOST = 4096 };                 /* distinct records of a log; further ones are only counted */

struct refusals {
	struct arena arena;                   /* owns the strings */
	struct refusal *at;                    /* in the order of the log */
	size_t count, room;
	uint64_t dropped;                     /* records past REFUSALS_MOST */
	uint64_t idle;                        /* lines that are understood and show no refusal */
	bool lost;                            /* a log says that records were dropped */
	uint64_t gap;                         /* line before which serial numbers of records have their first gap; 0: none */
	uint64_t unread;                      /* of `unknown`: they have the fields of a record, and could not be read */
	uint64_t unknown, first_unknown;      /* lines that are not understood, and the number of the first */
};
void refusals_free(struct refusals *refusals);
#define AUTO_REFUSALS __attribute__((cleanup(refusals_free)))

/* Adds a record, or counts it with an equal one, and returns that; NULL if there are too many. Copies the strings. */
struct refusal *refusals_add(struct refusals *refusals, const struct refusal *refusal);

/* After a change of the last record: counts it with an earlier one that it now equals. */
void refusals_join_last(struct refusals *refusals);

#endif
