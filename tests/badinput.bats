#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Invalid input and failing systems: one line that names file and place, exit 2,
# no partial output and no lost data.

# shellcheck disable=SC2016,SC2094 # scripts are quoted; nothing is written in a pipe that reads it
load helper

@test "files that are not a trace, policy or filter" {
	seccord record -q -o good.trace -- true
	seccord policy -o good.json good.trace
	: >empty
	printf 'hello' >text
	printf '12345678' >not-a-filter
	printf '{"seccord-trace": 999}\n' >version.trace
	printf '{"seccord": 999}' >version.json
	printf '{"seccord": "one"}' >type.json
	printf '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "no_such_call"}]}' >name.json
	printf '{"seccord": 1, "archs": ["pdp11"], "calls": []}' >arch.json
	printf '{"seccord": 1, "archs": ["x86_64"], "calls": [], "cals": []}' >key.json
	printf '{"seccord": 1,\n "archs": ["x86_64",\n' >cut.json
	printf '{"seccord": 1, "calls": %s' "$(printf '[%.0s' $(seq 10000))" >deep.json
	head -c 4000 /dev/zero | tr '\0' '{' >braces.json
	printf '{"seccord-trace": 1}\n{"call": 0, "arch": "x86_64", "nr": "x"}\n{"end": true}\n' >type.trace
	printf '{"seccord-trace": 1}\n{"what": 0}\n{"end": true}\n' >key.trace
	printf '{"seccord-trace": 1}\nnonsense\n{"end": true}\n' >nonsense.trace
	mkdir folder
	local cases=(
		"show|empty|empty: empty"
		"show|text|text: "
		"policy|not-a-filter|not-a-filter: "
		"show|version.trace|version.trace:1: "
		"show|type.trace|type.trace:2: "
		"show|key.trace|key.trace:2: "
		"show|nonsense.trace|nonsense.trace:2: "
		"emit -f asm|version.json|version.json"
		"emit -f asm|type.json|type.json"
		"emit -f asm|name.json|name.json.*no_such_call"
		"emit -f asm|arch.json|arch.json.*pdp11"
		"emit -f asm|key.json|key.json.*cals"
		"emit -f asm|cut.json|cut.json:[0-9]+: "
		"emit -f asm|deep.json|deep.json"
		"emit -f asm|braces.json|braces.json"
		"show --by=exe|good.json|good.json: not a trace"
		"show|folder|folder: Is a directory"
		"show|none|none: No such file or directory"
		"diff good.json|none|none: No such file or directory"
	)
	for case in "${cases[@]}"; do
		IFS='|' read -r command file pattern <<<"$case"
		echo "case: $case"
		# shellcheck disable=SC2086 # the words of a command line
		run seccord $command "$file"
		one_line_of_trouble "$pattern"
		# shellcheck disable=SC2086
		[ ! -f "$file" ] || run seccord $command - <"$file"
		[ "$status" = 2 ]
		[ "${#lines[@]}" = 1 ]
	done
}

@test "a trace truncated at any byte of its last lines still reads, or gives a one-line error" {
	seccord record -q -o whole.trace -- true
	local size
	size=$(stat -c %s whole.trace)
	for cut in 1 2 5 10 20 40 80 160 320 640; do
		head -c $((size - cut)) whole.trace >cut.trace
		seccord show cut.trace >/dev/null
	done
	for keep in 1 5 20; do
		head -c $keep whole.trace >cut.trace
		run seccord show cut.trace
		one_line_of_trouble 'cut.trace'
	done
}

@test "a file that is too large is refused" {
	truncate -s 300M large.trace
	run seccord show large.trace
	one_line_of_trouble 'large.trace: larger than'
}

@test "a command that is missing or not executable leaves no file" {
	printf 'not for running' >plain
	mkdir folder
	local cases=(
		"no-such-command-here|cannot run no-such-command-here: No such file or directory"
		"./none|cannot run ./none: No such file or directory"
		"./plain|cannot run ./plain: Permission denied"
		"./folder|cannot run ./folder: "
	)
	echo old >kept.trace
	for case in "${cases[@]}"; do
		run seccord record -o new.trace -- "${case%%|*}"
		one_line_of_trouble "${case#*|}"
		[ ! -e new.trace ]
		run seccord record -o kept.trace -- "${case%%|*}"
		[ "$(cat kept.trace)" = old ]
	done
	seccord record -q -o t -- true
	run seccord run t -- no-such-command-here
	one_line_of_trouble "cannot run no-such-command-here: No such file"
}

