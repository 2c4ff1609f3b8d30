#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The command line: help from the parser's table, exit statuses, files and "-",
# and each command on the output of the previous one.

# shellcheck disable=SC2016,SC2094 # scripts are quoted; nothing is written in a pipe that reads it
load helper

commands=$(sed -n 's/^COMMAND(\([a-z]*\))$/\1/p' "$HERE/../cli/commands.def")

# Makes program.trace and policy.json of a small program.
a_policy()
{
	seccord record -q -o program.trace -- sh -c 'ls / >/dev/null'
	seccord policy -o policy.json program.trace
}

# The help of each command, which several tests read.
setup_file()
{
	local command
	mkdir "$BATS_FILE_TMPDIR/help"
	for command in $commands; do
		seccord "$command" --help >"$BATS_FILE_TMPDIR/help/$command"
	done
}

@test "help of every command fits a screen and ends with an example that names it" {
	cd "$BATS_FILE_TMPDIR/help"
	for command in $commands; do
		# A list of formats may go on behind the screen.
		[ "$(grep -cv "^  [a-z_]*: " "$command")" -le 36 ]
		not grep -E '.{81}' "$command"
		tail -n 1 "$command" | grep -q "^Example: seccord $command "
		seccord help "$command" | cmp - "$command"
	done
	run seccord --help
	[ "$status" = 0 ]
	[ "${#lines[@]}" -le 24 ]
	for command in $commands; do
		[[ $output == *"  $command "* ]]
	done
}

@test "--version prints the commit of the tree, and the versions of the libraries that are loaded" {
	run seccord --version
	echo "$output"
	[ "$status" = 0 ]
	[[ ${lines[0]} == "seccord "[0-9]* ]]
	[[ ${lines[1]} == "commit "*", built by "* ]]
	if [ -e "$HERE/../.git" ] && command -v git >/dev/null; then
		[[ ${lines[1]} == "commit $(git -c safe.directory='*' -C "$HERE" rev-parse --short=12 HEAD)"[,-]* ]]
	fi
	[[ ${lines[2]} =~ ^(dynamically|statically)\ linked:\ libdw\ [0-9.]+,\ libunwind\ [0-9.]+,\ .*jansson\ [0-9.]+,\ libyaml\ [0-9.]+ ]]
	if [[ ${lines[2]} == dynamically* ]] && command -v ldd >/dev/null; then
		ldd "$SECCORD" | grep -q "libdw"
	fi
}

@test "the parser accepts every long option in the help" {
	for command in $commands; do
		mapfile -t options < <(sed -n 's/^  .*\(--[a-z-]*\)=.*/\1=x/p; t; s/^  .*\(--[a-z-]*\).*/\1/p' "$BATS_FILE_TMPDIR/help/$command" | grep -vx -e --help)
		run seccord "$command" "${options[@]}" --no-such-option
		echo "$output"
		[[ $output == *"unknown option '--no-such-option';"* ]]
	done
}

@test "the list of commands is that of --help" {
	[ "$(wc -w <<<"$commands")" -ge 12 ]
	[ "$(seccord --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | grep -vx help | sort)" = "$(sort <<<"$commands")" ]
}

# options_of COMMAND: names and letters of its options, by its help.
options_of()
{
	sed -n 's/^  \(-\(.\),\|   \) --\([a-z-]*\).*/\3 \2/p' "$BATS_FILE_TMPDIR/help/$1"
}

# synopsis COMMAND: what the synopsis of the manual has for it.
synopsis()
{
	awk -v command="$1" '/^\.Sh/ { synopsis = $2 == "SYNOPSIS" } /^\.Cm/ { found = $2 == command } synopsis && found' "$HERE/../docs/seccord.1"
}

@test "the synopsis of every command has every option" {
	local command text name letter
	for command in $commands; do
		text=$(synopsis "$command")
		while read -r name letter; do
			[[ $name == help || $text =~ Fl\ -"$name"($|[^a-z-]) || -n $letter && $text =~ Fl\ $letter($|[^a-z-]) ]] || { echo "$command --$name"; false; }
		done < <(options_of "$command")
	done
}

