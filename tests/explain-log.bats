#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# explain of logs and core files: what refused calls mean.

# shellcheck disable=SC2154 # status and output are set by run
load helper

# A recording of mkdir, its policy without that call, and filters of it.
without_mkdir()
{
	seccord record -q -o a.trace -- mkdir made
	rmdir made
	seccord policy --deny=mkdir --deny=mkdirat -o p.json a.trace 2>/dev/null
	program native/case_load
	for answer in trap kill errno; do
		seccord emit -f bpf --default=$answer -o $answer.bpf p.json 2>/dev/null
	done
	mkdir_call=$(seccord show --json a.trace | grep -oE '"call": "mkdir(at)?"' | head -n 1 | cut -d'"' -f4)
	[ -n "$mkdir_call" ]
}

record='type=SECCOMP msg=audit(1.2:3): auid=0 uid=0 gid=0 ses=1 pid=5 comm="app" exe="/nowhere/app" sig=31 arch=c000003e'

@test "a kernel record: which part of the policy refused the call, and what would allow it" {
	cat >p.json <<-'END'
		{"seccord": 2, "archs": ["x86_64"], "calls": [
		  {"call": "ioctl", "args": [{"ioctl_cmd": ["TCGETS"]}]},
		  {"call": "clone3", "action": "errno", "errno": "ENOSYS", "why": "fallback", "by": "glibc 2.34", "of": "clone"},
		  {"call": "mkdir", "action": "kill", "note": "read-only by design"}]}
	END
	for nr in 83 16 435 87 5000; do
		echo "$record syscall=$nr compat=0 ip=0x7f0000000dc7 code=0x80000000"
	done >log
	sed 's/c000003e/40000003/;q' log >i386.log
	cat i386.log >>log
	seccord explain p.json log >out
	grep -A9 '^mkdir \[x86_64\]: refused by a filter: kill; audit record, line 1$' out | grep -qx '  policy     its rule answers kill, with the note: read-only by design'
	grep -qx '  remedy     replace its rule by {"call": "mkdir"}' out
	grep -A9 '^ioctl ' out | grep -q '^  policy     depends on arguments that the record does not show: EPERM for some'
	grep -A9 '^ioctl ' out | grep -qx '  its rule   only ioctl_cmd TCGETS'
	# shellcheck disable=SC2016 # no command but a quotation
	grep -A9 '^ioctl ' out | grep -qx '  remedy     no rule can be derived from this record, which does not show what a policy restricts: ioctl_cmd; repeat the call under `seccord run --learn`'
	grep -A9 '^clone3 ' out | grep -q '^  policy     its rule answers ENOSYS (fallback of clone); the record shows kill: from another filter, or from one emitted with another --default$'
	grep -A9 '^unlink ' out | grep -q '^  policy     no rule for it: the default answers EPERM'
	grep -A9 '^unlink ' out | grep -qx '  remedy     add {"call": "unlink"}'
	grep -A9 '^call 5000 ' out | grep -q '^  policy     no rule for it, and newer than Linux [0-9.]*: ENOSYS'
	grep -A9 '\[i386\]' out | grep -q '^  policy     the policy is not for this arch, and answers other archs with kill'
	grep -A9 '\[i386\]' out | grep -q '^  remedy     add "i386" to archs, and add {'
	grep -q '^  code       address 0x7f0000000dc7; the record does not show which file is mapped there$' out
}

@test "equivalents: what the policy allows and the traces have in place of the call" {
	echo '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "mkdirat"}]}' >p.json
	{
		echo '{"seccord-trace": 3}'
		echo '{"program": 0, "path": "/usr/bin/other"}'
		echo '{"call": 0, "arch": "x86_64", "nr": 258, "name": "mkdirat", "program": 0, "args": {"mode": [448]}, "count": 1}'
		echo '{"call": 1, "arch": "x86_64", "nr": 41, "name": "socket", "program": 0, "args": {"domain": ["AF_UNIX"], "socktype": ["SOCK_STREAM"], "protocol": [0]}, "count": 1}'
	} >a.trace
	{
		echo "$record syscall=83 compat=0 ip=0x7f0000000dc7 code=0x80000000"
		echo 'socket(AF_INET6, SOCK_DGRAM, IPPROTO_IP) = -1 EPERM (Operation not permitted)'
	} >log
	seccord explain p.json a.trace log >out
	grep -qx '  same power mkdirat (at.mkdir); the policy allows mkdirat' out
	grep -qx '  recording  no recorded run made this call, but mkdirat; the traces do not have this program' out
	grep -qx '  recording  recorded with other arguments only: domain AF_UNIX, socktype SOCK_STREAM, protocol IPPROTO_IP' out
}

