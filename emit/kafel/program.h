/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program: a file in kafel's language: its policies, and the one without a name.
 */
#ifndef EMIT_KAFEL_PROGRAM_H
#define EMIT_KAFEL_PROGRAM_H

#include "emit/kafel/kafel.h"

struct kafel_filter {                         /* a call of a block */
	enum syscall_id id;                   /* CALL_UNKNOWN: by number */
	uint32_t nr;
	struct verdict verdict;
	struct kafel_any any;
	bool conditional;
	unsigned line;
};

struct kafel_entry {                          /* of a policy */
	struct kafel_policy *uses;            /* or: */
	struct kafel_filter filter;
};

struct kafel_policy {
	const char *name;
	struct kafel_entry *at;
	size_t count, room;
	bool used;
	struct kafel_policy *next;
};

struct kafel {
	struct in_source *source;
	struct kafel_lex lex;
	struct kafel_constants constants;
	struct kafel_policy *policies, main;
	enum arch arch;
	bool has_default;
	size_t filters, policy_count;
};

/* Reads a call of a block that has this answer, and its condition. */
int kafel_filter(struct kafel *kafel, struct kafel_policy *policy, struct verdict verdict, struct err *err);
struct kafel_entry *kafel_add_entry(struct kafel_policy *policy);

/* Whether calls of an arch are known. */
bool kafel_has_arch(enum arch arch);

/* The rules of the policy without a name, and of those that it uses. */
int kafel_rules(struct kafel *kafel, struct err *err);
void kafel_free_policies(struct kafel *kafel);

#endif
