# git 2.39.5 -> 2.47.3, glibc 2.36 -> 2.41 (Debian 12 -> 13)
# commit runs git maintenance --detach where it ran git gc --auto: a session of its own.
new setsid "git commit" before
same dup
same fstat
idle time
