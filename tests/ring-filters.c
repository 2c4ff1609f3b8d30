/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ring-filters FAMILY TYPE PROTOCOL...: whether the filter for SOCKET lets each
 * three pass, and the opcodes of the list. Compiled with what emit -f
 * io_uring_bpf wrote; the few instructions that it uses are run here.
 */
#include <stdio.h>
#include <stdlib.h>

static unsigned run(const struct sock_filter *at, const uint32_t *context)
{
	uint32_t a = 0;

	for (;; at++) {
		switch (at->code) {
		case BPF_LD | BPF_W | BPF_ABS: a = context[at->k / 4]; break;
		case BPF_ALU | BPF_AND | BPF_K: a &= at->k; break;
		case BPF_JMP | BPF_JEQ | BPF_K: at += a == at->k ? at->jt : at->jf; break;
		case BPF_RET | BPF_K: return at->k;
		default: abort();
		}
	}
}

static const struct sock_filter *filter_of(unsigned opcode)
{
	for (int i = 0; i < SECCORD_IO_URING_OPS; i++)
		if (seccord_io_uring_ops[i].opcode == opcode)
			return seccord_io_uring_ops[i].filter;
	abort();
}

int main(int argc, char **argv)
{
	for (int i = 1; i + 2 < argc; i += 3) {
		uint32_t context[10] = { 0 };
		for (int n = 0; n < 3; n++)
			context[4 + n] = (uint32_t)strtoul(argv[i + n], NULL, 0);
		printf("%u ", run(filter_of(45), context));
	}
	for (int i = 0; i < SECCORD_IO_URING_OPS; i++)
		printf("%u%c", seccord_io_uring_ops[i].opcode, i + 1 < SECCORD_IO_URING_OPS ? ' ' : '\n');
	return sizeof(struct seccord_io_uring_bpf) != 72;
}
