#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make truth-heldout: records real programs with one workload (A) and holds their
# policies to another one (B) that the recording has not seen. Each file of heldout/
# is a program: its packages, and its two workloads as functions a and b.
#
#   A=b B=a       swaps the split          ONLY="git tar"  selects programs
#   LEVELS="..."  levels of policies       ENFORCE="..."   those under which B is run
#   AGAIN=1       records anew; else recordings are kept in FOLDER while the workload
#                 and its packages stay the same, so that two builds judge the same calls
#   FOLDER=build/truth/heldout             LIMIT=60        seconds for a run
#
# Each run has namespaces of its own (box.sh): no network but loopback, and nothing
# outlives it. truth/classes judges denials by kind, never by program. To see what
# foreseeable denials break, B runs under A's policy with B's new features allowed:
# what then differs from B alone is due to those denials.
# shellcheck disable=SC2034,SC2154 # name is read by common.sh, which sets levels
here=$(cd "$(dirname "$0")" && pwd)
name=truth-heldout
# shellcheck disable=SC1091 # read files
. "$here/common.sh"
enforce=${ENFORCE-default}
first=${A:-a} second=${B:-b}
folder=$(realpath -m "${FOLDER:-build/truth/heldout}")
limit=${LIMIT:-60}

[[ $first =~ ^[ab]$ && $second =~ ^[ab]$ ]] || fail "A and B are workloads: a or b"
[ "$(id -u)" = 0 ] || skip "namespaces and packages need root"
place=/mnt # covered for each run: paths are the same each time, and short enough for sockets
[[ $folder != "$place"/* && $here != "$place"/* ]] || skip "$place is covered for each run"
mkdir -p "$folder/bin" || exit 2
install -m 755 "$here/run.sh" "$folder/bin/run"
export LOAD=$folder/bin/load
${CC:-cc} -O1 -Wall -o "$LOAD" "$here/load.c" || fail "cannot build load.c"

# packages_of PROGRAM: of its workload's line "packages="
packages_of()
{
	sed -n 's/^packages=//p' "$here/heldout/$1.sh" | tr -d '"'
}

# missing_of PROGRAM: its packages that are not installed
missing_of()
{
	local package
	for package in $(packages_of "$1"); do
		is_installed "$package" || printf ' %s' "$package"
	done
}

# All at once, else one by one, so that one that is not available stops no other.
install_missing()
{
	local missing package
	missing=$(for program in "${programs[@]}"; do missing_of "$program"; done)
	# shellcheck disable=SC2086 # a list of words
	need_packages $missing && return
	for package in $missing; do
		install_packages "$package"
	done
}

# in_box MODE PROGRAM LETTER OUT: prints what the workload prints
in_box()
{
	{ start_box "$@" || echo "killed after $limit seconds"; } 2>/dev/null
}

start_box()
{
	timeout -s KILL "$limit" unshare -mpfn --kill-child --mount-proc --propagation private \
		env -i MODE="$1" OUT="$4" SECCORD="$SECCORD" LOAD="$LOAD" LANG=C.UTF-8 TZ=UTC \
		PATH="$folder/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin" \
		bash "$here/box.sh" "$here/heldout/$2.sh" "$3" "$place" </dev/null 2>&1
}

# What a recording depends on: the workload, and the versions of its packages.
stamp()
{
	cat "$here/heldout/$1.sh" "$here/run.sh" "$here/box.sh"
	# shellcheck disable=SC2046 # a list of words
	dpkg-query -W $(packages_of "$1")
}

# record_workload PROGRAM LETTER: into a folder of its own; alone first, for comparison.
record_workload()
{
	local out=$folder/$1/record-$2
	if [ -z "${AGAIN:-}" ] && [ "$(stamp "$1" | cksum)" = "$(cat "$out/stamp" 2>/dev/null)" ]; then
		return
	fi
	rm -rf "$out" && mkdir -p "$out/traces"
	in_box plain "$1" "$2" "$out" >"$out/plain"
	in_box record "$1" "$2" "$out/traces" >"$out/recorded"
	"$SECCORD" merge -o "$out/trace" "$out"/traces/*.trace 2>"$out/merge" || return
	cmp -s "$out/plain" "$out/recorded" || echo "$1 $2: prints something else when it is recorded: $(diff "$out/plain" "$out/recorded" | sed -n 2p)"
	stamp "$1" | cksum >"$out/stamp"
}

# derive PROGRAM LEVEL: the policy of A, what it would stop of B, and what is dangerous in both
derive()
{
	local out=$folder/$1/$2
	rm -rf "$out" && mkdir -p "$out"
	derive_policy "$2" "$out/policy.json" "$folder/$1/record-$first/trace" 2>"$out/notes" &&
		"$SECCORD" show --danger --json -o "$out/danger.json" "$out/policy.json" &&
		"$SECCORD" show --danger --json -o "$out/danger-made.json" "$folder/$1/record-$first/trace" &&
		{ "$SECCORD" check --json -o "$out/check.json" "$out/policy.json" "$folder/$1/record-$second/trace" || [ $? = 1 ]; }
}

# run_under PROGRAM LEVEL: B under A's policy that is widened by B's features
run_under()
{
	local out=$folder/$1/$2/enforced
	mkdir -p "$out"
	/usr/bin/python3 "$here/heldout.py" widen "$folder/$1/record-$first/trace" "$folder/$1/$2" >"$out/policy.json" &&
		"$SECCORD" emit -f bpf -o "$out/filter.bpf" "$out/policy.json" 2>"$out/notes" || return
	in_box enforce "$1" "$second" "$out" >"$out/printed"
	cmp -s "$folder/$1/record-$second/plain" "$out/printed" && return
	in_box explain "$1" "$second" "$out" >"$out/explained"
}

one_program()
{
	local level missing
	missing=$(missing_of "$1")
	[ -z "$missing" ] || { echo "$1: SKIP, not available:$missing" && return; }
	if ! record_workload "$1" "$first" || ! record_workload "$1" "$second"; then
		echo "$1: SKIP, not recorded; see $folder/$1"
		return
	fi
	for level in $levels; do
		derive "$1" "$level" || { echo "$1: no policy of level $level: $(cat "$folder/$1/$level/notes")" && failed=1 && return; }
	done
	for level in $enforce; do
		[ ! -e "$folder/$1/$level/policy.json" ] || run_under "$1" "$level"
	done
	measured+=("$1")
}

programs=() measured=() failed=0
for file in "$here"/heldout/*.sh; do
	program=$(basename "$file" .sh)
	! is_wanted "$program" || programs+=("$program")
done
install_missing
echo "split: recorded (A) is workload $first, held out (B) is workload $second of tests/truth/heldout/PROGRAM.sh; A=$second B=$first swaps it"
for program in "${programs[@]}"; do
	one_program "$program"
done
/usr/bin/python3 "$here/heldout.py" report "$folder" "$first" "$second" "$levels" "${measured[@]}" || failed=1
exit $failed
