/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `coredumpctl info` prints: members of a core file, and the stacks of its
 * threads, of which the first is that of the call. The core file has the call itself.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/refusal/readers.h"

static const char *const members[] = {
	"UID: ", "GID: ", "Timestamp: ", "Command Line: ", "Control Group: ", "Unit: ", "User Unit: ", "Slice: ", "Session: ", "Owner UID: ",
	"Boot ID: ", "Machine ID: ", "Hostname: ", "Storage: ", "Coredump: ", "Size on Disk: ", "Disk Size: ", "Package: ", "build-id: ",
	"Message: ", "Module ", "Found module ", "Stack trace of thread ", "ELF object binary architecture", "Reason: ",
};

static bool begins(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

void refusal_coredump_end(struct refusal_log *log)
{
	struct coredump_state *dump = &log->dump;
	struct refusal refusal = {
		.kind = REFUSAL_SIGNAL, .source = "coredumpctl", .line = dump->line, .pid = dump->pid,
		.program = *dump->program ? dump->program : NULL, .image = *dump->image ? dump->image : NULL, .offset = dump->offset,
		.function = *dump->function ? dump->function : NULL,
		.means = "the core file names the call: write it with coredumpctl dump PID -o FILE, and explain FILE",
	};

	if (dump->signalled)
		refusal_add(log, refusal);
	*dump = (struct coredump_state){0};
}

static void copy(char *to, size_t room, const char *from, size_t length)
{
	if (length >= room)
		return;
	memcpy(to, from, length);
	to[length] = '\0';
}

/* "#0  0x00007f4823e18f37 __GI_mkdir (libc.so.6 + 0xf7f37)"; n/a: without a name */
static void take_frame(struct coredump_state *dump, const char *frame)
{
	const char *at = strstr(frame, " 0x"), *name = at ? strchr(at + 1, ' ') : NULL, *open = name ? strstr(name, " (") : NULL;
	const char *plus = open ? strstr(open, " + 0x") : NULL;

	if (!plus || *dump->image)
		return;
	if (strncmp(name, " n/a ", 5))
		copy(dump->function, sizeof(dump->function), name + 1, (size_t)(open - name) - 1);
	copy(dump->image, sizeof(dump->image), open + 2, (size_t)(plus - open) - 2);
	dump->offset = strtoull(plus + 3, NULL, 16);
}

static enum line_use take_member(struct coredump_state *dump, const char *line)
{
	if (begins(line, "Executable: ")) {
		copy(dump->program, sizeof(dump->program), line + 12, strlen(line + 12));
		return LINE_IDLE;
	}
	if (*line == '#' && isdigit((unsigned char)line[1])) {
		if (begins(line, "#0 "))
			take_frame(dump, line);
		return LINE_IDLE;
	}
	for (size_t i = 0; i < COUNT_OF(members); i++)
		if (begins(line, members[i]))
			return LINE_IDLE;
	return LINE_UNKNOWN;
}

enum line_use refusal_coredump_line(struct refusal_log *log, const char *line)
{
	const char *first = line + strspn(line, " ");
	struct coredump_state *dump = &log->dump;

	if (first == line)
		return LINE_UNKNOWN;
	if (begins(first, "PID: ") && isdigit((unsigned char)first[5])) {
		refusal_coredump_end(log);
		dump->session = true;
		dump->pid = strtoull(first + 5, NULL, 10);
		return LINE_IDLE;
	}
	if (dump->session && begins(first, "Signal: ")) {
		dump->signalled = begins(first, "Signal: 31 (SYS)");
		dump->line = log->number;
		return LINE_IDLE;
	}
	return dump->session ? take_member(dump, first) : LINE_UNKNOWN;
}
