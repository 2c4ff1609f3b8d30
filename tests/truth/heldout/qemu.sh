# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="qemu-user busybox-static"
# a JIT: TCG

a()
{
	seq 300 >n
	run qemu-x86_64 "$(command -v busybox)" sort -rn n | head -n 1
	run qemu-x86_64 "$(command -v busybox)" cat /missing
	run qemu-x86_64 -version | head -n 1 | cut -d' ' -f1
}

b()
{
	box=$(command -v busybox)
	run qemu-x86_64 "$box" sh -c 'echo $((6 * 7)); trap "echo usr1" USR1; kill -USR1 $$; (exit 3); echo $?; true | true; ulimit -n; umask; cd / && pwd'
	mkdir -p d/e && seq 10 >d/a && run qemu-x86_64 -strace -D log "$box" tar -cf x.tar d && run qemu-x86_64 "$box" tar -tf x.tar && run qemu-x86_64 "$box" gzip x.tar && ls x*
	run qemu-x86_64 -singlestep "$box" date -u -d @0; run qemu-x86_64 -R 512M "$box" uname -m; run qemu-x86_64 -0 name -E A=b "$box" sh -c 'echo $A'
	printf 'GET /\r\n' | run qemu-x86_64 "$box" nc -w 1 127.0.0.1 1; run qemu-x86_64 "$box" sleep 0.1; run qemu-x86_64 "$box" ln -s a b; run qemu-x86_64 "$box" readlink b; run qemu-x86_64 "$box" chmod 600 n d/a; run qemu-x86_64 "$box" id -u
	run qemu-x86_64 /missing; run qemu-x86_64 /etc/passwd; run qemu-x86_64 "$box" sh -c 'kill -TERM $$; exit 4'
	run qemu-x86_64 "$box" sleep 60 &
	sleep 0.5
	kill $!
	wait $!
}