@test "strace: the call, its arguments, its code, and what the recording has" {
	need strace
	without_mkdir
	works strace -o /dev/null true || skip "strace does not work here"
	strace -f -o trap.log "$program" trap.bpf mkdir made || true
	strace -f -o kill.log "$program" kill.bpf mkdir made || true
	strace -f -k -o errno.log "$program" errno.bpf mkdir made || true
	for answer in trap kill; do
		seccord explain p.json a.trace $answer.log >out
		grep -q "^$mkdir_call \[x86_64\]: refused by a filter: SIGSYS; strace, line" out
		[ "$(grep -c '^  remedy' out)" = 1 ]
		grep -qx '  recording  the call was recorded; was the policy derived from these traces?' out
		grep -qE '^without a refusal: [0-9]+ lines$' out
		[ "$(grep -c 'not understood' out)" = 0 ]
	done
	seccord explain p.json a.trace trap.log | grep -qE '^  code +.*mkdir(at)?\+0x[0-9a-f]+ in /.*libc.* at 0x[0-9a-f]+, build-id [0-9a-f]+ \(the only code'
	seccord explain p.json errno.log >out
	grep -q "^$mkdir_call \[x86_64\]: failed with EPERM; strace, line" out
	# Errors that the policy does not give are not its refusals.
	[ "$(grep -c ENOENT out)" = 0 ]
	# Without a policy only EPERM and ENOSYS are likely.
	seccord explain errno.log >out
	[ "$(grep -cE 'failed with (ENOENT|EACCES)' out)" = 0 ]
	grep -q "^$mkdir_call " out
}

@test "a core file and gdb name the same call and code" {
	without_mkdir
	[[ $(cat /proc/sys/kernel/core_pattern) == core* ]] || skip "core files go to $(cat /proc/sys/kernel/core_pattern)"
	(ulimit -c unlimited && "$program" kill.bpf mkdir made) || true
	core=$(find . -maxdepth 1 -name 'core*' | head -n 1)
	[ -n "$core" ] || skip "no core file is written here"
	seccord explain p.json "$core" >out
	grep -qx "$mkdir_call \[x86_64\]: refused by a filter: SIGSYS; core file" out
	grep -qE '^  program +mkdir, pid [0-9]+$' out
	grep -qE '^  arguments +.*mode 0777' out
	grep -qE '^  code +.*mkdir(at)?\+0x[0-9a-f]+ in /.*libc.* at 0x[0-9a-f]+, build-id [0-9a-f]+$' out
	need gdb
	works gdb -q -batch || skip "gdb does not work here"
	# shellcheck disable=SC2016 # a variable of gdb
	gdb -q -batch -ex 'p $_siginfo' -ex 'info registers' -ex bt "$(command -v mkdir)" "$core" >gdb.log 2>/dev/null
	seccord explain p.json gdb.log >gdb.out
	grep -q "^$mkdir_call \[x86_64\]: refused by a filter: SIGSYS; gdb, line" gdb.out
	diff <(grep '^  arguments' out) <(grep '^  arguments' gdb.out)
	diff <(grep '^  remedy' out) <(grep '^  remedy' gdb.out)
}

