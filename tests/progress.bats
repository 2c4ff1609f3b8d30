#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The status line of long work: shown on a terminal and erased, never in a pipe
# and never in what a recorded program prints.

# shellcheck disable=SC2154,SC2016 # status, output and python are set elsewhere; scripts are quoted
load helper

export TERM=xterm

need_pty()
{
	need_python 'import os, pty; os.waitstatus_to_exitcode' pty
}

# on_terminal OUT COMMAND...: runs on a terminal of 60 columns
on_terminal()
{
	timeout -k 10 120 "$python" "$HERE/terminal.py" "$1" 60 "${@:2}"
}

# feed OUT FIFO...: writes calls to the logs until a status line is in OUT; each wait has an end
feed()
{
	timeout -k 10 100 "$python" - "$@" <<-'END'
	import os, sys, time
	out, names, end = sys.argv[1], sys.argv[2:], time.monotonic() + 90
	def opened(name):
	    while True:
	        try:
	            return os.open(name, os.O_WRONLY | os.O_NONBLOCK)
	        except OSError:  # ENXIO: its reader is not there yet
	            if time.monotonic() > end:
	                sys.exit(f"nobody reads {name}")
	            time.sleep(0.05)
	logs = [opened(name) for name in names]
	while b"seccord: reading" not in open(out, "rb").read():
	    if time.monotonic() > end:
	        sys.exit("no status line")
	    for log in logs:
	        os.write(log, b"1 read(3) = 0\n")
	    time.sleep(0.05)
	END
}

@test "long work has a status line on a terminal, which is erased; others have none" {
	need_pty
	local jobs=()
	mkfifo shown dumb never piped
	on_terminal out.shown "$SECCORD" import -o shown.trace shown &
	jobs+=($!)
	on_terminal out.dumb env TERM=dumb "$SECCORD" import -o dumb.trace dumb &
	jobs+=($!)
	on_terminal out.never "$SECCORD" import --progress=never -o never.trace never &
	jobs+=($!)
	timeout -k 10 120 "$SECCORD" import -o piped.trace piped >out.piped 2>&1 &
	jobs+=($!)
	feed out.shown shown dumb never piped
	wait "${jobs[@]}"
	cat -v out.shown
	for out in out.dumb out.never out.piped; do
		! grep -q reading $out
		! grep -q $'\033' $out
	done
	for trace in dumb never piped; do
		cmp shown.trace $trace.trace
	done
	# The last thing before the notes is that the line is erased, and no line is wider than the terminal.
	sed 's/.*\r\x1b\[K//' out.shown | head -1 | grep -q '^seccord: note:'
	tr '\r' '\n' <out.shown | grep '^seccord: reading' | sed 's/\x1b\[K//' | awk 'length($0) > 59 { exit 1 } END { exit !NR }'
}

@test "record shows a line on the terminal if the program's output goes to files, and else none" {
	need_pty
	local jobs=()
	wait='until grep -qs distinct out.files || [ -e gone ]; do :; done; echo said'
	on_terminal out.files sh -c "'$SECCORD' record -o files.trace -- sh -c '$wait' >files.log 2>&1" &
	jobs+=($!)
	on_terminal out.shared "$SECCORD" record -o shared.trace -- sh -c "$wait" &
	jobs+=($!)
	on_terminal out.pipe sh -c "'$SECCORD' record -o pipe.trace -- sh -c '$wait' 2>&1 | cat" &
	jobs+=($!)
	on_terminal out.quiet sh -c "'$SECCORD' record -q -o quiet.trace -- sh -c '$wait' >quiet.log 2>&1" &
	jobs+=($!)
	wait "${jobs[@]}"
	cat -v out.files
	grep -qE 'seccord: [0-9]+ s: [0-9]+ calls, [0-9]+ distinct, [0-9]+ new i' out.files
	[ "$(tail -c 4 out.files)" = $'\r\033[K' ]
	[ "$(sed '/^seccord: note: /d; s/^seccord: .*/summary/' files.log)" = $'said\nsummary' ]
	for out in out.shared out.pipe; do
		! grep -q distinct $out
		! grep -q $'\033' $out
		grep -q said $out
	done
	[ ! -s out.quiet ]
	cat quiet.log
	[ "$(cat quiet.log)" = said ]
}

