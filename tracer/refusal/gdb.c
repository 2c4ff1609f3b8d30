/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gdb's output: `p $_siginfo` has the call and the address behind it, on one line
 * or on many; `info registers` has the arguments; frame 0 has the function. They
 * may come in any order after the line that reports SIGSYS, so a record is made
 * when the next SIGSYS or the end comes.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/refusal/readers.h"

/* The registers of a call, by arch: its number, the address behind it, its arguments. */
enum { GDB_NR = SYSCALL_ARGS, GDB_IP, GDB_ROLES };
static const struct gdb_register {
	const char *name;
	enum arch arch;
	unsigned role;                        /* of an argument: its position */
} registers[] = {
	{ "rdi", ARCH_X86_64, 0 }, { "rsi", ARCH_X86_64, 1 }, { "rdx", ARCH_X86_64, 2 }, { "r10", ARCH_X86_64, 3 },
	{ "r8", ARCH_X86_64, 4 }, { "r9", ARCH_X86_64, 5 }, { "orig_rax", ARCH_X86_64, GDB_NR }, { "rip", ARCH_X86_64, GDB_IP },
	{ "ebx", ARCH_I386, 0 }, { "ecx", ARCH_I386, 1 }, { "edx", ARCH_I386, 2 }, { "esi", ARCH_I386, 3 },
	{ "edi", ARCH_I386, 4 }, { "ebp", ARCH_I386, 5 }, { "orig_eax", ARCH_I386, GDB_NR }, { "eip", ARCH_I386, GDB_IP },
	{ "x0", ARCH_ARM64, 0 }, { "x1", ARCH_ARM64, 1 }, { "x2", ARCH_ARM64, 2 }, { "x3", ARCH_ARM64, 3 },
	{ "x4", ARCH_ARM64, 4 }, { "x5", ARCH_ARM64, 5 }, { "x8", ARCH_ARM64, GDB_NR }, { "pc", ARCH_ARM64, GDB_IP },
};
_Static_assert(COUNT_OF(registers) <= GDB_REGISTERS, "a bit for each");

static bool has_register(const struct gdb_state *gdb, enum arch arch, unsigned role, uint64_t *value)
{
	for (size_t i = 0; i < COUNT_OF(registers); i++)
		if (registers[i].arch == arch && registers[i].role == role && gdb->has_reg >> i & 1) {
			*value = gdb->reg[i];
			return true;
		}
	return false;
}

/* x32 has the registers of x86_64. */
static enum arch arch_of_registers(enum arch arch)
{
	return arch == ARCH_X32 ? ARCH_X86_64 : arch;
}

static bool take_siginfo(const struct gdb_state *gdb, struct refusal *refusal)
{
	int arch = gdb->has_audit && gdb->audit <= UINT32_MAX ? arch_of_call((uint32_t)gdb->audit, (uint32_t)gdb->nr) : -1;

	if (!gdb->has_nr || gdb->nr > UINT32_MAX || arch < 0)
		return false;
	refusal->arch = (enum arch)arch;
	refusal->nr = (uint32_t)gdb->nr;
	return true;
}

/* The kernel puts the number back into its register before it sends the signal. */
static bool take_number(const struct gdb_state *gdb, struct refusal *refusal)
{
	static const enum arch archs[] = { ARCH_X86_64, ARCH_I386, ARCH_ARM64 };
	uint64_t nr;

	for (size_t i = 0; i < COUNT_OF(archs) && gdb->signalled; i++)
		if (has_register(gdb, archs[i], GDB_NR, &nr) && nr <= INT32_MAX) {
			refusal->arch = (enum arch)arch_of_call(arch_info(archs[i])->audit, (uint32_t)nr);
			refusal->nr = (uint32_t)nr;
			return true;
		}
	return false;
}

static void take_registers(const struct gdb_state *gdb, struct refusal *refusal)
{
	enum arch arch = arch_of_registers(refusal->arch);

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (has_register(gdb, arch, i, &refusal->args[i]))
			refusal->known |= 1u << i;
	if (!refusal->has_ip)
		refusal->has_ip = has_register(gdb, arch, GDB_IP, &refusal->ip);
}

