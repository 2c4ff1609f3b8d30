/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/libc/envelopes.def. The policy reader parses the rules of a
 * row on demand.
 */
#include "core/libc/envelope.h"

#include <assert.h>
#include <string.h>

#include "core/base/version.h"

static const struct envelope envelopes[] = {
#define ENVELOPE(runtime, version, arch, ...) { runtime, version, runtime " " version, runtime ":" version, ARCH_##arch, #__VA_ARGS__ },
#define ENGINE(name, runtimes)
#include "core/libc/envelopes.def"
#undef ENVELOPE
#undef ENGINE
};

static const struct { const char *name, *runtimes; } engines[] = {
#define ENVELOPE(...)
#define ENGINE(name, runtimes) { name, " " runtimes " " },
#include "core/libc/envelopes.def"
#undef ENVELOPE
#undef ENGINE
};

size_t envelope_count(void)
{
	return COUNT_OF(envelopes);
}

const struct envelope *envelope_at(size_t i)
{
	return &envelopes[i];
}

/* Whether "RUNTIME VERSION" names the runtime of a row. */
static bool is_of_runtime(const struct envelope *row, const char *name, size_t length)
{
	return strlen(row->runtime) == length && !strncmp(row->runtime, name, length);
}

/* "RUNTIME VERSION" or "RUNTIME:VERSION". */
static const char *version_of(const char *name)
{
	const char *between = strpbrk(name, " :");

	return between ? between + 1 : "";
}

/* The row for a version that has none; NULL if the name is not of that kind. */
static const struct envelope *nearest_row(const char *name)
{
	const struct envelope *newest = NULL;
	struct version wanted, version;

	if (!version_parse(&wanted, version_of(name)))
		return NULL;
	for (size_t i = 0; i < COUNT_OF(envelopes); i++) {
		if (!is_of_runtime(&envelopes[i], name, strcspn(name, " :")))
			continue;
		newest = &envelopes[i];
		if (version_parse(&version, newest->version) && version_order(version, wanted) >= 0)
			break;
	}
	return newest;
}

static bool starts(const char *name, const struct envelope *row)
{
	AUTO_TEXT struct text word = {0};

	text_format(&word, " %s ", row->runtime);
	for (size_t i = 0; i < COUNT_OF(engines); i++)
		if (!strcmp(engines[i].name, name))
			return strstr(engines[i].runtimes, word.at);
	return false;
}

bool envelope_matches(const struct envelope *row, const char *name)
{
	return !strcmp(row->runtime, name) || row == nearest_row(name) || starts(name, row);
}

const char *envelope_runtime_at(unsigned i)
{
	for (size_t row = 0; row < COUNT_OF(envelopes); row++)
		if ((!row || strcmp(envelopes[row].runtime, envelopes[row - 1].runtime)) && !i--)
			return envelopes[row].runtime;
	return i < COUNT_OF(engines) ? engines[i].name : NULL;
}

static unsigned count_runtimes(void)
{
	unsigned count = 0;

	while (envelope_runtime_at(count))
		count++;
	return count;
}

const char *envelope_word_at(unsigned i)
{
	unsigned runtimes = count_runtimes();

	if (i < runtimes)
		return envelope_runtime_at(i);
	return i - runtimes < COUNT_OF(envelopes) ? envelopes[i - runtimes].word : NULL;
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
	for (size_t i = 0; i < COUNT_OF(engines); i++)
		text_format(out, ", %s", engines[i].name);
}

void envelope_note(const char *name, struct text *notes)
{
	const struct envelope *row = nearest_row(name);
	struct version wanted, version;

	if (!row || !version_parse(&wanted, version_of(name)) || !version_parse(&version, row->version))
		return;
	int order = version_order(version, wanted);
	if (order)
		text_format(notes, "--for=%s: this version was not recorded; adds the calls of %s, the %s\n", name, row->label,
		            order > 0 ? "next newer one" : "newest one");
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
