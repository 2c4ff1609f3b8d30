/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts: what this machine, and the container around this process, offer.
 *
 * Reading them changes nothing that outlives the process; what they mean is for
 * judge.h.
 */
#ifndef CLI_DOCTOR_FACTS_H
#define CLI_DOCTOR_FACTS_H

#include <stdbool.h>

#include "core/base/err.h"

enum whether { NO, YES, UNKNOWN };

enum { DOCTOR_ENGINES = 3, DOCTOR_WORDS = sizeof(((struct err *)0)->text) };  /* an error fits */

/* In place of a setting of the kernel. */
enum { SETTING_NONE = -1, SETTING_HIDDEN = -2 };  /* the kernel has none; /proc/sys cannot be read here */

/* What an engine saw of the program of the self-test. */
struct self_test {
	const char *engine;
	bool ran;                             /* the program ran to its end, and the trace is complete */
	bool calls;                           /* every call that the program certainly makes was seen */
	enum whether vdso;                      /* a call that the vDSO handles was seen; UNKNOWN: there is no vDSO */
	enum whether narrow;                    /* a 32-bit call was seen; UNKNOWN: none can be made here */
	char error[DOCTOR_WORDS];             /* why it did not run; err_errno ends it with the reason of the kernel */
};

struct facts {
	unsigned major, minor;                /* of the kernel's release */
	int tracer;                           /* process that traces this one; 0: none */
	int yama;                             /* kernel.yama.ptrace_scope, or SETTING_… */
	bool cap_ptrace, cap_admin;           /* effective capabilities ... */
	bool caps_apart;                      /* ... of a user namespace, not of the machine */
	bool forks;                           /* a process can be started */
	bool no_new_privs;
	int seccomp;                          /* mode of this process: 0 none, 1 strict, 2 filter */
	char actions[DOCTOR_WORDS];           /* kernel.seccomp.actions_avail, or "" */
	enum whether user_namespaces;           /* one can be made */
	enum whether tracefs;                   /* tracepoints can be read */
	bool tracefs_mounted;                   /* at /sys/kernel/tracing, even if this user may not read it */
	enum whether narrow;                    /* 32-bit calls can be made; UNKNOWN: not an x86 */
	bool narrow_filtered;                   /* they cannot, and it is a filter that refuses them */
	int perf;                             /* kernel.perf_event_paranoid, or SETTING_… */
	bool vdso;                            /* the kernel maps one */
	char clock[DOCTOR_WORDS];             /* the clock source, or "" */
	enum whether confined;                /* a process with a filter of its own reads ELF files for the recorder; UNKNOWN: no file to try */
	bool capstone;                        /* the library that reach needs can be loaded */
	struct self_test engine[DOCTOR_ENGINES];
};

/* Fails if not even /proc can be read. */
int facts_read(struct facts *facts, struct err *err);

/* Records a program with each engine, each in a process of its own. */
void self_test_engines(struct facts *facts);

/* The program that the self-test records. */
void self_test_probe(void);

#endif
