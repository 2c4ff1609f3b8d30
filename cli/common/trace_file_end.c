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

#include "cli/common/trace_file.h"
#include "cli/common/output.h"

/* What happened to the file. */
enum fate { FATE_WHOLE, FATE_MOVED, FATE_REMOVED, FATE_CHANGED };

static bool is_as_written(const struct trace_file *file)
{
	struct trace_sum sum = {0};
	char chunk[1 << 14];
	ssize_t got;

	for (off_t at = 0; (got = pread(file->writer.fd, chunk, sizeof(chunk), at)) > 0; at += got)
		trace_sum_add(&sum, chunk, (size_t)got);
	return got == 0 && sum.bytes == file->sum.bytes && sum.hash == file->sum.hash;
}

static enum fate fate_of(const struct trace_file *file)
{
	struct stat ours, named;

	if (fstat(file->writer.fd, &ours) || !is_as_written(file))
		return FATE_CHANGED;
	if (!ours.st_nlink)
		return FATE_REMOVED;
	if (stat(file->name.at, &named) || named.st_ino != ours.st_ino || named.st_dev != ours.st_dev)
		return FATE_MOVED;
	return FATE_WHOLE;
}

/* Finds the new name of a renamed file through /proc. */
static bool find_moved(struct trace_file *file)
{
	char link[64], path[4096];
	struct stat ours, named;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", file->writer.fd);
	ssize_t length = readlink(link, path, sizeof(path) - 1);
	if (length <= 0)
		return false;
	path[length] = '\0';
	if (fstat(file->writer.fd, &ours) || stat(path, &named) || named.st_ino != ours.st_ino || named.st_dev != ours.st_dev)
		return false;
	file->name.length = 0;
	text_add(&file->name, path);
	return true;
}

static int open_new(struct text *name)
{
	return open(name->at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

/* Opens NAME if it does not exist, else NAME.1, NAME.2, … */
static int open_again(struct trace_file *file)
{
	size_t length = file->name.length;
	int fd = open_new(&file->name);

	for (int i = 1; fd < 0 && errno == EEXIST && i < 100; i++) {
		file->name.length = length;
		text_format(&file->name, ".%d", i);
		fd = open_new(&file->name);
	}
	return fd;
}

static int write_again(struct trace_file *file, const struct trace *trace, struct err *err)
{
	struct trace_writer to = { .fd = open_again(file), .name = file->name.at };

	if (to.fd < 0)
		return err_errno(err, "%s", file->name.at);
	int result = trace_write(&to, trace, err);
	close(to.fd);
	return result;
}

static int rescue(struct trace_file *file, enum fate fate, const struct trace *trace, struct err *err)
{
	const char *what = fate == FATE_CHANGED ? "changed" : "removed";
	AUTO_TEXT struct text was = {0};

	text_add(&was, file->name.at);
	if (write_again(file, trace, err))
		return err_context(err, "%s was %s while the program ran and cannot be rewritten", was.at, what);
	output_line("warning: %s was %s while the program ran; trace rewritten to %s", was.at, what, file->name.at);
	return 0;
}

static int cut_short(const struct trace_file *file, const struct trace *trace, struct err *err)
{
	AUTO_TEXT struct text end = {0};

	trace_end_text(trace->end, &end);
	return err_set(err, "%s: %s (ulimit -f): the trace is truncated; the program was not affected and ended with %s",
	               file->name.at, strerror(file->sum.lost), end.at ? end.at : "an unknown status");
}

int trace_file_end(struct trace_file *file, const struct trace *trace, struct err *err)
{
	AUTO_TEXT struct text was = {0};

	if (file->sum.lost)
		return cut_short(file, trace, err);
	enum fate fate = file->is_file && file->begun ? fate_of(file) : FATE_WHOLE;
	if (fate == FATE_WHOLE)
		return 0;
	text_add(&was, file->name.at);
	if (fate == FATE_MOVED && find_moved(file)) {
		output_line("warning: %s was renamed while the program ran; the trace is now %s", was.at, file->name.at);
		return 0;
	}
	return rescue(file, fate, trace, err);
}
