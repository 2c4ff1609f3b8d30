/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The known arguments of a call are a box, and the decider lists the answers to
 * all calls in it: one answer is certain, several depend on what is not known.
 */
#include "analyzer/explain/refusal.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "analyzer/explain/call.h"
#include "analyzer/explain/refusal_danger.h"
#include "analyzer/explain/remedy.h"
#include "analyzer/rows/rows.h"
#include "analyzer/rows/rule_words.h"
#include "analyzer/text/format.h"
#include "core/kernel/sockopt.h"

static void set_string(json_t *object, const char *key, const char *string)
{
	json_object_set_new(object, key, format_json(string));
}

static void set_words(json_t *object, const char *key, const struct text *words)
{
	set_string(object, key, words->length ? words->at : NULL);
}

static int id_of(const struct refusal *refusal)
{
	return syscall_by_nr(refusal->arch, refusal->nr);
}

/* --- the record --- */

static int64_t level_of(const struct refusal *refusal)
{
	int at = id_of(refusal) == CALL_UNKNOWN ? -1 : syscall_arg((enum syscall_id)id_of(refusal), refusal->arch, ROLE_sockopt_level);

	return at >= 0 && refusal->known >> at & 1 ? (int64_t)(uint32_t)refusal->args[at] : SOCKOPT_NO_LEVEL;
}

static json_t *arguments(const struct refusal *refusal)
{
	json_t *object = json_object();

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		enum role role = id_of(refusal) == CALL_UNKNOWN ? ROLE__ : syscall_role((enum syscall_id)id_of(refusal), refusal->arch, arg);
		AUTO_TEXT struct text words = {0};
		if (!(refusal->known >> arg & 1) || !role_is_filterable(role))
			continue;
		sockopt_spell(role, refusal->args[arg] & role_mask(role, refusal->arch), level_of(refusal), &words);
		json_object_set_new(object, role_info(role)->name, json_string(words.at));
	}
	return object;
}

static json_t *code(const struct refusal *refusal)
{
	json_t *object = json_object();

	if (refusal->has_ip) {
		AUTO_TEXT struct text address = {0};
		text_format(&address, "0x%" PRIx64, refusal->ip);
		set_words(object, "address", &address);
	} else {
		json_object_set_new(object, "address", json_null());
	}
	set_string(object, "image", refusal->image);
	json_object_set_new(object, "offset", refusal->image && refusal->offset ? format_json_count(refusal->offset) : json_null());
	set_string(object, "build_id", refusal->build_id);
	set_string(object, "function", refusal->function);
	json_object_set_new(object, "into", format_json_count(refusal->into));
	json_object_set_new(object, "matched", json_boolean(refusal->matched));
	return object;
}

static const char *kind_name(enum refusal_kind kind)
{
	static const char *const names[] = {
		[REFUSAL_RECORD] = "record", [REFUSAL_SIGNAL] = "signal", [REFUSAL_ERROR] = "error", [REFUSAL_MESSAGE] = "message",
		[REFUSAL_UNLOADED] = "unloaded",
	};
	return names[kind];
}

static json_t *answer_json(const struct refusal *refusal)
{
	if (!refusal->answered)
		return json_null();
	return refusal->bare ? json_string(action_name(refusal->answer.action)) : verdict_json(refusal->answer);
}

static json_t *error_json(int error)
{
	return !error ? json_null() : errno_name(error) ? json_string(errno_name(error)) : json_integer(error);
}

static void add_record(json_t *object, const struct refusal *refusal)
{
	int id = refusal->called ? id_of(refusal) : CALL_UNKNOWN;

	set_string(object, "kind", kind_name(refusal->kind));
	set_string(object, "source", refusal->source);
	json_object_set_new(object, "line", refusal->line ? format_json_count(refusal->line) : json_null());
	json_object_set_new(object, "count", format_json_count(refusal->count));
	set_string(object, "arch", refusal->called ? arch_info(refusal->arch)->name : NULL);
	json_object_set_new(object, "nr", refusal->called ? json_integer(refusal->nr) : json_null());
	set_string(object, "call", id == CALL_UNKNOWN ? NULL : syscall_name((enum syscall_id)id));
	json_object_set_new(object, "args", refusal->called ? arguments(refusal) : json_object());
	json_object_set_new(object, "answer", answer_json(refusal));
	json_object_set_new(object, "error", error_json(refusal->error));
	json_object_set_new(object, "pid", refusal->pid ? format_json_count(refusal->pid) : json_null());
	set_string(object, "program", refusal->program);
	json_object_set_new(object, "code", code(refusal));
	set_string(object, "means", refusal->means);
}