@test "record follows running processes with a line on its terminal" {
	need_pty
	sh -c 'until grep -qs distinct out; do :; done' 3>&- &
	local pid=$!
	on_terminal out "$SECCORD" record -p "$pid" -o trace || { kill "$pid"; skip "cannot attach here"; }
	grep -q ' distinct, ' out
	[[ $(tr -d '\n' <out) == *$'\r\033[K'*'system calls (x86_64)'* ]]
}

# last_line FILE: the status line that stays
last_line()
{
	tr '\r' '\n' <"$1" | sed -n 's/\x1b\[K$//p' | tail -1
}

@test "with --progress=always every command ends with what it did" {
	seccord record -q -o one.trace -- sh -c 'date; true' >/dev/null
	cp one.trace two.trace
	cp one.trace three.trace
	seccord policy -o p.json one.trace 2>/dev/null
	printf '1 read(3) = 0\n' >log.strace
	seccord import --progress=always -o i.trace log.strace 2>err
	[ "$(last_line err | sed 's/, .*s:/,:/')" = "seccord: reading 100 % of 0.0 MB,: log.strace" ]
	seccord import --progress=always -o i.trace - <log.strace 2>err
	[[ $(last_line err) == "seccord: reading 100 % of 0.0 MB, "*": stdin" ]]
	seccord merge --progress=always -o m.trace one.trace two.trace three.trace 2>err
	[[ $(last_line err) == "seccord: reading file 3 of 3, "*": three.trace" ]]
	seccord report --progress=always -o r.html one.trace two.trace 2>err
	[[ $(last_line err) == "seccord: reading file 2 of 2, "*": two.trace" ]]
	seccord verify --progress=always p.json p.json >out 2>err
	[[ $(last_line err) =~ ^seccord:\ proving:\ [0-9.]+\ million\ steps,\ [0-9.]+\ million/s$ ]]
	[ "$(cat out)" = "proved: p.json and p.json give the same answer to every call" ]
	seccord record --progress=always -o r.trace -- date >out 2>err
	[[ $(last_line err) =~ ^seccord:\ [0-9]+\ s:\ [0-9]+\ calls,\ [0-9]+\ distinct,\ [0-9]+\ new\ in\ the\ last\ 10\ s$ ]]
	[ "$(wc -l <out)" = 1 ]
	seccord reach --progress=always --no-cache /bin/true >out 2>err || skip "reach does not work here"
	[[ $(last_line err) =~ ^seccord:\ following\ code:\ [1-9][0-9]*\ functions,\ [0-9]+/s:\ /bin/true$ ]]
}

@test "a recording counts each call in the line" {
	seccord record --progress=always -o r.trace -- sh -c 'i=0; while [ $i -lt 50 ]; do kill -0 $$; i=$((i+1)); done' 2>err
	local counted recorded
	counted=$(last_line err | sed 's/.* s: \([0-9]*\) calls.*/\1/')
	recorded=$(seccord merge -o - r.trace | sed -n '/"origin": "vdso-hidden"/d; s/^{"call": .*"count": \([0-9]*\).*/\1/p' | awk '{ n += $1 } END { print n }')
	echo "$counted in the line, $recorded in the trace"
	[ "$counted" -ge 50 ]
	[ "$counted" = "$recorded" ]
}

@test "names in the line are escaped, and a wrong word is an error" {
	printf '1 read(3) = 0\n' >$'a\033[31m\nb'
	seccord import --progress=always -o i.trace $'a\033[31m\nb' 2>err
	[[ $(last_line err) == *': a\x1b[31m\x0ab' ]]
	for command in "import log" "merge x" "report x" "verify x x" "record -- true" "reach /bin/true"; do
		# shellcheck disable=SC2086 # the words of a command line
		run seccord ${command%% *} --progress=often ${command#* }
		one_line_of_trouble '--progress=often: not one of auto, always, never'
	done
	[ ! -e seccord.trace ]
}
