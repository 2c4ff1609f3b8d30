/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address_space: one address space, shared by the tasks that share memory.
 *
 * It holds where code and the vDSO are mapped, and which functions of the vDSO
 * still have a probe. A fork copies it, CLONE_VM shares it, an exec creates a
 * new one.
 */
#ifndef TRACER_ADDRESS_SPACE_H
#define TRACER_ADDRESS_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/kernel/arch.h"
#include "core/libc/vdso.h"
#include "tracer/process/served.h"
#include "tracer/space/vdso_images.h"

enum { ADDRESS_SPACE_PROBES = 16, ADDRESS_SPACE_SITES = 512, EXECUTED_NAME = 256 };

struct mapping {                              /* executable memory */
	uint64_t start, end;
	uint64_t file_offset;                 /* of `start` */
	uint64_t inode;
	char device[16];                      /* "fe:00" */
	char *path;                           /* owned; "" for anonymous memory */
	bool served;                          /* a tracee may provide its file, or permit to open it: it is not opened */
	int image;                            /* 1 + its index in the trace, see locate.c; 0: not looked up */
};

struct probe {
	uint64_t slot;                        /* address of its code */
	size_t symbol;                        /* index of the symbol that it replaces */
	bool armed;                           /* not hit yet, as far as we know */
	const struct vdso_function *function;
};

/* The program that was executed in it. The recorder looks it up at the first call (tracer/programs.c). */
struct executed {
	char name[EXECUTED_NAME];             /* what was executed; "": to be read at space->name */
	bool looked;
	bool unwanted;                        /* its calls are not kept */
	bool prefork;                         /* imports_prefork(): the program may be a server that forks workers */
	int program;                          /* 1 + its index in the trace; 0: not known */
	int by;                               /* 1 + the program that executed it; 0: not known */
	bool replaced;                        /* … in the process that `by` itself was started in */
};

struct address_space {
	int references;
	bool looked;                          /* address_space_look has run */
	enum arch arch;                       /* of the program in it */
	uint64_t vdso;                        /* address, 0 if it has none */
	uint64_t entry, name;                 /* addresses of the program's entry point and of what was executed; 0: unknown */
	uint64_t phent;                       /* bytes of a program header: 32 or 64 bit ELF; 0: unknown */
	const struct vdso_seen *seen;         /* its image; NULL if it has none */
	unsigned return_offset;               /* in the vDSO's function for calls, see abi.h */
	struct probe probe[ADDRESS_SPACE_PROBES];
	size_t probe_count;
	bool probes_call;                     /* the calls of probes are made, not skipped (probe.h) */
	uint32_t clone_rooms;                 /* bit mask of the slots that hold a struct clone_args (clone_event.c) */
	struct executed executed;
	enum served served;                   /* what tracees may provide or permit */
	bool changes_unseen;                  /* a learned filter lets calls pass that map and unmap memory: nothing is cached */
	unsigned unsettled;                   /* calls in progress that change mappings: nothing is cached */
	struct mapping *mapping;
	size_t mapping_count, mapping_room;
	struct { uint64_t address; int site; } site[ADDRESS_SPACE_SITES]; /* a cache: address 0 is empty */
	struct urings *urings;                /* of urings.c, or NULL */
	void *unwinder;                       /* of tracer/space/stack.c, or NULL */
};

struct address_space *address_space_new(void);
struct address_space *address_space_copy(const struct address_space *space); /* for a fork */
struct address_space *address_space_share(struct address_space *space);
void address_space_release(struct address_space *space); /* NULL is allowed */

/* Finds word size, vDSO, entry point and name: at the exec stop, or of a process that has run for some time. `images`
 * must outlive the address space. */
void address_space_look_at_exec(struct address_space *space, pid_t tid, struct vdso_images *images);
void address_space_look(struct address_space *space, pid_t tid, struct vdso_images *images);

/* Whether what was looked up may be out of date. */
bool address_space_may_differ(const struct address_space *space);

/* The executable mapping that holds an address, or NULL. Reads the maps again if
 * it is not known, or may differ. */
struct mapping *address_space_find(struct address_space *space, pid_t tid, uint64_t address);

/* Reads the maps again. */
void address_space_look_again(struct address_space *space, pid_t tid);

/* The range is changing: drops its mappings and sites. False if it held no known code. */
bool address_space_forget(struct address_space *space, uint64_t start, uint64_t size);

#endif
