/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord policy: derives a policy from traces.
 *
 * Other tools' policies override derived rules, and the author's own rules
 * override both. Two files of one kind are merged as by `merge`.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/derive/derive.h"
#include "analyzer/derive/envelope.h"
#include "analyzer/derive/denied.h"
#include "analyzer/derive/overlay_advice.h"
#include "analyzer/derive/scope.h"
#include "analyzer/report/coverage.h"
#include "analyzer/report/danger.h"
#include "cli/common/answer.h"
#include "cli/commands.h"
#include "cli/common/decision.h"
#include "cli/common/input.h"
#include "cli/common/judge.h"
#include "cli/common/layers.h"
#include "cli/common/output.h"
#include "cli/common/reached.h"
#include "cli/common/within.h"
#include "analyzer/derive/levels.h"
#include "core/base/nearest.h"
#include "core/libc/envelope.h"
#include "core/libc/equivalence.h"
#include "core/libc/implied.h"
#include "core/libc/plan.h"
#include "emit/defaults/defaults.h"
#include "tracer/reach/error_path.h"

struct policy_options {
	bool seen_only, exact, no_args, any_unknown, no_exec, kill, plan, explain, json;
	struct option_words programs, not_programs, threads, libraries;
	struct option_words portable, archs, without_sets, with_sets, deny, envelopes, supervise;
	const char *level, *reach, *otherwise, *within, *kernel, *format, *output;
	struct input_choice input;
};

static const struct option_row options[] = {
	{0,   "level",   OPTION_WORD,   offsetof(struct policy_options, level),        "LEVEL",  "how far to go: exact, libc, default or broad"},
	{0,   "exact",   OPTION_SWITCH, offsetof(struct policy_options, exact),        NULL,     "the same as --level=exact"},
	{0,   "exe",     OPTION_LIST,   offsetof(struct policy_options, programs),     "NAME,...", "only calls of these programs (paths or names)"},
	{0,   "not-exe", OPTION_LIST,   offsetof(struct policy_options, not_programs), "NAME,...", "no calls of these programs (make,sh,...)"},
	{0,   "thread",  OPTION_LIST,   offsetof(struct policy_options, threads),      "NAME,...", "only calls of threads with these names"},
	{0,   "library", OPTION_LIST,   offsetof(struct policy_options, libraries),    "NAME,...", "only calls by these libraries; needs stacks"},
	{0,   "seen-only", OPTION_SWITCH, offsetof(struct policy_options, seen_only),  NULL,     "leave out calls of known traces not seen again"},
	{0,   "portable", OPTION_LIST,  offsetof(struct policy_options, portable),     "LIBC,...", "also allow what glibc, musl, go or static calls"},
	{0,   "reach",   OPTION_WORD,   offsetof(struct policy_options, reach),        "errors", "also allow harmless calls on error paths of the code"},
	{0,   "no-exec", OPTION_SWITCH, offsetof(struct policy_options, no_exec),      NULL,     "refuse execve: the program loads its filter itself"},
	{0,   "no-args", OPTION_SWITCH, offsetof(struct policy_options, no_args),      NULL,     "write no conditions on arguments"},
	{0,   "any-unknown", OPTION_SWITCH, offsetof(struct policy_options, any_unknown), NULL,  "allow any arguments that a log does not show"},
	{0,   "arch",    OPTION_LIST,   offsetof(struct policy_options, archs),        "ARCH",   "also cover this arch (i386, arm64, ...)"},
	{0,   "set",     OPTION_LIST,   offsetof(struct policy_options, with_sets),    "SET",    "allow all calls of this equivalence set"},
	{0,   "no-set",  OPTION_LIST,   offsetof(struct policy_options, without_sets), "SET",    "do not extend to this set or set family (t64)"},
	{0,   "deny",    OPTION_LIST,   offsetof(struct policy_options, deny),         "CALL",   "do not allow this call; warn about what breaks"},
	{0,   "for",     OPTION_WORDS,  offsetof(struct policy_options, envelopes),    "RUNTIME", "also allow the calls of this runtime (docker, ...)"},
	{0,   "min-kernel", OPTION_WORD, offsetof(struct policy_options, kernel),      "VERSION", "also work on this Linux; exit 1 if calls cannot"},
	{0,   "supervise", OPTION_LIST, offsetof(struct policy_options, supervise),   "CALL",   "hand this call (openat2) to `run --supervise`"},
	{0,   "kill",    OPTION_SWITCH, offsetof(struct policy_options, kill),         NULL,     "kill processes that make obsolete system calls"},
	{0,   "explain-level", OPTION_SWITCH, offsetof(struct policy_options, explain), NULL,    "list what each level adds, up to the chosen one"},
	{0,   "errno-plan", OPTION_SWITCH, offsetof(struct policy_options, plan),      NULL,     "list how each call not allowed is refused, and why"},
	{'f', "format",  OPTION_WORD,   offsetof(struct policy_options, format),       "FORMAT", "of these two lists: " FORMAT_HELP},
	{0,   "default", OPTION_WORD,   offsetof(struct policy_options, otherwise),    "ANSWER", "default action: errno[:NAME], kill, log or trap"},
	{0,   "within",  OPTION_WORD,   offsetof(struct policy_options, within),       "BASELINE", "drop what this policy or filter does not allow"},
	{'o', "output",  OPTION_WORD,   offsetof(struct policy_options, output),       "FILE",   "output file; - is stdout, the default"},
	{0},
};

