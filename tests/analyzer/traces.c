/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words are read as the recorder would have written what they stand for.
 */
#include "tests/analyzer/traces.h"

struct trace_call call_on(enum arch arch, uint32_t nr)
{
	return (struct trace_call){.arch = arch, .nr = nr, .site = TRACE_NOWHERE, .count = 1};
}

void call_argument(struct trace_call *call, int id, unsigned arg, uint64_t value)
{
	enum role role = syscall_role((enum syscall_id)id, call->arch, arg);

	if (!role_is_filterable(role))
		return;
	values_add(&call->arg[arg], role, value);
	if (role_info(role)->selector)
		values_add(&call->selector[arg], role, value);
}

void call_tuple(struct trace_call *call)
{
	uint64_t tuple[TUPLE_VALUES] = {0};
	bool known = true, any = false;

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		if (!role_is_filterable(trace_role(call, arg)))
			continue;
		known &= call->arg[arg].kind == VALUES_SET && call->arg[arg].count == 1;
		tuple[arg] = call->arg[arg].v[0];
		any = true;
	}
	if (any && known)
		tuples_add(&call->tuples, tuple);
}

static void call_arguments(struct trace_call *call, int id, char *words)
{
	char *rest = words, *word;

	for (unsigned arg = 0; arg < SYSCALL_ARGS && (word = strsep(&rest, ",")); arg++)
		call_argument(call, id, arg, strtoull(word, NULL, 0));
	call_tuple(call);
}

static void call_deep(struct trace_call *call, int id, char *words)
{
	char *rest = words, *word;

	call->deep_tail = strchr(words, '~');
	for (unsigned place = 0; place < DEEP_PLACES && (word = strsep(&rest, ",")); place++)
		if (*word && *word != '}')
			values_add(&call->deep[place], deep_role(id, place), strtoull(word, NULL, 0));
}

void call_wide(struct trace_call *call, int id)
{
	call->wide = true;
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (role_info(syscall_role((enum syscall_id)id, call->arch, arg))->selector)
			call->selector[arg] = call->arg[arg] = (struct values){.kind = VALUES_ANY};
}

static void call_hidden(struct trace_call *call, int id)
{
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		enum role role = syscall_role((enum syscall_id)id, call->arch, arg);
		if (role_is_filterable(role))
			call->arg[arg].kind = VALUES_ANY;
		call->wide |= role_info(role)->selector;
	}
	for (unsigned place = 0; place < DEEP_PLACES; place++)
		if (deep_role(id, place) != ROLE__)
			call->deep[place].kind = VALUES_ANY;
}

struct trace_call call_of_vdso(enum arch arch, enum origin origin, const char *function)
{
	const struct vdso_function *row = vdso_function_find(arch, function);

	assert_non_null(row);
	struct trace_call call = call_on(arch, (uint32_t)syscall_nr(row->call[0], arch));
	call.origin = origin;
	call.function = function;
	return call;
}

struct trace_call call_of_word(enum arch arch, char *word)
{
	if (word[0] == '#')
		return call_on(arch, (uint32_t)strtoul(word + 1, NULL, 0));
	if (!strncmp(word, "vdso=", 5))
		return call_of_vdso(arch, ORIGIN_VDSO_HIDDEN, word + 5);
	if (!strncmp(word, "back=", 5))
		return call_of_vdso(arch, ORIGIN_VDSO, word + 5);

	size_t length = strcspn(word, "({*?");
	char kind = word[length];
	word[length] = '\0';
	int id = syscall_by_name(word);
	if (id == CALL_UNKNOWN || !syscall_exists((enum syscall_id)id, arch))
		fail_msg("%s has no call %s", arch_info(arch)->name, word);
	struct trace_call call = call_on(arch, (uint32_t)syscall_nr((enum syscall_id)id, arch));
	if (kind == '(')
		call_arguments(&call, id, word + length + 1);
	else if (kind == '{')
		call_deep(&call, id, word + length + 1);
	else if (kind == '*')
		call_wide(&call, id);
	else if (kind == '?')
		call_hidden(&call, id);
	return call;
}

