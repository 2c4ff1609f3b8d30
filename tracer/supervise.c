/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread receives notifications and starts a thread for each: an open may
 * block (a FIFO), and a thread that opens gives up its own credentials. A
 * thread that is still blocked at the end keeps only what it needs.
 */
#include "tracer/supervise.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/policy/deep.h"
#include "tracer/impersonate.h"
#include "tracer/process/memory.h"

struct supervisor {
	pthread_mutex_t lock;                 /* protects users, over, and the sink */
	unsigned users;
	bool over;
	int listener, end;                    /* end: an eventfd */
	pthread_t receiver;
	struct policy policy;                 /* a copy: a thread may outlive the caller's */
	void (*sink)(void *context, const struct denial *denial);
	void *context;
};

struct request {
	struct supervisor *supervisor;
	struct seccomp_notif about;
};

struct asked {                                /* the copied arguments */
	struct deep_noted notes;
	struct open_how how;
	char path[PATH_MAX];
	int error;                            /* errno with which the kernel would reject it */
};

static void release(struct supervisor *s)
{
	pthread_mutex_lock(&s->lock);
	bool last = --s->users == 0;
	pthread_mutex_unlock(&s->lock);
	if (!last)
		return;
	close(s->listener);
	close(s->end);
	policy_free(&s->policy);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static void retain(struct supervisor *s)
{
	pthread_mutex_lock(&s->lock);
	s->users++;
	pthread_mutex_unlock(&s->lock);
}

/* --- one request --- */

/* Whether everything read so far belongs to the task that made the request. */
static bool still_asks(const struct request *request)
{
	return !ioctl(request->supervisor->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &request->about.id);
}

static void refuse(const struct request *request, int error)
{
	struct seccomp_notif_resp answer = { .id = request->about.id, .error = -error };

	/* Fails if the task was killed meanwhile, when no response is needed. */
	ioctl(request->supervisor->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

static void hand_over(const struct request *request, int fd, bool cloexec)
{
	struct seccomp_notif_addfd given = { .id = request->about.id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (uint32_t)fd,
	                                     .newfd_flags = cloexec ? O_CLOEXEC : 0 };

	/* EMFILE is the task's own error; a task that has died takes no
	 * response. */
	if (ioctl(request->supervisor->listener, SECCOMP_IOCTL_NOTIF_ADDFD, &given) < 0)
		refuse(request, errno);
	close(fd);
}

static void copy_path(pid_t tid, uint64_t address, struct asked *asked)
{
	size_t got = memory_read(tid, address, asked->path, sizeof(asked->path));

	if (!memchr(asked->path, '\0', got))
		asked->error = got == sizeof(asked->path) ? ENAMETOOLONG : EFAULT;
}

static struct asked copy(const struct request *request)
{
	const struct struct_row *row = struct_of(CALL_openat2);
	unsigned char bytes[DEEP_MOST] = {0};
	struct asked asked = {0};
	uint64_t args[SYSCALL_ARGS];

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		args[i] = request->about.data.args[i];
	size_t wanted = deep_wanted(row, args);
	size_t got = wanted ? memory_read((pid_t)request->about.pid, args[row->arg], bytes, wanted) : 0;
	asked.notes = deep_of_bytes(row, args, bytes, got);
	asked.error = asked.notes.refused;
	memcpy(&asked.how, bytes, sizeof(asked.how));
	if (!asked.error)
		copy_path((pid_t)request->about.pid, args[1], &asked);
	return asked;
}

static int default_errno(const struct policy *policy)
{
	return policy->otherwise.action == ACTION_ERRNO ? policy->otherwise.data : EPERM;
}

static struct denial denial_of(const struct request *request, enum arch arch, const struct asked *asked)
{
	struct denial denial = {
		.verdict = { ACTION_ERRNO, (uint16_t)default_errno(&request->supervisor->policy) },
		.tid = (int)request->about.pid,
		.call = { .arch = arch, .nr = (uint32_t)request->about.data.nr, .site = TRACE_NOWHERE, .count = 1 },
	};

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		denial.args[i] = request->about.data.args[i];
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (asked->notes.how[i] == NOTED_VALUE)
			values_add(&denial.call.deep[i], trace_deep_role(&denial.call, i), asked->notes.value[i]);
	return denial;
}

/* A task that was killed meanwhile makes no call: its memory may have looked closed only
 * because /proc gives the files of a task that ends to root. */
static void deny(const struct request *request, enum arch arch, const struct asked *asked, enum denied why)
{
	struct supervisor *s = request->supervisor;

	if (!still_asks(request))
		return;
	struct denial denial = denial_of(request, arch, asked);

	denial.why = why;
	pthread_mutex_lock(&s->lock);
	if (!s->over)
		s->sink(s->context, &denial);
	pthread_mutex_unlock(&s->lock);
	refuse(request, denial.verdict.data);
}

static void open_for(const struct request *request, enum arch arch, const struct asked *asked)
{
	struct impersonation subject;
	bool ready = impersonate_prepare(&subject, (pid_t)request->about.pid, (int)(uint32_t)request->about.data.args[0]);
	int fd = IMPERSONATE_DECLINES;

	if (still_asks(request)) {
		if (ready)
			fd = impersonate_open(&subject, asked->path, &asked->how);
		if (fd >= 0)
			hand_over(request, fd, asked->how.flags & O_CLOEXEC);
		else if (fd == IMPERSONATE_DECLINES)
			deny(request, arch, asked, DENIED_DEPUTY);
		else
			refuse(request, -fd);
	}
	impersonate_end(&subject);
}

static void answer(const struct request *request)
{
	const struct seccomp_data *data = &request->about.data;
	int arch = arch_of_call(data->arch, (uint32_t)data->nr);
	const struct rule *rule = arch < 0 ? NULL : policy_find(&request->supervisor->policy, (enum arch)arch, (uint32_t)data->nr);

	if (!rule || rule->id != CALL_openat2) {
		refuse(request, ENOSYS);
		return;
	}
	struct asked asked = copy(request);
	/* Memory that we may not read looks like a bad pointer, which the program does not have. */
	if (asked.error == EFAULT && memory_is_closed((pid_t)request->about.pid))
		deny(request, (enum arch)arch, &asked, DENIED_CLOSED);
	else if (asked.error)
		refuse(request, asked.error);
	else if (!deep_admits(rule, &asked.notes))
		deny(request, (enum arch)arch, &asked, DENIED_DEEP);
	else
		open_for(request, (enum arch)arch, &asked);
}

static void *answer_one(void *given)
{
	struct request *request = given;

	answer(request);
	release(request->supervisor);
	free(request);
	return NULL;
}

/* --- all requests --- */

static int start_thread(pthread_t *thread, void *(*body)(void *), void *given)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	int failed = pthread_create(thread, NULL, body, given);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

static void take(struct supervisor *s, const struct seccomp_notif *about)
{
	struct request *request = mem_alloc(sizeof(*request));
	pthread_t thread;

	*request = (struct request){ .supervisor = s, .about = *about };
	retain(s);
	if (!start_thread(&thread, answer_one, request)) {
		pthread_detach(thread);
		return;
	}
	refuse(request, ENOMEM);
	release(s);
	free(request);
}

static void *receive(void *given)
{
	struct supervisor *s = given;
	struct pollfd wait[] = { { .fd = s->listener, .events = POLLIN }, { .fd = s->end, .events = POLLIN } };
	union {
		struct seccomp_notif notif;
		char room[1024];              /* room for a later kernel's larger struct */
	} got;

	while (poll(wait, COUNT_OF(wait), -1) >= 0 || errno == EINTR) {
		if (wait[1].revents || wait[0].revents & (POLLHUP | POLLERR | POLLNVAL))
			break;
		memset(&got, 0, sizeof(got));
		/* ENOENT: the task died before its request was read. */
		if (!ioctl(s->listener, SECCOMP_IOCTL_NOTIF_RECV, &got))
			take(s, &got.notif);
	}
	return NULL;
}

static void copy_policy(struct policy *to, const struct policy *from)
{
	AUTO_TEXT struct text text = {0};
	struct err err;

	policy_write(from, &text);
	int failed = policy_read_bytes(to, text.at, text.length, "policy", &err);
	assert(!failed);
	(void)failed;
}

struct supervisor *supervise_start(int listener, const struct policy *policy,
                                   void (*sink)(void *context, const struct denial *denial), void *context)
{
	struct supervisor *s = mem_alloc(sizeof(*s));

	*s = (struct supervisor){ .users = 1, .listener = listener, .end = eventfd(0, EFD_CLOEXEC),
	                          .sink = sink, .context = context };
	copy_policy(&s->policy, policy);
	pthread_mutex_init(&s->lock, NULL);
	if (s->end >= 0 && !start_thread(&s->receiver, receive, s))
		return s;
	release(s);
	return NULL;
}

void supervise_end(struct supervisor *s)
{
	if (!s)
		return;
	eventfd_write(s->end, 1);
	pthread_join(s->receiver, NULL);
	pthread_mutex_lock(&s->lock);
	s->over = true;
	pthread_mutex_unlock(&s->lock);
	release(s);
}

static int check_header(struct verdict verdict, const char *what, struct err *err)
{
	if (verdict.action != ACTION_NOTIFY)
		return 0;
	return err_set(err, "\"%s\": the action supervise is only for rules: a supervisor cannot make calls without one", what);
}

int tracer_can_supervise(const struct policy *policy, struct err *err)
{
	if (check_header(policy->otherwise, "default", err) || check_header(policy->newer, "newer", err) ||
	    check_header(policy->foreign, "foreign", err))
		return -1;
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].verdict.action == ACTION_NOTIFY && policy_check_supervised(policy->rules[i].id, err))
			return -1;
	return 0;
}
