/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Detects the file type from the first bytes; the folder that owns the format
 * parses it. Files are read completely first, so pipes work like files.
 */
#include "cli/common/input.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common/output.h"
#include "core/base/version.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/nearest.h"
#include "emit/defaults/defaults.h"
#include "emit/firecracker/compilers.h"
#include "emit/in/firejail.h"
#include "emit/in/in.h"
#include "emit/lift/lift.h"
#include "emit/systemd/release.h"

static int unknown_format(const char *name, struct err *err)
{
	AUTO_TEXT struct text formats = {0};

	in_formats(&formats);
	return err_set(err, "%s: not a trace, a policy or a filter; formats of policies are %s (FOREIGN POLICIES in seccord(1))", name, formats.at);
}

/* Each instruction of a filter has a NUL byte. */
static bool is_text(const struct text *bytes)
{
	return !memchr(bytes->at, '\0', bytes->length);
}

static int read_filter(struct input *input, const struct text *bytes, const char *name, struct err *err)
{
	unsigned line = in_line_of_nul(bytes->at, bytes->length);

	if (line)
		return err_set(err, "%s:%u: a NUL byte, which no text has", name, line);
	if (is_text(bytes) || bytes->length % sizeof(struct sock_filter))
		return unknown_format(name, err);
	input->kind = INPUT_FILTER;
	input->filter.length = bytes->length / sizeof(struct sock_filter);
	input->filter.insn = mem_alloc(bytes->length);
	memcpy(input->filter.insn, bytes->at, bytes->length);
	if (filter_check(&input->filter, err) < 0)
		return err_context(err, "%s: not a trace or a policy, and not a valid filter", name);
	return 0;
}

static bool begins_json(const struct text *bytes)
{
	return *json_start(bytes->at) == '{';
}

const struct option_row input_rows[] = {
	{0, "cap", OPTION_WORDS, offsetof(struct input_choice, caps), "LIST", "capabilities for which to read a profile; none, all"},
	{0, "document", OPTION_WORD, offsetof(struct input_choice, document), "N|NAME", "policy to read from a file that has several"},
	{0, "file-arch", OPTION_WORD, offsetof(struct input_choice, arch), "ARCH", "arch of files that name none; for OCI, of the host"},
	{0, "file-version", OPTION_WORD, offsetof(struct input_choice, version), "VERSION", "release of firejail or systemd that files are for"},
	{0},
};

/* Of all formats whose releases differ: the option comes before the file. */
static const char *version_at(unsigned i)
{
	static name_at *const formats[] = {systemd_version_at, firejail_version_at, compilers_version_at};

	for (size_t format = 0; format < COUNT_OF(formats); format++) {
		unsigned count = 0;
		while (formats[format](count))
			count++;
		if (i < count)
			return formats[format](i);
		i -= count;
	}
	return NULL;
}

const struct option_choice input_choices[] = {
	{"cap", capability_word_at},
	{"file-arch", arch_name_at},
	{"file-version", version_at},
	{0},
};

static int parse_arch(struct in_options *how, const char *word, struct err *err)
{
	int arch = word ? arch_by_name(word) : -1;

	if (word && arch < 0) {
		err_set(err, "--file-arch=%s: unknown architecture", word);
		return nearest_hint(err, arch_nearest(word));
	}
	how->archs = word ? ARCH_BIT(arch) : 0;
	return 0;
}

static int check_version(const char *word, struct err *err)
{
	struct version version;

	return !word || version_parse(&version, word) ? 0 : err_set(err, "--file-version=%s: not a version, as 0.9.72 is", word);
}

static int parse_choice(struct in_options *how, const struct input_choice *choice, struct err *err)
{
	*how = (struct in_options){.caps_known = choice && choice->caps.count, .document = choice ? choice->document : NULL,
	                           .engine = choice ? choice->engine : NULL, .version = choice ? choice->version : NULL};
	for (size_t i = 0; choice && i < choice->caps.count; i++)
		if (capability_parse(&how->caps, choice->caps.at[i], err) < 0)
			return err_context(err, "--cap=%s", choice->caps.at[i]);
	return check_version(how->version, err) < 0 ? -1 : parse_arch(how, choice ? choice->arch : NULL, err);
}

/* Reports at once what the policy cannot express, whatever the command does with it. */
static int read_dialect(struct input *input, const struct in_dialect *dialect, const struct text *bytes, const char *name,
                        const struct in_options *how, struct err *err)
{
	AUTO_TEXT struct text notes = {0};

	input->kind = INPUT_POLICY;
	input->dialect = true;
	if (in_read_bytes_for(&input->policy, dialect, bytes->at, bytes->length, name, how, &notes, err) < 0)
		return -1;
	output_notes(&notes);
	return 0;
}

/* JSON of no other format is a policy of ours. */
static int read_json(struct input *input, const struct text *bytes, const char *name, struct err *err)
{
	struct err why;
	AUTO_JSON json_t *root = json_parse_object(bytes->at, bytes->length, name, 1, &why);

	input->kind = INPUT_POLICY;
	if (root && !json_object_get(root, "seccord"))
		return unknown_format(name, err);
	if (!root && !strstr(bytes->at, "\"seccord\""))
		return err_set(err, "%s (read as JSON, as the file begins with '{')", why.text);
	return policy_read_bytes(&input->policy, bytes->at, bytes->length, name, err);
}

