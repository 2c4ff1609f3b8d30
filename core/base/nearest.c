/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edit distance with three rows of fixed length: names are short, and a word
 * longer than any name is close to none.
 */
#include "core/base/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/base/mem.h"

enum { LONGEST = 40, BEGINNING = 3 };         /* letters: of a name, and the fewest that stand for it */

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Both have at most LONGEST letters. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[3][LONGEST + 1];
	size_t wide = strlen(b), high = strlen(a);

	for (unsigned j = 0; j <= wide; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= high; i++) {
		const unsigned *above = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
		unsigned *row = rows[i % 3];
		row[0] = i;
		for (unsigned j = 1; j <= wide; j++) {
			row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[high % 3][wide];
}

void nearest_begin(struct closest *near, const char *word)
{
	*near = (struct closest){.word = word, .best = (unsigned)strlen(word) / 3 + 1};   /* one more than the errors accepted */
}

void nearest_offer(struct closest *near, const char *name)
{
	size_t length = strlen(near->word);

	if (length > LONGEST || strlen(name) > LONGEST)
		return;
	unsigned far = distance(near->word, name);
	if (far < near->best) {
		near->best = far;
		near->found = name;
	}
	if (length >= BEGINNING && !strncasecmp(name, near->word, length)) {
		near->beginnings++;
		near->begun = name;
	}
}

const char *nearest_found(const struct closest *near)
{
	return near->found ? near->found : near->beginnings == 1 ? near->begun : NULL;
}

const char *nearest(const char *word, name_at *at)
{
	struct closest near;
	const char *name;

	nearest_begin(&near, word);
	for (unsigned i = 0; (name = at(i)); i++)
		nearest_offer(&near, name);
	return nearest_found(&near);
}

int nearest_hint(struct err *err, const char *near)
{
	return near ? err_add(err, "; did you mean '%s'?", near) : -1;
}

int nearest_refuse(struct err *err, const char *option, const char *word, name_at *at)
{
	AUTO_TEXT struct text names = {0};

	for (unsigned i = 0; at(i); i++)
		text_format(&names, "%s%s", i ? ", " : "", at(i));
	err_set(err, "%s=%s: not one of %s", option, word, names.at);
	return nearest_hint(err, nearest(word, at));
}
