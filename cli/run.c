/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord run: runs a program under a policy and reports refused calls with the
 * rule that would allow them.
 *
 * An errno that a rule answers (ENOSYS, so that libc falls back) is intentional: it
 * is reported but does not change the exit status. Every other call that is not
 * made is a refusal: one that no rule allows, and one that a rule kills, traps or
 * leaves to a tracer. Refusals can be written as a trace; when learning, the calls are
 * made.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "analyzer/explain/refusal.h"
#include "analyzer/explain/remedy.h"
#include "cli/common/call_text.h"
#include "cli/commands.h"
#include "cli/common/decision.h"
#include "cli/common/inexact.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "cli/common/program.h"
#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/base/printable.h"
#include "emit/compile/compile.h"
#include "tracer/entry.h"
#include "tracer/follow/engine.h"
#include "tracer/follow/launch.h"
#include "tracer/process/proc.h"
#include "tracer/tracer.h"

enum { REFUSED_STATUS = 128 + 31, NOTES_MOST = 1000 };       /* 31 is SIGSYS on every arch traced here */

struct run_choice {
	bool hide_vdso, supervise, learn, quiet, json;
	const char *format, *color, *output;
	struct input_choice input;
};

static const struct option_row options[] = {
	{0, "hide-vdso", OPTION_SWITCH, offsetof(struct run_choice, hide_vdso), NULL, "hide the vDSO from the program"},
	{0, "supervise", OPTION_SWITCH, offsetof(struct run_choice, supervise), NULL, "execute the calls that the policy supervises"},
	{0, "learn", OPTION_SWITCH, offsetof(struct run_choice, learn), NULL, "make calls that would be refused, and list them"},
	{'q', "quiet", OPTION_SWITCH, offsetof(struct run_choice, quiet), NULL, "print no notes and no refusals"},
	{0, "color", OPTION_WORD, offsetof(struct run_choice, color), "WHEN", COLOUR_HELP},
	{'o', "output", OPTION_WORD, offsetof(struct run_choice, output), "FILE", "write the refused calls as a trace"},
	{'f', "format", OPTION_WORD, offsetof(struct run_choice, format), "FORMAT", "format of -o: trace (the default) or json"},
	{'j', "json", OPTION_SWITCH, offsetof(struct run_choice, json), NULL, JSON_HELP},
	{0},
};

struct session {
	const char *policy_name;
	const struct policy *policy;
	const struct run_choice *choice;
	struct colour colour;
	struct trace trace;                   /* the refused calls */
	struct trace notes;                   /* its notes: each reported line, once */
	struct refusals refusals;             /* for JSON: also those that are planned */
	bool refused;
};

enum standing { STANDING_PLANNED, STANDING_LOGGED, STANDING_REFUSED };

/* Whether the rule gives the answer, by a row or for all arguments; if no row matches, the default does. */
static bool answers(const struct rule *rule, const struct denial *denial)
{
	for (size_t i = 0; i < rule->row_count; i++)
		if (row_admits(&rule->rows[i], rule->id, denial->call.arch, denial->args))
			return true;
	return !rule->row_count;
}

static bool is_planned(const struct rule *rule, const struct denial *denial)
{
	if (denial->why != DENIED_FILTER || denial->verdict.action != ACTION_ERRNO)
		return false;
	return rule ? answers(rule, denial) : syscall_is_newer(denial->call.arch, denial->call.nr);
}

static enum standing standing_of(const struct policy *policy, const struct denial *denial)
{
	const struct trace_call *call = &denial->call;
	const struct rule *rule = policy_find(policy, call->arch, call->nr);

	if (denial->verdict.action == ACTION_LOG)
		return STANDING_LOGGED;
	if (denial->verdict.action == ACTION_TRACE)
		return STANDING_REFUSED;
	return is_planned(rule, denial) ? STANDING_PLANNED : STANDING_REFUSED;
}

