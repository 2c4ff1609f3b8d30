#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# No command prints control characters, or characters that reorder or hide text,
# whatever is in names, arguments or files.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # scripts are quoted; program is set by program()
load helper

# ESC, CR, BEL, DEL, CSI of C1, a newline with a line behind it, U+202E, U+2066, U+200F, U+200B, U+FEFF, and no UTF-8.
hostile=(
	$'\e[2J\e]0;x\a' $'a\rb' $'c\x7fd' $'e\xc2\x9b2Jf' $'g\nforged: line' $'h\xe2\x80\xaei' $'j\xe2\x81\xa6k' $'l\xe2\x80\x8fm'
	$'n\xe2\x80\x8bo\xef\xbb\xbf' $'p\xff\xfeq' $'r\xed\xa0\x80s' $'t\xd8\x9cu'
)

# clean FILE...: they hold nothing of these.
clean()
{
	if LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xd8\x9c' "$@" >found ||
		grep -n '^forged' "$@" >found || ! iconv -f UTF-8 -t UTF-8 "$@" >/dev/null; then
		cat -v found
		return 1
	fi
}

# prints_clean COMMAND...: what it prints is clean, something is printed, and it does not crash. All of a test is read
# at its end: found names it as said/NUMBER, of the commands in said.by.
prints_clean()
{
	local status=0 by
	mkdir -p said
	printed=said/$((++prints))
	printf -v by '%q ' "$@"
	echo "$printed: $by" >>said.by
	"$@" >"$printed" 2>&1 || status=$?
	if [ ! -s "$printed" ] || [ "$status" = 139 ] || [ "$status" = 134 ]; then
		tail -n 1 said.by
		return 1
	fi
}
prints=0

