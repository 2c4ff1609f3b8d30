/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uring_read: reads one io_uring ring of a tracee.
 *
 * The tracee can write to ring and params, so every number is checked before it
 * is used as an offset.
 */
#ifndef TRACER_URING_READ_H
#define TRACER_URING_READ_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/kernel/uring.h"

enum {                                        /* IORING_SETUP_*; system headers may be older */
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
	bool closed;                          /* its descriptor is; a registered ring may live on */
	uint32_t entries;                     /* a power of two */
	uint32_t flags;
	uint32_t tail, array;                 /* offsets in the ring */
	uint64_t ring, sqes;                  /* addresses of the mappings; 0: not mapped yet */
	uint32_t seen;                        /* the tail at the last read */
	int call;                             /* the trace's entry of the io_uring_setup for it */
};

struct uring_set {
	uint64_t bits[URING_OPCODES / 64];
};

/* Fills in a new ring from the kernel's params; false if they are impossible. */
bool uring_describe(struct uring *ring, const unsigned char params[URING_PARAMS]);

enum uring_look {
	URING_READ,
	URING_OVERRUN,                        /* read, but older entries were overwritten unseen */
	URING_UNREADABLE
};

/* Adds the opcodes submitted since the last read. Does nothing if nothing is to
 * be submitted, unless the kernel polls the ring. */
enum uring_look uring_read(struct uring *ring, pid_t tid, uint32_t to_submit, struct uring_set *set);

#endif
