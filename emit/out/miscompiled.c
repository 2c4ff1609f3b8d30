/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libseccomp 2.5.4 loads the number of a call before the first rule of an arch. If that is the only call and its rules have
 * conditions, or if the arch lacks the first call, the number is not loaded. A call whose name a libseccomp 2.5 lacks has no
 * rule there, so both are asked of the oldest and of the newest of them.
 */
#include "emit/out/miscompiled.h"

#include "core/libc/equivalence.h"
#include "core/libc/support.h"
#include "emit/out/lowered_rules.h"

static const struct version libraries[] = { { { 2, 5, 4 } }, { { 2, 5, 6 } } };

static bool is_named(const struct lowered_call *call, struct version library)
{
	return call->id == CALL_UNKNOWN || support_library_names(library, call->id);
}

/* On i386, connect is also a command of socketcall. lxc passes over it there, even where it is a call too. */
static bool is_on(const struct lowered *s, enum syscall_id id, enum arch arch)
{
	for (size_t i = 0; i < multiplexed_count(); i++)
		if (multiplexed_at(i)->direct == id && syscall_exists(multiplexed_at(i)->multiplexer, arch))
			return !lowered_says(s, DROPS_NAMES);
	return syscall_exists(id, arch);
}

/* The only call that has rules on an arch, if one of them has conditions; else CALL_UNKNOWN. */
static enum syscall_id lone_call(const struct lowered *s, enum arch arch, struct version library)
{
	enum syscall_id found = CALL_UNKNOWN;
	bool conditional = false;

	for (size_t i = 0; i < s->count; i++) {
		const struct lowered_call *call = &s->call[i];
		if (!is_on(s, call->id, arch) || !is_named(call, library))
			continue;
		if (found != CALL_UNKNOWN && found != call->id)
			return CALL_UNKNOWN;
		found = call->id;
		conditional |= !lowered_is_free(call);
	}
	return conditional ? found : CALL_UNKNOWN;
}

static bool lacks_first(const struct lowered *s, enum arch arch, struct version library)
{
	bool lacks = false, has = false;

	for (size_t i = 0; i < s->count; i++) {
		if (!is_named(&s->call[i], library))
			continue;
		if (is_on(s, s->call[i].id, arch) && lowered_is_free(&s->call[i]))
			return false;
		lacks |= !syscall_exists(s->call[i].id, arch);
		has |= is_on(s, s->call[i].id, arch);
	}
	return lacks && has;
}

/* lxc has the same rules for all archs of the host. */
static arch_set archs_of(const struct lowered *s)
{
	arch_set archs = s->policy.archs;

	arch_each(arch, ARCH_ALL)
		if (lowered_says(s, DROPS_NAMES) && arch_host(arch) == arch_host(s->arch))
			archs |= ARCH_BIT(arch);
	return archs;
}

static void find(const struct lowered *s, struct version library, bool lone[CALL_COUNT], arch_set *lacking)
{
	arch_set archs = archs_of(s);

	arch_each(arch, archs == ARCH_BIT(ARCH_X86_64) ? 0 : archs) {
		enum syscall_id id = lone_call(s, arch, library);
		if (id != CALL_UNKNOWN)
			lone[id] = true;
		else if (lacks_first(s, arch, library))
			*lacking |= ARCH_BIT(arch);
	}
}

void miscompiled_report(const struct lowered *lowered, struct text *notes)
{
	bool lone[CALL_COUNT] = { false };
	arch_set lacking = 0;

	for (size_t i = 0; i < COUNT_OF(libraries); i++)
		find(lowered, libraries[i], lone, &lacking);
	syscall_report("the only call of an architecture, which libseccomp 2.5 can miscompile:", lone, notes);
	if (!lacking)
		return;
	text_add(notes, "libseccomp 2.5 miscompiles rules with conditions alone, beside calls that the architecture lacks: ");
	arch_list(lacking, " ", notes);
	text_add(notes, "\n");
}
