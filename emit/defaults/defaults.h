/* SPDX-License-Identifier: Apache-2.0 */
/*
 * defaults: the default profiles of Docker, containerd and Podman, rows of
 * emit/defaults/defaults.def, as JSON of the kind that these tools read.
 */
#ifndef EMIT_DEFAULTS_DEFAULTS_H
#define EMIT_DEFAULTS_DEFAULTS_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/mem.h"

/* Whether it is a tool's name, a colon and something more: "docker:default", "containerd:1.7". */
bool defaults_is_name(const char *name);

bool defaults_has_tool(const char *tool);

/* The tools; NULL past the last. */
const char *defaults_tool_at(unsigned i);

/* "docker:default" of each tool, then "docker:24.0.9", the last release of each profile; NULL past the last. */
const char *defaults_word_at(unsigned i);

/* Appends the profile: of the version that the name gives, or of the nearest older one that is known; "default" is the
 * newest. Which one it is becomes a note. */
int defaults_json(const char *name, struct text *json, struct text *notes, struct err *err);

#endif
