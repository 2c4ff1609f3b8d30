# nginx 1.22.1 -> 1.26.3, glibc 2.36 -> 2.41, OpenSSL 3.0 -> 3.5, PCRE2 10.42 -> 10.46 (Debian 12 -> 13)
# Neither the master nor a worker needs anything new.
same fstat
# qsort of glibc 2.36 asked for the size of memory.
idle sysinfo