@test "the manual quotes each name by itself" {
	run grep -nE '^\.(Ql|Dq|Sq|Pq Dq|Pq Ql) .* , ' "$HERE/../docs/seccord.1"
	echo "$output"
	[ "$status" = 1 ]
}

@test "the manual documents every command and every long option" {
	local command manual name
	manual=$(cat "$HERE/../docs/seccord.1")
	for command in $commands; do
		[[ $manual == *$'\n'".Ss $command"$'\n'* ]]
		while read -r name _; do
			[[ $manual == *"Fl -$name"* ]] || { echo "$command --$name"; false; }
		done < <(options_of "$command")
	done
}

@test "command line errors are one line and point to help" {
	local cases=(
		"emit --foo|unknown option '--foo'; see seccord emit --help"
		"emit -x|unknown option '-x'; see seccord emit --help"
		"show --json=yes a|option '--json' takes no value"
		"policy --deny|option '--deny' requires an argument: CALL"
		"emit a.json|no format given; choose one with -f: .*bpf"
		"emit -f elf a.json|unknown format 'elf'; choose one of: .*bpf"
		"emit -f bpf|missing operand: POLICY[|]TRACE; usage: seccord emit"
		"diff a|missing operand: NEW; usage: seccord diff"
		"check|missing operand: POLICY[|]FILTER.bpf; usage"
		"check a|missing operand: TRACE; usage"
		"show|missing operand: TRACE[|]POLICY[|]FILTER.bpf; usage"
		"run|missing operand: POLICY; usage"
		"diff a b c|too many operands; usage: seccord diff"
		"run policy.json|no program to run; usage: seccord run"
		"record -o x|no program to run; usage: seccord record"
		"record --engine=magic -- true|--engine=magic: not one of auto, seccomp, syscall, learn"
		"record --force -- true|--force requires --pid"
		"record --pid=x|--pid=x: invalid process ID"
		"record --only= -- true|option '--only' requires an argument: "
		"record --only=a,,b -- true|--only=a,,b: an empty name in the list"
		"policy --errno-plan --explain-level t|--errno-plan and --explain-level cannot be combined"
		"policy --exact --level=libc t|--exact and --level=libc cannot be combined"
		"policy --level=foo t|--level=foo: not one of exact, libc, default, broad"
		"frobnicate|unknown command 'frobnicate'; see seccord --help"
		"recrod|unknown command 'recrod'; did you mean 'record'?"
		"version|unknown command 'version'; did you mean '--version'?"
		"hlep|unknown command 'hlep'; did you mean 'help'?"
		"--versoin|unknown option '--versoin'; did you mean '--version'?"
		"-version|unknown option '-version'; did you mean '--version'?"
		"--hlep|unknown option '--hlep'; did you mean '--help'?"
		"--record|unknown option '--record'; did you mean 'record'?"
		"-V|unknown option '-V'; see seccord --help"
		"--|unknown option '--'; see seccord --help"
		"-x|unknown option '-x'; see seccord --help"
	)
	seccord record -q -o t -- true
	for case in "${cases[@]}"; do
		# shellcheck disable=SC2086 # the words of a command line
		run seccord ${case%%|*}
		one_line_of_trouble "${case#*|}"
	done
	[ ! -e x ]
}

@test "without a command there is a list of them" {
	run seccord
	[ "$status" = 2 ]
	[[ $output == *"  policy     "*"missing command; see seccord --help" ]]
}

@test "HTML is no policy of any format" {
	printf '<!DOCTYPE html>\n<p>read: 1</p>\nread: 1\n' >page.html
	run seccord show page.html
	one_line_of_trouble 'page.html: '
	[[ $output != *"CALL: CONDITION"* ]]
}

