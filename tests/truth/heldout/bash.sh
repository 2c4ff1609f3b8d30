# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=bash

# loops, expansions, pipes, files, a trap at the end
a()
{
	run bash -c 'for i in {1..50}; do echo "$i"; done | while read -r n; do echo $((n * n)); done | tail -n 2
		list=(one two three); printf "%s\n" "${list[@]}" >x; [[ -f x && ${list[1]} =~ ^t ]] && cat x
		declare -A map=([k]=v); echo "${map[k]}"; mapfile -t lines <x; echo ${#lines[@]}; echo *; trap "echo bye" EXIT'
	printf 'read name\necho "hello $name"\n' >script
	echo world | run bash script
	run bash -c 'exit 3'
	run bash -c 'missing_command; cat /missing'
}

# job control, signals, coprocesses, timeouts, limits, sockets, restricted shell
b()
{
	run bash -c 'set -m; sleep 60 & kill -STOP %1; kill -CONT %1; kill %1; wait %1; echo "job $?"'
	run bash -c 'coproc tr a-z A-Z; echo hello >&${COPROC[1]}; exec {COPROC[1]}>&-; cat <&${COPROC[0]}; wait'
	run bash -c 'trap "echo usr1" USR1; kill -USR1 $$; read -rt 0.1 x < <(sleep 2); echo "read $?"; umask 077; ulimit -n 64; ulimit -n'
	run bash -c 'exec 3<>/dev/tcp/127.0.0.1/1' || echo "no connection"
	run bash -c 'set -C; echo a >x; echo b >x; mkfifo f; cat <f & echo through >f; wait; cd /missing; cd /; pwd -P; times >/dev/null; hash; type -a cat'
	run bash -rc 'cd /'
	run bash -c 'kill -TERM $$' &
	wait $!
	run bash -c 'test -w / && test -p f; exec 5<x; read -r -n1 -u5 c; echo "$c"; printf -v t "%(%Y)T" 0; echo "$t"; cat <<<word; echo >(cat) | wc -l'
}
