/* SPDX-License-Identifier: Apache-2.0 */
/* Users and groups, and the databases behind names. */
#include "corpus.h"
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <shadow.h>
#include <sys/fsuid.h>

FUNCTION(getuid)
{
	ok(getuid() != (uid_t)-1 && geteuid() != (uid_t)-1);
}
FUNCTION(getgid)
{
	ok(getgid() != (gid_t)-1 && getegid() != (gid_t)-1);
}
FUNCTION(getresuid)
{
	uid_t a, b, c;
	ok(getresuid(&a, &b, &c) == 0 && getresgid(&a, &b, &c) == 0);
}
FUNCTION(getgroups)
{
	gid_t groups[100];
	ok(getgroups(100, groups) >= 0);
	ok(getgroups(0, NULL) >= 0);
}
FUNCTION(setuid)
{
	ok(setuid(getuid()) == 0);
}
FUNCTION(seteuid)
{
	ok(seteuid(geteuid()) == 0);
}
FUNCTION(setreuid)
{
	ok(setreuid((uid_t)-1, geteuid()) == 0);
}
FUNCTION(setresuid)
{
	ok(setresuid((uid_t)-1, (uid_t)-1, (uid_t)-1) == 0);
}
FUNCTION(setgid)
{
	ok(setgid(getgid()) == 0);
}
FUNCTION(setegid)
{
	ok(setegid(getegid()) == 0);
}
FUNCTION(setregid)
{
	ok(setregid((gid_t)-1, getegid()) == 0);
}
FUNCTION(setresgid)
{
	ok(setresgid((gid_t)-1, (gid_t)-1, (gid_t)-1) == 0);
}
FUNCTION(setgroups)
{
	ok(setgroups(0, NULL) == 0 || errno == EPERM);
}
FUNCTION(initgroups)
{
	ok(initgroups("root", 0) == 0 || errno == EPERM);
}
FUNCTION(getgrouplist)
{
	gid_t groups[100];
	int count = 100;
	ok(getgrouplist("root", 0, groups, &count) >= 1);
}
FUNCTION(setfsuid)
{
	ok(setfsuid(geteuid()) >= 0 && setfsgid(getegid()) >= 0);
}
FUNCTION(getpwnam)
{
	ok(getpwnam("root") && !getpwnam("no-such-user"));
}
FUNCTION(getpwuid)
{
	ok(getpwuid(0) && !getpwuid(76543));
}
FUNCTION(getgrnam)
{
	ok(getgrnam("root") && !getgrnam("no-such-group"));
}
FUNCTION(getgrgid)
{
	ok(getgrgid(0) && !getgrgid(76543));
}
FUNCTION(getpwent)
{
	ok(getpwent());
	setpwent();
	ok(getpwent());
	endpwent();
}
FUNCTION(getgrent)
{
	ok(getgrent());
	endgrent();
}
FUNCTION(getspnam)
{
	ok(getspnam("root") || geteuid());
}
FUNCTION(getlogin)
{
	char name[100];
	getlogin();
	getlogin_r(name, sizeof(name));
}
FUNCTION(getservbyname)
{
	getservbyname("http", "tcp");
	ok(!getservbyname("no-such-service", "tcp"));
	getservbyport(htons(80), "tcp");
}
FUNCTION(getprotobyname)
{
	getprotobyname("tcp");
	ok(!getprotobyname("no-such-protocol"));
}
FUNCTION(gethostbyname)
{
	ok(gethostbyname("localhost") && gethostbyname("127.0.0.1"));
}
FUNCTION(getaddrinfo)
{
	struct addrinfo *found;
	ok(getaddrinfo("localhost", "80", NULL, &found) == 0);
	freeaddrinfo(found);
	ok(getaddrinfo("::1", "80", &(struct addrinfo){.ai_flags = AI_NUMERICHOST}, &found) == 0);
	ok(getaddrinfo("x", NULL, &(struct addrinfo){.ai_flags = AI_NUMERICHOST}, &found) == EAI_NONAME);
}
FUNCTION(getaddrinfo_dns)
{
	struct addrinfo *found;
	ok(getaddrinfo("name.example", NULL, NULL, &found) == EAI_AGAIN);
}
FUNCTION(getaddrinfo_config)
{
	struct addrinfo *found, hints = {.ai_flags = AI_ADDRCONFIG, .ai_socktype = SOCK_STREAM};
	getaddrinfo("localhost", "http", &hints, &found);
}