@test "record passes input, output, errors and the exit status" {
	run seccord record -q -o t -- sh -c 'cat; echo error >&2; exit 42' <<<input
	[ "$status" = 42 ]
	[[ $output == *input* && $output == *error* ]]
	seccord record -- true 2>/dev/null
	[ -s seccord.trace ]
	need_no_filter
	run seccord record -o t -- sh -c 'exit 0'
	[ "$status" = 0 ]
	[ "$(id -u)" != 0 ] || [ "${#lines[@]}" = 1 ]
	[[ ${lines[-1]} =~ ^"seccord: "[0-9]+" system calls (x86_64), "[0-9]+" handled by the vDSO: t"$ ]] || [ "$(uname -m)" != x86_64 ]
}

@test "options after the program belong to the program" {
	run seccord record -q -o t ls --help
	[ "$status" = 0 ]
	[[ $output == *"ls"* ]]
	run seccord record -q -o t -- sh -c 'echo $1' sh -o
	[ "$output" = -o ]
}

@test "record dies by the same signal as its program, without a core dump" {
	ulimit -c unlimited
	for signal in TERM SEGV KILL; do
		run bash -c '"$SECCORD" record -q -o t -- sh -c "kill -$0 \$\$" & wait $!' "$signal"
		[ "$status" = $((128 + $(kill -l "$signal"))) ]
	done
	seccord show t >/dev/null
}

@test "a signal to record reaches its program" {
	need perl
	mkfifo ready
	"$SECCORD" record -q -o t -- perl -e '
		$SIG{TERM} = sub { exit 9 };
		open(my $ready, ">", "ready"); print $ready "ready\n"; close $ready;
		sleep 1 while 1' &
	read -r <ready
	kill -TERM $!
	local kept=0
	wait $! || kept=$?
	[ "$kept" = 9 ]
}

@test "- is standard input and output, and pipes work like files" {
	a_policy
	seccord policy - <program.trace | cmp - policy.json
	seccord policy <(cat program.trace) | cmp - policy.json
	seccord policy -o - program.trace | cmp - policy.json
	seccord show - <program.trace >piped
	seccord show program.trace | cmp - piped
	seccord emit -f bpf policy.json >a.bpf
	seccord emit -f bpf -o - - <policy.json | cmp - a.bpf
	seccord check - program.trace <a.bpf
	seccord diff <(cat policy.json) - <policy.json
	seccord record -q -o - -- true >direct.trace
	seccord check policy.json direct.trace || [ $? = 1 ]
}

@test "a trace can replace its policy everywhere" {
	a_policy
	seccord emit -f asm program.trace >a
	seccord emit -f asm policy.json >b
	cmp a b
	seccord diff program.trace policy.json
	seccord check program.trace program.trace
	seccord run program.trace -- sh -c 'ls / >/dev/null'
}

@test "a filter for a single arch of the policy, on any machine" {
	a_policy
	seccord policy --arch=s390x --arch=arm64 -o wide.json program.trace
	run seccord emit -f bpf -o all.bpf wide.json
	[ "$status" = 2 ]
	[[ $output == *"is little-endian and s390x big-endian"* ]]
	[ ! -e all.bpf ]
	for arch in x86_64 arm64 s390x; do
		seccord emit -f asm --arch=$arch wide.json >listing
		grep -qx "; archs:   $arch" listing
	done
	run seccord emit -f asm --arch=arm wide.json
	[ "$status" = 2 ]
	[[ $output == "seccord emit: the policy does not cover arm; "* ]]
}

@test "every format is written, without notes on a second run" {
	a_policy
	for format in bpf c asm oci docker oci-artifact kubernetes libseccomp systemd firejail lxc minijail kafel firecracker pledge json; do
		seccord emit -f $format -o "out.$format" policy.json
		[ -s "out.$format" ]
		cp "out.$format" once
		seccord emit -f $format -o "out.$format" policy.json
		cmp once "out.$format"
	done
	need cc
	printf '#include "out.c"\nint main(void) { return 0; }\n' >uses.c
	cc -Wall -Wextra -Werror -std=c99 -c uses.c
}

