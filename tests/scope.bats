#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Whose policy is it: programs, threads and libraries of a tree of processes.

# shellcheck disable=SC2030,SC2031,SC2154,SC2016 # program and status are set by the helper and bats; scripts are quoted
load helper

# allowed POLICY CALL: prints the rule
rule()
{
	grep -E "\"calls?\": (\[[^]]*)?\"$2\"" "$1"
}

# A tree as of a test suite: make, a shell that writes, and sed, which only reads.
make_tree()
{
	need make sed
	printf 'check:\n\tmkdir made; echo a >made/file; sed s/a/b/ made/file >/dev/null; rm -r made\n' >Makefile
	seccord record -q -o tree.trace -- make -s check
	seccord record -q -o sed.trace -- sed s/a/b/ Makefile >/dev/null
}

@test "a tree of make, a shell and sed has a policy for sed alone" {
	make_tree
	seccord policy -o all.json tree.trace
	for level in exact libc default; do
		seccord policy --level=$level --exe=sed -o sed.json tree.trace
		seccord check sed.json sed.trace
		lacks '"(mkdir|unlinkat|rmdir|vfork|pipe2|wait4)"' sed.json || [ $level != exact ]
	done
	seccord policy --exact --exe=sed -o sed.json tree.trace
	rule all.json mkdir
	lacks '"mkdir"' sed.json
	lacks '"wait4"' sed.json
	grep -q '"execve"' sed.json
	run seccord check sed.json tree.trace
	[ "$status" = 1 ]
}

@test "arguments of other programs are left out too" {
	make_tree
	seccord policy --exact --exe=sh -o sh.json tree.trace
	seccord policy --exact --exe=sed -o sed.json tree.trace
	grep -q O_CREAT sh.json
	lacks O_CREAT sed.json
}

@test "--not-exe excludes helpers by any of their names" {
	make_tree
	seccord policy --exact --not-exe=make,sh,mkdir,rm -o not.json tree.trace
	seccord policy --exact --exe=sed -o sed.json tree.trace
	cmp not.json sed.json
	shell=$(readlink -f "$(command -v sh)")
	seccord policy --exact --not-exe="$shell,m*,/*/rm" -o not.json tree.trace
	cmp not.json sed.json
}

@test "an unknown name is an error for --exe, and a note for --not-exe" {
	make_tree
	run seccord policy --exe=sedd tree.trace
	one_line_of_trouble '--exe=sedd: no such program in the trace'
	run seccord policy --exe=sed,nope tree.trace
	one_line_of_trouble '--exe=nope'
	seccord policy -o all.json tree.trace
	run seccord policy --not-exe=nope -o not.json tree.trace
	[ "$status" = 0 ]
	says 'note: --not-exe=nope: no such program in the trace'
	cmp all.json not.json
	run seccord policy --exe=sed all.json
	one_line_of_trouble 'no input is a trace'
}

@test "--by=exe groups by program, with the tree of who started whom" {
	make_tree
	run seccord show --by=exe tree.trace
	says '^  /[^ ]*make'
	says '^    /[^ ]*sh( \(as [^ ]*/sh\))?$|^    /[^ ]*sh( \(as [^ ]*/sh\))?, a shim$'
	says '^      (exec )?/[^ ]*/sed$'
	says '^/[^ ]*/sed: [0-9]+ calls, '
	run seccord show --json --by=exe tree.trace
	says '"by": "exe", .*"programs": \[\{"who": '
}

# A shim as pyenv and npx make them: scripts that end in another program.
make_shims()
{
	need env sed
	mkdir -p shims real
	cp "$(command -v sed)" real/tool
	printf '#!/bin/sh\nversion=$(cat version)\nexec env REAL=1 "$PWD/real/tool" "$@"\n' >shims/tool
	echo 3 >version
	chmod +x shims/tool
	seccord record -q -o shims.trace -- sh -c 'shims/tool s/a/b/ version; mkdir made; rmdir made'
}

@test "shims are recognised by what replaced them, and named" {
	make_shims
	run seccord show --by=exe shims.trace
	says '^    /[^ ]* \(as shims/tool\), a shim$'
	says '^      /[^ ]*/cat$'
	says '^      exec /[^ ]*/env, a shim$'
	says '^        exec /[^ ]*/real/tool$'
	run seccord policy --exact --exe=shims/tool -o shim.json shims.trace
	[ "$status" = 0 ]
	says 'note: replaced by a program whose calls are not included: /[^ ]* \(as shims/tool\) by /[^ ]*/env; name it in --exe'
	run seccord policy --exact --exe="$PWD/real/tool" -o tool.json shims.trace
	[ "$status" = 0 ]
	lacks 'replaced by' - <<<"$output"
	lacks '"(mkdir|wait4)"' tool.json
	run seccord policy --exact --exe=tool,env -o all.json shims.trace
	lacks 'replaced by' - <<<"$output"
}