static int parse_level(enum level *level, const struct policy_options *choice, struct err *err)
{
	int named = choice->level ? level_by_name(choice->level) : choice->exact ? LEVEL_EXACT : LEVEL_DEFAULT;

	if (named < 0)
		return nearest_refuse(err, "--level", choice->level, level_name_at);
	if (choice->exact && named != LEVEL_EXACT)
		return err_set(err, "--exact and --level=%s cannot be combined", choice->level);
	*level = (enum level)named;
	return 0;
}

static int options_of(struct derive_options *how, const struct policy_options *choice, struct err *err)
{
	struct support_target target;

	*how = (struct derive_options){
		.portable = choice->portable.at,
		.no_exec = choice->no_exec,
		.no_args = choice->no_args,
		.any_unknown = choice->any_unknown,
		.without_sets = choice->without_sets.at,
		.with_sets = choice->with_sets.at,
		.deny = choice->deny.at,
		.envelopes = choice->envelopes.at,
		.supervise = choice->supervise.at,
		.kill = choice->kill,
		.otherwise = {ACTION_ERRNO, EPERM},
	};

	if (parse_level(&how->level, choice, err) < 0 || answer_target(&target, choice->kernel, NULL, err) < 0)
		return -1;
	how->has_kernel = target.has_kernel;
	how->kernel = target.kernel;
	return answer_archs(&how->archs, &choice->archs, err);
}

static bool wants_a_part(const struct policy_options *choice)
{
	return choice->programs.count || choice->not_programs.count || choice->threads.count || choice->libraries.count;
}

/* --- error paths of the code --- */

struct reachable {
	struct answer answer;
	struct derive_reachable *calls;
	size_t count;
};

static void reachable_free(struct reachable *reachable)
{
	answer_free(&reachable->answer);
	free(reachable->calls);
}

static const char *reach_at(unsigned i)
{
	return i ? NULL : "errors";
}

static int check_one_program(const struct trace *trace, struct err *err)
{
	AUTO_TEXT struct text list = {0};

	if (reached_name(trace))
		return 0;
	if (reached_list(trace, &list) > 1)
		return err_set(err, "--reach needs traces of one program, and these have calls of %s; record each with --only=PROGRAM, "
		                    "derive a policy for each, and merge them", list.at);
	return trace->many_commands ? err_set(err, "--reach needs traces of one program; derive a policy for each, and merge them") : 0;
}

static int check_reach(const struct policy_options *choice, const struct trace *trace, struct err *err)
{
	if (strcmp(choice->reach, reach_at(0)) != 0)
		return nearest_refuse(err, "--reach", choice->reach, reach_at);
	if (wants_a_part(choice))
		return err_set(err, "--reach cannot be combined with --exe, --not-exe, --thread and --library");
	return check_one_program(trace, err);
}

static void add_reachable(struct reachable *reachable, const struct answer_call *call)
{
	const char *by = error_path(&reachable->answer, call);
	int id = syscall_by_nr(ARCH_X86_64, call->nr);

	if (by && id != CALL_UNKNOWN)
		reachable->calls[reachable->count++] = (struct derive_reachable){(enum syscall_id)id, by};
}

static int find_reachable(struct reachable *reachable, const struct policy_options *choice, const struct trace *trace, struct err *err)
{
	char program[PATH_MAX];

	if (check_reach(choice, trace, err) < 0)
		return -1;
	if (reached_program(program, trace, reached_name(trace), "", err) < 0 ||
	    reached_answer(&reachable->answer, "", program, trace, true, NULL, err) < 0)
		return err_context(err, "--reach");
	reachable->calls = mem_alloc(reachable->answer.call_count * sizeof(*reachable->calls));
	for (size_t i = 0; i < reachable->answer.call_count; i++)
		add_reachable(reachable, &reachable->answer.calls[i]);
	return 0;
}

