/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A corpus of libc's functions: each FUNCTION calls one of them with input that
 * succeeds and with input that fails, in a folder that holds `file` (10 lines),
 * `big` (300 KB), `dir` and `link` to file. ok() ends the program where a call does
 * not do what it should, so that no function passes for being recorded without
 * having worked.
 */
#ifndef CORPUS_H
#define CORPUS_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void corpus_add(const char *name, void (*call)(void));
void corpus_failed(const char *file, int line, const char *what) __attribute__((noreturn));

/* Defines a function of the corpus, and adds it to the list before main. */
#define FUNCTION(name)                                                                                                 \
	static void name##_calls(void);                                                                                \
	__attribute__((constructor)) static void name##_is_added(void)                                                 \
	{                                                                                                              \
		corpus_add(#name, name##_calls);                                                                       \
	}                                                                                                              \
	static void name##_calls(void)

#define ok(what) ((what) ? (void)0 : corpus_failed(__FILE__, __LINE__, #what))
#define fails(what, error) (errno = 0, ok((what) == -1 && errno == (error)))

static inline int opened(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	ok(fd >= 0);
	return fd;
}

/* The exit status of a child; in_child(X) runs X in one and gives its status. */
static inline int status_of(pid_t child)
{
	int status;

	ok(child > 0 && waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline struct timespec soon(clockid_t clock, long milliseconds)
{
	struct timespec at;

	clock_gettime(clock, &at);
	at.tv_nsec += milliseconds * 1000000;
	at.tv_sec += at.tv_nsec / 1000000000;
	at.tv_nsec %= 1000000000;
	return at;
}

#endif