@test "emit writes inexact policies and notes each inexact part" {
	cat >inexact.json <<-'END'
	{"seccord": 2, "archs": ["x86_64"], "inexact": [{"line": 7, "call": "clone", "reason": "a test of memory"}, {"reason": "a jump out"}],
	 "calls": [{"call": "read"}, {"call": "clone"}]}
	END
	for format in bpf c asm oci docker oci-artifact kubernetes libseccomp systemd firejail lxc minijail kafel firecracker pledge json; do
		seccord emit -f $format -o "out.$format" inexact.json 2>notes
		[ -s "out.$format" ]
		grep -qx 'seccord: note: inexact.json was read inexactly: line 7: clone: a test of memory' notes
		grep -qx 'seccord: note: inexact.json was read inexactly: a jump out' notes
	done
	grep -qx '; inexact: 2; the filter may differ from the file that was read' out.asm
	grep -qx ' \* inexact: 2; the filter may differ from the file that was read' out.c
	grep -q '"reason": "a jump out"' out.json
	seccord emit -f bpf - <inexact.json 2>&1 >/dev/null | grep -qx 'seccord: note: stdin was read inexactly: a jump out'
	seccord emit -f bpf -o exact.bpf - <<<"$(sed 's/"inexact": .*\],$//' inexact.json)" 2>notes
	[ "$(grep -c inexact notes)" = 0 ]
	cmp exact.bpf out.bpf
}

@test "check's exit status reports whether anything would be stopped" {
	a_policy
	seccord record -q -o more.trace -- sh -c 'mkdir d; ls / >/dev/null'
	run seccord check policy.json program.trace more.trace
	[ "$status" = 1 ]
	[[ $output == *mkdir* ]]
	seccord emit -f bpf -o policy.bpf policy.json
	run seccord check policy.bpf more.trace
	[ "$status" = 1 ]
	[[ $output == *mkdir* ]]
	seccord policy -o both.json program.trace more.trace
	seccord check both.json program.trace more.trace
}

@test "run denies calls that are not allowed, reports them and sets its exit status" {
	a_policy
	for default in errno errno:EACCES kill trap; do
		seccord policy --default=$default -o strict.json program.trace
		run seccord run strict.json -- sh -c 'mkdir d'
		[ "$status" = 159 ]
		[[ $output == *"seccord: refused: mkdir"* ]]
		[[ $output == *'{"call": "mkdir"'* ]]
		[ ! -d d ]
	done
	seccord policy --default=log -o strict.json program.trace
	run seccord run strict.json -- sh -c 'mkdir d; exit 6'
	[ "$status" = 6 ]
	[ -d d ]
	[[ $output == *"mkdir"* ]]
}

# A policy has no tracer: the kernel would return ENOSYS, and so does run.
@test "run answers trace like the kernel without a tracer, and reports it" {
	a_policy
	sed 's/^ "calls": \[/&{"call": "mkdir", "action": "trace"}, {"call": "fchmodat", "action": "trace"},/' policy.json >asking.json
	run seccord run asking.json -- sh -c 'mkdir d'
	[ "$status" = 159 ]
	[ ! -e d ]
	[[ $output == *"seccord: refused: mkdir(mode 0777) [x86_64]: trace (ENOSYS, since there is no tracer), "* ]]
	[[ $output == *"in asking.json: replace its rule by {\"call\": \"mkdir\"}"* ]]
	[[ $output == *"Function not implemented"* ]]
	sed 's/"default": {[^}]*}/"default": {"action": "trace"}/' policy.json >asking.json
	run seccord run asking.json -- sh -c 'mkdir d'
	[ "$status" = 159 ]
	[ ! -e d ]
	[[ $output == *'in asking.json: add {"call": "mkdir"}'* ]]
	seccord record -q -o mkdir.trace -- sh -c 'mkdir d'
	run seccord check asking.json mkdir.trace
	[ "$status" = 1 ]
	[[ $output == *"mkdir(mode 0777): trace; "* ]]
}