@test "a program whose interpreter is missing or cannot be executed: one line that names it" {
	need python3
	printf '#!/no/such/interpreter -x\n' >script
	printf '#! ./script' >outer
	printf '#!/bin/sh\r\n' >dos
	printf '#!./plain\n' >unexecutable
	touch plain
	chmod +x script outer dos unexecutable
	# a dynamic linker that is not there, of a file of 64 and of 32 bits
	python3 - <<-'END'
		import os, struct
		path = b"/no/such/ld.so\0"
		for name, bits in ("elf64", 64), ("elf32", 32):
		    if bits == 64:
		        head = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x400000, 64, 0, 0, 64, 56, 1, 0, 0, 0)
		        part = struct.pack("<IIQQQQQQ", 3, 4, 120, 0x400078, 0x400078, len(path), len(path), 1)
		    else:
		        head = b"\x7fELF" + bytes([1, 1, 1]) + bytes(9) + struct.pack("<HHIIIIIHHHHHH", 2, 3, 1, 0x400000, 52, 0, 0, 52, 32, 1, 0, 0, 0)
		        part = struct.pack("<IIIIIIII", 3, 84, 0x400054, 0x400054, len(path), len(path), 4, 1)
		    with open(name, "wb") as file:
		        file.write(head + part + path)
		    os.chmod(name, 0o755)
	END
	local cases=(
		"./script|/no/such/interpreter: No such file"
		"./outer|/no/such/interpreter: No such file"
		"./dos|/bin/sh.x0d: No such file"
		"./unexecutable|./plain: Permission denied"
		"./elf64|/no/such/ld.so: No such file"
		"./elf32|/no/such/ld.so: No such file"
	)
	echo '{"seccord": 2, "archs": ["x86_64"], "default": {"action": "allow"}, "calls": []}' >p.json
	for case in "${cases[@]}"; do
		name=${case%%|*}
		# a kernel without 32-bit programs says otherwise
		[ "$name" != ./elf32 ] || perl -e 'exec "./elf32"; exit !$!{ENOENT}' 2>/dev/null || continue
		run seccord record -o new.trace -- "$name"
		one_line_of_trouble "cannot run $name: its interpreter ${case#*|}"
		[ ! -e new.trace ]
		run seccord record -D -o new.trace -- "$name"
		one_line_of_trouble "cannot run $name: its interpreter ${case#*|}"
		run seccord run p.json -- "$name"
		one_line_of_trouble "cannot run $name: its interpreter ${case#*|}"
	done
}

@test "a full disk: one-line error, no partial file" {
	[ -c /dev/full ] || skip "no /dev/full"
	seccord record -q -o t -- true
	run seccord record -o /dev/full -- true
	one_line_of_trouble "/dev/full: No space left on device"
	for command in "show t" "policy t" "emit -f asm t" "emit -f bpf t" "diff --json t t" "--help" "--version" "emit --help"; do
		echo "command: $command"
		# shellcheck disable=SC2086 # the words of a command line
		run bash -c '"$SECCORD" "$@" >/dev/full' sh $command
		[ "$command" != "policy t" ] || without_notes
		[ "$command" = "diff --json t t" ] || one_line_of_trouble "No space left on device"
	done
	need_root
	mkdir small
	mount -t tmpfs -o size=8k none small || skip "no tmpfs to mount"
	run seccord policy -o small/p.json t t t
	local left
	left=$(ls -A small)
	run_status=$status run_output=$output
	run seccord record -o small/t -- sh -c 'ls /; date; git --version; python3 --version'
	umount small
	[ "$run_status" = 2 ] || [ "$run_status" = 0 ]
	[ "$run_status" = 0 ] || [ -z "$left" ]
	[ "$run_status" = 0 ] || [[ $run_output == *"No space left on device"* ]]
}

# Files of another process would be taken for those of the program.
@test "a /proc of another PID namespace, or none" {
	need_root
	works unshare -m -p -f true || skip "no PID namespaces here"
	seccord record -q -o t -- true
	seccord policy -o p.json t
	for command in 'record -o new --' 'record -D -o new --' 'run p.json --'; do
		# shellcheck disable=SC2086 # the words of a command line
		run unshare -p -f "$SECCORD" $command true
		one_line_of_trouble '/proc is not mounted, or shows another PID namespace; mount it'
		# shellcheck disable=SC2086
		run unshare -m sh -c 'umount -l /proc && exec "$@"' sh "$SECCORD" $command true
		one_line_of_trouble '/proc is not mounted'
	done
	run unshare -p -f "$SECCORD" dump -p 1
	one_line_of_trouble '/proc is not mounted'
	[ ! -e new ]
	unshare -m -p -f sh -c 'mount -t proc proc /proc && exec "$@"' sh "$SECCORD" record -q -o new -- true
	[ -s new ]
}

@test "an unwritable directory" {
	mkdir closed
	chmod 555 closed
	seccord record -q -o t -- true
	cp "$SECCORD" program
	chmod 755 . t program
	run as_nobody ./program policy -o closed/p.json t
	without_notes
	one_line_of_trouble "closed/p.json: Permission denied"
	run as_nobody ./program record -o closed/t -- true
	one_line_of_trouble "closed/t: Permission denied"
	[ -z "$(ls -A closed)" ]
}

@test "record reports that ptrace is not permitted" {
	need bwrap
	works bwrap --dev-bind / / true || skip "bubblewrap cannot make a namespace here"
	[ "$(uname -m)" = x86_64 ] || skip "the filter of this test is for x86_64"
	# ld [nr]; jeq 101 (ptrace) -> ret ERRNO EPERM; ret ALLOW
	printf '\40\0\0\0\0\0\0\0\25\0\0\1\145\0\0\0\6\0\0\0\1\0\5\0\6\0\0\0\0\0\377\177' >no-ptrace.bpf
	run bwrap --dev-bind / / --seccomp 10 "$SECCORD" record -o new.trace -- true 10<no-ptrace.bpf
	one_line_of_trouble "ptrace"
	[ ! -e new.trace ]
	run seccord record -q -o outer.trace -- "$SECCORD" record -o new.trace -- true
	one_line_of_trouble "already being traced"
	[ ! -e new.trace ]
}

@test "kill -9 of the recorder: every call so far is in the file, and the program is killed" {
	mkfifo ready
	"$SECCORD" record -q -o t -- sh -c 'mkdir d; chmod 700 d; echo $$ >ready; exec tail -f /dev/null' &
	local recorder=$!
	read -r pid <ready
	kill -KILL $recorder
	wait $recorder || true
	seccord show t >shown
	names_of t | grep -q mkdir
	names_of t | grep -q chmod
	run tail -n 1 t
	[[ $output != *'"end"'* ]]
	await ended "$pid"
	seccord policy -o p.json t
}
