/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table of counts is a header and rows of words. A row has a number per
 * column and one name, but the errors column is blank if there were none: a row
 * with one number too few has no errors. So column positions do not matter,
 * which strace shifts when a number is too wide.
 */
#include "tracer/import/summary.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

struct words {
	const char *at[SUMMARY_COLUMNS];
	size_t length[SUMMARY_COLUMNS];
	int count;                            /* one more than fits means too many */
};

static void split(const char *line, struct words *out)
{
	out->count = 0;
	for (const char *at = line + strspn(line, " \t"); *at; at += strspn(at, " \t")) {
		size_t length = strcspn(at, " \t");
		if (out->count == SUMMARY_COLUMNS) {
			out->count++;
			return;
		}
		out->at[out->count] = at;
		out->length[out->count++] = length;
		at += length;
	}
}

static bool is_word(const struct words *words, int i, const char *word)
{
	return strlen(word) == words->length[i] && !memcmp(words->at[i], word, words->length[i]);
}

/* "% time" is one column of two words. */
static const char *const titles[] = {
	"time", "seconds", "usecs/call", "calls", "errors", "shortest", "longest",                /* strace */
	"total", "min", "avg", "max", "stddev",                                                   /* perf */
};

static bool is_title(const struct words *words, int i)
{
	for (size_t t = 0; t < COUNT_OF(titles); t++)
		if (is_word(words, i, titles[t]))
			return true;
	return false;
}

bool summary_header(const char *line, struct summary *out)
{
	struct summary found = { true, 0, -1, -1 };
	struct words words;
	int names = 0;

	split(line, &words);
	for (int i = 0; i < words.count && i < SUMMARY_COLUMNS; i++) {
		if (is_word(&words, i, "%"))
			continue;
		bool name = is_word(&words, i, "syscall");
		if (!name && !is_title(&words, i))
			return false;
		if (is_word(&words, i, "calls"))
			found.calls = found.numbers;
		if (is_word(&words, i, "errors"))
			found.errors = found.numbers;
		names += name;
		found.numbers = (int8_t)(found.numbers + !name);
	}
	if (names != 1 || words.count > SUMMARY_COLUMNS)
		return false;
	*out = found;
	return true;
}

/* "54", "0.000258", "54.90%". */
static bool is_number(const char *at, size_t length)
{
	size_t digits = strspn(at, "0123456789.");

	return isdigit((unsigned char)*at) && (digits == length || (digits + 1 == length && at[digits] == '%'));
}

/* Closes the gap between the numbers and takes out the name; false unless there
 * is exactly one. */
static bool take_name(struct words *words, struct summary_row *out)
{
	int kept = 0;

	out->name = NULL;
	for (int i = 0; i < words->count; i++) {
		if (is_number(words->at[i], words->length[i])) {
			words->at[kept] = words->at[i];
			words->length[kept++] = words->length[i];
		} else if (out->name) {
			return false;
		} else {
			out->name = words->at[i];
			out->length = words->length[i];
		}
	}
	words->count = kept;
	return out->name != NULL;
}

static uint64_t calls_of(const struct summary *summary, const struct words *words)
{
	int at = summary->calls;
	bool blank = words->count < summary->numbers;

	if (at < 0)
		return 1;
	at -= blank && summary->errors < at;
	uint64_t calls = strtoull(words->at[at], NULL, 10);
	return calls ? calls : 1;
}

bool summary_is_total(const struct summary_row *row)
{
	return row->length == 5 && !memcmp(row->name, "total", 5);
}

bool summary_row(const struct summary *summary, const char *line, struct summary_row *out)
{
	struct words words;

	split(line, &words);
	if (!summary->open || words.count > SUMMARY_COLUMNS || !take_name(&words, out))
		return false;
	out->calls = 1;
	if (summary_is_total(out))                            /* some columns have no sum */
		return true;
	int blank = summary->numbers - words.count;
	if (blank && (blank != 1 || summary->errors < 0))
		return false;
	out->calls = calls_of(summary, &words);
	return true;
}