void refusal_gdb_end(struct refusal_log *log)
{
	struct gdb_state *gdb = &log->gdb;
	struct refusal refusal = { .kind = REFUSAL_SIGNAL, .source = "gdb", .line = gdb->line };

	if (gdb->signalled || (gdb->has_nr && gdb->has_audit)) {
		refusal.program = *gdb->program ? gdb->program : NULL;
		refusal.function = *gdb->function ? gdb->function : NULL;
		refusal.into = gdb->into;
		refusal.image = *gdb->image ? gdb->image : NULL;
		refusal.has_ip = gdb->has_addr || gdb->has_frame;
		refusal.ip = gdb->has_addr ? gdb->addr : gdb->frame;
		refusal.called = take_siginfo(gdb, &refusal) || take_number(gdb, &refusal);
		if (refusal.called)
			take_registers(gdb, &refusal);
		else
			refusal.means = "the output does not show the call; print $_siginfo._sifields._sigsys and info registers";
		refusal_add(log, refusal);
	}
	char program[sizeof(gdb->program)];
	memcpy(program, gdb->program, sizeof(program));
	*gdb = (struct gdb_state){ .session = gdb->session };
	memcpy(gdb->program, program, sizeof(program));
}

/* --- lines --- */

static void copy_word(char *to, size_t room, const char *at, size_t length)
{
	if (length >= room)
		return;
	memcpy(to, at, length);
	to[length] = '\0';
}

/* "_call_addr = 0x7f341a594dc7 <__GI_socket+7>" */
static void take_symbol(struct gdb_state *gdb, const char *at)
{
	const char *found = strstr(at, "_call_addr = "), *open = found ? found + strcspn(found, "<,}") : "";
	size_t length = *open == '<' ? strcspn(open + 1, "+>") : 0;

	if (!length || length >= sizeof(gdb->function))
		return;
	memcpy(gdb->function, open + 1, length);
	gdb->function[length] = '\0';
	gdb->into = open[1 + length] == '+' ? strtoull(open + 2 + length, NULL, 10) : 0;
}

/* "_syscall = 41", after the begin of _sigsys. */
static void take_member(const char *at, const char *name, bool *has, uint64_t *value)
{
	const char *found = strstr(at, name);
	size_t skip = strlen(name);

	if (!found || strncmp(found + skip, " = ", 3) || !isdigit((unsigned char)found[skip + 3]))
		return;
	*value = strtoull(found + skip + 3, NULL, 0);
	*has = true;
}

static bool sigsys_members(struct gdb_state *gdb, const char *line)
{
	const char *begin = strstr(line, "_sigsys = {");
	const char *alone = strstr(line, "{_call_addr = ");

	if (!begin && alone && strstr(alone, "_syscall = "))
		begin = alone;
	if (!begin && !strncmp(line + strspn(line, " "), "_call_addr = ", 13))
		begin = line;
	if (!begin && !gdb->siginfo)
		return false;
	const char *at = begin ? begin : line;
	take_member(at, "_call_addr", &gdb->has_addr, &gdb->addr);
	take_symbol(gdb, at);
	take_member(at, "_syscall", &gdb->has_nr, &gdb->nr);
	take_member(at, "_arch", &gdb->has_audit, &gdb->audit);
	gdb->siginfo = !strchr(at, '}');
	return true;
}

/* "rdi            0xa                 10" */
static bool register_line(struct gdb_state *gdb, const char *line)
{
	size_t name = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_"), blanks = strspn(line + name, " ");
	const char *value = line + name + blanks;

	if (!name || !blanks || (strncmp(value, "0x", 2) && strncmp(value, "<unavailable>", 13) && *value != '{'))
		return false;
	for (size_t i = 0; i < COUNT_OF(registers); i++)
		if (strlen(registers[i].name) == name && !memcmp(registers[i].name, line, name) && *value == '0') {
			gdb->reg[i] = strtoull(value, NULL, 16);
			gdb->has_reg |= 1u << i;
		}
	return true;
}