static void spell_noted(const struct trace_call *call, struct text *out)
{
	const char *before = "";

	for (unsigned i = 0; i < DEEP_PLACES; i++) {
		enum role role = trace_deep_role(call, i);
		if (call->deep[i].kind != VALUES_SET)
			continue;
		text_format(out, "%s%s ", before, role_info(role)->name);
		role_spell(role, call->deep[i].v[0], out);
		before = ", ";
	}
}

/* Of what the supervisor denied; NULL: the filter did. */
static const char *means_of(enum denied why)
{
	static const char *const means[] = {
		[DENIED_FILTER] = NULL,
		[DENIED_DEEP] = "it is outside the deep rows of its rule",
		[DENIED_DEPUTY] = "the supervisor cannot make this call on behalf of the program",
		[DENIED_CLOSED] = "the supervisor may not read the memory of the program, so it cannot check the call; "
		                  "run seccord with CAP_SYS_PTRACE, or as the same user",
	};

	return means[why];
}

static void spell_supervised(const struct session *session, const struct denial *denial, struct text *out)
{
	text_format(out, "seccord:   %s", means_of(denial->why));
	if (denial->why == DENIED_DEEP)
		text_format(out, " in %s", session->policy_name);
	if (denial->why != DENIED_CLOSED) {
		text_add(out, "; arguments: ");
		spell_noted(&denial->call, out);
	}
	text_add(out, "\n");
}

static const char *standing_words(const struct session *session, enum standing standing)
{
	if (standing == STANDING_REFUSED)
		return session->choice->learn ? "would be refused" : "refused";
	return standing == STANDING_LOGGED ? "not allowed, only logged" : "answered as planned";
}

static void spell_denial(const struct session *session, const struct trace *trace, const struct denial *denial,
                         struct text *out)
{
	enum standing standing = standing_of(session->policy, denial);

	text_add(out, "seccord: ");
	mark_add(out, standing == STANDING_REFUSED ? MARK_DANGER : MARK_REASON, standing_words(session, standing));
	text_add(out, ": ");
	call_text(&denial->call, out);
	text_format(out, " [%s]: ", arch_info(denial->call.arch)->name);
	verdict_text(denial->verdict, out);
	text_add(out, denial->verdict.action == ACTION_TRACE ? " (ENOSYS, since there is no tracer), " : ", ");
	mark_begin(out, MARK_REASON);
	call_text_place(trace, &denial->call, out);
	mark_end(out);
	text_add(out, "\n");
	if (denial->why != DENIED_FILTER && standing != STANDING_PLANNED)
		spell_supervised(session, denial, out);
}

/* The change of the policy that allows the call; nothing if the answer is planned, or the filter allows it. */
static void spell_remedy(const struct session *session, const struct denial *denial, struct text *out)
{
	if (standing_of(session->policy, denial) == STANDING_PLANNED || denial->why != DENIED_FILTER)
		return;
	AUTO_TEXT struct text change = {0};
	remedy_suggest(session->policy, denial->call.arch, denial->call.nr, denial->args, (1u << SYSCALL_ARGS) - 1, &change);
	if (change.length)
		text_format(out, "seccord:   to allow it, in %s: %s\n", session->policy_name, change.at);
}

/* Whether it was not reported before. */
static bool report_once(struct session *session, const struct text *line)
{
	size_t notes = session->notes.note_count;

	if (!line->length || notes > NOTES_MOST || !trace_note(&session->notes, line->at))
		return false;
	if (notes < NOTES_MOST)
		output_aside(line, &session->colour);
	else
		output_line("further refusals are not reported");
	return true;
}

static void keep(struct trace *trace, const struct trace_call *call)
{
	struct trace_call key = *call;
	int at = entry_new(trace, &key, NULL);

	if (at != TRACE_NOWHERE)
		trace_call_join(&trace->calls[at], call);
}

