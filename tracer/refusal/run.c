/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `seccord run` prints of a refused call:
 *
 *   seccord: refused: socket(domain AF_INET6, protocol 0) [x86_64]: errno EPERM, direct from socket+0x7 in /lib/libc.so.6
 */
#include <stdlib.h>
#include <string.h>

#include "core/kernel/role.h"
#include "tracer/refusal/readers.h"

enum { NAME_MOST = 64, WORDS_MOST = 256 };

static bool copy(char *to, size_t room, const char *at, size_t length)
{
	if (!length || length >= room)
		return false;
	memcpy(to, at, length);
	to[length] = '\0';
	return true;
}

/* "domain AF_INET6"; nothing if a word is not known. */
static void take_argument(struct refusal *refusal, int id, const char *at, size_t length)
{
	size_t name = strcspn(at, " ");
	char role_name[NAME_MOST], words[WORDS_MOST];
	struct err err;
	uint64_t value;

	if (name >= length || !copy(role_name, sizeof(role_name), at, name) ||
	    !copy(words, sizeof(words), at + name + 1, length - name - 1))
		return;
	int role = role_by_name(role_name);
	int arg = role < 0 ? -1 : syscall_arg((enum syscall_id)id, refusal->arch, (enum role)role);
	if (arg < 0 || role_parse((enum role)role, words, &value, &err) < 0)
		return;
	refusal->known |= 1u << arg;
	refusal->args[arg] = value;
}

static void take_arguments(struct refusal *refusal, int id, const char *at, const char *end)
{
	while (at < end) {
		const char *comma = strstr(at, ", ");
		const char *stop = comma && comma < end ? comma : end;
		take_argument(refusal, id, at, (size_t)(stop - at));
		at = stop + 2;
	}
}

static bool take_call(struct refusal *refusal, const char *at, const char *arch, size_t arch_length)
{
	char name[NAME_MOST], arch_name[NAME_MOST];
	size_t length = strcspn(at, "( ");

	if (!copy(name, sizeof(name), at, length) || !copy(arch_name, sizeof(arch_name), arch, arch_length))
		return false;
	int id = syscall_by_name(name), known = arch_by_name(arch_name);
	char *end;
	unsigned long nr = strtoul(name, &end, 10);
	if (known < 0 || (id == CALL_UNKNOWN && (*end || nr > UINT32_MAX)))
		return false;
	if (id != CALL_UNKNOWN && !syscall_exists((enum syscall_id)id, (enum arch)known))
		return false;
	refusal->called = true;
	refusal->arch = (enum arch)known;
	refusal->nr = id == CALL_UNKNOWN ? (uint32_t)nr : (uint32_t)syscall_nr((enum syscall_id)id, (enum arch)known);
	if (id != CALL_UNKNOWN && at[length] == '(')
		take_arguments(refusal, id, at + length + 1, strstr(at, ") ["));
	return true;
}

/* "errno EPERM", "kill"; an errno without a name is not taken. */
static void take_answer(struct refusal *refusal, const char *at)
{
	char words[NAME_MOST];

	if (!copy(words, sizeof(words), at, strcspn(at, ",(")))
		return;
	bool is_errno = !strncmp(words, "errno ", 6);
	int action = action_by_name(words), number = is_errno ? errno_by_name(words + 6) : -1;
	refusal->answered = action >= 0 || number >= 0;
	if (refusal->answered)
		refusal->answer = is_errno ? (struct verdict){ ACTION_ERRNO, (uint16_t)number } : (struct verdict){ (enum action)action, 0 };
}

/* "direct from socket+0x7 in /lib/libc.so.6" */
static void take_place(struct refusal *refusal, const char *at, char function[WORDS_MOST], char image[4096])
{
	const char *from = strstr(at, " from "), *in = from ? strstr(from, " in /") : NULL, *plus;

	if (!in)
		return;
	if (copy(image, 4096, in + 4, strlen(in + 4)))
		refusal->image = image;
	plus = memchr(from + 6, '+', (size_t)(in - from - 6));
	if (plus && copy(function, WORDS_MOST, from + 6, (size_t)(plus - from - 6))) {
		refusal->function = function;
		refusal->into = strtoull(plus + 1, NULL, 16);
	}
}

enum line_use refusal_run_line(struct refusal_log *log, const char *line)
{
	static const char *const begins[] = { "seccord: refused: ", "seccord: not allowed, only logged: " };
	struct refusal refusal = { .kind = REFUSAL_RECORD, .source = "seccord run" };
	char function[WORDS_MOST], image[4096];

	for (size_t i = 0; i < COUNT_OF(begins); i++) {
		const char *at = strncmp(line, begins[i], strlen(begins[i])) ? NULL : line + strlen(begins[i]);
		const char *arch = at ? strstr(at, " [") : NULL, *close = arch ? strstr(arch, "]: ") : NULL;
		if (!close || !take_call(&refusal, at, arch + 2, (size_t)(close - arch - 2)))
			continue;
		take_answer(&refusal, close + 3);
		take_place(&refusal, close + 3, function, image);
		refusal_add(log, refusal);
		return LINE_REFUSAL;
	}
	return strncmp(line, "seccord: ", 9) ? LINE_UNKNOWN : LINE_IDLE;
}