teardown()
{
	[ "$prints" = 0 ] || clean said/* || {
		cat -v said.by
		return 1
	}
}

@test "names and arguments of record and run, in each line they print" {
	need iconv
	seccord record -q -o small -- true
	seccord policy -o policy small
	for bad in "${hostile[@]}"; do
		mkdir -p dir
		prints_clean seccord record -o "dir/$bad" -- true "$bad"
		[ -s "dir/$bad" ]
		prints_clean seccord record -o "dir/$bad" -- sh -c 'rm -r dir/*'
		prints_clean seccord record -o "no/$bad" -- true
		prints_clean seccord record -o t -- "$bad"
		prints_clean seccord record -o t "--engine=$bad" -- true
		prints_clean seccord record -o t -p "$bad"
		prints_clean seccord record -o "$bad%$bad" -- true
		prints_clean seccord record "--$bad" -- true
		prints_clean seccord "$bad"
		prints_clean seccord help "$bad"
		prints_clean seccord run "no/$bad" -- true
		prints_clean seccord run policy -- "$bad"
		cp policy "$bad"
		prints_clean seccord run "$bad" -- sh -c 'mkdir made; rmdir made'
		rm -rf dir "$bad" made
	done
}

@test "names of files and values of options, of each command" {
	need iconv
	seccord record -q -o small -- true
	seccord policy -o policy small
	for bad in "${hostile[0]}" "${hostile[4]}" "${hostile[5]}" "${hostile[9]}"; do
		for command in show policy 'emit -f c' 'check policy' 'check --unused policy' explain 'explain policy' 'diff policy' 'verify policy' import; do
			printf '%s\n' "$bad" >"f$bad"
			# shellcheck disable=SC2086 # words
			prints_clean seccord $command "no/$bad"
			# shellcheck disable=SC2086
			prints_clean seccord $command "f$bad"
		done
		rm -f "f$bad"
		cp policy "f$bad"
		cp small "s$bad"
		prints_clean seccord verify "f$bad" policy
		prints_clean seccord verify "s$bad" "f$bad"
		prints_clean seccord show --why=getpid "s$bad"
		prints_clean seccord show --why="$bad" small
		prints_clean seccord show --by="$bad" small
		prints_clean seccord policy --deny="$bad" small
		prints_clean seccord policy --set="$bad" small
		prints_clean seccord policy --for="$bad" small
		prints_clean seccord policy --arch="$bad" small
		prints_clean seccord policy --default="$bad" small
		prints_clean seccord policy -o "no/$bad" small
		prints_clean seccord emit -f "$bad" policy
		prints_clean seccord emit -f c --weights="no/$bad" policy
		prints_clean seccord import --from="$bad" small
		prints_clean seccord dump -p "$bad"
		prints_clean seccord dump -p 1 --index="$bad"
		rm -f "f$bad" "s$bad"
	done
}

# escaped BYTES: as a trace has them.
escaped()
{
	printf '%s' "$1" | od -An -tx1 -v | tr -d ' \n' | sed 's/../\\\\x&/g'
}

# A trace all of whose names are this.
trace_of()
{
	cat <<-END
		{"seccord-trace": 1, "kernel": "$1", "host": "$1", "clocksource": "$1", "engine": "$1", "command": ["$1", "$1"]}
		{"image": 0, "path": "/lib/$1", "build_id": "$1", "arch": "$1"}
		{"site": 0, "image": 0, "offset": "0x10", "function": "$1", "into": 9, "file": "/src/$1", "line": 7}
		{"call": 0, "arch": "x86_64", "nr": 83, "name": "mkdir", "site": 0, "caller": 0, "count": 2, "stack": [0], "threads": ["$2"]}
		{"call": 1, "arch": "x86_64", "nr": 228, "name": "clock_gettime", "origin": "vdso-hidden", "vdso": "__vdso_clock_gettime", "site": 0, "count": 1}
		{"note": "$1"}
	END
}

@test "contents of traces, as bytes and as JSON escapes" {
	need iconv
	seccord record -q -o small -- true
	seccord policy -o policy small
	for bad in "${hostile[@]}"; do
		trace_of "$(escaped "$bad")" "$(escaped "${bad:0:4}")" >t
		seccord show t >/dev/null
		for what in 'show' 'show --json' 'show --why=mkdir' 'show --why=mkdir --json' 'show --by=function' 'show --by=image' 'show --by=thread' \
			'show --by=library --json' 'policy' 'check policy' 'diff policy' 'diff --json policy' 'emit -f c' 'emit -f asm'; do
			# shellcheck disable=SC2086
			prints_clean seccord $what t
		done
	done
	trace_of '\u202e\u2066\u009b' '\u202e' >t
	prints_clean seccord show t
	prints_clean seccord show --json t
	grep -q 'u202e' "$printed"
	python3 -c 'import json, sys; assert "\u202e\u2066\u009b" in json.load(open(sys.argv[1]))["kernel"]' "$printed" || ! command -v python3
}

@test "contents of policies and imported profiles" {
	need iconv
	local escape='\u001b[2J\u202e\n'
	cat >policy <<-END
		{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "mkdir", "why": "user", "note": "$escape"}, {"call": "read", "why": "vdso", "by": "$escape"}]}
	END
	cat >other <<-END
		{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "read", "why": "user", "note": "x"}]}
	END
	seccord policy -o again policy
	clean again
	seccord policy again | cmp - again
	for what in 'policy' 'diff other' 'diff --json other' 'emit -f c' 'emit -f asm' 'emit -f systemd' 'emit -f json' 'verify other'; do
		# shellcheck disable=SC2086
		prints_clean seccord $what policy
	done
	local wrong=('{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "ESC"}]}' '{"seccord": 1, "archs": ["ESC"], "calls": []}'
		'{"seccord": 1, "ESC": 1}' '{"ESC": 1}' '{"defaultAction": "ESC", "syscalls": []}'
		'{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["ESC"], "action": "SCMP_ACT_ALLOW"}]}')
	for text in "${wrong[@]}"; do
		printf '%s\n' "${text//ESC/$escape}" >wrong
		prints_clean seccord policy wrong
		printf '%s\n' "${text//ESC/$'\e\xe2\x80\xae'}" >wrong
		prints_clean seccord policy wrong
	done
	printf '[Service]\nSystemCallFilter=\e[2J \xe2\x80\xae\n' >unit
	prints_clean seccord policy unit
	printf 'read: 1\n\e[2J\xe2\x80\xae: 1\n' >minijail
	prints_clean seccord policy minijail
	printf 'seccomp.keep read,\e[2J\xe2\x80\xae\n' >firejail
	prints_clean seccord policy firejail
}

@test "contents of other tools' logs" {
	need iconv
	printf 'execve("/bin/true", ["true"], 0x7 /* 1 var */) = 0\n\e[2J\xe2\x80\xae(1) = 0\nread(0, \e\xe2\x80\xae, 1) = 0\n' >"log"
	prints_clean seccord import log
	cp log $'log\e\xe2\x80\xae'
	prints_clean seccord import $'log\e\xe2\x80\xae'
	prints_clean seccord explain $'log\e\xe2\x80\xae'
	# What a program chose: its name, a path of strace -k, gdb's symbols, unknown text.
	{
		echo 'type=SECCOMP msg=audit(1.2:3): pid=5 comm=1b5b324ae280ae exe=2f1b5b324ae280ae sig=31 arch=c000003e syscall=83 compat=0 ip=0x7f code=0x0'
		printf 'mkdir("/x", 0700) = -1 EPERM (Operation not permitted)\n > /usr/\e[2J\xe2\x80\xae.so(\e[2J+0x7) [0xf7f37]\n'
		printf 'Program received signal SIGSYS, Bad system call.\n#0  0x7f in \e[2J\xe2\x80\xae () from /lib/\e[2J\n'
		printf 'unknown \e[2J\xe2\x80\xae\n'
	} >hostile.log
	prints_clean seccord explain hostile.log
	prints_clean seccord explain --json hostile.log
}
