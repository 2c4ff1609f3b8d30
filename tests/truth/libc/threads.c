/* SPDX-License-Identifier: Apache-2.0 */
/* Threads, and locks that somebody else holds. */
#include "corpus.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <threads.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_spinlock_t spin;
static sem_t semaphore, never;         /* never is not posted: whether a thread gets there in time does not matter, as futex is in each policy */
static volatile int turn;

static void *nothing(void *value)
{
	return value;
}
static pthread_t started(void *(*run)(void *))
{
	pthread_t thread;
	ok(pthread_create(&thread, NULL, run, NULL) == 0);
	return thread;
}
static void joined(pthread_t thread)
{
	ok(pthread_join(thread, NULL) == 0);
}

FUNCTION(pthread_create)
{
	joined(started(nothing));
}
FUNCTION(pthread_create_many)
{
	pthread_t threads[20];
	for (int i = 0; i < 20; i++)
		threads[i] = started(nothing);
	for (int i = 0; i < 20; i++)
		joined(threads[i]);
}
FUNCTION(pthread_detach)
{
	ok(pthread_detach(started(nothing)) == 0);
	usleep(20000);
}
FUNCTION(pthread_attr)
{
	pthread_attr_t how;
	pthread_t thread;
	ok(pthread_attr_init(&how) == 0 && pthread_attr_setstacksize(&how, 1 << 20) == 0 && pthread_attr_setguardsize(&how, 8192) == 0);
	ok(pthread_create(&thread, &how, nothing, NULL) == 0);
	joined(thread);
}
static void *exits(void *value)
{
	pthread_exit(value);
}
FUNCTION(pthread_exit)
{
	joined(started(exits));
}
FUNCTION(pthread_exit_main)
{
	started(nothing);
	pthread_exit(NULL);
}
static void *locks(void *value)
{
	ok(pthread_mutex_lock(&mutex) == 0);
	turn++;
	ok(pthread_mutex_unlock(&mutex) == 0);
	return value;
}
FUNCTION(pthread_mutex_lock)
{
	ok(pthread_mutex_lock(&mutex) == 0 && pthread_mutex_trylock(&mutex) == EBUSY);
	pthread_t thread = started(locks);
	usleep(50000);
	ok(pthread_mutex_unlock(&mutex) == 0);
	joined(thread);
}
FUNCTION(pthread_mutex_timedlock)
{
	struct timespec when = soon(CLOCK_REALTIME, 20);
	ok(pthread_mutex_lock(&mutex) == 0 && pthread_mutex_timedlock(&mutex, &when) == ETIMEDOUT);
}
static void kind(int protocol, int robust)
{
	pthread_mutexattr_t how;
	ok(pthread_mutexattr_init(&how) == 0 && pthread_mutexattr_setprotocol(&how, protocol) == 0);
	ok(pthread_mutexattr_setrobust(&how, robust) == 0 && pthread_mutex_init(&mutex, &how) == 0);
}
FUNCTION(pthread_mutex_inherit)
{
	kind(PTHREAD_PRIO_INHERIT, PTHREAD_MUTEX_STALLED);
	ok(pthread_mutex_lock(&mutex) == 0);
	pthread_t thread = started(locks);
	usleep(50000);
	ok(pthread_mutex_unlock(&mutex) == 0);
	joined(thread);
}
static void *dies(void *value)
{
	ok(pthread_mutex_lock(&mutex) == 0);
	return value;
}
FUNCTION(pthread_mutex_robust)
{
	kind(PTHREAD_PRIO_NONE, PTHREAD_MUTEX_ROBUST);
	joined(started(dies));
	ok(pthread_mutex_lock(&mutex) == EOWNERDEAD && pthread_mutex_consistent(&mutex) == 0);
}
static void *signals(void *value)
{
	usleep(20000);
	ok(pthread_mutex_lock(&mutex) == 0);
	turn = 1;
	ok(pthread_cond_broadcast(&condition) == 0 && pthread_mutex_unlock(&mutex) == 0);
	return value;
}
FUNCTION(pthread_cond_wait)
{
	pthread_t thread = started(signals);
	ok(pthread_mutex_lock(&mutex) == 0);
	while (!turn)
		ok(pthread_cond_wait(&condition, &mutex) == 0);
	ok(pthread_mutex_unlock(&mutex) == 0);
	joined(thread);
}
FUNCTION(pthread_cond_timedwait)
{
	struct timespec when = soon(CLOCK_REALTIME, 20);
	ok(pthread_mutex_lock(&mutex) == 0 && pthread_cond_timedwait(&condition, &mutex, &when) == ETIMEDOUT);
}
static void *reads(void *value)
{
	ok(pthread_rwlock_rdlock(&rwlock) == 0 && pthread_rwlock_unlock(&rwlock) == 0);
	return value;
}
FUNCTION(pthread_rwlock)
{
	struct timespec when = soon(CLOCK_REALTIME, 20);
	ok(pthread_rwlock_wrlock(&rwlock) == 0);
	pthread_t thread = started(reads);
	usleep(50000);
	ok(pthread_rwlock_unlock(&rwlock) == 0);
	joined(thread);
	ok(pthread_rwlock_rdlock(&rwlock) == 0 && pthread_rwlock_timedwrlock(&rwlock, &when) == ETIMEDOUT);
}
static void *arrives(void *value)
{
	usleep(20000);
	pthread_barrier_wait(&barrier);
	return value;
}
FUNCTION(pthread_barrier)
{
	ok(pthread_barrier_init(&barrier, NULL, 2) == 0);
	pthread_t thread = started(arrives);
	pthread_barrier_wait(&barrier);
	joined(thread);
	ok(pthread_barrier_destroy(&barrier) == 0);
}
static void *spins(void *value)
{
	ok(pthread_spin_lock(&spin) == 0 && pthread_spin_unlock(&spin) == 0);
	return value;
}
FUNCTION(pthread_spin)
{
	ok(pthread_spin_init(&spin, 0) == 0 && pthread_spin_lock(&spin) == 0);
	pthread_t thread = started(spins);
	usleep(2000);
	ok(pthread_spin_unlock(&spin) == 0);
	joined(thread);
}
static void first(void)
{
	turn++;
	usleep(20000);
}
static void *does_once(void *value)
{
	ok(pthread_once(&once, first) == 0);
	return value;
}
FUNCTION(pthread_once)
{
	does_once(NULL);
	does_once(NULL);
	ok(turn == 1);
}
FUNCTION(pthread_once_contended)
{
	pthread_t one = started(does_once), other = started(does_once);
	joined(one);
	joined(other);
}
static void ends(void *value)
{
	free(value);
}
FUNCTION(pthread_key)
{
	pthread_key_t key;
	ok(pthread_key_create(&key, ends) == 0 && pthread_setspecific(key, malloc(10)) == 0 && pthread_getspecific(key));
	joined(started(nothing));
}
static void *waits(void *value)
{
	for (;;)
		sem_wait(&never);
	return value;
}
FUNCTION(pthread_cancel)
{
	pthread_t thread = started(waits);
	usleep(20000);
	ok(pthread_cancel(thread) == 0);
	joined(thread);
}
static void handler(int signal)
{
	turn = signal;
}
FUNCTION(pthread_kill)
{
	signal(SIGUSR1, handler);
	pthread_t thread = started(waits);
	usleep(20000);
	ok(pthread_kill(thread, SIGUSR1) == 0 && pthread_kill(pthread_self(), 0) == 0);
	usleep(20000);
	ok(turn == SIGUSR1);
}
FUNCTION(pthread_sigmask)
{
	sigset_t set;
	sigfillset(&set);
	ok(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
}
static void at_fork(void)
{
	turn++;
}
FUNCTION(pthread_atfork)
{
	ok(pthread_atfork(at_fork, at_fork, at_fork) == 0);
	joined(started(nothing));
	pid_t child = fork();
	if (!child)
		_exit(turn != 2);
	ok(status_of(child) == 0);
}
FUNCTION(pthread_setname)
{
	char name[16];
	pthread_t thread = started(waits);
	ok(pthread_setname_np(pthread_self(), "name") == 0 && pthread_getname_np(pthread_self(), name, 16) == 0 && pthread_setname_np(thread, "other") == 0);
}
FUNCTION(pthread_getaffinity)
{
	cpu_set_t cpus;
	ok(pthread_getaffinity_np(pthread_self(), sizeof(cpus), &cpus) == 0 && pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus) == 0);
}
FUNCTION(pthread_getattr)
{
	pthread_attr_t how;
	void *stack;
	size_t size;
	ok(pthread_getattr_np(pthread_self(), &how) == 0 && pthread_attr_getstack(&how, &stack, &size) == 0);
}
FUNCTION(pthread_setschedparam)
{
	int policy;
	struct sched_param how;
	ok(pthread_getschedparam(pthread_self(), &policy, &how) == 0 && pthread_setschedparam(pthread_self(), policy, &how) == 0);
}
FUNCTION(pthread_getcpuclockid)
{
	clockid_t clock;
	struct timespec now;
	ok(pthread_getcpuclockid(pthread_self(), &clock) == 0 && clock_gettime(clock, &now) == 0);
}
FUNCTION(setuid_threads)
{
	started(waits);
	usleep(20000);
	ok(setuid(getuid()) == 0 && setgid(getgid()) == 0);
}
FUNCTION(fork_threads)
{
	started(waits);
	pid_t child = fork();
	if (!child)
		exit(0);
	ok(status_of(child) == 0);
}
static void *posts(void *value)
{
	usleep(20000);
	ok(sem_post(&semaphore) == 0);
	return value;
}
FUNCTION(sem_wait)
{
	ok(sem_init(&semaphore, 0, 0) == 0 && sem_trywait(&semaphore) == -1);
	pthread_t thread = started(posts);
	ok(sem_wait(&semaphore) == 0);
	joined(thread);
}
FUNCTION(sem_timedwait)
{
	struct timespec when = soon(CLOCK_REALTIME, 20);
	ok(sem_init(&semaphore, 0, 0) == 0);
	fails(sem_timedwait(&semaphore, &when), ETIMEDOUT);
}
static void *prints(void *value)
{
	flockfile(stdout);
	usleep(20000);
	puts("line");
	funlockfile(stdout);
	return value;
}
FUNCTION(flockfile)
{
	pthread_t one = started(prints), other = started(prints);
	puts("line");
	joined(one);
	joined(other);
}
static int in_thrd(void *value)
{
	return value ? 1 : 3;
}
FUNCTION(thrd_create)
{
	thrd_t thread;
	int status;
	ok(thrd_create(&thread, in_thrd, NULL) == thrd_success && thrd_join(thread, &status) == thrd_success && status == 3);
	thrd_yield();
	ok(thrd_sleep(&(struct timespec){0, 1000}, NULL) == 0);
}
FUNCTION(mtx_timedlock)
{
	mtx_t lock;
	struct timespec when = soon(CLOCK_REALTIME, 20);
	ok(mtx_init(&lock, mtx_timed) == thrd_success && mtx_lock(&lock) == thrd_success && mtx_timedlock(&lock, &when) == thrd_timedout);
}
#ifdef __GLIBC__
FUNCTION(pthread_timedjoin)
{
	struct timespec when = soon(CLOCK_REALTIME, 20);
	pthread_t thread = started(waits);
	ok(pthread_timedjoin_np(thread, NULL, &when) == ETIMEDOUT && pthread_tryjoin_np(thread, NULL) == EBUSY);
}
#endif
