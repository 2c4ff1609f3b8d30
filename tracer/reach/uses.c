/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/uses.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MOST = 512 };                    /* of one search: past it the value escapes */

static void begin(struct uses *uses, const struct code *code)
{
	if (code->count > uses->room) {
		free(uses->seen);
		uses->room = code->count * 2;
		uses->seen = mem_alloc(uses->room * sizeof(*uses->seen));
		uses->search = 0;
	}
	uses->search++;
	uses->work_count = uses->count = 0;
}

static void visit(struct uses *uses, size_t step)
{
	if (uses->seen[step] == uses->search)
		return;
	uses->seen[step] = uses->search;
	uses->work = mem_grow(uses->work, uses->work_count, &uses->work_room, sizeof(*uses->work));
	uses->work[uses->work_count++] = step;
}

/* False if control leaves the function, or goes where is not known, with the register still in use. */
static bool visit_next(struct uses *uses, const struct code *code, size_t step, unsigned reg)
{
	const struct step *at = &code->at[step];

	if (at->op == STEP_RETURN)
		return reg != REG_RAX && reg != REG_RDX;
	if (at->op == STEP_JUMP || at->op == STEP_BRANCH) {
		long target = at->value ? code_find(code, at->value) : -1;
		if (target < 0)
			return false;
		visit(uses, (size_t)target);
	}
	if (!step_falls_through(at))
		return true;
	if (step + 1 == code->count)
		return false;
	visit(uses, step + 1);
	return true;
}

/* Beyond a memory operand. A call may read any register that passes arguments. */
static bool reads_register(const struct step *step, unsigned reg)
{
	bool passed = step->op == STEP_CALL && REGS_OF_ARGUMENTS & REG_BIT(reg);

	return passed || step->uses & REG_BIT(reg) || step->op == STEP_SYSCALL || step->op == STEP_FOREIGN;
}

static bool is_field(const struct step *step, unsigned reg)
{
	return step->has_memory && step->base == reg && step->index == REG_NONE && (step->reads || step->writes);
}

/* Adds what a step does with the register; false if the value escapes. */
static bool use(struct uses *uses, const struct code *code, size_t step, unsigned reg)
{
	const struct step *at = &code->at[step];

	if (at->has_memory && (at->base == reg || at->index == reg)) {
		if (!is_field(at, reg))
			return false;
		uses->at = mem_grow(uses->at, uses->count, &uses->use_room, sizeof(*uses->at));
		uses->at[uses->count++] = (struct field_use){step, at->memory};
	}
	return !reads_register(at, reg);
}

bool uses_are_fields(struct uses *uses, const struct code *code, size_t from)
{
	unsigned reg = code->at[from].to;

	begin(uses, code);
	if (reg >= REG_NONE || !visit_next(uses, code, from, reg))
		return false;
	for (size_t i = 0; i < uses->work_count; i++) {
		size_t step = uses->work[i];
		if (i == STEPS_MOST || !use(uses, code, step, reg))
			return false;
		bool killed = code->at[step].kills & REG_BIT(reg) && !code->at[step].may;
		if (!killed && !visit_next(uses, code, step, reg))
			return false;
	}
	return true;
}

void uses_free(struct uses *uses)
{
	free(uses->seen);
	free(uses->work);
	free(uses->at);
	memset(uses, 0, sizeof(*uses));
}
