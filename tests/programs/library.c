/* SPDX-License-Identifier: Apache-2.0 */
/* library FILE [SIZE]: calls go() of a library, then go2(), if it exists. In
 * between it truncates the file to SIZE, which removes its symbols at the end. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int call(void *library, const char *name)
{
	void *at = dlsym(library, name);
	long (*function)(void);

	memcpy(&function, &at, sizeof(at));
	return at ? function() > 0 : 1;
}

int main(int argc, char **argv)
{
	void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;

	if (!library)
		return 2;
	int well = call(library, "go");
	void *second = dlsym(library, "go2");
	if (second && argc > 2 && truncate(argv[1], strtol(argv[2], NULL, 0)))
		return 3;
	long (*function)(void);
	memcpy(&function, &second, sizeof(second));
	well &= second ? function() > 0 : 1;
	printf("%d\n", well);
	return 0;
}
