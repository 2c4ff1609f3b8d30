/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edit distance with two rows of fixed length: names are short, and a word
 * longer than any name is close to none.
 */
#include "core/kernel/nearest.h"

#include <string.h>

#include "core/kernel/syscall.h"

enum { LONGEST = 40 };

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned least_of_two = a < b ? a : b;

	return least_of_two < c ? least_of_two : c;
}

/* Both have at most LONGEST letters. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[2][LONGEST + 1];
	size_t wide = strlen(b);

	for (unsigned j = 0; j <= wide; j++)
		rows[0][j] = j;
	for (unsigned i = 1; a[i - 1]; i++) {
		const unsigned *above = rows[(i - 1) % 2];
		unsigned *row = rows[i % 2];
		row[0] = i;
		for (unsigned j = 1; j <= wide; j++)
			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
	}
	return rows[strlen(a) % 2][wide];
}

const char *nearest(const char *word, const char *(*name_at)(unsigned i))
{
	size_t length = strlen(word);
	unsigned best = (unsigned)length / 3 + 1;      /* one more than the errors accepted */
	const char *found = NULL, *name;

	if (length > LONGEST)
		return NULL;
	for (unsigned i = 0; (name = name_at(i)); i++) {
		unsigned far = strlen(name) > LONGEST ? best : distance(word, name);
		if (far < best) {
			best = far;
			found = name;
		}
	}
	return found;
}

static const char *call_at(unsigned i)
{
	return i < CALL_COUNT ? syscall_name((enum syscall_id)i) : NULL;
}

static const char *role_at(unsigned i)
{
	return i < ROLE_COUNT ? role_info((enum role)i)->name : NULL;
}

const char *nearest_call(const char *word)
{
	return nearest(word, call_at);
}

const char *nearest_role(const char *word)
{
	return nearest(word, role_at);
}
