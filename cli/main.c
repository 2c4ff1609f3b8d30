/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the command's row, parses its options and runs it. Error messages are
 * printed only here.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/version.h"
#include "core/base/file.h"
#include "core/base/nearest.h"

static int trouble(const char *command, const struct err *err)
{
	fprintf(stderr, "seccord%s%s: %s\n", command ? " " : "", command ? command : "", err->text);   /* err is printable */
	return EXIT_TROUBLE;
}

static const struct command *command_find(const char *name)
{
	for (unsigned i = 0; command_at(i); i++)
		if (!strcmp(command_at(i)->name, name))
			return command_at(i);
	return NULL;
}

/* The commands, and the one that is none of the table. */
static const char *word_at(unsigned i)
{
	const char *name = command_name_at(i);

	return name || (i && !command_name_at(i - 1)) ? name : "help";
}

static int print(const struct text *text, struct err *err)
{
	return file_write("-", text->at, text->length, err);
}

static void add_commands(struct text *out)
{
	text_add(out, "seccord: records a program's system calls and writes the seccomp policy it needs\n"
	               "usage: seccord COMMAND [options] FILE...\n\n");
	for (unsigned i = 0; command_at(i); i++)
		text_format(out, "  %-10s %s\n", command_at(i)->name, command_at(i)->what);
	text_add(out, "  help       print the help of a command\n");
}

static int print_help(struct err *err)
{
	AUTO_TEXT struct text out = {0};

	add_commands(&out);
	text_add(&out, "\n\"seccord COMMAND --help\" lists options, \"seccord --version\" prints the version.\n"
	               "Manuals: seccord(1), seccord-COMMAND(1). A FILE named - is stdin or stdout.\n"
	               "Exit status: 0 yes or same, 1 no or different, 2 trouble; record and run pass on\n"
	               "the status of their program.\n\n"
	               "Example: seccord record -o sort.trace -- sort /etc/passwd\n");
	return print(&out, err);
}

static int print_command_help(const struct command *command, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	option_help(command, &out);
	return print(&out, err);
}

static int print_version(struct err *err)
{
	AUTO_TEXT struct text out = {0};

	version_text(&out);
	return print(&out, err);
}

static int command_parsed(const struct command *command, char **argv, struct operands *operands, struct err *err)
{
	AUTO_FREE void *options = mem_alloc(command->size);

	if (option_parse(command, argv, options, operands, err) < 0)
		return -1;
	if (operands->help)
		return print_command_help(command, err);
	return command->main(options, operands, err);
}

static int command_run_row(const struct command *command, char **argv, struct err *err)
{
	struct operands operands = {0};
	int status = command_parsed(command, argv, &operands, err);

	arena_free(&operands.arena);
	return status < 0 ? trouble(command->name, err) : status;
}

static const char *option_at(unsigned i)
{
	static const char *const names[] = {"--version", "--help"};

	return i < COUNT_OF(names) ? names[i] : NULL;
}

/* What was meant by a word that is neither a command nor an option; or NULL. */
static const char *meant(const char *name)
{
	const char *word = name + strspn(name, "-"), *near = word != name ? nearest(name, option_at) : NULL;

	if (near || !strcmp(word, "version"))
		return near ? near : "--version";
	return *word ? nearest(word, word_at) : NULL;
}

static int no_such_command(const char *name, struct err *err)
{
	const char *near = meant(name);

	err_set(err, "unknown %s '%s'", *name == '-' ? "option" : "command", name);
	return near ? nearest_hint(err, near) : err_add(err, "; see seccord --help");
}

static int help(char **argv, struct err *err)
{
	if (!argv[0])
		return print_help(err);
	const struct command *command = command_find(argv[0]);
	return command ? print_command_help(command, err) : no_such_command(argv[0], err);
}

/* The words that are not commands of the table. */
static int other_word(char **argv, struct err *err)
{
	if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h") || !strcmp(argv[0], "help"))
		return help(argv + 1, err);
	if (!strcmp(argv[0], "--version"))
		return print_version(err);
	return no_such_command(argv[0], err);
}

/* The list of commands says more than one line. */
static int no_command(void)
{
	AUTO_TEXT struct text out = {0};

	add_commands(&out);
	fprintf(stderr, "%s\nseccord: missing command; see seccord --help\n", out.at);
	return EXIT_TROUBLE;
}

static void do_nothing(int sig)
{
	(void)sig;
}

/* Past a file size limit writing must fail, which removes unfinished files, instead of killing. Uses a handler, since exec
 * resets it in a program that is started; SIG_IGN would be inherited. */
static void survive_size_limit(void)
{
	struct sigaction action = {.sa_handler = do_nothing, .sa_flags = SA_RESTART}, before;

	if (!sigaction(SIGXFSZ, NULL, &before) && before.sa_handler == SIG_DFL)
		sigaction(SIGXFSZ, &action, NULL);
}

int main(int argc, char **argv)
{
	struct err err = {""};

	survive_size_limit();
	if (argc < 2)
		return no_command();
	const struct command *command = command_find(argv[1]);
	if (command)
		return command_run_row(command, argv + 2, &err);
	return other_word(argv + 1, &err) < 0 ? trouble(NULL, &err) : EXIT_SAME;
}
