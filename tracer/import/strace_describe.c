/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the arguments of strace mean to a call: each is a slice of the line, and
 * one that is not understood stays unknown. strace prints some arguments in
 * another order, or leaves them out where the kernel does not read them.
 */
#include "tracer/import/strace_describe.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether an earlier argument is a file position, which may take two registers but is printed as one,
 * or the arguments are printed in another order. */
static bool may_have_moved(const struct trace_call *call, enum syscall_id id, unsigned arg)
{
	bool split = arch_info(call->arch)->bits == 32 || id == CALL_preadv2 || id == CALL_pwritev2;

	if (id == CALL_arm_fadvise64_64)
		return true;
	for (unsigned i = 0; i < arg; i++)
		if (split && trace_role(call, i) == ROLE_offset)
			return true;
	return false;
}

/* strace prints clone's arguments by name, in its own order. */
static struct strace_slice clone_flags(const struct strace_args *args, unsigned at)
{
	bool named = false;

	for (unsigned i = 0; i < args->count; i++) {
		struct strace_slice value = strace_member(args->arg[i], "flags");
		if (value.at)
			return value;
		named |= memchr(args->arg[i].at, '=', args->arg[i].length) != NULL;
	}
	return !named && at < args->count ? args->arg[at] : (struct strace_slice){0};
}

static struct strace_slice argument(const struct trace_call *call, enum syscall_id id, const struct strace_args *args,
                                    unsigned at)
{
	if (id == CALL_clone)
		return clone_flags(args, at);
	if (at >= args->count || may_have_moved(call, id, at))
		return (struct strace_slice){0};
	return strace_unnamed(args->arg[at]);
}

static void take_deep(struct trace_call *call, struct strace_slice in)
{
	struct strace_slice flags = strace_member(in, "flags"), at_end = strace_member(in, "exit_signal");
	uint64_t value;

	if (flags.at && strace_value(ROLE_clone_flags, flags, &value))
		imported_deep(call, ROLE_clone_flags, value);
	if (at_end.at && strace_value(ROLE_signal, at_end, &value))
		imported_deep(call, ROLE_signal, value);
}

/* mips and powerpc use another layout of _IOC. */
static bool is_foreign(enum arch arch, struct strace_slice slice)
{
	bool other = arch == ARCH_MIPSEL || arch == ARCH_MIPSEL64 || arch == ARCH_PPC64LE;

	return other && slice.length > 5 && !memcmp(slice.at, "_IOC(", 5);
}

/* A command has the same name for 32-bit calls, but maybe another number. */
static bool narrow_command(const struct trace_call *call, enum role role, struct strace_slice slice, uint64_t *value)
{
	char word[64];
	struct err err;
	int length = snprintf(word, sizeof(word), "%.*s_32", (int)slice.length, slice.at);

	return role == ROLE_ioctl_cmd && arch_info(call->arch)->bits == 32 && length < (int)sizeof(word) &&
	       !role_parse(role, word, value, &err);
}

/* All of it, without a comment of -X verbose. */
static bool is_number(struct strace_slice slice, uint64_t *value)
{
	char text[32], *end;

	if (slice.length >= sizeof(text) || !isdigit((unsigned char)*slice.at))
		return false;
	memcpy(text, slice.at, slice.length);
	text[slice.length] = '\0';
	*value = strtoull(text, &end, 0);
	return !*end || !strncmp(end, " /*", 3);
}

/* A pointer of which only matters whether it is NULL: what it points to, or its number (-e raw). */
static bool is_pointer(enum role role, struct strace_slice slice, uint64_t *value)
{
	static const struct strace_slice null = { "NULL", 4 };

	if ((role != ROLE_new_limit && role != ROLE_file) || !slice.length)
		return false;
	*value = 1;
	if (strchr("{[\"", slice.at[0]))
		return true;
	*value = 0;
	return (slice.length == null.length && !memcmp(slice.at, null.at, null.length)) || is_number(slice, value);
}

static bool value_of(const struct trace_call *call, enum role role, struct strace_slice slice, uint64_t *value)
{
	return is_pointer(role, slice, value) || (!is_foreign(call->arch, slice) && (narrow_command(call, role, slice, value) || strace_value(role, slice, value)));
}

/* strace prints the mode of open only where its flags create a file; the kernel reads it only there. */
static bool is_unread_mode(const struct trace_call *call, enum syscall_id id, const struct strace_args *args, unsigned arg)
{
	struct strace_slice flags;

	if ((id != CALL_open && id != CALL_openat) || trace_role(call, arg) != ROLE_mode || argument(call, id, args, arg).at)
		return false;
	flags = argument(call, id, args, arg - 1);
	return flags.at && flags.length && !memmem(flags.at, flags.length, "O_CREAT", 7) && !memmem(flags.at, flags.length, "O_TMPFILE", 9);
}

static void take_arguments(struct trace_call *call, enum syscall_id id, const struct strace_args *args)
{
	uint64_t value;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		struct strace_slice slice = argument(call, id, args, i);
		if (role_is_filterable(role) && slice.at && value_of(call, role, slice, &value))
			imported_value(call, i, value);
		else if (is_unread_mode(call, id, args, i))
			imported_value(call, i, 0);
	}
	if (id == CALL_clone3 && args->count)
		take_deep(call, strace_unnamed(args->arg[0]));
}

static void take_driver(struct trace_call *call, enum syscall_id id, const struct strace_args *args)
{
	int fd = syscall_arg(id, call->arch, ROLE_fd);

	if (fd >= 0 && syscall_arg(id, call->arch, ROLE_ioctl_cmd) >= 0)
		strace_driver(argument(call, id, args, (unsigned)fd), call->drivers[0]);
}

static void take_command(struct trace_call *call, int command)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (trace_role(call, i) == ROLE_sockcall || trace_role(call, i) == ROLE_ipccall)
			imported_value(call, i, (uint64_t)command);
}

void strace_describe(struct trace_call *call, const struct strace_meant *meant, const struct strace_args *args)
{
	imported_begin(call, meant->arch, meant->nr);
	if (meant->command >= 0)
		take_command(call, meant->command);
	if (meant->command >= 0 || meant->id == CALL_UNKNOWN)
		return;
	take_arguments(call, meant->id, args);
	take_driver(call, meant->id, args);
}
