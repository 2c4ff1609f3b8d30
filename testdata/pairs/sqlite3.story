# sqlite3 3.40.1 -> 3.46.1, glibc 2.36 -> 2.41 (Debian 12 -> 13)
# Neither the shell nor the library needs anything new.
same fstat