@test "the program's own filter that needs a tracer finds none under run" {
	local program
	program native/asks
	run "$program"
	[ "$output" = "-1 1" ]
	for default in allow log; do
		echo "{\"seccord\": 1, \"archs\": [\"$(uname -m)\"], \"default\": {\"action\": \"$default\"}, \"calls\": []}" >all.json
		seccord run all.json -- "$program" >run.out 2>run.err
		[ "$(cat run.out)" = "-1 1" ]
	done
}

@test "the line that run prints, added to the policy, allows the call" {
	a_policy
	run seccord run policy.json -- sh -c 'mkdir d'
	[ "$status" = 159 ]
	echo "$output" | sed -n 's/.*policy.json: add \({.*}\)$/\1/p' | sort -u | paste -sd , >entries
	echo "{\"seccord\": 1, \"archs\": [\"$(uname -m)\"], \"calls\": [$(cat entries)]}" >mine.json
	seccord policy -o policy.json program.trace mine.json
	seccord run policy.json -- sh -c 'mkdir d'
	[ -d d ]
}

@test "the row that run prints, added to the rule's args, allows the call" {
	need perl
	local open='use Socket; socket(S, shift, SOCK_STREAM, 0) or exit 3'
	seccord record -q -o t -- perl -e "$open" 1
	seccord policy -o policy.json t
	run seccord run policy.json -- perl -e "$open" 2
	[ "$status" = 159 ]
	local row
	row=$(echo "$output" | sed -n 's/.*policy.json: add to the args of its rule: \({.*}\)$/\1/p')
	sed "/\"call\": \"socket\"/s/\"args\": \[/&$row, /" policy.json >wider.json
	seccord run wider.json -- perl -e "$open" 2
}

@test "run: an answer of a row is planned, a call that matches no row is denied" {
	cat >rows.json <<-END
		{"seccord": 2, "archs": ["$(uname -m)"], "default": {"action": "allow"}, "calls": [{"call": "mkdir",
		  "args": [{"mode": [448], "action": "errno", "errno": "EACCES"}, {"mode": [511], "action": "errno", "errno": "ENOSYS"}]}]}
	END
	run seccord run rows.json -- python3 -I -S -c 'import os; os.mkdir("d", 0o700)'
	[ "$status" = 1 ]
	[[ $output == *"answered as planned: mkdir(mode 0700)"*": errno EACCES"* ]]
	sed 's/"default": {"action": "allow"}/"default": {"action": "errno", "errno": "EACCES"}/; s/\[511\]/[510]/' rows.json >other.json
	sed -i 's/"calls": \[/"calls": [{"call": {"from": 0, "to": 82}, "archs": ["x86_64"]}, {"call": {"from": 84, "to": 400}, "archs": ["x86_64"]}, /' other.json
	run seccord run other.json -- mkdir d
	[ "$status" = 159 ]
	[[ $output == *"refused: mkdir(mode 0777)"*": errno EACCES"* ]]
}

@test "run passes the program's own status and signals" {
	a_policy
	run seccord run policy.json -- sh -c 'ls / >/dev/null; exit 7'
	[ "$status" = 7 ]
	seccord record -q -o k.trace -- sh -c 'kill -TERM $$' || true
	run bash -c '"$SECCORD" run k.trace -- sh -c "kill -TERM \$\$" & wait $!'
	[ "$status" = 143 ]
}

@test "a denied call is reported once, however often it is made" {
	a_policy
	run seccord run policy.json -- sh -c 'umask 022; i=0; while [ $i -lt 50 ]; do chmod 600 none; i=$((i + 1)); done; mkdir a; mkdir a'
	[ "$status" = 159 ]
	[ "$(echo "$output" | grep -c 'refused: mkdir')" = 1 ]
}

@test "diff: the same, different, trouble" {
	a_policy
	run seccord diff policy.json policy.json
	[ "$status" = 0 ]
	[ -z "$output" ]
	seccord record -q -o more.trace -- sh -c 'mkdir d; ls / >/dev/null'
	run seccord diff policy.json more.trace
	[ "$status" = 1 ]
	[[ $output == *mkdir* ]]
	run seccord diff --json policy.json more.trace
	[ "$status" = 1 ]
	[[ $output == *'"mkdir"'* || $output == *mkdir* ]]
	run seccord diff policy.json none.json
	[ "$status" = 2 ]
}

