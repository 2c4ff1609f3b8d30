/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place: which code made a refused call, as far as the files that are here show.
 *
 * An offset in a file is named by its symbol, if the file is the recorded one.
 * Of an address alone only the end is known, since images are mapped at random
 * pages: code is found if just one instruction of the program's images loads this
 * number and enters the kernel there (x86_64).
 */
#ifndef TRACER_REFUSAL_PLACE_H
#define TRACER_REFUSAL_PLACE_H

#include "core/trace/refusal.h"
#include "core/trace/trace.h"

/* Fills image, offset, build_id, function and into. `trace` may be NULL: its images are searched first. */
void refusals_place(struct refusals *refusals, const struct trace *trace);

#endif
