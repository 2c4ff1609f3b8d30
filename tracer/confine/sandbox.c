/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What fails here is not needed for safety if the filter holds: a user namespace
 * may have no other user.
 */
#include "tracer/confine/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "tracer/confine/filter.h"

enum { NOBODY = 65534 };

const char sandbox_name[] = "seccord-elf";

/* Handlers of the recorder act on its data. What it ignores, such as the SIGTERM that
 * a whole control group gets, ends neither of them. */
static void reset_signals(void)
{
	struct sigaction before;
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		if (!sigaction(sig, NULL, &before) && before.sa_handler != SIG_IGN)
			signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void drop_privileges(void)
{
	if (!geteuid() && !setgroups(0, NULL) && !setresgid(NOBODY, NOBODY, NOBODY) && setresuid(NOBODY, NOBODY, NOBODY))
		return;
}

void sandbox_prepare(int keep)
{
	setsid();
	reset_signals();
	descriptor_keep(0, &keep, 1);
	drop_privileges();
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	prctl(PR_SET_NAME, sandbox_name, 0, 0, 0);
}

/* The runtime of a sanitizer makes calls of its own. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED true
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED true
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED false
#endif

bool sandbox_enter(int keep)
{
	sandbox_prepare(keep);
	return IS_SANITIZED || !seccord_filter_load();
}
