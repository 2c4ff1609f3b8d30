#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The completion scripts, each in its shell: what a shell offers for the beginning of a line.

# shellcheck disable=SC2016,SC2154 # shells are given their scripts quoted; set by bats
load helper

# A table of lines, and of words among what completes them. "!": a word that is not.
lines()
{
	cat <<-'END'
		seccord re|record reach report !run
		seccord policy --lev|--level
		seccord policy --level=|exact libc default broad !--level
		seccord policy --level br|broad !exact
		seccord policy --deny=get|getpid getcwd !open
		seccord policy --deny=read,get|getpid getcwd !open
		seccord policy --set=t64.clock_g|t64.clock_gettime t64.clock_getres
		seccord policy --for=cr|crun crun-nnp !runc !crun:1.8.1
		seccord policy --for=crun:|crun:1.8.1 crun:1.21 !runc:1.1.5
		seccord policy --for crun:1.8|crun:1.8.1 !crun:1.21
		seccord policy --portable=glibc,m|musl !go
		seccord policy --file-version=25|252 254 257 !0.9.72
		seccord verify --file-version 0.9.7|0.9.72 0.9.78 !257
		seccord show --file-arch=arm|arm arm64 !i386
		seccord policy --default=|errno kill log trap !errno:NAME !errno:EPERM
		seccord diff --fail-on=|gained danger !danger:code
		seccord policy --default=errno:EAC|errno:EACCES !errno:EPERM
		seccord merge --default=errno:ENOS|errno:ENOSYS !errno:EPERM
		seccord policy --within=dock|docker:default !podman:default
		seccord policy --within pod|podman:default
		seccord policy dock|docker:default !docker:24.0.9
		seccord policy docker:2|docker:24.0.9 docker:20.10.27 !docker:default
		seccord policy --within=containerd:|containerd:1.6.15 containerd:default !docker:24.0.9
		seccord verify cont|containerd:default !docker:default
		seccord show podm|podman:default
		seccord diff some.trace do|docker:default
		seccord run dock|docker:default
		seccord explain pod|podman:default
		seccord record dock|!docker:default
		seccord diff --fail-on=gained,|widened lost !gained
		seccord policy --deny=getpid,getcwd,get|getuid !getpid !getcwd
		seccord policy --cap=CAP_SYS_AD|CAP_SYS_ADMIN
		seccord record --engine=s|seccomp syscall !learn
		seccord import --from=|auto strace perf audit bpftrace
		seccord import --arch arm|arm arm64 !i386
		seccord merge --prefer=|allow refuse
		seccord show --by=|function library image thread exe
		seccord show --why=open|open openat openat2 !read
		seccord show --graph |mermaid dot
		seccord emit -f k|kubernetes kafel !bpf
		seccord check --format j|json junit !text
		seccord diff --format=m|markdown
		seccord diff --fail-on=danger:c|danger:code !danger:kernel
		seccord explain openat|openat openat2
		seccord completion |bash zsh fish
		seccord help po|policy
		seccord show some|some.trace
		seccord policy --within=some|some.trace
		seccord reach --root=fol|folder !some.trace
		seccord run some|some.trace
		seccord record -o some|some.trace
		seccord record -- mkd|mkdir
		seccord-ci --pol|--policy
		seccord-ci --policy=some|some.trace !docker:default
		seccord-ci --out fol|folder !some.trace
		seccord-ci --fail-on=gained,danger:c|danger:code !danger:kernel
		seccord-ci some|some.trace
		seccord-ci --accept --sha|--shard --shards !--accept
		seccord-ci --accept -- mkd|mkdir
		seccord-ci --accept -- cat some|some.trace
		seccord record -- cat some|some.trace
		seccord record --only=sh -- mkd|mkdir
		seccord run some.trace -- mkd|mkdir
		seccord run some.trace -- cat some|some.trace
	END
}