/* --- the policy --- */

struct answered {
	bool pass, stop;
	struct verdict pass_verdict, stop_verdict;
	bool several;                         /* different refusals */
	bool has_error;                       /* one of them is the wanted errno */
	int error;
};

static void take_answer(void *to, struct verdict verdict, const struct seccomp_data *example)
{
	struct answered *answered = to;

	(void)example;
	if (verdict_passes(verdict)) {
		answered->pass = true;
		answered->pass_verdict = verdict;
		return;
	}
	answered->several |= answered->stop;
	answered->stop = true;
	answered->stop_verdict = verdict;
	answered->has_error |= verdict.action == ACTION_ERRNO && verdict.data == answered->error;
	answered->has_error |= verdict.action >= ACTION_TRACE && verdict.action <= ACTION_NOTIFY && answered->error == ENOSYS;
}

/* The bits of an argument that the record shows: strace has no others than those that the kernel reads. */
static uint64_t known_bits(const struct refusal *refusal, unsigned arg)
{
	int id = id_of(refusal);
	enum role role = id == CALL_UNKNOWN ? ROLE__ : syscall_role((enum syscall_id)id, refusal->arch, arg);

	return role == ROLE__ ? UINT64_MAX : syscall_mask((enum syscall_id)id, refusal->arch, role);
}

static struct answered answers_of(const struct refusal *refusal, const struct check_by *by)
{
	struct answered answered = { .error = refusal->error };
	struct box box;

	box_begin(&box, refusal->arch, refusal->nr);
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (refusal->known >> arg & 1)
			box_value(&box, arg, known_bits(refusal, arg), refusal->args[arg] & known_bits(refusal, arg));
	by->answers(by->context, &box, take_answer, &answered);
	return answered;
}

/* Which part of the policy decides. */
static const char *part_of(const struct policy *policy, const struct refusal *refusal, const struct rule *rule)
{
	if (!(policy->archs & ARCH_BIT(refusal->arch)))
		return "foreign";
	if (!rule)
		return syscall_is_newer(refusal->arch, refusal->nr) ? "newer" : "default";
	return "rule";
}

static const char *outcome_of(const struct answered *answered)
{
	return !answered->stop ? "allows" : !answered->pass ? "refuses" : "depends";
}

/* Whether the record shows another answer than this one: it was another filter, or one emitted with another default. */
static bool is_other_answer(const struct refusal *refusal, struct verdict answer)
{
	if (refusal->bare)
		return refusal->answer.action != answer.action;
	if (refusal->answered)
		return !verdict_equal(refusal->answer, answer);
	return refusal->kind == REFUSAL_SIGNAL && answer.action != ACTION_TRAP && answer.action < ACTION_KILL_THREAD;
}

static json_t *policy_json(const struct refusal *refusal, const struct explain_with *with)
{
	const struct policy *policy = with->policy;
	const struct rule *rule = policy->archs & ARCH_BIT(refusal->arch) ? policy_find(policy, refusal->arch, refusal->nr) : NULL;
	struct answered answered = answers_of(refusal, with->by);
	AUTO_TEXT struct text words = {0};
	json_t *object = json_object();
	bool plain = rule && rule_is_plain(rule);

	if (rule && plain)
		rows_words(rule->rows, rule->row_count, &words);
	else if (rule && rule->row_count)
		rule_answers_words(rule, &words);
	set_string(object, "outcome", outcome_of(&answered));
	set_string(object, "by", part_of(policy, refusal, rule));
	json_object_set_new(object, "answer", answered.stop ? verdict_json(answered.stop_verdict) : verdict_json(answered.pass_verdict));
	json_object_set_new(object, "other_answer",
	                    json_boolean(answered.stop && !answered.several && is_other_answer(refusal, answered.stop_verdict)));
	json_object_set_new(object, "only_rows", json_boolean(plain && rule->row_count));
	set_words(object, "rows", &words);
	set_string(object, "why", rule && rule->why != WHY_USER ? why_name(rule->why) : NULL);
	set_string(object, "of", rule ? rule->of : NULL);
	set_string(object, "note", rule ? rule->note : NULL);
	return object;
}