@test "what run reports can be explained, and its remedies let the program run" {
	need python3
	seccord record -q -o a.trace -- python3 -c 'pass'
	seccord policy -o p.json a.trace 2>/dev/null
	script='import os, socket
try: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
except OSError: pass
try: os.umask(0o22)
except OSError: pass
try: os.mkdir("made")
except OSError: pass'
	for round in 1 2 3 4 5 6; do
		"$SECCORD" run p.json -- python3 -c "$script" 2>log || true
		grep -q '^seccord: refused: ' log || break
		seccord explain --json p.json log >facts
		python3 - <<-'END'
			import json
			policy, facts = json.load(open("p.json")), json.load(open("facts"))
			for refusal in facts["refusals"]:
			    remedy = refusal["remedy"]
			    assert remedy["how"] in ("add_rule", "add_row"), refusal
			    if remedy["how"] == "add_rule":
			        policy["calls"].append(remedy["change"])
			    else:
			        next(r for r in policy["calls"] if r["call"] == refusal["call"])["args"].append(remedy["change"])
			json.dump(policy, open("p.json", "w"))
		END
		rm -rf made
	done
	[ "$round" -gt 1 ]
	[ "$(grep -c '^seccord: refused: ' log)" = 0 ]
	[ -d made ]
	# The remedies are not laxer than a policy of the whole run.
	rm -rf made
	seccord record -q -o b.trace -- python3 -c "$script"
	seccord policy -o whole.json a.trace b.trace 2>/dev/null
	seccord verify --subset p.json whole.json
}

@test "messages without a call: what can be concluded, and status 1" {
	local message
	while read -r message; do
		run seccord explain - <<<"$message"
		echo "$message: $output"
		[ "$status" = 1 ]
		[[ $output == "a call that is not named: perhaps refused; message, line 1"* ]]
		[[ $output == *"  means      "* ]]
	done <<-'END'
		/bin/sh: line 1: 913 Bad system call         (core dumped) ./app
		Feb 01 10:00:00 host systemd[1]: app.service: Main process exited, code=killed, status=31/SYS
		Feb 01 10:00:00 host systemd[1]: app.service: Main process exited, code=dumped, signal=SYS
		bwrap: Creating new namespace failed: Operation not permitted
		crun: mount `proc` to `proc`: Operation not permitted
		Error: OCI runtime error: runc: unable to start container process: error during container init: operation not permitted
		a1b2c3d4  docker.io/library/app:1  "app"  2 minutes ago  Exited (159) 2 minutes ago
		subprocess.CalledProcessError: Command 'app' died with <Signals.SIGSYS: 31>.
		signal: bad system call (core dumped)
		make: *** [mk:2: all] Bad system call
		Command terminated by signal 31
		xargs: app: terminated by signal 31
		1/1 x        FAIL            0.01s   killed by signal 31 SIGSYS
		{"log":"mkdir: cannot create directory 'x': Operation not permitted\\n","stream":"stderr","time":"2026-11-30T14:38:12.177Z"}
		2026-11-30T14:38:12.177123456Z container die abc123 (execDuration=0, exitCode=159, image=app, name=k2)
		##[error]Process completed with exit code 159.
		==22360==ERROR: AddressSanitizer: SYS on unknown address 0x0000004fe3 (pc 0x7f48 bp 0x7ffd sp 0x7ffd T0)
	END
	while read -r message; do
		run seccord explain - <<<"$message"
		echo "$message: $output"
		[ "$status" = 1 ]
		[[ $output == "a filter: not loaded; message, line 1"*"a filter was not loaded, so it refused no call"* ]]
	done <<-'END'
		Error: OCI runtime error: runc: runc create failed: string SCMP_ACT_NO is not a valid action for seccomp
		Error: OCI runtime error: crun: invalid seccomp action `SCMP_ACT_NO`
		Error: failed to create containerd task: runc create failed: cannot load seccomp profile "/p.json": no such file or directory: unknown
		bwrap: Invalid seccomp data, must be multiple of 8
	END
	run seccord explain - <<<"runc: error adding seccomp filter rule for syscall clone3: requested action matches default action of filter"
	[ "$status" = 1 ]
	[[ $output == *"a filter was not loaded, so it refused no call"* ]]
}

