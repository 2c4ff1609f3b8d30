/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets of the loopback device, and ways to wait for descriptors. */
#include "corpus.h"
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/un.h>

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}
/* A listening socket, and its address. */
static int listener(struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(*at);
	*at = loopback(0);
	ok(fd >= 0 && bind(fd, (struct sockaddr *)at, sizeof(*at)) == 0 && listen(fd, 5) == 0 && getsockname(fd, (struct sockaddr *)at, &size) == 0);
	return fd;
}
static void connected(int ends[2])
{
	struct sockaddr_in at;
	int fd = listener(&at);
	ends[0] = socket(AF_INET, SOCK_STREAM, 0);
	ok(connect(ends[0], (struct sockaddr *)&at, sizeof(at)) == 0);
	ok((ends[1] = accept(fd, NULL, NULL)) >= 0);
}
static void pair(int ends[2])
{
	ok(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
}

FUNCTION(socket_inet)
{
	ok(socket(AF_INET, SOCK_STREAM, 0) >= 0 && socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0) >= 0);
	fails(socket(AF_INET, 99, 0), EINVAL);
}
FUNCTION(socket_inet6)
{
	ok(socket(AF_INET6, SOCK_STREAM, 0) >= 0 || errno == EAFNOSUPPORT);
}
FUNCTION(socket_unix)
{
	ok(socket(AF_UNIX, SOCK_DGRAM, 0) >= 0);
	fails(socket(999, SOCK_DGRAM, 0), EAFNOSUPPORT);
}
FUNCTION(socketpair)
{
	int ends[2];
	ok(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
}
FUNCTION(bind)
{
	struct sockaddr_un at = {AF_UNIX, "socket"};
	ok(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&at, sizeof(at)) == 0);
	fails(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&at, sizeof(at)), EADDRINUSE);
}
FUNCTION(listen)
{
	struct sockaddr_in at;
	ok(listener(&at) >= 0);
	fails(listen(77, 1), EBADF);
}
FUNCTION(accept)
{
	int ends[2];
	connected(ends);
	fails(accept(77, NULL, NULL), EBADF);
}
FUNCTION(accept4)
{
	struct sockaddr_in at;
	int fd = listener(&at);
	ok(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&at, sizeof(at)) == 0 && accept4(fd, NULL, NULL, SOCK_CLOEXEC) >= 0);
}
FUNCTION(connect_refused)
{
	struct sockaddr_in at = loopback(1);
	fails(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&at, sizeof(at)), ECONNREFUSED);
}
FUNCTION(send)
{
	int ends[2];
	char text[4];
	connected(ends);
	ok(send(ends[0], "text", 4, MSG_NOSIGNAL) == 4 && recv(ends[1], text, 4, MSG_PEEK) == 4 && recv(ends[1], text, 4, 0) == 4);
	fails(recv(ends[1], text, 4, MSG_DONTWAIT), EAGAIN);
}
FUNCTION(sendto)
{
	struct sockaddr_in at = loopback(0);
	socklen_t size = sizeof(at);
	char text[4];
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	ok(bind(fd, (struct sockaddr *)&at, size) == 0 && getsockname(fd, (struct sockaddr *)&at, &size) == 0);
	ok(sendto(fd, "text", 4, 0, (struct sockaddr *)&at, size) == 4 && recvfrom(fd, text, 4, 0, (struct sockaddr *)&at, &size) == 4);
}
FUNCTION(sendmsg)
{
	int ends[2];
	char text[4];
	struct iovec part = {text, 4};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	pair(ends);
	ok(sendmsg(ends[0], &message, 0) == 4 && recvmsg(ends[1], &message, 0) == 4);
}
FUNCTION(sendmmsg)
{
	int ends[2];
	char text[4];
	struct iovec part = {text, 4};
	struct mmsghdr messages[2] = {{.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}}, {.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}}};
	ok(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0 && sendmmsg(ends[0], messages, 2, 0) >= 1 && recvmmsg(ends[1], messages, 1, 0, NULL) >= 1);
}
FUNCTION(shutdown)
{
	int ends[2];
	pair(ends);
	ok(shutdown(ends[0], SHUT_RDWR) == 0);
	fails(shutdown(77, SHUT_RD), EBADF);
}
FUNCTION(getsockopt)
{
	int value;
	socklen_t size = sizeof(value);
	ok(getsockopt(socket(AF_INET, SOCK_STREAM, 0), SOL_SOCKET, SO_TYPE, &value, &size) == 0);
}
FUNCTION(setsockopt)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	struct timeval limit = {1, 0};
	ok(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 && setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) == 0);
	ok(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
}
FUNCTION(getsockname)
{
	int ends[2];
	struct sockaddr_in at;
	socklen_t size = sizeof(at);
	connected(ends);
	ok(getsockname(ends[0], (struct sockaddr *)&at, &size) == 0 && getpeername(ends[0], (struct sockaddr *)&at, &size) == 0);
}
FUNCTION(sockatmark)
{
	int ends[2];
	connected(ends);
	ok(sockatmark(ends[0]) == 0);
}
FUNCTION(poll)
{
	int ends[2];
	pair(ends);
	ok(poll(&(struct pollfd){ends[0], POLLIN, 0}, 1, 5) == 0 && poll(&(struct pollfd){ends[0], POLLOUT, 0}, 1, -1) == 1);
}
FUNCTION(ppoll)
{
	int ends[2];
	sigset_t none;
	sigemptyset(&none);
	pair(ends);
	ok(ppoll(&(struct pollfd){ends[0], POLLIN, 0}, 1, &(struct timespec){0, 5000000}, &none) == 0);
}
FUNCTION(select)
{
	int ends[2];
	fd_set set;
	pair(ends);
	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	ok(select(ends[0] + 1, &set, NULL, NULL, &(struct timeval){0, 5000}) == 0);
	fails(select(-1, NULL, NULL, NULL, NULL), EINVAL);
}
FUNCTION(pselect)
{
	sigset_t none;
	sigemptyset(&none);
	ok(pselect(0, NULL, NULL, NULL, &(struct timespec){0, 5000000}, &none) == 0);
}
static int watching(int ends[2])
{
	struct epoll_event event = {.events = EPOLLOUT};
	int fd = epoll_create1(EPOLL_CLOEXEC);
	pair(ends);
	ok(fd >= 0 && epoll_ctl(fd, EPOLL_CTL_ADD, ends[0], &event) == 0);
	return fd;
}
FUNCTION(epoll_create)
{
	ok(epoll_create(5) >= 0);
	fails(epoll_create1(-1), EINVAL);
}
FUNCTION(epoll_wait)
{
	int ends[2];
	struct epoll_event event;
	ok(epoll_wait(watching(ends), &event, 1, -1) == 1);
	fails(epoll_wait(77, &event, 1, 0), EBADF);
}
FUNCTION(epoll_pwait)
{
	int ends[2];
	sigset_t none;
	struct epoll_event event;
	sigemptyset(&none);
	ok(epoll_pwait(watching(ends), &event, 1, 5, &none) == 1);
}
FUNCTION(eventfd)
{
	eventfd_t value;
	int fd = eventfd(0, EFD_CLOEXEC);
	ok(fd >= 0 && eventfd_write(fd, 3) == 0 && eventfd_read(fd, &value) == 0 && value == 3);
}
FUNCTION(timerfd_create)
{
	struct itimerspec when = {.it_value = {0, 1000000}};
	unsigned long long times;
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	ok(fd >= 0 && timerfd_settime(fd, 0, &when, NULL) == 0 && read(fd, &times, sizeof(times)) == sizeof(times) && timerfd_gettime(fd, &when) == 0);
}
FUNCTION(signalfd)
{
	sigset_t set;
	struct signalfd_siginfo info;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int fd = signalfd(-1, &set, SFD_CLOEXEC);
	ok(fd >= 0 && raise(SIGUSR1) == 0 && read(fd, &info, sizeof(info)) == sizeof(info));
}
FUNCTION(inotify_init)
{
	int fd = inotify_init(), watch = inotify_add_watch(fd, "dir", IN_CREATE);
	char events[1000];
	ok(fd >= 0 && watch >= 0 && creat("dir/new", 0600) >= 0 && read(fd, events, sizeof(events)) > 0 && inotify_rm_watch(fd, watch) == 0);
	ok(inotify_init1(IN_CLOEXEC) >= 0);
}
FUNCTION(if_nameindex)
{
	ok(if_nameindex());
}
FUNCTION(if_nametoindex)
{
	char name[IF_NAMESIZE];
	ok(if_nametoindex("lo") > 0 && !if_nametoindex("none") && if_indextoname(1, name));
}
FUNCTION(getifaddrs)
{
	struct ifaddrs *found;
	ok(getifaddrs(&found) == 0);
	freeifaddrs(found);
}
FUNCTION(getnameinfo)
{
	char name[256], port[32];
	struct sockaddr_in at = loopback(80);
	ok(getnameinfo((struct sockaddr *)&at, sizeof(at), name, 256, port, 32, NI_NUMERICHOST | NI_NUMERICSERV) == 0);
	ok(getnameinfo((struct sockaddr *)&at, sizeof(at), name, 256, port, 32, 0) == 0);
}
FUNCTION(inet_pton)
{
	char text[64];
	struct in_addr at;
	ok(inet_pton(AF_INET, "127.0.0.1", &at) == 1 && inet_ntop(AF_INET, &at, text, sizeof(text)) && inet_pton(AF_INET, "x", &at) == 0);
}
