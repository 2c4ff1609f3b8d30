/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err: why something failed, as one line for a person.
 *
 * What can fail because of the world (input, I/O, a refused ptrace) returns
 * -1 and fills a struct err: what happened, where, and what to do about it.
 * Callers put their own context in front with err_context. Only cli/ prints.
 */
#ifndef CORE_ERR_H
#define CORE_ERR_H

struct err {
	char text[512];
};

/* Sets the text and returns -1, so that a failure is one line:
 * `return err_set(err, "...")`. A text too long for the line is cut. */
int err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As err_set, with strerror(errno) behind the text. */
int err_errno(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " in front of the text there is, and returns -1. */
int err_context(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
