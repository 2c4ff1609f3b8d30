/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A full unwind costs as much as a hundred stops, and libc's one `read` has
 * callers everywhere. But almost every function of libc has a fixed frame size
 * at a given instruction. So a site is unwound until AGREE unwinds agree; from
 * then on the return address is read at that offset, frame by frame, until one
 * is outside libc. The result belongs to the site, not to the process: a shell
 * that starts a thousand programs learns it once.
 *
 * Sites whose frames vary (alloca) or cannot be unwound are tried TRIES times;
 * after that, their calls have no caller of their own. So the cost is bounded
 * by the number of sites.
 */
#include "tracer/fast_unwind.h"

#include <stdlib.h>
#include <string.h>

#include "core/trace/caller.h"
#include "tracer/process/abi.h"
#include "tracer/process/memory.h"

enum { AGREE = 3, TRIES = 16, FRAME_MOST = 1 << 20 };

enum found { FOUND, NOT_FOUND, MUST_UNWIND };

static unsigned word_of(const struct task *task)
{
	return arch_info(task->space->arch)->bits / 8;
}

static struct fast_unwind_rule *rule_of(struct fast_unwind *fast, const struct trace *trace, int site)
{
	while (fast->count <= (size_t)site) {
		const char *path = trace->images[trace->sites[fast->count].image].path;
		fast->rules = mem_grow(fast->rules, fast->count, &fast->room, sizeof(*fast->rules));
		fast->rules[fast->count++] = (struct fast_unwind_rule){
			.kind = caller_is_runtime(path) ? FAST_UNWIND_UNKNOWN : FAST_UNWIND_RESPONSIBLE
		};
	}
	return &fast->rules[site];
}

/* --- by rule --- */

static bool return_address(const struct task *task, const struct stack_frame *frame, uint64_t offset, uint64_t *address)
{
	return memory_read_word(task->tid, frame->sp + offset, word_of(task), address) && *address &&
	       address_space_find(task->space, task->tid, *address - 1);
}

/* One frame up; false if the stack does not match the rule. */
static bool step(const struct task *task, const struct fast_unwind_rule *rule, struct stack_frame *frame)
{
	if (!return_address(task, frame, rule->offset, &frame->ip))
		return false;
	frame->sp += rule->offset + word_of(task);
	return true;
}

/* Without pushed return addresses a frame size is no rule: each call is unwound. */
static enum found try_again(struct fast_unwind_rule *rule)
{
	if (!abi_of(abi_native)->pushes_return)
		return MUST_UNWIND;
	if (rule->tries < TRIES) {
		rule->tries++;
		return MUST_UNWIND;
	}
	rule->kind = FAST_UNWIND_VARIES;
	return NOT_FOUND;
}

static int follow(struct fast_unwind *fast, struct locator *locator, const struct task *task, struct stack_frame frame,
                  enum found *found, int *site, struct err *err)
{
	for (int depth = 0; depth < FAST_UNWIND_FRAMES; depth++) {
		if (locate(locator, task->space, task->tid, frame.ip, site, err))
			return -1;
		struct fast_unwind_rule *rule = rule_of(fast, locator->trace, *site);
		*found = rule->kind == FAST_UNWIND_RESPONSIBLE ? FOUND : NOT_FOUND;
		if (rule->kind == FAST_UNWIND_RESPONSIBLE)
			return 0;
		if (rule->kind == FAST_UNWIND_FIXED && step(task, rule, &frame))
			continue;
		*found = try_again(rule);
		return 0;
	}
	*found = NOT_FOUND;
	return 0;
}

/* --- by the unwinder --- */

static void learn_varies(struct fast_unwind_rule *rule)
{
	rule->kind = FAST_UNWIND_VARIES;
}

static void learn_offset(struct fast_unwind_rule *rule, uint64_t offset)
{
	if (rule->kind == FAST_UNWIND_FIXED && rule->offset == offset)
		return;
	if (rule->kind == FAST_UNWIND_VARIES || offset > FRAME_MOST || (rule->agreed && rule->offset != offset)) {
		learn_varies(rule);
		return;
	}
	rule->offset = (uint32_t)offset;
	if (++rule->agreed >= AGREE)
		rule->kind = FAST_UNWIND_FIXED;
}

/* Learns a site's rule from its frame, when `above` called it. */
static void learn(const struct task *task, struct fast_unwind_rule *rule, const struct stack_frame *frame,
                  const struct stack_frame *above)
{
	uint64_t offset = above->sp - word_of(task) - frame->sp, address;

	if (!abi_of(abi_native)->pushes_return)
		return;
	if (frame->sp && above->sp > frame->sp && return_address(task, frame, offset, &address) && address == above->ip)
		learn_offset(rule, offset);
	else
		learn_varies(rule);
}

/* A probe stops in a function that the code of the call has called. */
static void unwind(struct fast_unwind *fast, const struct task *task, uint64_t ip)
{
	if (!fast->frames && locate_may_unwind(task->space, task->tid))
		fast->frames = stack_unwind(task->space, task->tid, ip, fast->frame, FAST_UNWIND_FRAMES);
}

static int climb(struct fast_unwind *fast, struct locator *locator, const struct task *task, struct stack_frame from,
                 enum found *found, int *site, struct err *err)
{
	unwind(fast, task, from.ip);
	for (size_t at = 0; at < fast->frames; at++) {
		if (locate(locator, task->space, task->tid, fast->frame[at].ip, site, err))
			return -1;
		struct fast_unwind_rule *rule = rule_of(fast, locator->trace, *site);
		*found = rule->kind == FAST_UNWIND_RESPONSIBLE ? FOUND : NOT_FOUND;
		if (*found == FOUND)
			return 0;
		if (at + 1 < fast->frames)
			learn(task, rule, &fast->frame[at], &fast->frame[at + 1]);
		else
			learn_varies(rule);
	}
	return 0;
}

int fast_unwind_caller(struct fast_unwind *fast, struct locator *locator, const struct task *task, struct stack_frame from,
                       struct trace_call *call, struct err *err)
{
	enum found found;
	int site;

	fast->frames = 0;
	if (follow(fast, locator, task, from, &found, &site, err))
		return -1;
	if (found == MUST_UNWIND) {
		found = NOT_FOUND;
		if (climb(fast, locator, task, from, &found, &site, err))
			return -1;
	}
	call->caller = found == FOUND && site != call->site ? 1 + site : 0;
	return 0;
}

int fast_unwind_stack(struct fast_unwind *fast, struct locator *locator, const struct task *task, struct stack_frame from,
                      struct trace_call *call, struct err *err)
{
	int site;

	unwind(fast, task, from.ip);
	call->stack_depth = 0;
	for (size_t at = 1; at < fast->frames && call->stack_depth < TRACE_STACK; at++) {
		if (locate(locator, task->space, task->tid, fast->frame[at].ip, &site, err))
			return -1;
		if (call->stack_depth || site != call->site)  /* the vDSO's function for calls comes first (abi.h) */
			call->stack[call->stack_depth++] = site;
	}
	return 0;
}

void fast_unwind_free(struct fast_unwind *fast)
{
	free(fast->rules);
}
