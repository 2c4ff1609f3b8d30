#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Dangerous calls: show --danger of traces, policies and filters, and the last
# notes of policy.

load helper

# policy CALLS: writes p.json.
policy()
{
	echo "{\"seccord\": 1, \"archs\": [\"${2:-x86_64}\"], \"calls\": [$1]}" >p.json
}

# opens NAME WHAT: p.json and its filter both have the line.
opens()
{
	seccord emit -f bpf -o p.bpf p.json
	for file in p.json p.bpf; do
		seccord show --danger $file >out
		grep -qE "^    $1 +$2" out || { cat out; return 1; }
	done
}

# closed NAME: neither has a line for the call with what.
closed()
{
	seccord emit -f bpf -o p.bpf p.json
	for file in p.json p.bpf; do
		seccord show --danger $file >out
		if grep -E "^    $1 +$2" out; then
			return 1
		fi
	done
}

@test "a call that only a runtime needs is said to be so, and calls beyond a default are named" {
	seccord record -q -o true.trace -- true
	run seccord policy --for=lxc -o p.json true.trace
	[[ $output == *"dangerous: namespaces: "* ]]
	[[ $output == *"needed by the runtime only, not by the program: umount2 (lxc "* ]]
	seccord show --danger p.json >out
	grep -q '^needed by the runtime only, not by the program: umount2 (lxc ' out
	policy '{"call": "bpf"}, {"call": "read"}'
	seccord show --danger p.json >out
	grep -qx 'beyond Docker: 1 (bpf)' out
	not grep -q 'runtime only' out
}

@test "a socket of the internet is worth knowing, one of this machine is not" {
	policy '{"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}, {"call": "connect"}, {"call": "bind"}'
	closed socket "connects to other machines"
	cp p.json old.json
	policy '{"call": "socket", "args": [{"domain": ["AF_UNIX", "AF_INET6"], "socktype": ["SOCK_STREAM"]}]}, {"call": "connect"}, {"call": "bind"}'
	opens socket "connects to other machines"
	grep -q '^dangerous: none' out
	seccord diff --fail-on=danger old.json p.json >changes
	grep -q 'worth knowing: network: connects to other machines' changes
	run seccord diff --fail-on=danger,danger:network old.json p.json
	[ "$status" = 1 ]
	seccord diff --fail-on=danger:network p.json old.json >changes
}

@test "the dangers of a policy take its conditions into account" {
	policy '{"call": "personality", "args": [{"personality": [0, 8, "0xffffffff"]}]}'
	closed personality
	policy '{"call": "personality", "args": [{"personality": [0, "0x40008"]}]}'
	opens personality "disables address space randomisation"
	closed personality "makes all"
	policy '{"call": "clone", "args": [{"clone_flags": {"bits": "CLONE_VM|CLONE_THREAD"}}]}'
	closed clone
	policy '{"call": "clone", "args": [{"clone_flags": {"not": {"has_any": "CLONE_NEWUSER"}}}]}'
	opens clone "processes in new namespaces"
	policy '{"call": "clone", "args": [{"clone_flags": {"not": {"has_any": "0x7e020000"}}}]}'
	closed clone
	policy '{"call": "ptrace", "args": [{"ptrace_op": ["PTRACE_TRACEME"]}]}'
	opens ptrace "lets its parent process read and change its memory and its calls"
	closed ptrace "reads and changes"
	policy '{"call": "mprotect", "args": [{"prot": {"not": {"has_all": "PROT_WRITE|PROT_EXEC"}}}]}'
	opens mprotect "turns data into code"
	closed mprotect "memory that is writable and executable"
	policy '{"call": "setsockopt", "args": [{"sockopt_level": [1], "sockopt_name": [2, 64]}]}'
	closed setsockopt "the firewall"
	policy '{"call": "setsockopt", "args": [{"sockopt_level": [0, 1], "sockopt_name": [2, 64]}]}'
	opens setsockopt "the firewall"
}

@test "a mode is dangerous by its type of file and its set-id bits" {
	policy '{"call": "mknodat", "args": [{"mode": ["010644", "0100644"]}]}'
	closed mknodat
	policy '{"call": "mknodat", "args": [{"mode": ["060600"]}]}'
	opens mknodat 'creates device nodes'
	policy '{"call": "mknodat", "args": [{"mode": ["0104755"]}]}'
	opens mknodat 'creates setuid programs'
	policy '{"call": "openat", "args": [{"oflags": {"not": {"has_any": "O_CREAT|0x400000"}}}, {"mode": {"not": {"has_any": "06000"}}}]}'
	closed openat
	policy '{"call": "openat", "args": [{"oflags": ["O_WRONLY|O_CREAT"]}]}'
	opens openat 'creates setuid programs'
}

@test "executable shared memory and signals to other processes are worth knowing" {
	policy '{"call": "shmat", "args": [{"ipcflags": [0]}]}, {"call": "tgkill", "args": [{"signal": [0]}]}'
	closed shmat
	closed tgkill
	policy '{"call": "shmat"}, {"call": "tgkill", "args": [{"signal": {"not": ["SIGKILL", "SIGSTOP"]}}]}'
	opens shmat 'shared memory that is executable'
	opens tgkill 'signals other processes of its user'
}

