/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzzer on the inputs of its corpus, without libFuzzer and with any
 * compiler: each in its own process, so that a crash or a hang is reported by
 * input name. The corpus is testdata/fuzz/NAME, after the program; testdata/bad
 * is for all. Prints TAP.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"

enum { SECONDS_MOST = 60 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* In memory of exactly its size, so that a sanitizer detects overreads. */
static void give(const char *name)
{
	struct text bytes = {0};
	struct err err = {0};

	if (file_read(name, &bytes, &err)) {
		printf("# %s\n", err.text);
		exit(EXIT_FAILURE);
	}
	uint8_t *exact = malloc(bytes.length);
	if (bytes.length)
		memcpy(exact, bytes.at, bytes.length);
	LLVMFuzzerTestOneInput(exact, bytes.length);
	free(exact);
	text_free(&bytes);
}

static int replay(const char *name)
{
	int status = -1;
	pid_t child = fork();

	if (!child) {
		alarm(SECONDS_MOST);
		give(name);
		exit(EXIT_SUCCESS);
	}
	return child > 0 && waitpid(child, &status, 0) == child ? status : -1;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In a fixed order, independent of the file system. */
static void replay_folder(const char *folder, unsigned *count, bool *failed)
{
	struct dirent **entries;
	int found = scandir(folder, &entries, is_visible, alphasort);

	for (int i = 0; i < found; i++) {
		char name[512];
		snprintf(name, sizeof(name), "%s/%s", folder, entries[i]->d_name);
		int status = replay(name);
		printf("%sok %u - %s\n", status ? "not " : "", ++*count, name);
		if (status)
			printf("# wait status 0x%x\n", (unsigned)status);
		*failed |= status != 0;
		free(entries[i]);
	}
	if (found > 0)
		free(entries);
}

int main(int argc, char **argv)
{
	const char *name = argc ? strrchr(argv[0], '/') : NULL;
	char corpus[256];
	unsigned count = 0;
	bool failed = false;

	setvbuf(stdout, NULL, _IONBF, 0);
	snprintf(corpus, sizeof(corpus), "testdata/fuzz/%s", name ? name + 1 : "");
	replay_folder(corpus, &count, &failed);
	failed |= !count;                     /* no corpus, or not in the project's directory */
	replay_folder("testdata/bad", &count, &failed);
	printf("1..%u\n", count);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
