#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make truth-debian: records commands of this machine, and runs the same commands of
# Debian 13 under their policies with bwrap. A command passes if it ends and prints
# as it does there without a filter.
#
#   LEVELS="..."  levels of policies, or options     ONLY="tar git"  commands
#   DEBIAN13=build/debian13                          FOLDER=build/truth/debian
#
# The commands are the lines of debian-commands; a command that is not installed on
# both sides is skipped.
# shellcheck disable=SC2034,SC2154 # name is read by common.sh, which sets levels and debian13
here=$(cd "$(dirname "$0")" && pwd)
name=truth-debian
# shellcheck disable=SC1091 # read files
. "$here/common.sh"
folder=$(realpath -m "${FOLDER:-build/truth/debian}")

# new_folder PATH: with what the commands use
new_folder()
{
	rm -rf "$1" && mkdir -p "$1/d/e" "$1/empty" && cp -r "$folder/repo" "$1/repo" && cd "$1" || exit 2
	seq 100 >a && seq 50 120 >b && seq 9 >d/e/f && ln -s a l && tar -cf x.tar a b && find . -exec touch -hd @1 {} +
}

make_repo()
{
	local when='2001-01-01T00:00:00Z'
	rm -rf "$folder/repo" && mkdir -p "$folder/repo" && cd "$folder/repo" || exit 2
	git init -q . && seq 9 >a && git add a &&
		GIT_AUTHOR_DATE=$when GIT_COMMITTER_DATE=$when git -c user.name=N -c user.email=n@example.org commit -qm one
}

# in_debian FILTER COMMAND...: no filter if it is -
in_debian()
{
	local filter=$1 option=()
	shift
	[ "$filter" = - ] || option=(--seccomp 10)
	new_folder "$folder/work"
	timeout -k 1 30 bwrap --unshare-net --die-with-parent --bind "$debian13" / --dev /dev --proc /proc --tmpfs /tmp --bind "$folder/work" /work --chdir /work \
		--setenv HOME /work --setenv PATH /usr/bin:/bin "${option[@]}" "$@" 10<"${filter/#-/\/dev\/null}" </dev/null 2>&1
	echo "status $?"
}

# one_command NUMBER COMMAND...: prints "pass", or what differs, for each level
one_command()
{
	local out=$folder/$1 level
	shift
	rm -rf "$out" && mkdir -p "$out"
	new_folder "$out/work"
	HOME=$PWD PATH=/usr/bin:/bin timeout -k 1 30 "$SECCORD" record -q -o "$out/trace" -- "$@" </dev/null >"$out/recorded" 2>&1
	[ -s "$out/trace" ] || { echo "$*: not recorded: $(cat "$out/recorded")"; return; }
	in_debian - "$@" >"$out/plain"
	for level in $levels; do
		derive_policy "$level" "$out/policy.json" "$out/trace" 2>/dev/null || fail "no policy for $*"
		"$SECCORD" emit -f bpf -o "$out/filter.bpf" "$out/policy.json" 2>/dev/null || fail "no filter for $*"
		in_debian "$out/filter.bpf" "$@" >"$out/printed"
		total[$level]=$((${total[$level]:-0} + 1))
		if cmp -s "$out/plain" "$out/printed"; then
			passed[$level]=$((${passed[$level]:-0} + 1))
		else
			echo "$*, $level: $(diff "$out/plain" "$out/printed" | grep '^[<>]' | cut -c1-80 | head -n 4 | tr '\n' ' ')"
		fi
	done
}

is_on_both_sides()
{
	[ -x "/usr/bin/$1" ] && [ -x "$debian13/usr/bin/$1" ]
}

[ "$(id -u)" = 0 ] || skip "a tree of Debian needs root"
need_packages bubblewrap git sqlite3 curl || skip "bwrap, git, sqlite3 or curl is not available"
need_debian13 || skip "Debian 13 cannot be made in $debian13"
bwrap --bind / / true 2>/dev/null || skip "bwrap does not work here"
mkdir -p "$folder"
(make_repo) || fail "git does not work"
declare -A total passed
number=0
while read -r line <&3; do
	number=$((number + 1))
	eval "set -- $line" # quoted words of our own file
	is_wanted "$1" || continue
	is_on_both_sides "$1" || { echo "$1: SKIP, not installed on both sides" && continue; }
	one_command "$number" "$@"
done 3< <(grep -v '^#' "$here/debian-commands")
echo "policies of $(sed -n 's/^PRETTY_NAME=//p' /etc/os-release) under programs of Debian $(cat "$debian13/etc/debian_version")"
for level in $levels; do
	echo "level $level: ${passed[$level]:-0} of ${total[$level]:-0} commands pass"
done