@test "an author's rule overrides a derived one, and survives reading and writing" {
	a_policy
	cat >mine.json <<-END
		{"seccord": 1, "archs": ["x86_64"],
		 "calls": [{"call": "mkdir", "why": "user", "note": "for later"}]}
	END
	seccord policy -o with.json program.trace mine.json
	grep -q '"note": "for later"' with.json
	seccord policy -o again.json with.json
	cmp with.json again.json
	run seccord policy --exact mine.json
	one_line_of_trouble "no input is a trace"
}

@test "what an author's file says and rules do not is noted" {
	a_policy
	mine()
	{
		echo "{\"seccord\": 2, \"archs\": [\"x86_64\"], $1 \"calls\": [$2]}" >mine.json
		seccord policy -o with.json "${@:3}" mine.json 2>notes
	}
	mine '' '' program.trace
	not grep mine.json notes
	mine '"default": {"action": "errno", "errno": "EACCES"}, "newer": {"action": "kill"}, "foreign": {"action": "allow"},' '' program.trace
	grep -qx 'seccord: note: mine.json: only its rules are used, not its "default" (EACCES); the policy has EPERM: to change it, add --default=errno:EACCES' notes
	grep -qx 'seccord: note: mine.json: only its rules are used, not its "newer" (kill); the policy has ENOSYS: to change it, edit the policy that is written' notes
	grep -qx 'seccord: note: mine.json: only its rules are used, not its "foreign" (allow); the policy has kill: to change it, edit the policy that is written' notes
	# as the note says
	mine '"default": {"action": "errno", "errno": "EACCES"},' '' --default=errno:EACCES program.trace
	not grep mine.json notes
	grep -q '"default": {"action": "errno", "errno": "EACCES"}' with.json
	mine '"default": {"action": "allow"},' '' program.trace
	grep -q 'mine.json: .*"default" (allow); the policy has EPERM: to change it, edit' notes
	# alone its answers are those of the policy; over another tool's file they are not
	mine '"default": {"action": "kill"},' ''
	not grep mine.json notes
	printf '[Service]\nSystemCallArchitectures=native\nSystemCallFilter=read write\nSystemCallErrorNumber=EPERM\n' >a.service
	mine '"default": {"action": "kill"},' '' a.service
	grep -q 'mine.json: .*"default" (kill); the policy has EPERM: to change it, add --default=kill' notes
	printf '[Service]\nSystemCallArchitectures=native\nSystemCallFilter=read write\n' >a.service
	seccord policy -o with.json program.trace a.service 2>notes
	grep -q 'a.service: .*"default" (kill); the policy has EPERM: to change it, add --default=kill' notes
}

@test "an author's refusal of a call whose equivalents stay allowed is noted, as that of --deny" {
	seccord record -q -o t -- sh -c 'echo a'
	refuse()
	{
		echo "{\"seccord\": 2, \"archs\": [\"x86_64\"], \"calls\": [$1]}" >mine.json
		seccord policy -o with.json t mine.json 2>notes
	}
	refuse '{"call": "write", "action": "errno", "errno": "EIO"}'
	grep "^seccord: note: write is refused by the author's rule, but equivalent calls stay allowed (refuse them too): writev (rev.writev)" notes >line
	grep -q "^seccord: note: write is refused by the author's rule, but calls that can do a part of it stay allowed: .*pwrite64 (harmless.pwrite)" notes
	seccord policy -o denied.json --deny=write t 2>denied
	# the same calls
	sed -n 's/.*note: write is denied.*too): //p' denied | grep -o '[a-z0-9]* (' | sort -u >calls
	grep -qx 'writev (' calls
	while read -r call _; do
		grep -qw "$call" line
	done <calls
	refuse '{"call": "write", "action": "kill"}, {"call": "writev", "action": "kill"}'
	not grep 'write is refused.* writev\b' notes
	# no refusal
	refuse '{"call": "write", "args": [{"arg0": [1]}]}'
	not grep 'is refused' notes
	refuse '{"call": "write", "note": "for later"}'
	not grep 'is refused' notes
}

