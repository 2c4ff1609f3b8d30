/* SPDX-License-Identifier: Apache-2.0 */
/* Memory, and objects of IPC. */
#include "corpus.h"
#include <limits.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/random.h>
#include <sys/sem.h>
#include <sys/shm.h>

static volatile size_t too_much = PTRDIFF_MAX, too_many = 1000; /* so that no compiler looks through them */

FUNCTION(malloc)
{
	void *many[1000];
	for (int i = 0; i < 1000; i++)
		ok((many[i] = malloc((size_t)(i * 37 % 5000 + 1))));
	for (int i = 0; i < 1000; i++)
		free(many[i]);
	ok(!malloc(too_much));
}
FUNCTION(malloc_large)
{
	for (int i = 0; i < 4; i++) {
		char *large = malloc(50000000);
		ok(large);
		large[40000000] = 1;
		free(large);
	}
}
FUNCTION(realloc_large)
{
	char *large = malloc(1000000);
	for (size_t size = 2000000; size < 200000000; size *= 2) {
		ok((large = realloc(large, size)));
		large[size - 1] = 1;
	}
	ok((large = realloc(large, 100)));
	ok(!realloc(large, too_much));
}
FUNCTION(calloc)
{
	ok(calloc(100, 100) && calloc(10, 10000000) && !calloc(too_much, 2));
}
FUNCTION(posix_memalign)
{
	void *block;
	ok(posix_memalign(&block, 4096, 10000) == 0 && posix_memalign(&block, 3, 1) == EINVAL && aligned_alloc(1 << 20, 1 << 21));
}
static void *allocate(void *unused)
{
	void *many[200];
	for (int i = 0; i < 200; i++)
		ok((many[i] = malloc(20000)));
	for (int i = 0; i < 200; i++)
		free(many[i]);
	return unused;
}
FUNCTION(malloc_threads)
{
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		ok(pthread_create(&threads[i], NULL, allocate, NULL) == 0);
	for (int i = 0; i < 4; i++)
		ok(pthread_join(threads[i], NULL) == 0);
}
FUNCTION(mmap)
{
	char *area = mmap(NULL, 100000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ok(area != MAP_FAILED && munmap(area, 100000) == 0);
	ok(mmap(NULL, 10, PROT_READ, MAP_SHARED, opened("file", O_RDONLY), 0) != MAP_FAILED);
	ok(mmap(NULL, 0, PROT_READ, MAP_PRIVATE, -1, 0) == MAP_FAILED);
}
static void *area(void)
{
	void *at = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ok(at != MAP_FAILED);
	return at;
}
FUNCTION(mprotect)
{
	ok(mprotect(area(), 65536, PROT_READ) == 0);
	ok(mprotect(NULL, 65536, PROT_READ) == -1);
}
FUNCTION(mremap)
{
	ok(mremap(area(), 65536, 1000000, MREMAP_MAYMOVE) != MAP_FAILED);
}
FUNCTION(madvise)
{
	ok(madvise(area(), 65536, MADV_DONTNEED) == 0 && posix_madvise(area(), 65536, POSIX_MADV_WILLNEED) == 0);
	fails(madvise(area(), 65536, 9999), EINVAL);
}
FUNCTION(msync)
{
	void *at = mmap(NULL, 10, PROT_READ | PROT_WRITE, MAP_SHARED, opened("file", O_RDWR), 0);
	ok(at != MAP_FAILED && msync(at, 10, MS_SYNC) == 0);
}
FUNCTION(mlock)
{
	void *at = area();
	ok(mlock(at, 4096) == 0 && munlock(at, 4096) == 0);
}
FUNCTION(mlockall)
{
	ok((mlockall(MCL_FUTURE) == 0 || errno == EPERM || errno == ENOMEM) && munlockall() == 0);
}
FUNCTION(mincore)
{
	unsigned char pages[16];
	ok(mincore(area(), 65536, pages) == 0);
}
FUNCTION(memfd_create)
{
	ok(memfd_create("name", MFD_CLOEXEC) >= 0);
	fails(memfd_create("name", 0x80000000u), EINVAL);
}
FUNCTION(shm_open)
{
	ok(shm_open("/seccord-corpus", O_RDWR | O_CREAT, 0600) >= 0 && shm_unlink("/seccord-corpus") == 0);
	fails(shm_open("/seccord-corpus", O_RDWR, 0), ENOENT);
}
FUNCTION(shmget)
{
	int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
	struct shmid_ds now;
	void *at = shmat(id, NULL, 0);
	ok(id >= 0 && at != (void *)-1 && shmctl(id, IPC_STAT, &now) == 0 && shmdt(at) == 0 && shmctl(id, IPC_RMID, NULL) == 0);
}
FUNCTION(semget)
{
	int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
	ok(id >= 0 && semop(id, &(struct sembuf){0, 1, 0}, 1) == 0 && semctl(id, 0, GETVAL) == 1);
	ok(semop(id, &(struct sembuf){0, -2, IPC_NOWAIT}, 1) == -1 && semctl(id, 0, IPC_RMID) == 0);
}
FUNCTION(semtimedop)
{
	int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
	ok(semtimedop(id, &(struct sembuf){0, -1, 0}, 1, &(struct timespec){0, 1000000}) == -1 && semctl(id, 0, IPC_RMID) == 0);
}
FUNCTION(msgget)
{
	struct {
		long type;
		char text[4];
	} message = {1, "abc"};
	int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
	ok(id >= 0 && msgsnd(id, &message, 4, 0) == 0 && msgrcv(id, &message, 4, 1, 0) == 4);
	ok(msgrcv(id, &message, 4, 1, IPC_NOWAIT) == -1 && msgctl(id, IPC_RMID, NULL) == 0);
}
FUNCTION(ftok)
{
	ok(ftok("file", 1) != -1 && ftok("missing", 1) == -1);
}
FUNCTION(mq_open)
{
	char text[100];
	struct mq_attr size = {.mq_maxmsg = 2, .mq_msgsize = 100};
	mqd_t queue = mq_open("/seccord-corpus", O_RDWR | O_CREAT | O_NONBLOCK, 0600, &size);
	if (queue == (mqd_t)-1) {
		ok(errno == ENOSYS || errno == EMFILE || errno == EACCES);
		return;
	}
	ok(mq_send(queue, "a", 1, 0) == 0 && mq_receive(queue, text, 100, NULL) == 1 && mq_receive(queue, text, 100, NULL) == -1);
	ok(mq_getattr(queue, &size) == 0 && mq_close(queue) == 0 && mq_unlink("/seccord-corpus") == 0);
}
FUNCTION(sem_open)
{
	sem_t *semaphore = sem_open("/seccord-corpus", O_CREAT, 0600, 1);
	ok(semaphore != SEM_FAILED && sem_wait(semaphore) == 0 && sem_close(semaphore) == 0 && sem_unlink("/seccord-corpus") == 0);
	ok(sem_open("/seccord-corpus", 0) == SEM_FAILED);
}
FUNCTION(sbrk)
{
	ok(sbrk(0) != (void *)-1);
}
static int by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}
FUNCTION(qsort)
{
	static int numbers[300000];
	for (int i = 0; i < 300000; i++)
		numbers[i] = (int)((unsigned)i * 2654435761u >> 8);
	qsort(numbers, 300000, sizeof(int), by_value);
	ok(numbers[0] <= numbers[299999] && bsearch(&numbers[7], numbers, 300000, sizeof(int), by_value));
}
FUNCTION(getrandom)
{
	char bytes[300];
	ok(getrandom(bytes, 300, 0) == 300 && getrandom(bytes, 8, GRND_NONBLOCK) == 8);
	fails(getrandom(bytes, 1, 0xff), EINVAL);
}
FUNCTION(getentropy)
{
	char bytes[16];
	ok(getentropy(bytes, 16) == 0);
	fails(getentropy(bytes, too_many), EIO);
}
#ifdef __GLIBC__
FUNCTION(arc4random)
{
	char bytes[300];
	arc4random_buf(bytes, 300);
	ok(arc4random_uniform(10) < 10);
}
#endif
