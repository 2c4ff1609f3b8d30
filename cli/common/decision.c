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

	return by->policy ? policy_eval(by->policy, data) : verdict_of_ret(filter_run(by->filter, data, NULL));
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

int decision_begin(struct decision *decision, const char *name, struct err *err)
{
	decision->manager = manager_begin(MANAGER_NODES);
	bdd answers = decision->policy ? policy_bdd(decision->manager, decision->policy) :
	              filter_bdd(decision->manager, decision->filter, filter_is_big_endian(decision->filter));

	if (manager_is_full(decision->manager))
		return err_set(err, "%s: too intricate: cannot compute its answer to every call", name);
	box_answers_begin(&decision->answers, decision->manager, answers);
	decision->marked = &decision->answers;
	decision->by = (struct check_by){ decide, every_answer, decision };
	return 0;
}

void decision_free(struct decision *decision)
{
	box_answers_free(&decision->answers);
	manager_drop(&decision->manager);
}
