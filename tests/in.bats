#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Policies in other tools' formats, for every command that takes a policy.

# shellcheck disable=SC2030,SC2031,SC2154 # kept is set by the helper; output and lines by run
load helper

DATA=$BATS_TEST_DIRNAME/../testdata

setup()
{
	cd "$BATS_TEST_TMPDIR" || return 1
	cat >policy.json <<-'END'
	{"seccord": 1, "archs": ["x86_64"], "newer": {"action": "errno", "errno": "EPERM"}, "calls": [
	 {"call": "read"}, {"call": "write"}, {"call": "exit_group"}, {"call": "execve"},
	 {"call": "socket", "args": [{"domain": ["AF_UNIX", "AF_INET"]}]},
	 {"call": "mprotect", "args": [{"prot": {"bits": "PROT_READ|PROT_WRITE"}}]}]}
	END
}

# libseccomp's additions to an OCI profile: other archs, and numbers of x32, kill the thread.
as_libseccomp()
{
	sed 's/"archs": \["x86_64"\],/& "foreign": {"action": "kill-thread"},/
	     s/"calls": \[/& {"call": {"from": "0x80000000", "to": "0xbfffffff"}, "archs": ["x86_64"], "action": "kill-thread"},/' "$1"
}

@test "a policy written by emit in a dialect is read back by policy and proved by verify" {
	cp policy.json whole.json
	for format in firecracker oci docker; do
		as_libseccomp whole.json >policy.json
		seccord emit -f $format -o policy.$format policy.json
		seccord policy -o again.json policy.$format
		run seccord verify again.json policy.json
		echo "$format: $output"
		[ "$status" = 0 ]
		run seccord verify policy.$format policy.json
		[ "$status" = 0 ]
	done
}

@test "a filter becomes a policy file" {
	seccord emit -f bpf -o policy.bpf policy.json
	seccord policy -o again.json policy.bpf
	run seccord diff again.json policy.json
	[ "$status" = 0 ]
}

@test "the dialect is detected from the content, also on standard input" {
	seccord emit -f oci -o - policy.json >anything
	as_libseccomp policy.json >same.json
	run seccord verify - same.json <anything
	[ "$status" = 0 ]
}

@test "a Docker profile is compared, emitted and run" {
	cp "$DATA/in/docker.json" .
	run seccord diff docker.json policy.json
	[ "$status" = 1 ]
	[[ $output == *execve* ]]
	seccord emit -f bpf --cap=none -o docker.bpf docker.json
	run seccord verify --cap=none docker.bpf docker.json
	[ "$status" = 0 ]
}

@test "without --cap=, nothing is claimed about rules that depend on a capability" {
	cp "$DATA/in/docker.json" .
	seccord emit -f bpf -o docker.bpf docker.json 2>notes
	grep -q 'docker.json was read inexactly: clone3\?: depends on CAP_SYS_ADMIN; .*--cap=' notes
	run seccord verify docker.bpf docker.json
	[ "$status" = 2 ]
	[[ ${lines[-1]} == *'cannot prove: docker.json was read inexactly: clone: depends on CAP_SYS_ADMIN'* ]]
	for caps in none all chown,CAP_SYS_ADMIN; do
		seccord policy --cap=$caps -o $caps.json docker.json
		not grep -q '"inexact"' $caps.json
		seccord verify --cap=$caps docker.json $caps.json
	done
	not seccord verify none.json all.json
	run seccord verify --cap=root none.json none.json
	one_line_of_trouble "^seccord verify: --cap=root: unknown capability 'root'"
}

# Two profiles of one program that depend on different capabilities.
two_profiles()
{
	local head='{"defaultAction":"SCMP_ACT_ERRNO","architectures":["SCMP_ARCH_X86_64"],"syscalls":[{"names":["read"],"action":"SCMP_ACT_ALLOW"},'
	echo "$head"'{"names":["perf_event_open"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_PERFMON"]}}]}' >one.json
	echo "$head"'{"names":["bpf","perf_event_open"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_SYS_ADMIN"]}}]}' >two.json
}

@test "--cap= is an option of every command that reads policies" {
	two_profiles
	seccord record -q -o true.trace -- true
	for caps in none:0 perfmon:1 SYS_ADMIN:1 all:1; do
		for command in verify diff; do
			keep out seccord $command --cap=${caps%:*} one.json two.json
			echo "$command $caps: $kept"
			[ "$kept" = "${caps#*:}" ]
		done
	done
	for command in verify diff; do
		keep out seccord $command one.json two.json
		[ "$kept" = 2 ]
	done
	seccord merge --cap=all -o sum.json one.json two.json
	grep -q '"call": "bpf"' sum.json
	not grep -q inexact sum.json
	seccord policy -o mine.json --within two.json --cap=all one.json
	keep out seccord check --cap=none one.json true.trace
	[ "$kept" = 1 ]
	keep out seccord run --cap=root one.json -- true
	[ "$kept" = 2 ]
	for command in policy emit verify diff check run merge; do
		seccord $command --help | grep -q -e '--cap=LIST'
	done
}

@test "the profile installed with podman is read without inexact entries" {
	local installed=/usr/share/containers/seccomp.json
	[ -e $installed ] || skip "podman has installed no profile here"
	for caps in none all sys_admin,audit_write; do
		seccord policy --cap=$caps -o podman.json $installed
		not grep -q '"inexact"' podman.json
		seccord emit -f bpf -o podman.bpf podman.json
		seccord verify --cap=$caps podman.bpf $installed
	done
}

@test "the author's rules override those of an imported profile" {
	cp "$DATA/in/docker.json" .
	printf '%s\n' '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "write", "action": "errno", "errno": "EACCES"}]}' >mine.json
	seccord policy -o sum.json docker.json mine.json 2>/dev/null
	grep -q '"call": "write".*"EACCES"' sum.json
	grep -q '"call": "read"' sum.json
}

@test "a trace is checked against a unit" {
	command -v true >/dev/null
	printf '[Service]\nSystemCallArchitectures=native\nSystemCallFilter=@system-service\nSystemCallErrorNumber=EPERM\n' >a.service
	seccord record -q -o true.trace -- true
	run seccord check a.service true.trace
	echo "$output"
	[ "$status" = 0 ]
}

@test "a word that systemd ignores is read as ignored, and named" {
	printf '[Service]\nSystemCallArchitectures=native\nSystemCallFilter=~mkdirr rmdir chmod:ENOSUCH\n' >a.service
	seccord policy -o a.json a.service 2>notes
	grep -q "a.service was read inexactly: line 3: mkdirr: SystemCallFilter=: systemd 252 ignores 'mkdirr', .*; did you mean 'mkdir'?" notes
	grep -q "line 3: SystemCallFilter=: systemd 252 ignores 'chmod:ENOSUCH', as it has no such errno; did you mean 'ENOSPC'?" notes
	printf '[Service]\nSystemCallArchitectures=native\nSystemCallFilter=~rmdir\n' >b.service
	run seccord verify a.service b.service
	[ "$status" = 2 ]
	seccord policy --file-version=257 -o a.json a.service 2>notes
	grep -q "systemd 257 ignores 'mkdirr'" notes
}

@test "an error is one line with file and line number" {
	printf 'quiet\nseccomp.drop @nosuch\n' >a.profile
	run seccord policy a.profile
	one_line_of_trouble "a.profile:2: firejail 0.9.72 has no group '@nosuch'"
	printf '{"defaultAction": 1}' >a.json
	run seccord check a.json
	[ "$status" = 2 ]
	run seccord diff a.json a.json
	one_line_of_trouble 'a.json: "defaultAction" is not a string'
	printf 'hello\n' >a.txt
	run seccord diff a.txt a.txt
	one_line_of_trouble "a.txt: not a trace, a policy or a filter"
}

@test "socketcall and ipc of i386 are allowed where libseccomp allows them" {
	run seccord verify "$DATA/in/socketcall.json" "$DATA/in/socketcall.bpf"
	[ "$status" = 0 ]
	[[ $output == proved:* ]]
	seccord policy -o out.json "$DATA/in/socketcall.json"
	grep -q '"call": "socketcall", "args": \[{"sockcall": \["SYS_SOCKET", "SYS_CONNECT"\]}\]' out.json
	grep -q '"call": "ipc", "args": \[{"arg0": {"mask": "0xffffffff", "equals": 23}}\]' out.json
}

@test "Kubernetes: objects as written and as printed by kubectl" {
	cd "$DATA/in/kubernetes"
	for file in gadget.yaml object.json kubectl-get.yaml; do
		seccord policy -o "$BATS_TEST_TMPDIR/out.json" $file
		grep -q '"call": "read"' "$BATS_TEST_TMPDIR/out.json"
		not grep -q inexact "$BATS_TEST_TMPDIR/out.json"
	done
	seccord verify object.json kubectl-get.yaml
	run seccord verify object.json gadget.yaml
	[ "$status" = 1 ]
	[[ $output == "x86_64 write"* ]]
}

@test "Kubernetes: lists of kubectl, in YAML and in JSON" {
	cd "$DATA/in/kubernetes"
	local list=$BATS_TEST_TMPDIR/list
	{
		printf 'apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data:\n    a: "b"\n'
		sed '1s/^/- /; 2,$s/^/  /' kubectl-get.yaml
		printf 'kind: List\nmetadata:\n  resourceVersion: ""\n'
	} >"$list.yaml"
	printf '{"apiVersion": "v1", "items": [%s], "kind": "List", "metadata": {}}' "$(cat object.json)" >"$list.json"
	seccord verify "$list.yaml" object.json
	seccord verify "$list.json" object.json
	seccord verify --document=p "$list.yaml" "$list.json"
	run seccord verify --document=q "$list.json" object.json
	one_line_of_trouble "list.json: no policy 'q' in the file; it contains 1 \(p\)"
}

@test "a file of several policies: the error lists them, and --document= selects one" {
	cp "$DATA/in/kubernetes/documents.yaml" "$DATA/in/kubernetes/object.json" .
	{ cat documents.yaml; echo ---; sed 's/- read/- close/' documents.yaml; } >several.yaml
	run seccord policy several.yaml
	one_line_of_trouble 'several.yaml: the file contains 4 policies, 1 \(p\), 2 \(p\), 3 \(p\), 4 \(p\): choose one with --document='
	seccord policy --document=2 -o two.json documents.yaml
	seccord policy --document=p -o p.json documents.yaml
	cmp two.json p.json
	grep -q '"reason": "the operator adds what the base profile allows (baseProfileName: runc-v1.1.0)' two.json
	run seccord policy --document=3 documents.yaml
	one_line_of_trouble "no policy '3' in the file"
	{ sed 's/baseProfile.*/disabled: false/; /clone3/s/clone3/clone/' documents.yaml; echo ---; cat object.json; } >differ.yaml
	sed -i '1,/^---$/!b; s/name: p/name: p/; 0,/- read/s/- read/- close/' differ.yaml
	run seccord policy --document=p differ.yaml
	one_line_of_trouble "several policies are named 'p'"
	seccord verify --document=3 differ.yaml differ.yaml
	run seccord verify --document=3 differ.yaml object.json
	one_line_of_trouble "object.json: no policy '3'"
}

@test "Firecracker: --document= selects a thread's filter, all together are inexact" {
	local vmm='{"default_action": "trap", "filter_action": "allow", "filter": [{"syscall": "read"}, {"syscall": "write"}]}'
	local api='{"default_action": "errno", "filter_action": "allow", "filter": [{"syscall": "read"}]}'
	api=${api/'"errno"'/'{"errno": 1}'}
	echo "{\"vmm\": $vmm, \"api\": $api}" >threads.json
	echo "{\"vmm\": $vmm}" >vmm.json
	echo "{\"vmm\": $vmm, \"api\": $vmm}" >same.json
	echo "{\"vmm\": $vmm, \"api\": ${vmm/write/close}}" >both.json
	seccord verify --document=vmm threads.json vmm.json
	seccord verify same.json vmm.json
	run seccord verify --document=vcpu threads.json vmm.json
	one_line_of_trouble "no policy 'vcpu' in the file; it contains 1 \(vmm\), 2 \(api\)"
	run seccord policy threads.json
	one_line_of_trouble 'api: its default action differs'
	run seccord verify --file-version=1.14 both.json both.json
	one_line_of_trouble 'cannot prove: both.json was read inexactly: the filters of several threads \(vmm api\)'
	seccord policy --document=2 -o api.json threads.json
	not grep -q inexact api.json
}

@test "hand-written JSON: a byte order mark and comments are accepted, unknown members are noted" {
	for file in mark comments; do
		seccord policy -o out.json "$DATA/in/$file.json"
		not grep -q inexact out.json
	done
	grep -q '"call": "read"' out.json
	printf '\357\273\277' | cat - policy.json >mine.json
	seccord verify mine.json policy.json
	sed 's/"comment":"ok"/"remark":"ok"/' "$DATA/in/comments.json" >remark.json
	seccord policy -o remark.policy remark.json 2>said
	grep -q 'note: unknown members, which runtimes ignore: remark$' said
	seccord verify remark.policy out.json
}

@test "nsjail: strings of several lines, strings that follow each other, and lists" {
	printf 'ALLOW { read } ERRNO(1) { write } DEFAULT KILL\n' >same.kafel
	printf '%s\n' 'name: "seccomp_string: \"x"' 'seccomp_string: "ALLOW { read }' ' ERRNO(1)" # a comment' "  ' { \\x77r\\151te }'" \
		'mount { dst: "/" }' 'seccomp_string: ["DEFAULT", # another' '" KILL"]; hostname: "a"' >lines.cfg
	seccord verify lines.cfg same.kafel
	printf 'seccomp_string: "ALLOW { read }"\nseccomp_policy_file: "same.kafel"\n' >both.cfg
	run seccord policy both.cfg
	one_line_of_trouble 'both.cfg: nsjail refuses seccomp_string beside seccomp_policy_file'
	printf 'name: "a"\nseccomp_string: "ALLOW\n' >open.cfg
	run seccord policy open.cfg
	one_line_of_trouble 'open.cfg:2: a string without an end'
}

@test "kafel: included files, beside the including one, and policies of nsjail's configuration" {
	mkdir common
	printf 'POLICY files { ALLOW { read, write, close } }\n' >common/files.policy
	printf '#include "files.policy";\nPOLICY all { USE files, ERRNO(1) { mkdir } }\n' >common/all.policy
	printf '// all\n#include "common/all.policy"\nUSE all DEFAULT KILL_PROCESS\n' >main.policy
	printf 'seccomp_string: "ALLOW { close, read, write } ERRNO(1) { mkdir }"\nseccomp_string: "DEFAULT KILL_PROCESS"\n' >jail.cfg
	seccord verify main.policy jail.cfg
	printf '#include "main.policy"\n' >alone.policy
	seccord verify alone.policy jail.cfg
	printf '#include "loop.policy"\nUSE all DEFAULT KILL_PROCESS\n' >loop.policy
	run seccord policy loop.policy
	one_line_of_trouble 'loop.policy:1: loop.policy includes itself; remove one of the includes'
	printf '\n\nALLOW { mkdri }\n' >common/files.policy
	run seccord policy main.policy
	one_line_of_trouble "common/files.policy:3: kafel knows no system call 'mkdri'"
}

@test "--file-arch= says what a file without an arch is for" {
	printf 'ALLOW { fchown { fd == 1 } }\nDEFAULT ERRNO(1)\n' >a.policy
	for arch in x86_64:fchown i386:fchown32 arm:fchown32 arm64:fchown riscv64:fchown; do
		seccord policy --file-arch=${arch%:*} -o out.json a.policy
		grep -q '"archs": \["'${arch%:*}'"' out.json
		grep -q "\"call\": \"${arch#*:}\"" out.json
	done
	printf 'fchown: arg0 == 1\n' >b.policy
	seccord policy --file-arch=arm64 -o out.json b.policy
	grep -q '"archs": \["arm64"\]' out.json
	run seccord policy --file-arch=s390x a.policy
	one_line_of_trouble 'kafel policies are read for x86_64, i386, arm64, arm and riscv64 only'
	run seccord policy --file-arch=vax a.policy
	one_line_of_trouble "^seccord policy: --file-arch=vax: unknown architecture"
}

@test "what emit writes for kafel is read back the same" {
	seccord emit -f kafel -o policy.kafel policy.json
	sed 's/"archs": \["x86_64"\],/& "foreign": {"action": "kill-thread"},/' policy.json >whole.json
	run seccord verify policy.kafel whole.json
	echo "$output"
	not grep -E '^(x86_64|i386) ' <<<"$output"      # to kafel, numbers of x32 have no rule
}

# product N: a condition of 2^N alternatives
product()
{
	local i all='a0 == 0'
	for ((i = 1; i <= $1; i++)); do all+=" && (a$((i % 6)) == $i || a$((i % 6)) == $((i + 100)))"; done
	printf '(a0, a1, a2, a3, a4, a5) { %s }' "$all"
}

@test "kafel: conditions of many alternatives are read, within bounds" {
	printf 'ALLOW { ioctl(a0, a1) { a1 == 7' >long.kafel
	for ((i = 1; i < 1000; i++)); do
		((i % 64)) && printf ' || a1 == %d' $((i * 7 + 7)) || printf ', (a1 == %d' $((i * 7 + 7))
		((i % 64 == 63 && i > 64)) && printf ')'
	done >>long.kafel
	printf ') } }\nDEFAULT KILL\n' >>long.kafel
	seccord policy -o long.json long.kafel
	seccord verify long.kafel long.json
	grep -q '"call": "ioctl"' long.json
	printf 'ALLOW { read%s }\n' "$(product 13)" >product.kafel
	run seccord policy -o out.json product.kafel
	one_line_of_trouble 'product.kafel:1: the condition has more than 4096 alternatives'
	for ((i = 0; i < 40; i++)); do printf 'POLICY p%d { ALLOW { read%s } }\n' "$i" "$(product 12)"; done >many.kafel
	run seccord policy -o out.json many.kafel
	one_line_of_trouble 'many.kafel:[0-9]*: the conditions have more than 262144 alternatives in all'
}

@test "what emit writes for kafel and minijail is read for the arch that its first line names" {
	sed 's/x86_64/arm64/' policy.json >arm64.json
	for format in kafel minijail; do
		seccord emit -f $format -o policy.$format arm64.json
		seccord policy -o again.json policy.$format
		grep -q '"archs": \["arm64"\]' again.json
		seccord policy --file-arch=x86_64 -o again.json policy.$format
		grep -q '"archs": \["x86_64"' again.json
	done
}

@test "Kubernetes: the profiles of containers, and the same profile twice" {
	cat >pod.yaml <<-'END'
	apiVersion: apps/v1
	kind: Deployment
	spec:
	  template:
	    spec:
	      securityContext: {seccompProfile: {type: RuntimeDefault}}
	      initContainers: [{name: first}]
	      containers:
	      - name: web
	      - name: log
	        securityContext: {seccompProfile: {type: Localhost, localhostProfile: profiles/log.json}}
	      - {name: free, securityContext: {seccompProfile: {type: Unconfined}}}
	END
	mkdir profiles
	cp "$DATA/in/comments.json" profiles/log.json
	run seccord policy pod.yaml
	one_line_of_trouble 'pod.yaml: the file contains 3 policies, 1 \(first\), 2 \(web\), 3 \(log\): choose one'
	seccord verify --document=log pod.yaml profiles/log.json
	run seccord policy --document=web --cap=none -o out.json pod.yaml
	[ "$status" = 0 ]
	[[ $output == *'other containers of the file have no filter'* ]]
	grep -q '"reason": "RuntimeDefault is what the runtime of the node has.* newest containerd known' out.json
	seccord policy --document=web --cap=none --for=crun --for=podman -o out.json pod.yaml
	grep -q '"reason": "RuntimeDefault is what the runtime of the node has.* newest podman known' out.json
	sed -i '/name: log/,$d' pod.yaml
	seccord policy --cap=none -o same.json pod.yaml
	{ cat "$DATA/in/kubernetes/kubectl-get.yaml"; echo ---; cat "$DATA/in/kubernetes/kubectl-get.yaml"; } >twice.yaml
	seccord verify twice.yaml "$DATA/in/kubernetes/object.json"
}

@test "the default profiles of Docker, containerd and Podman stand for a file" {
	for one in docker:20.10.24:Docker containerd:1.6.20:containerd podman:4.3.1:Podman; do
		name=${one%:*}
		seccord policy --cap=none -o out.json "$name" 2>notes
		not grep -q inexact out.json
		grep -q "note: $name: the default profile of ${name%:*} " notes
		# the rows of the files in Debian's packages, which were read apart from these
		count=$(sed -n "s/.* ${one##*:} [0-9.]* \([0-9]*\)[,;].*/\1/p" notes)
		[ -n "$count" ]
		grep -q "note: allows $count calls;" notes
	done
	seccord verify --cap=none docker:28 docker:28.5.2
	seccord verify --cap=none docker:26 docker:25.0.3
	seccord verify --cap=none podman:4.9 podman:4.2.0
	run seccord verify --cap=none podman:5.1 podman:5.2
	[ "$status" = 1 ]
	run seccord verify --cap=none docker:23.0.6 docker:24.0.0
	[ "$status" = 0 ]
	run seccord diff --cap=none docker:20.10.24 docker:default
	[ "$status" = 1 ]
	run seccord show --cap=none docker:99
	[[ $output == *', the nearest that is known'* ]]
	for name in docker:1.12 docker:new docker:1..2 containerd:1.5.9; do
		run seccord show "$name"
		one_line_of_trouble "no known default profile: $name"
	done
	run seccord show crio:default
	one_line_of_trouble 'crio:default: No such file or directory'
	printf '2\nallowlist\nread\n' >docker:default
	seccord policy -o out.json docker:default
	not grep -q '"call": "write"' out.json
}

@test "the file's name decides where the content does not" {
	printf '# nothing is allowed yet\n' >a.policy
	cp a.policy a.txt
	seccord policy -o out.json a.policy
	grep -q '"calls": \[\]' out.json
	run seccord policy a.txt
	one_line_of_trouble 'a.txt: not a trace, a policy or a filter'
	printf 'net none\n' >a.profile
	run seccord policy a.profile
	one_line_of_trouble 'a.profile: no line of the profile loads a seccomp filter'
	printf 'ALLOW { read }\n' >kafel.policy
	seccord policy -o out.json kafel.policy
	grep -q '"call": "read"' out.json
}

@test "minijail: an included file of the target machine is read from beside the file" {
	mkdir -p a
	printf 'read: 1\nARM_set_tls: 1\n' >a/common.policy
	printf '@include /no/such/folder/common.policy\nsocket: arg0 == PF_UNIX\n' >a/main-arm.policy
	seccord policy -o out.json a/main-arm.policy 2>notes
	grep -q 'note: @include /no/such/folder/common.policy: read from a/common.policy' notes
	grep -q '"call": "set_tls"' out.json
	grep -q '"AF_UNIX"' out.json
	not grep -q inexact out.json
	rm a/common.policy
	run seccord policy a/main-arm.policy
	one_line_of_trouble 'a/main-arm.policy:1: /no/such/folder/common.policy: No such file or directory'
}

# refused FILE MESSAGE: at once, in one line of less than 200 characters, with nothing written
refused()
{
	rm -f out.json
	run timeout -k 5 60 "$SECCORD" policy -o out.json "$1"
	one_line_of_trouble "$2"
	[ "${#output}" -lt 200 ]
	[ ! -e out.json ]
}

@test "files that include themselves, or others without an end" {
	ulimit -v 4000000
	mkfifo fifo
	mkdir far
	# The lines that include a file, and that have a rule, for each dialect.
	for dialect in 'policy:@include ./%s:read: 1' 'profile:include %s:seccomp' 'kafel:#include "%s":DEFAULT ALLOW'; do
		IFS=: read -r end line rule <<<"$dialect"
		# shellcheck disable=SC2059 # the line is a format
		includes() { printf "$line\n" "$2.$end" >"$1.$end"; [ -z "$3" ] || echo "$rule" >>"$1.$end"; }
		includes self self rule
		refused self."$end" "self.$end includes itself; remove one of the includes"
		includes a b rule
		includes b c
		includes c a
		refused a."$end" "c.$end:1: (\./)?a.$end includes itself; remove one of the includes"
		includes t0 t1 rule
		for ((i = 1; i < 100; i++)); do includes t$i t$((i + 1)); done
		echo "$rule" >t100."$end"
		refused t0."$end" ".$end:1: files are included more than (8|16) levels deep"
		for ((i = 0; i < 7; i++)); do
			: >w$i."$end"
			# shellcheck disable=SC2059
			for _ in 1 2 3 4; do printf "$line\n" w$((i + 1))."$end" >>w$i."$end"; done
		done
		echo >w7."$end"
		refused w0."$end" ".$end:[1-4]: more than 256 included files"
	done
	printf '#include "fifo"\nDEFAULT ALLOW\n' >f.kafel
	refused f.kafel 'f.kafel:1: fifo: not a regular file of at most 16 MiB'
	printf '#include "/dev/zero"\nDEFAULT ALLOW\n' >f.kafel
	refused f.kafel 'f.kafel:1: /dev/zero: not a regular file of at most 16 MiB'
	printf '@include ./fifo\nread: 1\n' >f.policy
	refused f.policy 'f.policy:1: ./fifo: not a regular file of at most 16 MiB'
	printf '#include "far/%s.kafel"\n' 1 2 3 4 5 6 >f.kafel
	for i in 1 2 3 4 5 6; do { printf '//'; head -c 15000000 /dev/zero | tr '\0' a; } >far/$i.kafel; done
	refused f.kafel 'f.kafel:5: the included files have more than 64 MiB'
}

@test "a file that never ends is refused, named or included" {
	timeout 5 dd if=/proc/kmsg iflag=nonblock of=/dev/null count=0 2>/dev/null || skip "/proc/kmsg cannot be opened here"
	printf '@include /proc/kmsg\nread: 1\n' >a.policy
	printf 'include /proc/kmsg\nseccomp\n' >a.profile
	printf '#include "/proc/kmsg"\nDEFAULT ALLOW\n' >a.kafel
	for file in a.policy a.profile a.kafel /proc/kmsg; do
		run timeout 60 "$SECCORD" policy -o out.json $file
		one_line_of_trouble '/proc/kmsg: not a file with an end'
	done
}

@test "a NUL byte in a text is found, with its line" {
	printf 'read: 1\nwr\0ite: 1\n' >a.policy
	printf '[Service]\nSystemCallFilter=read\n\0\n' >a.service
	printf 'seccomp.keep read\0\n' >a.profile
	printf 'ALLOW { read }\nDEFAULT KILL\0\n' >a.kafel
	for file in a.policy:2 a.service:3 a.profile:1 a.kafel:2; do
		run seccord policy -o out.json ${file%:*}
		one_line_of_trouble "$file: a NUL byte, which no text has"
	done
}

@test "OCI: an arch of a host that is not listed gets the rules too" {
	printf '{"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86"], "syscalls": [%s]}' \
		'{"names": ["read"], "action": "SCMP_ACT_ALLOW"}' >a.json
	run seccord verify a.json a.json
	one_line_of_trouble 'its "architectures" lack x86_64'
	seccord policy --file-arch=x86_64 -o out.json a.json
	grep -q '"archs": \["x86_64", "i386"\]' out.json
	not grep -q inexact out.json
	seccord policy --file-arch=i386 -o out.json a.json
	grep -q '"archs": \["i386"\]' out.json
	not grep -q inexact out.json
	run seccord emit -f oci -o again.json out.json
	[ "$status" = 0 ]
	[[ $output == *'the same rules apply, by name, to the arch of the host, which the policy does not name: x86_64'* ]]
}

@test "Kubernetes: engines disagree on Docker's members in a profile of the node" {
	sed 's/"names":/"includes": {"arches": ["arm64"]}, "names":/' "$DATA/in/comments.json" >p.json
	printf 'kind: Pod\nspec:\n  securityContext: {seccompProfile: {type: Localhost, localhostProfile: p.json}}\n  containers: [{name: a}]\n' >pod.yaml
	run seccord verify p.json pod.yaml
	[ "$status" = 2 ]
	[[ $output == *'pod.yaml was read inexactly: includes: '*'containerd ignores them in a profile of the node, CRI-O reads them'* ]]
	seccord verify p.json p.json
}

@test "Kubernetes: a privileged container has no filter" {
	cp "$DATA/in/comments.json" p.json
	cat >pod.yaml <<-'END'
	kind: Pod
	spec:
	  securityContext: {seccompProfile: {type: Localhost, localhostProfile: p.json}}
	  containers:
	  - name: a
	    securityContext: {privileged: true}
	  - name: b
	END
	run seccord policy -o out.json pod.yaml
	[ "$status" = 0 ]
	[[ $output == *'other containers of the file have no filter'* ]]
	run seccord policy --document=a -o out.json pod.yaml
	one_line_of_trouble "no policy 'a' in the file; it contains 1 \(b\)"
	cp p.json q.json
	echo '  - {name: c, securityContext: {seccompProfile: {type: Localhost, localhostProfile: q.json}}}' >>pod.yaml
	seccord policy -o out.json pod.yaml
	echo >>q.json
	run seccord policy -o out.json pod.yaml
	one_line_of_trouble 'the file contains 2 policies, 1 \(b\), 2 \(c\)'
	sed -i '/name: [bc]/d' pod.yaml
	run seccord policy -o out.json pod.yaml
	one_line_of_trouble 'privileged containers have no filter, whatever their seccompProfile'
}

@test "many entries with conditions of one call take bounded time" {
	awk -v seed=7 'BEGIN {
		srand(seed)
		split("EQ NE LT LE GT GE", ops, " ")
		printf "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": ["
		for (i = 0; i < 200; i++) {
			printf "%s{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": [", (i ? ", " : "")
			for (arg = first = int(rand() * 3); arg < first + 3; arg++)
				printf "%s{\"index\": %d, \"value\": %.0f, \"op\": \"SCMP_CMP_%s\"}", (arg > first ? ", " : ""), arg,
				       int(rand() * 2 ^ (rand() < 0.5 ? 4 : 60)), ops[1 + int(rand() * 6)]
			printf "]}"
		}
		print "]}"
	}' >many.json
	run timeout 60 "$SECCORD" policy -o many.policy many.json
	[ "$status" = 0 ] || [ "$status" = 2 ]
	[ -n "$output" ]
}
