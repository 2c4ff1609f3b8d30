/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outputs, a row each; docs/howto-add-an-output.md adds one.
 */
#include "emit/emit.h"

#include <string.h>

#include "emit/out.h"

static const struct emit_output outputs[] = {
	{ "bpf",  "raw struct sock_filter[], as bwrap --seccomp takes it",        out_bpf },
	{ "c",    "a C and C++ header with the filter and a function to load it", out_c },
	{ "asm",  "the filter as text, with names",                               out_asm },
	{ "oci",  "JSON for Docker, Podman, crun and runc",                       out_oci },
	{ "json", "the policy resolved to numbers, for other programs",           out_json },
};

const struct emit_output *emit_output_at(unsigned i)
{
	return i < COUNT_OF(outputs) ? &outputs[i] : NULL;
}

const struct emit_output *emit_output_find(const char *name)
{
	for (unsigned i = 0; i < COUNT_OF(outputs); i++)
		if (!strcmp(name, outputs[i].name))
			return &outputs[i];
	return NULL;
}
