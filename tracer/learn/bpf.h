/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bpf: a classic BPF program that is written backwards, so that each jump knows
 * its target.
 */
#ifndef TRACER_LEARN_BPF_H
#define TRACER_LEARN_BPF_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef size_t bpf_place;                    /* of an instruction: how many stand behind it */

struct bpf {                                 /* zeroed: empty */
	struct sock_filter *insn;             /* the last first, until bpf_finish() */
	size_t count, room;
};

/* Each puts one instruction, or a few where a target is far, in front of all others. */
bpf_place bpf_return(struct bpf *bpf, uint32_t value);
bpf_place bpf_test(struct bpf *bpf, uint16_t operation, uint32_t value, bpf_place yes, bpf_place no);

/* An instruction without jumps, and the place where control goes on behind it. */
bpf_place bpf_then(struct bpf *bpf, uint16_t operation, uint32_t value, bpf_place next);

/* Makes the program start at `first`, and puts it in order. */
void bpf_finish(struct bpf *bpf, bpf_place first);
void bpf_free(struct bpf *bpf);

#endif
