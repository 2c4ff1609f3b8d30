#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What is particular to the formats of other tools: names, included files, settings beside the list of calls.
load helper

# policy CALLS: a policy of x86_64
policy()
{
	echo '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "kill"}, "newer": {"action": "kill"}, "calls": ['"$1"']}'
}

@test "emit --name names the profile, where the format has a name" {
	policy '{"call": "read"}' >p.json
	seccord emit -f kubernetes p.json | grep -qx '  name: "seccord"'
	seccord emit -f kubernetes --name=web.front-end p.json | grep -qx '  name: "web.front-end"'
	seccord emit -f kafel p.json >p.kafel
	seccord emit -f kafel --name=web_1 p.json | diff <(sed 's/seccord \({\|DEFAULT\)/web_1 \1/' p.kafel) -
	for name in Web web_1 -web web- .web web. we..b 'w b' "$(printf 'a%.0s' {1..254})"; do
		run seccord emit -f kubernetes --name="$name" -o out p.json
		one_line_of_trouble "--name=$name: Kubernetes' names have lower-case letters"
	done
	for name in 1web web-1 'web 1'; do
		run seccord emit -f kafel --name="$name" -o out p.json
		one_line_of_trouble "--name=$name: kafel's names have letters"
	done
	for format in oci docker systemd minijail bpf; do
		run seccord emit -f $format --name=web -o out p.json
		one_line_of_trouble "--name: $format has no name"
	done
	[ ! -e out ]
}

@test "minijail: common lines are in a file of their own" {
	policy '{"call": "read"}, {"call": "write"}, {"call": "ioctl", "args": [{"ioctl_cmd": ["TCGETS"]}]}' >web.json
	policy '{"call": "read"}, {"call": "write"}, {"call": "mkdir"}' >worker.json
	seccord merge --intersect -o common.json web.json worker.json
	seccord emit -f minijail -o common.policy common.json
	for name in web worker; do
		seccord emit -f minijail -o $name.whole $name.json
		seccord emit -f minijail --common=common.policy -o $name.policy $name.json
		grep -qx '@include ./common.policy' $name.policy
		not grep -q '^read' $name.policy
		seccord verify $name.policy $name.whole
	done
	grep -q '^ioctl: arg1 ' web.policy
	seccord emit -f minijail --common="$PWD/common.policy" worker.json | grep -qx "@include $PWD/common.policy"
	printf '# more\n\n  read: 1  \r\n' >spaced.policy
	seccord emit -f minijail --common=spaced.policy -o spaced.out web.json
	seccord verify spaced.out web.whole
}

@test "minijail: a common file that says more than the policy is refused" {
	policy '{"call": "read"}' >p.json
	printf 'read: 1\nmount: 1\n' >common.policy
	run seccord emit -f minijail --common=common.policy -o out p.json
	one_line_of_trouble "--common=common.policy: the policy has no line 'mount: 1'"
	printf 'read: 1\nread: 1\n' >common.policy
	run seccord emit -f minijail --common=common.policy -o out p.json
	one_line_of_trouble "--common=common.policy: the policy has no line 'read: 1'"
	printf '@include ./p.policy\n' >common.policy
	run seccord emit -f minijail --common=common.policy -o out p.json
	one_line_of_trouble "the policy has no line '@include ./p.policy'"
	run seccord emit -f minijail --common=missing -o out p.json
	one_line_of_trouble 'missing: No such file'
	run seccord emit -f kafel --common=common.policy -o out p.json
	one_line_of_trouble '--common: kafel files include no others'
	[ ! -e out ]
}

@test "systemd: what restricts more than calls is a comment without --protect" {
	policy '{"call": "read"}' >p.json
	seccord emit -f systemd -o plain p.json 2>/dev/null
	seccord emit -f systemd --protect -o protect p.json 2>/dev/null
	diff <(sed 's/^#\([A-Z][A-Za-z]*=yes\)$/\1/' plain) protect
	[ "$(grep -c '^#[A-Z][A-Za-z]*=yes$' plain)" = 6 ]
	run seccord emit -f oci --protect -o out p.json
	one_line_of_trouble '--protect: oci restricts nothing but system calls'
	policy '{"call": "read"}, {"call": "syslog"}' >p.json
	seccord emit -f systemd --protect p.json 2>/dev/null >syslog
	lacks ProtectKernelLogs syslog
	grep -q '^ProtectClock=yes$' syslog
}

@test "systemd: other archs get no settings whose filters are another matter there" {
	sed 's/x86_64/arm64/' <(policy '{"call": "read"}') >p.json
	seccord emit -f systemd p.json 2>/dev/null >unit
	grep -qx 'SystemCallArchitectures=arm64' unit
	lacks '^#?(Restrict|Memory|Lock|Protect|Private)' unit
}

