/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deep values of all entries of a call are combined: the author thinks in
 * calls, not in entries.
 */
#include "analyzer/derive/advice_deep.h"

#include "analyzer/rows/deep_row.h"
#include "analyzer/text/list.h"

void report_io_uring(struct draft *draft, struct text *notes)
{
	static const enum syscall_id calls[] = {CALL_io_uring_setup, CALL_io_uring_enter, CALL_io_uring_register};
	struct list list = {0};

	for (size_t i = 0; i < COUNT_OF(calls); i++)
		if (draft_recorded(draft, (int)calls[i]) && draft_allows_somewhere(draft, (int)calls[i]))
			list_add(&list, syscall_name(calls[i]));
	list_report(&list, notes, "io_uring was used (", "): its operations bypass every filter");
}

static struct deep deep_of(const struct draft *draft, int id)
{
	struct deep deep = {0};

	for (size_t i = 0; i < draft->trace->call_count; i++)
		if (draft->id[i] == id)
			deep_take(&deep, &draft->trace->calls[i]);
	return deep;
}

/* Rings polled by the kernel are recorded at setup, others on enter. */
void report_rings(struct draft *draft, struct text *notes)
{
	struct deep setup = deep_of(draft, CALL_io_uring_setup), enter = deep_of(draft, CALL_io_uring_enter);
	bool did[CALL_COUNT] = {false};
	struct list list = {0};

	for (unsigned opcode = 0; opcode < uring_count(); opcode++) {
		int call = uring_op(opcode)->call;
		if (call != CALL_UNKNOWN && (deep_has_opcode(&setup, CALL_io_uring_setup, opcode) ||
		                             deep_has_opcode(&enter, CALL_io_uring_enter, opcode)))
			did[call] = true;
	}
	for (int id = 0; id < CALL_COUNT; id++)
		if (did[id])
			list_add(&list, syscall_name((enum syscall_id)id));
	list_report(&list, notes, "io_uring did the work of these calls, unseen by any filter: ", "");
}

void report_refused_rings(struct draft *draft, struct text *notes)
{
	if (draft->no_rings)
		text_add(notes, "io_uring returned ENOSYS while recording and does so under the policy: programs use plain calls\n");
}

/* Only the flags in a struct; its other values mean little on their own. */
static void report_flags(const struct deep *deep, int id, struct text *notes)
{
	AUTO_TEXT struct text words = {0};

	for (unsigned place = 0; place < STRUCT_FIELDS; place++) {
		enum role role = deep_role(id, place);
		uint64_t bits = deep_bits(deep, id, role);
		if (role_info(role)->join != JOIN_BITS || !bits)
			continue;
		text_format(&words, "%s%s ", words.length ? ", " : "", role_info(role)->name);
		role_spell(role, bits, &words);
	}
	if (words.length)
		text_format(notes, "%s passed %s by pointer, which no classic filter can check\n",
		            syscall_name((enum syscall_id)id), words.at);
}

void report_deep(struct draft *draft, struct text *notes)
{
	for (size_t i = 0; i < struct_count(); i++) {
		int id = (int)struct_at(i)->call;
		bool ring = id == CALL_io_uring_setup || id == CALL_io_uring_enter;
		struct deep deep = deep_of(draft, id);
		if (!ring && draft_allows_somewhere(draft, id))
			report_flags(&deep, id, notes);
		if (deep.tail && draft_allows_somewhere(draft, id))
			text_format(notes, "%s passed a struct with unknown fields, which no deep row covers\n",
			            syscall_name((enum syscall_id)id));
	}
}