int input_read_bytes(struct input *input, const struct text *bytes, const char *name, const struct input_choice *choice,
                     struct err *err)
{
	const char *shown = file_shown(name);
	struct in_options how;

	if (parse_choice(&how, choice, err) < 0)
		return -1;
	if (!bytes->length)
		return err_set(err, "%s: empty", shown);
	if (trace_is_trace(bytes->at, bytes->length)) {
		input->kind = INPUT_TRACE;
		return trace_read_bytes(&input->trace, bytes->at, bytes->length, shown, err);
	}
	const struct in_dialect *dialect = in_recognise_file(bytes->at, bytes->length, name);
	if (dialect)
		return read_dialect(input, dialect, bytes, shown, &how, err);
	if (!begins_json(bytes))
		return read_filter(input, bytes, shown, err);
	return read_json(input, bytes, shown, err);
}

const char *input_file(const char *name, struct text *index)
{
	struct stat is;
	size_t length = strlen(name);

	while (length > 1 && name[length - 1] == '/')
		length--;
	text_format(index, "%.*s%sindex.json", (int)length, name, length && name[length - 1] == '/' ? "" : "/");
	return !stat(name, &is) && S_ISDIR(is.st_mode) && !stat(index->at, &is) && S_ISREG(is.st_mode) ? index->at : name;
}

const char *input_profile_at(unsigned i)
{
	return defaults_word_at(i);
}

/* The name may have been meant as that of a tool's default profile. */
static int hint_profile(const char *name, struct err *err)
{
	AUTO_TEXT struct text tool = {0}, profile = {0};
	const char *near;

	text_add_bytes(&tool, name, strcspn(name, ":"));
	near = access(name, F_OK) ? nearest(tool.at, defaults_tool_at) : NULL;
	if (near)
		text_format(&profile, "%s:default", near);
	return nearest_hint(err, profile.at);
}

int input_bytes(const char *name, struct text *bytes, struct err *err)
{
	AUTO_TEXT struct text notes = {0};

	if (!defaults_is_name(name) || !access(name, F_OK))
		return file_read(name, bytes, err) < 0 ? hint_profile(name, err) : 0;
	if (defaults_json(name, bytes, &notes, err) < 0)
		return -1;
	output_notes(&notes);
	return 0;
}

int input_read(struct input *input, const char *name, const struct input_choice *choice, struct err *err)
{
	AUTO_TEXT struct text bytes = {0}, index = {0};
	struct in_options how;

	name = input_file(name, &index);
	/* A wrong option comes before a wrong file. */
	if (parse_choice(&how, choice, err) < 0 || input_bytes(name, &bytes, err) < 0)
		return -1;
	return input_read_bytes(input, &bytes, name, choice, err);
}

void input_free(struct input *input)
{
	trace_free(&input->trace);
	policy_free(&input->policy);
	filter_free(&input->filter);
}

static int add_trace(struct trace *trace, const char *name, struct err *err)
{
	AUTO_TRACE struct trace one = {0};
	AUTO_TEXT struct text bytes = {0};

	if (file_read(name, &bytes, err) < 0)
		return -1;
	if (!trace_is_trace(bytes.at, bytes.length))
		return err_set(err, "%s: not a trace", file_shown(name));
	if (trace_read_bytes(&one, bytes.at, bytes.length, file_shown(name), err) < 0)
		return -1;
	trace_merge(trace, &one);
	return 0;
}

int input_traces(struct trace *trace, const char *const *names, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (add_trace(trace, names[i], err) < 0)
			return -1;
	return 0;
}

const char *input_incomplete(const struct input *input)
{
	return input->kind == INPUT_TRACE ? trace_why_incomplete(&input->trace) : NULL;
}

void input_note_incomplete(const struct input *input, const char *name)
{
	output_incomplete(name, input_incomplete(input));
}

int input_to_policy(struct policy *policy, struct input *input, const char *name, struct text *notes, struct err *err)
{
	struct derive_options options = {.level = LEVEL_DEFAULT, .otherwise = {ACTION_ERRNO, EPERM}};

	if (input->kind == INPUT_FILTER && lift_policy(policy, &input->filter, notes, err) < 0)
		return err_context(err, "%s", name);
	if (input->kind == INPUT_FILTER)
		return 0;
	if (input->kind == INPUT_TRACE)
		return derive_policy(policy, &input->trace, &options, notes, err) < 0 ? err_context(err, "%s", name) : 0;
	*policy = input->policy;
	input->policy = (struct policy){0};
	return 0;
}

int input_policy(struct policy *policy, const char *name, const struct input_choice *choice, struct text *notes, struct err *err)
{
	AUTO_INPUT struct input input = {0};

	if (input_read(&input, name, choice, err) < 0)
		return -1;
	return input_to_policy(policy, &input, name, notes, err);
}
