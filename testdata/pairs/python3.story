# python3 3.11.2 -> 3.13.5, glibc 2.36 -> 2.41 (Debian 12 -> 13)
# The vDSO serves getrandom, which keeps its state in memory of its own: pages that are written, and never executed.
same fstat
same open
idle sysinfo
idle uname