static int derive(struct policy *policy, const struct layers *layers, const struct policy_options *choice,
                  struct text *notes, struct err *err)
{
	struct reachable reachable __attribute__((cleanup(reachable_free))) = {0};
	struct derive_options how;

	if (options_of(&how, choice, err) < 0)
		return -1;
	if (choice->reach && find_reachable(&reachable, choice, &layers->trace, err) < 0)
		return -1;
	how.reachable = reachable.calls;
	how.reachable_count = reachable.count;
	return derive_policy(policy, &layers->trace, &how, notes, err);
}

static int explain(const struct layers *layers, const struct policy_options *choice, struct err *err)
{
	AUTO_TEXT struct text out = {0};
	struct derive_options how;

	if (!layers->traces)
		return err_set(err, "--explain-level applies to traces, but no input is a trace");
	if (options_of(&how, choice, err) < 0 || (choice->json ? levels_json : levels_text)(&layers->trace, &how, &out, err) < 0)
		return -1;
	return output_write(choice->output, &out, err) < 0 ? -1 : EXIT_SAME;
}

/* What the files of a layer say and rules do not. A tool's format may have no other general answer than the default. */
static void advise(const struct policy *policy, const struct layer *layer, bool author, bool has_default, struct text *notes)
{
	for (size_t i = 0; i < layer->count; i++) {
		if (!has_default)
			overlay_advice_default(policy, &layer->policy[i], layer->input[i].name, notes);
		if (author)
			overlay_advice_others(policy, &layer->policy[i], layer->input[i].name, notes);
	}
}

/* `has_default`: by --default. */
static int lay_over(struct policy *policy, const struct layers *layers, bool author, bool has_default, struct text *notes,
                    struct err *err)
{
	const struct layer *layer = author ? &layers->author : &layers->others;
	AUTO_POLICY struct policy over = {0};

	if (!layer->count)
		return 0;
	advise(policy, layer, author, has_default, notes);
	if (layer_join(&over, layer, true, NULL, err) < 0)
		return -1;
	derive_overlay(policy, &over);
	if (author)
		denied_report_rules(policy, &over, notes);
	return 0;
}

static int select_part(struct layers *layers, const struct policy_options *choice, struct text *notes, struct err *err)
{
	const struct scope scope = {choice->programs.at, choice->not_programs.at, choice->threads.at, choice->libraries.at};

	return layers->traces && wants_a_part(choice) ? scope_select(&layers->trace, &scope, notes, err) : 0;
}

static bool wants_a_trace(const struct policy_options *choice)
{
	return wants_a_part(choice) || choice->seen_only || choice->exact || choice->level || choice->explain || choice->portable.count || choice->reach || choice->no_exec || choice->no_args || choice->any_unknown || choice->archs.count || choice->with_sets.count ||
	       choice->without_sets.count || choice->deny.count || choice->supervise.count || choice->kill;
}

/* The lowest layer present also sets the general answers. */
static int join(struct policy *policy, const struct layers *layers, const struct verdict *otherwise, struct text *notes,
                struct err *err)
{
	bool others = layers->others.count;

	if (layer_join(policy, others ? &layers->others : &layers->author, false, otherwise, err) < 0)
		return -1;
	return others ? lay_over(policy, layers, true, otherwise, notes, err) : 0;
}

static int add_envelopes(struct policy *policy, const struct policy_options *choice, struct text *notes, struct err *err)
{
	const struct side side = {.policy = policy};

	if (!choice->envelopes.count)
		return 0;
	if (envelope_check(choice->envelopes.at, err) < 0)
		return -1;
	AUTO_COMPARE struct compare *compare = compare_begin(side, side, err);
	if (!compare)
		return -1;
	struct judge judge = judge_of(compare);
	envelope_add(policy, choice->envelopes.at, &judge, notes);
	return compare_check(compare, err);
}

static int make_policy(struct policy *policy, const struct layers *layers, const struct policy_options *choice,
                       const struct verdict *otherwise, struct text *notes, struct err *err)
{
	if (!layers->traces && wants_a_trace(choice))
		return err_set(err, "the given options apply to traces, but no input is a trace");
	if (!layers->traces)
		return join(policy, layers, otherwise, notes, err) < 0 ? -1 : add_envelopes(policy, choice, notes, err);
	if (derive(policy, layers, choice, notes, err) < 0 || lay_over(policy, layers, false, otherwise, notes, err) < 0)
		return -1;
	return lay_over(policy, layers, true, otherwise, notes, err);
}

static int write_policy(const struct policy *policy, const struct policy_options *choice, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	if (!choice->plan)
		policy_write(policy, &out);
	else
		(choice->json ? plan_json : plan_text)(policy, &out);
	return output_write(choice->output, &out, err);
}

