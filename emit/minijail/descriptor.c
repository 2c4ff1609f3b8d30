/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text before the colon: a call, or several in { }, each perhaps with the
 * archs that it is for. Calls for other archs than the file's are left out.
 */
#include <string.h>

#include "emit/minijail/minijail.h"

static char *skip_blanks(char *at)
{
	return at + strspn(at, " \t");
}

int minijail_arch(const char *word)
{
	static const struct { const char *word; enum arch arch; } others[] = {
		{ "x86-64", ARCH_X86_64 }, { "i686", ARCH_I386 }, { "armv7", ARCH_ARM }, { "armv7l", ARCH_ARM },
		{ "armeabi", ARCH_ARM }, { "loong64", ARCH_LOONGARCH64 },
	};

	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (!strcmp(word, others[i].word))
			return (int)others[i].arch;
	return arch_by_name(word);
}

/* "[arch=x86_64,arm; KEY=VALUE]" after a name: whether the line is for the arch. */
static int read_metadata(struct minijail *jail, char *inside, bool *is_for, struct err *err)
{
	char *pair;

	jail->is_compilers = true;
	while ((pair = in_word(&inside, ";"))) {
		char *values = strchr(pair, '='), *value, *key;
		if (!values)
			return err_set(err, "expected KEY=VALUE between [ and ]");
		*values++ = '\0';
		key = in_word(&pair, " \t");
		if (!key || strcmp(key, "arch"))
			continue;
		*is_for = false;
		while ((value = in_word(&values, ", \t")))
			*is_for |= minijail_arch(value) == (int)jail->arch;
	}
	return 0;
}

static bool is_number(const char *word)
{
	return *word >= '0' && *word <= '9';
}

static int find_call(struct minijail *jail, char *word, struct minijail_call *call, struct err *err)
{
	uint64_t number;

	if (jail->arch == ARCH_ARM && !strncmp(word, "ARM_", 4))      /* as the header of arm's private calls has them */
		word += 4;
	*call = (struct minijail_call){ .name = word, .id = CALL_UNKNOWN };
	if (!is_number(word)) {
		call->id = (enum syscall_id)syscall_by_name(word);
		return 0;
	}
	if (minijail_number(word, jail->arch, &number, err))
		return -1;
	if (number > INT32_MAX)
		return err_set(err, "not a system call number: '%.40s'", word);
	in_source_inexact(jail->source, jail->source->line, NULL, "minijail knows system calls by name only, and refuses a number; read as that number");
	call->name = NULL;
	call->nr = (uint32_t)number;
	call->id = (enum syscall_id)syscall_by_nr(jail->arch, call->nr);
	return 0;
}

/* One of "name", "name[…]", "257". Finds nothing if the line is for another arch. */
static int read_descriptor(struct minijail *jail, char *text, struct minijail_call *calls, size_t *count, struct err *err)
{
	char *bracket = strchr(text, '['), *word, *end;
	bool is_for = true;

	if (bracket) {
		*bracket++ = '\0';
		end = strchr(bracket, ']');
		if (!end || *skip_blanks(end + 1))
			return err_set(err, "expected ']' at the end of [arch=...]");
		*end = '\0';
		if (read_metadata(jail, bracket, &is_for, err))
			return -1;
	}
	word = in_word(&text, " \t");
	if (!word || *skip_blanks(text))
		return err_set(err, "expected a system call name before the colon");
	if (!is_for)
		return 0;
	if (*count == MINIJAIL_CALLS_MOST)
		return err_set(err, "more than %d calls between { and }", MINIJAIL_CALLS_MOST);
	if (find_call(jail, word, &calls[*count], err))
		return -1;
	++*count;
	return 0;
}

/* Ends a descriptor at the comma after it, ignoring commas between [ and ]. */
static char *cut_descriptor(char *at)
{
	for (bool inside = false; *at && (inside || *at != ','); at++)
		inside = *at == '[' || (inside && *at != ']');
	if (!*at)
		return NULL;
	*at = '\0';
	return at + 1;
}

int minijail_descriptors(struct minijail *jail, char *text, struct minijail_call *calls, size_t *count, struct err *err)
{
	char *end;

	text = skip_blanks(text);
	if (*text != '{')
		return read_descriptor(jail, text, calls, count, err);
	jail->is_compilers = true;
	end = strchr(++text, '}');
	if (!end || *skip_blanks(end + 1))
		return err_set(err, "expected '}' after the system call names");
	*end = '\0';
	for (char *next; text; text = next) {
		next = cut_descriptor(text);
		if (read_descriptor(jail, text, calls, count, err))
			return -1;
	}
	return 0;
}
