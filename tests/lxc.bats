#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# lxc profiles, compared with the filters that lxc loads into a container.
load helper
load roots

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(uname -m)" = x86_64 ] || skip "profiles are read for x86_64"
	need pgrep
	a_root root
	need_lxc
}

# profile LINE...: writes ./profile
profile()
{
	printf '%s\n' "$@" >profile
}

# loads_what_is_read: the filter of a container is proved equal to what is read from ./profile
loads_what_is_read()
{
	local pid='' tries=0 jail status
	enter_lxc sleep "31.$$" 3>&- &
	jail=$!
	while [ -z "$pid" ] && [ $((tries += 1)) -lt 100 ]; do
		pid=$(pgrep -x -f "sleep 31.$$") || sleep 0.1
	done
	[ -n "$pid" ]
	timeout -k 5 30 "$SECCORD" dump -p "$pid" -o loaded || skip "filters cannot be dumped here"
	kill -KILL "$pid"
	wait "$jail" || true
	run seccord verify profile loaded
	echo "$output"
	[ "$status" = 0 ]
}

@test "version 2: sections, actions, conditions, and what i386 calls through socketcall" {
	profile 2 'denylist' 'reject_force_umount  # comment' '[all]' 'kexec_load errno 1' 'chown errno 2 [1,0x3,&=,0x1][2,5,!=]' \
		'socket errno 3' 'semop' '[x86]' 'setuid32 errno 13' '[arm]' 'mount kill' '[x86_64]' 'ptrace trap' '# end'
	loads_what_is_read
	run seccord policy profile
	[[ $output == *'"call": "umount2", "action": "errno", "errno": "EACCES"'* ]]
	[[ $output != *'"call": "socketcall"'* ]]
}

@test "version 2: a list of allowed calls, with an errno for others" {
	seccord record -q -o sleep.trace -- sleep 0.01
	seccord policy --for=lxc -o policy.json sleep.trace
	seccord emit -f lxc --arch=x86_64 -o profile policy.json
	sed -i 's/^allowlist.*/allowlist errno 95/' profile
	run seccord verify profile profile
	[ "$status" = 2 ]
	[[ ${lines[-1]} == *'lxc passes over it with libseccomp 2.5.4 or older'* ]]
	for call in $(seccord policy profile 2>/dev/null | sed -n 's/.*"call": "\([a-z0-9_]*\)", "reason": "lxc passes over.*/\1/p'); do
		sed -i "/^$call /d" profile
	done
	echo 'mkdir errno 1 [1,0x1ff,==]' >>profile
	loads_what_is_read
}

@test "lxc refuses what is refused here" {
	for line in 'open errno' 'open [0,1,==]' 'open kill [6,1,==]' 'open kill [0,1,==][0,2,==]' 'open errno 1 [0,1,~]' 'open allow' \
		'open errno 4095' '[arch]' 'open errno 1 [0,1,==] x' 'open errno 1 [0,-1,==]'; do
		profile 2 denylist "$line"
		echo "$line"
		not enter_lxc true
		run seccord policy profile
		[ "$status" = 2 ]
		[[ ${lines[-1]} == *profile:3:* ]]
	done
	for line in 'open errno x' 'deny' 'denylist debug'; do
		profile 2 "$line"
		not enter_lxc true
		run seccord policy profile
		[ "$status" = 2 ]
	done
	profile 1 whitelist 0
	not enter_lxc true
	run seccord policy profile
	one_line_of_trouble 'profile:2: lxc knows version 1 with allowlist only'
}

@test "version 1: numbers" {
	profile 1 allowlist $(seq 0 440)
	loads_what_is_read
}
