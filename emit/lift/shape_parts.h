/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape_parts: internal to emit/lift/shape.c and its parts.
 *
 * Each part handles one condition on one argument as a job: single forms
 * (shape_forms.c), ANDs of forms (shape_terms.c), and splitting into many
 * (shape_cut.c).
 */
#ifndef EMIT_SHAPE_PARTS_H
#define EMIT_SHAPE_PARTS_H

#include "emit/lift/shape.h"

struct job {
	struct manager *manager;
	struct arena *arena;
	const struct shaped *shaped;
	unsigned first;                       /* the number of the argument's highest bit */
};

/* The bit of the argument that a diagram tests under this number. */
uint64_t job_bit(const struct job *j, unsigned asked);
struct shape job_shape(const struct job *j, const struct values *term, unsigned count);  /* a copy in the arena */

/* Whether a condition has one form, or is the complement of one. */
bool forms_one(const struct job *j, bdd condition, struct values *out);

struct values forms_value(uint64_t value);
struct values forms_negated(struct values values);

/* These bits have this value, others are free; and: not all of these bits have this value. */
struct values forms_bits(const struct job *j, uint64_t bits, uint64_t value);
struct values forms_not_bits(const struct job *j, uint64_t bits, uint64_t value);

/* The bits with one value wherever the condition, which is not constant, holds. */
void forms_fixed(const struct job *j, bdd condition, uint64_t *bits, uint64_t *value);

/* The lowest or the highest value that satisfies a condition. It is NO only in a full manager, where results are unusable.
 * */
uint64_t forms_extreme(const struct job *j, bdd condition, bool highest);

/* The nearest value, or the value itself, that satisfies a condition on bits of the mask; false: none on that side. */
enum nearest_way { NEAREST_UP, NEAREST_DOWN };
bool forms_nearest(const struct job *j, bdd condition, uint64_t from, enum nearest_way way, uint64_t *out);

/* The intervals of the values that satisfy a condition, ascending, counting only the bits of the mask. */
struct intervals {
	struct { uint64_t from, to; } *at;
	size_t count, room, most;
	bool many;                            /* more than the maximum: given up */
};
void intervals_free(struct intervals *in);
#define AUTO_INTERVALS __attribute__((cleanup(intervals_free)))
void intervals_find(const struct job *j, struct intervals *in, bdd condition);
enum { INTERVAL_FEW = 4 };                    /* values: a smaller interval is a set of them */
bool interval_is_few(const struct job *j, uint64_t from, uint64_t to);
bool interval_insert(const struct job *j, struct values *set, uint64_t from, uint64_t to);  /* false: no room */

enum { SHAPE_TERMS = 12 };

struct shape_terms {
	struct values at[SHAPE_TERMS];
	unsigned count;
	bdd cover;                            /* where all of them hold; it includes the condition */
};

/* Terms whose AND is the condition; false if there is no room for them. */
bool terms_find(const struct job *j, bdd condition, struct shape_terms *t);

/* An OR of cubes of bits that covers `must` and stays within `may`; -1: more than SHAPES_MOST. */
int cut_cubes(const struct job *j, bdd must, bdd may, struct shape *out);

/* An OR of sets, ranges or cubes of bits, whichever are fewer; -1: more than SHAPES_MOST. */
int cut_shapes(const struct job *j, bdd condition, struct shape out[SHAPES_MOST]);

#endif
