/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit_state: what systemd says of a unit and its main process. Pure.
 */
#ifndef TRACER_UNIT_STATE_H
#define TRACER_UNIT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What systemctl is to show for it. */
#define UNIT_STATE "InvocationID,ActiveState,SubState,StateChangeTimestampMonotonic,Job,Result,MainPID,ControlPID,ExecMainPID,ExecMainCode," \
                   "ExecMainStatus,ConditionResult,ConditionTimestampMonotonic,AssertResult,AssertTimestampMonotonic"

struct unit_state {
	char invocation[64];                  /* of its last start; "": none, or systemd has forgotten it */
	char active[32], sub[32];             /* "active", "running" */
	char changed[32];                     /* when it was last set, also to what it was */
	bool queued;                          /* a job is to start or stop it */
	char result[32];                      /* of its last start: "success", "exit-code"; "": none */
	char conditions[32], asserts[32];     /* when they were last looked at */
	bool condition_fails, assert_fails;   /* … and whether that start was refused by them */
	bool has_process;                     /* a main process or a command that runs now */
	pid_t main_pid;                       /* the last main process; 0: none */
	bool main_over;                       /* it has ended, … */
	int main_status;                      /* … with this wait status */
};

/* Takes the answer of `systemctl show`. */
struct unit_state unit_state_read(const char *shown);

/* Whether it may still execute commands of the start it is in. A process may be about to do so: a simple unit is active when
 * that is forked. A unit that waits for its restart executes nothing for this start. */
bool unit_state_is_busy(const struct unit_state *state);

/* Whether nothing of it runs, and it counts as active until it is stopped: RemainAfterExit=. */
bool unit_state_remains(const struct unit_state *state);

/* Why systemd did not start a unit, as far as its state shows that. */
enum unit_refusal { UNIT_NOT_REFUSED, UNIT_CONDITION, UNIT_ASSERTION, UNIT_LIMIT, UNIT_DROPPED };

/* Of the state before the recording, that of the last look, and that of this one. */
enum unit_refusal unit_state_refusal(const struct unit_state *before, const struct unit_state *last, const struct unit_state *now);

/* Whether systemd counts this wait status of a main process as success: systemd.service(5), SuccessExitStatus=, whose words are
 * as systemctl shows them: "7 143 USR1". */
bool unit_end_is_clean(int status, bool oneshot, const char *successes);

/* The main process of a start, found as its commands are executed, one after the other. */
struct unit_main {
	pid_t pid;                            /* so far; 0: none */
	bool over, reported;                  /* it has ended; a command got its end from systemd */
	int status;                           /* … with this wait status */
	char result[32];                      /* of the start, as a command got it from systemd; "": none did */
};

/* A process executed a command with these variables, each with its NUL: those before and of the program follow one another;
 * systemd passes to those beside and after it which process is the main one, and how it ended: systemd.exec(5). */
void unit_main_joined(struct unit_main *main, pid_t pid, const char *variables, size_t size);
/* The value of one of them; "": none. */
void unit_variable(const char *variables, size_t size, const char *name, char value[64]);

void unit_main_ended(struct unit_main *main, pid_t pid, int status);

#endif
