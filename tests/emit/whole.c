/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whole random SEED COUNT FOLDER
 * whole answer POLICY CALLS...
 *
 * Compares seccord with an evaluator that shares no code with it
 * (tests/oracle/policy_eval.py), on policies of the whole language: `random`
 * writes COUNT policies, with calls at the boundaries of each, to
 * FOLDER/NNNNN.policy and .calls; both print seccord's answers, one line per
 * call. For each policy, `random` first checks that the policy as generated, as
 * read back from its file, its filter and, for calls possible here, the running
 * kernel agree. Policy N of seed S is policy 0 of seed S + N. Exits with 1 on a
 * difference.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "emit/compile/compile.h"
#include "tests/emit/kernel.h"
#include "tests/emit/random.h"

enum { CALLS = 60, KERNEL_WORTH = 8, LONG_EVERY = 500, LONG = 150 };

struct counts {
	unsigned long policies, rules, calls, kernel;
	const char *no_kernel;                /* why it is not used */
};

static void die(const char *name, const char *what)
{
	fprintf(stderr, "%s: %s\n", name, what);
	exit(1);
}

static uint32_t answer(const struct policy *policy, const struct seccomp_data *data)
{
	return verdict_ret(policy_eval(policy, data));
}

/* Valid policy files: numbers that the arch has, at most one rule for each, and no overlapping ranges. */

static bool has_number(const struct rule *rule)
{
	if (rule->id != CALL_UNKNOWN || rule_is_range(rule))
		return true;
	arch_each(arch, rule->archs)
		if (arch_of_call(arch_info(arch)->audit, rule->nr) != (int)arch)
			return false;
	return true;
}

static bool clash_on(const struct rule *a, const struct rule *b, enum arch arch)
{
	if (rule_is_range(a) != rule_is_range(b))
		return false;
	if (rule_is_range(a))
		return a->nr <= b->last && b->nr <= a->last;
	uint32_t nr = a->id == CALL_UNKNOWN ? a->nr : (uint32_t)syscall_nr(a->id, arch);
	return rule_names(b, arch, nr);
}

static bool clash(const struct rule *a, const struct rule *b)
{
	arch_each(arch, a->archs & b->archs)
		if (clash_on(a, b, arch))
			return true;
	return false;
}

static void make_sayable(struct policy *policy)
{
	size_t kept = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		size_t other = 0;
		while (other < kept && !clash(&policy->rules[i], &policy->rules[other]))
			other++;
		if (other == kept && has_number(&policy->rules[i]))
			policy->rules[kept++] = policy->rules[i];
	}
	policy->rule_count = kept;
}

/* Every other policy is limited to what the running kernel can test. */
static void make_policy(struct rng *rng, uint64_t seed, struct policy *policy)
{
	if (seed % LONG_EVERY == 1)
		random_policy_of(rng, policy, random_archs(rng), LONG);
	else if (seed % 2)
		random_policy(rng, policy);
	else
		random_policy_of(rng, policy, ARCH_BIT(ARCH_X86_64) | (rng_chance(rng, 50) ? ARCH_BIT(ARCH_X32) : 0),
		                 rng_below(rng, 15));
	make_sayable(policy);
}

/* The file's name without its directory and extension. */
static void print_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	printf("%.*s", (int)strcspn(name, "."), name);
}

static void print_answers(const struct policy *policy, const char *name, const struct seccomp_data *data, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		print_name(name);
		printf(":%zu: %08x\n", i + 1, answer(policy, &data[i]));
	}
}

/* random */

#ifdef __x86_64__
/* uretprobe and uprobe bypass filters: the kernel itself places them in a process. */
static bool is_native(const struct seccomp_data *data)
{
	return data->arch == AUDIT_ARCH_X86_64 && data->nr != 335 && data->nr != 336;
}

static void ask_kernel(const struct policy *policy, const struct filter *filter, const struct seccomp_data *calls,
                       const char *name, struct counts *counts)
{
	static struct kernel_batch *batch;
	struct seccomp_data data[KERNEL_INPUTS];
	size_t count = 0;

	for (unsigned i = 0; i < CALLS; i++)
		if (is_native(&calls[i]))
			data[count++] = calls[i];
	if (count < KERNEL_WORTH || counts->no_kernel)
		return;
	batch = batch ? batch : kernel_batch_new();
	int trouble = kernel_run(filter, data, count, batch);
	if (trouble == EINVAL || trouble == ECHILD)
		die(name, "the kernel rejects the filter");
	if (trouble) {
		counts->no_kernel = strerror(trouble);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct outcome want = outcome_of(answer(policy, &data[i]));
		if (batch->outcome[i].kind != want.kind || batch->outcome[i].error != want.error)
			die(name, "the kernel answers differently");
	}
	counts->kernel += count;
}
#else
static void ask_kernel(const struct policy *policy, const struct filter *filter, const struct seccomp_data *calls,
                       const char *name, struct counts *counts)
{
	(void)policy, (void)filter, (void)calls, (void)name;
	counts->no_kernel = "direct calls need x86_64";
}
#endif