/* --- equivalents --- */

/* What holds for a call on the arch of the refusal. */
typedef bool call_test(const struct explain_with *with, enum arch arch, enum syscall_id id);

static void take_pass(void *to, struct verdict verdict, const struct seccomp_data *example)
{
	(void)example;
	*(bool *)to |= verdict_passes(verdict);
}

static bool is_allowed(const struct explain_with *with, enum arch arch, enum syscall_id id)
{
	bool pass = false;
	struct box box;

	if (!with->by)
		return false;
	box_begin(&box, arch, (uint32_t)syscall_nr(id, arch));
	with->by->answers(with->by->context, &box, take_pass, &pass);
	return pass;
}

static bool is_recorded(const struct explain_with *with, enum arch arch, enum syscall_id id)
{
	for (size_t i = 0; with->trace && i < with->trace->call_count; i++)
		if (with->trace->calls[i].arch == arch && with->trace->calls[i].nr == (uint32_t)syscall_nr(id, arch))
			return true;
	return false;
}

/* The equivalents for which a test holds. */
static json_t *equivalents_where(const struct refusal *refusal, call_test *test, const struct explain_with *with)
{
	int of = id_of(refusal);
	json_t *found = json_array(), *all = of == CALL_UNKNOWN ? json_array() : explain_equivalents_json((enum syscall_id)of);
	size_t i;
	json_t *name;

	json_array_foreach(all, i, name) {
		enum syscall_id id = (enum syscall_id)syscall_by_name(json_string_value(name));
		if (syscall_exists(id, refusal->arch) && test(with, refusal->arch, id))
			json_array_append(found, name);
	}
	json_decref(all);
	return found;
}

/* --- the recording --- */

static bool admits(const struct values *seen, uint64_t mask, uint64_t value)
{
	return seen->kind == VALUES_NONE || values_admit(seen, mask, value & mask);
}

static bool may_be(const struct trace_call *call, const struct refusal *refusal)
{
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		enum role role = trace_role(call, arg);
		if (refusal->known >> arg & 1 && role_is_filterable(role) &&
		    !admits(&call->arg[arg], UINT64_MAX, role_recorded(role, refusal->args[arg] & role_mask(role, call->arch))))
			return false;
	}
	return true;
}

static void seen_words(const struct trace_call *call, struct text *out)
{
	struct condition seen[SYSCALL_ARGS];
	struct row row = { .condition = seen };

	text_add(out, out->length ? "; " : "");
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		const struct condition condition = { trace_role(call, arg), call->arg[arg] };
		if (condition.values.kind != VALUES_NONE && role_is_filterable(condition.role))
			seen[row.count++] = condition;
	}
	if (row.count)
		row_words(&row, out);
}

enum { SEEN_MOST = 8 };

/* Whether the traces have the program; null if the record or the traces do not name one. */
static json_t *program_json(const struct refusal *refusal, const struct trace *trace)
{
	if (!refusal->program || *refusal->program != '/' || !trace->program_count)
		return json_null();
	for (size_t i = 0; i < trace->program_count; i++)
		if (!strcmp(trace->programs[i].path, refusal->program))
			return json_true();
	return json_false();
}

static json_t *recording_json(const struct refusal *refusal, const struct explain_with *with)
{
	const struct trace *trace = with->trace;
	AUTO_TEXT struct text words = {0};
	size_t entries = 0, same = 0;
	json_t *object = json_object();

	for (size_t i = 0; i < trace->call_count; i++) {
		const struct trace_call *call = &trace->calls[i];
		if (call->arch != refusal->arch || call->nr != refusal->nr)
			continue;
		same += may_be(call, refusal);
		if (entries++ < SEEN_MOST)
			seen_words(call, &words);
	}
	set_string(object, "recorded", !entries ? "never" : !same ? "otherwise" : "possibly");
	set_words(object, "with", &words);
	json_object_set_new(object, "program", program_json(refusal, trace));
	json_object_set_new(object, "equivalents", equivalents_where(refusal, is_recorded, with));
	return object;
}

/* --- all --- */