@test "later rows of a rule are checked too" {
	policy '{"call": "socket", "args": [{"domain": ["AF_UNIX"]}, {"domain": ["AF_ALG"], "socktype": ["SOCK_STREAM"]}]}'
	opens socket "sockets of rarely used protocols"
	policy '{"call": "socket", "args": [{"domain": ["AF_UNIX"]}, {"domain": ["AF_INET"]}]}'
	closed socket "sockets of rarely used"
	opens socket "raw packets"
}

@test "operations selected behind a pointer cannot be restricted" {
	policy '{"call": "clone3"}, {"call": "mount"}'
	opens clone3 "processes in new namespaces: flags that no filter sees"
	opens "clone3 . mount" "mounts file systems as root"
	policy '{"call": "clone3", "action": "errno", "errno": "ENOSYS"}, {"call": "mount"}'
	closed clone3
	closed "clone3 . mount"
}

@test "combinations need both calls, and a ring bypasses only existing conditions" {
	policy '{"call": "memfd_create"}, {"call": "execveat"}'
	opens "memfd_create . execveat" "executes code that was never in a directory"
	policy '{"call": "memfd_create"}, {"call": "read"}'
	closed "memfd_create .*"  "executes"
	policy '{"call": "io_uring_setup"}, {"call": "read"}'
	opens io_uring_setup "opens files and sockets through a ring"
	closed "io_uring_setup . conditions"
	policy '{"call": "io_uring_setup"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}'
	opens "io_uring_setup . conditions" "a ring performs what these conditions refuse"
	policy '{"call": "unshare", "args": [{"nsflags": {"bits": "CLONE_NEWNS|CLONE_FILES"}}]}, {"call": "mount"}'
	opens unshare "a user namespace"
	closed "unshare . mount"
}

@test "dangerous rows come first, by class" {
	policy '{"call": "execve"}, {"call": "kcmp"}, {"call": "bpf"}, {"call": "ptrace"}, {"call": "openat2"}'
	seccord show --danger p.json >out
	grep -oE '^(dangerous|worth knowing|  [a-z]*:)' out >order
	printf '%s\n' dangerous '  code:' '  kernel:' '  information:' 'worth knowing' '  code:' '  bypass:' >wanted
	diff wanted order
	policy '{"call": "read"}'
	seccord show --danger p.json | grep -qx 'dangerous: none'
}

@test "values that mean something else on an arch are possible, not excluded" {
	policy '{"call": "ioctl", "args": [{"ioctl_cmd": ["TCGETS"]}]}' x86_64
	closed ioctl
	policy '{"call": "ioctl", "args": [{"ioctl_cmd": ["TCGETS"]}]}' mipsel
	opens ioctl 'inserts input into its terminal.*\(possibly: '
}

@test "the dangers of a trace are its calls, with their arguments" {
	need python3
	seccord record -q -o rwx.trace -- python3 -c 'import mmap; mmap.mmap(-1, 4096, prot=7)'
	seccord show --danger rwx.trace >out
	grep -qE '^    mmap +memory that is writable and executable$' out
	seccord record -q -o plain.trace -- true
	seccord show --danger plain.trace >out
	[ "$(grep -cE '^    mmap +memory that is writable' out)" = 0 ]
	grep -q '^dangerous: none' out
	grep -qE '^    execve +executes other programs$' out
	seccord show --danger --json rwx.trace | python3 -c '
import json, sys
report = json.load(sys.stdin)
assert [d["calls"] for d in report["dangers"] if d["dangerous"]] == [["mmap"]], report
assert report["exact"] and report["version"] == 1 and len(report["profiles"]) == 4'
}

@test "clone3 in a trace is classified by its recorded flags" {
	line='"arch": "x86_64", "nr": 435, "name": "clone3", "count": 1'
	{
		echo '{"seccord-trace": 2}'
		echo "{\"call\": 0, $line, \"deep\": {\"clone_flags\": [\"CLONE_VM|CLONE_THREAD\"]}}"
	} >thread.trace
	seccord show --danger thread.trace | grep -q '^dangerous: none'
	sed 's/CLONE_VM|CLONE_THREAD/CLONE_NEWUSER/' thread.trace >user.trace
	seccord show --danger user.trace >out
	grep -qE '^    clone3 +processes in new namespaces' out
	sed 's/, "deep".*}}/}/' thread.trace >unknown.trace
	seccord show --danger unknown.trace >out
	grep -qE '^    clone3 +processes in new.*\(possibly: ' out
}