@test "the page on systemd has a row for each setting, with its version" {
	local def=$HERE/../emit/systemd/settings.def page=$HERE/../docs/systemd.md
	sed -n 's/^SETTING([A-Z_]*, *"\([A-Za-z]*\)", *\([0-9]*\),.*/\1 \2/p' "$def" | sort >rows
	[ "$(wc -l <rows)" = 10 ]
	# shellcheck disable=SC2016 # backquotes of Markdown
	sed -n 's/^| `\([A-Za-z]*\)=` .* | \([0-9]*\) |$/\1 \2/p' "$page" | grep -v '^Restrict\(AddressFamilies\|Namespaces\)' | sort >described
	diff rows described
	sed -n 's/^SETTING(.*, "\([^"][^"]*\)")$/\1/p' "$def" | while read -r beyond; do
		grep -qF "| $beyond |" "$page"
	done
}

@test "systemd: what a line for a call opens of socketcall and ipc is noted" {
	echo '{"seccord": 2, "archs": ["x86_64", "i386"], "newer": {"action": "kill"}, "default": {"action": "kill"}, "calls": [{"call": "bind"}, {"call": "semop"}, {"call": "read"}]}' >policy.json
	run seccord emit -f systemd -o unit policy.json
	[ "$status" = 0 ]
	[[ $output == *"systemd allows socketcall and ipc, which the policy denies, for these calls too: bind semop"* ]]
	sed -i 's/"calls": \[/&{"call": "socketcall", "action": "errno", "errno": "EIO"}, /' policy.json
	run seccord emit -f systemd -o other policy.json
	[[ $output == *"for these calls too: semop"* ]]
	seccord policy -o again.json unit
	grep '"call": "socketcall"' again.json | grep -q '"args": \[{"sockcall": \["SYS_BIND"\]'
}

@test "firejail: a default that lets calls through does not reach personality" {
	echo '{"seccord": 2, "archs": ["x86_64"], "default": {"action": "log"}, "calls": [{"call": "read"}]}' >policy.json
	run seccord emit -f firejail -o profile policy.json
	[[ $output == *"personality: firejail returns EPERM"* ]]
	sed -i 's/{"call": "read"}/&, {"call": "personality", "action": "errno", "errno": "EPERM"}/; s/"log"/"kill"/' policy.json
	run seccord emit -f firejail -o profile policy.json
	[[ $output != *"personality: firejail"* ]]
}

@test "firejail: calls of other archs than firejail's own are blocked, and a profile for 32 bits says whose it is" {
	for arch in x86_64 i386 arm64 arm mipsel riscv64; do
		echo "{\"seccord\": 2, \"archs\": [\"$arch\"], \"calls\": [{\"call\": \"read\"}]}" >policy.json
		run seccord emit -f firejail -o profile policy.json
		[ "$status" = 0 ]
		grep -qx seccomp.block-secondary profile
		case $arch in
		i386) [[ $output == *"firejail that is built for i386; one that is built for x86_64 applies the list to calls of that arch, and refuses all calls of i386"* ]] ;;
		arm) [[ $output == *"firejail that is built for arm; one that is built for arm64 "* ]] ;;
		mipsel) [[ $output == *"firejail that is built for mipsel; one "* ]] ;;
		*) [[ $output != *"is built for"* ]] ;;
		esac
	done
}

@test "lxc: lines that it passes over on i386 are left out" {
	echo '{"seccord": 2, "archs": ["i386"], "calls": [{"call": "socket", "args": [{"arg0": [1]}]}, {"call": "read"}]}' >policy.json
	run seccord emit -f lxc -o profile policy.json
	[ "$status" = 0 ]
	[[ $output == *"lxc passes over calls that i386 can make through socketcall and ipc; these get the default action: socket"* ]]
	not grep -q socket profile
	grep -q '^read allow$' profile
}

@test "lxc: a call beside names that libseccomp lacks is the only one to it" {
	policy '{"call": "cachestat"}, {"call": "fcntl", "args": [{"fcntl_cmd": ["F_GETFL"]}]}' >p.json
	seccord emit -f lxc -o out p.json 2>notes
	grep -qx 'seccord: note: the only call of an architecture, which libseccomp 2.5 can miscompile: fcntl' notes
	policy '{"call": "read"}, {"call": "fcntl", "args": [{"fcntl_cmd": ["F_GETFL"]}]}' >p.json
	seccord emit -f lxc -o out p.json 2>notes
	lacks 'the only call' notes
}

@test "firecracker: the only call, with conditions, which libseccomp can miscompile" {
	echo '{"seccord": 1, "archs": ["arm64"], "calls": [{"call": "fcntl", "args": [{"fcntl_cmd": ["F_GETFL"]}]}]}' >p.json
	seccord emit -f firecracker -o out p.json 2>notes
	grep -q 'the only call of an architecture, which libseccomp 2.5 can miscompile: fcntl' notes
}

@test "what runc and minijail0 make of every file is noted" {
	local format
	policy '{"call": "read"}' >p.json
	for format in oci docker kubernetes oci_artifact; do
		seccord emit -f $format -o out p.json 2>notes
		grep -q '^seccord: note: runc answers ENOSYS, not the default action, to calls with higher numbers' notes
		rm -rf out
	done
	seccord emit -f oci --default=errno:ENOSYS -o out p.json 2>notes
	lacks 'runc answers' notes
	seccord emit -f oci --default=log -o out p.json 2>notes
	lacks 'runc answers' notes
	seccord emit -f minijail -o out p.json 2>notes
	grep -q '^seccord: note: minijail0 kills the thread, not the process, except with -Y' notes
}