@test "a script is known by its own name and by its interpreter's" {
	printf '#!/bin/sh\nmkdir made\n' >script
	chmod +x script
	seccord record -q -o t -- sh -c './script; umask 077; :'
	seccord policy --exact --exe=script -o script.json t
	seccord policy --exact --exe=sh -o sh.json t
	lacks '"umask"' script.json
	grep -q '"umask"' sh.json
	grep -q '"wait4"' script.json
}

@test "a program that executes itself from a descriptor has the name of its file, or of the memory" {
	program native/detached
	for engine in seccomp syscall learn; do
		seccord record -q --engine=$engine -o memory -- "$program" memfd
		seccord show --by=exe memory | grep -q '^/memfd:copy-of-it (deleted) (as /dev/fd/[0-9]*): '
		status=0
		"$program" || status=$?
		[ $status != 77 ] || continue
		seccord record -q --engine=$engine -o mount -- "$program"
		not grep -q '"path": "/"' mount
		seccord show --by=exe mount | grep -q "/detached (as /dev/fd/[0-9]*): "
		[ "$(seccord policy --exe=detached mount 2>/dev/null | grep -c open_tree)" = 1 ]
	done
}

@test "both engines find the same programs" {
	make_shims
	for engine in seccomp syscall; do
		seccord record -q --engine=$engine -o t -- sh -c 'shims/tool s/a/b/ version; ls / >/dev/null'
		seccord show --by=exe t | sed '/^$/,$d' >$engine.txt
		[ -s $engine.txt ]
	done
	same_output seccomp.txt syscall.txt
}

@test "an attached process and what it executes are known" {
	mkfifo go
	sh -c 'read -r line <go; exec sed s/a/b/ go.done' &
	pid=$!
	touch go.done
	seccord record -q -o t --pid=$pid &
	recorder=$!
	for _ in $(seq 200); do
		grep -q 'TracerPid:.[1-9]' "/proc/$pid/status" && break
		sleep 0.05
	done
	timeout 20 sh -c 'echo go >go'
	wait $recorder
	run seccord show --by=exe t
	says '^  /[^ ]*sh( \(as .*\))?, a shim$'
	says '^    exec /[^ ]*/sed$'
}

@test "a thread that executes replaces its program" {
	program native/exec-thread
	seccord record -q -o t -- "$program"
	grep -q '"replaced": true' t
}

@test "--only keeps the calls of matching programs, and follows the others" {
	make_tree
	seccord record -q --only='s[e]d' -o only.trace -- make -s check
	grep -q '"path": "[^"]*/make"' only.trace
	lacks '"name": "(mkdir|wait4|pipe2)"' only.trace
	seccord policy --exact -o only.json only.trace
	seccord policy --exact --exe=sed -o sed.json tree.trace
	seccord check only.json sed.trace
	cmp only.json sed.json
	run seccord show only.trace
	says 'recorded with --only: calls of other programs are not in the trace'
	seccord record -q --only=nope -o none.trace -- true
	run seccord show none.trace
	says 'no program matched --only'
}

@test "a note names the words of --only that matched no program" {
	make_tree
	seccord record -q --only='sde,s?d,/nowhere/mkae,zzzzzz' -o only.trace -- make -s check
	run seccord show only.trace
	says "no program matched --only=sde; did you mean 'sed'\?"
	says "no program matched --only=/nowhere/mkae; did you mean 'make'\?"
	says 'no program matched --only=zzzzzz; these ran: make, .*sed'
	[[ $output != *'--only=s?d'* ]]
	[[ $output != *'matched --only: '* ]]
}

@test "with --only a program that is not kept still gets its errors and its signals" {
	seccord record -q --only=nope --no-io-uring -o t -- sh -c 'kill -TERM $$' || status=$?
	[ "$status" = 143 ]
	if [ -x "$PROGRAMS/native/uring" ]; then
		seccord record -q --no-io-uring -o plain.trace -- "$PROGRAMS/native/uring" >plain.txt || true
		seccord record -q --only=nope --no-io-uring -o t -- "$PROGRAMS/native/uring" >only.txt || true
		same_output plain.txt only.txt
	fi
}

