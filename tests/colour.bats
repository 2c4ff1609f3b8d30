#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Colours: only on a terminal that can show them, or where they are asked for. Without them the
# bytes are the same, and no name of a program or file brings its own.

# shellcheck disable=SC2154,SC2016 # status, output and python are set elsewhere; scripts are quoted
load helper

setup_file()
{
	cd "$BATS_FILE_TMPDIR" || return
	"$SECCORD" record -q -o old.trace -- sort /etc/passwd >sorted || return
	"$SECCORD" record -q -o new.trace -- sh -c 'sort /etc/passwd; unshare -U true; chmod 600 sorted' >sorted 2>&1
	"$SECCORD" policy -o p.json old.trace 2>notes || return
	cat >commands <<-'END'
		show new.trace
		show -v new.trace
		show --by=library new.trace
		show --why=openat new.trace
		show --danger new.trace
		show --coverage new.trace
		show p.json
		diff p.json new.trace
		diff new.trace p.json
		check p.json new.trace
		check --unused --cap=none docker:default old.trace
		explain ptrace
		explain clone3 clone
		explain p.json new.trace run.log
		verify p.json p.json
		verify p.json new.trace
		doctor
	END
	"$SECCORD" run p.json -- sh -c 'true & wait' 2>run.log || [ $? = 159 ]
}

setup()
{
	cd "$BATS_FILE_TMPDIR" || return
	export TERM=xterm
	unset NO_COLOR COLUMNS
}

need_pty()
{
	for python in python3 /usr/bin/python3; do
		"$python" -c 'import os, pty; os.waitstatus_to_exitcode' 2>/dev/null && return
	done
	skip "python3 has no pty"
}

# on_terminal OUT COMMAND...: runs on a terminal of 1000 columns
on_terminal()
{
	timeout -k 10 120 "$python" "$HERE/terminal.py" "$1" 1000 "${@:2}"
}

coloured()
{
	grep -q $'\033\[' "$1"
}

plain()
{
	[ -s "$1" ] && ! coloured "$1"
}

without_colours()
{
	sed 's/\x1b\[[0-9;]*m//g' "$@"
}

@test "with --color=always the bytes are those of plain output, and colours" {
	local words kind bytes
	while read -r -a words; do
		seccord "${words[@]}" >plain 2>notes && kind=0 || kind=$?
		seccord "${words[0]}" --color=never "${words[@]:1}" >never 2>notes || [ $? = "$kind" ]
		seccord "${words[0]}" --color=always "${words[@]:1}" >always 2>notes || [ $? = "$kind" ]
		[ "$kind" -lt 2 ] || [[ ${words[*]} == *docker* ]]
		bytes=$(cksum <plain)
		[ "$bytes" = "$(cksum <never)" ]
		[ "$bytes" = "$(without_colours always | cksum)" ]
		plain plain
		case ${words[*]} in
		*--coverage*) ;;
		*) coloured always ;;
		esac
	done <commands
}

@test "a terminal has colours; a pipe, a file, a dumb terminal and one with NO_COLOR have none" {
	need_pty
	on_terminal terminal "$SECCORD" show -o - old.trace
	coloured terminal
	on_terminal dumb env TERM=dumb "$SECCORD" show old.trace
	plain dumb
	on_terminal unset env -u TERM "$SECCORD" show old.trace
	plain unset
	on_terminal no env NO_COLOR=1 "$SECCORD" show old.trace
	plain no
	on_terminal empty env NO_COLOR= "$SECCORD" show old.trace
	coloured empty
	on_terminal always env NO_COLOR=1 TERM=dumb "$SECCORD" show --color=always old.trace
	coloured always
	on_terminal never "$SECCORD" show --color=never old.trace
	plain never
	on_terminal piped sh -c '"$0" show old.trace | cat' "$SECCORD"
	plain piped
	on_terminal nothing "$SECCORD" show -o file old.trace
	plain file
	tr -d '\r' <dumb | cmp - file
	tr -d '\r' <terminal | without_colours | cmp - file
}

@test "formats for programs have no colours" {
	for format in json markdown sarif; do
		run seccord diff --color=always --show-paths -f "$format" -o plain p.json new.trace
		[ "$status" = 1 ]
		plain plain
	done
	run seccord check --color=always -f junit -o plain p.json new.trace
	[ "$status" = 1 ]
	plain plain
	seccord show --color=always --json -o plain new.trace
	plain plain
	seccord show --color=always --graph=dot -o plain new.trace
	plain plain
	seccord explain --color=always --json -o plain ptrace
	plain plain
	run seccord doctor --color=always --json -o plain
	plain plain
}

@test "refusals have colours on a terminal, and the program's output is left alone" {
	need_pty
	run on_terminal out "$SECCORD" run p.json -- sh -c 'echo from the program; true & wait'
	[ "$status" = 159 ]
	grep -q $'^seccord: \033\[1;31mrefused\033\[m: ' out
	grep -q $'^from the program\r$' out
	run seccord run p.json -- sh -c 'true & wait'
	[ "$status" = 159 ]
	[[ $output != *$'\033'* ]]
	run seccord run --color=always p.json -- sh -c 'true & wait'
	[ "$status" = 159 ]
	[[ $output == *$'seccord: \033[1;31mrefused\033[m: '* ]]
}

@test "no name brings escape sequences along" {
	local name=$'\033[31mred\033[0m\r.json'
	cp p.json "$name"
	run seccord diff --color=always "$name" new.trace
	[ "$status" = 1 ]
	run seccord verify --color=always "$name" "$name"
	[ "$status" = 0 ]
	[[ $output == *'\x1b[31mred\x1b[0m\x0d.json'* ]]
	[[ $output != *$'\033[31m'* ]]
	printf '{"seccord-trace":3,"command":["\\u001b[31m\\u001b]0;t\\u0007"]}\n{"image":0,"path":"/x/\\u001b[32mlib"}\n{"site":0,"image":0,"offset":"0x10","function":"\\u001b[2Jf"}\n{"call":0,"arch":"x86_64","nr":101,"site":0,"count":1,"threads":["\\u001b[7mt"]}\n{"note":"\\u001b[5mnote"}\n' >evil.trace
	for command in 'show -v' 'show --why=ptrace' 'diff p.json' 'check p.json'; do
		read -r -a words <<<"$command"
		run seccord "${words[0]}" --color=always "${words[@]:1}" evil.trace
		[ "$status" -lt 2 ]
		[[ $output == *'\x1b['* ]]
		# what is left without our own styles has no escape
		run sed -E 's/\x1b\[(1|2|1;31|32|35|36)?m//g' <<<"$output"
		[[ $output != *$'\033'* && $output != *$'\007'* ]]
	done
}
