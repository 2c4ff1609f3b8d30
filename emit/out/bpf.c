/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of struct sock_filter[] in the byte order of the machine that loads
 * the filter, independent of this machine.
 */
#include "emit/compile/compile.h"
#include "emit/out/out.h"

/* The lowest `size` bytes of a value. */
static void put(struct text *out, uint32_t value, unsigned size, bool big_endian)
{
	for (unsigned i = 0; i < size; i++) {
		unsigned shift = 8 * (big_endian ? size - 1 - i : i);
		text_add_bytes(out, &(unsigned char){ (unsigned char)(value >> shift) }, 1);
	}
}

static void put_insn(struct text *out, const struct sock_filter *insn, bool big_endian)
{
	put(out, insn->code, 2, big_endian);
	put(out, insn->jt, 1, big_endian);
	put(out, insn->jf, 1, big_endian);
	put(out, insn->k, 4, big_endian);
}

int out_bpf(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
            struct err *err)
{
	AUTO_FILTER struct filter filter = { 0 };

	(void)choice;
	(void)notes;
	if (filter_compile(&filter, policy, err))
		return -1;
	for (size_t i = 0; i < filter.length; i++)
		put_insn(out, &filter.insn[i], arch_is_big_endian(policy->archs));
	return 0;
}
