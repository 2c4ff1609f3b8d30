/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coverage: how far several recordings of a program show all of it.
 *
 * Recordings (shards) are added in the order given: how many calls each adds, what
 * only it has, and from the calls that one shard alone has the estimate of what
 * none has. A sum of traces is one file: which shard had a call is not known.
 */
#ifndef ANALYZER_REPORT_COVERAGE_H
#define ANALYZER_REPORT_COVERAGE_H

#include "core/base/mem.h"
#include "core/trace/trace.h"

enum coverage_path { COVERAGE_STOP, COVERAGE_INTERRUPT, COVERAGE_RELOAD, COVERAGE_ERROR, COVERAGE_PATHS };

struct coverage_call {                        /* by name, whatever its arguments */
	enum arch arch;
	uint32_t nr;
	size_t files;                         /* that have it */
	size_t last;                          /* the last of them */
};

struct coverage_file {
	const char *name;
	uint64_t shards;
	size_t calls, added;                  /* that it has; that no file before it has */
};

struct shard_coverage {
	struct arena arena;
	struct trace sum;
	struct coverage_call *calls;
	size_t call_count, call_room;
	struct coverage_file *files;
	size_t file_count, file_room;
	bool sums;                            /* a file is a sum */
	struct {
		size_t taken, possibly, handled;      /* files */
	} path[COVERAGE_PATHS];
};
void coverage_add(struct shard_coverage *coverage, const struct trace *trace, const char *name);
void coverage_free(struct shard_coverage *coverage);
#define AUTO_COVERAGE __attribute__((cleanup(coverage_free)))

/* The probability that a call of one more shard is new, in 1/10000. */
struct coverage_unseen {
	bool known;                           /* false: too few shards to say */
	uint64_t once, twice, times;          /* calls seen in one shard, in two; the sum over shards of their calls */
	uint64_t estimate, low, high;         /* Good and Turing's; Esty's interval of 95 % */
};
struct coverage_unseen coverage_unseen(const struct shard_coverage *coverage);

/* Appends the names of the calls that only this file has, separated by commas. */
void coverage_only_here(const struct shard_coverage *coverage, size_t file, struct text *out);

/* "SIGTERM", "taken in 1 of 2 files". */
const char *coverage_path_name(enum coverage_path path);
void coverage_path_words(const struct shard_coverage *coverage, enum coverage_path path, struct text *out);

/* A sentence, without a line break at its end. */
void coverage_unseen_words(const struct shard_coverage *coverage, struct text *out);

void coverage_text(const struct shard_coverage *coverage, struct text *out);
void coverage_json(const struct shard_coverage *coverage, struct text *out);

/* A line about handlers of SIGTERM and SIGHUP that never ran in a trace. */
void coverage_notes(const struct trace *trace, struct text *notes);

/* A line for calls that earlier traces know, and this recording has not seen, if there are any. */
void coverage_known(const struct trace *trace, struct text *notes);

#endif
