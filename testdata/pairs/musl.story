# tool.c with glibc and with musl: the same program.
# musl opens by open, writes by vectors, asks for the size of a terminal, and forks by fork.
same open
same writev
same ioctl
same fork
same stat
same nanosleep
# opendir and fopen mark descriptors; in Debian 12's musl, the child of a fork asks for its thread id.
same fcntl
same? gettid
# Not foreseen: the start of the first thread asks for memory barriers of all threads.
new membarrier libc.so before "libc.so.6"
# The loader of glibc asks whether a file of preloads is there; glibc asks for the limit of the stack.
gone access ld-linux-x86-64.so.2
# faccessat2 is for the same purpose, and those who make it fall back to asking for the mode of the file.
gone faccessat2
gone prlimit64 libc.so.6
idle clock_nanosleep
idle clone3
# Debian 13's glibc; Debian 12's makes newfstatat only.
idle? fstat
idle getrandom
idle madvise
idle newfstatat
idle openat
idle pread64
idle rseq
idle rt_sigaction
idle set_robust_list
idle time
idle write
