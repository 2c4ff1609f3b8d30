/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pure: a row of emit/out/beyond.def becomes the three answers, and these are compared with what the policy says.
 */
#include "emit/out/beyond.h"

#include <errno.h>

enum foreign { FOREIGN_SAID, FOREIGN_THREAD, FOREIGN_PROCESS, FOREIGN_EPERM, FOREIGN_LOCAL };
enum as { AS_SAID, AS_FOREIGN, AS_DEFAULT, AS_EPERM, AS_NAMED };

static const struct verdict eperm = { ACTION_ERRNO, EPERM };

static const struct answers {
	enum foreign foreign;
	enum as x32, high;
} outputs[DIALECT_COUNT] = {
#define BEYOND(output, foreign, x32, high) [DIALECT_##output] = { FOREIGN_##foreign, AS_##x32, AS_##high },
#include "emit/out/beyond.def"
#undef BEYOND
};

enum { X86 = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32) };

/* As an output says the policy's answer, that lacks some numbers. */
static struct verdict said(const struct dialect *dialect, struct verdict verdict)
{
	if (verdict.action == ACTION_TRAP && !(dialect->says & SAYS_TRAP_DATA))
		verdict.data = 0;
	if (verdict.action == ACTION_ERRNO && verdict.data == ERRNO_MOST && dialect->says & LACKS_ERRNO_MOST)
		verdict.data = EPERM;
	return verdict;
}

static struct verdict foreign_of(enum foreign foreign, const struct policy *policy, const struct dialect *dialect)
{
	switch (foreign) {
	case FOREIGN_THREAD:  return (struct verdict){ ACTION_KILL_THREAD, 0 };
	case FOREIGN_PROCESS: return (struct verdict){ ACTION_KILL, 0 };
	case FOREIGN_EPERM:   return eperm;
	case FOREIGN_LOCAL:   return (struct verdict){ (policy->archs & X86) == X86 ? ACTION_ALLOW : ACTION_KILL_THREAD, 0 };
	default:              return said(dialect, policy->foreign);
	}
}

static struct verdict answer_as(enum as as, struct verdict said, struct verdict foreign, struct verdict otherwise)
{
	switch (as) {
	case AS_FOREIGN: return foreign;
	case AS_DEFAULT: return otherwise;
	case AS_EPERM:   return otherwise.action > ACTION_ERRNO ? otherwise : eperm;
	default:         return said;
	}
}

static void report(const char *whom, struct verdict given, struct verdict wanted, struct text *notes)
{
	text_format(notes, "%s ", whom);
	verdict_text(given, notes);
	text_add(notes, " instead of ");
	verdict_text(wanted, notes);
}

static void report_foreign(struct verdict given, struct verdict wanted, const char *label, struct text *notes)
{
	if (verdict_equal(given, wanted))
		return;
	report("an arch that the policy does not name gets", given, wanted, notes);
	text_format(notes, ": %s cannot express it\n", label);
}

/* Unless the line about other archs says it. */
static void report_x32(struct verdict given, struct verdict foreign, struct verdict wanted, const char *label, struct text *notes)
{
	if (verdict_equal(given, wanted) || verdict_equal(given, foreign))
		return;
	report("x32 calls get", given, wanted, notes);
	text_format(notes, ": %s treats them as unknown calls of x86_64\n", label);
}

/* If they get the default, the line about newer calls says it. */
static void report_high(struct verdict given, struct verdict wanted, const char *label, struct text *notes)
{
	if (verdict_equal(given, wanted))
		return;
	report("numbers of x86_64 from 0x80000000 on get", given, wanted, notes);
	text_format(notes, ": %s takes them for x32's\n", label);
}

/* Of Firecracker's compilers, only the crate knows riscv64, and it kills the process. */
static enum foreign foreign_by(enum dialect_id output, arch_set archs)
{
	return output == DIALECT_firecracker && archs == ARCH_BIT(ARCH_RISCV64) ? FOREIGN_PROCESS : outputs[output].foreign;
}

struct verdict beyond_foreign(const struct policy *policy, enum dialect_id output)
{
	return foreign_of(foreign_by(output, policy->archs), policy, dialect_of(output));
}

void beyond_report(const struct policy *policy, enum dialect_id output, struct verdict otherwise, struct text *notes)
{
	const struct answers *answers = &outputs[output];
	const char *label = dialect_of(output)->label;
	struct verdict foreign = beyond_foreign(policy, output);
	bool beside = policy->archs & ARCH_BIT(ARCH_X86_64) && !(policy->archs & ARCH_BIT(ARCH_X32));

	report_foreign(foreign, policy->foreign, label, notes);
	if (answers->high == AS_FOREIGN && policy->archs & ARCH_BIT(ARCH_X32) && !(policy->archs & ARCH_BIT(ARCH_X86_64)))
		text_format(notes, "x32 without x86_64: numbers from 0x80000000 on get the default action: %s takes them for x32's\n", label);
	if (!beside)
		return;
	report_x32(answer_as(answers->x32, policy->foreign, foreign, otherwise), foreign, policy->foreign, label, notes);
	if (answers->high != AS_DEFAULT)
		report_high(answer_as(answers->high, policy->newer, foreign, otherwise), policy->newer, label, notes);
}
