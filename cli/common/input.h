/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input: reads a file of the command line; its type is detected from its content.
 *
 * Every command that takes a policy also takes a trace, and derives the policy
 * from it.
 */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "analyzer/derive/derive.h"
#include "cli/common/option.h"
#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"
#include "emit/filter/filter.h"

#define AUTO_TRACE __attribute__((cleanup(trace_free)))

enum input_kind { INPUT_TRACE, INPUT_POLICY, INPUT_FILTER };

struct input {
	enum input_kind kind;
	struct trace trace;                   /* the member for `kind` is set; the others are empty */
	struct policy policy;
	struct filter filter;
	bool dialect;                         /* the policy was in another tool's format */
};
void input_free(struct input *input);
#define AUTO_INPUT __attribute__((cleanup(input_free)))

/* How files in other tools' formats are read, the same for each command that takes policies. A command sets
 * `shared` of its row to input_rows and `shared_at` to the offset of its struct input_choice. */
struct input_choice {
	struct option_words caps;             /* --cap */
	const char *document;                 /* --document, or NULL */
	const char *arch;                     /* --file-arch, or NULL */
	const char *version;                  /* --file-version, or NULL */
	const char *engine;                   /* no option: a tool with default profiles that the command names, or NULL */
};
extern const struct option_row input_rows[];
extern const struct option_choice input_choices[];    /* of these rows */

/* The file that is read for `name`: for a directory with an OCI image layout the index of it, which is written to `index`. */
const char *input_file(const char *name, struct text *index);

/* The bytes of a file, or of the default profile of a tool that `name` names. */
int input_bytes(const char *name, struct text *bytes, struct err *err);

/* `name` may be "-", or the directory of a layout. A filter is a raw sock_filter[] that the kernel accepts. `choice` may be NULL. */
int input_read(struct input *input, const char *name, const struct input_choice *choice, struct err *err);

/* The same from memory; `name` is for messages and for files next to it. */
int input_read_bytes(struct input *input, const struct text *bytes, const char *name, const struct input_choice *choice,
                     struct err *err);

/* Why calls may be missing in a trace, or NULL. */
const char *input_incomplete(const struct input *input);

/* Prints a note if it is a trace that is incomplete. */
void input_note_incomplete(const struct input *input, const char *name);

/* Reads all the files as traces, merged into one. */
int input_traces(struct trace *trace, const char *const *names, size_t count, struct err *err);

/* The input as a policy: moved out of `input`, or derived from its trace with
 * default options; warnings are appended to `notes`. */
int input_to_policy(struct policy *policy, struct input *input, const char *name, struct text *notes, struct err *err);
int input_policy(struct policy *policy, const char *name, const struct input_choice *choice, struct text *notes, struct err *err);

/* The default profiles that are policies by name, as docker:default is; NULL past the last. */
const char *input_profile_at(unsigned i);

#endif
