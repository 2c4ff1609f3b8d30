/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy is evaluated by policy_eval, a filter by running its instructions; of
 * both the diagram lists the answers to all calls of a box.
 */
#include "cli/common/decision.h"

#include "emit/proof/filter_bdd.h"
#include "emit/proof/policy_bdd.h"

static struct verdict decide(const void *context, const struct seccomp_data *data)
{
	const struct decision *by = context;
	struct verdict verdict = by->policy ? policy_eval(by->policy, data) : verdict_of_ret(filter_run(by->filter, data, NULL));

	if (!by->but)
		return verdict;
	bool beyond = verdict_passes(verdict) && !verdict_passes(policy_eval(by->but, data));
	return (struct verdict){beyond ? ACTION_ALLOW : ACTION_KILL, 0};
}

struct listener {
	check_report *report;
	void *to;
};

static void pass_on(void *to, uint32_t answer, const struct seccomp_data *example)
{
	struct listener *listener = to;

	listener->report(listener->to, verdict_of_ret(answer), example);
}

static void every_answer(const void *context, const struct box *box, check_report *report, void *to)
{
	const struct decision *by = context;
	struct listener listener = { report, to };

	box_answers_each(by->marked, box, pass_on, &listener);
}

static bool word_passes(uint32_t word)
{
	return verdict_passes(verdict_of_ret(word));
}

static bdd beyond(struct manager *manager, bdd answers, const struct policy *but)
{
	bdd passes = bdd_where(manager, answers, word_passes);
	bdd needed = bdd_where(manager, policy_bdd(manager, but), word_passes);

	return bdd_choose(manager, bdd_and(manager, passes, bdd_not(manager, needed)), bdd_word(manager, SECCOMP_RET_ALLOW),
	                  bdd_word(manager, SECCOMP_RET_KILL_PROCESS));
}

int decision_begin(struct decision *decision, const char *name, struct err *err)
{
	decision->manager = manager_begin(MANAGER_NODES);
	bdd answers = decision->policy ? policy_bdd(decision->manager, decision->policy) :
	              filter_bdd(decision->manager, decision->filter, filter_is_big_endian(decision->filter));

	if (decision->but)
		answers = beyond(decision->manager, answers, decision->but);
	if (manager_is_full(decision->manager))
		return err_set(err, "%s: too intricate: cannot compute its answer to every call", name);
	decision_borrow(decision, decision->manager, answers);
	decision->by.decide = decide;
	return 0;
}

void decision_borrow(struct decision *decision, const struct manager *manager, bdd answers)
{
	box_answers_begin(&decision->answers, manager, answers);
	decision->marked = &decision->answers;
	decision->by = (struct check_by){ NULL, every_answer, decision };
}

void decision_free(struct decision *decision)
{
	box_answers_free(&decision->answers);
	manager_drop(&decision->manager);
}
