/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The constants used in the rows of emit/out/outputs.def.
 */
#include "emit/out/dialect.h"

#define ARCH_1(a) ARCH_BIT(ARCH_##a)
#define ARCH_2(a, b) (arch_set)(ARCH_1(a) | ARCH_1(b))

enum {
	ARCHS_ALL = ARCH_ALL,
	ARCHS_KUBERNETES = ARCHS_ALL & ~ARCH_2(RISCV32, LOONGARCH64),
	ARCHS_ARTIFACT = ARCHS_ALL & ~ARCH_1(RISCV32),
	ARCHS_SYSTEMD = ARCHS_ALL & ~ARCH_1(RISCV32),
	ARCHS_FIREJAIL = ARCHS_ALL & ~ARCH_1(X32),
	ARCHS_MINIJAIL = ARCHS_ALL & ~ARCH_2(X32, RISCV32) & ~ARCH_1(PPC64LE),
	ARCHS_LXC = ARCHS_ALL & ~ARCH_2(X32, RISCV32) & ~ARCH_2(RISCV64, LOONGARCH64),
	ARCHS_KAFEL = ARCH_2(X86_64, I386) | ARCH_2(ARM64, ARM) | ARCH_1(RISCV64),
	ARCHS_FIRECRACKER = ARCH_2(X86_64, ARM64) | ARCH_1(RISCV64),
	ANSWERS_ALL = (1 << ACTION_COUNT) - 1,
	ANSWERS_PLAIN = ANSWERS_ALL & ~(1 << ACTION_NOTIFY)
};

#define ANSWER(action) (1u << ACTION_##action)

static const struct dialect dialects[] = {
#define OUTPUT(id, label, archs, says, actions, defaults, help) { label, (arch_set)(archs), says, actions, defaults },
#include "emit/out/outputs.def"
#undef OUTPUT
};

const struct dialect *dialect_of(enum dialect_id id)
{
	return &dialects[id];
}
