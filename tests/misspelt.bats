#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# "did you mean": a misspelling of each kind of word, wherever a word is taken.

# shellcheck disable=SC2094,SC2154 # no file is read and written at once; set by bats
load helper

setup_file()
{
	cd "$BATS_FILE_TMPDIR" || return
	"$SECCORD" record -q --stacks -o t -- sh -c 'ls / >/dev/null' || return
	"$SECCORD" policy -o p.json t 2>/dev/null || return
	cat >words <<-'END'
		recrod|record
		RECORD|record
		verfy|verify
		help polcy|policy
		record --ouptut=x -- true|--output
		record -quiet -- true|--quiet
		policy --capp=all t|--cap
		show --hlep|--help
		record --engine=sycall -- true|syscall
		record --engine=leran -- true|learn
		import --from=strce t|strace
		import --arch=amd46 t|amd64
		merge --prefer=alow p.json p.json|allow
		merge --default=alow p.json p.json|allow
		merge --default=tarp p.json p.json|trap
		show --by=fuction t|function
		show --by=thred t|thread
		show --graph=mermiad t|mermaid
		show --why=opneat t|openat
		policy --level=brod t|broad
		policy --within=dockr t|docker:default
		policy --within=dcoker:20 t|docker:default
		diff containrd p.json|containerd:default
		policy --reach=error t|errors
		policy --portable=gilbc t|glibc
		policy --arch=arch64 t|aarch64
		policy --file-arch=arm46 t|arm64
		verify --file-arch=i368 p.json p.json|i386
		policy --set=t46 t|t64
		policy --no-set=t64.clock_gettme t|t64.clock_gettime
		policy --deny=clsoe t|close
		policy --for=crn t|crun
		policy --for=dokcer t|docker
		policy --for=sytemd t|systemd
		policy --supervise=opnat2 t|openat2
		policy --default=erno t|errno
		policy --default=errno:EPREM t|EPERM
		policy --default=EPREM t|errno:EPERM
		merge --default=EPREM p.json p.json|errno:EPERM
		policy --default=EACCES t|errno:EACCES
		policy --for=doker:24 t|docker
		policy --deny=SYS_clsoe t|close
		policy --within=docker:defualt t|docker:default
		diff docker:defualt p.json|docker:default
		policy --exe=lss t|ls
		policy --thread=lsx t|ls
		policy --library=lss t|ls
		policy --cap=sys_amdin t|CAP_SYS_ADMIN
		emit --format=sistemd p.json|systemd
		emit -f kube p.json|kubernetes
		emit -f bfp p.json|bpf
		doctor --format=jsno|json
		completion fihs|fish
		emit -f bpf --arch=i368 p.json|i386
		emit -f bpf --default=kil p.json|kill
		check --format=jnuit p.json t|junit
		check --unused --format=jsno p.json t|json
		diff --format=markdwon p.json t|markdown
		diff --fail-on=gaind p.json t|gained
		diff --fail-on=danger:privelege p.json t|danger:privilege
		explain opneat|openat
		explain SYS_opneat|openat
		explain __NR_opneat|openat
		explain --arch=arm46 1|arm64
		dump --pod=1|--pid
		record --progress=alwys true|always
		import --progress=nevr t|never
		merge --progress=auot t t|auto
		report --progress=alwasy -o r.html t|always
		reach --progress=neevr /bin/true|never
		verify --progress=allways p.json p.json|always
		show --color=nevr t|never
		diff --color=alwys p.json t|always
		check --color=auot p.json t|auto
		explain --color=alwasy ptrace|always
		verify --color=neverr p.json p.json|never
		doctor --color=atuo|auto
		run --color=nver p.json -- true|never
		show --colour=never t|--color
		show --format=jsn t|json
		reach --format=jsno /bin/true|json
		policy --errno-plan --format=jso t|json
		verify --format=txet p.json p.json|text
		explain --format=jsonn read|json
		run --format=trcae p.json -- true|trace
	END
}

setup()
{
	cd "$BATS_FILE_TMPDIR" || return
}

# meant WORD: what bats' `run` got is one line that ends with it.
meant()
{
	one_line_of_trouble "; did you mean '"
	[[ $output == *"; did you mean '$1'?" ]]
}

@test "a misspelt word of the command line is an error with the word that was meant" {
	local words
	while IFS='|' read -r words wanted; do
		# shellcheck disable=SC2086 # the words of a command line
		run seccord $words </dev/null
		meant "$wanted" || {
			echo "seccord $words"
			return 1
		}
	done <words
}

@test "the rows above have every option that takes one of some words" {
	local command option
	seccord completion -o script bash
	sed -n 's/^\t\([a-z]*\):\(--[a-z-]*\).*kind=words.*/\1 \2/p' script | grep -v -e '--cap$' -e '--file-arch$' -e '--file-version$' >options
	[ "$(wc -l <options)" -ge 20 ]
	while read -r command option; do
		grep -q "^$command.* $option=" words || {
			echo "no row for $command $option"
			return 1
		}
	done <options
}

@test "a misspelt word of a policy file is an error with the word that was meant" {
	local file
	while IFS='|' read -r file wanted; do
		echo "$file" >misspelt.json
		run seccord emit -f bpf -o out.bpf misspelt.json
		meant "$wanted" || {
			echo "$file"
			return 1
		}
	done <<-'END'
		{"seccord": 1, "archs": ["x86_46"], "calls": []}|x86_64
		{"seccord": 1, "archs": ["aarch46"], "calls": []}|aarch64
		{"seccord": 1, "archs": ["x86_64"], "cals": []}|calls
		{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "raed"}]}|read
		{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "read", "actoin": "log"}]}|action
		{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "read", "action": "alow"}]}|allow
		{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "read", "why": "usr"}]}|user
		{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "read", "action": "errno", "errno": "EPREM"}]}|EPERM
		{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "socket", "args": [{"domian": [1]}]}]}|domain
		{"defaultAction": "SCMP_ACT_ALOW", "syscalls": []}|SCMP_ACT_ALLOW
	END
}

@test "a misspelt group of a unit is an error with the group that was meant" {
	printf '[Service]\nSystemCallFilter=@system-servce\n' >x.service
	run seccord emit -f bpf -o out.bpf x.service
	echo "$output"
	[[ $output == *"did you mean '@system-service'?"* ]]
}

@test "the names of C, with their prefix, are names of calls" {
	seccord explain mkdir >plain
	seccord explain SYS_mkdir | cmp - plain
	seccord explain __NR_mkdir | cmp - plain
	seccord show --why=openat t >plain
	seccord show --why=SYS_openat t | cmp - plain
	[ "$(seccord policy --deny=__NR_openat t 2>/dev/null)" = "$(seccord policy --deny=openat t 2>/dev/null)" ]
}

@test "a word that is close to nothing is an error without a guess" {
	local words
	for words in frobnicate 'policy --zzzz t' 'policy --level=zzzzzz t' 'emit -f zzz p.json' 'policy --set=zz t' 'policy --exe=zzz t' \
		'explain zzzzzzzz' 'policy --deny=zzz t' 'policy --for=zzzzz t'; do
		# shellcheck disable=SC2086 # the words of a command line
		run seccord $words
		[ "$status" = 2 ]
		[[ $output != *"did you mean"* ]]
	done
}
