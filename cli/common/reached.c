/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/reached.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/common/cache.h"
#include "core/base/path.h"
#include "core/trace/program.h"

/* --- which program --- */

static bool is_among(const char *const *files, size_t count, const char *file)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(files[i], file))
			return true;
	return false;
}

/* The files of the programs that made calls, each once. `files` has room for all programs. */
static size_t recorded_files(const struct trace *trace, const char **files)
{
	size_t count = 0;

	for (size_t i = 0; i < trace->call_count; i++) {
		const struct trace_call *call = &trace->calls[i];
		const char *file = call->program ? trace->programs[call->program - 1].path : NULL;
		if (file && !is_among(files, count, file))
			files[count++] = file;
	}
	return count;
}

static bool has_calls_of(const struct trace *trace, const char *command)
{
	for (size_t i = 0; i < trace->call_count; i++) {
		int program = trace->calls[i].program;
		if (program && program_matches(&trace->programs[program - 1], path_base(command)))
			return true;
	}
	return false;
}

const char *reached_name(const struct trace *trace)
{
	AUTO_FREE const char **files = mem_alloc(trace->program_count * sizeof(*files));
	const char *command = trace->command ? trace->command[0] : NULL;
	size_t count = recorded_files(trace, files);

	if (!count || (command && has_calls_of(trace, command)))
		return command;
	return count == 1 ? files[0] : NULL;
}

size_t reached_list(const struct trace *trace, struct text *out)
{
	AUTO_FREE const char **files = mem_alloc(trace->program_count * sizeof(*files));
	size_t count = recorded_files(trace, files);

	for (size_t i = 0; i < count; i++)
		text_format(out, "%s%s", i ? ", " : "", files[i]);
	return count;
}

/* --- its file --- */

static bool is_file(const char *root, const char *path)
{
	AUTO_TEXT struct text full = {0};
	struct stat status;

	text_format(&full, "%s%s", root, path);
	return !stat(full.at, &status) && S_ISREG(status.st_mode);
}

/* As execvp would find it. */
static bool find_in_path(char found[PATH_MAX], const char *root, const char *name)
{
	const char *path = root[0] || !getenv("PATH") ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" : getenv("PATH");

	while (*path) {
		size_t length = strcspn(path, ":");
		int size = snprintf(found, PATH_MAX, "%.*s/%s", (int)length, path, name);
		if (length && size > 0 && size < PATH_MAX && is_file(root, found))
			return true;
		path += length + (path[length] == ':');
	}
	return false;
}

/* A trace that has the program as an image knows its path best. */
static bool find_in_images(char found[PATH_MAX], const struct trace *trace, const char *root, const char *name)
{
	for (size_t i = 0; i < trace->image_count; i++) {
		const char *path = trace->images[i].path, *slash = strrchr(path, '/');
		if (slash && !strcmp(slash + 1, name) && is_file(root, path)) {
			snprintf(found, PATH_MAX, "%s", path);
			return true;
		}
	}
	return false;
}

int reached_program(char path[PATH_MAX], const struct trace *trace, const char *command, const char *root, struct err *err)
{
	AUTO_TEXT struct text list = {0};

	if (!command && reached_list(trace, &list) > 1)
		return err_set(err, "the trace has calls of several programs: %s; give the path of one after the trace", list.at);
	if (!command)
		return err_set(err, "the trace does not name its program; give its path after the trace");
	if (strchr(command, '/') && is_file(root, command) && strlen(command) < PATH_MAX) {
		strcpy(path, command);
		return 0;
	}
	if (!strchr(command, '/') && (find_in_images(path, trace, root, command) || find_in_path(path, root, command)))
		return 0;
	return err_set(err, "%s: the program of the trace was not found; give its path after the trace", command);
}

/* Images that were seen in the recording: with the same content, and not programs that it started. */
static void add_seen(struct closure *closure, const struct trace *trace)
{
	for (size_t i = 0; i < trace->image_count; i++) {
		const struct trace_image *image = &trace->images[i];
		if (image->path[0] == '/' && image->arch && !strcmp(image->arch, "x86_64"))
			closure_add(closure, image->path, image->build_id);
	}
}

int reached_answer(struct answer *answer, const char *root, const char *program, const struct trace *trace, bool cached,
                   struct progress *progress, struct err *err)
{
	struct closure closure = {0};

	if (closure_read(&closure, root, program, err) < 0)
		return -1;
	add_seen(&closure, trace);
	int failed = cache_answer(answer, &closure, cached, progress, err);
	closure_free(&closure);
	return failed;
}