@test "values that never occurred together are not dangerous" {
	{
		echo '{"seccord-trace": 2}'
		echo '{"call": 0, "arch": "x86_64", "nr": 54, "name": "setsockopt", "args": {"sockopt_level": [0, 1], "sockopt_name": [2, 64]}, "tuples": [{"sockopt_level": 0, "sockopt_name": 2}, {"sockopt_level": 1, "sockopt_name": 64}], "count": 2}'
	} >apart.trace
	seccord show --danger apart.trace | grep -q '^dangerous: none'
	sed 's/"tuples": \[.*\], "count"/"tuples": "any", "count"/' apart.trace >any.trace
	seccord show --danger any.trace | grep -qE 'firewall.*\(possibly: '
	sed 's/"tuples": \[.*\], "count"/"count"/' apart.trace >all.trace
	seccord show --danger all.trace | grep -qE 'the firewall.s tables'
}

@test "the last notes of policy report how much it allows" {
	seccord record -q -o plain.trace -- true
	seccord policy -o p.json plain.trace 2>err
	[[ $(tail -n 2 err | head -n 1) =~ ^'seccord: note: allows '[0-9]+' calls; defaults: Docker 20.10.24 '[0-9]+,' Podman 4.3.1 311, containerd 1.6.20 '[0-9]+,' @system-service of systemd 252 '[0-9]+$ ]]
	[ "$(tail -n 1 err)" = "seccord: note: dangerous: none" ]
	calls=$(grep -oE 'allows [0-9]+' err | grep -oE '[0-9]+')
	seccord show --danger p.json | grep -q "^allows $calls calls; "
	policy '{"call": "bpf"}, {"call": "ptrace"}, {"call": "process_vm_readv"}, {"call": "read"}'
	seccord policy -o q.json p.json 2>err
	[ "$(tail -n 1 err)" = "seccord: note: dangerous: code: ptrace; kernel: bpf; information: process_vm_readv (\`seccord show --danger\` explains why)" ]
	grep -q ' allows 4 calls; ' err
}

@test "broad levels leave out every dangerous call" {
	{
		echo '{"seccord-trace": 2}'
		for call in '54, "name": "setsockopt"' '0, "name": "read"' '9, "name": "mmap"' '39, "name": "getpid"' '56, "name": "clone"' \
			'29, "name": "shmget"' '165, "name": "mount"' '59, "name": "execve"'; do
			echo "{\"call\": $((n += 1)), \"arch\": \"x86_64\", \"nr\": $call, \"count\": 1}"
		done
	} >t.trace
	seccord policy --level=default -o default.json t.trace 2>/dev/null
	seccord policy --level=broad -o broad.json t.trace 2>/dev/null
	for level in default broad; do
		seccord show --danger $level.json | sed '/worth knowing/,$d' | grep '^    ' | grep -v ' + ' >$level.dangers || true
	done
	[ "$(grep -c '"call"' broad.json)" -gt "$(grep -c '"call"' default.json)" ]
	diff default.dangers broad.dangers
	[[ "$(seccord show --danger broad.json)" != *"memfd_create + execveat"* ]]
	grep -q '"memfd_create"\|"execveat"' broad.json
}

@test "an inexact file may allow more, which is reported" {
	cat >oci.json <<-'END'
	{"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [
	 {"names": ["read"], "action": "SCMP_ACT_ALLOW"},
	 {"names": ["bpf"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}}]}
	END
	run seccord show --danger oci.json
	[ "$status" = 2 ]
	[[ $output == *"NOT COMPLETE: "*CAP_SYS_ADMIN* ]]
	run seccord show --danger --cap=all oci.json
	[ "$status" = 0 ]
	[[ $output == *"    bpf "* ]]
	run seccord show --danger --json oci.json
	[ "$status" = 2 ]
	[[ $output == *'"exact": false'* ]]
	run seccord show --danger --why=read oci.json
	[ "$status" = 2 ]
	[[ $output == *"cannot be combined"* ]]
}

@test "several files are reported separately" {
	policy '{"call": "bpf"}'
	cp p.json first.json
	policy '{"call": "read"}'
	seccord show --danger first.json p.json >out
	grep -q '^first.json: allows 1 call; ' out
	grep -q '^p.json: allows 1 call; ' out
	[ "$(grep -c '^dangerous: none' out)" = 1 ]
}

@test "Podman's default and systemd's group allow as many calls as the tables say" {
	profile=/usr/share/containers/seccomp.json
	version=$(dpkg-query -W -f '${Version}' golang-github-containers-common 2>/dev/null) || version=none
	[[ $version == 0.50.1* && -r $profile ]] || skip "not the seccomp.json of containers-common 0.50.1"
	run seccord show --danger $profile
	[[ $output =~ "allows "([0-9]+)" calls"[^$'\n']*"Podman 4.3.1 "([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[2]}" ]
	[[ $output != *"beyond Podman"* ]]
	printf '[Service]\nSystemCallFilter=@system-service\nSystemCallErrorNumber=EPERM\n' >unit.service
	run seccord show --danger unit.service
	[[ $output =~ "allows "([0-9]+)" calls"[^$'\n']*"systemd 252 "([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[2]}" ]
	[[ $output != *"beyond @system"* ]]
}
