/* SPDX-License-Identifier: Apache-2.0 */
/* Merging rows: the rows of a case are domains and types, written as numbers; 0 is no condition. */
#include "tests/analyzer/traces.h"

#include "analyzer/rows/rows.h"

struct pair {
	uint64_t domain, type;
};

static const struct {
	struct pair in[6];
	size_t count;
	const char *words;                    /* of the merged rows */
} rows[] = {
	{{{1, 1}}, 1, "domain AF_UNIX, socktype SOCK_STREAM\n"},
	{{{1, 1}, {1, 1}}, 2, "domain AF_UNIX, socktype SOCK_STREAM\n"},
	{{{2, 2}, {10, 1}, {2, 1}, {10, 2}}, 4, "domain AF_INET or AF_INET6, socktype SOCK_STREAM or SOCK_DGRAM\n"},
	{{{10, 1}, {2, 2}, {2, 1}}, 3, "domain AF_INET, socktype SOCK_STREAM or SOCK_DGRAM\ndomain AF_INET6, socktype SOCK_STREAM\n"},
	{{{1, 1}, {0, 1}}, 2, "socktype SOCK_STREAM\n"},
	{{{1, 0}, {2, 0}}, 2, "domain AF_UNIX or AF_INET\n"},
	{{{1, 1}, {2, 0}}, 2, "domain AF_UNIX, socktype SOCK_STREAM\ndomain AF_INET\n"},
	{{{0, 0}}, 1, "any arguments\n"},
};

static struct values one(uint64_t value)
{
	return (struct values){.kind = VALUES_SET, .count = 1, .v = {value}};
}

static void add_pair(struct rows *to, const struct pair *pair)
{
	struct condition condition[2];
	struct row row = {.condition = condition, .count = 0};

	if (pair->domain)
		condition[row.count++] = (struct condition){ROLE_domain, one(pair->domain)};
	if (pair->type)
		condition[row.count++] = (struct condition){ROLE_socktype, one(pair->type)};
	rows_add(to, &row);
}

static void test_merge(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (size_t turn = 0; turn < rows[i].count; turn++) {
			struct arena arena = {0};
			struct rows merged = {.arena = &arena};
			AUTO_TEXT struct text words = {0};
			for (size_t k = 0; k < rows[i].count; k++)
				add_pair(&merged, &rows[i].in[(k + turn) % rows[i].count]);
			rows_merge(&merged);
			for (size_t k = 0; k < merged.count; k++) {
				row_words(&merged.at[k], &words);
				text_add(&words, "\n");
			}
			assert_string_equal(words.at, rows[i].words);
			arena_free(&arena);
		}
}

/* A full set stays a set: further values get another row. */
static void test_merge_keeps_sets(void **state)
{
	struct arena arena = {0};
	struct rows merged = {.arena = &arena};
	size_t values = 0;

	(void)state;
	for (uint64_t domain = 1; domain <= VALUES_MAX + 1; domain++)
		add_pair(&merged, &(struct pair){domain, 1});
	rows_merge(&merged);
	for (size_t i = 0; i < merged.count; i++) {
		const struct condition *condition = row_condition(&merged.at[i], ROLE_domain);
		assert_non_null(condition);
		assert_int_equal(condition->values.kind, VALUES_SET);
		values += condition->values.count;
	}
	assert_int_equal(values, VALUES_MAX + 1);
	arena_free(&arena);
}

static void test_forget(void **state)
{
	struct arena arena = {0};
	struct rows left = {.arena = &arena};

	(void)state;
	add_pair(&left, &(struct pair){1, 1});
	add_pair(&left, &(struct pair){2, 1});
	rows_forget(&left, ROLE_domain);
	assert_int_equal(left.count, 1);
	assert_null(row_condition(&left.at[0], ROLE_domain));
	assert_non_null(row_condition(&left.at[0], ROLE_socktype));
	arena_free(&arena);
}

