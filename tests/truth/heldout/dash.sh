# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=dash

# a script as configure has them
a()
{
	cat >script <<-'END'
		set -e
		i=0; while [ $i -lt 30 ]; do i=$((i + 1)); mkdir -p d/$i; echo $i >d/$i/f; done
		for f in d/*/f; do case $f in *1/f) cat "$f" ;; esac; done | sort -n | tail -n 2
		x=$(expr 6 \* 7); echo "$x"; test -d d && rm -r d/1; [ -f missing ] || echo none
	END
	run dash script
	run dash -c 'cat <<END
	here $((1 + 1))
END'
	run dash -c 'cd /missing'
}

# background jobs, traps, fifos, descriptors, a stop in the middle
b()
{
	run dash -c 'sleep 30 & pid=$!; trap "echo term; kill $pid" TERM; kill -TERM $$; wait $pid; echo "waited $?"'
	run dash -c 'mkfifo f; (echo in >f) & read x <f; echo $x; exec 4>out 5<out </dev/null; umask 027; ulimit -n; times >/dev/null; : >up; sleep 30' &
	until [ -e up ]; do sleep 0.1; done
	kill $!
	wait $!
	run dash -c 'set -C; : >x; : >x; echo after'
	printf 'echo one\nexit 4\n' | run dash
	run dash -c 'set -m; sleep 30 & kill -STOP $!; kill -CONT $!; kill $!; wait; read x; echo "$x"; command -v cat; cd / && pwd -P; getopts a o -a; echo $o' </dev/null
}
