/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read_files FILE...: asks a reader without its filter about each file, as the
 * recorder does. Its process is what testdata/confine/policy.json is recorded of.
 */
#include <stdio.h>

#include "tracer/confine/reader.h"

static void read_file(struct elf_reader *reader, const char *path)
{
	struct reader_file *file = reader_open(reader, path, "", path);
	struct reader_site site;

	if (!file)
		return;
	for (uint64_t offset = 1; offset < 1 << 24; offset += offset / 4 + 64)
		reader_find(file, offset, true, &site);
	reader_close(file);
}

int main(int argc, char **argv)
{
	struct elf_reader reader = { .mode = READER_RECORDED };

	for (int i = 1; i < argc; i++)
		read_file(&reader, argv[i]);
	if (reader.note)
		fprintf(stderr, "read_files: %s\n", reader.note);
	reader_free(&reader);
	return reader.note || reader.mode != READER_RECORDED;
}
