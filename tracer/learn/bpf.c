/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/learn/bpf.h"

#include <stdlib.h>

#include "core/base/mem.h"

enum { NEAR = 250 };                          /* a conditional jump reaches 255, and two more instructions may come between */

static bpf_place put(struct bpf *bpf, struct sock_filter insn)
{
	bpf->insn = mem_grow(bpf->insn, bpf->count, &bpf->room, sizeof(*bpf->insn));
	bpf->insn[bpf->count] = insn;
	return bpf->count++;
}

/* The distance from the next instruction that is put to a place. */
static size_t distance(const struct bpf *bpf, bpf_place target)
{
	return bpf->count - target - 1;
}

static bpf_place jump(struct bpf *bpf, bpf_place target)
{
	return put(bpf, (struct sock_filter){ BPF_JMP | BPF_JA, 0, 0, (uint32_t)distance(bpf, target) });
}

static bpf_place near(struct bpf *bpf, bpf_place target)
{
	return distance(bpf, target) > NEAR ? jump(bpf, target) : target;
}

bpf_place bpf_return(struct bpf *bpf, uint32_t value)
{
	return put(bpf, (struct sock_filter){ BPF_RET | BPF_K, 0, 0, value });
}

bpf_place bpf_test(struct bpf *bpf, uint16_t operation, uint32_t value, bpf_place yes, bpf_place no)
{
	yes = near(bpf, yes);
	no = near(bpf, no);
	return put(bpf, (struct sock_filter){ (uint16_t)(BPF_JMP | BPF_K | operation), (uint8_t)distance(bpf, yes),
	                                       (uint8_t)distance(bpf, no), value });
}

bpf_place bpf_then(struct bpf *bpf, uint16_t operation, uint32_t value, bpf_place next)
{
	if (distance(bpf, next))
		jump(bpf, next);
	return put(bpf, (struct sock_filter){ operation, 0, 0, value });
}

void bpf_finish(struct bpf *bpf, bpf_place first)
{
	if (distance(bpf, first))
		jump(bpf, first);
	for (size_t i = 0; i < bpf->count / 2; i++) {
		struct sock_filter insn = bpf->insn[i];
		bpf->insn[i] = bpf->insn[bpf->count - 1 - i];
		bpf->insn[bpf->count - 1 - i] = insn;
	}
}

void bpf_free(struct bpf *bpf)
{
	free(bpf->insn);
	*bpf = (struct bpf){ 0 };
}
