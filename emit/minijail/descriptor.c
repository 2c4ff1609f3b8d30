/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text before the colon: a call, or several in { }, each perhaps with the
 * archs that it is for, which only compile_seccomp_policy.py knows. Calls for
 * other archs than the file's are left out, unread.
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

/* compile_seccomp_policy.py compares words with its own name of the arch, and knows no other. */
static const char *compilers_arch(enum arch arch)
{
	return arch == ARCH_I386 ? "x86" : arch == ARCH_LOONGARCH64 ? "loong64" : arch == ARCH_PPC64LE ? "ppc64" : arch_info(arch)->name;
}

/* The part before the sign, which may be empty; NULL after the last. */
static char *cut(char **rest, char sign)
{
	char *part = *rest, *end = part ? strchr(part, sign) : NULL;

	if (end)
		*end = '\0';
	*rest = end ? end + 1 : NULL;
	return part;
}

static bool is_name(const char *word)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789-@";

	return !strchr("0123456789-@", *word) && word[strspn(word, letters)] == '\0';
}

/* The one name in a part, or NULL. */
static char *only_name(char *part)
{
	char *word = in_word(&part, " \t");

	return word && !*skip_blanks(part) && is_name(word) ? word : NULL;
}

/* The tool ignores a line for such an arch without a word. */
static void note_other_name(struct minijail *jail, const char *word)
{
	AUTO_TEXT struct text note = { 0 };
	int arch = minijail_arch(word);

	if (arch < 0)
		text_format(&note, "[arch=%s]: seccord knows no such arch; only a compile_seccomp_policy.py for it reads such lines\n", word);
	else if (strcmp(word, compilers_arch((enum arch)arch)))
		text_format(&note, "[arch=%s]: compile_seccomp_policy.py calls this arch %s, and leaves lines for %s out on every arch\n",
		            word, compilers_arch((enum arch)arch), word);
	if (note.length && !strstr(jail->source->notes->at ? jail->source->notes->at : "", note.at))
		text_add(jail->source->notes, note.at);
}

enum { KEYS_MOST = 16 };

struct metadata {
	const char *keys[KEYS_MOST];
	size_t count;
	bool is_for;                          /* the line is for the arch */
};

static int add_key(struct metadata *data, const char *key, struct err *err)
{
	for (size_t i = 0; i < data->count; i++)
		if (!strcmp(data->keys[i], key))
			return err_set(err, "'%.40s' is given twice between [ and ]; write its values behind one '='", key);
	if (data->count == KEYS_MOST)
		return err_set(err, "more than %d keys between [ and ]", KEYS_MOST);
	data->keys[data->count++] = key;
	return 0;
}

/* KEY=VALUE,VALUE */
static int read_pair(struct minijail *jail, char *pair, struct metadata *data, struct err *err)
{
	char *values = strchr(pair, '='), *one;

	if (values)
		*values++ = '\0';
	const char *key = only_name(pair);
	if (!values || !key)
		return err_set(err, "expected KEY=VALUE between [ and ]");
	if (add_key(data, key, err))
		return -1;
	bool is_arch = !strcmp(key, "arch"), found = false;
	while ((one = cut(&values, ','))) {
		const char *value = only_name(one);
		if (!value)
			return err_set(err, "expected a name after %.40s=, and names separated by commas", key);
		found |= !strcmp(value, compilers_arch(jail->arch));
		if (is_arch)
			note_other_name(jail, value);
	}
	data->is_for = is_arch ? found : data->is_for;
	return 0;
}

/* "[arch=x86_64,arm; KEY=VALUE]" after a name: whether the line is for the arch. */
static int read_metadata(struct minijail *jail, char *inside, bool *is_for, struct err *err)
{
	struct metadata data = { .is_for = true };
	char *pair;

	jail->is_compilers = true;
	while ((pair = cut(&inside, ';')))
		if (read_pair(jail, pair, &data, err))
			return -1;
	*is_for = data.is_for;
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
		return is_name(word) ? 0 : err_set(err, "expected a system call name before [arch=...]");
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