/* `allowed`: by the policy, so nothing needs to change. */
static json_t *remedy_json(const struct refusal *refusal, const struct policy *policy, bool allowed)
{
	AUTO_REMEDY struct remedy remedy = {0};
	AUTO_TEXT struct text words = {0};
	json_t *object = json_object(), *unknown = json_array();

	if (!allowed)
		remedy_of(&remedy, refusal, policy);
	remedy_text(&remedy, &words);
	for (size_t i = 0; i < remedy.unknown_count; i++)
		json_array_append_new(unknown, json_string(remedy.unknown[i]));
	set_string(object, "how", remedy_how_name(remedy.how));
	json_object_set(object, "change", remedy.change ? remedy.change : json_null());
	json_object_set_new(object, "unknown", unknown);
	set_words(object, "what", &words);
	return object;
}

static bool policy_allows(const struct refusal *refusal, const struct explain_with *with)
{
	return with->policy && !answers_of(refusal, with->by).stop;
}

static void add_call_facts(json_t *object, const struct refusal *refusal, const struct explain_with *with)
{
	AUTO_TEXT struct text equivalents = {0};

	if (id_of(refusal) != CALL_UNKNOWN)
		explain_equivalents_text((enum syscall_id)id_of(refusal), &equivalents);
	set_words(object, "equivalents", &equivalents);
	json_object_set_new(object, "allowed_equivalents", equivalents_where(refusal, is_allowed, with));
	json_object_set_new(object, "policy", with->policy ? policy_json(refusal, with) : json_null());
	json_object_set_new(object, "recording", with->trace ? recording_json(refusal, with) : json_null());
	json_object_set_new(object, "dangers", refusal_dangers(refusal));
	json_object_set_new(object, "remedy", remedy_json(refusal, with->policy, policy_allows(refusal, with)));
}

static bool is_message(const struct refusal *refusal)
{
	return !strcmp(refusal->source, "message");
}

/* Programs report few failed calls, so one that the policy allows is worth to say so; a trace of calls has many. */
static bool is_worth_a_word(const struct refusal *refusal, const struct explain_with *with)
{
	return is_message(refusal) && refusal->error != EACCES && policy_allows(refusal, with);
}

/* A failed call that no filter is likely to have refused. */
static bool is_plain_failure(const struct refusal *refusal, const struct explain_with *with)
{
	bool likely = refusal->error == EPERM || refusal->error == ENOSYS || (is_message(refusal) && refusal->error == EACCES);

	if (refusal->kind != REFUSAL_ERROR || !refusal->called)
		return false;
	if (!with->policy)
		return !likely;
	return !answers_of(refusal, with->by).has_error && !is_worth_a_word(refusal, with);
}

json_t *explain_refusals_json(const struct refusals *refusals, const struct explain_with *with)
{
	json_t *facts = json_object(), *list = json_array();
	uint64_t idle = refusals->idle;

	for (size_t i = 0; i < refusals->count; i++) {
		const struct refusal *refusal = &refusals->at[i];
		if (is_plain_failure(refusal, with)) {
			idle += refusal->count;
			continue;
		}
		json_t *object = json_object();
		add_record(object, refusal);
		if (refusal->called)
			add_call_facts(object, refusal, with);
		json_array_append_new(list, object);
	}
	json_object_set_new(facts, "version", json_integer(1));
	json_object_set_new(facts, "refusals", list);
	json_object_set_new(facts, "dropped", format_json_count(refusals->dropped));
	json_object_set_new(facts, "idle_lines", format_json_count(idle));
	json_object_set_new(facts, "unread_records", format_json_count(refusals->unread));
	json_object_set_new(facts, "unknown_lines", format_json_count(refusals->unknown));
	json_object_set_new(facts, "first_unknown", refusals->unknown ? format_json_count(refusals->first_unknown) : json_null());
	json_object_set_new(facts, "records_lost", json_boolean(refusals->lost));
	json_object_set_new(facts, "serial_gap", refusals->gap ? format_json_count(refusals->gap) : json_null());
	return facts;
}

bool explain_refusals_is_whole(const json_t *facts)
{
	const json_t *list = json_object_get(facts, "refusals");
	size_t i;
	json_t *item;

	json_array_foreach(list, i, item)
		if (json_is_null(json_object_get(item, "nr")))
			return false;
	return json_array_size(list) && !json_is_true(json_object_get(facts, "records_lost")) &&
	       !json_integer_value(json_object_get(facts, "unread_records"));
}
