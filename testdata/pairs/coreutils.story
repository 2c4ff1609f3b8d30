# coreutils 9.1 -> 9.7, glibc 2.36 -> 2.41 (Debian 12 -> 13)
# cp preserves permissions without libacl; ls and cp list extended attributes where they asked for that of an ACL.
gone fsetxattr libacl.so.1 cp "the same tests ran again"
gone removexattr libacl.so.1 cp "the same tests ran again"
idle getxattr
idle lgetxattr
idle fgetxattr
same chmod
same fchmod
# chmod -R does not follow links that appear meanwhile.
same fchmodat2
same fstat
# Not foreseen: ls is linked with libcap, to colour files with capabilities; its start asks which capabilities there are.
new prctl libcap.so.2 PR_CAPBSET_READ ls
same uname
