/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_daemon: records from a process that is no relative of the program.
 */
#ifndef CLI_RECORD_DAEMON_H
#define CLI_RECORD_DAEMON_H

#include "cli/common/trace_file.h"
#include "core/trace/trace.h"
#include "tracer/adopt/daemon.h"
#include "tracer/tracer.h"

/* In the caller, executes the program, and returns only if that fails; in the
 * recorder, returns its exit status once the program is over. */
int record_daemon(struct trace *trace, struct trace_file *file, struct record_options *how, struct err *err);

/* In the recorder of a split: records this process from its next exec on. Returns the
 * exit status, or ends if something goes wrong, which the caller reports. */
int record_apart(struct trace *trace, struct trace_file *file, struct record_options *how, struct daemon *daemon, pid_t pid);

/* For record_options: whether a filter allows a call whatever its arguments are. */
bool record_always_allows(const struct sock_filter *insn, size_t length, uint32_t audit, uint32_t nr);

#endif
