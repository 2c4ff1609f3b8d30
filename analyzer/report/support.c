/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call that the target's kernel lacks fails there with ENOSYS, whatever the policy says. The program then needs
 * another call: one that its libraries fall back to, or an older one of the same set. A rule that a set or a library's
 * habit added is of no concern, as the call that it was added for has its own.
 */
#include "analyzer/report/support.h"

#include <stdio.h>

#include "analyzer/text/list.h"
#include "core/libc/equivalence.h"
#include "core/libc/implied.h"
#include "core/libc/support.h"

struct look {
	const struct policy *policy;
	const struct support_target *target;
	struct text *notes;
	bool works;
};

/* --- answers and archs --- */

static bool uses(const struct policy *policy, enum action action)
{
	bool found = policy->otherwise.action == action || policy->newer.action == action || policy->foreign.action == action;

	for (size_t i = 0; i < policy->rule_count && !found; i++) {
		const struct rule *rule = &policy->rules[i];
		found = rule->verdict.action == action;
		for (size_t n = 0; n < rule->row_count; n++)
			found |= row_verdict(rule, &rule->rows[n]).action == action;
	}
	return found;
}

static void miss(struct look *look, const char *what, const char *program, const char *since, const char *without)
{
	text_format(look->notes, "%s: needs %s %s%s%s\n", what, program, since, *without ? "; older ones " : "", without);
	look->works = false;
}

static void look_at_answers(struct look *look)
{
	for (int i = 0; i < ACTION_COUNT; i++) {
		enum action action = (enum action)i;
		const char *kernel = support_kernel_of_action(action), *library = support_library_of_action(action);
		if (!uses(look->policy, action))
			continue;
		if (look->target->has_kernel && version_is_after(kernel, look->target->kernel))
			miss(look, action_name(action), "Linux", kernel, support_without_action(action));
		if (look->target->has_library && version_is_after(library, look->target->library))
			miss(look, action_name(action), "libseccomp", library, "");
	}
}

static void look_at_archs(struct look *look)
{
	arch_each(arch, look->policy->archs) {
		const char *kernel = support_kernel_of_arch(arch), *library = support_library_of_arch(arch);
		if (look->target->has_kernel && version_is_after(kernel, look->target->kernel))
			miss(look, arch_info(arch)->name, "Linux", kernel, "load no filter");
		if (!look->target->has_library)
			continue;
		if (!*library)
			miss(look, arch_info(arch)->name, "a libseccomp", "newer than all known ones", "");
		else if (version_is_after(library, look->target->library))
			miss(look, arch_info(arch)->name, "libseccomp", library, "");
	}
}

/* --- calls --- */

static bool allows(const struct look *look, arch_set archs, int id)
{
	for (size_t i = 0; i < look->policy->rule_count; i++) {
		const struct rule *rule = &look->policy->rules[i];
		if ((int)rule->id == id && rule->archs & archs && rule_passes(rule))
			return true;
	}
	return false;
}

static bool works_instead(const struct look *look, const struct rule *rule, enum syscall_id id)
{
	return id != CALL_UNKNOWN && id != rule->id && support_kernel_has(look->target->kernel, id) && allows(look, rule->archs, (int)id);
}

struct way {
	enum syscall_id of;                   /* what programs use instead; CALL_UNKNOWN: nothing is known */
	bool open;                            /* the policy allows it, or they do without */
};

/* The first row whose call is allowed; else the first. */
static struct way fallback_way(const struct look *look, const struct rule *rule)
{
	struct way first = { CALL_UNKNOWN, false };

	for (size_t i = 0; i < fallback_count(); i++) {
		const struct fallback *row = fallback_at(i);
		if (row->call != rule->id)
			continue;
		if (row->instead == CALL_UNKNOWN || works_instead(look, rule, row->instead))
			return (struct way){ row->instead, true };
		first.of = first.of == CALL_UNKNOWN ? row->instead : first.of;
	}
	return first;
}

static struct way set_way(const struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < equivalence_count(); i++) {
		const struct equivalence *set = equivalence_at(i);
		for (size_t n = 0; equivalence_has(set, rule->id) && n < EQUIVALENCE_MEMBERS && set->member[n] != CALL_UNKNOWN; n++)
			if (works_instead(look, rule, set->member[n]))
				return (struct way){ set->member[n], true };
	}
	return (struct way){ CALL_UNKNOWN, false };
}

