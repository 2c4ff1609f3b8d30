/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader: the symbols of files that the recorded program maps, read by a
 * confined process.
 *
 * libelf and libdw parse whatever the program has written, and the recorder may
 * run as root. So they run in a process that can only read what it is handed
 * (sandbox.h). It is started at the first file. Where it cannot be started, the
 * recorder reads the files itself, and `note` says so.
 */
#ifndef TRACER_READER_H
#define TRACER_READER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/confine/service.h"

/* A file that ends or blocks its process is given up, with all files that are
 * open then; after so many of them, all further ones are. */
enum { READER_STARTS = 16, READER_SECONDS = 60 };

struct elf_reader {
	struct channel *channel;              /* NULL: no process now */
	pid_t process;                        /* a child of the recorder */
	unsigned starts;
	bool is_open[SERVICE_FILES];
	enum { READER_CONFINED, READER_DIRECT, READER_RECORDED } mode;   /* _RECORDED: as confined, without the filter */
	const char *note;                     /* for the reader of the trace, or NULL; taken by the caller */
	/* For tests. What the process does, NULL: service_run(); how long an answer may take, 0: READER_SECONDS. */
	void (*serve)(struct channel *channel);
	unsigned seconds;
};
void reader_free(struct elf_reader *reader);

struct reader_file;

/* Opens the file available at `at`, for a process that sees it as `path` below
 * its root directory `root` ("": ours). NULL: not a readable ELF file. */
struct reader_file *reader_open(struct elf_reader *reader, const char *at, const char *root, const char *path);
void reader_close(struct reader_file *file);     /* afterwards nothing holds the file */

const char *reader_build_id(const struct reader_file *file);   /* hex, "": none */
const char *reader_arch(const struct reader_file *file);       /* our name for it; NULL: not supported */
bool reader_prefork(const struct reader_file *file);           /* imports_prefork() */
const char *reader_package(const struct reader_file *file, const char **version);    /* that it names; NULL: none */

/* What is known of an offset in a file; valid until the next query of any file. */
struct reader_site {
	const char *function;                 /* NULL: not known */
	uint64_t into;                        /* bytes from its start */
	const char *source;                   /* NULL: not known, or not asked for */
	unsigned line;
};
void reader_find(struct reader_file *file, uint64_t offset, bool with_line, struct reader_site *site);

#endif
