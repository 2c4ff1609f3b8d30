# curl 7.88.1 -> 8.14.1, glibc 2.36 -> 2.41, OpenSSL 3.0 -> 3.5 (Debian 12 -> 13)
# The multi handle is woken by an eventfd where it had a socketpair.
new eventfd2 libcurl.so.4 before curl
gone socketpair libcurl.so.4 now gone
# Not foreseen: the file of cookies was written by way of a temporary one with fchmod.
gone fchmod libcurl.so.4 "curl output" "the same tests ran again"
# glibc 2.39 asks for the state of an open file by fstat again, and no longer by newfstatat with an empty path.
same fstat
# Not foreseen: signals are blocked around the start of a thread.
same rt_sigprocmask
# qsort of glibc 2.36 asked for the size of memory.
idle sysinfo
# Not foreseen: the address of the peer is known without a call.
idle getpeername
# Foreseen, and not said: setsockopt with TCP_KEEPCNT. The default level does not restrict options of sockets.
