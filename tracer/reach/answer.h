/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer: what the code of a closure can call, as data that outlives the graph.
 *
 * A function of the images and nothing else, so that it can be cached by their
 * build-ids. What was recorded is compared with it elsewhere.
 */
#ifndef TRACER_REACH_ANSWER_H
#define TRACER_REACH_ANSWER_H

#include <jansson.h>

#include "core/base/err.h"
#include "tracer/code/closure.h"
#include "tracer/reach/graph.h"

enum { ANSWER_VERSION = 2 };                  /* of the analysis and of the cached form */

struct answer_image {
	const char *path, *build_id;          /* build_id may be NULL */
};

struct answer_function {
	uint32_t image;
	uint64_t at;
	const char *name;                     /* NULL: no symbol */
};

struct answer_list {
	uint32_t *at;                         /* indexes of functions */
	size_t count, room;
};

struct answer_call {
	uint32_t nr;
	enum root_kind kind;                  /* the strongest claim: LIBC before OWN before LOADER */
	struct answer_list path;              /* a shortest one, from a root to the instruction */
	struct answer_list through;           /* the functions that all paths pass, from the root on */
};

struct answer_site {
	uint32_t image;
	uint64_t offset;                      /* in the file, behind the instruction */
	uint32_t nr;
};

/* A system call instruction whose number was not found. */
struct answer_unknown {
	uint32_t image;                       /* as above */
	uint64_t offset;
	uint32_t function, where;             /* the instruction's, and the one where the search ended */
	const char *why;
	struct answer_list path;
};

/* What else the program can do: "exec", with the functions that lead to it. */
struct answer_gap {
	const char *kind, *what;
};

struct answer {
	struct arena arena;
	struct answer_image *images;
	size_t image_count, image_room;
	struct answer_function *functions;
	size_t function_count, function_room;
	struct answer_call *calls;            /* ascending by number */
	size_t call_count, call_room;
	struct answer_site *sites;            /* ascending by image, offset and number */
	size_t site_count, site_room;
	struct answer_unknown *unknowns;
	size_t unknown_count, unknown_room;
	struct answer_gap *gaps;
	size_t gap_count, gap_room;
	bool libc_known;                      /* calls that every program of this libc has are known */
};

/* Fills a zeroed answer. */
int answer_make(struct answer *answer, const struct closure *closure, struct progress *progress, struct err *err);
void answer_free(struct answer *answer);
void answer_add_gap(struct answer *answer, const char *kind, const char *what);      /* once */

json_t *answer_json(const struct answer *answer);
/* Fills a zeroed answer from what answer_json() made; anything else is an error. */
int answer_read(struct answer *answer, const json_t *json, struct err *err);

#endif
