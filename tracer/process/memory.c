/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads use process_vm_readv (one system call for any size). If that is refused,
 * /proc/TID/mem gives the same where only a filter refuses it, like those of many
 * containers; and PTRACE_PEEKDATA where the kernel does (a non-dumpable tracee, read
 * by an unprivileged recorder).
 * Writes use PTRACE_POKEDATA, which always works and copies a shared page
 * instead of changing it; large writes first try /proc/TID/mem, which does the
 * same.
 */
#include "tracer/process/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WORD = sizeof(long) };

static int open_memory(pid_t tid, int flags)
{
	char name[32];

	snprintf(name, sizeof(name), "/proc/%d/mem", (int)tid);
	return open(name, flags | O_CLOEXEC);
}

static bool peek(pid_t tid, uint64_t address, long *word)
{
	errno = 0;
	*word = ptrace(PTRACE_PEEKDATA, tid, (void *)(uintptr_t)address, NULL);
	return errno == 0;
}

static size_t read_by_words(pid_t tid, uint64_t address, char *bytes, size_t size)
{
	size_t done = 0;
	long word;

	while (done < size) {
		size_t skip = (address + done) % WORD;
		size_t part = WORD - skip < size - done ? WORD - skip : size - done;
		if (!peek(tid, address + done - skip, &word))
			break;
		memcpy(bytes + done, (char *)&word + skip, part);
		done += part;
	}
	return done;
}

/* -1: not allowed. Unmapped memory ends it, as if it were a file's end. */
static ssize_t read_by_file(pid_t tid, uint64_t address, char *bytes, size_t size)
{
	int fd = open_memory(tid, O_RDONLY);
	ssize_t done = 0, got = 1;

	if (fd < 0)
		return -1;
	while ((size_t)done < size && got > 0) {
		got = pread(fd, bytes + done, size - (size_t)done, (off_t)(address + (size_t)done));
		done += got > 0 ? got : 0;
	}
	close(fd);
	return done;
}

static size_t read_otherwise(pid_t tid, uint64_t address, char *bytes, size_t size)
{
	ssize_t got = read_by_file(tid, address, bytes, size);

	return got < 0 ? read_by_words(tid, address, bytes, size) : (size_t)got;
}

size_t memory_read(pid_t tid, uint64_t address, void *bytes, size_t size)
{
	struct iovec here = { bytes, size };
	struct iovec there = { (void *)(uintptr_t)address, size };
	ssize_t got = process_vm_readv(tid, &here, 1, &there, 1, 0);

	if (got < 0 && (errno == EPERM || errno == ENOSYS))
		return read_otherwise(tid, address, bytes, size);
	return got < 0 ? 0 : (size_t)got;
}

bool memory_is_closed(pid_t tid)
{
	int fd = open_memory(tid, O_RDONLY);
	bool refused = fd < 0 && (errno == EACCES || errno == EPERM);

	if (fd >= 0)
		close(fd);
	return refused;
}

bool memory_read_word(pid_t tid, uint64_t address, unsigned size, uint64_t *word)
{
	*word = 0;                            /* little endian: the low bytes come first */
	return memory_read(tid, address, word, size) == size;
}

static bool write_by_file(pid_t tid, uint64_t address, const void *bytes, size_t size)
{
	int fd = open_memory(tid, O_WRONLY);

	if (fd < 0)
		return false;
	bool wrote = pwrite(fd, bytes, size, (off_t)address) == (ssize_t)size;
	close(fd);
	return wrote;
}

static bool write_by_words(pid_t tid, uint64_t address, const void *bytes, size_t size)
{
	size_t done = 0;
	long word;

	while (done < size) {
		size_t skip = (address + done) % WORD;
		size_t part = WORD - skip < size - done ? WORD - skip : size - done;
		if (!peek(tid, address + done - skip, &word))
			return false;
		memcpy((char *)&word + skip, (const char *)bytes + done, part);
		if (ptrace(PTRACE_POKEDATA, tid, (void *)(uintptr_t)(address + done - skip), (void *)word))
			return false;
		done += part;
	}
	return true;
}

bool memory_write(pid_t tid, uint64_t address, const void *bytes, size_t size)
{
	return (size > 2 * WORD && write_by_file(tid, address, bytes, size)) || write_by_words(tid, address, bytes, size);
}
