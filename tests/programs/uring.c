/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uring KIND [fork]: submits NOP, OPENAT, READV and CLOSE to a ring of this
 * kind, and prints what was read. Exit 77: this kernel does not support such a
 * ring. Uses no library: rings are set up and mapped by system calls. With
 * `fork`, a child submits a second round to the inherited ring.
 */
#include <fcntl.h>
#include <linux/io_uring.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ENTRIES = 4, NO_MMAP = 1 << 14, NO_SQARRAY = 1 << 16 };
enum { SQ_USER = 72, CQ_USER = 112 };         /* of struct io_uring_params; older headers do not name them */

static const struct {
	const char *name;
	unsigned flags;
} kinds[] = {
	{"plain", 0},          {"sqpoll", IORING_SETUP_SQPOLL},  {"no-sqarray", NO_SQARRAY},
	{"no-mmap", NO_MMAP},  {"sqe128", IORING_SETUP_SQE128},  {"all", NO_MMAP | NO_SQARRAY | IORING_SETUP_SQE128},
	{"registered", 0},
};

static struct io_uring_params params = { .sq_thread_idle = 60000 };
static char *ring, *entries;
static int fd, number, flags;
static char buffer[8];

static void *memory(size_t size, int ring_fd, off_t offset)
{
	int how = ring_fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, how | MAP_POPULATE, ring_fd, offset);

	if (at == MAP_FAILED)
		exit(1);
	return at;
}

static void make(unsigned kind)
{
	params.flags = kind;
	if (kind & NO_MMAP) {
		ring = memory(4096, -1, 0);
		entries = memory(4096, -1, 0);
		memcpy((char *)&params + CQ_USER, &(uint64_t){ (uintptr_t)ring }, sizeof(uint64_t));
		memcpy((char *)&params + SQ_USER, &(uint64_t){ (uintptr_t)entries }, sizeof(uint64_t));
	}
	number = fd = (int)syscall(SYS_io_uring_setup, ENTRIES, &params);
	if (fd < 0)
		exit(77);
	if (kind & NO_MMAP)
		return;
	ring = memory(4096, fd, IORING_OFF_SQ_RING);
	entries = memory(4096, fd, IORING_OFF_SQES);
}

static unsigned *word(unsigned offset)
{
	return (unsigned *)(void *)(ring + offset);
}

/* A registered ring is used by its index, and its descriptor is closed. */
static void enlist(void)
{
	struct io_uring_rsrc_update update = { .offset = -1u, .data = (unsigned)fd };

	if (syscall(SYS_io_uring_register, fd, IORING_REGISTER_RING_FDS, &update, 1) != 1)
		exit(77);
	close(fd);
	number = (int)update.offset;
	flags = IORING_ENTER_REGISTERED_RING;
}

/* The kernel's polling thread is asleep. */
static int must_wake(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return (params.flags & IORING_SETUP_SQPOLL) &&
	       (__atomic_load_n(word(params.sq_off.flags), __ATOMIC_ACQUIRE) & IORING_SQ_NEED_WAKEUP);
}

static int result(void)
{
	unsigned head = *word(params.cq_off.head);

	while (__atomic_load_n(word(params.cq_off.tail), __ATOMIC_ACQUIRE) == head)
		if (must_wake())
			syscall(SYS_io_uring_enter, number, 0, 0, IORING_ENTER_SQ_WAKEUP, NULL, 0);
		else
			sched_yield();
	struct io_uring_cqe *cqe = (struct io_uring_cqe *)(void *)(ring + params.cq_off.cqes) + (head & (2 * ENTRIES - 1));
	__atomic_store_n(word(params.cq_off.head), head + 1, __ATOMIC_RELEASE);
	return cqe->res;
}

static int ask(struct io_uring_sqe sqe)
{
	unsigned tail = *word(params.sq_off.tail), slot = tail & (ENTRIES - 1);
	size_t size = params.flags & IORING_SETUP_SQE128 ? 128 : 64;

	memcpy(entries + slot * size, &sqe, sizeof(sqe));
	if (!(params.flags & NO_SQARRAY))
		word(params.sq_off.array)[slot] = slot;
	__atomic_store_n(word(params.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
	if (!(params.flags & IORING_SETUP_SQPOLL) && syscall(SYS_io_uring_enter, number, 1, 0, flags, NULL, 0) != 1)
		exit(1);
	return result();
}

static void round_of_four(const char *path)
{
	struct iovec to = { buffer, 4 };

	ask((struct io_uring_sqe){ .opcode = IORING_OP_NOP });
	int file = ask((struct io_uring_sqe){ .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uintptr_t)path });
	if (file < 0 || ask((struct io_uring_sqe){ .opcode = IORING_OP_READV, .fd = file, .addr = (uintptr_t)&to, .len = 1 }) != 4)
		exit(1);
	ask((struct io_uring_sqe){ .opcode = IORING_OP_CLOSE, .fd = file });
}

static void child(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		ask((struct io_uring_sqe){ .opcode = IORING_OP_FSYNC, .fd = 1 });
		_exit(0);
	}
	waitpid(pid, &status, 0);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(argv[1], kinds[i].name))
			make(kinds[i].flags);
	if (!ring)
		return 2;
	if (!syscall(SYS_munmap, ring, SIZE_MAX / 4096 * 4096))   /* fails, so everything is still mapped */
		return 2;
	if (!strcmp(argv[1], "registered"))
		enlist();
	round_of_four("/proc/self/exe");
	if (argc > 2)
		child();
	return printf("%.3s\n", buffer + 1) != 4;
}
