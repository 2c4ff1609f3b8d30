/* SPDX-License-Identifier: Apache-2.0 */
/*
 * corpus           lists the functions
 * corpus FUNCTION  calls one; exit status 0, 1 if a call did not do what it should
 */
#include "corpus.h"

enum { MAX = 600 };
static struct {
	const char *name;
	void (*call)(void);
} functions[MAX];
static int count;

void corpus_add(const char *name, void (*call)(void))
{
	if (count == MAX)
		abort();
	functions[count].name = name;
	functions[count++].call = call;
}

void corpus_failed(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: %s: %s\n", file, line, what, strerror(errno));
	_exit(1);
}

int main(int argc, char *argv[])
{
	for (int i = 0; i < count; i++) {
		if (argc < 2) {
			puts(functions[i].name);
		} else if (!strcmp(functions[i].name, argv[1])) {
			functions[i].call();
			return 0;
		}
	}
	return argc < 2 ? 0 : 2;
}