@test "shards are joined by program, in any order" {
	make_tree
	make_shims
	seccord record -q -o more.trace -- sh -c 'sed s/a/b/ version; ls / >/dev/null'
	seccord merge -o sum tree.trace shims.trace more.trace sed.trace
	seccord merge -o part sed.trace shims.trace
	seccord merge -o again more.trace part tree.trace
	cmp sum again
	[ "$(grep -c '"program": .*"path": "[^"]*/bin/sed"' sum)" = 1 ]
	seccord policy --exact --exe=sed -o sum.json sum
	seccord policy --exact --exe=sed -o parts.json tree.trace shims.trace more.trace sed.trace
	cmp sum.json parts.json
	seccord check sum.json sed.trace
}

@test "calls of unknown programs are kept: old traces, and programs beyond the limit" {
	make_tree
	echo '{"seccord-trace": 2}
{"call": 0, "arch": "x86_64", "nr": 83, "name": "mkdir", "count": 1}' >old.trace
	run seccord policy --exe=sed old.trace
	one_line_of_trouble 'the trace has no programs'
	run seccord policy --exact --exe=sed -o p.json old.trace tree.trace
	says 'note: allowed although it is not known whose these calls are: mkdir$'
	grep -q '"mkdir"' p.json

	mkdir many
	for n in $(seq 70); do
		cp "$(type -P true)" "many/p$n"
	done
	seccord record -q -o many.trace -- sh -c 'for n in $(seq 70); do ./many/p$n; done'
	[ "$(grep -c '^{"program".*/many/p' many.trace)" = 70 ]
	seccord record -q -o last.trace -- ./many/p70
	run seccord policy --exact --exe=p70 -o p.json many.trace
	says 'allowed although it is not known whose these calls are: '
	seccord check p.json last.trace
}

@test "a program that is rebuilt repeatedly stays one program" {
	n=0
	for name in true false cat ls echo date env id uname whoami mkdir rmdir; do
		path=$(type -P $name) || continue
		n=$((n + 1))
		cp "$path" "v$n"
	done
	[ $n -gt 9 ] || skip "too few programs here"
	seccord record -q -o t -- sh -c "for n in \$(seq $n); do cp v\$n ./p; ./p >/dev/null </dev/null; done; :"
	[ "$(grep -c '"program": .*"path": "[^"]*/p"' t)" -le 9 ]
	seccord policy --exe=p -o p.json t
	grep -q '"uname"' p.json
}

@test "--thread keeps the calls of a thread" {
	seccord record -q -o t -- sh -c 'mkdir made; cat /dev/null; :'
	run seccord policy --exact --thread=cat -o cat.json t
	[ "$status" = 0 ]
	lacks '"(mkdir|wait4)"' cat.json
	seccord record -q -o cat.trace -- cat /dev/null
	seccord check cat.json cat.trace
	run seccord policy --thread=moon t
	one_line_of_trouble '--thread=moon: no such thread'
}

@test "--library keeps the calls of a library, and needs stacks" {
	program native/readers
	seccord record -q -o t -- "$program"
	run seccord policy --library=readers t
	one_line_of_trouble 'record it with --stacks'
	seccord record -q --stacks -o t -- "$program"
	run seccord policy --library=libmoon t
	one_line_of_trouble '--library=libmoon: made no call'
	seccord policy --exact --library=readers -o readers.json t
	grep -q '"read"' readers.json
}

@test "invalid programs in a trace are a one-line error" {
	while read -r line; do
		printf '%s\n' '{"seccord-trace": 3}' '{"program": 0, "path": "/a"}' "$line" >bad.trace
		run seccord show --by=exe bad.trace
		one_line_of_trouble bad.trace:3
	done <<-'END'
		{"program": 65536, "path": "/a"}
		{"program": 0, "path": "/b"}
		{"program": 1}
		{"started": 1}
		{"started": 0, "by": 7}
		{"started": 0, "by": -1}
		{"started": 0, "by": 18446744073709551615}
		{"started": 0, "replaced": true}
		{"call": 0, "arch": "x86_64", "nr": 0, "program": 1}
		{"call": 0, "arch": "x86_64", "nr": 0, "program": 4294967296}
		{"call": 0, "arch": "x86_64", "nr": 0, "program": "0x10000"}
		{"call": 0, "arch": "x86_64", "nr": 0, "program": [0]}
	END
}

@test "chains and circles of programs are printed once, and names cannot move the cursor" {
	{
		echo '{"seccord-trace": 3}'
		for n in $(seq 0 3000); do
			echo "{\"program\": $n, \"path\": \"/p$n\"}"
			[ "$n" = 0 ] || echo "{\"started\": $n, \"by\": $((n - 1))}"
		done
		echo '{"started": 0, "by": 3000, "replaced": true}'
		echo '{"program": 3001, "path": "/\u001b[31mred", "as": "\u202e"}'
	} >circle.trace
	seccord show --by=exe circle.trace >out
	[ "$(grep -c '/p[0-9]*' out)" = 3002 ]
	grep -q 'exec /p0: see above' out
	lacks $'\x1b' out
	[ "$(awk '{ if (length > n) n = length } END { print n }' out)" -lt 100 ]
	seccord show --json --by=exe circle.trace >out.json
	seccord merge -o again.trace circle.trace
}
