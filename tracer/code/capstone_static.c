/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A static program needs the x86 part of libcapstone, a fifth of it. The library
 * refers to each processor by two functions, and the linker takes these instead.
 * They fail, so that cs_open() refuses these processors, as without them.
 *
 * Not used in a dynamic program, whose libcapstone is loaded whole.
 */
#ifdef SECCORD_STATIC

#include <capstone/capstone.h>

#define WITHOUT(processor) \
cs_err processor##_global_init(void *handle); \
cs_err processor##_option(void *handle, cs_opt_type type, size_t value); \
cs_err processor##_global_init(void *handle) \
{ \
	(void)handle; \
	return CS_ERR_ARCH; \
} \
cs_err processor##_option(void *handle, cs_opt_type type, size_t value) \
{ \
	(void)handle; \
	(void)type; \
	(void)value; \
	return CS_ERR_ARCH; \
}

WITHOUT(AArch64)
WITHOUT(ARM)
WITHOUT(BPF)
WITHOUT(EVM)
WITHOUT(M680X)
WITHOUT(M68K)
WITHOUT(MOS65XX)
WITHOUT(Mips)
WITHOUT(PPC)
WITHOUT(RISCV)
WITHOUT(SH)
WITHOUT(Sparc)
WITHOUT(SystemZ)
WITHOUT(TMS320C64x)
WITHOUT(TRICORE)
WITHOUT(WASM)
WITHOUT(XCore)

#endif
