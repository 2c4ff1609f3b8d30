#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The commands of docs/production.md: from calls that were logged or refused in use to
# a new policy, which allows them and still what it allowed before.

# shellcheck disable=SC2154 # status and output are set by bats
load helper

open='use Socket; socket(S, shift, SOCK_STREAM, 0) or exit 3'

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	need perl
	seccord record -q -o first.trace -- perl -e "$open" 1
	seccord policy -o old.json first.trace
}

# open_socket POLICY DOMAIN
open_socket()
{
	seccord run -q "$1" -- perl -e "$open" "$2"
}

# Merges what denied.trace needs into policy.json, and checks it with the call that was denied.
take_up()
{
	seccord policy -o new.json denied.trace
	seccord merge -o policy.json old.json new.json
	run seccord diff --fail-on=lost old.json policy.json
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *socket* ]]
	open_socket policy.json 2
	open_socket policy.json 1
}

@test "run --learn makes what would be refused, and its trace extends the policy" {
	run open_socket old.json 2
	[ "$status" = 159 ]
	run seccord run --learn -o denied.trace old.json -- perl -e "$open" 2
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *"would be refused: socket"*"to allow it, in old.json: add to the args of its rule: "* ]]
	take_up
	run open_socket policy.json 16
	[ "$status" = 159 ]
}

@test "run -o keeps what was refused, whatever the default" {
	for default in errno kill trap; do
		seccord policy --default=$default -o old.json first.trace
		run seccord run -o denied.trace old.json -- perl -e "$open" 2
		[ "$status" = 159 ]
		grep -q '"name": "socket"' denied.trace
		seccord show denied.trace | grep -q '^engine .*, complete$'
		seccord policy -o old.json first.trace
		take_up
	done
}

@test "records of the kernel log extend the policy" {
	cat >log <<-END
		[  42.1] audit: type=1326 audit(1700000000.123:7): auid=0 uid=0 gid=0 ses=1 pid=99 comm="perl" exe="/usr/bin/perl" sig=0 arch=c000003e syscall=41 compat=0 ip=0x7f0000001000 code=0x7ffc0000
	END
	seccord import --from=audit -o denied.trace log
	take_up
	open_socket policy.json 10
}

@test "what a log does not show is not taken for what is dangerous" {
	local nr
	[ "$(uname -m)" = x86_64 ] || skip "the numbers are of x86_64"
	for nr in 56 435 90 41; do
		echo "[  42.1] audit: type=1326 audit(1700000000.123:7): auid=0 uid=0 gid=0 ses=1 pid=99 comm=\"x\" exe=\"/bin/x\" sig=0 arch=c000003e syscall=$nr compat=0 ip=0x7f0000001000 code=0x7ffc0000"
	done >log
	seccord import --from=audit -o denied.trace log
	run seccord policy -o new.json denied.trace
	[[ $output == *"arguments that the trace does not show: allowed unless they are dangerous ("*"): chmod, clone, socket"* ]]
	[[ $output == *"dangerous: none"* ]]
	[[ $output != *"too many different arguments"* ]]
	grep -q '"call": "clone3", "action": "errno", "errno": "ENOSYS"' new.json
	seccord merge -o policy.json old.json new.json
	seccord diff --fail-on=danger old.json policy.json >changes
	seccord run -q policy.json -- perl -e 'chmod 0644, "log" or exit 4; defined fork() or exit 5'
	not seccord run -q policy.json -- perl -e 'chmod 04755, "log" or exit 4'
	not seccord run -q policy.json -- perl -e 'syscall(56, 0x10000011, 0, 0, 0, 0) < 0 and exit 4'
	# Explained alike.
	seccord explain log old.json >explained
	[ "$(grep -c '^  remedy  .*: add\|^  remedy     add' explained)" -ge 2 ]
	not seccord check new.json denied.trace >checked
	grep -q 'clone: may be stopped' checked
	# Where the policy sets no condition, explain does not guess.
	for nr in 141 203; do
		sed "s/syscall=41 /syscall=$nr /;\$!d" log
	done >free.log
	seccord import --from=audit -o free.trace free.log
	run seccord policy -o free.json free.trace
	[[ $output == *"no condition is set: sched_setaffinity, setpriority"* ]]
	seccord explain free.log old.json >explained
	[ "$(grep -c '^  remedy     no rule can be derived from this record' explained)" = 2 ]
	# Unless asked for
	run seccord policy --any-unknown -o any.json denied.trace
	[[ $output == *"dangerous: namespaces: clone"* ]]
}

@test "the kernel logs what a filter with --default=log does not allow" {
	need_root
	need bwrap dmesg
	seccord policy --for=bwrap -o old.json first.trace
	seccord emit -f bpf --default=log -o log.bpf old.json
	works bwrap --bind / / --dev /dev --proc /proc true || skip "bwrap cannot run here"
	works bwrap --bind / / --dev /dev --proc /proc --seccomp 10 perl -e "$open" 2 10<log.bpf
	dmesg 2>/dev/null | grep 'type=1326.*comm="perl".*syscall=41 ' | tail -n 1 >log || true
	[ -s log ] || skip "the kernel does not log here"
	seccord import --from=audit -o denied.trace log
	take_up
}

@test "a file of refusals that cannot be written is reported before the program runs" {
	run seccord run -o missing/denied.trace old.json -- touch ran
	without_notes
	one_line_of_trouble missing/denied.trace
	[ ! -e ran ]
}

@test "run -q prints nothing of its own" {
	run seccord run -q old.json -- perl -e "$open" 2
	[ "$status" = 159 ]
	[ -z "$output" ]
}

@test "each remedy is printed once" {
	run seccord run --learn old.json -- perl -e 'mkdir "a"; rmdir "a"; mkdir "b"; eval q(mkdir "c")'
	echo "$output"
	[ "$(grep -c 'add {"call": "mkdir"' <<<"$output")" = 1 ]
}