/* Where the call was made, as far as the trace has it. */
static void add_place(struct refusal *refusal, const struct trace *trace, const struct trace_call *call)
{
	const struct trace_site *site = call->site == TRACE_NOWHERE ? NULL : &trace->sites[call->site];

	if (!site)
		return;
	refusal->function = site->function;
	refusal->into = site->into;
	if (site->image == TRACE_NOWHERE)
		return;
	refusal->image = trace->images[site->image].path;
	refusal->build_id = trace->images[site->image].build_id;
	refusal->offset = site->offset;
}

/* Those that a rule can compare: a pointer differs each time, and says nothing. */
static unsigned compared_args(const struct trace_call *call)
{
	unsigned known = 0;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (role_is_filterable(trace_role(call, i)))
			known |= 1u << i;
	return known;
}

static void keep_record(struct refusals *refusals, const struct trace *trace, const struct denial *denial)
{
	struct refusal refusal = {
		.kind = REFUSAL_RECORD, .source = "run", .count = 1, .called = true, .arch = denial->call.arch, .nr = denial->call.nr,
		.known = compared_args(&denial->call), .answered = true, .answer = denial->verdict,
		.means = means_of(denial->why),
	};

	memcpy(refusal.args, denial->args, sizeof(refusal.args));
	add_place(&refusal, trace, &denial->call);
	refusals_add(refusals, &refusal);
}

static bool sink(void *context, struct trace *trace, const struct denial *denial)
{
	struct session *session = context;
	enum standing standing = standing_of(session->policy, denial);
	AUTO_TEXT struct text line = {0}, remedy = {0};

	session->refused |= standing == STANDING_REFUSED;
	if (standing != STANDING_PLANNED)
		keep(trace, &denial->call);
	if (session->choice->json)
		keep_record(&session->refusals, trace, denial);
	if (session->choice->quiet)
		return standing == STANDING_REFUSED;
	spell_denial(session, trace, denial, &line);
	if (report_once(session, &line)) {
		spell_remedy(session, denial, &remedy);
		report_once(session, &remedy);
	}
	return standing == STANDING_REFUSED;
}

/* --- the refused calls as a trace --- */

static void begin_refusals(struct session *session)
{
	AUTO_TEXT struct text note = {0};

	session->trace.engine = engine_seccomp.name;
	text_format(&note, "contains only calls that %s refused", session->policy_name);
	trace_note(&session->trace, note.at);
}

static int write_json(const struct session *session, struct err *err)
{
	AUTO_DECISION struct decision decision = { .policy = session->policy };
	AUTO_TEXT struct text out = {0};

	if (decision_begin(&decision, session->policy_name, err) < 0)
		return -1;
	AUTO_JSON json_t *facts = explain_refusals_json(&session->refusals, &(struct explain_with){ session->policy, &decision.by, NULL });
	json_line(facts, &out);
	text_add(&out, "\n");
	return output_write(session->choice->output, &out, err);
}

/* Also before the program starts, so that a file that cannot be written is reported then. */
static int write_refusals(const struct session *session, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	if (!session->choice->output)
		return 0;
	if (session->choice->json)
		return write_json(session, err);
	return output_trace(&session->trace, &out, err) < 0 ? -1 : output_write(session->choice->output, &out, err);
}

static int run_filter(struct session *session, const struct filter *filter, char **argv,
                      const struct run_choice *choice, struct err *err)
{
	struct limits limits;
	struct run_options how = {
		.argv = argv,
		.limits = &limits,
		.hide_vdso = choice->hide_vdso,
		.supervise = choice->supervise,
		.insn = filter->insn,
		.length = filter->length,
		.policy = session->policy,
		.learn = choice->learn,
		.trace = &session->trace,
		.sink = sink,
		.context = session,
	};
	int status = 0;

	if (write_refusals(session, err) < 0 || limits_lift(&limits, err) < 0)
		return -1;
	if (tracer_run(&how, &status, err) < 0)
		return -1;
	session->trace.complete = true;       /* it has each call that was refused, as its note says */
	if (write_refusals(session, err) < 0)
		return -1;
	return session->refused && !choice->learn ? REFUSED_STATUS : program_pass_on(status);
}

