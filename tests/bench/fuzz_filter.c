/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_filter CASES [SEED]: compares CASES calls to the filters of random
 * policies between the specification, the interpreter and, for every 16th
 * policy, the running kernel; each filter is also proved. Stops at the first
 * difference and prints the seed that reproduces that policy.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "emit/compile/compile.h"
#include "emit/proof/prove.h"
#include "tests/emit/kernel.h"
#include "tests/emit/random.h"

enum { INPUTS = 500, KERNEL_EVERY = 16, LONG_EVERY = 200, LONG = 150 };

struct counts {
	unsigned long policies, instructions, cases, kernel;
	const char *no_kernel;                /* why it is not used */
};

static void die(const struct policy *policy, uint64_t seed, const char *what)
{
	AUTO_TEXT struct text text = { 0 };

	policy_write(policy, &text);
	printf("%s\n%s: CASES=1 SEED=%" PRIu64 " reproduces it\n", text.at, what, seed);
	exit(1);
}

/* uretprobe and uprobe bypass filters: the kernel itself places them in a process. */
static bool is_native(const struct seccomp_data *data)
{
	return data->arch == AUDIT_ARCH_X86_64 && data->nr != 335 && data->nr != 336;
}

#ifdef __x86_64__
static void ask_kernel(const struct policy *policy, const struct filter *filter, const struct seccomp_data *data,
                       size_t count, uint64_t seed, struct counts *counts)
{
	static struct kernel_batch *batch;

	batch = batch ? batch : kernel_batch_new();
	int trouble = kernel_run(filter, data, count, batch);
	if (trouble == EINVAL || trouble == ECHILD)
		die(policy, seed, "the kernel rejects the filter");
	if (trouble)
		counts->no_kernel = strerror(trouble);
	for (size_t i = 0; i < count && !trouble; i++) {
		struct outcome want = outcome_of(verdict_ret(policy_eval(policy, &data[i])));
		if (batch->outcome[i].kind != want.kind || batch->outcome[i].error != want.error)
			die(policy, seed, "the kernel answers differently");
	}
	counts->kernel += trouble ? 0 : count;
}
#else
static void ask_kernel(const struct policy *policy, const struct filter *filter, const struct seccomp_data *data,
                       size_t count, uint64_t seed, struct counts *counts)
{
	(void)policy, (void)filter, (void)data, (void)count, (void)seed;
	counts->no_kernel = "direct calls need x86_64";
}
#endif

static void try_inputs(struct rng *rng, const struct policy *policy, const struct filter *filter, uint64_t seed,
                       struct counts *counts)
{
	struct seccomp_data native[KERNEL_INPUTS];
	size_t count = 0;

	for (unsigned i = 0; i < INPUTS; i++) {
		struct seccomp_data data = random_input(rng, policy), stored = as_stored(data, policy->archs);
		if (filter_run(filter, &stored, NULL) != verdict_ret(policy_eval(policy, &data)))
			die(policy, seed, "the filter answers differently");
		if (count < KERNEL_INPUTS && is_native(&data))
			native[count++] = data;
	}
	counts->cases += INPUTS;
	if (seed % KERNEL_EVERY == 0)
		ask_kernel(policy, filter, native, count, seed, counts);
}

/* Some are limited to what the running kernel can test, some are long. */
static void make_policy(struct rng *rng, uint64_t seed, struct policy *policy)
{
	if (seed % KERNEL_EVERY == 0)
		random_policy_of(rng, policy, ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_X32), rng_below(rng, 20));
	else if (seed % LONG_EVERY == 1)
		random_policy_of(rng, policy, random_archs(rng), LONG);
	else
		random_policy(rng, policy);
}

static void try_policy(uint64_t seed, struct counts *counts)
{
	AUTO_FILTER struct filter filter = { 0 };
	struct rng rng = { .state = seed, .whole = true };
	struct policy policy;
	struct proof proof;
	struct err err = { "" };

	make_policy(&rng, seed, &policy);
	counts->policies++;
	if (filter_compile(&filter, &policy, &err) || filter_check(&filter, &err) ||
	    prove(&proof, (struct side){ .filter = &filter }, (struct side){ .policy = &policy }, CLAIM_EQUAL, &err))
		die(&policy, seed, err.text);
	if (!proof.holds)
		die(&policy, seed, "the proof does not hold");
	counts->instructions += filter.length;
	try_inputs(&rng, &policy, &filter, seed, counts);
	policy_free(&policy);
}

int main(int argc, char **argv)
{
	uint64_t cases = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL) * 1000;
	struct counts counts = { 0 };

	printf("fuzz-filter: SEED=%" PRIu64 " CASES=%" PRIu64 "\n", seed, cases);
	for (; counts.cases < cases; seed++)
		try_policy(seed, &counts);
	printf("fuzz-filter: passed: %lu policies of %lu instructions proved, %lu calls with equal answers, %lu of them by the kernel%s%s\n",
	       counts.policies, counts.instructions, counts.cases, counts.kernel,
	       counts.no_kernel ? "; SKIP: " : "", counts.no_kernel ? counts.no_kernel : "");
	return 0;
}
