/* SPDX-License-Identifier: Apache-2.0 */
/*
 * firejail_sets: the releases of firejail whose lists emit/firejail_sets.def has, and sets of them, a bit each.
 */
#ifndef EMIT_FIREJAIL_SETS_H
#define EMIT_FIREJAIL_SETS_H

enum firejail_release {
#define RELEASE(id, ...) FIREJAIL_##id,
#include "emit/firejail_sets.def"
#undef RELEASE
	FIREJAIL_RELEASES,
	FIREJAIL_USUAL = FIREJAIL_R0_9_72     /* what a profile is read and written for unless a release is given */
};

#define RANGE(first, last) ((2u << FIREJAIL_##last) - (1u << FIREJAIL_##first))
#define ONE(id) RANGE(id, id)
#define SINCE(id) ((1u << FIREJAIL_RELEASES) - (1u << FIREJAIL_##id))
#define EVERY ((1u << FIREJAIL_RELEASES) - 1)

#endif
