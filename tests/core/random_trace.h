/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random_trace: traces with all that a trace may have, for properties.
 */
#ifndef TESTS_CORE_RANDOM_TRACE_H
#define TESTS_CORE_RANDOM_TRACE_H

#include "core/trace/trace.h"

struct trace random_trace(uint64_t seed);

/* The bytes of its file. */
struct text trace_bytes(const struct trace *trace);

#endif
