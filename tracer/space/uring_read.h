/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uring_read: one io_uring ring of a tracee, and what stands in it.
 *
 * Ring and params are memory that the tracee can write: no number in them is
 * believed that could lead out of the ring.
 */
#ifndef TRACER_URING_READ_H
#define TRACER_URING_READ_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/kernel/uring.h"

enum {                                        /* IORING_SETUP_*; the system's headers may be older */
	URING_SQPOLL = 1 << 1,
	URING_SQE128 = 1 << 10,
	URING_NO_MMAP = 1 << 14,              /* Linux 6.5 */
	URING_REGISTERED_FD_ONLY = 1 << 15,   /* Linux 6.5 */
	URING_NO_SQARRAY = 1 << 16,           /* Linux 6.6 */
	URING_SQE_MIXED = 1 << 19,            /* Linux 6.19 */
	URING_SQ_REWIND = 1 << 20             /* Linux 7.0 */
};

enum { URING_PARAMS = 120, URING_ENTRIES_MOST = 32768 };

struct uring {
	int fd;                               /* -1: only registered */
	bool closed;                          /* its descriptor is; it may live on as a registered one */
	uint32_t entries;                     /* a power of two */
	uint32_t flags;
	uint32_t tail, array;                 /* offsets in the ring */
	uint64_t ring, sqes;                  /* where they are mapped; 0: not yet */
	uint32_t seen;                        /* the tail at the last look */
	int call;                             /* the trace's entry of the io_uring_setup that made it */
};

struct uring_set {
	uint64_t bits[URING_OPCODES / 64];
};

/* What the kernel said of a new ring; false where no kernel would say that. */
bool uring_describe(struct uring *ring, const unsigned char params[URING_PARAMS]);

enum uring_look {
	URING_READ,
	URING_OVERRUN,                        /* read, but older entries were overwritten unseen */
	URING_UNREADABLE
};

/* Adds the opcodes that were put into the ring since the last look. Nothing is
 * looked at where nothing is to be submitted, unless the kernel looks by itself. */
enum uring_look uring_read(struct uring *ring, pid_t tid, uint32_t to_submit, struct uring_set *set);

#endif
