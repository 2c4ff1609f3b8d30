/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All processes share what is known, so which program made a call that passes is
 * not: see the mark "least" in docs/trace-format.md.
 */
#include "tracer/learner.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/seccomp.h>
#include <string.h>

#include "core/base/mem.h"
#include "tracer/learn/known_filter.h"
#include "tracer/observe.h"
#include "tracer/passes.h"
#include "tracer/process/abi.h"
#include "tracer/process/proc.h"

static bool can_be_known(const struct learner *learner, const struct task *task, const struct call_info *info)
{
	return info->arch == abi_native && !abi_is_vsyscall(info->ip) &&
	       learner->journal->trace->calls[task->call].origin != ORIGIN_VDSO_HIDDEN;
}

void learner_saw(struct learner *learner, struct task *task, const struct call_info *info, bool covered)
{
	bool news = !covered;

	if (!task->lineage)
		return;
	if (task->call == TRACE_NOWHERE) {    /* not kept, so it will never be known */
		task->lineage->calls++;
		return;
	}
	if (!task->lineage->plain && can_be_known(learner, task, info))
		news |= known_add(&learner->known, info->nr, info->ip, task->call);
	if (info->id == CALL_listen)
		lineage_listens(task->lineage);
	learner->outdated |= news;
	lineage_call(task->lineage, news);
}

const struct trace_call *learner_again(const struct learner *learner, const struct task *task, const struct call_info *info)
{
	struct trace_call seen = { .arch = info->arch, .nr = info->nr };

	if (task->engine != &engine_learned || info->arch != abi_native || abi_is_vsyscall(info->ip))
		return NULL;
	observe_arguments(&seen, info);
	return known_find(&learner->known, learner->journal->trace, &seen, info->ip);
}

/* --- the filter --- */

/* If all that is known is too large, rare calls stay out. */
static void remake(struct learner *learner)
{
	struct known_filter make = { .arch = abi_native, .traced = SECCOMP_RET_TRACE | ENGINE_RET_DATA, .may_pass = passes, .often = 1 };

	bpf_free(&learner->code);
	learner->outdated = false;
	while (!known_filter_make(&make, &learner->known, learner->journal->trace, &learner->code))
		make.often *= 2;
}

/* Not at a call that would stop again, or that the recorder acts on. */
const struct sock_fprog *learner_filter(struct learner *learner, struct tasks *tasks, struct task *task, const struct call_info *info)
{
	if (info->arch != abi_native || !passes(info->id, info->args))
		return NULL;
	if (!late_filter_fits(tasks, task)) {
		lineage_wait(task->lineage);
		return NULL;
	}
	if (learner->outdated || !learner->code.count)
		remake(learner);
	learner->filter = (struct sock_fprog){ (unsigned short)learner->code.count, learner->code.insn };
	return &learner->filter;
}

/* --- what became of it --- */

static int mark_least(const struct learner *learner, struct err *err)
{
	const struct journal *journal = learner->journal;

	for (size_t i = 0; i < learner->known.count; i++) {
		const struct known_call *known = &learner->known.at[i];
		struct trace_call *call = &journal->trace->calls[known->call];
		if (!known->passes || call->least)
			continue;
		call->least = true;
		if (journal_write(journal, known->call, err))
			return -1;
	}
	return 0;
}

/* A process whose calls all passed has no name that is known when it is over. */
static void begin_line(const struct task *task, struct text *line)
{
	char name[64];
	const char *known = *task->name ? task->name : proc_comm(task->tid, name);

	text_format(line, "process %d", (int)task->tgid);
	if (*known)
		text_format(line, " (%s)", known);
	text_add(line, ": ");
}

static const char *reason_of(int error)
{
	return error == EACCES ? "the process has neither CAP_SYS_ADMIN nor no_new_privs" : strerror(error);
}

static void say_loaded(const struct learner *learner, const struct task *task, const struct late_filter *late)
{
	AUTO_TEXT struct text line = { 0 };

	if (!learner->say)
		return;
	begin_line(task, &line);
	if (late->result == LATE_LOADED)
		text_format(&line, "filter of %zu instructions loaded after %" PRIu64 " calls", learner->code.count, task->lineage->calls);
	else if (late->result == LATE_REFUSED)
		text_format(&line, "the filter could not be loaded: %s", reason_of(late->error));
	else
		text_add(&line, "interrupted while the filter was loaded");
	learner->say(line.at);
}

int learner_filtered(struct learner *learner, const struct task *task, const struct late_filter *late, struct err *err)
{
	say_loaded(learner, task, late);
	return late->result == LATE_REFUSED ? 0 : mark_least(learner, err);
}

void learner_over(const struct learner *learner, const struct task *task)
{
	const struct lineage *lineage = task->lineage;
	AUTO_TEXT struct text line = { 0 };

	if (!learner->say)
		return;
	begin_line(task, &line);
	text_format(&line, "engine %s, %" PRIu64 " call%s stopped", task->engine->name, lineage->calls, lineage->calls == 1 ? "" : "s");
	if (lineage->loaded && lineage->calls)
		text_format(&line, ", %" PRIu64 " of them under a learned filter", lineage->calls_loaded);
	else if (lineage->plain && *lineage->plain)
		text_format(&line, ", no learned filter: %s", lineage->plain);
	learner->say(line.at);
}

void learner_free(struct learner *learner)
{
	known_free(&learner->known);
	bpf_free(&learner->code);
}