@test "libseccomp: answers to other archs with numbers that it lacks" {
	policy() { echo "{\"seccord\": 2, \"archs\": [\"x86_64\"], \"foreign\": {\"action\": \"$1\"$2}, \"calls\": [{\"call\": \"read\"}]}" >policy.json; }
	policy errno ', "errno": 4095'
	run seccord emit -f libseccomp -o out.c policy.json
	[ "$status" = 0 ]
	[[ $output == *"an arch that the policy does not name gets errno EPERM instead of errno 4095: libseccomp cannot express it"* ]]
	grep -q 'foreign = SCMP_ACT_ERRNO(1);' out.c
	policy trap ', "ret_data": 7'
	run seccord emit -f libseccomp -o out.c policy.json
	[ "$status" = 0 ]
	[[ $output == *"an arch that the policy does not name gets trap instead of trap 7: libseccomp cannot express it"* ]]
	[[ $output == *"numbers of x86_64 from 0x80000000 on get trap instead of"* ]]
	[[ $output != *"on get trap 7"* ]]
	policy errno ', "errno": 4094'
	run seccord emit -f libseccomp -o out.c policy.json
	[[ $output != *"an arch that the policy does not name"* ]]
	grep -q 'foreign = SCMP_ACT_ERRNO(4094);' out.c
}

@test "systemd: sync_file_range2 has the name of libseccomp on arm" {
	printf '%s\n' '{"seccord": 1, "archs": ["arm"], "calls": [{"call": "sync_file_range2"}, {"call": "read"}]}' >p.json
	seccord emit -f systemd -o out p.json 2>notes
	grep -qx 'SystemCallFilter=arm_sync_file_range' out
	sed -i 's/^SystemCallFilter=arm_sync_file_range$//' out
	run seccord merge -o back.json out
	not grep -q '"call": "sync_file_range2", "archs": \["arm"\]\|"call": "sync_file_range2"}' back.json
}

@test "emit names the calls of an output that verify could not prove" {
	need python3
	seccord record -q -o t -- python3 -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)'
	seccord policy -o p t 2>/dev/null
	seccord emit -f lxc -o l p 2>notes
	grep 'verify and diff cannot prove all of this output (lxc passes over it with libseccomp .*: futex_requeue' notes
	run seccord verify l p
	[ "$status" = 2 ]
	seccord emit -f oci -o o p 2>&1 | lacks 'cannot prove' /dev/stdin
	seccord emit -f minijail -o m p 2>&1 | lacks 'cannot prove' /dev/stdin
}

@test "a supervised call: the socket of the supervisor is written, or runc's refusal reported" {
	policy '{"call": "openat2", "action": "supervise"}' >p.json
	for format in oci docker kubernetes; do
		seccord emit -f $format -o bare p.json 2>notes
		grep -q 'runc, and so Docker and containerd, starts no container with this profile' notes
		lacks listenerPath bare
		seccord emit -f $format --listener=/run/agent.sock -o out p.json 2>notes
		lacks 'starts no container' notes
		grep -q '"\?listenerPath"\?: "/run/agent.sock"' out
		seccord verify out bare
	done
	seccord policy --for=docker -o out p.json 2>notes
	grep -q -- '--for=docker: runc starts no container' notes
	seccord policy --for=crun -o out p.json 2>notes
	lacks 'starts no container' notes
	rm out
	run seccord emit -f oci --listener=agent.sock -o out p.json
	one_line_of_trouble '--listener=agent.sock: expected an absolute path'
	run seccord emit -f kafel --listener=/run/agent.sock -o out p.json
	one_line_of_trouble '--listener: kafel files name no supervisor'
	[ ! -e out ]
}

@test "firecracker: a filter too large for seccompiler is reported" {
	rows=$(seq 1 600 | sed 's/.*/{"arg0": [&], "arg1": [1]}/' | paste -sd,)
	policy "{\"call\": \"ioctl\", \"args\": [$rows]}" >p.json
	seccord emit -f firecracker -o out p.json 2>notes
	grep -q 'seccompiler refuses this filter: it makes [0-9]* instructions of it, and allows 4095' notes
	policy '{"call": "read"}' >p.json
	seccord emit -f firecracker -o out p.json 2>notes
	lacks 'seccompiler refuses' notes
}

@test "docker: an arch of includes and excludes is compared as a word" {
	local word
	for word in amd64 x86_64 SCMP_ARCH_X86_64; do
		echo '{"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW"},
		       {"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["'$word'"]}}]}' >$word.json
	done
	run seccord diff --file-arch=x86_64 x86_64.json SCMP_ARCH_X86_64.json
	[ "$status" = 0 ]
	run seccord diff --file-arch=x86_64 x86_64.json amd64.json
	[ "$status" = 1 ]
	[[ $output == *ptrace* ]]
}