/* The answers of all of seccord's evaluators, which must agree. */
static void hold_together(const struct policy *made, const struct policy *read, const struct seccomp_data *data,
                          const char *name, struct counts *counts)
{
	AUTO_FILTER struct filter filter = { 0 };
	struct err err = { "" };

	if (filter_compile(&filter, read, &err) || filter_check(&filter, &err))
		die(name, err.text);
	for (unsigned i = 0; i < CALLS; i++) {
		struct seccomp_data stored = as_stored(data[i], read->archs);
		if (answer(made, &data[i]) != answer(read, &data[i]))
			die(name, "the file differs from the policy it was written from");
		if (filter_run(&filter, &stored, NULL) != answer(read, &data[i]))
			die(name, "the filter answers differently");
	}
	ask_kernel(read, &filter, data, name, counts);
}

static void save_as(const char *stem, const char *ending, const struct text *text)
{
	AUTO_TEXT struct text name = { 0 };

	text_format(&name, "%s.%s", stem, ending);
	FILE *out = fopen(name.at, "w");
	if (!out || fwrite(text->at, 1, text->length, out) != text->length || fclose(out))
		die(name.at, "cannot be written");
}

static void write_calls(const struct seccomp_data *data, size_t count, struct text *out)
{
	for (size_t i = 0; i < count; i++) {
		text_format(out, "%x %x", data[i].arch, (uint32_t)data[i].nr);
		for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
			text_format(out, " %" PRIx64, (uint64_t)data[i].args[arg]);
		text_add(out, "\n");
	}
}

static void try_random(uint64_t seed, const char *stem, struct counts *counts)
{
	AUTO_TEXT struct text text = { 0 }, calls = { 0 };
	AUTO_POLICY struct policy made = { 0 }, read = { 0 };
	struct rng rng = { .state = seed, .whole = true };
	struct seccomp_data data[CALLS];
	struct err err = { "" };

	make_policy(&rng, seed, &made);
	for (unsigned i = 0; i < CALLS; i++)
		data[i] = random_input(&rng, &made);
	policy_write(&made, &text);
	save_as(stem, "policy", &text);
	write_calls(data, CALLS, &calls);
	save_as(stem, "calls", &calls);
	if (policy_read_bytes(&read, text.at, text.length, stem, &err))
		die(stem, err.text);
	hold_together(&made, &read, data, stem, counts);
	print_answers(&read, stem, data, CALLS);
	counts->policies++;
	counts->rules += read.rule_count;
	counts->calls += CALLS;
}

static int do_random(uint64_t seed, unsigned long count, const char *folder)
{
	struct counts counts = { 0 };

	for (unsigned long i = 0; i < count; i++) {
		AUTO_TEXT struct text stem = { 0 };
		text_format(&stem, "%s/%05lu", folder, i);
		try_random(seed + i, stem.at, &counts);
	}
	fprintf(stderr, "SEED=%" PRIu64 ": %lu policies of %lu rules, %lu calls, the kernel asked about %lu%s%s\n", seed,
	        counts.policies, counts.rules, counts.calls, counts.kernel, counts.no_kernel ? "; SKIP: " : "",
	        counts.no_kernel ? counts.no_kernel : "");
	return 0;
}

/* answer */

static size_t read_calls(const char *name, struct seccomp_data *data, size_t most)
{
	FILE *in = fopen(name, "r");
	size_t count = 0;

	if (!in)
		die(name, "cannot be read");
	while (count < most && fscanf(in, "%" SCNx32 " %" SCNx32, &data[count].arch, (uint32_t *)&data[count].nr) == 2) {
		for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
			if (fscanf(in, " %" SCNx64, (uint64_t *)&data[count].args[arg]) != 1)
				die(name, "not a list of calls");
		count++;
	}
	fclose(in);
	return count;
}

/* A policy that cannot be read counts as an answer too. */
static void do_answer(const char *policy_name, const char *calls)
{
	static struct seccomp_data data[10000];
	AUTO_POLICY struct policy policy = { 0 };
	struct err err = { "" };
	size_t count = read_calls(calls, data, COUNT_OF(data));

	if (!policy_read(&policy, policy_name, &err)) {
		print_answers(&policy, policy_name, data, count);
		return;
	}
	print_name(policy_name);
	printf(": refused\n");
	fprintf(stderr, "%s\n", err.text);
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "random"))
		return do_random(strtoull(argv[2], NULL, 10), strtoul(argv[3], NULL, 10), argv[4]);
	if (argc < 4 || argc % 2 || strcmp(argv[1], "answer"))
		die(argv[0], "random SEED COUNT FOLDER | answer POLICY CALLS [POLICY CALLS]...");
	for (int i = 2; i < argc; i += 2)
		do_answer(argv[i], argv[i + 1]);
	return 0;
}
