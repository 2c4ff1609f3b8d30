/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in core/libc/danger.def. */
#include "core/libc/danger.h"

#include <linux/sched.h>
#include <sys/mman.h>

#include "core/base/mem.h"
#include "core/libc/conditions.h"

#define NEW_NAMESPACES (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define WRITABLE_CODE (PROT_WRITE | PROT_EXEC)

#define USE(call, ...) { CALL_##call, { __VA_ARGS__ } }
#define EITHER(...) { __VA_ARGS__, { .call = CALL_UNKNOWN } }
#define CONDITIONS { { .call = CALL_UNKNOWN } }

/* Ways to be root in a user namespace of one's own. */
#define NEW_USER \
	USE(clone, ALL_OF(clone_flags, CLONE_NEWUSER)), USE(clone3, ALL_OF(clone_flags, CLONE_NEWUSER)), \
	USE(unshare, ALL_OF(nsflags, CLONE_NEWUSER))

static const struct danger dangers[] = {
#define DANGER(call, class, what, ...) { USE(call, __VA_ARGS__), DANGER_##class, true, what },
#define NOTABLE(call, class, what, ...) { USE(call, __VA_ARGS__), DANGER_##class, false, what },
#define COMBINATION(...)
#define NOTABLE_COMBINATION(...)
#include "core/libc/danger.def"
#undef DANGER
#undef NOTABLE
#undef COMBINATION
#undef NOTABLE_COMBINATION
};

static const struct danger_combination combinations[] = {
#define DANGER(...)
#define NOTABLE(...)
#define COMBINATION(class, what, ...) { __VA_ARGS__, DANGER_##class, true, what },
#define NOTABLE_COMBINATION(class, what, ...) { __VA_ARGS__, DANGER_##class, false, what },
#include "core/libc/danger.def"
#undef DANGER
#undef NOTABLE
#undef COMBINATION
#undef NOTABLE_COMBINATION
};

static const struct {
	const char *name, *what;
} classes[DANGER_CLASSES] = {
	[DANGER_CODE] = { "code", "run code that the program did not bring" },
	[DANGER_PRIVILEGE] = { "privilege", "act as root, on devices or on the machine" },
	[DANGER_NAMESPACES] = { "namespaces", "make another view of files and rights" },
	[DANGER_KERNEL] = { "kernel", "reach parts of the kernel that are large or rarely used" },
	[DANGER_BYPASS] = { "bypass", "do what this filter does not see" },
	[DANGER_INFORMATION] = { "information", "learn about the kernel and other processes" },
	[DANGER_NETWORK] = { "network", "talk to other machines" },
};

const char *danger_class_name(enum danger_class class)
{
	return classes[class].name;
}

const char *danger_class_what(enum danger_class class)
{
	return classes[class].what;
}

size_t danger_count(void)
{
	return COUNT_OF(dangers);
}

const struct danger *danger_at(size_t i)
{
	return &dangers[i];
}

size_t danger_combination_count(void)
{
	return COUNT_OF(combinations);
}

const struct danger_combination *danger_combination_at(size_t i)
{
	return &combinations[i];
}

const struct danger *danger_of(enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(dangers); i++)
		if (dangers[i].grave && dangers[i].use.call == id)
			return &dangers[i];
	return NULL;
}

bool danger_is_listed(enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(dangers); i++)
		if (dangers[i].use.call == id)
			return true;
	return false;
}
