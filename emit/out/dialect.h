/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dialect: what an output can express, one row each in emit/out/outputs.def.
 */
#ifndef EMIT_DIALECT_H
#define EMIT_DIALECT_H

#include "core/policy/policy.h"

enum dialect_id {
#define OUTPUT(id, ...) DIALECT_##id,
#include "emit/out/outputs.def"
#undef OUTPUT
	DIALECT_COUNT
};

enum says {
	SAYS_CONDITIONS = 1 << 0,             /* (argument & mask) == value */
	SAYS_ARCHS = 1 << 1,                  /* several archs in one file */
	SAYS_RULE_ARCHS = 1 << 2,             /* a rule for some of them only */
	SAYS_NUMBERS = 1 << 3,                /* calls without a name */
	SAYS_NEWER = 1 << 4,                  /* a separate answer for calls newer than the table */
	ADDS_COMMANDS = 1 << 5,               /* as libseccomp, a rule for bind is also one for that command of socketcall */
	DROPS_NAMES = 1 << 6,                 /* it is loaded through libseccomp, without ADDS_COMMANDS */
	SAYS_DEFAULT_ERRNO = 1 << 7,          /* a default errno other than EPERM */
	HAS_FILTER = 1 << 9,                  /* the compiled filter itself, proved before it is written */
	SAYS_SOME_OPERATORS = 1 << 10,               /* != or >= for the last register tested */
	SAYS_OPERATORS = 1 << 11,             /* !=, <= or >= for any register */
	LACKS_HIGH_NUMBERS = 1 << 8,          /* it reads numbers of calls up to 2^31 - 1 */
	SAYS_TRACE_DATA = 1 << 12,            /* the number passed to a tracer */
	SAYS_TRAP_DATA = 1 << 13,             /* the number delivered with SIGSYS */
	LACKS_ERRNO_MOST = 1 << 15,           /* libseccomp 2.5 rejects errno 4095, the largest, which the kernel accepts */
	ADDS_ENOSYS = 1 << 23,                /* runc answers it above the highest number that the file names */
	LACKS_ERRNO_0 = 1 << 22,              /* 0 is no errno to it, nor a number for a tracer */
	TAKES_NAME = 1 << 16,                 /* the choices of emit/out/emit.h */
	TAKES_COMMON = 1 << 17,
	TAKES_PROTECT = 1 << 18,
	HAS_FILES = 1 << 19,                  /* a tar archive of several files, which -o DIR/ unpacks */
	TAKES_LISTENER = 1 << 21,             /* and its runtimes refuse SCMP_ACT_NOTIFY for write */
	ADDS_HOST = 1 << 20,                  /* the arch of the host gets the same rules, even if it is not named */
	SAYS_AS_SCMP = SAYS_CONDITIONS | SAYS_SOME_OPERATORS | SAYS_ARCHS | SAYS_TRACE_DATA | LACKS_ERRNO_MOST |
	               ADDS_COMMANDS,
	SAYS_ALL = SAYS_CONDITIONS | SAYS_ARCHS | SAYS_RULE_ARCHS | SAYS_NUMBERS | SAYS_NEWER | SAYS_DEFAULT_ERRNO |
	           SAYS_TRACE_DATA | SAYS_TRAP_DATA
};

struct dialect {
	const char *label;
	arch_set archs;
	unsigned says;
	unsigned actions, defaults;           /* bit i: enum action i */
};

const struct dialect *dialect_of(enum dialect_id id);

#endif
