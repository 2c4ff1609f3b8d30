/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command and a driver form a pair, since the command's name depends on the
 * driver. Sorting puts the drivers of one name together.
 */
#include "analyzer/text/multiplexer.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "core/kernel/ioctl.h"

enum { DRIVERS_NOTED = 24 };                   /* commands per line */

static const enum role roles[] = {
	ROLE_ioctl_cmd, ROLE_fcntl_cmd, ROLE_prctl_op, ROLE_bpf_cmd, ROLE_ptrace_op, ROLE_keyctl_op, ROLE_futex_op,
	ROLE_sockcall, ROLE_ipccall, ROLE_arch_prctl_op, ROLE_quotactl_cmd, ROLE_seccomp_op,
};

bool multiplexer_is_role(enum role role)
{
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		if (roles[i] == role)
			return true;
	return false;
}

static void add_pair(struct multiplexer_commands *commands, struct arena *arena, const char *word, const char *driver)
{
	AUTO_TEXT struct text plain = {0};

	format_plain(driver, &plain);
	commands->at = mem_grow(commands->at, commands->count, &commands->room, sizeof(*commands->at));
	commands->at[commands->count++] = (struct multiplexer_command){arena_string(arena, word), arena_string(arena, plain.at ? plain.at : "")};
}

static void add_spelled(struct multiplexer_commands *commands, struct arena *arena, enum role role, uint64_t value, const char *driver)
{
	AUTO_TEXT struct text word = {0};

	if (role == ROLE_ioctl_cmd)
		ioctl_spell((uint32_t)value, driver, &word);
	else
		role_spell(role, value, &word);
	add_pair(commands, arena, word.at, driver);
}

/* Only ioctl has drivers, whatever a file says. */
static void add_value(struct multiplexer_commands *commands, struct arena *arena, const struct trace_call *call, enum role role,
                      uint64_t value)
{
	int known = 0;

	while (role == ROLE_ioctl_cmd && known < TRACE_DRIVERS && *call->drivers[known])
		add_spelled(commands, arena, role, value, call->drivers[known++]);
	if (!known)
		add_spelled(commands, arena, role, value, role == ROLE_ioctl_cmd && call->many_drivers ? "many kinds" : "");
}

static void add_values(struct multiplexer_commands *commands, struct arena *arena, const struct trace_call *call, enum role role,
                       const struct values *values)
{
	if (values->kind != VALUES_SET && values->kind != VALUES_NONE)
		add_pair(commands, arena, "many commands", "");
	for (unsigned i = 0; values->kind == VALUES_SET && i < values->count; i++)
		add_value(commands, arena, call, role, values->v[i] & role_mask(role, call->arch));
}

void multiplexer_add(struct multiplexer_commands *commands, struct arena *arena, const struct trace_call *call)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (multiplexer_is_role(trace_role(call, i)))
			add_values(commands, arena, call, trace_role(call, i), &call->arg[i]);
}

void multiplexer_join(struct multiplexer_commands *into, const struct multiplexer_commands *from)
{
	for (size_t i = 0; i < from->count; i++) {
		into->at = mem_grow(into->at, into->count, &into->room, sizeof(*into->at));
		into->at[into->count++] = from->at[i];
	}
}

static int order(const void *left, const void *right)
{
	const struct multiplexer_command *a = left, *b = right;
	int by_word = strcmp(a->word, b->word);

	return by_word ? by_word : strcmp(a->driver, b->driver);
}

void multiplexer_finish(struct multiplexer_commands *commands)
{
	size_t kept = 0;

	if (commands->count)
		qsort(commands->at, commands->count, sizeof(*commands->at), order);
	for (size_t i = 0; i < commands->count; i++)
		if (!kept || order(&commands->at[kept - 1], &commands->at[i]))
			commands->at[kept++] = commands->at[i];
	commands->count = kept;
}

static bool is_same_word(const struct multiplexer_commands *commands, size_t a, size_t b)
{
	return b < commands->count && !strcmp(commands->at[a].word, commands->at[b].word);
}

void multiplexer_words(const struct multiplexer_commands *commands, size_t *at, struct text *out)
{
	size_t first = *at;
	const char *before = " (";

	text_add(out, commands->at[first].word);
	for (; is_same_word(commands, first, *at); ++*at) {
		if (!*commands->at[*at].driver)
			continue;
		text_format(out, "%s%s", before, commands->at[*at].driver);
		before = ", ";
	}
	text_add(out, *before == ',' ? ")" : "");
}

/* libc uses it to check whether a file is a terminal. */
static bool says_nothing(const struct multiplexer_command *command)
{
	return !strcmp(command->word, "TCGETS");
}

static void add_with_drivers(const struct multiplexer_commands *commands, struct text *out)
{
	unsigned count = 0;

	for (size_t at = 0; at < commands->count;) {
		AUTO_TEXT struct text words = {0};
		multiplexer_words(commands, &at, &words);
		const struct multiplexer_command *last = &commands->at[at - 1];
		if (*last->driver && !says_nothing(last) && count++ < DRIVERS_NOTED)
			text_format(out, "%s%s", out->length ? ", " : "", words.at);
	}
	if (count > DRIVERS_NOTED)
		text_format(out, " and %u more", count - DRIVERS_NOTED);
}

void multiplexer_drivers(const struct trace *trace, struct text *out)
{
	struct multiplexer_commands commands = {0};
	struct arena arena = {0};

	for (size_t i = 0; i < trace->call_count; i++)
		if (*trace->calls[i].drivers[0] || trace->calls[i].many_drivers)
			multiplexer_add(&commands, &arena, &trace->calls[i]);
	multiplexer_finish(&commands);
	add_with_drivers(&commands, out);
	free(commands.at);
	arena_free(&arena);
}

json_t *multiplexer_json(const struct multiplexer_commands *commands)
{
	json_t *list = json_array();

	for (size_t at = 0, first = 0; at < commands->count; first = at) {
		json_t *object = json_object(), *drivers = json_array();
		for (; is_same_word(commands, first, at); at++)
			if (*commands->at[at].driver)
				json_array_append_new(drivers, format_json(commands->at[at].driver));
		json_object_set_new(object, "command", format_json(commands->at[first].word));
		json_object_set_new(object, "drivers", drivers);
		json_array_append_new(list, object);
	}
	return list;
}
