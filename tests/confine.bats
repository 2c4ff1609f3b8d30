#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The process that reads ELF files for the recorder, and its filter. What its code
# may do is tested in tests/tracer/test_reader.c.

load helper

@test "confine: the filter in the source is the one of the committed policy" {
	seccord emit -f c -o filter.h "$HERE/../testdata/confine/policy.json"
	tail -n +2 "$HERE/../tracer/confine/filter.h" | cmp filter.h -
}

@test "confine: a new recording of the reader needs nothing that the committed policy refuses" {
	sh "$HERE/../testdata/confine/record.sh" "$SECCORD" "${PROGRAMS%/programs}/tests/tracer/read_files" "$PWD/new.json"
	seccord diff --fail-on=gained,widened "$HERE/../testdata/confine/policy.json" new.json
	for call in open openat execve socket connect kill ptrace clone fork; do
		! grep -F "\"call\": \"$call\", \"why\": \"observed\"" new.json || return 1
	done
}

@test "confine: the reader ends with the recorder, also if that is killed" {
	"$SECCORD" record -q -o t.trace sleep 100 &
	local recorder=$! reader=
	for _ in $(seq 300); do
		reader=$(pgrep -x seccord-elf -P "$recorder") && break
		sleep 0.1
	done
	[ -n "$reader" ]
	kill -KILL "$recorder"
	for _ in $(seq 300); do
		[ -d "/proc/$reader" ] && ! grep -q ') Z' "/proc/$reader/stat" || return 0
		sleep 0.1
	done
	false
}

@test "confine: doctor says whether a file is read this way" {
	"$SECCORD" doctor >found || [ $? = 1 ]
	grep '^fine     elf-reader ' found
	[ -z "$(pgrep -x seccord-elf -P "$$")" ]
}

@test "confine: a recorder that may load no filter reads the files itself, with a note" {
	need bwrap
	echo '{"seccord": 1, "archs": ["x86_64", "i386"], "default": {"action": "allow"}, "newer": {"action": "allow"},
	       "foreign": {"action": "allow"}, "calls": [{"call": "seccomp", "action": "errno", "errno": "EPERM"},
	       {"call": "prctl", "args": [{"prctl_op": ["PR_SET_SECCOMP"], "action": "errno", "errno": "EPERM"}, {"action": "allow"}]}]}' >p.json
	seccord emit -f bpf -o p.bpf p.json
	bwrap --dev-bind / / --seccomp 3 -- true 3<p.bpf || skip "bwrap does not run here"
	bwrap --dev-bind / / --seccomp 3 -- "$SECCORD" record -q -o t.trace true 3<p.bpf
	bwrap --dev-bind / / --seccomp 3 -- "$SECCORD" doctor 3<p.bpf | grep '^limited  elf-reader '
	grep -F '"note"' t.trace | grep -F 'read without a sandbox'
	grep -F '"function"' t.trace
}

@test "record --stacks: unwind tables that are made to break their reader end no recording" {
	need readelf
	local file place byte at
	file=$(readlink -f "$(type -P true)")
	place=$(readelf -SW "$file" | sed -n 's/.* \.eh_frame_hdr *[A-Z]* *[0-9a-f]* \([0-9a-f]*\) .*/\1/p')
	[ -n "$place" ] || skip "true has no unwind table here"
	# the encodings of its parts: libunwind aborts at some, and follows others to nowhere
	for byte in '1 \200' '2 \377' '3 \377' '3 \200' '3 \011'; do
		cp "$file" broken
		at=$((0x$place + ${byte% *}))
		# shellcheck disable=SC2059 # the byte
		printf "${byte#* }" | dd of=broken bs=1 seek="$at" conv=notrunc 2>/dev/null
		seccord record -q --stacks -o t.trace -- ./broken
		grep -q '^{"end": true, "status": 0' t.trace
	done
}

@test "record --stacks: a static program without a header of unwind tables is unwound by its sections" {
	need readelf "${CC:-cc}"
	cat >static.c <<-'END'
		#include <unistd.h>
		__attribute__((noinline)) int asks(void) { int parent = getppid(); __asm__ volatile(""); return parent + 1; }
		int main(void) { return asks() == 0; }
	END
	"${CC:-cc}" -O0 -static -o static static.c || skip "no static program can be built here"
	readelf -lW static | grep -q GNU_EH_FRAME && "${CC:-cc}" -O0 -static -Wl,--no-eh-frame-hdr -o static static.c
	seccord record -q --stacks -o t.trace -- ./static
	seccord show --folded t.trace | grep 'main;static asks;static [_a-z]*getppid;getppid 1'
}