/* A recorder knows the code that made a call, whatever its arguments are. */
static int site_of(struct trace *trace, const struct trace_call *call)
{
	bool wide = false;

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		wide |= call->selector[arg].kind == VALUES_ANY;
	if (!wide)
		return call->site;
	int image = trace_image(trace, &(struct trace_image){.path = "/bin/program"}, NULL);
	return trace_site(trace, &(struct trace_site){.image = image, .offset = 4096}, NULL);
}

struct trace_call *record_call(struct trace *trace, const struct trace_call *call)
{
	struct trace_call placed = *call;

	placed.site = site_of(trace, call);
	int entry = trace_call(trace, &placed, NULL);

	trace_call_join(&trace->calls[entry], call);
	return &trace->calls[entry];
}

void record(struct trace *trace, const char *line)
{
	char *words = strdup(line), *rest = words, *word;
	enum arch arch = ARCH_X86_64;

	while ((word = strsep(&rest, " "))) {
		size_t length = strlen(word);
		if (!length)
			continue;
		if (word[length - 1] == ':') {
			word[length - 1] = '\0';
			assert_true(arch_by_name(word) >= 0);
			arch = (enum arch)arch_by_name(word);
			continue;
		}
		struct trace_call call = call_of_word(arch, word);
		record_call(trace, &call);
	}
	free(words);
}

struct verdict decide_by_policy(const void *policy, const struct seccomp_data *data)
{
	return policy_eval(policy, data);
}

/* Calls of a box one by one: each free bit if there are few, else all clear and all set. The real
 * decider is emit/proof/box_answers.c. */
struct sampler {
	check_decide *decide;
	const void *context;
	const struct box *box;
	check_report *report;
	void *to;
	struct seccomp_data call;
	size_t left;
};

static void sample(struct sampler *s, unsigned arg)
{
	if (arg == BOX_ARGS && s->left && s->left--)
		s->report(s->to, s->decide(s->context, &s->call), &s->call);
	for (size_t k = 0; arg < BOX_ARGS && k < s->box->arg[arg].count; k++) {
		const struct pattern *pattern = &s->box->arg[arg].at[k];
		uint64_t free = ~pattern->known, bits = pattern->value & pattern->known;
		const uint64_t ends[] = {pattern->value & free, 0, free};
		bool few = __builtin_popcountll(free) <= 4;
		for (unsigned i = 0; !few && i < COUNT_OF(ends); i++) {
			s->call.args[arg] = bits | ends[i];
			sample(s, arg + 1);
		}
		for (uint64_t with = free, more = few; more; more = with, with = (with - 1) & free) {
			s->call.args[arg] = bits | with;
			sample(s, arg + 1);
		}
	}
}

struct by_samples {
	check_decide *decide;
	const void *context;
};

static void sampled_answers(const void *context, const struct box *box, check_report *report, void *to)
{
	const struct by_samples *by = context;
	struct sampler s = {by->decide, by->context, box, report, to, {.nr = (int)box->nr, .arch = box->audit}, 20000};

	sample(&s, 0);
}

static struct verdict sampled_decide(const void *context, const struct seccomp_data *data)
{
	const struct by_samples *by = context;

	return by->decide(by->context, data);
}

void check_sampled(struct check *check, const struct trace *trace, check_decide *decide, const void *context)
{
	const struct by_samples by = {decide, context};

	check_trace(check, trace, &(struct check_by){sampled_decide, sampled_answers, &by});
}

void derive(struct policy *policy, const struct trace *trace, const struct derive_options *options,
            struct text *notes)
{
	struct err err = {0};

	if (derive_policy(policy, trace, options, notes, &err))
		fail_msg("%s", err.text);
}

void derive_line(struct policy *policy, const char *line, const struct derive_options *options)
{
	struct trace trace = {0};
	AUTO_TEXT struct text notes = {0};

	record(&trace, line);
	derive(policy, &trace, options, &notes);
	trace_free(&trace);
}
