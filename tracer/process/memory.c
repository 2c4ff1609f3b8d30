/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads use process_vm_readv (one system call for any size), or PTRACE_PEEKDATA
 * if that is refused (a non-dumpable tracee, read by an unprivileged recorder).
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

size_t memory_read(pid_t tid, uint64_t address, void *bytes, size_t size)
{
	struct iovec here = { bytes, size };
	struct iovec there = { (void *)(uintptr_t)address, size };
	ssize_t got = process_vm_readv(tid, &here, 1, &there, 1, 0);

	if (got < 0 && (errno == EPERM || errno == ENOSYS))
		return read_by_words(tid, address, bytes, size);
	return got < 0 ? 0 : (size_t)got;
}

bool memory_read_word(pid_t tid, uint64_t address, unsigned size, uint64_t *word)
{
	*word = 0;                            /* little endian: the low bytes come first */
	return memory_read(tid, address, word, size) == size;
}

static bool write_by_file(pid_t tid, uint64_t address, const void *bytes, size_t size)
{
	char name[32];

	snprintf(name, sizeof(name), "/proc/%d/mem", (int)tid);
	int fd = open(name, O_WRONLY | O_CLOEXEC);
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
