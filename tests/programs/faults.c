/* SPDX-License-Identifier: Apache-2.0 */
/* Passes structs that lie in pages which another of its threads provides: userfaultfd(2). 77: it may not. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 2 };

static int faults;
static unsigned char contents[PAGES][PAGE] __attribute__((aligned(PAGE)));
static unsigned char *pages;

static void *provide(void *unused)
{
	struct uffd_msg message;

	while (read(faults, &message, sizeof(message)) == sizeof(message)) {
		uint64_t page = (message.arg.pagefault.address - (uintptr_t)pages) / PAGE;
		struct uffdio_copy copy = { .dst = (uintptr_t)pages + page * PAGE, .src = (uintptr_t)contents[page], .len = PAGE };
		ioctl(faults, UFFDIO_COPY, &copy);
	}
	return unused;
}

static int prepare(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .range = { .len = PAGES * PAGE }, .mode = UFFDIO_REGISTER_MODE_MISSING };
	pthread_t thread;

	faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	if (faults < 0 || ioctl(faults, UFFDIO_API, &api))
		return 77;
	pages = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	range.range.start = (uintptr_t)pages;
	return ioctl(faults, UFFDIO_REGISTER, &range) || pthread_create(&thread, NULL, provide, NULL) ? 1 : 0;
}

int main(void)
{
	struct clone_args child = { .exit_signal = SIGCHLD };
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC };
	int status = prepare();

	if (status)
		return status;
	memcpy(contents[0], &child, sizeof(child));
	memcpy(contents[1], &how, sizeof(how));
	pid_t pid = (pid_t)syscall(SYS_clone3, pages, sizeof(child));
	if (pid == 0)
		_exit(5);
	if (waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) != 5)
		printf("clone3: %d, status %x\n", pid, status);
	if (syscall(SYS_openat2, AT_FDCWD, "/", pages + PAGE, sizeof(how)) < 0)
		printf("openat2: errno %d\n", errno);
	return 0;
}