@test "messages with a call: a name that is also a program's, and errors with another cause than the policy" {
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": [{"call": "setsid"}, {"call": "socket"}, {"call": "bind"}]}' >p.json
	printf '%s\n' 'setsid() failed (1: Operation not permitted)' 'kv: socket: Operation not permitted' 'kv: kill: Operation not permitted' \
		'bind() to 0.0.0.0:80 failed (13: Permission denied)' 'chown: Permission denied' >log
	run seccord explain p.json log
	echo "$output"
	[ "$status" = 0 ]
	[[ $output != *"by a filter; message"* ]]
	grep -A9 '^setsid \[x86_64\]: reported as failed with EPERM; message, line 1$' <<<"$output" >setsid
	grep -qx '  policy     allows it (allow): another filter, or the kernel (capabilities, permissions), refused it' setsid
	grep -A9 '^socket ' <<<"$output" | grep -q '^  policy     allows it '
	# What is allowed needs no remedy.
	[ "$(grep -c '^  remedy' <<<"$output")" = 1 ]
	grep -A9 '^kill ' <<<"$output" >of_kill
	grep -q '^  means      by its message, .* or perhaps a program of this name did' of_kill
	grep -qx '  policy     no rule for it: the default answers EPERM' of_kill
	# The policy does not answer EACCES.
	[ "$(grep -c EACCES <<<"$output")" = 0 ]
	grep -qx 'without a refusal: 2 lines' <<<"$output"
	# Without a policy it may.
	run seccord explain log
	[ "$(grep -c '^  means .*a filter may have refused it, or the kernel for another reason' <<<"$output")" = 5 ]
	[[ $output == *"bind [x86_64]: reported as failed with EACCES; message, line 4"* ]]
}

