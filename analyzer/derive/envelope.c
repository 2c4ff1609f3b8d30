/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each rule of an envelope is compared with the program's own. A call that the
 * program does not make gets a rule attributed to the runtime; a rule that is too
 * narrow is widened and then names the runtime too; a sufficient rule stays as
 * it is.
 */
#include "analyzer/derive/envelope.h"

#include <string.h>

#include "analyzer/rows/rows.h"
#include "core/base/nearest.h"
#include "core/libc/envelope.h"

static const char separators[] = ":@=/_ ";

/* As packages have versions: "crun=1.20". */
static bool has_other_separator(const char *name, struct text *with_blank)
{
	text_add(with_blank, name);
	size_t length = strcspn(name, separators);
	if (!name[length])
		return false;
	with_blank->at[length] = ' ';
	return envelope_known(with_blank->at);
}

static int unknown_runtime(const char *name, struct err *err)
{
	AUTO_TEXT struct text known = {0}, with_blank = {0}, runtime = {0};

	envelope_names(&known);
	err_set(err, "--for=%s: not one of %s", name, known.at);
	if (has_other_separator(name, &with_blank))
		return nearest_hint(err, with_blank.at);
	text_add_bytes(&runtime, name, strcspn(name, separators));
	return nearest_hint(err, runtime.length ? nearest(runtime.at, envelope_runtime_at) : NULL);
}

int envelope_check(const char *const *names, struct err *err)
{
	for (; names && *names; names++)
		if (!envelope_known(*names))
			return unknown_runtime(*names, err);
	return 0;
}

/* A runtime applies to the arch that it was recorded on, or to all archs of the
 * policy if it lacks that one. */
static bool runs_on(const struct draft *draft, const struct envelope *row, enum arch arch)
{
	return draft_has_arch(draft, arch) && (!draft_has_arch(draft, row->arch) || draft_carries(draft, row->arch, arch));
}

static bool is_asked_for(const struct draft *draft, const struct envelope *row)
{
	for (const char **name = draft->options->envelopes; name && *name; name++)
		if (envelope_matches(row, *name))
			return true;
	return false;
}

static const char *and_by(struct draft *draft, const char *by, const char *label)
{
	AUTO_TEXT struct text both = {0};

	if (!by)
		return label;
	text_format(&both, "%s, %s", by, label);
	return arena_string(&draft->policy->arena, both.at);
}

static void join_rows(struct rows *rows, const struct row *more, size_t count)
{
	for (size_t i = 0; i < count; i++)
		rows_add(rows, &more[i]);
	rows_merge(rows);
}

/* Whether the entry was widened. */
static bool widen(struct draft *draft, struct draft_entry *entry, const struct rule *rule)
{
	struct rows before = {.arena = &draft->policy->arena}, rows = before;

	if (!entry->row_count)
		return false;
	join_rows(&before, entry->rows, entry->row_count);
	if (rule->row_count) {
		join_rows(&rows, before.at, before.count);
		join_rows(&rows, rule->rows, rule->row_count);
	}
	if (rows_equal(rows.at, rows.count, before.at, before.count))
		return false;
	entry->rows = rows.at;
	entry->row_count = rows.count;
	return true;
}

static void begin(struct draft *draft, struct draft_entry *entry, const struct rule *rule)
{
	struct rows rows = {.arena = &draft->policy->arena};

	join_rows(&rows, rule->rows, rule->row_count);
	*entry = (struct draft_entry){.steps = 1, .why = WHY_ENVELOPE, .rows = rows.at, .row_count = rows.count};
}

static void add_rule(struct draft *draft, enum arch arch, const struct rule *rule, const char *label)
{
	struct draft_entry *entry = draft_entry(draft, arch, (int)rule->id);
	bool is_new = !entry->steps;

	if (draft->denied[rule->id] || !syscall_exists(rule->id, arch))
		return;
	if (is_new)
		begin(draft, entry, rule);
	if (is_new || widen(draft, entry, rule) || entry->why == WHY_ENVELOPE)
		entry->by = and_by(draft, entry->by, label);
}

static void add_envelope(struct draft *draft, const struct envelope *row)
{
	AUTO_POLICY struct policy envelope = {0};

	envelope_read(row, &envelope);
	arch_each(arch, ARCH_ALL)
		for (size_t i = 0; runs_on(draft, row, arch) && i < envelope.rule_count; i++)
			add_rule(draft, arch, &envelope.rules[i], row->label);
}

void envelope_draft(struct draft *draft)
{
	for (size_t i = 0; i < envelope_count(); i++)
		if (is_asked_for(draft, envelope_at(i)))
			add_envelope(draft, envelope_at(i));
}

static void report_denied(struct draft *draft, const struct envelope *row, struct text *notes)
{
	AUTO_POLICY struct policy envelope = {0};

	envelope_read(row, &envelope);
	for (size_t i = 0; i < envelope.rule_count; i++)
		if (draft->denied[envelope.rules[i].id])
			text_format(notes, "%s is denied although %s calls it under the filter\n",
			            syscall_name(envelope.rules[i].id), row->label);
}

void envelope_report(struct draft *draft, struct text *notes)
{
	for (const char *const *name = draft->options->envelopes; name && *name; name++)
		envelope_note(*name, notes);
	for (size_t i = 0; i < envelope_count(); i++)
		if (is_asked_for(draft, envelope_at(i)))
			report_denied(draft, envelope_at(i), notes);
}
