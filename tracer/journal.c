/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An entry is written when it is new and whenever it grew; counts wait for the
 * end. The lines of one entry are joined when the trace is read.
 */
#include "tracer/journal.h"

#include "tracer/entry.h"

int journal_note(const struct journal *journal, const char *text, struct err *err)
{
	return trace_note(journal->trace, text) ? trace_write_note(journal->writer, text, err) : 0;
}

int journal_note_room(const struct journal *journal, int entry, struct err *err)
{
	if (journal->trace->call_count > TRACE_CALLS_MOST - ENTRY_CALLS_RESERVED &&
	    journal_note(journal, "too many distinct calls for one trace: the others are recorded by number only", err))
		return -1;
	if (entry != TRACE_NOWHERE)
		return 0;
	return journal_note(journal, "too many call numbers for one trace: the others are not recorded", err);
}

int journal_write(const struct journal *journal, int entry, struct err *err)
{
	struct trace_call *call = &journal->trace->calls[entry];

	if (trace_write_call(journal->writer, journal->trace, entry, err))
		return -1;
	call->written = call->count + 1;
	return 0;
}

int journal_add(const struct journal *journal, int entry, const struct trace_call *seen, struct err *err)
{
	trace_call_join(&journal->trace->calls[entry], seen);
	return journal_write(journal, entry, err);
}

int journal_join(const struct journal *journal, int entry, const struct trace_call *seen, struct err *err)
{
	bool grew = trace_call_join(&journal->trace->calls[entry], seen);

	return grew ? journal_write(journal, entry, err) : 0;
}
