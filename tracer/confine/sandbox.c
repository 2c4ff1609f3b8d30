/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What fails here is not needed for safety if the filter holds: a user namespace
 * may have no other user, an old kernel no close_range.
 */
#include "tracer/confine/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tracer/confine/filter.h"

enum { NOBODY = 65534 };

const char sandbox_name[] = "seccord-elf";

static void close_others(int keep)
{
	long most = sysconf(_SC_OPEN_MAX);

	if ((keep == 0 || !close_range(0, (unsigned)keep - 1, 0)) && !close_range((unsigned)keep + 1, ~0U, 0))
		return;
	for (int fd = 0; fd < most; fd++)
		if (fd != keep)
			close(fd);
}

/* Handlers of the recorder act on its data. */
static void reset_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
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
	close_others(keep);
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
