/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arch: the system call ABIs, one row each in core/kernel/arch.def.
 *
 * An arch is what a filter must distinguish: x32 shares the audit arch of
 * x86_64 and differs only in bit 30 of the number.
 */
#ifndef CORE_ARCH_H
#define CORE_ARCH_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct json_t;
struct text;

enum arch {
#define ARCH(id, name, ...) ARCH_##id,
#include "core/kernel/arch.def"
#undef ARCH
	ARCH_COUNT
};

typedef uint16_t arch_set;                    /* bit i: enum arch i */
#define ARCH_BIT(arch) ((arch_set)(1u << (arch)))
#define ARCH_ALL ((arch_set)((1u << ARCH_COUNT) - 1))

/* Runs the next statement for each arch of a set, in the order of arch.def. The
 * set is evaluated again for each, so the loop ends when it becomes empty. */
#define arch_each(it, set) \
	for (enum arch it = 0; it < ARCH_COUNT; it++) \
		if (!((set) & ARCH_BIT(it))) { } else

/* The same, from the last to the first. */
#define arch_each_backwards(it, set) \
	for (enum arch it = ARCH_COUNT; it-- > 0;) \
		if (!((set) & ARCH_BIT(it))) { } else

struct arch_info {
	const char *name;                     /* ours, in files and options */
	const char *scmp;                     /* libseccomp's and OCI's: SCMP_ARCH_… */
	const char *alias;                    /* another common name, or NULL */
	uint32_t audit;                       /* AUDIT_ARCH_… (linux/audit.h) */
	uint8_t bits;                         /* of a register: 32 or 64 */
	bool big_endian;
	uint32_t base;                        /* added to each number of the table */
	uint32_t newest;                      /* highest ordinary number known, base included */
};

#define X32_BIT 0x40000000u
#define SYSCALLS_KNOWN_TO "Linux 7.3"

const struct arch_info *arch_info(enum arch arch);
int arch_by_name(const char *name);           /* enum arch, by name, alias or scmp name; -1 */
const char *arch_name_at(unsigned i);         /* NULL past the last */

/* The name or alias, of an arch, that is closest to a misspelt one; or NULL. */
const char *arch_nearest(const char *word);

/* Sets "--arch=WORD: not one of ...". Returns -1. */
int arch_refuse(struct err *err, const char *word);

/* Adds the names of a set, with `between` between them. */
void arch_list(arch_set set, const char *between, struct text *out);
/* The names as a JSON array. */
struct json_t *arch_json(arch_set set);

/* The native arch of kernels that run this one beside their own, or the arch itself. */
enum arch arch_host(enum arch arch);

/* The hosts of the archs that are not among them. */
arch_set arch_hosts_missing(arch_set archs);

/* Byte order of a set of archs, which must share it; false for the empty set. */
bool arch_is_big_endian(arch_set set);

/* The arch of a call as the kernel reports it (seccomp_data.arch and .nr); -1
 * for an audit arch that is not in the table. The number -1, set by a
 * tracer to skip a call, belongs to x86_64, not x32. */
int arch_of_call(uint32_t audit, uint32_t nr);

/* The arch of an ELF file's code: by e_machine, whether its class is 64-bit, and
 * its byte order. -1: not in the table, or these do not decide it. */
int arch_of_elf(unsigned machine, bool wide, bool big_endian);

#endif