@test "denied clocks are denied, with a note" {
	seccord record -q -o t -- date
	run seccord policy --deny clock_gettime -o p.json t
	[ "$status" = 0 ]
	[[ $output == *"seccord: note: "* ]]
	run bash -c "grep '\"call\": \"clock_gettime\"' p.json | grep -v errno"
	[ -z "$output" ]
	run seccord policy --deny no_such_call t
	one_line_of_trouble no_such_call
	run seccord policy --no-set no.such.set t
	one_line_of_trouble no.such.set
	run seccord policy --arch pdp11 t
	one_line_of_trouble pdp11
	run seccord policy --default=errno:ENONE t
	one_line_of_trouble ENONE
}

@test "--arch adds i386 to the policy of a 64-bit trace" {
	[ "$(uname -m)" = x86_64 ] || skip "needs x86_64"
	a_policy
	seccord policy --arch i386 --arch arm64 -o p.json program.trace
	grep -q '"archs": \[.*"i386"' p.json
	seccord emit -f bpf -o p.bpf p.json
	seccord check p.bpf program.trace
}

@test "run: a child seen before its clone event runs under the policy" {
	local pipe='for i in $(seq 30); do x=$(echo 1 | cat | cat) || exit 9; [ "$x" = 1 ] || exit 8; done; echo through'
	seccord record -q -o t -- bash -c "$pipe"
	seccord policy -o p t
	ordeal 60 "$SECCORD" run p -- bash -c "$pipe" >out
	grep -qx through out
}

@test "a file size limit is an error of one line, and leaves no temporary file" {
	seccord record -q -o true.trace -- true
	seccord policy -o policy.json true.trace 2>/dev/null
	mkdir out
	local command
	for command in "report -o out/a.html" "policy --level=broad -o out/b.json"; do
		status=0
		# shellcheck disable=SC2086 # words
		(ulimit -f 1; exec "$SECCORD" $command true.trace 2>&1 | cat) >said || status=$?
		cat said
		grep -q '^seccord [a-z]*: out/.*: File too large$' said
		[ -z "$(ls out)" ]
	done
	(ulimit -f 1; "$SECCORD" report -o out/a.html true.trace) >/dev/null 2>&1 || status=$?
	[ "$status" = 2 ]
}

@test "a recording is replaced by nothing but a recording, and an input by no other kind of output" {
	local command
	a_policy
	seccord merge -o copy.trace program.trace
	cp program.trace kept.trace
	ln -s program.trace link.trace
	for command in 'policy -o program.trace program.trace' 'policy -o link.trace copy.trace' 'emit -f bpf -o program.trace program.trace' \
		'emit -f oci -o program.trace policy.json' 'merge -o program.trace policy.json' 'show -o program.trace policy.json' \
		'report -o program.trace copy.trace' 'diff -o program.trace policy.json policy.json' 'check -o program.trace policy.json copy.trace'; do
		echo "$command"
		# shellcheck disable=SC2086 # words
		run seccord $command
		[ "$status" = 2 ]
		[[ $output == *"the output would replace"* || $output == *"which the output would replace"* ]]
		cmp program.trace kept.trace
	done
	printf 'read(0) = 0\n' >log
	run seccord import -o log log
	one_line_of_trouble '--output=log: the output would replace the input'
	cp policy.json kept.json
	run seccord emit -f oci -o ./policy.json policy.json
	one_line_of_trouble '--output=./policy.json: the output would replace the input'
	cmp policy.json kept.json
	# Recordings replace recordings, and policies policies.
	seccord merge -o program.trace program.trace copy.trace
	seccord import -o copy.trace log
	seccord policy -o policy.json policy.json
	seccord policy -o policy.json program.trace
	seccord policy program.trace >/dev/null
}
