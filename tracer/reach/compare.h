/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: what was recorded beside what the code can call.
 *
 * Only calls that the compared images made themselves can be missing from an
 * answer. A call of another program, of the vDSO, or of an instruction whose
 * number is not known is kept apart, with the reason.
 */
#ifndef TRACER_REACH_COMPARE_H
#define TRACER_REACH_COMPARE_H

#include "core/trace/trace.h"
#include "tracer/reach/answer.h"

enum recorded_as {
	RECORDED_NOT,
	RECORDED_REACHABLE,
	RECORDED_ELSEWHERE,                   /* outside of these images, or perhaps by a program that was started */
	RECORDED_BY_UNKNOWN,                  /* at an instruction whose number was not found */
	RECORDED_MISSING                      /* by these images, and not reachable */
};

enum { COMPARED_CALLS = 1024 };

/* The calls that are not recorded, by the function that all paths to them pass. */
struct compared_group {
	uint32_t function;                    /* of the answer; UINT32_MAX: none */
	enum root_kind kind;
	uint32_t calls[COMPARED_CALLS];       /* indexes of the answer's calls */
	size_t count;
};

struct compared {
	const struct answer *answer;
	bool recorded;                        /* there is a trace */
	bool started_others;                  /* the recorded programs started others */
	enum recorded_as as[COMPARED_CALLS];  /* by number */
	size_t recorded_count, foreign_count; /* distinct calls of x86_64, and of other archs */
	size_t site_count;                    /* recorded instructions of these images */
	struct compared_group *groups;        /* LOADER, LIBC, then OWN by function */
	size_t group_count, group_room;
	struct text missing_sites;            /* lines "IMAGE+0xOFFSET CALL": those of them that were not found with their number */
};

/* `trace` may be NULL: then no call is recorded. Adds gaps to the answer for what the trace says about it. */
void compare(struct compared *compared, struct answer *answer, const struct trace *trace);
void compared_free(struct compared *compared);

/* The image of an answer that a recorded image is; -1: none. *changed: it is another version of the file. */
int compare_image(const struct answer *answer, const struct trace_image *image, bool *changed);

#endif