static void test_words(void **state)
{
	static const struct {
		struct condition condition;
		const char *words;
	} kinds[] = {
		{{ROLE_domain, {.kind = VALUES_SET, .count = 1, .v = {1}}}, "domain AF_UNIX"},
		{{ROLE_domain, {.kind = VALUES_SET, .negated = true, .count = 1, .v = {1}}}, "domain not AF_UNIX"},
		{{ROLE_domain, {.kind = VALUES_SET, .negated = true, .count = 2, .v = {1, 2}}}, "domain neither AF_UNIX nor AF_INET"},
		{{ROLE_prot, {.kind = VALUES_BITS, .v = {3}}}, "prot within PROT_READ|PROT_WRITE"},
		{{ROLE_prot, {.kind = VALUES_BITS, .negated = true, .v = {3}}}, "prot not within PROT_READ|PROT_WRITE"},
		{{ROLE_prot, {.kind = VALUES_HAS_ALL, .v = {6}}}, "prot with all of PROT_WRITE|PROT_EXEC"},
		{{ROLE_prot, {.kind = VALUES_HAS_ALL, .negated = true, .v = {6}}}, "prot without all of PROT_WRITE|PROT_EXEC"},
		{{ROLE_prot, {.kind = VALUES_HAS_ANY, .v = {6}}}, "prot with any of PROT_WRITE|PROT_EXEC"},
		{{ROLE_prot, {.kind = VALUES_HAS_ANY, .negated = true, .v = {6}}}, "prot with none of PROT_WRITE|PROT_EXEC"},
		{{ROLE_prot, {.kind = VALUES_MASKED, .v = {6, 2}}}, "prot under the mask PROT_WRITE|PROT_EXEC equal to PROT_WRITE"},
		{{ROLE_prot, {.kind = VALUES_MASKED, .negated = true, .v = {6, 2}}}, "prot under the mask PROT_WRITE|PROT_EXEC not equal to PROT_WRITE"},
		{{ROLE_arg3, {.kind = VALUES_RANGE, .v = {5, 9}}}, "arg3 5 to 9"},
		{{ROLE_arg3, {.kind = VALUES_RANGE, .negated = true, .v = {5, 9}}}, "arg3 not 5 to 9"},
		{{ROLE_arg3, {.kind = VALUES_ANY}}, "arg3 anything"},
		{{ROLE_arg3, {.kind = VALUES_ANY, .negated = true}}, "arg3 nothing"},
		{{ROLE_arg3, {.kind = VALUES_NONE, .negated = true}}, "arg3 anything"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct row row = {.condition = (struct condition *)&kinds[i].condition, .count = 1};
		AUTO_TEXT struct text words = {0};
		row_words(&row, &words);
		assert_string_equal(words.at, kinds[i].words);
	}
}

/* A socket option has a name by its level, if the row has one level. */
static void test_options(void **state)
{
	struct condition conditions[] = {
		{ROLE_sockopt_level, one(6)}, {ROLE_sockopt_name, {.kind = VALUES_SET, .negated = true, .count = 2, .v = {1, 999}}},
	};
	struct row row = {.condition = conditions, .count = 2};
	AUTO_TEXT struct text named = {0}, numbered = {0};

	(void)state;
	row_words(&row, &named);
	assert_string_equal(named.at, "sockopt_level SOL_TCP, sockopt_name neither TCP_NODELAY nor 999");
	conditions[0].values.negated = true;
	row_words(&row, &numbered);
	assert_string_equal(numbered.at, "sockopt_level not SOL_TCP, sockopt_name neither 1 nor 999");
}

/* Several conditions on one argument are not joined with another row's: all of them must hold. */
static void test_several(void **state)
{
	struct condition several[] = {{ROLE_domain, one(1)}, {ROLE_domain, {.kind = VALUES_HAS_ANY, .v = {1}}}}, single[] = {{ROLE_domain, one(2)}};
	struct row two = {.condition = several, .count = 2}, other = {.condition = single, .count = 1};
	struct arena arena = {0};
	struct rows rows_of = {.arena = &arena};

	(void)state;
	rows_add(&rows_of, &two);
	rows_add(&rows_of, &other);
	rows_merge(&rows_of);
	assert_int_equal(rows_of.count, 2);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_options), cmocka_unit_test(test_several),
		cmocka_unit_test(test_merge_keeps_sets),
		cmocka_unit_test(test_forget),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