static struct way way_of(const struct look *look, const struct rule *rule)
{
	struct way way = fallback_way(look, rule), other = way.open ? way : set_way(look, rule);

	return other.open ? other : way;
}

static bool concerns(const struct rule *rule)
{
	return rule->id != CALL_UNKNOWN && rule_passes(rule) && rule->why != WHY_EQUIVALENT && rule->why != WHY_IMPLIED;
}

static void add_replaced(struct list *list, enum syscall_id id, enum syscall_id of)
{
	AUTO_TEXT struct text words = { 0 };

	text_format(&words, "%s (%s)", syscall_name(id), syscall_name(of));
	list_add(list, words.at);
}

static void miss_call(struct look *look, enum syscall_id id, enum syscall_id of)
{
	text_format(look->notes, "%s: needs Linux %s; ", syscall_name(id), syscall_since(id));
	if (of == CALL_UNKNOWN)
		text_add(look->notes, "no other call is known to replace it\n");
	else
		text_format(look->notes, "programs then use %s, which the policy does not allow\n", syscall_name(of));
	look->works = false;
}

/* Each call once, although it may have a rule for each arch. */
static void look_at_calls(struct look *look)
{
	struct list replaced = { 0 }, without = { 0 };
	AUTO_TEXT struct text head = { 0 };

	for (size_t i = 0; i < look->policy->rule_count; i++) {
		const struct rule *rule = &look->policy->rules[i];
		if (!concerns(rule) || support_kernel_has(look->target->kernel, rule->id) || (i && rule[-1].id == rule->id && concerns(rule - 1)))
			continue;
		struct way way = way_of(look, rule);
		if (!way.open)
			miss_call(look, rule->id, way.of);
		else if (way.of == CALL_UNKNOWN)
			list_add(&without, syscall_name(rule->id));
		else
			add_replaced(&replaced, rule->id, way.of);
	}
	text_format(&head, "not in Linux %s, where programs use calls that the policy allows: ", look->target->kernel_text);
	list_report(&replaced, look->notes, head.at, "");
	text_free(&head);
	text_format(&head, "not in Linux %s, where programs do without: ", look->target->kernel_text);
	list_report(&without, look->notes, head.at, "");
}

/* --- names --- */

/* Rules by names that libseccomp does not know have no effect. */
static void look_at_names(struct look *look)
{
	struct version kernel = support_library_kernel(look->target->library);
	struct list allowed = { 0 }, answered = { 0 };
	AUTO_TEXT struct text head = { 0 };

	for (size_t i = 0; i < look->policy->rule_count; i++) {
		const struct rule *rule = &look->policy->rules[i];
		if (rule->id == CALL_UNKNOWN || support_kernel_has(kernel, rule->id) || (i && rule[-1].id == rule->id))
			continue;
		list_add(rule_passes(rule) ? &allowed : &answered, syscall_name(rule->id));
		look->works &= !concerns(rule);
	}
	text_format(&head, "libseccomp %s does not know these names, and allows none of them: ", look->target->library_text);
	list_report(&allowed, look->notes, head.at, "");
	text_free(&head);
	text_format(&head, "libseccomp %s does not know these names, and gives them the default action: ", look->target->library_text);
	list_report(&answered, look->notes, head.at, "");
}

/* The calls that a later release added are in no table here; point releases add none. */
static void look_at_release(const struct look *look)
{
	struct version release = look->target->kernel, newest = {0};

	for (int id = 0; id < CALL_COUNT; id++)
		if (version_is_after(syscall_since((enum syscall_id)id), newest))
			version_parse(&newest, syscall_since((enum syscall_id)id));
	release.part[2] = release.part[3] = 0;
	if (version_order(release, newest) > 0)
		text_format(look->notes, "calls that are newer than Linux %u.%u are not known here\n", newest.part[0], newest.part[1]);
}

bool support_report(const struct policy *policy, const struct support_target *target, struct text *notes)
{
	struct look look = { policy, target, notes, true };

	look_at_answers(&look);
	look_at_archs(&look);
	if (target->has_kernel) {
		look_at_release(&look);
		look_at_calls(&look);
	}
	if (target->has_library)
		look_at_names(&look);
	return look.works;
}
