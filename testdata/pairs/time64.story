# tool.c for i386 with a time_t of 32 and of 64 bits.
# Foreseen was statx in the place of fstatat64. But glibc 2.34 and later ask for times of 64 bits in both, so they make the same calls.