static int run_policy(struct session *session, char **argv, const struct run_choice *choice, struct err *err)
{
	struct filter filter = {0};
	int result = -1;

	if (filter_compile(&filter, session->policy, err) == 0)
		result = run_filter(session, &filter, argv, choice, err);
	filter_free(&filter);
	return result;
}

static void report_supervised(const struct policy *policy, bool supervise, struct text *notes)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (rule->verdict.action != ACTION_NOTIFY || rule->id == CALL_UNKNOWN)
			continue;
		if (!supervise)
			text_format(notes, "%s requires a supervisor; without --supervise it fails with ENOSYS\n", syscall_name(rule->id));
		else if (!rule->deep_count)
			text_format(notes, "%s is supervised without deep rows: the supervisor executes it with any arguments\n", syscall_name(rule->id));
	}
}

static const char *format_at(unsigned i)
{
	static const char *const formats[] = {"trace", "json"};

	return i < COUNT_OF(formats) ? formats[i] : NULL;
}

static int check_format(struct run_choice *choice, struct err *err)
{
	if (choice->format)
		choice->json = !strcmp(choice->format, "json");
	if (choice->format && !choice->json && strcmp(choice->format, "trace") != 0)
		return nearest_refuse(err, "--format", choice->format, format_at);
	if (choice->json && !choice->output)
		return err_set(err, "--format=json needs -o FILE: stdout is the program's");
	return 0;
}

static int run_main(const void *given, const struct operands *operands, struct err *err)
{
	struct run_choice formatted = *(const struct run_choice *)given;
	const struct run_choice *choice = &formatted;
	AUTO_POLICY struct policy policy = {0};
	AUTO_TEXT struct text notes = {0}, path = {0};
	AUTO_TEXT struct text name = {0};
	struct session session = {.policy = &policy, .choice = choice};

	if (check_format(&formatted, err) < 0 || colour_choose(&session.colour, choice->color, choice->output, err) < 0)
		return -1;
	if (proc_check(err) < 0 || launch_find_program(operands->program[0], &path, err) < 0)
		return -1;
	if (input_policy(&policy, operands->at[0], &choice->input, &notes, err) < 0)
		return -1;
	if (choice->supervise && tracer_can_supervise(&policy, err))
		return err_context(err, "%s", operands->at[0]);
	printable_add_string(&name, operands->at[0]);
	session.policy_name = name.at;
	inexact_report(&policy, operands->at[0], &notes);
	report_supervised(&policy, choice->supervise, &notes);
	if (engine_is_filtered())
		text_add(&notes, "started under a seccomp filter: calls that this filter refuses are not reported\n");
	if (!choice->quiet)
		output_notes(&notes);
	begin_refusals(&session);
	int result = run_policy(&session, operands->program, choice, err);
	refusals_free(&session.refusals);
	trace_free(&session.notes);
	trace_free(&session.trace);
	return result;
}

static const struct option_choice choices[] = {
	{"format", format_at},
	{"color", when_at},
	{0},
};

const struct command command_run = {
	.name = "run",
	.what = "run a program under a policy and report refused calls",
	.synopsis = "[options] POLICY -- PROGRAM [ARGUMENT...]",
	.example = "run policy.json -- sort /etc/passwd",
	.more = "Exit status: that of the program; 159 if a call was refused; 2 if the program\n"
	        "could not be started. Intentional errors, such as ENOSYS for clone3, do not\n"
	        "count as refusals. With --learn, refused calls are made, and the status is that\n"
	        "of the program.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct run_choice),
	.shared = input_rows, .shared_at = offsetof(struct run_choice, input),
	.least = 1, .most = 1,
	.program = true,
	.main = run_main,
};
