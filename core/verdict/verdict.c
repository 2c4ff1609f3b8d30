/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of actions; all other facts about an answer derive from it.
 */
#include "core/verdict/verdict.h"

#include <jansson.h>
#include <string.h>

static const struct action_row {
	const char *name;
	uint32_t ret;
	enum passage passage;
	uint16_t data_most;                   /* the largest SECCOMP_RET_DATA that makes a difference:
	                                       * the kernel clamps an errno */
} actions[] = {
	[ACTION_ALLOW]       = { "allow",       SECCOMP_RET_ALLOW,        PASSAGE_MADE,       0 },
	[ACTION_LOG]         = { "log",         SECCOMP_RET_LOG,          PASSAGE_MADE,       0 },
	[ACTION_TRACE]       = { "trace",       SECCOMP_RET_TRACE,        PASSAGE_TRACER,     UINT16_MAX },
	[ACTION_NOTIFY]      = { "supervise",   SECCOMP_RET_USER_NOTIF,   PASSAGE_SUPERVISOR, 0 },
	[ACTION_ERRNO]       = { "errno",       SECCOMP_RET_ERRNO,        PASSAGE_REFUSED,    ERRNO_MOST },
	[ACTION_TRAP]        = { "trap",        SECCOMP_RET_TRAP,         PASSAGE_REFUSED,    UINT16_MAX },
	[ACTION_KILL_THREAD] = { "kill-thread", SECCOMP_RET_KILL_THREAD,  PASSAGE_REFUSED,    0 },
	[ACTION_KILL]        = { "kill",        SECCOMP_RET_KILL_PROCESS, PASSAGE_REFUSED,    0 },
};

const char *action_name(enum action action)
{
	return actions[action].name;
}

const char *action_name_at(unsigned i)
{
	return i < ACTION_COUNT ? actions[i].name : NULL;
}

int action_by_name(const char *name)
{
	for (int i = 0; i < ACTION_COUNT; i++)
		if (!strcmp(actions[i].name, name))
			return i;
	return -1;
}

uint32_t verdict_ret(struct verdict verdict)
{
	return actions[verdict.action].ret | verdict.data;
}

struct verdict verdict_of_ret(uint32_t ret)
{
	uint32_t data = ret & SECCOMP_RET_DATA;
	enum action action = ACTION_KILL;

	for (int i = 0; i < ACTION_COUNT; i++)
		if (actions[i].ret == (ret & SECCOMP_RET_ACTION_FULL))
			action = (enum action)i;
	uint16_t most = actions[action].data_most;
	return (struct verdict){ action, data < most ? (uint16_t)data : most };
}

bool verdict_equal(struct verdict a, struct verdict b)
{
	return a.action == b.action && a.data == b.data;
}

enum passage verdict_passage(struct verdict verdict)
{
	return actions[verdict.action].passage;
}

bool verdict_is_made(struct verdict verdict)
{
	return verdict_passage(verdict) == PASSAGE_MADE;
}

bool verdict_passes(struct verdict verdict)
{
	return verdict_passage(verdict) >= PASSAGE_SUPERVISOR;
}

bool verdict_may_pass(struct verdict verdict)
{
	return verdict_passage(verdict) != PASSAGE_REFUSED;
}

bool verdict_is_within(struct verdict a, struct verdict b)
{
	return !verdict_may_pass(a) || verdict_is_made(b) || verdict_equal(a, b);
}

void verdict_text(struct verdict verdict, struct text *out)
{
	bool is_errno = verdict.action == ACTION_ERRNO;
	const char *name = is_errno ? errno_name(verdict.data) : NULL;

	text_add(out, action_name(verdict.action));
	if (name)
		text_format(out, " %s", name);
	else if (is_errno || verdict.data)
		text_format(out, " %u", verdict.data);
}

void verdict_text_brief(struct verdict verdict, struct text *out)
{
	const char *name = verdict.action == ACTION_ERRNO ? errno_name(verdict.data) : NULL;

	if (name)
		text_add(out, name);
	else
		verdict_text(verdict, out);
}

json_t *verdict_json(struct verdict verdict)
{
	AUTO_TEXT struct text words = {0};

	verdict_text_brief(verdict, &words);
	return json_string(words.at);
}
