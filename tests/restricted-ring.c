/* SPDX-License-Identifier: Apache-2.0 */
/*
 * restricted-ring OPCODE...: asks a ring under seccord_io_uring_restrict(), of
 * the header that this is compiled with, for each opcode with an entry of zeros,
 * and says which were refused by EACCES; then whether it may look at what the
 * kernel can do (IORING_REGISTER_PROBE). Exit 77: this kernel makes no such ring.
 */
#include <errno.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct io_uring_params params = { .flags = IORING_SETUP_R_DISABLED };
static char *ring;
static struct io_uring_sqe *entry;

static unsigned *word(unsigned offset)
{
	return (unsigned *)(void *)(ring + offset);
}

static void *map(int fd, off_t offset)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);

	if (at == MAP_FAILED)
		exit(1);
	return at;
}

/* The ring has one entry, so each is at its begin. */
static int ask(int fd, int opcode)
{
	memset(entry, 0, sizeof(*entry));
	entry->opcode = (unsigned char)opcode;
	entry->fd = -1;
	*word(params.sq_off.tail) += 1;
	if (syscall(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		return -errno;
	unsigned head = *word(params.cq_off.head);
	struct io_uring_cqe *done = (struct io_uring_cqe *)(void *)(ring + params.cq_off.cqes) + (head & *word(params.cq_off.ring_mask));
	*word(params.cq_off.head) = head + 1;
	return done->res;
}

static void say(const char *what, int result)
{
	printf("%s %s\n", what, result == -EACCES ? "refused" : "passed");
}

int main(int argc, char **argv)
{
	static struct io_uring_probe probe;
	int fd = (int)syscall(SYS_io_uring_setup, 1, &params);

	if (fd < 0)
		return 77;
	ring = map(fd, IORING_OFF_SQ_RING);
	entry = map(fd, IORING_OFF_SQES);
	if (seccord_io_uring_restrict(fd))
		return perror("restrict"), 1;
	for (int i = 1; i < argc; i++)
		say(argv[i], ask(fd, atoi(argv[i])));
	say("probe", syscall(SYS_io_uring_register, fd, IORING_REGISTER_PROBE, &probe, 0) ? -errno : 0);
	return 0;
}
