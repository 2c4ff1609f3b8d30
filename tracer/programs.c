/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program belongs to the address space that its execve created, so it is looked
 * up once per execve, and forks and threads have it too.
 *
 * Its file is the one mapped at the program's entry point, and its name what was
 * executed, which the kernel leaves in the auxiliary vector (AT_EXECFN). They
 * differ for scripts, whose file is the interpreter's, and for links.
 */
#include "tracer/programs.h"

#include <limits.h>
#include <string.h>

#include "core/base/nearest.h"
#include "core/base/path.h"
#include "core/trace/program.h"
#include "tracer/process/memory.h"

enum { LISTED_MOST = 8 };                    /* programs in a note */

static void read_name(const struct task *task, char name[static PATH_MAX])
{
	const char *known = task->space->executed.name;
	uint64_t at = task->space->name;

	if (*known) {
		memcpy(name, known, strlen(known) + 1);
		return;
	}
	size_t got = at ? memory_read(task->tid, at, name, PATH_MAX - 1) : 0;

	name[got] = '\0';
}

static size_t builds_of(const struct trace *trace, const struct trace_program *program)
{
	size_t count = 0;

	for (size_t i = 0; i < trace->program_count; i++) {
		struct trace_program other = trace->programs[i];
		other.build_id = program->build_id;
		count += program_equal(&other, program);
	}
	return count;
}

/* Finds or adds it; 0 if there are too many, else 1 + its index. A test suite may
 * build one program again and again: such builds become one. */
static int enter(struct programs *programs, struct trace_program program, int *index, struct err *err)
{
	struct trace *trace = programs->journal->trace;
	bool added;

	*index = 0;
	if (trace_find_program(trace, &program) < 0 && builds_of(trace, &program) >= PROGRAMS_BUILDS)
		program.build_id = NULL;
	if (trace_find_program(trace, &program) < 0 && trace->program_count >= PROGRAMS_MOST)
		return journal_note(programs->journal, "too many programs for one trace: the others are not known", err);
	*index = 1 + trace_program(trace, &program, &added);
	return added ? trace_write_program(programs->journal->writer, trace, *index - 1, err) : 0;
}

static int enter_start(const struct programs *programs, const struct executed *executed, struct err *err)
{
	struct trace *trace = programs->journal->trace;
	struct trace_start start = { executed->program - 1, executed->by - 1, executed->by && executed->replaced };
	bool added;

	int index = trace_start(trace, &start, &added);
	return added ? trace_write_start(programs->journal->writer, trace, index, err) : 0;
}

static int look(struct programs *programs, const struct task *task, struct executed *executed, struct err *err)
{
	struct trace *trace = programs->journal->trace;
	struct located_program file;
	char name[PATH_MAX];

	if (locate_program(programs->locator, task->space, task->tid, task->space->entry, &file, err))
		return -1;
	executed->prefork = file.prefork;
	if (file.image == TRACE_NOWHERE)
		return 0;
	read_name(task, name);
	struct trace_program entry = { .path = trace->images[file.image].path, .build_id = trace->images[file.image].build_id };
	if (*name && strcmp(path_base(name), path_base(entry.path)))
		entry.as = name;
	return enter(programs, entry, &executed->program, err);
}

static int settle(struct programs *programs, struct executed *executed, struct err *err)
{
	if (!executed->program)
		return 0;
	executed->unwanted = programs->only &&
	                     !program_matches_any(&programs->journal->trace->programs[executed->program - 1], programs->only);
	programs->matched |= !executed->unwanted;
	return enter_start(programs, executed, err);
}

int programs_look(struct programs *programs, struct task *task, struct err *err)
{
	struct executed *executed = &task->space->executed;

	if (executed->looked)
		return 0;
	executed->looked = true;
	if (task->space->looked && look(programs, task, executed, err))
		return -1;
	return settle(programs, executed, err);
}

int programs_look_at_exec(struct programs *programs, struct task *task, struct err *err)
{
	struct executed *executed = &task->space->executed;
	AUTO_TEXT struct text file = { 0 };
	char name[PATH_MAX];

	read_name(task, name);
	if (task->space->served || !program_files_read(&programs->files, task->tid, name, &file))
		return programs_look(programs, task, err);
	executed->program = program_files_find(&programs->files, &file);
	executed->looked = executed->program != 0;
	if (executed->looked)
		return settle(programs, executed, err);
	if (programs_look(programs, task, err))
		return -1;
	if (executed->program)
		program_files_add(&programs->files, &file, executed->program);
	return 0;
}

/* --- at the end: what --only did --- */

static const char *name_of(const struct trace_program *program)
{
	return path_base(program->as ? program->as : program->path);
}

static bool has_match(const struct trace *trace, const char *word)
{
	for (size_t i = 0; i < trace->program_count; i++)
		if (program_matches(&trace->programs[i], word))
			return true;
	return false;
}

static const char *nearest_program(const struct trace *trace, const char *word)
{
	struct closest near;

	nearest_begin(&near, path_base(word));
	for (size_t i = 0; i < trace->program_count; i++) {
		nearest_offer(&near, name_of(&trace->programs[i]));
		nearest_offer(&near, path_base(trace->programs[i].path));
	}
	return nearest_found(&near);
}

static void add_names(struct text *out, const struct trace *trace)
{
	size_t count = trace->program_count;

	for (size_t i = 0; i < count && i < LISTED_MOST; i++)
		text_format(out, "%s%s", i ? ", " : "; these ran: ", name_of(&trace->programs[i]));
	if (count > LISTED_MOST)
		text_format(out, " and %zu more", count - LISTED_MOST);
}

/* A word of --only that means none of the programs that ran, of which the nearest may have been meant. */
static int note_unmatched(const struct journal *journal, const char *word, struct err *err)
{
	AUTO_TEXT struct text note = { 0 };
	const char *near = nearest_program(journal->trace, word);

	text_format(&note, "no program matched --only=%s", word);
	if (near)
		text_format(&note, "; did you mean '%s'?", near);
	else
		add_names(&note, journal->trace);
	return journal_note(journal, note.at, err);
}

static int note_all_unmatched(const struct programs *programs, struct err *err)
{
	const struct journal *journal = programs->journal;

	for (const char *const *word = programs->only; *word; word++)
		if (!has_match(journal->trace, *word) && note_unmatched(journal, *word, err))
			return -1;
	return 0;
}

int programs_end(const struct programs *programs, struct err *err)
{
	if (!programs->only)
		return 0;
	if (note_all_unmatched(programs, err))
		return -1;
	if (!programs->matched)
		return journal_note(programs->journal, "no program matched --only: the trace has calls of unknown programs only", err);
	return journal_note(programs->journal, "recorded with --only: calls of other programs are not in the trace", err);
}

void programs_free(struct programs *programs)
{
	program_files_free(&programs->files);
}
