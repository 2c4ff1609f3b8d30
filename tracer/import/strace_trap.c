/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SIGSYS as strace prints it. The signal of a filter names the call, by name,
 * by number, or both:
 *
 *   --- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_errno=E2BIG, si_call_addr=0x7f,
 *               si_syscall=__NR_read, si_arch=AUDIT_ARCH_X86_64} ---
 *   --- SIGSYS {si_signo=31, si_code=0x1, si_errno=7, si_call_addr=0x7f, si_syscall=0, si_arch=0xc000003e} ---
 *
 * The previous line has the call itself, unless strace prints only signals.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/import/strace_text.h"

static const char signal_begin[] = "--- SIGSYS {";

/* Or what is left of it where a line was cut. */
bool strace_is_trap(const char *at)
{
	static const char least[] = "--- SIG";
	size_t length = strlen(at), all = sizeof(signal_begin) - 1;

	return !strncmp(at, signal_begin, length < all && length >= sizeof(least) - 1 ? length : all);
}

static struct strace_slice member(const char *at, const char *name)
{
	const char *open = at + sizeof(signal_begin) - 2;

	if (strlen(at) < sizeof(signal_begin) - 1)
		return (struct strace_slice){0};
	return strace_member((struct strace_slice){ open, strlen(open) }, name);
}

static bool number_of(struct strace_slice slice, uint64_t *value)
{
	char *end;

	if (!slice.length || !isdigit((unsigned char)*slice.at))
		return false;
	*value = strtoull(slice.at, &end, 0);
	return end <= slice.at + slice.length && (*end == ',' || *end == '}' || *end == ' ');
}

enum { SECCOMP_CODE = 1, DISPATCH_CODE = 2 };        /* SYS_SECCOMP and SYS_USER_DISPATCH of asm-generic/siginfo.h */

/* Surely by a process: SI_USER and the like, or their numbers (-X raw). */
static bool is_sent(const char *at)
{
	struct strace_slice code = member(at, "si_code");
	uint64_t value;

	if (!code.at || !code.at[code.length] || !strchr(",}", code.at[code.length]))
		return false;
	if (number_of(code, &value))
		return value != SECCOMP_CODE && value != DISPATCH_CODE;
	return *code.at == '-' || !strncmp(code.at, "SI_", 3);
}

/* linux/audit.h uses our names, or common aliases, in capitals. */
static int arch_named(struct strace_slice slice)
{
	static const char begin[] = "AUDIT_ARCH_";
	size_t skip = sizeof(begin) - 1;
	char name[32] = "";

	if (slice.length <= skip || slice.length - skip >= sizeof(name) || memcmp(slice.at, begin, skip))
		return -1;
	for (size_t i = skip; i < slice.length; i++)
		name[i - skip] = (char)tolower((unsigned char)slice.at[i]);
	return arch_by_name(name);
}

static bool by_number(struct strace_slice call, struct strace_slice arch, struct strace_trap *out)
{
	uint64_t nr, audit;
	int named = arch_named(arch);

	if (!number_of(call, &nr) || nr > UINT32_MAX)
		return false;
	audit = named < 0 ? 0 : arch_info((enum arch)named)->audit;
	if (named < 0 && (!number_of(arch, &audit) || audit > UINT32_MAX))
		return false;
	int known = arch_of_call((uint32_t)audit, (uint32_t)nr);
	if (known < 0)
		return false;
	*out = (struct strace_trap){ true, (enum arch)known, (uint32_t)nr, syscall_by_nr((enum arch)known, (uint32_t)nr) };
	return true;
}

static bool by_name(struct strace_slice call, struct strace_slice arch, struct strace_trap *out)
{
	static const char begin[] = "__NR_";
	size_t skip = sizeof(begin) - 1;
	int known = arch_named(arch);

	if (known < 0 || call.length <= skip || memcmp(call.at, begin, skip))
		return false;
	int id = imported_id(call.at + skip, call.length - skip);
	if (id == CALL_UNKNOWN || !syscall_exists((enum syscall_id)id, (enum arch)known))
		return false;
	*out = (struct strace_trap){ true, (enum arch)known, (uint32_t)syscall_nr((enum syscall_id)id, (enum arch)known), id };
	return true;
}

bool strace_trap(const char *at, struct strace_trap *out)
{
	struct strace_slice call = member(at, "si_syscall"), arch = member(at, "si_arch");

	*out = (struct strace_trap){ .call = call.at || !is_sent(at), .id = CALL_UNKNOWN };
	return call.at && strchr(at, '}') && (by_number(call, arch, out) || by_name(call, arch, out));
}