# holds OFFER: every line of the table is completed as it says by OFFER LINE..., which writes what a shell offers for each
# to offered.1, offered.2 and so on. What completes a value may have the option, or what is before a colon, in front.
holds()
{
	local line wanted word plain found n=0
	local -a typed
	touch some.trace
	mkdir -p folder
	mapfile -t typed < <(lines | cut -d'|' -f1)
	"$1" "${typed[@]}" </dev/null
	while IFS='|' read -r line wanted; do
		n=$((n + 1))
		for word in $wanted; do
			found=0
			plain=${word#!}
			grep -qxE -e "(--[a-z-]+=)?([a-z]+,)*${plain//./\\.}[/=]?" -e "${plain#*:}" offered.$n && found=1
			[[ $found == 1 && $word != !* || $found == 0 && $word == !* ]] || {
				echo "$line: $word; offered: $(head -20 offered.$n | tr '\n' ' ')"
				return 1
			}
		done
	done < <(lines)
	[ "$n" = "${#typed[@]}" ]
}

in_bash()
{
	bash --norc -c 'source ./script
		for COMP_LINE; do
			COMPREPLY=() COMP_POINT=${#COMP_LINE}
			_seccord
			printf "%s\n" "${COMPREPLY[@]}" >offered.$((++n))
		done' - "$@"
}

# offered_in_bash LINE
offered_in_bash()
{
	in_bash "$1"
	cat offered.1
}

@test "bash completes commands, options, their words, and files" {
	seccord completion -o script bash
	holds in_bash
}

@test "bash: what is typed before = or : is not offered again, where bash splits the line there" {
	seccord completion -o script bash
	[ "$(offered_in_bash 'seccord policy --level=br')" = broad ]
	[ "$(offered_in_bash 'seccord diff --fail-on=danger:c')" = code ]
	[ "$(offered_in_bash 'seccord policy --deny=read,getpi')" = read,getpid ]
	[ "$(COMP_WORDBREAKS=' ' bash --norc -c 'COMP_WORDBREAKS=" "; source ./script; COMP_LINE="seccord policy --level=br" COMP_POINT=25
		_seccord; printf "%s\n" "${COMPREPLY[@]}"')" = --level=broad ]
}

in_zsh()
{
	"$HERE/completion.zsh" script "$@"
}

@test "zsh completes commands, options, their words, and files" {
	need zsh
	works zsh -f -c 'zmodload zsh/zpty && autoload -Uz compinit' || skip "zsh has no zpty here"
	seccord completion -o script zsh
	holds in_zsh
}

in_fish()
{
	fish --no-config -c 'source ./script
		for n in (seq (count $argv))
			complete -C $argv[$n] | string replace -r "\t.*" "" >offered.$n
		end
		true' "$@"
}

@test "fish completes commands, options, their words, and files" {
	need fish
	works fish --no-config -c true || skip "fish does not run here"
	seccord completion -o script fish
	holds in_fish
}

@test "every option of every command is offered, and every word that an option is checked against" {
	local command option word n=0
	local -a typed wanted
	seccord completion -o script bash
	while read -r command; do
		for option in $(seccord "$command" --help | sed -n 's/^  .*\(--[a-z-]*\).*/\1/p'); do
			typed+=("seccord $command $option")
			wanted+=("$option=?")
		done
	done < <(sed -n 's/^COMMAND(\([a-z]*\))$/\1/p' "$HERE/../cli/commands.def")
	for option in level portable reach for arch default; do
		for word in $(seccord policy --$option=zzzzzz none 2>&1 | sed -n 's/.*not one of //; s/ [(0-9][^,]*//g; s/,//gp'); do
			[ "$word" != errno:NAME ] || continue
			typed+=("seccord policy --$option=$word")
			wanted+=("$word")
		done
	done
	[ "${#typed[@]}" -gt 150 ]
	in_bash "${typed[@]}"
	for word in "${wanted[@]}"; do
		n=$((n + 1))
		grep -qxE -e "$word" offered.$n || {
			echo "${typed[n - 1]}"
			return 1
		}
	done
}

@test "the options of seccord-ci that are offered are those of its help" {
	local option
	seccord completion -o script bash
	bash --norc -c 'source ./script; _seccord_options seccord-ci; printf "%s\n" $options' | sed -n 's/^\(--[a-z-]*\)=*$/\1/p' | grep -vx -e --help | sort >offered
	"$HERE/../contrib/ci/seccord-ci" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | sort | diff - offered
}

@test "the script for bash passes shellcheck, and each shell reads its own without a word" {
	need shellcheck
	seccord completion bash >script
	shellcheck -s bash script
	for shell in bash zsh fish; do
		command -v $shell >/dev/null || continue
		seccord completion $shell >script
		run $shell -n script
		[ "$status" = 0 ]
		[ -z "$output" ]
	done
}

@test "an unknown shell is an error" {
	run seccord completion tcsh
	one_line_of_trouble "tcsh: not one of bash, zsh, fish"
	run seccord completion fihs
	one_line_of_trouble "did you mean 'fish'"
	run seccord completion
	one_line_of_trouble "missing operand: bash"
}
