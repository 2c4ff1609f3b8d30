/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/libc/envelopes.def. The policy reader parses the rules of a
 * row on demand.
 */
#include "core/libc/envelope.h"

#include <assert.h>
#include <string.h>

static const struct envelope envelopes[] = {
#define ENVELOPE(runtime, version, arch, ...) { runtime, runtime " " version, ARCH_##arch, #__VA_ARGS__ },
#include "core/libc/envelopes.def"
#undef ENVELOPE
};

size_t envelope_count(void)
{
	return COUNT_OF(envelopes);
}

const struct envelope *envelope_at(size_t i)
{
	return &envelopes[i];
}

bool envelope_matches(const struct envelope *row, const char *name)
{
	return !strcmp(row->runtime, name) || !strcmp(row->label, name);
}

const char *envelope_runtime_at(unsigned i)
{
	for (size_t row = 0; row < COUNT_OF(envelopes); row++)
		if ((!row || strcmp(envelopes[row].runtime, envelopes[row - 1].runtime)) && !i--)
			return envelopes[row].runtime;
	return NULL;
}

bool envelope_known(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(envelopes); i++)
		if (envelope_matches(&envelopes[i], name))
			return true;
	return false;
}

void envelope_names(struct text *out)
{
	for (size_t i = 0; i < COUNT_OF(envelopes); i++)
		text_format(out, "%s%s", i ? ", " : "", envelopes[i].label);
}

void envelope_read(const struct envelope *row, struct policy *policy)
{
	AUTO_TEXT struct text text = {0};
	struct err err;

	text_format(&text, "{\"seccord\": 1, \"archs\": [\"%s\"], \"calls\": [%s]}", arch_info(row->arch)->name, row->rules);
	int failed = policy_read_bytes(policy, text.at, text.length, row->label, &err);
	assert(!failed);                      /* tests/core/test_envelope.c reads the whole table */
	(void)failed;
}
