/* SPDX-License-Identifier: Apache-2.0 */
/* Files by path and by descriptor. */
#include "corpus.h"
#include <limits.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <utime.h>

FUNCTION(open)
{
	ok(close(open("file", O_RDONLY)) == 0);
	ok(close(open("new", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == 0);
	fails(open("missing", O_RDONLY), ENOENT);
}
FUNCTION(openat)
{
	int dir = opened(".", O_RDONLY | O_DIRECTORY);
	ok(close(openat(dir, "file", O_RDWR | O_APPEND)) == 0);
	fails(openat(-1, "file", O_RDONLY), EBADF);
}
FUNCTION(creat)
{
	ok(close(creat("new", 0600)) == 0);
	fails(creat("dir", 0600), EISDIR);
}
FUNCTION(close)
{
	ok(close(opened("file", O_RDONLY)) == 0);
	fails(close(77), EBADF);
}
FUNCTION(read)
{
	char buffer[4096];
	ok(read(opened("file", O_RDONLY), buffer, sizeof(buffer)) > 0);
	fails(read(77, buffer, 1), EBADF);
}
FUNCTION(write)
{
	ok(write(opened("new", O_WRONLY | O_CREAT), "text", 4) == 4);
	fails(write(opened("/dev/full", O_WRONLY), "text", 4), ENOSPC);
}
FUNCTION(readv)
{
	char a[4], b[4];
	struct iovec parts[] = {{a, 4}, {b, 4}};
	ok(readv(opened("file", O_RDONLY), parts, 2) == 8);
	fails(readv(77, parts, 2), EBADF);
}
FUNCTION(writev)
{
	struct iovec parts[] = {{"ab", 2}, {"cd", 2}};
	ok(writev(opened("new", O_WRONLY | O_CREAT), parts, 2) == 4);
	fails(writev(77, parts, 2), EBADF);
}
FUNCTION(pread)
{
	char buffer[8];
	ok(pread(opened("file", O_RDONLY), buffer, 8, 2) == 8);
	fails(pread(0, buffer, 8, -1), EINVAL);
}
FUNCTION(pwrite)
{
	ok(pwrite(opened("file", O_WRONLY), "text", 4, 2) == 4);
	fails(pwrite(77, "text", 4, 2), EBADF);
}
FUNCTION(preadv)
{
	char a[4], b[4];
	struct iovec parts[] = {{a, 4}, {b, 4}};
	ok(preadv(opened("file", O_RDONLY), parts, 2, 1) == 8);
}
FUNCTION(pwritev)
{
	struct iovec parts[] = {{"ab", 2}, {"cd", 2}};
	ok(pwritev(opened("file", O_WRONLY), parts, 2, 1) == 4);
}
FUNCTION(lseek)
{
	ok(lseek(opened("file", O_RDONLY), 0, SEEK_END) > 0);
	fails(lseek(77, 0, SEEK_SET), EBADF);
}
FUNCTION(dup)
{
	ok(dup(1) > 1);
	fails(dup(77), EBADF);
}
FUNCTION(dup2)
{
	ok(dup2(1, 9) == 9 && dup2(1, 1) == 1);
	fails(dup2(77, 9), EBADF);
}
FUNCTION(dup3)
{
	ok(dup3(1, 9, O_CLOEXEC) == 9);
	fails(dup3(1, 1, 0), EINVAL);
}
FUNCTION(fcntl_dupfd)
{
	ok(fcntl(1, F_DUPFD, 20) == 20 && fcntl(1, F_DUPFD_CLOEXEC, 30) == 30);
}
FUNCTION(fcntl_flags)
{
	ok(fcntl(1, F_GETFD) == 0 && fcntl(1, F_SETFD, FD_CLOEXEC) == 0);
	ok(fcntl(1, F_GETFL) >= 0 && fcntl(1, F_SETFL, O_NONBLOCK) == 0);
	fails(fcntl(77, F_GETFD), EBADF);
}
static pid_t holder(void (*lock)(int fd))
{
	int ready[2], fd = opened("file", O_RDWR);
	ok(pipe(ready) == 0);
	pid_t child = fork();
	if (!child) {
		lock(fd);
		ok(write(ready[1], "x", 1) == 1);
		usleep(100000);
		_exit(0);
	}
	ok(read(ready[0], &(char){0}, 1) == 1);
	return child;
}
static void lock_record(int fd)
{
	ok(fcntl(fd, F_SETLK, &(struct flock){.l_type = F_WRLCK}) == 0);
}
static void lock_file(int fd)
{
	close(fd);
	ok(flock(opened("file", O_RDWR), LOCK_EX) == 0);
}
FUNCTION(fcntl_lock)
{
	pid_t child = holder(lock_record);
	struct flock lock = {.l_type = F_WRLCK};
	int fd = opened("file", O_RDWR);
	ok(fcntl(fd, F_SETLK, &lock) == -1);
	ok(fcntl(fd, F_GETLK, &lock) == 0 && lock.l_pid == child);
	lock.l_type = F_WRLCK;
	ok(fcntl(fd, F_SETLKW, &lock) == 0 && status_of(child) == 0);
}
FUNCTION(flock)
{
	pid_t child = holder(lock_file);
	int fd = opened("file", O_RDWR);
	fails(flock(fd, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	ok(flock(fd, LOCK_EX) == 0 && flock(fd, LOCK_UN) == 0 && status_of(child) == 0);
}
FUNCTION(lockf)
{
	pid_t child = holder(lock_record);
	int fd = opened("file", O_RDWR);
	ok(lockf(fd, F_TEST, 0) == -1 && lockf(fd, F_TLOCK, 0) == -1);
	ok(lockf(fd, F_LOCK, 0) == 0 && lockf(fd, F_ULOCK, 0) == 0 && status_of(child) == 0);
}
FUNCTION(stat)
{
	struct stat now;
	ok(stat("file", &now) == 0);
	fails(stat("missing", &now), ENOENT);
}
FUNCTION(lstat)
{
	struct stat now;
	ok(lstat("link", &now) == 0 && S_ISLNK(now.st_mode));
	fails(lstat("missing", &now), ENOENT);
}
FUNCTION(fstat)
{
	struct stat now;
	ok(fstat(1, &now) == 0);
	fails(fstat(77, &now), EBADF);
}
FUNCTION(fstatat)
{
	struct stat now;
	int dir = opened(".", O_RDONLY);
	ok(fstatat(dir, "link", &now, AT_SYMLINK_NOFOLLOW) == 0 && fstatat(dir, "", &now, AT_EMPTY_PATH) == 0);
	fails(fstatat(dir, "missing", &now, 0), ENOENT);
}
#ifdef STATX_SIZE
FUNCTION(statx)
{
	struct statx now;
	ok(statx(AT_FDCWD, "file", 0, STATX_SIZE, &now) == 0);
	fails(statx(AT_FDCWD, "missing", 0, STATX_SIZE, &now), ENOENT);
}
#endif
FUNCTION(access)
{
	ok(access("file", R_OK) == 0);
	fails(access("missing", F_OK), ENOENT);
}
FUNCTION(faccessat)
{
	ok(faccessat(AT_FDCWD, "file", R_OK, 0) == 0 && faccessat(AT_FDCWD, "file", W_OK, AT_EACCESS) == 0);
	fails(faccessat(AT_FDCWD, "missing", R_OK, AT_EACCESS), ENOENT);
}
FUNCTION(eaccess)
{
	ok(eaccess("file", R_OK) == 0);
	fails(eaccess("missing", R_OK), ENOENT);
}
FUNCTION(chmod)
{
	ok(chmod("file", 0600) == 0);
	fails(chmod("missing", 0600), ENOENT);
}
FUNCTION(fchmod)
{
	ok(fchmod(opened("file", O_RDONLY), 0600) == 0);
	fails(fchmod(77, 0600), EBADF);
}
FUNCTION(fchmodat)
{
	ok(fchmodat(AT_FDCWD, "file", 0600, 0) == 0);
	fails(fchmodat(AT_FDCWD, "missing", 0600, 0), ENOENT);
}
FUNCTION(fchmodat_nofollow)
{
	ok(fchmodat(AT_FDCWD, "file", 0600, AT_SYMLINK_NOFOLLOW) == 0);
	fails(fchmodat(AT_FDCWD, "missing", 0600, AT_SYMLINK_NOFOLLOW), ENOENT);
}
FUNCTION(chown)
{
	ok(chown("file", getuid(), getgid()) == 0);
	fails(chown("missing", 0, 0), ENOENT);
}
FUNCTION(lchown)
{
	ok(lchown("link", getuid(), getgid()) == 0);
	fails(lchown("missing", 0, 0), ENOENT);
}
FUNCTION(fchown)
{
	ok(fchown(opened("file", O_RDONLY), getuid(), getgid()) == 0);
	fails(fchown(77, 0, 0), EBADF);
}
FUNCTION(fchownat)
{
	ok(fchownat(AT_FDCWD, "link", getuid(), getgid(), AT_SYMLINK_NOFOLLOW) == 0);
	fails(fchownat(AT_FDCWD, "missing", 0, 0, 0), ENOENT);
}
FUNCTION(utime)
{
	ok(utime("file", NULL) == 0 && utime("file", &(struct utimbuf){1, 1}) == 0);
	fails(utime("missing", NULL), ENOENT);
}
FUNCTION(utimes)
{
	ok(utimes("file", (struct timeval[2]){{1, 0}, {1, 0}}) == 0 && lutimes("link", NULL) == 0);
	fails(utimes("missing", NULL), ENOENT);
}
FUNCTION(utimensat)
{
	ok(utimensat(AT_FDCWD, "link", (struct timespec[2]){{0, UTIME_OMIT}, {0, UTIME_NOW}}, AT_SYMLINK_NOFOLLOW) == 0);
	fails(utimensat(AT_FDCWD, "missing", NULL, 0), ENOENT);
}
FUNCTION(futimens)
{
	ok(futimens(opened("file", O_RDWR), NULL) == 0);
	fails(futimens(77, NULL), EBADF);
}
FUNCTION(futimes)
{
	ok(futimes(opened("file", O_RDWR), NULL) == 0);
}
FUNCTION(truncate)
{
	ok(truncate("file", 1) == 0);
	fails(truncate("missing", 1), ENOENT);
}
FUNCTION(ftruncate)
{
	ok(ftruncate(opened("file", O_RDWR), 100000) == 0);
	fails(ftruncate(77, 1), EBADF);
}
FUNCTION(posix_fallocate)
{
	ok(posix_fallocate(opened("file", O_RDWR), 0, 100000) == 0);
	ok(posix_fallocate(77, 0, 1) == EBADF);
}
FUNCTION(fallocate)
{
	ok(fallocate(opened("file", O_RDWR), FALLOC_FL_KEEP_SIZE, 0, 100000) == 0);
	fails(fallocate(77, 0, 0, 1), EBADF);
}
FUNCTION(posix_fadvise)
{
	ok(posix_fadvise(opened("file", O_RDONLY), 0, 0, POSIX_FADV_SEQUENTIAL) == 0);
	ok(posix_fadvise(77, 0, 0, POSIX_FADV_NORMAL) == EBADF);
}
FUNCTION(fsync)
{
	ok(fsync(opened("file", O_RDWR)) == 0);
	fails(fsync(77), EBADF);
}
FUNCTION(fdatasync)
{
	ok(fdatasync(opened("file", O_RDWR)) == 0);
	fails(fdatasync(77), EBADF);
}
FUNCTION(syncfs)
{
	ok(syncfs(opened("/proc/self/stat", O_RDONLY)) == 0);
	fails(syncfs(77), EBADF);
}
FUNCTION(sync_file_range)
{
	ok(sync_file_range(opened("file", O_RDWR), 0, 0, SYNC_FILE_RANGE_WRITE) == 0);
}
FUNCTION(readahead)
{
	ok(readahead(opened("big", O_RDONLY), 0, 4096) == 0);
}
FUNCTION(link)
{
	ok(link("file", "hard") == 0);
	fails(link("missing", "hard2"), ENOENT);
}
FUNCTION(linkat)
{
	ok(linkat(AT_FDCWD, "file", AT_FDCWD, "hard", 0) == 0);
	fails(linkat(AT_FDCWD, "missing", AT_FDCWD, "hard2", 0), ENOENT);
}
FUNCTION(symlink)
{
	ok(symlink("file", "soft") == 0);
	fails(symlink("file", "soft"), EEXIST);
}
FUNCTION(symlinkat)
{
	ok(symlinkat("file", AT_FDCWD, "soft") == 0);
	fails(symlinkat("file", AT_FDCWD, "soft"), EEXIST);
}
FUNCTION(readlink)
{
	char path[PATH_MAX];
	ok(readlink("link", path, sizeof(path)) == 4);
	fails(readlink("file", path, sizeof(path)), EINVAL);
}
FUNCTION(readlinkat)
{
	char path[PATH_MAX];
	ok(readlinkat(AT_FDCWD, "link", path, sizeof(path)) == 4);
	fails(readlinkat(AT_FDCWD, "file", path, sizeof(path)), EINVAL);
}
FUNCTION(rename)
{
	ok(rename("file", "moved") == 0);
	fails(rename("missing", "moved"), ENOENT);
}
FUNCTION(renameat)
{
	ok(renameat(AT_FDCWD, "file", AT_FDCWD, "moved") == 0);
	fails(renameat(AT_FDCWD, "missing", AT_FDCWD, "moved"), ENOENT);
}
FUNCTION(unlink)
{
	ok(unlink("file") == 0);
	fails(unlink("missing"), ENOENT);
}
FUNCTION(unlinkat)
{
	ok(unlinkat(AT_FDCWD, "file", 0) == 0);
	fails(unlinkat(AT_FDCWD, "missing", 0), ENOENT);
}
FUNCTION(unlinkat_dir)
{
	ok(unlinkat(AT_FDCWD, "dir", AT_REMOVEDIR) == 0);
	fails(unlinkat(AT_FDCWD, "file", AT_REMOVEDIR), ENOTDIR);
}
FUNCTION(remove)
{
	ok(remove("file") == 0 && remove("dir") == 0);
	fails(remove("missing"), ENOENT);
}
FUNCTION(mkdir)
{
	ok(mkdir("made", 0700) == 0);
	fails(mkdir("dir", 0700), EEXIST);
}
FUNCTION(mkdirat)
{
	ok(mkdirat(AT_FDCWD, "made", 0700) == 0);
	fails(mkdirat(AT_FDCWD, "dir", 0700), EEXIST);
}
FUNCTION(rmdir)
{
	ok(rmdir("dir") == 0);
	fails(rmdir("file"), ENOTDIR);
}
FUNCTION(mkdtemp)
{
	char name[] = "tXXXXXX", bad[] = "/missing/tXXXXXX";
	ok(mkdtemp(name) && !mkdtemp(bad));
}
FUNCTION(mkstemp)
{
	char name[] = "tXXXXXX", bad[] = "/missing/tXXXXXX";
	ok(mkstemp(name) >= 0);
	fails(mkstemp(bad), ENOENT);
}
FUNCTION(mkostemp)
{
	char name[] = "tXXXXXX";
	ok(mkostemp(name, O_CLOEXEC) >= 0);
}
FUNCTION(mkfifo)
{
	ok(mkfifo("fifo", 0600) == 0);
	fails(mkfifo("fifo", 0600), EEXIST);
}
FUNCTION(mkfifoat)
{
	ok(mkfifoat(AT_FDCWD, "fifo", 0600) == 0);
}
FUNCTION(mknod)
{
	ok(mknod("node", S_IFREG | 0600, 0) == 0);
	fails(mknod("node", S_IFREG | 0600, 0), EEXIST);
}
FUNCTION(mknodat)
{
	ok(mknodat(AT_FDCWD, "node", S_IFREG | 0600, 0) == 0);
}
FUNCTION(realpath)
{
	char path[PATH_MAX];
	ok(realpath("dir/../link", path) && !realpath("missing", NULL));
}
FUNCTION(getcwd)
{
	char path[PATH_MAX];
	ok(getcwd(path, sizeof(path)) && !getcwd(path, 1) && getcwd(NULL, 0));
}
FUNCTION(get_current_dir_name)
{
	ok(get_current_dir_name());
}
FUNCTION(chdir)
{
	ok(chdir("dir") == 0);
	fails(chdir("missing"), ENOENT);
}
FUNCTION(fchdir)
{
	ok(fchdir(opened("dir", O_RDONLY)) == 0);
	fails(fchdir(77), EBADF);
}
FUNCTION(chroot)
{
	ok(chroot(".") == 0 || errno == EPERM);
	fails(chroot("missing"), geteuid() ? EPERM : ENOENT);
}
FUNCTION(statfs)
{
	struct statfs now;
	ok(statfs(".", &now) == 0);
	fails(statfs("missing", &now), ENOENT);
}
FUNCTION(fstatfs)
{
	struct statfs now;
	ok(fstatfs(opened(".", O_RDONLY), &now) == 0);
	fails(fstatfs(77, &now), EBADF);
}
FUNCTION(statvfs)
{
	struct statvfs now;
	ok(statvfs(".", &now) == 0);
	fails(statvfs("missing", &now), ENOENT);
}
FUNCTION(fstatvfs)
{
	struct statvfs now;
	ok(fstatvfs(opened(".", O_RDONLY), &now) == 0);
	fails(fstatvfs(77, &now), EBADF);
}
FUNCTION(umask)
{
	umask(022);
	ok(umask(0) == 022);
}
FUNCTION(pathconf)
{
	ok(pathconf(".", _PC_NAME_MAX) > 0 && pathconf("file", _PC_LINK_MAX) != 0 && fpathconf(1, _PC_PIPE_BUF) > 0);
}
FUNCTION(sendfile)
{
	off_t from = 0;
	ok(sendfile(opened("new", O_WRONLY | O_CREAT), opened("big", O_RDONLY), &from, 300000) > 0);
	fails(sendfile(77, 0, NULL, 1), EBADF);
}
FUNCTION(copy_file_range)
{
	ok(copy_file_range(opened("big", O_RDONLY), NULL, opened("new", O_WRONLY | O_CREAT), NULL, 300000, 0) > 0);
	fails(copy_file_range(77, NULL, 1, NULL, 1, 0), EBADF);
}
FUNCTION(splice)
{
	int ends[2], other[2];
	ok(pipe(ends) == 0 && pipe(other) == 0 && splice(opened("file", O_RDONLY), NULL, ends[1], NULL, 10, 0) == 10);
	ok(tee(ends[0], other[1], 10, 0) == 10);
	fails(splice(77, NULL, ends[1], NULL, 10, 0), EBADF);
}
FUNCTION(vmsplice)
{
	int ends[2];
	ok(pipe(ends) == 0 && vmsplice(ends[1], &(struct iovec){"text", 4}, 1, 0) == 4);
}
FUNCTION(pipe)
{
	int ends[2];
	char byte;
	ok(pipe(ends) == 0 && write(ends[1], "x", 1) == 1 && read(ends[0], &byte, 1) == 1);
}
FUNCTION(pipe2)
{
	int ends[2];
	ok(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
	fails(pipe2(ends, -1), EINVAL);
}
FUNCTION(setxattr)
{
	ok(setxattr("file", "user.a", "b", 1, 0) == 0 || errno == ENOTSUP);
	fails(setxattr("missing", "user.a", "b", 1, 0), ENOENT);
}
FUNCTION(getxattr)
{
	char value[100];
	ok(getxattr("file", "user.none", value, 100) == -1 && lgetxattr("link", "user.none", value, 100) == -1);
	ok(fgetxattr(1, "user.none", value, 100) == -1);
}
FUNCTION(listxattr)
{
	char names[100];
	ok(listxattr("file", names, 100) >= 0 && llistxattr("link", names, 100) >= 0);
	fails(listxattr("missing", names, 100), ENOENT);
}
FUNCTION(removexattr)
{
	ok(removexattr("file", "user.none") == -1);
}
