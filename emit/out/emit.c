/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outputs, a row each in emit/out/outputs.def; docs/howto-add-an-output.md adds one.
 */
#include "emit/out/emit.h"

#include <string.h>

#include "emit/out/dialect.h"
#include "emit/out/out.h"

static const struct emit_output outputs[] = {
#define OUTPUT(id, label, archs, says, actions, defaults, help) \
	{ #id, help, out_##id, (says) & HAS_FILTER, (says) & HAS_FILES, (says) & TAKES_NAME, (says) & TAKES_COMMON, (says) & TAKES_PROTECT, \
	  (says) & TAKES_LISTENER },
#include "emit/out/outputs.def"
#undef OUTPUT
};

const struct emit_output *emit_output_at(unsigned i)
{
	return i < COUNT_OF(outputs) ? &outputs[i] : NULL;
}

const char *emit_output_name_at(unsigned i)
{
	return i < COUNT_OF(outputs) ? outputs[i].name : NULL;
}

static bool is_name(const char *name, const char *word)
{
	while (*name && (*name == *word || (*name == '_' && *word == '-'))) {
		name++;
		word++;
	}
	return *name == *word;
}

const struct emit_output *emit_output_find(const char *name)
{
	for (unsigned i = 0; i < COUNT_OF(outputs); i++)
		if (is_name(outputs[i].name, name))
			return &outputs[i];
	return NULL;
}
