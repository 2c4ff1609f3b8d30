/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wordcount [FILE]: prints how many words a file, or standard input, has.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>

static long count_words(FILE *from)
{
	bool inside = false;
	long words = 0;

	for (int c; (c = getc(from)) != EOF; inside = !isspace(c))
		words += !inside && !isspace(c);
	return words;
}

int main(int count, char **argument)
{
	FILE *from = count > 1 ? fopen(argument[1], "r") : stdin;

	if (!from) {
		perror(argument[1]);
		return 1;
	}
	printf("%ld\n", count_words(from));
	return 0;
}
