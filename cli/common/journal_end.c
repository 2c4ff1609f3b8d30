/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The recorded program may change its own trace, such as a test suite that clears
 * its folder. The whole trace stays in memory until the end, so it can be written
 * again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common/journal.h"
#include "cli/common/output.h"

/* What happened to the file. */
enum fate { FATE_WHOLE, FATE_MOVED, FATE_REMOVED, FATE_CHANGED };

static bool is_as_written(const struct journal *journal)
{
	struct trace_sum sum = {0};
	char chunk[1 << 14];
	ssize_t got;

	for (off_t at = 0; (got = pread(journal->writer.fd, chunk, sizeof(chunk), at)) > 0; at += got)
		trace_sum_add(&sum, chunk, (size_t)got);
	return got == 0 && sum.bytes == journal->sum.bytes && sum.hash == journal->sum.hash;
}

static enum fate fate_of(const struct journal *journal)
{
	struct stat ours, named;

	if (fstat(journal->writer.fd, &ours) || !is_as_written(journal))
		return FATE_CHANGED;
	if (!ours.st_nlink)
		return FATE_REMOVED;
	if (stat(journal->name.at, &named) || named.st_ino != ours.st_ino || named.st_dev != ours.st_dev)
		return FATE_MOVED;
	return FATE_WHOLE;
}

/* Finds the new name of a renamed file through /proc. */
static bool find_moved(struct journal *journal)
{
	char link[64], path[4096];
	struct stat ours, named;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", journal->writer.fd);
	ssize_t length = readlink(link, path, sizeof(path) - 1);
	if (length <= 0)
		return false;
	path[length] = '\0';
	if (fstat(journal->writer.fd, &ours) || stat(path, &named) || named.st_ino != ours.st_ino || named.st_dev != ours.st_dev)
		return false;
	journal->name.length = 0;
	text_add(&journal->name, path);
	return true;
}

static int open_new(struct text *name)
{
	return open(name->at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

/* Opens NAME if it does not exist, else NAME.1, NAME.2, … */
static int open_again(struct journal *journal)
{
	size_t length = journal->name.length;
	int fd = open_new(&journal->name);

	for (int i = 1; fd < 0 && errno == EEXIST && i < 100; i++) {
		journal->name.length = length;
		text_format(&journal->name, ".%d", i);
		fd = open_new(&journal->name);
	}
	return fd;
}

static int write_again(struct journal *journal, const struct trace *trace, struct err *err)
{
	struct trace_writer to = { .fd = open_again(journal), .name = journal->name.at };

	if (to.fd < 0)
		return err_errno(err, "%s", journal->name.at);
	int result = trace_write(&to, trace, err);
	close(to.fd);
	return result;
}

static int rescue(struct journal *journal, enum fate fate, const struct trace *trace, struct err *err)
{
	const char *what = fate == FATE_CHANGED ? "changed" : "removed";
	AUTO_TEXT struct text was = {0};

	text_add(&was, journal->name.at);
	if (write_again(journal, trace, err))
		return err_context(err, "%s was %s while the program ran and cannot be rewritten", was.at, what);
	output_line("warning: %s was %s while the program ran; trace rewritten to %s", was.at, what, journal->name.at);
	return 0;
}

static int cut_short(const struct journal *journal, const struct trace *trace, struct err *err)
{
	AUTO_TEXT struct text end = {0};

	trace_end_text(trace->end, &end);
	return err_set(err, "%s: %s (ulimit -f): the trace is truncated; the program was not affected and ended with %s",
	               journal->name.at, strerror(journal->sum.lost), end.at ? end.at : "an unknown status");
}

int journal_end(struct journal *journal, const struct trace *trace, struct err *err)
{
	AUTO_TEXT struct text was = {0};

	if (journal->sum.lost)
		return cut_short(journal, trace, err);
	enum fate fate = journal->is_file && journal->begun ? fate_of(journal) : FATE_WHOLE;
	if (fate == FATE_WHOLE)
		return 0;
	text_add(&was, journal->name.at);
	if (fate == FATE_MOVED && find_moved(journal)) {
		output_line("warning: %s was renamed while the program ran; the trace is now %s", was.at, journal->name.at);
		return 0;
	}
	return rescue(journal, fate, trace, err);
}
