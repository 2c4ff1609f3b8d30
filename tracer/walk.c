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
#include "tracer/walk.h"

#include <stdlib.h>
#include <string.h>

#include "core/trace/caller.h"
#include "tracer/process/memory.h"

enum { AGREE = 3, TRIES = 16, FRAME_MOST = 1 << 20 };

enum found { FOUND, NOT_FOUND, MUST_UNWIND };

static unsigned word_of(const struct task *task)
{
	return arch_info(task->space->arch)->bits / 8;
}

static struct walk_rule *rule_of(struct walk *walk, const struct trace *trace, int site)
{
	while (walk->count <= (size_t)site) {
		const char *path = trace->images[trace->sites[walk->count].image].path;
		walk->rules = mem_grow(walk->rules, walk->count, &walk->room, sizeof(*walk->rules));
		walk->rules[walk->count++] = (struct walk_rule){ .kind = caller_is_runtime(path) ? WALK_UNKNOWN : WALK_RESPONSIBLE };
	}
	return &walk->rules[site];
}

/* --- by rule --- */

static bool return_address(const struct task *task, const struct stack_frame *frame, uint64_t offset, uint64_t *address)
{
	return memory_read_word(task->tid, frame->sp + offset, word_of(task), address) && *address &&
	       space_find(task->space, task->tid, *address - 1);
}

/* One frame up; false if the stack does not match the rule. */
static bool step(const struct task *task, const struct walk_rule *rule, struct stack_frame *frame)
{
	if (!return_address(task, frame, rule->offset, &frame->ip))
		return false;
	frame->sp += rule->offset + word_of(task);
	return true;
}

static enum found try_again(struct walk_rule *rule)
{
	if (rule->tries < TRIES) {
		rule->tries++;
		return MUST_UNWIND;
	}
	rule->kind = WALK_VARIES;
	return NOT_FOUND;
}

static int follow(struct walk *walk, struct locator *locator, const struct task *task, struct stack_frame frame,
                  enum found *found, int *site, struct err *err)
{
	for (int depth = 0; depth < WALK_FRAMES; depth++) {
		if (locate(locator, task->space, task->tid, frame.ip, site, err))
			return -1;
		struct walk_rule *rule = rule_of(walk, locator->trace, *site);
		*found = rule->kind == WALK_RESPONSIBLE ? FOUND : NOT_FOUND;
		if (rule->kind == WALK_RESPONSIBLE)
			return 0;
		if (rule->kind == WALK_FIXED && step(task, rule, &frame))
			continue;
		*found = try_again(rule);
		return 0;
	}
	*found = NOT_FOUND;
	return 0;
}

/* --- by the unwinder --- */

static void learn_varies(struct walk_rule *rule)
{
	rule->kind = WALK_VARIES;
}

static void learn_offset(struct walk_rule *rule, uint64_t offset)
{
	if (rule->kind == WALK_FIXED && rule->offset == offset)
		return;
	if (rule->kind == WALK_VARIES || offset > FRAME_MOST || (rule->agreed && rule->offset != offset)) {
		learn_varies(rule);
		return;
	}
	rule->offset = (uint32_t)offset;
	if (++rule->agreed >= AGREE)
		rule->kind = WALK_FIXED;
}

/* Learns a site's rule from its frame, when `above` called it. */
static void learn(const struct task *task, struct walk_rule *rule, const struct stack_frame *frame,
                  const struct stack_frame *above)
{
	uint64_t offset = above->sp - word_of(task) - frame->sp, address;

	if (frame->sp && above->sp > frame->sp && return_address(task, frame, offset, &address) && address == above->ip)
		learn_offset(rule, offset);
	else
		learn_varies(rule);
}

/* A probe stops in a function that the code of the call has called. */
static void unwind(struct walk *walk, const struct task *task, uint64_t ip)
{
	if (!walk->frames)
		walk->frames = stack_unwind(task->space, task->tid, ip, walk->frame, WALK_FRAMES);
}

static int climb(struct walk *walk, struct locator *locator, const struct task *task, struct stack_frame from,
                 enum found *found, int *site, struct err *err)
{
	unwind(walk, task, from.ip);
	for (size_t at = 0; at < walk->frames; at++) {
		if (locate(locator, task->space, task->tid, walk->frame[at].ip, site, err))
			return -1;
		struct walk_rule *rule = rule_of(walk, locator->trace, *site);
		*found = rule->kind == WALK_RESPONSIBLE ? FOUND : NOT_FOUND;
		if (*found == FOUND)
			return 0;
		if (at + 1 < walk->frames)
			learn(task, rule, &walk->frame[at], &walk->frame[at + 1]);
		else
			learn_varies(rule);
	}
	return 0;
}

int walk_caller(struct walk *walk, struct locator *locator, const struct task *task, struct stack_frame from,
                struct trace_call *call, struct err *err)
{
	enum found found;
	int site;

	walk->frames = 0;
	if (follow(walk, locator, task, from, &found, &site, err))
		return -1;
	if (found == MUST_UNWIND) {
		found = NOT_FOUND;
		if (climb(walk, locator, task, from, &found, &site, err))
			return -1;
	}
	call->caller = found == FOUND && site != call->site ? 1 + site : 0;
	return 0;
}

int walk_stack(struct walk *walk, struct locator *locator, const struct task *task, struct stack_frame from,
               struct trace_call *call, struct err *err)
{
	int site;

	unwind(walk, task, from.ip);
	call->stack_depth = 0;
	for (size_t at = 1; at < walk->frames && call->stack_depth < TRACE_STACK; at++) {
		if (locate(locator, task->space, task->tid, walk->frame[at].ip, &site, err))
			return -1;
		if (call->stack_depth || site != call->site)  /* __kernel_vsyscall comes first */
			call->stack[call->stack_depth++] = site;
	}
	return 0;
}

void walk_free(struct walk *walk)
{
	free(walk->rules);
}
