/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err: why something failed, as one line for a person.
 *
 * Whatever can fail because of its environment (input, I/O, a refused ptrace)
 * returns -1 and fills a struct err: what happened, where, and what to do about
 * it. Callers prepend their context with err_context. Only cli/ prints.
 */
#ifndef CORE_ERR_H
#define CORE_ERR_H

struct err {
	char text[512];
};

/* Sets the text and returns -1, so that callers can write
 * `return err_set(err, "...")`. Text that is too long is truncated. */
int err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As err_set, followed by strerror(errno). */
int err_errno(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends to the text and returns -1. */
int err_add(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prepends "context: " to the text and returns -1. */
int err_context(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