/* `otherwise` is --default, or NULL. */
static int finish(struct policy *policy, const struct policy_options *choice, const struct verdict *otherwise,
                  struct text *notes, struct err *err)
{
	if (otherwise)
		policy->otherwise = *otherwise;
	if (choice->within && within_baseline(policy, choice->within, &choice->input, notes, err) < 0)
		return -1;
	policy_sort(policy);
	return 0;
}

/* How much the policy allows, in a few lines behind all other notes. */
static void add_dangers(const struct policy *policy, struct text *notes)
{
	AUTO_DECISION struct decision decision = { .policy = policy };
	AUTO_DANGER struct danger_report report = {0};
	struct err err;

	if (decision_begin(&decision, "the policy", &err) < 0) {
		text_format(notes, "%s; dangerous calls are not listed\n", err.text);
		return;
	}
	danger_of_decider(&report, policy->archs, &decision.by);
	danger_notes(&report, notes);
	danger_runtime_note(&report, policy, notes);
}

static int check_format(struct policy_options *choice, struct err *err)
{
	if (choice->format && !choice->plan && !choice->explain)
		return err_set(err, "--format is for --errno-plan and --explain-level; a policy is always JSON");
	return output_format(&choice->json, choice->format, err);
}

static void leave_known_out(struct trace *trace, struct text *notes)
{
	size_t count = trace_forget_known(trace);

	if (count)
		text_format(notes, "--seen-only leaves out %zu calls that were known before the recording: the program may have made them, "
		                   "unseen, and the policy may refuse what it needs\n", count);
}

/* The default profile that a Kubernetes object asks for is that of the engine which --for names. */
static const char *engine_of(const struct option_words *envelopes)
{
	for (size_t i = 0; i < envelopes->count; i++)
		if (defaults_has_tool(envelopes->at[i]))
			return envelopes->at[i];
	return NULL;
}

static int policy_main(const void *given, const struct operands *operands, struct err *err)
{
	struct policy_options formatted = *(const struct policy_options *)given;
	const struct policy_options *choice = &formatted;
	AUTO_LAYERS struct layers layers = {0};
	AUTO_POLICY struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};
	struct verdict asked, *otherwise = choice->otherwise ? &asked : NULL;
	struct support_target target;

	if (answer_target(&target, choice->kernel, NULL, err) < 0)
		return -1;
	if (choice->plan && choice->explain)
		return err_set(err, "--errno-plan and --explain-level cannot be combined");
	formatted.input.engine = engine_of(&choice->envelopes);
	if (check_format(&formatted, err) < 0)
		return -1;
	if (otherwise && answer_parse(otherwise, choice->otherwise, err) < 0)
		return -1;
	for (size_t i = 0; i < operands->count; i++)
		if (layers_add(&layers, operands->at[i], &choice->input, &notes, err) < 0)
			return -1;
	if (choice->seen_only)
		leave_known_out(&layers.trace, &notes);
	if (select_part(&layers, choice, &notes, err) < 0)
		return -1;
	if (choice->explain)
		return explain(&layers, choice, err);
	if (make_policy(&policy, &layers, choice, otherwise, &notes, err) < 0)
		return -1;
	if (finish(&policy, choice, otherwise, &notes, err) < 0)
		return -1;
	envelope_report_listener(&policy, choice->envelopes.at, &notes);
	if (layers.traces)
		coverage_notes(&layers.trace, &notes);
	bool works = support_report(&policy, &target, &notes);
	add_dangers(&policy, &notes);
	output_notes(&notes);                 /* before: what the recording lacks is known when the policy appears */
	return write_policy(&policy, choice, err) < 0 ? -1 : works ? EXIT_SAME : EXIT_DIFFERENT;
}

/* policy_check_supervised() knows the same. */
static const char *supervised_at(unsigned i)
{
	return i ? NULL : "openat2";
}

static const struct option_choice choices[] = {
	{"format", output_format_at},
	{"level", level_name_at},
	{"portable", portable_name_at},
	{"reach", reach_at},
	{"arch", arch_name_at},
	{"set", equivalence_name_at},
	{"no-set", equivalence_name_at},
	{"deny", syscall_name_at},
	{"for", envelope_word_at},
	{"supervise", supervised_at},
	{"default", answer_name_at},
	{0},
};

const struct command command_policy = {
	.name = "policy",
	.what = "write the policy that the traced programs need",
	.synopsis = "[options] TRACE|POLICY...",
	.example = "policy -o policy.json first.trace second.trace mine.json",
	.options = options,
	.choices = choices,
	.size = sizeof(struct policy_options),
	.shared = input_rows, .shared_at = offsetof(struct policy_options, input),
	.least = 1, .most = OPERANDS_ANY,
	.main = policy_main,
};