/* "#0  0x00007f in mkdir () from /lib/libc.so.6", "#0  0x7f in f (a=1) at f.c:3". */
static bool frame_line(struct gdb_state *gdb, const char *line)
{
	if (*line != '#' || !isdigit((unsigned char)line[1]))
		return false;
	if (line[1] != '0' || line[2] != ' ')
		return true;
	const char *at = line + 2 + strspn(line + 2, " "), *in = strstr(at, " in "), *from = strstr(at, " from /");
	if (!strncmp(at, "0x", 2) && in) {
		gdb->frame = strtoull(at, NULL, 16);
		gdb->has_frame = true;
		at = in + 4;
	}
	if (*at != '?' && !*gdb->function)
		copy_word(gdb->function, sizeof(gdb->function), at, strcspn(at, " ("));
	if (from)
		copy_word(gdb->image, sizeof(gdb->image), from + 6, strcspn(from + 6, "\n"));
	return true;
}

static const char *const chatter[] = {
	"[New LWP", "[New Thread", "[Thread ", "[Switching to", "[Inferior", "[Detaching", "Using host libthread_db", "Reading symbols",
	"Starting program:", "warning: ", "Continuing.", "GNU gdb", "(gdb)", "process ", "Missing separate debuginfo",
	"Download", "Current language",
};

static bool is_chatter(const struct gdb_state *gdb, const char *line)
{
	for (size_t i = 0; i < COUNT_OF(chatter); i++)
		if (!strncmp(line, chatter[i], strlen(chatter[i])) && (gdb->session || line[0] == '[' || line[0] == 'U' || line[0] == 'G'))
			return true;
	if (*line == '$' && isdigit((unsigned char)line[1]) && strstr(line, " = {"))
		return true;
	if (!gdb->session)
		return false;
	/* A print of a struct, an address with its source line, a line of source. */
	return *line == '$' || (*line == ' ' && (strstr(line, " = ") || strchr(line, '}'))) || *line == '}' || !strncmp(line, "0x", 2) ||
	       (isdigit((unsigned char)*line) && strchr(line, '\t'));
}

static bool program_line(struct gdb_state *gdb, const char *line)
{
	static const char begin[] = "Core was generated by `";

	if (strncmp(line, begin, sizeof(begin) - 1))
		return false;
	const char *name = line + sizeof(begin) - 1;
	copy_word(gdb->program, sizeof(gdb->program), name, strcspn(name, " '"));
	return true;
}

static bool signal_line(struct refusal_log *log, const char *line)
{
	bool program = !strncmp(line, "Program ", 8) || !strncmp(line, "Thread ", 7);

	if (!program || !strstr(line, " signal "))
		return false;
	refusal_gdb_end(log);
	log->gdb.session = true;
	log->gdb.signalled = strstr(line, " signal SIGSYS") != NULL;
	log->gdb.line = log->number;
	return true;
}

/* `(gdb) ` before a command or its output is no part of it. */
static const char *behind_prompt(const char *line)
{
	while (!strncmp(line, "(gdb) ", 6))
		line += 6;
	return line;
}

enum line_use refusal_gdb_line(struct refusal_log *log, const char *line)
{
	struct gdb_state *gdb = &log->gdb;
	const char *at = behind_prompt(line);

	if (at > line) {
		gdb->session = true;
		if (!*at || !strchr("$#_", *at))
			return LINE_IDLE;             /* a command */
	}
	if (signal_line(log, at))
		return LINE_IDLE;
	if (sigsys_members(gdb, at)) {
		gdb->session = true;
		gdb->line = gdb->line ? gdb->line : log->number;
		return LINE_IDLE;
	}
	if (program_line(gdb, at) || (gdb->session && frame_line(gdb, at)))
		return LINE_IDLE;
	if (gdb->session && register_line(gdb, at))
		return LINE_IDLE;
	return is_chatter(gdb, at) ? LINE_IDLE : LINE_UNKNOWN;
}
