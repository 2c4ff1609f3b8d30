#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The tutorial, the guides and README's first transcript, line by line: their commands are run in the order of
# the page, in one shell, and print what the page shows.

# shellcheck disable=SC2016,SC2154 # patterns have quotes; set by bats
load helper

# Sets `busybox` to a 32-bit one that runs here.
need_i386_busybox()
{
	busybox=$(realpath "$HERE/..")/build/i386/busybox
	[ -x "$busybox" ] || skip "no i386 busybox was fetched (./bootstrap check does)"
	[ "$("$busybox" echo runs 2>/dev/null)" = runs ] || skip "the kernel here runs no 32-bit programs"
	busybox=$(realpath "$busybox")
}

# commands_of PAGE [WORD...]: writes command.N and expected.N for each command in its
# blocks of ```console; those of ```console WORD only if the word is among the given.
commands_of()
{
	awk -v words=" ${*:2} " '
		/^```console/ { on = NF == 1 || index(words, " " $2 " "); next }
		/^```/ { on = 0 }
		!on { next }
		/^\$ / { n++; print substr($0, 3) >("command." n); printf "" >("expected." n); next }
		/^> / { print substr($0, 3) >("command." n); next }
		{ print >("expected." n) }
		END { print n }' "$1"
}

# matches EXPECTED ACTUAL: "..." stands for anything in a line, and alone for any lines.
matches()
{
	local pattern line
	shopt -s extglob
	# A pattern of the shell, in which only what "..." becomes is special.
	pattern=$(sed 's/^\.\.\.$/\x01/; s/\.\.\./\x02/g; s/[^a-zA-Z0-9 \x01\x02]/\\&/g; s/\x02/*([!\x03])/g' "$1"; printf x)
	pattern=${pattern%x}
	pattern=${pattern//$'\x01\n'/*}
	pattern=${pattern//$'\x03'/$'\n'}
	line=$(cat "$2")
	# shellcheck disable=SC2053 # a pattern
	[[ ${line:+$line$'\n'} == $pattern ]]
}

# unfiltered FILE: without what is only said because the tests have a filter themselves, as in a container.
unfiltered()
{
	if grep -q '^Seccomp:.*0$' /proc/self/status; then
		cat "$1"
	else
		sed '/^seccord: note: started under a seccomp filter/d' "$1"
	fi
}

# follow PAGE [WORD...]: runs the page.
follow()
{
	local count n
	count=$(commands_of "$HERE/../docs/$1" "${@:2}")
	[ "$count" -ge 3 ]
	ln -s "$SECCORD" seccord
	cp "$HERE/../contrib/ci/seccord-ci" .
	{
		echo "export PATH='$PWD':\$PATH; top='$PWD' status=0"
		for ((n = 1; n <= count; n++)); do
			# $? is the status of the command before.
			printf 'command=$(cat "$top/command.%s"); (exit $status); eval "$command" >"$top/actual.%s" 2>&1; status=$?\n' $n $n
		done
	} >script
	mkdir -p work
	(cd work && timeout -k 5 300 bash ../script </dev/null)
	for ((n = 1; n <= count; n++)); do
		matches "expected.$n" <(unfiltered "actual.$n") || {
			echo "$1: \$ $(cat "command.$n")"
			echo "--- expected"
			cat "expected.$n"
			echo "--- printed"
			cat "actual.$n"
			return 1
		}
	done
}

@test "the tutorial" {
	local words=()
	works bwrap --bind / / --dev /dev --proc /proc true && words+=(bwrap)
	follow tutorial.md "${words[@]}"
}

@test "the transcript at the top of README" {
	follow ../README.md
}

@test "the guide to a service" {
	need python3 curl
	follow guide-daemon.md python
}

@test "the guide to a 32-bit program" {
	need_i386_busybox
	mkdir work
	ln -s "$busybox" work/busybox32
	follow guide-32-bit.md i386
}

@test "the guide to a check of pull requests" {
	need git
	follow guide-pull-request.md git
}

@test "a page that shows something else than is printed is detected" {
	printf '```console\n$ echo one; echo two\none\nthree\n$ true\n$ true\n$ true\n$ true\n```\n' >page.md
	HERE=$PWD/tests
	mkdir docs tests
	mv page.md docs/
	run follow page.md
	[ "$status" = 1 ]
	[[ $output == *"--- printed"* ]]
}

@test "what ... stands for" {
	printf 'a ... c\n...\nend\n' >expected
	printf 'a b c\nx\ny\nend\n' >actual
	matches expected actual
	printf 'a c\nend\n' >actual
	not matches expected actual
	printf 'a  c\nend\n' >actual
	matches expected actual
	printf 'a b\nc\nend\n' >actual
	not matches expected actual
	printf '* [x]\n' >expected
	printf 'a x\n' >actual
	not matches expected actual
}