# What auditd, ausearch, the journal and dmesg print of one record that the kernel wrote, as seen.
@test "one record of the kernel means the same in every form" {
	local at="1796049492.177:3459" body
	body='auid=4294967295 uid=0 gid=0 ses=4294967295 pid=15327 comm="mkdir" exe="/usr/bin/mkdir" sig=31 arch=c000003e syscall=83 compat=0 ip=0x7f4823e18f37 code=0x80000000'
	local quoted=${body//\"/\\\"}
	echo "[ 2238.604085] audit: type=1326 audit($at): $body" >dmesg
	echo "kern  :notice: [ 2238.604085] audit: type=1326 audit($at): $body" >dmesg-x
	printf '{\n   "dmesg": [\n      {\n         "pri": 5,\n         "time":  2238.604085,\n         "msg": "audit: type=1326 audit(%s): %s"\n      }\n   ]\n}\n' "$at" "$quoted" >dmesg-json
	echo "type=SECCOMP msg=audit($at): $body" >auditd
	printf 'type=SECCOMP msg=audit(%s): %s\x1dARCH=x86_64 SYSCALL=mkdir AUID="unset" UID="root" GID="root"\n' "$at" "$body" >auditd-enriched
	echo "Nov 30 14:38:12 host kernel: audit: type=1326 audit($at): $body" >journal
	echo "Nov 30 14:38:12 host audit[15327]: SECCOMP $body" >journal-audit
	printf '{"_TRANSPORT":"kernel","MESSAGE":"audit: type=1326 audit(%s): %s","PRIORITY":"5"}\n' "$at" "$quoted" >journal-json
	printf '{\n\t"_TRANSPORT" : "kernel",\n\t"MESSAGE" : "audit: type=1326 audit(%s): %s",\n\t"PRIORITY" : "5"\n}\n' "$at" "$quoted" >journal-pretty
	printf '__REALTIME_TIMESTAMP=1796049492177000\n_TRANSPORT=audit\nMESSAGE=SECCOMP %s\n\n' "$body" >journal-export
	local form
	for form in dmesg dmesg-x dmesg-json auditd auditd-enriched journal journal-audit journal-json journal-pretty journal-export; do
		echo "$form"
		seccord explain "$form" >out
		cat out
		grep -q '^mkdir \[x86_64\]: refused by a filter: kill; audit record, line' out
		grep -qx '  program    /usr/bin/mkdir, pid 15327' out
	done
	printf -- '----\ntype=SECCOMP msg=audit(11/30/26 14:38:12.177:3459) : auid=unset uid=root gid=root ses=unset pid=15327 comm=mkdir exe=/usr/bin/mkdir sig=SIGSYS arch=x86_64 syscall=mkdir compat=0 ip=0x7f4823e18f37 code=kill \n' >ausearch-i
	seccord explain ausearch-i >out
	grep -q '^mkdir \[x86_64\]: refused by a filter; audit record, line 2$' out
}

@test "auditd's own tools print what explain reads" {
	need ausearch
	echo 'type=SECCOMP msg=audit(1796049492.177:3459): auid=0 uid=0 gid=0 ses=1 pid=15327 comm="mkdir" exe="/usr/bin/mkdir" sig=31 arch=c000003e syscall=83 compat=0 ip=0x7f4823e18f37 code=0x80000000' >raw
	works ausearch -if raw >ausearch.log 2>errors || skip "ausearch does not work here: $(cat errors)"
	ausearch -i -if raw >ausearch-i.log
	ausearch --format raw -if raw >ausearch-raw.log
	for log in ausearch.log ausearch-i.log ausearch-raw.log; do
		seccord explain "$log" >out
		grep -q '^mkdir \[x86_64\]: refused by a filter' out
	done
}

@test "coredumpctl: the code, and where the call is to be found" {
	cat >log <<-'END'
		           PID: 22360 (mkdir)
		           UID: 0 (root)
		        Signal: 31 (SYS)
		     Timestamp: Mon 2026-11-30 14:38:12 UTC (2min ago)
		  Command Line: mkdir made
		    Executable: /usr/bin/mkdir
		       Storage: /var/lib/systemd/coredump/core.mkdir.0.0123.22360.1796049492000000.zst (present)
		       Message: Process 22360 (mkdir) of user 0 dumped core.

		                Module libselinux.so.1 from deb libselinux-3.4-1+b6.amd64
		                Stack trace of thread 22360:
		                #0  0x00007f4823e18f37 __GI_mkdir (libc.so.6 + 0xf7f37)
		                #1  0x0000555555556b2a n/a (mkdir + 0x2b2a)
		                ELF object binary architecture: AMD x86-64
	END
	run seccord explain log
	[ "$status" = 1 ]
	[ "${lines[0]}" = 'a call that is not named: refused by a filter: SIGSYS; coredumpctl, line 3' ]
	[ "${lines[1]}" = '  program    /usr/bin/mkdir, pid 22360' ]
	[ "${lines[2]}" = '  code       __GI_mkdir in libc.so.6 at 0xf7f37' ]
	[[ ${lines[3]} == '  means '*'coredumpctl dump PID -o FILE'* ]]
	[ "${lines[4]}" = 'without a refusal: 13 lines' ]
}

@test "lines are counted, and nothing is dropped silently" {
	{
		echo "$record syscall=83 compat=0 ip=0x7f0000000dc7 code=0x80000000"
		echo "some text"
		echo "Feb 01 10:00:00 host kernel: usb 1-1: new device"
		echo "more text"
		echo "$record syscall=83 compat=0 ip=0x7e0000000dc7 code=0x80000000"
	} >log
	seccord explain log >out
	grep -qx 'mkdir \[x86_64\]: refused by a filter: kill; audit record, line 1, 2 times' out
	grep -qx 'without a refusal: 1 line' out
	grep -qx 'not understood: 2 lines, the first is line 2' out
	printf 'a\nb\n' >text
	run seccord explain text
	[ "$status" = 2 ]
	[ "$output" = "seccord explain: no line is understood: not a log that shows refused calls" ]
	echo 'write(1, "x", 1) = 1' >idle
	run seccord explain idle
	[ "$status" = 1 ]
	[ "${lines[0]}" = "no refused call found" ]
}

@test "records that the kernel dropped are missed, and exit with 1; gaps in their numbers are named" {
	local rest='auid=0 uid=0 gid=0 ses=1 pid=99 comm="x" exe="/bin/x" sig=0 arch=c000003e syscall=83 compat=0 ip=0x7f0000000dc7 code=0x7ffc0000'
	{
		echo "[   42.1] audit: type=1326 audit(1700000000.123:7): $rest"
		echo "[   42.1] audit: type=1326 audit(1700000000.123:9): $rest"
		echo "[   42.1] audit: type=1326 audit(1700000000.123:8): $rest"
	} >log
	run seccord explain log
	[ "$status" = 0 ]
	[[ $output != *missing* ]]
	run seccord import -o log.trace log
	[ "$status" = 0 ]
	[[ $output != *missing* ]]
	echo "[   42.2] audit: type=1326 audit(1700000000.125:19): $rest" >>log
	run seccord explain log
	[ "$status" = 0 ]
	[[ $output == *"records may be missing: "*", the first before line 4, "* ]]
	run seccord import -o log.trace log
	[ "$status" = 0 ]
	[[ $output == *"log: the serial numbers of the audit records have gaps, the first before line 4: records may be missing"* ]]
	echo "[   47.2] kauditd_printk_skb: 9 callbacks suppressed" >>log
	run seccord explain log
	[ "$status" = 1 ]
	[[ $output == *"records are missing: the kernel says in the log that it dropped some"* ]]
	run seccord import -o log.trace log
	[ "$status" = 1 ]
	# A selection by auditd's tools has gaps.
	printf 'type=SECCOMP msg=audit(1700000000.123:%d): %s\n' 7 "$rest" 19 "$rest" >selected
	run seccord explain selected
	[[ $output != *missing* ]]
}

@test "the content decides what a file is" {
	echo '{"seccord": 1, "note": "Bad system call; EPERM", "archs": ["x86_64"], "calls": [{"call": "read"}]}' >p.json
	echo "$record syscall=0 compat=0 ip=0x7f0000000dc7 code=0x80000000" >log
	seccord explain log p.json >out
	grep -q '^  policy     allows it (allow): another filter, or the kernel, refused it$' out
	[ "$(grep -c '^  remedy' out)" = 0 ]
	seccord emit -f bpf -o p.bpf p.json
	seccord explain p.bpf log >bpf.out
	diff out bpf.out
	seccord explain p.json - <log | diff out -
	run seccord explain p.json p.json log
	[ "$status" = 2 ]
	[ "$output" = "seccord explain: p.json: a second policy, after p.json" ]
	run seccord explain p.json
	[ "$status" = 2 ]
	[ "$output" = "seccord explain: no log or core file given" ]
	: >empty
	run seccord explain empty
	[ "$status" = 2 ]
	run seccord explain "$HERE/../testdata/in/docker.json" log
	[ "$status" = 2 ]
	[[ $output == *"cannot be sure of what the policy refuses: "* ]]
	echo '{"seccord": 1, "archs": ["vax"], "calls": []}' >bad.json
	run seccord explain bad.json log
	[ "$status" = 2 ]
}

@test "core files: another signal, a machine that is not known, hostile bytes" {
	seccord explain "$HERE/../testdata/fuzz/refusal/core" >out
	grep -qx 'socket \[x86_64\]: refused by a filter: SIGSYS; core file' out
	grep -qx '  code       /nowhere/libx.so at 0x1dc7, build-id 000102030405060708090a0b0c0d0e0f10111213' out
	cp "$HERE/../testdata/fuzz/refusal/core" core
	for size in 20 52 64 100 300 500 600; do
		head -c "$size" core >cut.core
		run seccord explain cut.core
		[ "$status" = 1 ] || [ "$status" = 2 ]
	done
	printf '\x28' | dd of=core bs=1 seek=18 conv=notrunc status=none
	run seccord explain core
	[ "$status" = 2 ]
	[ "$output" = "seccord explain: core: a core file of a machine whose registers are not known" ]
}

@test "the JSON matches its schema" {
	need_jsonschema
	echo '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "read"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}]}' >p.json
	seccord record -q -o a.trace -- true
	local name n=0
	for name in "$HERE"/../testdata/fuzz/refusal/*; do
		n=$((n + 1))
		"$SECCORD" explain --json -o "$n.json" "$name" || [ $? = 1 ]
		"$SECCORD" explain --json -o "$n-p.json" p.json a.trace "$name" || [ $? = 1 ]
	done
	[ "$n" -ge 5 ]
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/explain-refusals.schema.json" [0-9]*.json
	sed 's/"kind": "[a-z]*"/"kind": "guess"/' 1.json >bad
	run "$python" "$HERE/schema-files.py" "$HERE/../docs/schema/explain-refusals.schema.json" bad
	[ "$status" = 1 ]
}

@test "the errno of a record is not known, and does not contradict the policy" {
	printf '{"seccord": 1, "archs": ["x86_64"], "calls": []}\n' >policy.json
	echo "$record syscall=83 compat=0 ip=0x7f0000000dc7 code=0x50000" >log
	seccord explain policy.json log >out
	grep -q '^mkdir \[x86_64\]: refused by a filter with an errno, which the kernel does not log; audit record, line 1$' out
	grep -qx '  policy     no rule for it: the default answers EPERM' out
	seccord explain --json policy.json log | grep -q '"answer": "errno"'
	printf '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "kill"}, "calls": []}\n' >kill.json
	seccord explain kill.json log | grep -q 'the record shows errno: from another filter'
}

@test "no name in a record begins a line" {
	local name
	name=$(printf 'x\n::error::y' | od -An -tx1 | tr -d ' \n' | tr a-f A-F)
	echo "type=SECCOMP msg=audit(1.2:3): pid=5 comm=$name exe=$name sig=31 arch=c000003e syscall=83 ip=0x7f0000000dc7 code=0x80000000" >log
	seccord explain log >out
	grep -q '^  program    x.*::error::y, pid 5$' out
	not grep -q '^::error' out
}

@test "what looks like a record and cannot be read is said, with status 1" {
	echo 'type=SECCOMP msg=audit(1.2:3): pid=5 sig=31 arch=1234567 syscall=41 ip=0x1 code=0x0' >arch
	printf '%s\n' '{"log":"audit: type=1326 audit(1.2:3): pid=5 sig=31 arch=c000003e syscall=41 code=0x0\n","stream":"stdout","time":"1"}' >docker
	echo '{"textPayload": "audit: type=1326 audit(1.2:3): pid=5 sig=31 arch=c000003e syscall=41 code=0x0", "severity": "INFO"}' >cloud
	local file
	for file in arch docker cloud; do
		run seccord explain "$file"
		echo "$file: $status $output"
		[ "$status" = 1 ]
		[[ $output == *"not understood: 1 line, the first is line 1"*"not read, though they look like records of refused calls: 1 line"* ]]
	done
	{ cat arch; echo "$record syscall=83 compat=0 ip=0x7f0000000dc7 code=0x80000000"; } >both
	run seccord explain both
	[ "$status" = 1 ]
	seccord explain --json both >out || true
	grep -q '"unread_records": 1' out
	need_jsonschema
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/explain-refusals.schema.json" out
}

@test "the policy can be a default profile" {
	echo "$record syscall=321 compat=0 ip=0x7f0000000dc7 code=0x50000" >log
	seccord explain docker:default log >out 2>notes || [ $? = 2 ]
	grep -q '^bpf \[x86_64\]: refused by a filter' out
	grep -q '^  policy ' out
}

@test "a filter that only logs is named as such" {
	printf '{"seccord": 1, "archs": ["x86_64"], "calls": []}\n' >policy.json
	echo "$record syscall=83 compat=0 ip=0x7f0000000dc7 code=0x7ffc0000" >log
	seccord explain policy.json log >out
	grep -qx '  policy     no rule for it: the default answers EPERM; the record shows log: from a filter emitted with --default=log, or from another filter' out
}

@test "what a call opens with several arguments is one line" {
	printf '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "openat", "args": [{"oflags": ["O_RDONLY"]}]}]}\n' >policy.json
	local nr
	for nr in 257 90 56 321 101 425 16 41; do
		echo "$record syscall=$nr compat=0 ip=0x7f0000000dc7 code=0x80000000" >log
		seccord explain policy.json log >out
		[ -z "$(grep '^  opens ' out | sort | uniq -d)" ]
		seccord explain --json policy.json log | python3 -c '
			import json, sys
			dangers = [(d["class"], d["what"]) for d in json.load(sys.stdin)["refusals"][0]["dangers"]]
			assert len(dangers) == len(set(dangers)), dangers' || need python3
	done
}
